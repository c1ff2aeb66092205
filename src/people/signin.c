/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Sign-in links.  A link works in the browser that asked for it; elsewhere the
 * six signs shown there are asked for too, so that a link read over somebody's
 * shoulder opens nothing. */
#include "people/signin.h"

#include "people/letters.h"
#include "people/means.h"
#include "seal/seal.h"

enum { TRIES = 5 };

Str sign_in_code(Arena *a, Str browser)
{
    static const char signs[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";     /* no O and 0, no I and 1 */
    Str raw = seal_keyed(a, "sign-in code", browser);
    char *to = arena_alloc(a, 7);
    for (int i = 0; i < 6; i++) to[i] = signs[(unsigned char)raw.at[i] % 32];
    return (Str){ to, 6 };
}

static Str link_make(Tx *tx, i64 address, i64 person, Str browser, Str base_url)
{
    Arena *a = tx_arena(tx);
    Str token = token_new(a);
    db_exec(tx, SQL("insert into sign_in_link(id, token_hash, address, person, asked_by, code_hash, made_at, ends_at, used_at, tries)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)"), I(id_new()), B(seal_hash(a, token)), I(address), I(person),
        B(browser.len ? seal_hash(a, browser) : S("")), B(browser.len ? seal_hash(a, sign_in_code(a, browser)) : S("")),
        AT(time_now()), AT(time_after(time_now(), MINUTES(15))));
    return str_format(a, "%.*s/sign-in/go/%.*s", FMT(base_url), FMT(token));
}

Str sign_in_link_make_trusted(Tx *tx, i64 person, Str base_url) { return link_make(tx, 0, person, S(""), base_url); }

/* Only the newest link of an address works.  Known and unknown take the same steps. */
void sign_in_ask(Tx *tx, Who who, Str email, Str browser, const Network *n)
{
    (void)who;
    i64 address = address_find_trusted(tx, email);
    People there = people_of_address_trusted(tx, address);
    bool known = people_with_links_trusted(tx, there).count > 0;
    db_exec(tx, SQL("delete from sign_in_link where address = $1 and address <> 0"), I(address));
    Str link = link_make(tx, known ? address : -1, 0, browser, n->base_url);
    if (known) letter_sign_in(tx, email, link, n->name);
    else if (there.count) letter_sign_in_still(tx, email, n->base_url, n->name);
    else letter_sign_in_unknown(tx, email, n->base_url, n->name);
}

typedef struct { i64 id, address, person, tries; Str asked_by, code_hash; } Row;

static bool row_of(Tx *tx, Str token, Row *r)
{
    Query q = db_query(tx, SQL("select id, address, person, tries, asked_by, code_hash from sign_in_link"
        " where token_hash = $1 and used_at = 0 and ends_at > $2 and made_at <= $3 and tries < 5"),
        B(seal_hash(tx_arena(tx), token)), AT(time_now()), AT(time_after(time_now(), MINUTES(5))));
    if (!db_next(&q)) return false;
    *r = (Row){ db_int(&q, 0), db_int(&q, 1), db_int(&q, 2), db_int(&q, 3), db_str(&q, 4), db_str(&q, 5) };
    db_end(&q);
    return true;
}

static bool same_browser(Tx *tx, const Row *r, Str browser)
{
    return !r->asked_by.len || (browser.len && str_eq(r->asked_by, seal_hash(tx_arena(tx), browser)));
}

const SignInLink *sign_in_link(Tx *tx, Who who, Str token, Str browser)
{
    (void)who;
    Row r;
    if (!row_of(tx, token, &r)) return NULL;
    SignInLink *l = arena_new(tx_arena(tx), SignInLink);
    *l = (SignInLink){ .id = r.id, .needs_code = !same_browser(tx, &r, browser) };
    if (r.person) {
        const Person *p = person_trusted(tx, r.person);
        if (p && !person_frozen_trusted(tx, p->id)) l->people = (People){ p, 1 };
    } else {
        l->people = people_with_links_trusted(tx, people_of_address_trusted(tx, r.address));
    }
    return l->people.count ? l : NULL;
}

Outcome sign_in_use(Tx *tx, Who who, const SignInTry *t)
{
    Row r;
    Arena *a = tx_arena(tx);
    if (!row_of(tx, t->token, &r)) return GONE;
    if (!same_browser(tx, &r, t->browser) && !str_eq(r.code_hash, seal_hash(a, t->code))) {
        db_exec(tx, SQL("update sign_in_link set tries = tries + 1 where id = $1"), I(r.id));
        return INVALID;
    }
    const SignInLink *l = sign_in_link(tx, who, t->token, t->browser);
    bool theirs = false;
    for (int i = 0; l && i < l->people.count; i++) theirs = theirs || l->people.at[i].id == t->person;
    if (!theirs) return GONE;
    return db_exec(tx, SQL("update sign_in_link set used_at = $2 where id = $1 and used_at = 0"), I(r.id), AT(time_now())) == 1 ? DONE : GONE;
}

void sign_in_links_expire_trusted(Tx *tx)
{
    db_exec(tx, SQL("delete from sign_in_link where ends_at < $1"), AT(time_after(time_now(), -DAYS(1))));
}

bool sign_in_code_fits(Tx *tx, Who who, const SignInTry *t)
{
    Row r;
    (void)who;
    return row_of(tx, t->token, &r) && str_eq(r.code_hash, seal_hash(tx_arena(tx), t->code));
}
