/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Meanings that do not stand, and why: told to whoever gave them, and not kept. */
#include "knowledge/glossary_desk.h"

#include "chronicle/chronicle.h"
#include "seal/seal.h"

const Term *term_same(Tx *tx, const Editor *by, const Term *t)
{
    Str name = search_words(tx_arena(tx), t->name);
    Terms all = terms_all(tx, NOBODY);
    (void)by;
    for (int i = 0; i < all.count; i++)
        if (all.at[i].id != t->id && name.len && str_eq(search_words(tx_arena(tx), all.at[i].name), name)) return &all.at[i];
    return NULL;
}

static void giver_told(Tx *tx, i64 id, const char *what, Str why)
{
    i64 person = 0;
    Arena *a = tx_arena(tx);
    Query q = db_query(tx, SQL("select offered_by from meaning where id = $1"), I(id));
    Str sealed = db_next(&q) ? db_str(&q, 0) : S("");
    db_end(&q);
    if (!sealed.len || !str_int(seal_read(a, "meaning.offered_by", id, sealed), &person)) return;
    Str to = person_email_trusted(tx, person), name = setting(tx, "name", S("")), base = setting(tx, "base_url", S(""));
    if (!to.len) return;
    Str text = str_format(a, "Hello,\n\nsomebody has read what you said a word means to you. %s They say why:\n\n%.*s\n\nYou can say it in another way, and you can answer to this letter. What you said before is on your own page:\n\n%.*s/me/works\n\n%.*s\n", what, FMT(why), FMT(base), FMT(name));
    notify_trusted(tx, &(Letter){ .to = to, .to_name = S(""), .subject = S("About what you said a word means"), .text = text, .purpose = "writing", .person = person });
}

Outcome meaning_refuse(Tx *tx, const Editor *by, i64 id, Str why)
{
    if (utf8_length(why) > 2000) return INVALID;
    if (meaning_read(tx, by, id, false) != DONE) return CONFLICT;
    if (!str_blank(why)) giver_told(tx, id, "It was not put in.", why);
    return DONE;
}

/* It stays their own: they see it on their page, can say it anew, and can take it back for good. */
Outcome meaning_take_down(Tx *tx, const Editor *by, i64 id, Str why)
{
    if (utf8_length(why) < 4 || utf8_length(why) > 2000) return INVALID;
    if (!db_exec(tx, SQL("update meaning set state = 'declined', changed_at = $2 where id = $1 and state = 'shown'"), I(id), AT(time_now()))) return CONFLICT;
    giver_told(tx, id, "It was taken out of the glossary.", why);
    glossary_indexed_trusted(tx, db_one_int(tx, SQL("select term from meaning where id = $1"), I(id)));
    happened_trusted(tx, &(Happens){ .actor = editor_id(by), .kind = "glossary", .subject_kind = "meaning", .subject = id, .words = S("A meaning was taken out of the glossary.") });
    return DONE;
}
