/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Filling in: one topic a page, saved as people go, checked at the end.  The same pages serve a member, a browser
 * without an account, and staff who write down what somebody says. */
#include "doors/doors.h"

#include <unistd.h>

#include "doors/views.h"

typedef struct { const Filler *by; const Entry *e; Str base; Topics topics; } Fill;

static Fill fill_of(const Filler *by, Str base)
{
    Fill f = { .by = by, .e = filler_entry(by), .base = base };
    f.topics = topics_of(f.e->set, &f.e->answers);
    return f;
}

static PageHead head_for(const Fill *f, Str title, bool faulty)
{
    bool desk = str_starts(f->base, S("/desk")), own = str_starts(f->base, S("/me"));
    return (PageHead){ .title = title, .room = desk ? "desk" : "voice", .crumb = desk ? S("Doors") : own ? S("What you sent") : S("Ask"), .crumb_url = desk ? S("/desk/doors") : own ? S("/me/asks") : S("/ask"), .faulty = faulty, .noindex = true };
}

static Reply finish(Visit *v, Html *page, Faults f)
{
    Reply r = reply_page(v, page, f.count ? 422 : 200);
    return f.count && v->http->method == HTTP_POST ? reply_keep(r) : r;      /* what was typed is kept, mended or not */
}

/* ---- one topic ---- */

static int next_open(const Topics *t, int after)         /* the page after this one; count + 1: how to reach them */
{
    for (int i = after; i < t->count; i++) if (t->at[i].open) return i + 1;
    return t->count + 1;
}

static int open_before(const Topics *t, int page)        /* 0: none */
{
    for (int i = page - 2; i >= 0; i--) if (t->at[i].open) return i + 1;
    return 0;
}

static Reply show_topic(Visit *v, const Fill *f, int page, Faults faults)
{
    const Topic *t = &f->topics.at[page - 1];
    int nth = 0, made = 0, before = open_before(&f->topics, page);
    for (int i = 0; i < page; i++) nth += f->topics.at[i].open;
    Shown shown = { f->e, faults, f->base, page };
    EntryPageShown s = { .faults = faults, .e = f->e, .base = f->base, .topic = t->name, .page = nth, .of = f->topics.open + 1, .topic_page = page, .code = entry_code(v->arena, f->e->id),
        .word = entry_word(v->arena, f->e->id), .saved = time_words(v->arena, f->e->saved_at) };
    s.at = asked_fields(v->arena, f->e->set, t->first, t->count, &shown, &made), s.count = made;
    s.back = before ? str_format(v->arena, "%.*s/%d", FMT(f->base), before) : f->e->keyed_by ? S("") : str_format(v->arena, "/ask/%.*s", FMT(f->e->door->slug));
    s.can_ask_longer = f->e->door->closes_at.us && !f->e->more_time && f->e->door->grace_hours && !f->e->keyed_by;
    Html *out = page_open(v, head_for(f, t->name, faults.count > 0));
    view_entry_page(out, &s);
    return finish(v, out, faults);
}

static Faults topic_faults(Visit *v, const Fill *f, int page)
{
    const Topic *t = &f->topics.at[page - 1];
    Faults faults = NO_FAULTS;
    for (int i = t->first; i < t->first + t->count; i++) {
        const Question *q = &f->e->set->at[i];
        int files = 0;
        for (int k = 0; k < f->e->files.count; k++) files += str_eq(f->e->files.at[k].key, q->key);
        if (!question_open(q, &f->e->answers)) continue;
        Str words = answer_fault(v->arena, q, answer_to(&f->e->answers, q->key), files);
        if (words.len) faults_add(&faults, str_format(v->arena, "q-%.*s", FMT(q->key)).at, words);
    }
    return faults;
}

static Reply sent_already(Visit *v, const Fill *f)
{
    notice_set(v, S("This was sent already, once. Nothing was sent again."));
    return reply_redirect(v, "%.*s/sent", FMT(f->base));
}

