/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith demo: a fictional network, furnished.  Clock and chance stand still while
 * it is made, so the same seed gives the same data; only keys and the sealing's
 * nonces are new each time, as they must be. */
#include "house/begin.h"

#include <stdio.h>

#include "house/demo_register.h"

typedef struct { i64 members, groups, seed; } DemoSize;
enum { A_BATCH = 2000 };

static const Time first_day = { 1735689600LL * 1000000 };      /* 1 January 2025 */
static const char admin[] = "admin@hearth.example";

/* Things happened over a year and a half, in the order in which they are made. */
static Time moment(i64 i, i64 of) { return time_after(first_day, of ? DAYS(540) / of * i : 0); }

static i64 person_in(Tx *tx, const DemoPerson *d)
{
    i64 id = person_make_trusted(tx, d->name, d->contact_way, d->place);
    Str way = d->email.len ? S("email") : S("voice");
    if (d->email.len) address_give_trusted(tx, id, S("email"), d->email, way);
    if (d->phone.len) address_give_trusted(tx, id, S("phone"), d->phone, way);
    if (d->post.len) address_give_trusted(tx, id, S("post"), d->post, way);
    consent_give_trusted(tx, id, S("keep"), way, 0);
    if (d->bulletin) consent_give_trusted(tx, id, str_is(d->class_kind, "supporter") ? S("newsletter") : S("bulletin"), way, 0);
    if (d->counts) consent_give_trusted(tx, id, S("counts"), way, 0);
    const MemberClass *in = class_open_trusted(tx, d->class_kind);
    if (d->segments) consent_give_trusted(tx, id, S("segments"), way, 0);
    if (in) membership_begin_trusted(tx, id, 0, in, way);
    return id;
}

static void group_in(Tx *tx, SearchBook *book, const DemoGroup *d, i64 index)
{
    Group g = { .name = d->name, .about = d->about, .by_and_for = d->by_and_for, .how_made = d->how_made, .place = d->place, .place_words = d->place_words,
        .meets_privately = d->meets_privately, .online = d->online, .open_to_new = d->open_to_new, .languages = d->languages, .access = d->access,
        .reach_email = d->reach_email, .reach_phone = d->reach_phone, .reach_web = d->reach_web, .directory = d->directory, .state = d->state, .confirmed_at = time_now() };
    if (index % 97 == 5) g.state = GROUP_WAITING, g.confirmed_at = (Time){ 0 };     /* a few wait to be read */
    group_make_trusted(tx, book, &g);
    const MemberClass *in = class_open_trusted(tx, S("group"));
    if (in) membership_begin_trusted(tx, 0, g.id, in, S("email"));
}

/* Each group has one or two contact people among the members. */
static void contacts_in(Tx *tx)
{
    db_exec(tx, SQL("insert into group_contact(grp, person, since, until) select g.id, p.id, g.made_at, 0 from"
        " (select id, made_at, row_number() over (order by id) as n from member_group) g join"
        " (select id, row_number() over (order by id) as n from person where id not in (select person from role_held)) p on p.n = g.n * 2 or (p.n = g.n * 2 + 1 and g.n % 3 <> 0)"));
}

static void fill(House *h, Db *db, const DemoSize *size)
{
    i64 all = size->members + size->groups;
    for (i64 from = 0; from < all; from += A_BATCH) {
        Arena *a = arena_open(), *one = arena_open();
        Tx *tx = tx_open(a, db, TX_WRITE);
        SearchBook *book = search_book(a);
        for (i64 i = from; i < from + A_BATCH && i < all; i++) {
            Arena *before = tx_arena_swap(tx, one);
            bool group = i >= size->members;
            i64 n = group ? i - size->members : i;
            time_pretend(moment(n, group ? size->groups : size->members));
            if (group) { DemoGroup d = demo_group(one, (uint64_t)size->seed, (int)n); group_in(tx, book, &d, n); }
            else { DemoPerson d = demo_person(one, (uint64_t)size->seed, (int)n); demo_self_in(tx, &d, person_in(tx, &d), (uint64_t)size->seed, (int)n); }
            tx_arena_swap(tx, before);
            arena_reset(one);
        }
        search_book_close_trusted(tx, book);
        TxEnd end = tx_close(tx, true);
        arena_close(one), arena_close(a);
        if (end != TX_KEPT) die("The demonstration network could not be written.");
        progress("Furnishing", from + A_BATCH < all ? from + A_BATCH : all, all);
    }
    (void)h;
}

