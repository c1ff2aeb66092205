/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The ledger for everybody, for whoever it is about, for those who took part, and at the desk. */
#include "voice/voice.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "sheets/sheets.h"
#include "voice/views.h"
#include "web/feed.h"

enum { A_PAGE = 20 };

static PageHead under(Str title, bool below)
{
    return (PageHead){ .title = title, .room = "voice", .crumb = below ? S("Were we heard?") : S(""), .crumb_url = S("/heard") };
}

static i64 before(Visit *v)
{
    i64 n;
    return str_int(query_str(v, "page"), &n) && n > 0 ? n : 0;
}

static Reply show_list(Visit *v, Str body)
{
    HeardsShown s = { .all = heards_public(v->tx, v->who, body, before(v), A_PAGE), .body = body, .older = S("") };
    if (body.len) s.of = body_summary(v->tx, v->who, body);
    if (body.len && !s.of.engagements) return reply_not_found(v);
    if (s.all.more) s.older = str_format(v->arena, "%s%.*s?page=%lld", body.len ? "/heard/about/" : "/heard", FMT(body), s.all.at[s.all.count - 1].id);
    PageHead h = under(body.len ? s.of.body : S("Were we heard?"), body.len > 0);
    h.feed_json = S("/heard.json"), h.feed_csv = S("/heard.csv"), h.feed_atom = S("/heard.atom");
    Html *page = page_open(v, h);
    view_heards(page, &s);
    return reply_page(v, page, 200);
}

static Reply get_heard_list(Visit *v) { return show_list(v, S("")); }
static Reply get_body(Visit *v) { return show_list(v, path_str(v, 0)); }

static Reply get_heard(Visit *v)
{
    const Heard *h = heard_seen_by(v->tx, v->who, path_str(v, 0));
    if (!h) return reply_not_found(v);
    HeardShown s = { h, body_summary(v->tx, v->who, h->body_slug), S("") };
    if (h->hours) s.took = str_format(v->arena, "About %d hours. ", h->hours);
    if (h->pence) s.took = str_format(v->arena, "%.*sAbout %.*s. ", FMT(s.took), FMT(money_shown(v->arena, h->pence)));
    s.took = str_format(v->arena, "%.*s%.*s", FMT(s.took), FMT(h->cost_words));
    Html *page = page_open(v, under(h->body, true));
    view_heard(page, &s);
    return reply_page(v, page, 200);
}

/* ---- for other programs ---- */

static void put(json_t *o, const char *key, Str s) { json_object_set_new(o, key, json_stringn(s.at ? s.at : "", s.len)); }
static Str day_of(Visit *v, Time t) { return t.us ? (Str){ time_rfc3339(v->arena, t).at, 10 } : S(""); }

static json_t *one(Visit *v, const Heard *h)
{
    json_t *o = json_object(), *asks = json_array(), *entries = json_array();
    put(o, "url", str_format(v->arena, "%.*s/heard/%.*s", FMT(v->network->base_url), FMT(h->slug))), put(o, "said", h->said), put(o, "to", h->body), put(o, "said_on", day_of(v, h->said_on)), put(o, "link", h->link);
    json_object_set_new(o, "took_part", json_integer(h->took_part));
    put(o, "how_asked", h->how_asked), put(o, "where_others_differ", h->dissent), put(o, "cost", h->cost_words), put(o, "promised_on", day_of(v, h->promised_on));
    json_object_set_new(o, "hours", json_integer(h->hours));
    json_t *money = json_object();
    json_object_set_new(money, "amount_minor", json_integer(h->pence)), put(money, "currency", money_code());
    json_object_set_new(o, "money", money);
    for (int i = 0; i < h->ask_count; i++) {
        json_t *a = json_object();
        put(a, "asked_for", h->asks[i].words), put(a, "ended", h->asks[i].ended);
        json_array_append_new(asks, a);
    }
    for (int i = 0; i < h->entry_count; i++) {
        const HeardEntry *e = &h->entries[i];
        json_t *x = json_object();
        json_object_set_new(x, "number", json_integer(e->number));
        json_object_set_new(x, "engagement", json_integer(e->heard));
        put(x, "at", time_rfc3339(v->arena, e->at)), put(x, "kind", e->kind), put(x, "words", e->words), put(x, "link", e->link), put(x, "said_by", e->said_by), put(x, "chain", e->chain);
        json_array_append_new(entries, x);
    }
    json_object_set_new(o, "asked_for", asks), json_object_set_new(o, "happened", entries);
    return o;
}