static Reply post_topic(Visit *v, Fill *f, int page)
{
    Answer at[QUESTIONS_MOST];
    Str act = form_str(v, "act");
    const Topic t = f->topics.at[page - 1];
    bool was_open[QUESTIONS_MOST], more = false;
    for (int i = 0; i < t.count; i++) was_open[i] = question_open(&f->e->set->at[t.first + i], &f->e->answers);
    int count = answers_typed(v, f->e, t.first, t.count, at);
    if (entry_save(v->tx, f->by, at, count) != DONE) return sent_already(v, f);
    for (int i = 0; i < t.count; i++) more = more || (!was_open[i] && question_open(&f->e->set->at[t.first + i], &f->e->answers));
    f->topics = topics_of(f->e->set, &f->e->answers);
    if (str_is(act, "keep")) return reply_bytes(v, S("text/plain; charset=utf-8"), S("kept\n"));     /* the page's script, as people type */
    if (str_is(act, "later")) return reply_redirect(v, "%.*s/kept", FMT(f->base));
    if (str_is(act, "time")) {
        entry_more_time(v->tx, f->by);
        notice_set(v, str_format(v->arena, "Noted. After the closing day you have %d hours more, and nobody asks why.", f->e->door->grace_hours));
        return reply_redirect(v, "%.*s/%d", FMT(f->base), page);
    }
    if (str_starts(act, S("add-"))) return reply_redirect(v, "%.*s/%d/add/%.*s", FMT(f->base), page, (int)(act.len - 4), act.at + 4);
    if (more) return reply_redirect(v, "%.*s/%d", FMT(f->base), page);       /* an answer brought up another question here */
    Faults faults = topic_faults(v, f, page);
    if (faults.count) return show_topic(v, f, page, faults);
    int next = next_open(&f->topics, page);
    return next > f->topics.count ? reply_redirect(v, "%.*s/reach", FMT(f->base)) : reply_redirect(v, "%.*s/%d", FMT(f->base), next);
}

/* ---- how the answer reaches them ---- */

static const Choice reach_kinds[] = { CHOICE("email", "By e-mail"), CHOICE("phone", "By phone"), CHOICE("post", "By post") };

static Reply show_reach(Visit *v, const Fill *f, const Reach *r, Faults faults)
{
    bool member = f->e->person != 0, keyed = f->e->keyed_by != 0;
    ReachShown s = { .faults = faults, .e = f->e, .base = f->base, .member = member, .back = str_format(v->arena, "%.*s/%d", FMT(f->base), open_before(&f->topics, f->topics.count + 1)) };
    s.name = (FieldSpec){ .name = "name", .label = keyed ? S("What do they want to be called?") : S("What should we call you?"), .hint = member ? S("Only if it is another name than the one we know.") : S("We need it to answer. Any name is right."), .value = r->name,
        .fault = faults_of(faults, "name"), .longest = 200, .width = "mid", .autocomplete = keyed ? "off" : "name" };
    s.kind = choice_spec(v->arena, "reach_kind", S("How does the answer get there?"), r->kind, reach_kinds, COUNT(reach_kinds)), s.kind.fault = faults_of(faults, "reach_kind");
    s.reach = (FieldSpec){ .name = "reach", .label = S("The address or number"), .hint = member ? S("Leave it empty and we use what you gave us when you joined.") : S("One that is safe. It is used for this alone."), .value = r->value, .fault = faults_of(faults, "reach"),
        .longest = 500, .autocomplete = "off" };
    Html *out = page_open(v, head_for(f, S("How the answer reaches you"), faults.count > 0));
    view_entry_reach(out, &s);
    return finish(v, out, faults);
}

static Reply post_reach(Visit *v, Fill *f)
{
    Reach r = { utf8_cut(form_str(v, "name"), 300), form_str(v, "reach_kind"), utf8_cut(form_str(v, "reach"), 600) };
    if (entry_reach(v->tx, f->by, &r) != DONE) return sent_already(v, f);
    if (str_is(form_str(v, "act"), "later")) return reply_redirect(v, "%.*s/kept", FMT(f->base));
    Faults faults = reach_faults(&r, f->e->person != 0);
    return faults.count ? show_reach(v, f, &r, faults) : reply_redirect(v, "%.*s/check", FMT(f->base));
}

/* ---- everything once more ---- */

