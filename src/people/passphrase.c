/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Passphrases.  As text: "argon2id PASSES KIB SALT HASH", sealed.  People who share an address share a salt, so that one
 * stretching tells which of them it is, and known and unknown addresses take one stretching alike. */
#include "people/passphrase.h"

#include "people/means.h"
#include "people/sign_in_change.h"
#include "seal/seal.h"
#include "web/assets.h"

enum { SALTS_MOST = 12 };

typedef struct { i64 passes, kib; Str salt, hash; } Stretched;

struct PassphraseTry {
    Arena *arena;
    i64 address;
    Str passphrase;
    Stretched at[SALTS_MOST];
    int count;
    Stretched newest;                                     /* at today's cost, for whom an older one fitted */
    Str wanted[SALTS_MOST]; int wanted_count;             /* hashes of an older cost, to know by */
};

Str passphrase_tidy(Arena *a, Str typed) { return utf8_tidy(a, typed); }

/* ---- which are taken ---- */

static bool is_common(Arena *a, Str passphrase)
{
    const Asset *list = asset("common-passphrases.txt");
    return list && str_find(list->bytes, str_format(a, "\n%.*s\n", FMT(str_lower_ascii(a, str_trim(passphrase))))) >= 0;
}

static bool holds(Arena *a, Str folded, Str word)
{
    Str w = utf8_fold(a, word);
    return utf8_length(w) >= 4 && str_find(folded, w) >= 0;
}

static bool holds_own_words(Tx *tx, Who who, Str passphrase, const Network *n)
{
    Arena *a = tx_arena(tx);
    Str folded = utf8_fold(a, passphrase);
    Addresses own = addresses_of_trusted(tx, who.person);
    bool found = holds(a, folded, n->name) || holds(a, folded, n->short_name);
    for (int i = 0; i < own.count; i++) {
        Str rest = own.at[i].value;
        found = found || holds(a, folded, rest) || (str_is(own.at[i].kind, "email") && holds(a, folded, str_cut(&rest, '@')));
    }
    return found;
}

Str passphrase_fault(Tx *tx, Who who, Str passphrase, const Network *n)
{
    Arena *a = tx_arena(tx);
    size_t points = utf8_length(passphrase);
    if (points < PASSPHRASE_LEAST) return S("This is shorter than 8 letters. Four or five words that only you would put together are good.");
    if (points > PASSPHRASE_MOST) return S("This is longer than 200 letters. A shorter one is strong enough.");
    if (is_common(a, passphrase)) return S("This one is on every list of what people choose most, so it would be found at once. Choose another.");
    if (holds_own_words(tx, who, passphrase, n)) return S("This holds the network's name or your address, which others would try first. Choose other words.");
    return S("");
}

/* ---- as text ---- */

static Str stretched_text(Arena *a, const Stretched *s)
{
    return str_format(a, "argon2id %lld %lld %.*s %.*s", s->passes, s->kib, FMT(base64url(a, s->salt.at, s->salt.len)), FMT(base64url(a, s->hash.at, s->hash.len)));
}

static bool stretched_read(Arena *a, Str text, Stretched *to)
{
    *to = (Stretched){ 0 };
    return str_is(str_cut(&text, ' '), "argon2id") && str_int(str_cut(&text, ' '), &to->passes) && str_int(str_cut(&text, ' '), &to->kib)
        && base64url_decode(a, str_cut(&text, ' '), &to->salt) && base64url_decode(a, text, &to->hash);
}

static bool of_today(const Stretched *s) { return s->passes >= PASSPHRASE_PASSES && s->kib >= PASSPHRASE_KIB; }

static bool kept_of(Tx *tx, i64 person, Stretched *to)
{
    bool any = false;
    Query q = db_query(tx, SQL("select passphrase from sign_in_means where person = $1 and length(passphrase) > 0 and frozen_at = 0"), I(person));
    if (db_next(&q)) any = stretched_read(tx_arena(tx), seal_read(tx_arena(tx), "sign_in_means.passphrase", person, db_view(&q, 0)), to);
    db_end(&q);
    return any;
}

/* ---- gathering, working, comparing ---- */

static bool same_work(const Stretched *a, const Stretched *b) { return a->passes == b->passes && a->kib == b->kib && str_eq(a->salt, b->salt); }

static void gather(PassphraseTry *t, const Stretched *s)
{
    for (int i = 0; i < t->count; i++) if (same_work(&t->at[i], s)) return;
    if (t->count < SALTS_MOST) t->at[t->count++] = (Stretched){ s->passes, s->kib, s->salt, S("") };
}