static Reply get_json(Visit *v)
{
    Heards all = heards_public(v->tx, v->who, S(""), before(v), 60);
    json_t *whole = json_object(), *list = json_array();
    for (int i = 0; i < all.count; i++) json_array_append_new(list, one(v, &all.at[i]));
    json_object_set_new(whole, "heard", list);
    if (all.more) put(whole, "next", str_format(v->arena, "%.*s/heard.json?page=%lld", FMT(v->network->base_url), all.at[all.count - 1].id));
    char *text = json_dumps(whole, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    Str body = str_copy(v->arena, str_c(text ? text : "{}"));
    free(text);
    json_decref(whole);
    return reply_bytes(v, S("application/json"), body);
}

static void give_rows(Visit *v, SheetOut *out, const Heard *h)
{
    for (int i = 0; i < h->ask_count; i++) {
        const HeardEntry *last = h->entry_count ? &h->entries[h->entry_count - 1] : NULL;
        const Str cells[] = { h->slug, h->body, day_of(v, h->said_on), h->asks[i].words, h->asks[i].ended, day_of(v, h->promised_on), last ? last->kind : S(""), last ? day_of(v, last->at) : S("") };
        for (int k = 0; k < COUNT(cells); k++) sheet_out_cell(out, cells[k]);
        sheet_out_end_row(out);
    }
}

static Reply get_csv(Visit *v)
{
    const Str columns[] = { S("engagement"), S("to"), S("said_on"), S("asked_for"), S("ended"), S("promised_on"), S("last_happened"), S("last_at") };
    Heards all = heards_public(v->tx, v->who, S(""), before(v), 60);
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    SheetOut *out = sheet_out_csv(v->arena, to, true);
    Str why;
    sheet_out_begin(out, columns, COUNT(columns));
    for (int i = 0; i < all.count; i++) give_rows(v, out, &all.at[i]);
    bool whole = sheet_out_finish(out, &why);
    fclose(to);
    Str body = whole ? str_copy(v->arena, (Str){ text, size }) : S("");
    free(text);
    return whole ? reply_download(reply_bytes(v, S("text/csv; charset=utf-8"), body), "heard.csv") : reply_bug(v);
}

static Reply get_atom(Visit *v)
{
    Heards all = heards_public(v->tx, v->who, S(""), 0, 30);
    FeedItem *at = arena_array(v->arena, FeedItem, 400);
    int count = 0;
    for (int i = 0; i < all.count; i++) {
        const Heard *h = &all.at[i];
        Str url = str_format(v->arena, "/heard/%.*s", FMT(h->slug));
        for (int k = h->entry_count - 1; k >= 0 && count < 390; k--)
            at[count++] = (FeedItem){ .title = str_format(v->arena, "%.*s: %.*s", FMT(h->body), FMT(h->entries[k].kind)), .url = url, .id = str_format(v->arena, "%.*s#entry-%lld", FMT(url),
                h->entries[k].number), .words = h->entries[k].words, .at = h->entries[k].at };
        at[count++] = (FeedItem){ .title = str_format(v->arena, "Said to %.*s", FMT(h->body)), .url = url, .id = url, .words = h->said, .at = h->made_at };
    }
    return reply_atom(v, &(Feed){ .title = S("Were we heard?"), .path = S("/heard"), .at = at, .count = count });
}

/* ---- whoever it is about ---- */

static Reply show_reply(Visit *v, const Heard *h, Faults faults)
{
    ReplyShown s = { .faults = faults, .h = h, .token = path_str(v, 0) };
    s.words = (FieldSpec){ .name = "words", .label = S("Your reply"), .hint = S("It is shown beside what we wrote, as you wrote it. What is shown stays."), .value = form_text(v, "words"), .fault = faults_of(faults, "words"), .rows = 8, .longest = 10000 };
    PageHead head = under(S("Your reply"), true);
    head.noindex = true, head.faulty = faults.count > 0;
    Html *page = page_open(v, head);
    view_heard_reply(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_reply(Visit *v)
{
    const Heard *h = heard_by_token(v->tx, v->who, path_str(v, 0));
    return h ? show_reply(v, h, NO_FAULTS) : reply_not_found(v);
}

static Reply post_reply(Visit *v)
{
    const Heard *h = heard_by_token(v->tx, v->who, path_str(v, 0));
    if (!h) return reply_not_found(v);
    if (!pace_allows(v, "ledger reply", S(""), 10, HOURS(1))) return reply_too_fast(v);
    switch (heard_reply(v->tx, v->who, path_str(v, 0), form_text(v, "words"))) {
    case DONE: notice_set(v, S("Your reply stands there now.")); return reply_redirect(v, "/heard/%.*s", FMT(h->slug));
    case INVALID: return show_reply(v, h, fault("words", S("Write your reply, in at most 10,000 letters.")));
    case GONE: case CONFLICT: break;
    }
    return reply_not_found(v);
}

/* ---- those who took part ---- */

static Reply get_own(Visit *v)
{
    OwnHeard s = { .all = heards_of(v->tx, v->who) };
    Html *page = page_open(v, (PageHead){ .title = S("Did you hear back?"), .room = "", .crumb = S("Your page"), .crumb_url = S("/me"), .noindex = true });
    view_me_heard(page, &s);
    return reply_page(v, page, 200);
}

static Reply post_own(Visit *v)
{
    i64 id;
    if (!str_int(form_str(v, "id"), &id)) return reply_not_found(v);
    switch (heard_verdict(v->tx, v->who, id, form_str(v, "verdict"), form_text(v, "words"))) {
    case DONE: notice_set(v, S("Thank you. It is counted beside what others say, without your name.")); return reply_redirect(v, "/me/heard");
    case INVALID: case GONE: case CONFLICT: break;
    }
    return reply_not_found(v);
}

const Route heard_routes[] = {
    { GET,  "/heard",              ANYONE,  get_heard_list },
    { GET,  "/heard.json",         ANYONE,  get_json },
    { GET,  "/heard.csv",          ANYONE,  get_csv },
    { GET,  "/heard.atom",         ANYONE,  get_atom },
    { GET,  "/heard/:slug",        ANYONE,  get_heard },
    { GET,  "/heard/about/:body",  ANYONE,  get_body },
    { GET,  "/heard/reply/:token", ANYONE,  get_reply },
    { POST, "/heard/reply/:token", ANYONE,  post_reply },
    { GET,  "/me/heard",           MEMBERS, get_own },
    { POST, "/me/heard",           MEMBERS, post_own },
    { 0 }
};