static Str with_files(Visit *v, const Entry *e, const Question *q, Str words)
{
    Buf b = buf_open(v->arena, words.len + 100);
    buf_str(&b, words);
    for (int i = 0; i < e->files.count; i++)
        if (str_eq(e->files.at[i].key, q->key)) buf_format(&b, "%s%s %.*s", b.len ? "\n" : "", is_recording(&e->files.at[i]) ? "A recording:" : "A file:", FMT(e->files.at[i].name));
    return buf_view(&b);
}

static CheckLine *lines_of(Visit *v, const Fill *f, CheckPart *parts, int *count)
{
    CheckLine *at = arena_array(v->arena, CheckLine, QUESTIONS_MOST);
    int parted = 0;
    *count = 0;
    for (int t = 0; t < f->topics.count; t++) {
        if (!f->topics.at[t].open) continue;
        CheckPart *p = &parts[parted++];
        *p = (CheckPart){ f->topics.at[t].name, t + 1, *count, 0 };
        for (int i = f->topics.at[t].first; i < f->topics.at[t].first + f->topics.at[t].count; i++) {
            const Question *q = &f->e->set->at[i];
            if (!question_open(q, &f->e->answers)) continue;
            at[(*count)++] = (CheckLine){ q->asks, with_files(v, f->e, q, answer_shown(v->arena, q, answer_to(&f->e->answers, q->key))), t + 1, true };
            p->count++;
        }
    }
    return at;
}

static Str reach_shown(Visit *v, const Entry *e)
{
    const char *way = str_is(e->reach_kind, "email") ? "by e-mail" : str_is(e->reach_kind, "phone") ? "by phone" : "by post";
    if (!e->reach.len) return e->person ? S("the way we have always reached you") : S("");
    return str_format(v->arena, "%.*s%s%s: %.*s", FMT(e->name), e->name.len ? ", " : "", way, FMT(e->reach));
}

static Reply show_check(Visit *v, const Fill *f, Faults faults)
{
    CheckPart *parts = arena_array(v->arena, CheckPart, QUESTIONS_MOST);
    int count = 0;
    CheckShown s = { .faults = faults, .e = f->e, .base = f->base, .parts = parts, .part_count = f->topics.open, .reach = reach_shown(v, f->e), .keyed = f->e->keyed_by != 0,
        .closed = !entry_in_time(f->e, time_now()) };
    s.lines = lines_of(v, f, parts, &count);
    s.read_back = box_spec("read_back", S("I read all of this back to them, and they said it is right"), S("Nothing is sent in somebody's name that they have not heard."), false);
    s.read_back.fault = faults_of(faults, "read_back");
    Html *out = page_open(v, head_for(f, f->e->keyed_by ? S("Read it back") : S("Check what you wrote"), faults.count > 0));
    view_entry_check(out, &s);
    return finish(v, out, faults);
}

static Reply post_check(Visit *v, Fill *f)
{
    bool read_back = form_box(v, "read_back");
    i64 id = f->e->id, desk = f->e->keyed_by;
    switch (entry_send(v->tx, f->by, read_back, v->network)) {
    case DONE:
        if (desk) notice_set(v, str_format(v->arena, "Sent for them. Tell them their code, %.*s, and their word, %.*s: both bring them back to it.", FMT(entry_code(v->arena, id)), FMT(entry_word(v->arena, id))));
        return desk ? reply_redirect(v, "/desk/doors") : reply_redirect(v, "%.*s/sent", FMT(f->base));
    case CONFLICT: return sent_already(v, f);
    case GONE:     return reply_conflict(v, S("This door has closed. What you wrote is kept as it is, and you can take it away with you."));
    case INVALID: break;
    }
    Faults faults = entry_faults(v->tx, f->by);
    if (!faults.count) faults_add(&faults, "read_back", S("Read it back to them first, then tick this."));
    return show_check(v, f, faults);
}

/* ---- left for later ---- */

static Reply show_kept(Visit *v, const Fill *f)
{
    KeptShown s = { f->e, f->base, entry_code(v->arena, f->e->id), entry_word(v->arena, f->e->id) };
    Html *out = page_open(v, head_for(f, S("Kept for you"), false));
    view_entry_kept(out, &s);
    return reply_page(v, out, 200);
}

