/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Forms and pictures of a work: the same acts on its author's page and at the desk. */
#include "knowledge/views.h"

#include "files/files.h"

#include <unistd.h>

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 3 };
}

static BoxSpec said_box(bool on) { return box_spec("says_text", S("What is said in the recording can be read here already"), S("The text says the same, or a transcript stands beside it."), on); }

static const char said_hint[] = "For whoever does not hear it or see it. Who speaks, what is said, and sounds that matter. Captions (WebVTT or SRT) can be pasted as they are: a film shows them.";
static const char language_hint[] = "Its name, or a short code: English, cy, bfi for British Sign Language.";

enum { SEEN = 3 };
typedef struct { SeenField at[SEEN]; } FormFields;
static FormFields form_fields(const Expression *now, const Expression *typed)
{
    return (FormFields){ { { "form_language", now->language, typed->language }, { "maker", now->maker, typed->maker }, { "words", now->words, typed->words } } };
}
static Str form_seen(Arena *a, const Expression *e) { return fields_seen(a, form_fields(e, e).at, SEEN); }

static ChoiceSpec form_choice(Visit *v, Str now, Faults f)
{
    Choice *at = arena_array(v->arena, Choice, 12);
    int n = 0;
    for (; form_kinds[n].slug; n++) at[n] = (Choice){ form_kinds[n].slug, str_c(form_kinds[n].words), S(""), now.len ? str_is(now, form_kinds[n].slug) : n == 0 };
    return (ChoiceSpec){ .name = "form", .legend = S("Which form"), .hint = S(""), .fault = faults_of(f, "form"), .at = at, .count = n };
}

WorkForms work_forms(Visit *v, const Maker *by, Str action, Faults f)
{
    const Work *w = maker_work(by);
    bool again = came_back(v, f, "form"), picture = came_back(v, f, "picture");
    WorkForms s = { .action = action, .forms = expressions_of(v->tx, v->who, w->id), .pictures = pictures_of(v->tx, v->who, w->id), .pictures_at = str_format(v->arena, "/knowledge/%.*s/pictures/", FMT(w->slug)),
        .author = maker_is_author(by), .desk = !maker_is_author(by), .may_tick = maker_may_tick(v->tx, by), .open_form = again, .open_picture = picture };
    Str *seen = arena_array(v->arena, Str, s.forms.count + 1);
    for (int i = 0; i < s.forms.count; i++) seen[i] = form_seen(v->arena, &s.forms.at[i]);
    s.seen = seen;
    s.files_at = str_format(v->arena, "%.*s/files", FMT(action));
    s.form = form_choice(v, picked_again(v, f, "form", "form", S("")), f);
    s.language = field("form_language", "Its language", language_hint, picked_again(v, f, "form", "form_language", w->language), f), s.language.width = "short";
    s.maker = field("maker", "Who made it", "As it shall stand there; empty if nobody shall be named.", picked_again(v, f, "form", "maker", S("")), f);
    s.words = field("words", "The words of this form", "Where there is no file. With a recording: what is said in it, or its captions (WebVTT or SRT), for whoever does not hear it or see it.", typed_again(v, f, "form", "words", S("")), f), s.words.rows = 6, s.words.longest = 200000;
    s.said = said_box(again && form_box(v, "says_text"));
    s.checked = box_spec("checked", S("Its author has looked at it"), S("They have no account here, and told you so."), again && form_box(v, "checked"));
    s.alt = field("alt", "What is in the picture", "For whoever does not see it. A picture without these words is not shown.", picked_again(v, f, "picture", "alt", S("")), f);
    s.file_fault = again ? faults_of(f, "file") : S(""), s.picture_fault = picture ? faults_of(f, "picture") : S("");
    return s;
}

/* ---- adding ---- */

typedef struct { Arena *arena; const char *from, *to; unsigned wanted; Media is; Str hash; } Cleaned;
static void clean_work_file(void *with) { Cleaned *c = with; c->is = media_clean(c->arena, c->from, c->to, c->wanted); }

static const char cleaned_words[] = "Kept. Whatever the file said about where and by whom it was made has been taken out.";

