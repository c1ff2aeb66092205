/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The pages that every network begins with: there, titled, and in our language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "web/assets.h"

static const char *const pages[] = { "about.md", "mission.md", "history.md", "language.md", "joining.md", "privacy.md", "accessibility.md", "contact.md",
    "help-now-gb.md", "help-now-any.md", "declaration-individual.md", "declaration-group.md", "declaration-supporter.md" };

static void every_page(void **state)
{
    static const char *const never[] = { "service user", "suffer", "please", "invalid", "failed", "we are the voice", "members think", "!", "click here", "vulnerable people" };
    (void)state;
    Arena *a = arena_open();
    for (int i = 0; i < COUNT(pages); i++) {
        const Asset *page = asset(pages[i]);
        if (!page) fail_msg("%s is not in the program", pages[i]);
        Str rest = page->bytes, low = str_lower_ascii(a, rest);
        assert_true(utf8_valid(rest));
        Str title = str_cut(&rest, '\n');
        assert_true(str_starts(title, S("# ")) && title.len > 5 && !str_blank(rest));
        for (int k = 0; k < COUNT(never); k++)
            if (str_find(low, str_c(never[k])) >= 0) fail_msg("\"%s\" in %s", never[k], pages[i]);
        for (ptrdiff_t at; (at = str_find(rest, S("{"))) >= 0; rest.at += at + 1, rest.len -= (size_t)at + 1)
            assert_true(str_starts((Str){ rest.at + at, rest.len - (size_t)at }, S("{network}")));
    }
    arena_close(a);
}

/* One line of text each: they are kept as wordings and shown beside a form. */
static void declarations(void **state)
{
    (void)state;
    for (int i = 10; i < COUNT(pages); i++) {
        Str rest = asset(pages[i])->bytes;
        str_cut(&rest, '\n');
        rest = str_trim(rest);
        assert_true(str_starts(rest, S("By joining ")) && str_find(rest, S("\n")) < 0 && rest.len < 300);
    }
}

static void help_now(void **state)
{
    static const char *const there[] = { "999", "111", "116 123", "jo@samaritans.org", "85258", "0800 1111", "0800 58 58 58", "0800 0119 100", "0808 2000 247", "findahelpline.com",
        "not a crisis service", "nobody here watches what people write" };
    (void)state;
    for (int i = 0; i < COUNT(there); i++)
        if (str_find(asset("help-now-gb.md")->bytes, str_c(there[i])) < 0) fail_msg("no %s", there[i]);
}

static void compass(void **state)
{
    (void)state;
    int themes = 0, hopes = 0, ethos = 0;
    for (Str rest = asset("compass.tsv")->bytes; rest.len; ) {
        Str line = str_cut(&rest, '\n'), kind = str_cut(&line, '\t'), slug = str_cut(&line, '\t'), words = str_cut(&line, '\t');
        assert_true(slug.len && words.len && !str_blank(line) && str_find(line, S("\t")) < 0);
        themes += str_is(kind, "theme"), hopes += str_is(kind, "hope"), ethos += str_is(kind, "ethos");
    }
    assert_int_equal(themes, 5);                          /* membership is the ground, and four stand on it */
    assert_int_equal(hopes, 4);
    assert_int_equal(ethos, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_page), cmocka_unit_test(declarations), cmocka_unit_test(help_now), cmocka_unit_test(compass) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