static Reply post_kept(Visit *v, const Fill *f)
{
    if (str_is(form_str(v, "act"), "drop")) {
        if (entry_take_back(v->tx, f->by) != DONE) return sent_already(v, f);
        notice_set(v, S("Gone. Nothing of it is kept."));
        return reply_redirect(v, "/ask");
    }
    entry_put_down(v->tx, f->by);
    notice_set(v, S("This device has let go of it. Your code and word bring it back."));
    return reply_redirect(v, "/ask/back");
}

static Reply give_copy(Visit *v, const Fill *f)
{
    Buf b = buf_open(v->arena, 2000);
    buf_format(&b, "%.*s\n%.*s\n\n", FMT(f->e->door->name), FMT(v->network->name));
    for (int i = 0; i < f->e->set->count; i++) {
        const Question *q = &f->e->set->at[i];
        if (!question_open(q, &f->e->answers)) continue;
        buf_format(&b, "%.*s\n\n%.*s\n\n\n", FMT(q->asks), FMT(with_files(v, f->e, q, answer_shown(v->arena, q, answer_to(&f->e->answers, q->key)))));
    }
    return reply_download(reply_bytes(v, S("text/plain; charset=utf-8"), buf_view(&b)), "my-words.txt");
}

/* ---- after sending ---- */

static Reply show_sent(Visit *v, const Fill *f, Faults faults)
{
    CheckPart *parts = arena_array(v->arena, CheckPart, QUESTIONS_MOST);
    EntryFile *heard_files = arena_array(v->arena, EntryFile, ENTRY_FILES_MOST);
    SentShown s = { .faults = faults, .e = f->e, .base = f->base, .code = entry_code(v->arena, f->e->id), .word = entry_word(v->arena, f->e->id), .heard = heard_files };
    s.lines = lines_of(v, f, parts, &s.line_count);
    for (int i = 0; i < f->e->files.count; i++) if (f->e->files.at[i].transcript.len) heard_files[s.heard_count++] = f->e->files.at[i];
    s.can_reopen = f->e->door->closes_at.us && time_now().us < f->e->door->closes_at.us && !f->e->answered_at.us;
    s.can_take_back = !f->e->answered_at.us;
    Html *out = page_open(v, head_for(f, S("What you sent"), faults.count > 0));
    view_entry_sent(out, &s);
    const DoorUse *use = door_use(f->e->door->purpose);
    if (use && str_is(f->e->state, "sent")) use->stands(v, out, f->e, f->base);
    view_entry_sent_end(out, &s);
    return finish(v, out, faults);
}

static Reply post_sent(Visit *v, const Fill *f)
{
    Str act = form_str(v, "act");
    i64 file;
    if (str_is(act, "change") && entry_reopen(v->tx, f->by) == DONE) return reply_redirect(v, "%.*s/1", FMT(f->base));
    if (str_is(act, "take-back") && entry_take_back(v->tx, f->by) == DONE) {
        notice_set(v, S("Taken back. Your words and files are gone, and nobody works on it any more."));
        return reply_redirect(v, "/ask");
    }
    if (str_is(act, "heard") && str_int(form_str(v, "file"), &file)) {
        switch (transcript_approve(v->tx, f->by, file, form_text(v, "words"))) {
        case DONE: notice_set(v, S("Thank you. These are your words now.")); return reply_redirect(v, "%.*s/sent", FMT(f->base));
        case INVALID: return show_sent(v, f, fault("words", S("Write what you said, or leave it as we heard it.")));
        case GONE: case CONFLICT: return reply_not_found(v);
        }
    }
    return reply_conflict(v, S("That cannot be done any more: somebody has taken it up, or it was answered."));
}

/* ---- which page ---- */

static int page_number(const Fill *f, Str page)
{
    i64 n;
    return str_int(page, &n) && n >= 1 && n <= f->topics.count && f->topics.at[n - 1].open ? (int)n : 0;
}