static Expression form_typed(Visit *v)
{
    return (Expression){ .kind = form_str(v, "form"), .language = language_code(v->arena, form_str(v, "form_language")), .maker = form_str(v, "maker"), .words = form_text(v, "words"),
        .checked = form_box(v, "checked"), .says_text = form_box(v, "says_text"), .file = S(""), .type = S("") };
}

static Reply kept(Visit *v, const Maker *by, Str action, Outcome o, Str words)
{
    (void)by;
    if (o != DONE) return moved_on(v, action, S("There is no more room for these here, or it is gone already. What you wrote stands below, to be copied."));
    notice_set(v, words);
    return reply_redirect(v, "%.*s", FMT(action));
}

/* What a file is takes long to find out; everything else about it is looked at before. */
static Faults before_file(Visit *v, const Maker *by, bool picture)
{
    Expression e = form_typed(v);
    if (picture) return picture_faults(form_str(v, "alt"));
    Faults f = form_faults(&e, true);
    if (f.count || !(str_is(e.kind, "sign") || str_is(e.kind, "audio"))) return f;
    return form_file_faults(v->tx, by, &e, str_is(e.kind, "sign") ? MEDIA_FILM : MEDIA_SOUND);
}

static Reply keep_file(Visit *v, const Maker *by, Str action, Cleaned *c, i64 size, Reply (*again)(Visit *v, Faults f))
{
    bool picture = str_is(form_str(v, "act"), "picture");
    Expression e = form_typed(v);
    if (c->is.kind == MEDIA_NONE) return again(v, fault(picture ? "picture" : "file", c->is.why_not));
    Faults f = picture ? NO_FAULTS : form_file_faults(v->tx, by, &e, c->is.kind);
    if (f.count) return again(v, f);
    if (c->hash.len) file_again(v->tx, v->who, web_data_dir(v), c->hash, c->is.type);
    else c->hash = file_keep(v->tx, v->who, web_data_dir(v), str_c(c->to), c->is.type);
    if (!c->hash.len) return reply_full(v);
    if (picture) return kept(v, by, action, picture_put(v->tx, by, &(WorkPicture){ .file = c->hash, .type = c->is.type, .alt = form_str(v, "alt") }), str_c(cleaned_words));
    e.file = c->hash, e.type = c->is.type, e.size = size, e.seconds = c->is.seconds;
    return kept(v, by, action, form_add(v->tx, by, &e), str_c(cleaned_words));
}

static bool room_left(Visit *v, const Maker *by, bool picture)
{
    i64 work = maker_work(by)->id;
    return picture ? pictures_of(v->tx, v->who, work).count < 60 : expressions_of(v->tx, v->who, work).count < 40;
}

static Reply added(Visit *v, const Maker *by, Str action, Reply (*again)(Visit *v, Faults f))
{
    bool picture = str_is(form_str(v, "act"), "picture");
    const HttpField *sent = form_file(v, "file");
    Expression e = form_typed(v);
    Faults f = sent ? before_file(v, by, picture) : picture ? picture_faults(form_str(v, "alt")) : form_faults(&e, false);
    if (picture && !sent) faults_add(&f, "picture", S("Choose the picture."));
    if (f.count) return again(v, f);
    if (!room_left(v, by, picture)) return kept(v, by, action, CONFLICT, S(""));
    if (!sent) return kept(v, by, action, form_add(v->tx, by, &e), S("Kept."));
    if (!v->worked) {
        Cleaned *c = arena_new(v->arena, Cleaned);
        *c = (Cleaned){ v->arena, sent->path, str_format(v->arena, "%s.clean", sent->path).at, picture ? 1u << MEDIA_PICTURE : ~0u, { 0 }, S("") };
        return reply_after(clean_work_file, c);
    }
    Cleaned *c = v->worked;
    Reply r = keep_file(v, by, action, c, sent->size, again);
    if (!c->hash.len) unlink(c->to);
    return r;
}

static const Expression *numbered(Visit *v, const Maker *by, i64 number)
{
    Expressions all = by ? expressions_of(v->tx, v->who, maker_work(by)->id) : (Expressions){ 0 };
    for (int i = 0; i < all.count; i++) if (all.at[i].number == number) return &all.at[i];
    return NULL;
}

bool forms_act(Str act) { return str_is(act, "form") || str_is(act, "picture") || str_is(act, "drop form") || str_is(act, "drop picture") || str_is(act, "looked"); }

