/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Mail in.  A token in an address of ours tells whom a letter was for (VERP): the report itself need only tell what kind
 * of no it was.  A report without one is anybody's word and is passed by. */
#include "bulletin/post_in.h"

#include "seal/seal.h"

static const char find_of_letter[] = "letter_in.find";

bool post_ours_trusted(Tx *tx, Str recipient) { return return_path_ours(tx_arena(tx), letter_from(tx), recipient); }

/* Whom of ours it is about: by the address that it was handed over for, by those it names, by those in the letter inside it. */
static i64 address_about(Tx *tx, const MailIn *m, Str recipient)
{
    Arena *a = tx_arena(tx);
    Str from = letter_from(tx);
    i64 address = address_of_find_trusted(tx, return_path_find(a, from, recipient));
    for (int i = 0; i < m->named_count && !address; i++) address = address_of_find_trusted(tx, return_path_find(a, from, m->named[i]));
    return address;
}

/* One press on "this is spam" stops them all; a letter that says "stop bulletin" that one, and "stop" alone all of them.
 * Nothing is written back. */
static void stop_for(Tx *tx, i64 address, Str subject)
{
    People at = people_of_address_trusted(tx, address);
    Bulletins all = bulletins_seen_by(tx, NOBODY);
    Str name = str_trim(str_lower_ascii(tx_arena(tx), subject));
    str_cut(&name, ' ');
    const Bulletin *one = name.len ? bulletin_seen_by(tx, NOBODY, name) : NULL;
    for (int b = 0; b < all.count; b++) if (!one || all.at[b].id == one->id) for (int i = 0; i < at.count; i++) consent_withdraw_trusted(tx, at.at[i].id, all.at[b].purpose);
}

static PostDone keep_letter(Tx *tx, const MailIn *m)
{
    Arena *a = tx_arena(tx);
    i64 id = id_new();
    if (!m->text.len || !mail_address_fits(m->from)) return POST_NOTHING;
    db_exec(tx, SQL("insert into letter_in(id, from_address, from_name, subject, words, find, state, by_person, came_at, done_at) values ($1, $2, $3, $4, $5, $6, 'new', 0, $7, 0)"), I(id), B(seal(a, "letter_in.from_address", id, m->from)),
        B(seal(a, "letter_in.from_name", id, utf8_line(a, m->from_name))), B(seal(a, "letter_in.subject", id, utf8_cut(m->subject, 300))), B(seal(a, "letter_in.words", id, utf8_tidy(a, utf8_cut(m->text, 20000)))),
        B(seal_find(a, find_of_letter, m->from)), AT(time_now()));
    return POST_KEPT;
}

static PostDone came_back(Tx *tx, const MailIn *m, i64 address)
{
    Str status = m->count ? m->at[0].status : S("");
    for (int i = 0; i < m->count; i++) if (m->at[i].hard) status = m->at[i].status;
    if (!address) return POST_NOTHING;
    came_back_trusted(tx, address, m->kind == MAIL_HARD, status);
    return POST_CAME_BACK;
}

PostDone post_in_trusted(Tx *tx, const MailIn *m, Str recipient)
{
    i64 address = address_about(tx, m, recipient);
    switch (m->kind) {
    case MAIL_HARD: case MAIL_SOFT: return came_back(tx, m, address);
    case MAIL_COMPLAINT: case MAIL_UNSUBSCRIBE:
        if (!address) return m->kind == MAIL_UNSUBSCRIBE ? keep_letter(tx, m) : POST_NOTHING;      /* they mean it, and a person must find out what */
        stop_for(tx, address, m->kind == MAIL_UNSUBSCRIBE ? m->subject : S(""));
        return POST_STOPPED;
    case MAIL_REPLY: return keep_letter(tx, m);
    case MAIL_AUTO_REPLY: case MAIL_UNRECOGNISED: return POST_NOTHING;
    }
    return POST_NOTHING;
}