static Reply get_page(Visit *v, const Filler *by, Str base, Str page)
{
    Fill f = fill_of(by, base);
    int n = page_number(&f, page);
    if (str_is(page, "copy")) return give_copy(v, &f);
    if (!str_is(f.e->state, "draft")) return str_is(page, "sent") ? show_sent(v, &f, NO_FAULTS) : reply_redirect(v, "%.*s/sent", FMT(base));
    if (n) return show_topic(v, &f, n, NO_FAULTS);
    if (str_is(page, "reach")) return show_reach(v, &f, &(Reach){ f.e->name, f.e->reach_kind, f.e->reach }, NO_FAULTS);
    if (str_is(page, "check")) return show_check(v, &f, NO_FAULTS);
    if (str_is(page, "kept")) return show_kept(v, &f);
    return str_is(page, "sent") ? reply_redirect(v, "%.*s/check", FMT(base)) : reply_not_found(v);
}

static Reply post_page(Visit *v, const Filler *by, Str base, Str page)
{
    Fill f = fill_of(by, base);
    int n = page_number(&f, page);
    const DoorUse *use = door_use(f.e->door->purpose);
    if (str_is(page, "said") && use && str_is(f.e->state, "sent")) return use->said(v, by, base);
    if (str_is(page, "sent")) return post_sent(v, &f);
    if (!str_is(f.e->state, "draft")) return sent_already(v, &f);
    if (n) return post_topic(v, &f, n);
    if (str_is(page, "reach")) return post_reach(v, &f);
    if (str_is(page, "check")) return post_check(v, &f);
    return str_is(page, "kept") ? post_kept(v, &f) : reply_not_found(v);
}

static const Filler *mine(Visit *v, Str *base)
{
    const Door *d = door_seen_by(v->tx, v->who, path_str(v, 0));
    *base = str_format(v->arena, "/ask/%.*s", FMT(path_str(v, 0)));
    return d ? entry_mine(v->tx, v->who, d, browser_secret(v)) : NULL;
}

static const Filler *keyed_by_me(Visit *v, Str *base)
{
    *base = str_format(v->arena, "/desk/key-in/%.*s", FMT(path_str(v, 0)));
    return entry_keyed(v->tx, v->who, path_id(v, 0));
}

static Reply lost(Visit *v) { return door_seen_by(v->tx, v->who, path_str(v, 0)) ? reply_redirect(v, "/ask/%.*s", FMT(path_str(v, 0))) : reply_not_found(v); }

static Reply get_fill(Visit *v) { Str base; const Filler *by = mine(v, &base); return by ? get_page(v, by, base, path_str(v, 1)) : lost(v); }
static Reply post_fill(Visit *v) { Str base; const Filler *by = mine(v, &base); return by ? post_page(v, by, base, path_str(v, 1)) : lost(v); }
static Reply get_key_in(Visit *v) { Str base; const Filler *by = keyed_by_me(v, &base); return by ? get_page(v, by, base, path_str(v, 1)) : reply_not_found(v); }
static Reply post_key_in(Visit *v) { Str base; const Filler *by = keyed_by_me(v, &base); return by ? post_page(v, by, base, path_str(v, 1)) : reply_not_found(v); }

static Reply get_own(Visit *v)
{
    const Filler *by = entry_own(v->tx, v->who, path_id(v, 0));
    if (!by) return reply_not_found(v);
    if (str_is(filler_entry(by)->state, "draft")) return reply_redirect(v, "/ask/%.*s/1", FMT(filler_entry(by)->door->slug));
    return get_page(v, by, str_format(v->arena, "/me/asks/%lld", path_id(v, 0)), path_str(v, 1));
}

static Reply post_own(Visit *v)
{
    const Filler *by = entry_own(v->tx, v->who, path_id(v, 0));
    return by ? post_page(v, by, str_format(v->arena, "/me/asks/%lld", path_id(v, 0)), path_str(v, 1)) : reply_not_found(v);
}

/* ---- a recording, a file ---- */

static const Question *adding(const Entry *e, Str key)
{
    for (int i = 0; i < e->set->count; i++)
        if (str_eq(e->set->at[i].key, key) && (e->set->at[i].kind == ASKS_FILE || asks_by_voice(e->set->at[i].kind)) && question_open(&e->set->at[i], &e->answers)) return &e->set->at[i];
    return NULL;
}

