/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A form that came after its session had been still for too long.  What was
 * typed is sealed and waits for the same person: after signing in they see it
 * and send it with one press.  Files are not kept. */
#include "web/inside.h"

#include "seal/seal.h"

enum { FIELDS = 200 };

/* "name value" lines, both in base64url. */
static Str fields_text(Visit *v)
{
    Buf b = buf_open(v->arena, 1024);
    for (int i = 0; i < v->http->field_count && i < FIELDS; i++) {
        const HttpField *f = &v->http->fields[i];
        if (f->path || str_is(f->name, "csrf") || str_is(f->name, "once")) continue;
        buf_format(&b, "%.*s %.*s\n", FMT(base64url(v->arena, f->name.at, f->name.len)), FMT(base64url(v->arena, f->value.at, f->value.len)));
    }
    return buf_view(&b);
}

Reply keep_form(Visit *v)
{
    Str token = token_new(v->arena);
    i64 id = id_new();
    db_exec(v->tx, SQL("delete from kept_form where person = $1 and id not in (select id from kept_form where person = $1 order by id desc limit 19)"), I(v->idle.person));
    db_exec(v->tx, SQL("insert into kept_form(id, token_hash, person, path, fields, made_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7)"), I(id), B(seal_hash(v->arena, token)),
        I(v->idle.person), T(v->http->path), B(seal(v->arena, "kept_form.fields", id, fields_text(v))), AT(time_now()), AT(time_after(time_now(), DAYS(7))));
    way_back_set(v, str_format(v->arena, "/me/kept/%.*s", FMT(token)));
    notice_set(v, S("Time had passed, so you were signed out. What you typed is kept for you. Sign in and you can send it."));
    return reply_redirect(v, "/sign-in");
}

const KeptForm *kept_form(Tx *tx, Who who, Str token)
{
    Arena *a = tx_arena(tx);
    Query q = db_query(tx, SQL("select id, path, fields from kept_form where token_hash = $1 and person = $2 and ends_at > $3"), B(seal_hash(a, token)), I(who.person), AT(time_now()));
    if (!db_next(&q)) return NULL;
    KeptForm *k = arena_new(a, KeptForm);
    KeptField *at = arena_array(a, KeptField, FIELDS);
    i64 id = db_int(&q, 0);
    k->path = db_str(&q, 1), k->at = at;
    Str text = seal_read(a, "kept_form.fields", id, db_view(&q, 2));
    db_end(&q);
    while (text.len && k->count < FIELDS) {
        Str line = str_cut(&text, '\n'), name = str_cut(&line, ' ');
        if (base64url_decode(a, name, &at[k->count].name) && base64url_decode(a, line, &at[k->count].value)) k->count++;
    }
    return k;
}

void kept_form_drop(Tx *tx, Who who, Str token)
{
    db_exec(tx, SQL("delete from kept_form where token_hash = $1 and person = $2"), B(seal_hash(tx_arena(tx), token)), I(who.person));
}