static PassphraseTry *try_open(Tx *tx, Str passphrase)
{
    PassphraseTry *t = arena_new(tx_arena(tx), PassphraseTry);
    t->arena = tx_arena(tx), t->passphrase = passphrase_tidy(tx_arena(tx), passphrase);
    return t;
}

PassphraseTry *passphrase_try(Tx *tx, Who who, Str email, Str passphrase)
{
    PassphraseTry *t = try_open(tx, passphrase);
    Stretched s;
    (void)who;
    t->address = address_find_trusted(tx, email);
    People there = people_of_address_trusted(tx, t->address);
    for (int i = 0; i < there.count; i++) {
        if (!kept_of(tx, there.at[i].id, &s)) continue;
        gather(t, &s);
        if (!of_today(&s)) t->wanted[t->wanted_count++] = s.hash;
    }
    if (!t->count) gather(t, &(Stretched){ PASSPHRASE_PASSES, PASSPHRASE_KIB, seal_salt(t->arena), S("") });   /* the same work for nobody */
    return t;
}

/* Whoever shares an address with this person and has a passphrase has the salt that theirs gets too. */
PassphraseTry *passphrase_new(Tx *tx, Who who, Str passphrase)
{
    PassphraseTry *t = try_open(tx, passphrase);
    Str salt = S("");
    i64 others[SALTS_MOST];
    int count = 0;
    Query q = db_query(tx, SQL("select distinct o.person from person_address m join person_address o on o.address = m.address"
        " where m.person = $1 and o.person <> $1 limit 12"), I(who.person));
    while (db_next(&q)) others[count++] = db_int(&q, 0);
    for (int i = 0; i < count && !salt.len; i++) {
        Stretched s;
        if (kept_of(tx, others[i], &s)) salt = s.salt;
    }
    gather(t, &(Stretched){ PASSPHRASE_PASSES, PASSPHRASE_KIB, salt.len ? salt : seal_salt(t->arena), S("") });
    return t;
}

void passphrase_work(void *with)
{
    PassphraseTry *t = with;
    bool rises = false;
    for (int i = 0; i < t->count; i++) {
        Stretched *s = &t->at[i];
        s->hash = seal_stretch(t->arena, t->passphrase, s->salt, s->passes, s->kib);
        for (int k = 0; k < t->wanted_count; k++) rises = rises || seal_same(s->hash, t->wanted[k]);
    }
    if (!rises) return;
    t->newest = (Stretched){ PASSPHRASE_PASSES, PASSPHRASE_KIB, seal_salt(t->arena), S("") };
    t->newest.hash = seal_stretch(t->arena, t->passphrase, t->newest.salt, t->newest.passes, t->newest.kib);
}

static void keep(Tx *tx, i64 person, const Stretched *s, Time at)
{
    db_exec(tx, SQL("update sign_in_means set passphrase = $2, passphrase_at = $3 where person = $1"), I(person),
        B(seal(tx_arena(tx), "sign_in_means.passphrase", person, stretched_text(tx_arena(tx), s))), AT(at));
}

i64 passphrase_person(Tx *tx, Who who, const PassphraseTry *t)
{
    i64 person = 0;
    Stretched s;
    (void)who;
    People there = people_of_address_trusted(tx, t->address);
    for (int i = 0; i < there.count && !person; i++) {
        if (!kept_of(tx, there.at[i].id, &s)) continue;
        for (int k = 0; k < t->count; k++)
            if (same_work(&t->at[k], &s) && s.hash.len == 32 && seal_same(t->at[k].hash, s.hash)) person = there.at[i].id;
        if (person && !of_today(&s) && t->newest.hash.len) keep(tx, person, &t->newest, means_of_trusted(tx, person).passphrase_at);
    }
    return person;
}

Outcome passphrase_set(Tx *tx, Who who, const PassphraseTry *t, const Network *n)
{
    if (t->at[0].hash.len != 32) return CONFLICT;
    change_tell_trusted(tx, who.person, "passphrase set", n);
    means_row_trusted(tx, who.person);
    keep(tx, who.person, &t->at[0], time_now());
    return DONE;
}

Outcome passphrase_remove(Tx *tx, Who who, const Network *n)
{
    if (!means_of(tx, who).passphrase) return GONE;
    change_tell_trusted(tx, who.person, "passphrase removed", n);
    db_exec(tx, SQL("update sign_in_means set passphrase = $2, passphrase_at = 0, links_off = 0 where person = $1"), I(who.person), B(S("")));
    return DONE;
}
