/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Classes, memberships, wordings and consents: dated rows, never overwritten. */
#include "people/person.h"

enum { MOST = 200 };

static MemberClass read_class(Query *q)
{
    return (MemberClass){ .id = db_int(q, 0), .slug = db_str(q, 1), .kind = db_str(q, 2), .name = db_str(q, 3), .who = db_str(q, 4),
        .may_vote = db_bool(q, 5), .may_stand = db_bool(q, 6), .may_attend = db_bool(q, 7), .may_apply = db_bool(q, 8),
        .may_pitch = db_bool(q, 9), .may_ask = db_bool(q, 10), .receives = db_str(q, 11) };
}

MemberClasses classes_open_trusted(Tx *tx)
{
    MemberClass *at = arena_array(tx_arena(tx), MemberClass, 20);
    int count = 0;
    Query q = db_query(tx, SQL("select id, slug, kind, name, who, may_vote, may_stand, may_attend, may_apply, may_pitch, may_ask, receives"
        " from member_class where valid_from <= $1 and (valid_to = 0 or valid_to > $1) order by position, id limit 20"), AT(time_now()));
    while (db_next(&q)) at[count++] = read_class(&q);
    return (MemberClasses){ at, count };
}

const MemberClass *class_open_trusted(Tx *tx, Str kind)
{
    MemberClasses all = classes_open_trusted(tx);
    for (int i = 0; i < all.count; i++) if (str_eq(all.at[i].kind, kind)) return &all.at[i];
    return NULL;
}

Memberships memberships_of_trusted(Tx *tx, i64 person)
{
    Membership *at = arena_array(tx_arena(tx), Membership, MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select m.id, c.name, c.kind, m.joined_at, m.ended_at, m.confirmed_way, m.ended_why from membership m"
        " join member_class c on c.id = m.class where m.person = $1 order by m.joined_at desc, m.id desc limit 200"), I(person));
    while (db_next(&q))
        at[count++] = (Membership){ .id = db_int(&q, 0), .class_name = db_str(&q, 1), .class_kind = db_str(&q, 2), .joined_at = db_time(&q, 3),
            .ended_at = db_time(&q, 4), .way = db_str(&q, 5), .ended_why = db_str(&q, 6) };
    return (Memberships){ at, count };
}

void membership_begin_trusted(Tx *tx, i64 person, i64 group, const MemberClass *in, Str way)
{
    Str words;
    Str purpose = str_format(tx_arena(tx), "declaration-%.*s", FMT(in->kind));
    i64 declaration = wording_now_trusted(tx, purpose, &words);
    db_exec(tx, SQL("insert into membership(id, person, grp, class, declaration, joined_at, confirmed_way, ended_at, ended_why)"
        " values ($1, $2, $3, $4, $5, $6, $7, 0, '')"),
        I(id_new()), I(person), I(group), I(in->id), I(declaration), AT(time_now()), T(way));
}

/* The wording of a list is a version of its own, so that each record shows the words that stood there. */
static i64 wording_claimed(Tx *tx, Str purpose, Str words)
{
    Arena *a = tx_arena(tx);
    Str p = str_format(a, "claimed-%.*s", FMT(purpose)), said = words.len ? words : str_format(a, "(A list said so; the words were not kept: %.*s.)", FMT(purpose));
    i64 id = db_one_int(tx, SQL("select id from wording where purpose = $1 and words = $2"), T(p), T(said));
    return id ? id : wording_set_trusted(tx, p, said);
}

void membership_claim_trusted(Tx *tx, i64 person, const MemberClass *in, Time joined)
{
    db_exec(tx, SQL("insert into membership(id, person, grp, class, declaration, joined_at, confirmed_way, ended_at, ended_why) values ($1, $2, 0, $3, $4, $5, 'claimed by a list', 0, '')"),
        I(id_new()), I(person), I(in->id), I(wording_claimed(tx, str_format(tx_arena(tx), "declaration-%.*s", FMT(in->kind)), S(""))), AT(joined.us ? joined : time_now()));
}

i64 wording_now_trusted(Tx *tx, Str purpose, Str *words)
{
    Query q = db_query(tx, SQL("select id, words from wording where purpose = $1 order by version desc limit 1"), T(purpose));
    if (!db_next(&q)) { *words = S(""); return 0; }
    i64 id = db_int(&q, 0);
    *words = db_str(&q, 1);
    db_end(&q);
    return id;
}

i64 wording_set_trusted(Tx *tx, Str purpose, Str words)
{
    Str now;
    i64 id = wording_now_trusted(tx, purpose, &now);
    if (id && str_eq(now, words)) return id;
    i64 version = 1 + db_one_int(tx, SQL("select coalesce(max(version), 0) from wording where purpose = $1"), T(purpose));
    id = id_new();
    db_exec(tx, SQL("insert into wording(id, purpose, version, words, since) values ($1, $2, $3, $4, $5)"),
        I(id), T(purpose), I(version), T(words), AT(time_now()));
    return id;
}

