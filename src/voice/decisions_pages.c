/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Voice for everybody: the first page, the log of decisions with its pictures, the matrix, calls to take part. */
#include "voice/voice.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "sheets/sheets.h"
#include "voice/views.h"
#include "web/feed.h"

enum { A_PAGE = 30 };

static Time year_before(void) { return time_after(time_now(), -DAYS(365)); }
static PageHead under(Str title) { return (PageHead){ .title = title, .room = "voice" }; }

static Reply get_voice(Visit *v)
{
    VoiceShown s = { .doors = doors_seen_by(v->tx, v->who), .decisions = decisions_public(v->tx, v->who, &(LogFilter){ .kind = S(""), .outcome = S(""), .most = 4 }),
        .heard = heards_public(v->tx, v->who, S(""), 0, 4),
        .calls = call_outs_running(v->tx, v->who), .counts = door_counts(v->tx, v->who, 0, year_before()) };
    Html *page = page_open(v, (PageHead){ .title = S("Voice"), .room = "voice" });
    view_voice(page, &s);
    return reply_page(v, page, 200);
}

/* ---- pictures ---- */

static Chart came_of_it(Visit *v)
{
    OutcomeRows rows = decision_outcomes(v->tx, v->who, year_before());
    ChartRow *at = arena_array(v->arena, ChartRow, rows.count + 1);
    i64 yes = 0, all = 0;
    for (int i = 0; i < rows.count; i++) {
        const OutcomeRow *r = &rows.at[i];
        at[i] = (ChartRow){ .label = str_c(ask_kind_words(r->kind)), .values = { r->yes + r->part, r->pass + r->not_now, r->no } };
        yes += r->yes + r->part, all += r->yes + r->part + r->pass + r->not_now + r->no;
    }
    bool whole = !chart_withhold(at, rows.count, 3);      /* beside a number that is not shown no total stands */
    Str says = whole && all ? str_format(v->arena, "Of %lld answers in twelve months, %lld were a yes or a part of one.", all, yes) : S("What was answered in twelve months, by what was asked.");
    return (Chart){ .id = "chart-came", .title = S("What came of what was asked"), .says = says, .what = S("Asked"), .series = { S("yes or in part"), S("not now or passed on"), S("no") }, .series_count = 3, .rows = at, .count = rows.count };
}

static Chart time_to_answer(Visit *v, const DoorCounts *counts)
{
    static const char *const labels[] = { "within a week", "within two weeks", "within a month", "within two months", "longer" };
    AnswerTimes t = decision_times(v->tx, v->who, year_before());
    ChartRow *at = arena_array(v->arena, ChartRow, COUNT(labels));
    for (int i = 0; i < COUNT(labels); i++) at[i] = (ChartRow){ .label = str_c(labels[i]), .values = { t.within[i] } };
    chart_withhold(at, COUNT(labels), 1);
    Str says = counts->median_days >= 0 ? str_format(v->arena, "Half of those who asked had an answer within %lld days.", counts->median_days) : S("Nothing was answered in the last twelve months.");
    return (Chart){ .id = "chart-times", .title = S("How long an answer took"), .says = says, .what = S("Answered"), .series = { S("answers") }, .series_count = 1, .rows = at, .count = counts->answered ? COUNT(labels) : 0 };
}

/* ---- the log ---- */

static LogFilter filter_of(Visit *v)
{
    LogFilter f = { .kind = query_str(v, "kind"), .outcome = query_str(v, "outcome"), .most = A_PAGE };
    i64 before;
    if (str_int(query_str(v, "page"), &before) && before > 0) f.before = before;
    if (ask_kind_number(f.kind) < 0) f.kind = S("");
    return f;
}

static Str url_with(Visit *v, const char *path, const LogFilter *f, i64 before)
{
    Html *h = html_open(v->arena);
    html_lit(h, path, strlen(path));
    html_lit(h, "?kind=", 6), html_url_part(h, f->kind), html_lit(h, "&outcome=", 9), html_url_part(h, f->outcome);
    if (before) html_lit(h, "&page=", 6), html_int(h, before);
    return html_done(h);
}