/* ---- for whoever reads them ---- */

LettersIn letters_in(Tx *tx, const Editor *by, bool done)
{
    enum { MOST = 60 };
    Arena *a = tx_arena(tx);
    LetterIn *at = arena_array(a, LetterIn, MOST);
    int count = 0;
    (void)by;
    Query q = db_query(tx, SQL("select id, from_address, from_name, subject, words, state, came_at from letter_in where state = $1 order by case when $1 = 'new' then came_at else -done_at end, id limit 60"), T(done ? S("done") : S("new")));
    for (; count < MOST && db_next(&q); count++) {
        i64 id = db_int(&q, 0);
        at[count] = (LetterIn){ .id = id, .from = seal_read(a, "letter_in.from_address", id, db_view(&q, 1)), .name = seal_read(a, "letter_in.from_name", id, db_view(&q, 2)), .subject = seal_read(a, "letter_in.subject", id, db_view(&q, 3)),
            .words = seal_read(a, "letter_in.words", id, db_view(&q, 4)), .state = db_str(&q, 5), .came_at = db_time(&q, 6) };
    }
    db_end(&q);
    for (int i = 0; i < count; i++) at[i].reply = str_format(a, "mailto:%.*s", FMT(at[i].from));
    return (LettersIn){ at, count };
}

Outcome letter_in_done(Tx *tx, const Editor *by, i64 id)
{
    return db_exec(tx, SQL("update letter_in set state = 'done', by_person = $2, done_at = $3 where id = $1 and state = 'new'"), I(id), I(editor_id(by)), AT(time_now())) ? DONE : GONE;
}

/* ---- people's data ---- */

void letters_in_tell_trusted(Tx *tx, i64 person, Holdings *to)
{
    Arena *a = to->arena;
    Addresses all = addresses_of_trusted(tx, person);
    for (int i = 0; i < all.count; i++) {
        if (!str_is(all.at[i].kind, "email")) continue;
        Str usual = email_usual(a, all.at[i].value);
        Query q = db_query(tx, SQL("select id, words, came_at from letter_in where find in ($1, $2) order by id"), B(seal_find(a, find_of_letter, usual)), B(seal_find_before(a, find_of_letter, usual)));
        while (db_next(&q)) held(to, S("A letter that you wrote to us"), seal_read(a, "letter_in.words", db_int(&q, 0), db_view(&q, 1)), db_time(&q, 2));
    }
}

void letters_in_forget_trusted(Tx *tx, i64 person)
{
    Arena *a = tx_arena(tx);
    Addresses all = addresses_of_trusted(tx, person);
    for (int i = 0; i < all.count; i++) {
        Str usual = email_usual(a, all.at[i].value);
        db_exec(tx, SQL("delete from letter_in where find in ($1, $2)"), B(seal_find(a, find_of_letter, usual)), B(seal_find_before(a, find_of_letter, usual)));
    }
    db_exec(tx, SQL("update letter_in set by_person = 0 where by_person = $1 and by_person <> 0"), I(person));
}

void letters_in_clear_trusted(Tx *tx)
{
    Time now = time_now();
    db_exec(tx, SQL("delete from letter_in where (state = 'done' and done_at < $1) or came_at < $2"), AT(time_after(now, -DAYS(90))), AT(time_after(now, -DAYS(365))));
}

void letters_in_reindex_trusted(Tx *tx)
{
    Arena *a = tx_arena(tx);
    for (i64 id = 0; (id = db_one_int(tx, SQL("select min(id) from letter_in where id > $1"), I(id))); ) {
        Query q = db_query(tx, SQL("select from_address from letter_in where id = $1"), I(id));
        Str from = db_next(&q) ? seal_read(a, "letter_in.from_address", id, db_view(&q, 0)) : S("");
        db_end(&q);
        db_exec(tx, SQL("update letter_in set find = $2 where id = $1"), I(id), B(seal_find(a, find_of_letter, from)));
    }
}