Consents consents_of_trusted(Tx *tx, i64 person)
{
    Consent *at = arena_array(tx_arena(tx), Consent, MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select c.purpose, w.words, c.given_at, c.withdrawn_at, c.way, c.basis, c.source, c.id from consent c join wording w on w.id = c.wording"
        " where c.person = $1 order by c.given_at desc, c.id desc limit 200"), I(person));
    while (db_next(&q))
        at[count++] = (Consent){ .purpose = db_str(&q, 0), .words = db_str(&q, 1), .given_at = db_time(&q, 2),
            .withdrawn_at = db_time(&q, 3), .way = db_str(&q, 4), .basis = db_str(&q, 5), .source = db_str(&q, 6), .id = db_int(&q, 7) };
    return (Consents){ at, count };
}

void consent_give_trusted(Tx *tx, i64 person, Str purpose, Str way, i64 keyed_by)
{
    Str words;
    i64 wording = wording_now_trusted(tx, purpose, &words);
    if (!wording || consent_lives_trusted(tx, person, purpose)) return;
    db_exec(tx, SQL("insert into consent(id, person, purpose, wording, given_at, way, keyed_by, withdrawn_at) values ($1, $2, $3, $4, $5, $6, $7, 0)"),
        I(id_new()), I(person), T(purpose), I(wording), AT(time_now()), T(way), I(keyed_by));
}

bool consent_claim_trusted(Tx *tx, const ConsentClaim *c)
{
    i64 withdrawn = db_one_int(tx, SQL("select max(withdrawn_at) from consent where person = $1 and purpose = $2"), I(c->person), T(c->purpose));
    if (consent_lives_trusted(tx, c->person, c->purpose)) return true;
    if (withdrawn) return false;
    db_exec(tx, SQL("insert into consent(id, person, purpose, wording, given_at, way, keyed_by, withdrawn_at, basis, source) values ($1, $2, $3, $4, $5, 'claimed by a list', 0, 0, $6, $7)"),
        I(id_new()), I(c->person), T(c->purpose), I(wording_claimed(tx, c->purpose, c->words)), AT(c->at.us ? c->at : time_now()), T(c->basis), T(c->source));
    return true;
}

void consent_withdraw_trusted(Tx *tx, i64 person, Str purpose)
{
    db_exec(tx, SQL("update consent set withdrawn_at = $3 where person = $1 and purpose = $2 and withdrawn_at = 0"),
        I(person), T(purpose), AT(time_now()));
}

bool consent_lives_trusted(Tx *tx, i64 person, Str purpose)
{
    return db_one_int(tx, SQL("select count(*) from consent where person = $1 and purpose = $2 and withdrawn_at = 0"), I(person), T(purpose)) > 0;
}

/* ---- what anybody may read, and what is one's own ---- */

MemberClasses classes_open(Tx *tx, Who who) { (void)who; return classes_open_trusted(tx); }
i64 wording_now(Tx *tx, Who who, Str purpose, Str *words) { (void)who; return wording_now_trusted(tx, purpose, words); }
Memberships memberships_of(Tx *tx, Who who) { return memberships_of_trusted(tx, who.person); }
Consents consents_of(Tx *tx, Who who) { return consents_of_trusted(tx, who.person); }
void consent_give(Tx *tx, Who who, Str purpose) { consent_give_trusted(tx, who.person, purpose, S("own page"), 0); }
void consent_withdraw(Tx *tx, Who who, Str purpose) { consent_withdraw_trusted(tx, who.person, purpose); }

Purposes purposes_to_agree(Tx *tx, Who who)
{
    Purposes p = { .count = 0 };
    (void)who;
    Query q = db_query(tx, SQL("select purpose, words from wording w where (purpose in ('bulletin', 'newsletter', 'counts', 'segments', 'phone', 'post') or purpose like 'letter-%')"
        " and version = (select max(version) from wording o where o.purpose = w.purpose) order by case when purpose like 'letter-%' then 1 when purpose in ('bulletin', 'newsletter') then 0 else 2 end, purpose limit 24"));
    for (; p.count < COUNT(p.at) && db_next(&q); p.count++) {
        Str purpose = db_str(&q, 0);
        p.at[p.count] = (Purpose){ purpose, db_str(&q, 1), str_is(purpose, "bulletin") || str_is(purpose, "newsletter") || str_starts(purpose, S("letter-")) };
    }
    db_end(&q);
    return p;
}