static ChoiceSpec kinds_to_pick(Visit *v, Str now)
{
    Choice *at = arena_array(v->arena, Choice, ASK_KINDS + 1);
    at[0] = (Choice){ "", S("Everything"), S(""), !now.len };
    for (int i = 0; i < ASK_KINDS; i++) at[i + 1] = (Choice){ ask_kinds[i], str_c(ask_kind_words(str_c(ask_kinds[i]))), S(""), str_is(now, ask_kinds[i]) };
    return (ChoiceSpec){ .name = "kind", .legend = S("What was asked"), .hint = S(""), .fault = S(""), .at = at, .count = ASK_KINDS + 1 };
}

static const Choice answers[] = { CHOICE("", "Any answer"), CHOICE("yes", "Yes"), CHOICE("yes if", "Yes, within limits"), CHOICE("in part", "In part"), CHOICE("pass on", "Passed on"), CHOICE("not now", "Not now"), CHOICE("no", "No") };

static Reply get_decisions(Visit *v)
{
    LogFilter f = filter_of(v);
    DecisionsShown s = { .log = decisions_public(v->tx, v->who, &f), .unpublished = decisions_unpublished(v->tx, v->who), .counts = door_counts(v->tx, v->who, 0, year_before()), .older = S("") };
    s.kind = kinds_to_pick(v, f.kind), s.outcome = choice_spec(v->arena, "outcome", S("What was answered"), f.outcome, answers, COUNT(answers));
    s.came = came_of_it(v), s.times = time_to_answer(v, &s.counts);
    if (s.log.more) s.older = url_with(v, "/decisions", &f, s.log.at[s.log.count - 1].number);
    PageHead h = under(S("Decisions"));
    h.feed_json = url_with(v, "/decisions.json", &f, 0), h.feed_csv = url_with(v, "/decisions.csv", &f, 0), h.feed_atom = S("/decisions.atom");
    Html *page = page_open(v, h);
    view_decisions(page, &s);
    return reply_page(v, page, 200);
}

static void put(json_t *o, const char *key, Str s) { json_object_set_new(o, key, json_stringn(s.at ? s.at : "", s.len)); }