static Reply show_add(Visit *v, const Filler *by, Str base, const Question *q, Faults faults)
{
    const Entry *e = filler_entry(by);
    EntryFile *at = arena_array(v->arena, EntryFile, ENTRY_FILES_MOST);
    AddShown s = { .faults = faults, .e = e, .q = q, .base = base, .files = at, .recording = q->kind != ASKS_FILE, .records = q->kind != ASKS_FILE ? "yes" : "no", .accept = q->kind != ASKS_FILE
        ? "audio/*,video/*" : ".pdf,.docx,.odt,.txt,image/png,image/jpeg,audio/*,video/*" };
    s.back = str_format(v->arena, "%.*s/%.*s", FMT(base), FMT(path_str(v, 1)));
    s.action = str_format(v->arena, "%.*s/add/%.*s", FMT(s.back), FMT(q->key));
    for (int i = 0; i < e->files.count; i++) if (str_eq(e->files.at[i].key, q->key)) at[s.file_count++] = e->files.at[i];
    Fill f = fill_of(by, base);
    Html *out = page_open(v, head_for(&f, s.recording ? S("Answer by recording") : S("Add a file"), faults.count > 0));
    view_entry_add(out, &s);
    return reply_page(v, out, faults.count ? 422 : 200);
}

typedef struct { Arena *arena; const char *from, *to; unsigned wanted; Media is; Str hash; } Cleaning;
static void clean(void *with) { Cleaning *c = with; c->is = media_clean(c->arena, c->from, c->to, c->wanted); }

/* Where two writers met the visit runs again: then the file lies in the store already, under the hash that was kept here. */
static Reply take_file(Visit *v, const Filler *by, Str base, const Question *q, Cleaning *c)
{
    const Media *m = c ? &c->is : NULL;
    const HttpField *sent = form_file(v, "file");
    const Entry *e = filler_entry(by);
    if (!sent || !m) return show_add(v, by, base, q, fault("file", q->kind == ASKS_FILE ? S("Choose a file first.") : S("Record something, or choose a recording, first.")));
    if (m->kind == MEDIA_NONE) return show_add(v, by, base, q, fault("file", m->why_not));
    if (c->hash.len) file_again(v->tx, v->who, web_data_dir(v), c->hash, m->type);
    else c->hash = file_keep(v->tx, v->who, web_data_dir(v), str_c(c->to), m->type);
    Str hash = c->hash;
    if (!hash.len) return reply_full(v);
    Str name = q->kind == ASKS_FILE && sent->filename ? utf8_cut(utf8_line(v->arena, str_c(sent->filename)), 120) : str_format(v->arena, "recording-%d%.*s", e->files.count + 1, FMT(m->suffix));
    switch (entry_file_add(v->tx, by, &(EntryFile){ .key = q->key, .hash = hash, .type = m->type, .name = name, .size = sent->size, .seconds = m->seconds })) {
    case DONE:     notice_set(v, S("Kept. Whatever the file said about where and by whom it was made has been taken out.")); return reply_redirect(v, "%.*s/%.*s", FMT(base), FMT(path_str(v, 1)));
    case CONFLICT: return show_add(v, by, base, q, fault("file", S("There are twelve files already. Take one away first.")));
    case INVALID: case GONE: break;
    }
    return reply_not_found(v);
}

static Reply post_add(Visit *v, const Filler *by, Str base)
{
    const Question *q = adding(filler_entry(by), path_str(v, 2));
    const HttpField *sent = form_file(v, "file");
    i64 id;
    if (!q || !str_is(filler_entry(by)->state, "draft")) return reply_not_found(v);
    if (str_is(form_str(v, "act"), "drop") && str_int(form_str(v, "id"), &id)) {
        entry_file_drop(v->tx, by, id);
        notice_set(v, S("Taken away."));
        return reply_redirect(v, "%.*s/%.*s/add/%.*s", FMT(base), FMT(path_str(v, 1)), FMT(q->key));
    }
    if (!pace_allows(v, "file", S(""), 40, HOURS(1))) return reply_too_fast(v);
    if (sent && !v->worked) {
        Cleaning *c = arena_new(v->arena, Cleaning);
        *c = (Cleaning){ v->arena, sent->path, str_format(v->arena, "%s.clean", sent->path).at, q->kind == ASKS_FILE ? ~0u : 1u << MEDIA_SOUND | 1u << MEDIA_FILM, { 0 }, S("") };
        return reply_after(clean, c);
    }
    Cleaning *done = v->worked;
    Reply r = take_file(v, by, base, q, done);
    if (done && !done->hash.len) unlink(done->to);
    return r;
}

