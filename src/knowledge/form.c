/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Forms, pictures and shelves.  Fields are looked at before a file is kept: what was kept for nothing would stay. */
#include "knowledge/form.h"

#include "knowledge/captions.h"
#include "knowledge/piece.h"
#include "seal/seal.h"

enum { LINE_MOST = 500, FORMS_MOST = 40, PICTURES_MOST = 60, SHELF_MOST = 200 };

struct Maker { i64 person, work; bool author; const Work *w; };

static const Maker *maker(Tx *tx, Who who, const Work *w, bool author)
{
    Maker *m = arena_new(tx_arena(tx), Maker);
    *m = (Maker){ who.person, w->id, author, w };
    return m;
}

const Maker *maker_author(Tx *tx, Who who, i64 work)
{
    const Author *by = author_of(tx, who, work);
    return by ? maker(tx, who, author_work(by), true) : NULL;
}

const Maker *maker_editor(Tx *tx, Who who, i64 work)
{
    const Work *w = editor(tx, who) ? work_trusted(tx, work) : NULL;
    return w && !str_is(w->state, "taken back") ? maker(tx, who, w, false) : NULL;
}

const Work *maker_work(const Maker *by) { return by->w; }
bool maker_is_author(const Maker *by) { return by->author; }
bool maker_may_tick(Tx *tx, const Maker *by) { return !by->author && !work_has_author_trusted(tx, by->work); }

/* ---- languages ---- */

static const struct { const char *name, *code; } languages[] = {
    { "english", "en" }, { "welsh", "cy" }, { "cymraeg", "cy" }, { "gaelic", "gd" }, { "irish", "ga" }, { "scots", "sco" }, { "british sign language", "bfi" }, { "bsl", "bfi" }, { "irish sign language", "isg" }, { "polish", "pl" }, { "urdu", "ur" }, { "arabic", "ar" },
    { "punjabi", "pa" }, { "bengali", "bn" }, { "sylheti", "syl" }, { "gujarati", "gu" }, { "hindi", "hi" }, { "tamil", "ta" }, { "somali", "so" }, { "farsi", "fa" }, { "persian", "fa" }, { "dari", "prs" }, { "pashto", "ps" }, { "kurdish", "ku" }, { "turkish", "tr" },
    { "romanian", "ro" }, { "portuguese", "pt" }, { "spanish", "es" }, { "french", "fr" }, { "german", "de" }, { "italian", "it" }, { "ukrainian", "uk" }, { "russian", "ru" }, { "lithuanian", "lt" }, { "greek", "el" }, { "chinese", "zh" }, { "yoruba", "yo" }, { "tigrinya", "ti" },
};

static bool letters(Str s, bool figures)
{
    for (size_t i = 0; i < s.len; i++) if (!((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= 'A' && s.at[i] <= 'Z') || (figures && s.at[i] >= '0' && s.at[i] <= '9'))) return false;
    return true;
}

Str language_code(Arena *a, Str typed)
{
    Str low = str_lower_ascii(a, str_trim(typed)), rest = str_trim(typed);
    for (int i = 0; i < COUNT(languages); i++) if (str_is(low, languages[i].name)) return str_c(languages[i].code);
    Str first = str_cut(&rest, '-');
    if (first.len < 2 || first.len > 3 || !letters(first, false) || typed.len > 20) return S("");
    Buf b = buf_open(a, 24);
    buf_str(&b, str_lower_ascii(a, first));
    while (rest.len) {
        Str part = str_cut(&rest, '-');
        if (part.len < 1 || part.len > 8 || !letters(part, true)) return S("");
        buf_byte(&b, '-'), buf_str(&b, part);
    }
    return buf_view(&b);
}

/* ---- forms ---- */

static bool known_form(Str kind)
{
    for (const FormKind *k = form_kinds; k->slug; k++) if (str_is(kind, k->slug)) return true;
    return false;
}

static Str file_misfit(Str kind, MediaKind is)
{
    bool any = str_is(kind, "plain") || str_is(kind, "easy-read") || str_is(kind, "translation");
    if (str_is(kind, "sign") && is != MEDIA_FILM) return S("Sign language is a film. Choose one, or say that it is another form.");
    if (str_is(kind, "audio") && is != MEDIA_SOUND) return S("Audio is a recording of sound. Choose one, or say that it is another form.");
    if ((is == MEDIA_SOUND || is == MEDIA_FILM) && !any && !str_is(kind, "audio") && !str_is(kind, "sign")) return S("This is a recording. Say that it is audio, sign language, plain language, easy read or a translation, or choose a document.");
    return S("");
}

