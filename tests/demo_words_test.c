/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Invented data must be the same for the same seed, have the shape that was asked
 * for, keep names apart, and say nothing that a real network would not say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "house/demo_group.h"
#include "house/demo_words.h"
#include "people/place.h"

enum { SEED = 20261, SOME = 5000, MANY = 50000 };

static bool same_group(const DemoGroup *x, const DemoGroup *y)
{
    return str_eq(x->name, y->name) && str_eq(x->about, y->about) && str_eq(x->by_and_for, y->by_and_for) && str_eq(x->kind, y->kind)
        && str_eq(x->how_made, y->how_made) && str_eq(x->place, y->place) && str_eq(x->place_words, y->place_words)
        && str_eq(x->languages, y->languages) && str_eq(x->access, y->access) && str_eq(x->reach_email, y->reach_email)
        && str_eq(x->reach_phone, y->reach_phone) && str_eq(x->reach_web, y->reach_web) && x->online == y->online && x->state == y->state;
}

static void same_seed_same_data(void **state)
{
    (void)state;
    Arena *a = arena_open(), *b = arena_open();
    int names_differ = 0;
    for (int i = 0; i < 300; i++) {
        DemoGroup x = demo_group(a, SEED, i), y = demo_group(b, SEED, i), other = demo_group(b, SEED + 1, i);
        DemoPerson p = demo_person(a, SEED, i), q = demo_person(b, SEED, i);
        assert_true(same_group(&x, &y));
        assert_true(str_eq(p.name, q.name) && str_eq(p.email, q.email) && str_eq(p.place, q.place) && str_eq(p.pronouns, q.pronouns));
        names_differ += !str_eq(x.name, other.name);
    }
    assert_true(names_differ > 290);
    arena_close(a), arena_close(b);
}

/* ---- shares ---- */

static void near(const char *what, int count, int of, double percent)
{
    double got = 100.0 * count / of;
    if (got < percent - 2 || got > percent + 2) fail_msg("%s: %.1f%%, not %.0f%%", what, got, percent);
}

static const struct { const char *slug; int percent; } regions[] = { { "london", 24 }, { "south-east", 14 }, { "north-west", 12 },
    { "yorkshire-and-the-humber", 9 }, { "west-midlands", 9 }, { "south-west", 9 }, { "east-of-england", 8 }, { "east-midlands", 7 },
    { "north-east", 4 }, { "wales", 2 }, { "scotland", 1 }, { "", 1 } };

static void shares_of_groups(void **state)
{
    (void)state;
    Arena *a = arena_open();
    static const struct { const char *word; int percent; } made[] = { { "no structure", 38 }, { "unincorporated", 27 }, { "cic", 17 }, { "charity", 14 }, { "hosted", 4 } };
    static const struct { const char *word; int percent; } money[] = { { "0", 22 }, { "under 1,000", 25 }, { "1,000 to 10,000", 28 }, { "10,000 to 25,000", 13 }, { "25,000 to 50,000", 8 } };
    int kinds[DEMO_KINDS] = { 0 }, mades[5] = { 0 }, incomes[5] = { 0 }, places[12] = { 0 }, public = 0, private = 0, active = 0, placed = 0;
    for (int i = 0; i < SOME; i++) {
        arena_reset(a);
        DemoGroup g = demo_group(a, SEED, i);
        for (int k = 0; k < DEMO_KINDS; k++) kinds[k] += str_is(g.kind, demo_kinds[k].word);
        for (int k = 0; k < 5; k++) mades[k] += str_is(g.how_made, made[k].word), incomes[k] += str_is(g.income, money[k].word);
        public += g.directory == DIRECTORY_PUBLIC, private += g.meets_privately, active += g.state == GROUP_ACTIVE;
        if (g.meets_privately) { assert_int_equal(g.place.len + g.place_words.len, 0); continue; }
        placed++;
        for (int k = 0; k < 12; k++) places[k] += str_is(g.place, regions[k].slug);
    }
    for (int k = 0; k < DEMO_KINDS; k++) near(demo_kinds[k].word, kinds[k], SOME, demo_kinds[k].percent);
    for (int k = 0; k < 5; k++) near(made[k].word, mades[k], SOME, made[k].percent), near(money[k].word, incomes[k], SOME, money[k].percent);
    for (int k = 0; k < 12; k++) near(regions[k].slug, places[k], placed, regions[k].percent);
    near("public", public, SOME, 52), near("private", private, SOME, 3), near("active", active, SOME, 88);
    arena_close(a);
}

static void shares_of_people(void **state)
{
    (void)state;
    Arena *a = arena_open();
    int places[12] = { 0 }, email = 0, post = 0, phone = 0, bulletin = 0, counts = 0, segments = 0, supporters = 0;
    for (int i = 0; i < SOME; i++) {
        arena_reset(a);
        DemoPerson p = demo_person(a, SEED, i);
        for (int k = 0; k < 12; k++) places[k] += str_is(p.place, regions[k].slug);
        email += str_is(p.contact_way, "email"), post += str_is(p.contact_way, "post"), phone += str_is(p.contact_way, "phone");
        bulletin += p.bulletin, counts += p.counts, segments += p.segments, supporters += str_is(p.class_kind, "supporter");
        assert_int_equal((p.email.len > 0) + (p.phone.len > 0) + (p.post.len > 0), 1);
        assert_true(!p.place.len || place_known(p.place).len);
    }
    for (int k = 0; k < 12; k++) near(regions[k].slug, places[k], SOME, regions[k].percent);
    near("email", email, SOME, 93), near("post", post, SOME, 4), near("phone", phone, SOME, 2);
    near("bulletin", bulletin, SOME, 88), near("counts", counts, SOME, 44), near("segments", segments, SOME, 31), near("supporters", supporters, SOME, 5.2);
    arena_close(a);
}