static Reply get_add(Visit *v, const Filler *by, Str base)
{
    const Question *q = adding(filler_entry(by), path_str(v, 2));
    return q && str_is(filler_entry(by)->state, "draft") ? show_add(v, by, base, q, NO_FAULTS) : reply_not_found(v);
}

static Reply get_fill_add(Visit *v) { Str base; const Filler *by = mine(v, &base); return by ? get_add(v, by, base) : lost(v); }
static Reply post_fill_add(Visit *v) { Str base; const Filler *by = mine(v, &base); return by ? post_add(v, by, base) : lost(v); }
static Reply get_key_add(Visit *v) { Str base; const Filler *by = keyed_by_me(v, &base); return by ? get_add(v, by, base) : reply_not_found(v); }
static Reply post_key_add(Visit *v) { Str base; const Filler *by = keyed_by_me(v, &base); return by ? post_add(v, by, base) : reply_not_found(v); }

/* One's own file, to hear or to look at again. */
static Reply give_file(Visit *v, const Filler *by)
{
    const Entry *e = by ? filler_entry(by) : NULL;
    for (int i = 0; e && i < e->files.count; i++) {
        const char *path = e->files.at[i].id == path_id(v, 1) ? file_path(v->arena, web_data_dir(v), e->files.at[i].hash) : NULL;
        if (path) return reply_download(reply_file(v, e->files.at[i].type, path), str_cstr(v->arena, e->files.at[i].name));
    }
    return reply_not_found(v);
}

static Reply get_fill_file(Visit *v) { Str base; return give_file(v, mine(v, &base)); }
static Reply get_key_file(Visit *v) { Str base; return give_file(v, keyed_by_me(v, &base)); }
static Reply get_own_file(Visit *v) { return give_file(v, entry_own(v->tx, v->who, path_id(v, 0))); }

static Reply get_own_list(Visit *v)
{
    OwnEntries s = { entries_of(v->tx, v->who) };
    Html *page = page_open(v, (PageHead){ .title = S("What you sent"), .room = "", .crumb = S("Your page"), .crumb_url = S("/me"), .noindex = true });
    view_me_asks(page, &s);
    return reply_page(v, page, 200);
}

const Route entry_routes[] = {
    { GET,  "/ask/:slug/:page",               ANYONE,   get_fill },
    { POST, "/ask/:slug/:page",               ANYONE,   post_fill },
    { GET,  "/ask/:slug/file/:id",            ANYONE,   get_fill_file },
    { GET,  "/ask/:slug/:page/add/:key",      ANYONE,   get_fill_add },
    { POST, "/ask/:slug/:page/add/:key",      ANYONE,   post_fill_add },
    { GET,  "/me/asks",                       MEMBERS,  get_own_list },
    { GET,  "/me/asks/:id/:page",             MEMBERS,  get_own },
    { POST, "/me/asks/:id/:page",             MEMBERS,  post_own },
    { GET,  "/me/asks/:id/file/:file",        MEMBERS,  get_own_file },
    { GET,  "/desk/key-in/:id/:page",         DECIDERS, get_key_in },
    { POST, "/desk/key-in/:id/:page",         DECIDERS, post_key_in },
    { GET,  "/desk/key-in/:id/file/:file",    DECIDERS, get_key_file },
    { GET,  "/desk/key-in/:id/:page/add/:key", DECIDERS, get_key_add },
    { POST, "/desk/key-in/:id/:page/add/:key", DECIDERS, post_key_add },
    { 0 }
};