Faults form_faults(const Expression *e, bool file)
{
    Faults f = NO_FAULTS;
    bool heard = str_is(e->kind, "sign") || str_is(e->kind, "audio");
    if (!known_form(e->kind)) faults_add(&f, "form", S("Choose which form it is."));
    if (!e->language.len) faults_add(&f, "form_language", S("Say in which language it is: en, cy, bfi for British Sign Language."));
    if (utf8_length(e->maker) > LINE_MOST) faults_add(&f, "maker", S("Who made it is longer than 500 letters."));
    if (!file && heard) faults_add(&f, "file", S("This form is a recording: choose the file."));
    else if (!file && str_blank(e->words)) faults_add(&f, "words", S("Write the words of this form, or send a file."));
    if (e->words.len > MARKDOWN_MOST) faults_add(&f, "words", S("The words are longer than a page can hold. Send them as a file."));
    return f;
}

/* The text of the work, or a transcript of it. */
static bool to_be_read(Tx *tx, i64 work)
{
    return db_one_int(tx, SQL("select case when exists (select 1 from work where id = $1 and body <> '') or exists (select 1 from expression where work = $1 and kind = 'transcript') then 1 else 0 end"), I(work));
}

Faults form_file_faults(Tx *tx, const Maker *by, const Expression *e, MediaKind is)
{
    Faults f = NO_FAULTS;
    Str misfit = file_misfit(e->kind, is);
    bool plays = is == MEDIA_SOUND || is == MEDIA_FILM, silent = plays && str_blank(e->words);
    if (misfit.len) faults_add(&f, "file", misfit);
    else if (!plays && !str_blank(e->words)) faults_add(&f, "words", S("Words or a file, one of both: make two forms of them. Nothing was kept yet."));
    else if (plays && captions_are(e->words) && !captions_vtt(tx_arena(tx), e->words).len) faults_add(&f, "words", S("In these captions no time can be read: above each line stands from when to when, like 00:01.000 --> 00:04.000."));
    else if (silent && !e->says_text) faults_add(&f, "words", S("Write what is said in it, for whoever does not hear it or see it, or tick below that it can be read already."));
    else if (silent && !to_be_read(tx, by->work)) faults_add(&f, "words", S("There is no text and no transcript here yet. Write what is said in it."));
    return f;
}

Faults picture_faults(Str alt)
{
    if (utf8_length(alt) < 3) return fault("alt", S("Say in words what is in the picture."));
    return utf8_length(alt) > LINE_MOST ? fault("alt", S("What is in the picture is longer than 500 letters.")) : NO_FAULTS;
}

static void changed(Tx *tx, const Maker *by)
{
    work_changed_trusted(tx, by->work);
    second_again_trusted(tx, by->work, by->author ? 0 : by->person);
}

Outcome form_add(Tx *tx, const Maker *by, Expression *e)
{
    Expression one = *e;
    one.checked = by->author || (e->checked && maker_may_tick(tx, by));
    if (db_one_int(tx, SQL("select count(*) from expression where work = $1"), I(by->work)) >= FORMS_MOST) return CONFLICT;
    e->number = (int)expression_add_trusted(tx, by->work, &one);
    changed(tx, by);
    if (!by->author) authors_told_trusted(tx, by->work, "another form of what you wrote was made: plain language, a recording, a translation or the like. Look at it when you have time, and say whether it says what you say.");
    return DONE;
}

Outcome form_change(Tx *tx, const Maker *by, const Expression *e)
{
    bool ticked = by->author || (e->checked && maker_may_tick(tx, by));
    if (!db_exec(tx, SQL("update expression set language = $3, maker = $4, words = $5, checked = $6, says_text = $7 where work = $1 and number = $2"), I(by->work), I(e->number), T(e->language), T(e->maker), T(e->words), I(ticked), I(e->says_text))) return GONE;
    changed(tx, by);
    if (!by->author) authors_told_trusted(tx, by->work, "another form of what you wrote was changed. Look at it when you have time, and say whether it says what you say.");
    return DONE;
}

Outcome form_looked(Tx *tx, const Maker *by, i64 number)
{
    if (!by->author || !db_exec(tx, SQL("update expression set checked = 1 where work = $1 and number = $2"), I(by->work), I(number))) return GONE;
    work_changed_trusted(tx, by->work);
    return DONE;
}

static void let_go(Tx *tx, Str file)
{
    if (file.len) file_let_go_trusted(tx, file), job_add_once(tx, "files that go", 0);
}

Outcome form_drop(Tx *tx, const Maker *by, i64 number)
{
    Query q = db_query(tx, SQL("delete from expression where work = $1 and number = $2 returning file"), I(by->work), I(number));
    bool there = db_next(&q);
    Str file = there ? db_str(&q, 0) : S("");
    db_end(&q);
    if (!there) return GONE;
    let_go(tx, file);
    work_changed_trusted(tx, by->work);
    if (!by->author) authors_told_trusted(tx, by->work, "another form of what you wrote was taken away: plain language, a recording, a translation or the like. The text itself stays as it is.");
    return DONE;
}