static bool read_size(DemoSize *s, int argc, char **argv)
{
    for (int i = 0; i < argc; i += 2) {
        i64 *to = !strcmp(argv[i], "--members") ? &s->members : !strcmp(argv[i], "--groups") ? &s->groups : !strcmp(argv[i], "--seed") ? &s->seed : NULL;
        if (!to || i + 1 >= argc || !str_int(str_c(argv[i + 1]), to) || *to < 0) return false;
    }
    return s->members <= 500000 && s->groups <= 50000 && s->seed > 0;
}

static void staff_in(Tx *tx, const char *name, const char *email, const char *role)
{
    i64 id = person_make_trusted(tx, str_c(name), S("email"), S("london"));
    address_give_trusted(tx, id, S("email"), str_c(email), S("set up"));
    consent_give_trusted(tx, id, S("keep"), S("set up"), 0);
    role_give_trusted(tx, id, str_c(role), 0);
}

int cli_demo(House *h, int argc, char **argv)
{
    DemoSize size = { .members = 4960, .groups = 380, .seed = 1 };
    if (!read_size(&size, argc, argv))
        return fputs("use: kith demo [--members N (at most 500000)] [--groups N (at most 50000)] [--seed N]\n", stderr), 2;
    Db *db = house_begin(h);
    chance_pretend((uint64_t)size.seed);
    time_pretend(first_day);
    Tx *tx = tx_open(h->arena, db, TX_WRITE);
    house_furnish_trusted(tx, S("Hearth Network"), S("Hearth"), S("People who keep each other's fires going."));
    setting_put(tx, "contact_email", S("hello@hearth.example"));
    setting_put(tx, "contact_phone", S("01632 960 123"));
    setting_put(tx, "contact_post", S("Hearth Network, The Old Kettle Works, 3 Lamp Lane, Fernhithe"));
    house_administrator_trusted(tx, str_c(admin));
    staff_in(tx, "Odile", "editor@hearth.example", "editor");
    staff_in(tx, "Marek", "officer@hearth.example", "officer");
    staff_in(tx, "Ines", "ines@hearth.example", "officer");
    staff_in(tx, "Tamsin", "policy@hearth.example", "policy");
    if (tx_close(tx, true) != TX_KEPT) die("The demonstration network could not be written.");
    fill(h, db, &size);
    tx = tx_open(h->arena, db, TX_WRITE);
    contacts_in(tx);
    time_pretend((Time){ 0 });
    time_pretend((Time){ time_now().us / DAYS(1) * DAYS(1) });            /* what waits at the desk was written this morning */
    Network network = { .name = S("Hearth Network"), .base_url = house_base_url(h) };
    demo_desk_in(tx, db_one_int(tx, SQL("select min(h.person) from role_held h join role r on r.id = h.role where r.slug = 'officer'")), &network);
    demo_asks_in(tx, (uint64_t)size.seed, &network);
    time_pretend((Time){ 0 });
    time_pretend((Time){ time_now().us / DAYS(1) * DAYS(1) });
    demo_library_in(tx, (uint64_t)size.seed, &network, h->data);
    demo_post_in(tx, (uint64_t)size.seed, &network);
    db_exec(tx, SQL("delete from outbox"));              /* what invented people are told stays unsaid */
    if (tx_close(tx, true) != TX_KEPT) die("The demonstration network could not be written.");
    time_pretend((Time){ 0 }), chance_pretend(0);
    tx = tx_open(h->arena, db, TX_WRITE);
    i64 person = db_one_int(tx, SQL("select min(person) from role_held"));
    Str link = sign_in_link_make_trusted(tx, person, house_base_url(h));
    if (tx_close(tx, true) != TX_KEPT) die("The sign-in link could not be written down.");
    db_close(db);
    printf("The Hearth Network is furnished: %lld people and %lld groups, all invented.\nSign in as its administrator within 15 minutes, once it is served:\n%.*s\n"
        "Another link any time: kith sign-in-link %s --data %s\n", size.members, size.groups, FMT(link), admin, h->data);
    return 0;
}