Reply forms_acted(Visit *v, const Maker *by, Str action, Reply (*again)(Visit *v, Faults f))
{
    Str act = form_str(v, "act");
    i64 number = 0;
    if (str_is(act, "form") || str_is(act, "picture")) return added(v, by, action, again);
    if (!str_int(form_str(v, "number"), &number)) return reply_not_found(v);
    const Expression *e = numbered(v, by, number);
    if (str_is(act, "looked") && e && !str_eq(form_str(v, "seen"), form_seen(v->arena, e))) return moved_on(v, action, S("This form was changed after you opened the page. Look at it as it is now, and then say so."));
    if (str_is(act, "drop form")) return kept(v, by, action, form_drop(v->tx, by, number), S("Taken away."));
    if (str_is(act, "drop picture")) return kept(v, by, action, picture_drop(v->tx, by, number), S("Taken away."));
    if (str_is(act, "looked")) return kept(v, by, action, form_looked(v->tx, by, number), S("Thank you. It says there that you have looked at it."));
    return reply_not_found(v);
}

/* ---- changing one ---- */

static Reply show_form(Visit *v, const Maker *by, Str back, const Expression *was, const Expression *e, Faults f)
{
    FormEdit s = { .faults = f, .e = e, .back = back, .action = str_format(v->arena, "%.*s/forms/%d", FMT(back), e->number), .may_tick = maker_may_tick(v->tx, by) };
    s.language = field("form_language", "Its language", language_hint, f.count ? form_str(v, "form_language") : e->language, f), s.language.width = "short";
    s.maker = field("maker", "Who made it", "", e->maker, f), s.words = field("words", form_plays(e) ? "What is said in it" : "The words of this form", form_plays(e) ? said_hint : "", e->words, f), s.words.rows = 18, s.words.longest = 200000;
    s.said = said_box(e->says_text), s.seen = form_seen(v->arena, was);
    s.checked = box_spec("checked", S("Its author has looked at it"), S(""), e->checked);
    Html *page = page_open(v, (PageHead){ .title = str_c(form_words(e->kind)), .room = maker_is_author(by) ? "" : "desk", .crumb = maker_work(by)->title, .crumb_url = back,
        .noindex = true, .faulty = f.count > 0 });
    view_work_form(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static const Maker *maker_at(Visit *v, Str *back)
{
    bool own = str_starts(v->http->path, S("/me/"));
    *back = str_format(v->arena, "%s/%lld", own ? "/me/works" : "/desk/library", path_id(v, 0));
    return own ? maker_author(v->tx, v->who, path_id(v, 0)) : maker_editor(v->tx, v->who, path_id(v, 0));
}

static Reply get_form(Visit *v)
{
    Str back;
    const Maker *by = maker_at(v, &back);
    const Expression *e = numbered(v, by, path_id(v, 1));
    return e ? show_form(v, by, back, e, e, NO_FAULTS) : reply_not_found(v);
}

static Reply post_form(Visit *v)
{
    Str back;
    const Maker *by = maker_at(v, &back);
    const Expression *was = numbered(v, by, path_id(v, 1));
    if (!was) return reply_not_found(v);
    Expression e = form_typed(v);
    e.number = was->number, e.kind = was->kind, e.file = was->file, e.type = was->type;
    if (e.file.len && !form_plays(&e)) e.words = S("");
    Faults f = form_faults(&e, e.file.len > 0);
    if (!f.count && form_plays(&e)) f = form_file_faults(v->tx, by, &e, form_moves(&e) ? MEDIA_FILM : MEDIA_SOUND);
    if (f.count) return show_form(v, by, back, was, &e, f);
    f = seen_faults(v, form_fields(was, &e).at, SEEN);
    if (f.count) return written_over(show_form(v, by, back, was, &e, f));
    return kept(v, by, back, form_change(v->tx, by, &e), S("Kept."));
}

const Route form_routes[] = {
    { GET,  "/me/works/:id/forms/:number",     MEMBERS, get_form },
    { POST, "/me/works/:id/forms/:number",     MEMBERS, post_form },
    { GET,  "/desk/library/:id/forms/:number", EDITORS, get_form },
    { POST, "/desk/library/:id/forms/:number", EDITORS, post_form },
    { 0 }
};