static Str dumped(Visit *v, json_t *o)
{
    char *text = json_dumps(o, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    Str s = str_copy(v->arena, str_c(text ? text : "{}"));
    free(text);
    json_decref(o);
    return s;
}

/* Every field that the chain is reckoned from, as it was reckoned. */
static Reply get_decisions_json(Visit *v)
{
    LogFilter f = filter_of(v);
    f.most = 200;
    LogEntries log = decisions_public(v->tx, v->who, &f);
    json_t *whole = json_object(), *list = json_array();
    for (int i = 0; i < log.count; i++) {
        const LogEntry *e = &log.at[i];
        json_t *o = json_object();
        json_object_set_new(o, "number", json_integer(e->number));
        put(o, "at", time_rfc3339(v->arena, e->at)), put(o, "kind", e->kind), put(o, "asker", e->asker), put(o, "asked", e->asked), put(o, "outcome", e->outcome), put(o, "reasons", e->reasons), put(o, "decided_by", e->by_words);
        json_object_set_new(o, "review_on_seconds", json_integer(e->review_on.us / 1000000));
        json_object_set_new(o, "days", json_integer(e->days));
        json_object_set_new(o, "corrects", json_integer(e->corrects));
        put(o, "chain", e->chain);
        json_array_append_new(list, o);
    }
    json_object_set_new(whole, "decisions", list);
    json_object_set_new(whole, "answered_and_told_as_a_number", json_integer(decisions_unpublished(v->tx, v->who)));
    if (log.more) put(whole, "next", str_format(v->arena, "%.*s%.*s", FMT(v->network->base_url), FMT(url_with(v, "/decisions.json", &f, log.at[log.count - 1].number))));
    return reply_bytes(v, S("application/json"), dumped(v, whole));
}

static Reply csv(Visit *v, char *text, size_t size, const char *name)
{
    Str body = str_copy(v->arena, (Str){ text, size });
    free(text);
    return reply_download(reply_bytes(v, S("text/csv; charset=utf-8"), body), name);
}

static Reply get_decisions_csv(Visit *v)
{
    static const char *const heads[] = { "number", "at", "kind", "asker", "asked", "outcome", "reasons", "decided_by", "days", "corrects" };
    LogFilter f = filter_of(v);
    f.most = 200;
    LogEntries log = decisions_public(v->tx, v->who, &f);
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    SheetOut *out = sheet_out_csv(v->arena, to, true);
    Str columns[COUNT(heads)], why;
    for (int i = 0; i < COUNT(heads); i++) columns[i] = str_c(heads[i]);
    sheet_out_begin(out, columns, COUNT(heads));
    for (int i = 0; i < log.count; i++) {
        const LogEntry *e = &log.at[i];
        const Str cells[] = { time_rfc3339(v->arena, e->at), e->kind, e->asker, e->asked, e->outcome, e->reasons, e->by_words };
        sheet_out_int(out, e->number);
        for (int k = 0; k < COUNT(cells); k++) sheet_out_cell(out, cells[k]);
        sheet_out_int(out, e->days), sheet_out_int(out, e->corrects), sheet_out_end_row(out);
    }
    bool whole = sheet_out_finish(out, &why);
    fclose(to);
    if (!whole) { free(text); return reply_bug(v); }
    return csv(v, text, size, "decisions.csv");
}

static Reply get_decisions_atom(Visit *v)
{
    LogEntries log = decisions_public(v->tx, v->who, &(LogFilter){ .kind = S(""), .outcome = S(""), .most = 50 });
    FeedItem *at = arena_array(v->arena, FeedItem, log.count + 1);
    for (int i = 0; i < log.count; i++) {
        Str place = str_format(v->arena, "/decisions#decision-%lld", log.at[i].number);
        at[i] = (FeedItem){ .title = str_format(v->arena, "%s: %.*s", outcome_words(log.at[i].outcome), FMT(log.at[i].asked)), .url = place, .id = place, .words = log.at[i].reasons, .at = log.at[i].at };
    }
    return reply_atom(v, &(Feed){ .title = S("Decisions"), .path = S("/decisions"), .at = at, .count = log.count });
}

static Reply get_matrix(Visit *v)
{
    MatrixShown s = { matrix_public(v->tx, v->who) };
    PageHead h = under(S("How we decide"));
    h.crumb = S("Decisions"), h.crumb_url = S("/decisions");
    Html *page = page_open(v, h);
    view_matrix(page, &s);
    return reply_page(v, page, 200);
}

/* ---- calls to take part ---- */

static Reply get_calls(Visit *v)
{
    CallsShown s = { call_outs_running(v->tx, v->who) };
    Html *page = page_open(v, under(S("Taking part")));
    view_call_outs(page, &s);
    return reply_page(v, page, 200);
}

static Reply get_call(Visit *v)
{
    const CallOut *c = call_out_seen_by(v->tx, v->who, path_str(v, 0));
    if (!c) return reply_not_found(v);
    PageHead h = under(c->title);
    h.crumb = S("Taking part"), h.crumb_url = S("/call-outs");
    Html *page = page_open(v, h);
    view_call_out(page, c, c->runs_to.us <= time_now().us);
    return reply_page(v, page, 200);
}

const Route decisions_routes[] = {
    { GET, "/voice",            ANYONE, get_voice },
    { GET, "/decisions",        ANYONE, get_decisions },
    { GET, "/decisions.json",   ANYONE, get_decisions_json },
    { GET, "/decisions.csv",    ANYONE, get_decisions_csv },
    { GET, "/decisions.atom",   ANYONE, get_decisions_atom },
    { GET, "/decisions/matrix", ANYONE, get_matrix },
    { GET, "/call-outs",        ANYONE, get_calls },
    { GET, "/call-outs/:slug",  ANYONE, get_call },
    { 0 }
};