Outcome picture_put(Tx *tx, const Maker *by, const WorkPicture *p)
{
    if (picture_faults(p->alt).count) return INVALID;
    if (db_one_int(tx, SQL("select count(*) from work_picture where work = $1"), I(by->work)) >= PICTURES_MOST) return CONFLICT;
    picture_add_trusted(tx, by->work, p);
    return DONE;
}

Outcome picture_drop(Tx *tx, const Maker *by, i64 number)
{
    Query q = db_query(tx, SQL("delete from work_picture where work = $1 and number = $2 returning file"), I(by->work), I(number));
    bool there = db_next(&q);
    Str file = there ? db_str(&q, 0) : S("");
    db_end(&q);
    if (!there) return GONE;
    let_go(tx, file);
    return DONE;
}

/* ---- its author ---- */

Outcome around_put(Tx *tx, const Author *by, const Around *a)
{
    i64 work = author_work(by)->id;
    if (!a->language.len) return INVALID;
    db_exec(tx, SQL("update work set language = $2 where id = $1"), I(work), T(a->language));
    topics_put_trusted(tx, work, a->topics);
    work_changed_trusted(tx, work);
    return DONE;
}

Outcome version_erase(Tx *tx, const Author *by, i64 number)
{
    if (!db_exec(tx, SQL("update work_version set title = '', summary = '', body = '', shown = 0 where work = $1 and number = $2"), I(author_work(by)->id), I(number))) return GONE;
    job_add_once(tx, "tidy after erasure", 0);
    return DONE;
}

Going going_of(Tx *tx, const Author *by)
{
    Going g = { 0 };
    Contributors all = contributors_of(tx, author_who(by), author_work(by)->id);
    if (!str_is(author_work(by)->rule, "all")) return g;
    for (int i = 0; i < all.count; i++) {
        if (!str_is(all.at[i].role, "author") || str_is(all.at[i].by.kind, "free")) continue;
        if (byline_is_theirs(tx, author_who(by), all.at[i].by.id)) g.own += all.at[i].wants_gone;
        else if (all.at[i].wants_gone) g.others++;
        else g.left++;
    }
    return g;
}

Outcome going_undo(Tx *tx, const Author *by)
{
    i64 undone = 0;
    Contributors all = contributors_of(tx, author_who(by), author_work(by)->id);
    for (int i = 0; i < all.count; i++)
        if (all.at[i].wants_gone && byline_is_theirs(tx, author_who(by), all.at[i].by.id)) undone += db_exec(tx, SQL("update contributor set wants_gone_at = 0 where id = $1"), I(all.at[i].id));
    return undone ? DONE : CONFLICT;
}

void going_told(Tx *tx, const Author *by)
{
    others_told_trusted(tx, author_work(by)->id, author_who(by).person, "somebody who wrote a work with you would like to take it back for good. It goes when each of you has said so; until then it stays as it is.");
}

/* ---- where it belongs ---- */

Str slug_typed(Str typed)
{
    Str s = str_trim(typed);
    for (size_t i = 0; i < s.len; i++) if (s.at[i] == '?' || s.at[i] == '#') { s.len = i; break; }
    while (s.len && s.at[s.len - 1] == '/') s.len--;
    for (size_t i = s.len; i > 0; i--) if (s.at[i - 1] == '/') return (Str){ s.at + i, s.len - i };
    return s;
}

ShelvedAll collection_works(Tx *tx, const Editor *by, i64 collection)
{
    Shelved *at = arena_array(tx_arena(tx), Shelved, SHELF_MOST);
    int count = 0;
    (void)by;
    Query q = db_query(tx, SQL("select w.id, s.slug, w.title, k.position from collection_work k join work w on w.id = k.work join work_slug s on s.work = w.id and s.now = 1 where k.collection = $1 order by k.position, w.id limit 200"), I(collection));
    while (count < SHELF_MOST && db_next(&q)) at[count++] = (Shelved){ db_int(&q, 0), db_str(&q, 1), db_str(&q, 2), (int)db_int(&q, 3) };
    db_end(&q);
    return (ShelvedAll){ at, count };
}

void collection_order(Tx *tx, const Editor *by, i64 collection, i64 work, i64 position)
{
    (void)by;
    db_exec(tx, SQL("update collection_work set position = $3 where collection = $1 and work = $2"), I(collection), I(work), I(position));
}

bool collection_has(Tx *tx, const Editor *by, i64 collection, i64 work)
{
    (void)by;
    return db_one_int(tx, SQL("select count(*) from collection_work where collection = $1 and work = $2"), I(collection), I(work)) > 0;
}