/* ---- apart ---- */

static int by_bytes(const void *x, const void *y)
{
    const Str *a = x, *b = y;
    return str_cmp(*a, *b);
}

static int doubles(Str *at, int count)
{
    int same = 0;
    qsort(at, (size_t)count, sizeof *at, by_bytes);
    for (int i = 1; i < count; i++) same += str_eq(at[i - 1], at[i]);
    return same;
}

static void names_stay_apart(void **state)
{
    (void)state;
    Arena *a = arena_open(), *keep = arena_open();
    Str *names = arena_array(keep, Str, MANY), *slugs = arena_array(keep, Str, MANY), *emails = arena_array(keep, Str, MANY);
    int with_email = 0;
    for (int i = 0; i < MANY; i++) {
        arena_reset(a);
        names[i] = str_copy(keep, demo_group(a, SEED, i).name);
        slugs[i] = slug_from(keep, names[i]);
        Str email = demo_person(a, SEED, i).email;
        if (email.len) emails[with_email++] = str_copy(keep, email);
    }
    assert_int_equal(doubles(names, MANY), 0);
    assert_int_equal(doubles(slugs, MANY), 0);
    assert_int_equal(doubles(emails, with_email), 0);
    arena_close(a), arena_close(keep);
}

/* Beyond the first 51,840 the places get a word before them. */
static void names_stay_apart_beyond(void **state)
{
    (void)state;
    Arena *a = arena_open(), *keep = arena_open();
    Str *names = arena_array(keep, Str, 20000);
    for (int i = 0; i < 10000; i++) {
        names[2 * i] = str_copy(keep, demo_group(a, SEED, i).name);
        names[2 * i + 1] = str_copy(keep, demo_group(a, SEED, i + 100000).name);
        arena_reset(a);
    }
    assert_int_equal(doubles(names, 20000), 0);
    arena_close(a), arena_close(keep);
}

/* ---- words ---- */

static void lists_are_whole(void **state)
{
    (void)state;
    for (int k = 0; k < DEMO_KINDS + demo_tongue_count; k++) {
        const char *lists[] = { k < DEMO_KINDS ? demo_kinds[k].doings : demo_tongues[k - DEMO_KINDS].names, k < DEMO_KINDS ? demo_kinds[k].each : "", k < DEMO_KINDS ? demo_kinds[k].whom : "" };
        for (int l = 0; l < 3; l++) {
            int bars = 0;
            for (const char *p = lists[l]; *p; p++) bars += *p == '|';
            if (*lists[l]) assert_int_equal(bars, DEMO_DOINGS - 1);
        }
    }
}

static void check_words(Arena *a, Str text)
{
    static const char *const never[] = { "service user", " users", "vulnerab", "suffer", "invalid", "failed", "diagnos", "committed", "psychiatr", "suicid", "self-harm",
        "trauma", "victim", "hard to reach", "safeguard", "please", "sorry", "error", "nsun", "we are the voice", "amazing", "exciting", "!", "{", "}", "|", "  " };
    if (!utf8_valid(text)) fail_msg("not UTF-8: %.*s", FMT(text));
    Str low = str_lower_ascii(a, text);
    for (int i = 0; i < COUNT(never); i++)
        if (str_find(low, str_c(never[i])) >= 0) fail_msg("\"%s\" in: %.*s", never[i], FMT(text));
}

static void words_are_ours(void **state)
{
    (void)state;
    Arena *a = arena_open();
    int scripts = 0;
    for (int i = 0; i < SOME; i++) {
        arena_reset(a);
        DemoGroup g = demo_group(a, SEED, i);
        DemoPerson p = demo_person(a, SEED, i);
        const Str all[] = { g.name, g.about, g.by_and_for, g.place_words, g.access, g.languages, g.reach_email, g.reach_web, g.reach_phone, p.name, p.email, p.post, p.phone, p.pronouns };
        for (int k = 0; k < COUNT(all); k++) check_words(a, all[k]);
        assert_true(str_find(g.reach_email, S(" ")) < 0 && str_find(g.reach_web, S(" ")) < 0 && g.languages.len > 0 && utf8_length(g.languages) < 300);
        assert_true(!g.reach_web.len || str_starts(g.reach_web, S("https://")));
        assert_true(!g.reach_email.len || str_ends(g.reach_email, S(".example")));
        assert_true(!g.reach_web.len || str_find(g.reach_web, S("example")) > 0);
        assert_true(!g.reach_phone.len || str_starts(g.reach_phone, S("01632 960")) || str_starts(g.reach_phone, S("07700 900")));
        assert_true(!p.email.len || str_ends(p.email, S("@hearth.example")));
        assert_true(utf8_length(g.name) > 4 && utf8_length(g.name) < 80 && g.about.len > 40);
        scripts += utf8_length(g.name) != g.name.len;
    }
    assert_true(scripts > SOME / 50);
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(same_seed_same_data), cmocka_unit_test(shares_of_groups), cmocka_unit_test(shares_of_people),
        cmocka_unit_test(names_stay_apart), cmocka_unit_test(names_stay_apart_beyond), cmocka_unit_test(lists_are_whole), cmocka_unit_test(words_are_ours) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
