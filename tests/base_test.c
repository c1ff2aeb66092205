/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Text, time, ids, Unicode, HTML and Markdown. */
#include "house_for_tests.h"

#include "html/html.h"
#include "web/colour.h"

static void strings(void **state)
{
    i64 n = 7;
    (void)state;
    assert_true(str_int(S("-42"), &n) && n == -42);
    assert_false(str_int(S("9223372036854775808"), &n));
    assert_int_equal(n, -42);
    assert_false(str_int(S(""), &n));
    assert_false(str_int(S("4x"), &n));
    Str rest = S("a,b");
    assert_true(str_is(str_cut(&rest, ','), "a") && str_is(str_cut(&rest, ','), "b") && !rest.len);
    assert_true(str_is(str_trim(S(" \t x \n")), "x"));
    assert_true(str_eq(str_format(arena, "%s-%d", "a", 5), S("a-5")));
    Buf b = buf_open(arena, 4);
    for (int i = 0; i < 1000; i++) buf_format(&b, "%d,", i);
    assert_true(str_ends(buf_view(&b), S("998,999,")));
    buf_int(&b, -9223372036854775807LL - 1);
    assert_true(str_ends(buf_view(&b), S("-9223372036854775808")));
}

static void unicode(void **state)
{
    (void)state;
    static const char *const same[][2] = { { "Zo\xC3\xAB", "zoe" }, { "Zoe\xCC\x88", "zoe" }, { "O\xE2\x80\x99" "Connor", "oconnor" }, { "\xC5\x81ukasz", "lukasz" },
        { "M\xC3\xBCller", "muller" }, { "\xD9\x85\xD9\x8F\xD8\xAD\xD9\x8E\xD9\x85\xD9\x91\xD9\x8E\xD8\xAF", "\xD9\x85\xD8\xAD\xD9\x85\xD8\xAF" }, { "\xC3\x98stergade", "ostergade" } };
    for (int i = 0; i < COUNT(same); i++) {
        Str got = utf8_fold(arena, str_c(same[i][0]));
        if (!str_is(got, same[i][1])) fail_msg("%s folds to %.*s", same[i][0], FMT(got));
    }
    assert_false(utf8_valid(S("a\xC0\xAF")));
    assert_false(utf8_valid(S("\xED\xA0\x80")));
    assert_false(utf8_valid((Str){ "a\0b", 3 }));
    assert_true(str_is(utf8_line(arena, S("  two\r\n words ")), "two words"));
    assert_true(str_is(utf8_tidy(arena, S("a\xE2\x80\xAE" "b\r\nc")), "ab\nc"));
    assert_int_equal(utf8_length(S("\xC3\xA9\xF0\x9F\x98\x80")), 2);
    assert_true(str_is(slug_from(arena, S("Zo\xC3\xAB's Kitchen & Table")), "zoes-kitchen-table"));
    assert_true(str_is(slug_from(arena, S("!!!")), "group"));
}

static void times(void **state)
{
    Time t;
    (void)state;
    assert_true(time_from_rfc3339(S("2026-07-01T12:00:00Z"), &t));
    assert_true(str_is(time_rfc3339(arena, t), "2026-07-01T12:00:00Z"));
    assert_false(time_from_rfc3339(S("2026-13-01"), &t));
    assert_true(time_zone_set("Europe/London"));
    assert_true(str_is(time_words(arena, t), "1 July 2026, 1.00pm"));        /* summer time */
    assert_false(time_zone_set("../../etc/passwd"));
    assert_true(str_is(time_http(arena, t), "Wed, 01 Jul 2026 12:00:00 GMT"));
}

static void ids(void **state)
{
    i64 last = 0;
    (void)state;
    for (int i = 0; i < 5000; i++) {
        i64 id = id_new();
        assert_true(id > last);
        last = id;
    }
    chance_pretend(5);
    uint32_t a = chance_below(1000000);
    chance_pretend(5);
    assert_int_equal(a, chance_below(1000000));
    chance_pretend(0);
}

static void escaping(void **state)
{
    (void)state;
    Html *h = html_open(arena);
    html_put(h, S("Tea & <Sympathy> \"'"));
    assert_true(str_is(html_done(h), "Tea &amp; &lt;Sympathy&gt; &quot;&#39;"));
    static const char *const bad[] = { "javascript:alert(1)", "//evil.example", "/\\evil.example", "data:text/html,x", " https://x", "vbscript:x" };
    for (int i = 0; i < COUNT(bad); i++) {
        h = html_open(arena);
        html_put_url(h, bad[i]);
        if (!str_is(html_done(h), "#")) fail_msg("%s came through as %.*s", bad[i], FMT(html_done(h)));
    }
    h = html_open(arena);
    html_put_url(h, "/groups?q=a&b");
    assert_true(str_is(html_done(h), "/groups?q=a&amp;b"));
    h = html_open(arena);
    html_url_part(h, S("a/b c?"));
    assert_true(str_is(html_done(h), "a%2Fb%20c%3F"));
}

static void markdown_is_safe(void **state)
{
    (void)state;
    static const char *const bad[] = { "<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://evil.example/p.png)", "<img src=x onerror=y>",
        "[x](data:text/html,y)", "<a href=\"javascript:x\">y</a>", "[x]: javascript:alert(1)\n\n[x]", "[a](//evil.example)" };
    for (int i = 0; i < COUNT(bad); i++) {
        Str out = markdown(arena, str_c(bad[i]), 2).html;
        if (str_find(out, S("<script")) >= 0 || str_find(out, S("<img")) >= 0 || str_find(out, S("href=\"javascript")) >= 0 || str_find(out, S("href=\"data")) >= 0
            || str_find(out, S("href=\"//")) >= 0) fail_msg("%s gave %.*s", bad[i], FMT(out));
    }
    Str out = markdown(arena, S("# One\n\n### Two\n\nsee https://kettle.example/a_b. *yes*"), 2).html;
    assert_true(str_find(out, S("<h2>One</h2>")) >= 0 && str_find(out, S("<h3>Two</h3>")) >= 0);
    assert_true(str_find(out, S("<a href=\"https://kettle.example/a_b\" class=\"bare\" rel=\"nofollow ugc noopener\">https://kettle.example/a_b</a>.")) >= 0);
    assert_true(str_is(markdown_plain(arena, S("# Tea\n\n*and* [cake](https://x.example)"), 100), "Tea and cake"));
}

static void colours(void **state)
{
    (void)state;
    assert_true(colour_known(S("#0b5c4a")) && !colour_known(S("red")) && !colour_known(S("#12345g")));
    assert_true(colour_contrast(S("#000000"), S("#ffffff")) > 20.9);
    Str near = colour_nearest(arena, S("#ffcc00"), S("#FBF7EF"), 4.5);
    assert_true(colour_contrast(near, S("#FBF7EF")) >= 4.5);
    assert_true(colour_contrast(colour_for_dark(arena, S("#0b5c4a")), S("#17140F")) >= 4.5);
}

static void sealing(void **state)
{
    Str plain;
    (void)state;
    Str s = seal(arena, "person.name", 7, S("Zo\xC3\xAB"));
    assert_true(str_find(s, S("Zo")) < 0);
    assert_true(seal_open(arena, "person.name", 7, s, &plain) && str_is(plain, "Zo\xC3\xAB"));
    assert_false(seal_open(arena, "person.name", 8, s, &plain));             /* moved to another row */
    assert_false(seal_open(arena, "address.value", 7, s, &plain));           /* to another column */
    char *bytes = arena_alloc(arena, s.len);
    for (size_t i = 0; i < s.len; i++) {                                     /* one bit anywhere */
        memcpy(bytes, s.at, s.len);
        bytes[i] ^= 1;
        assert_false(seal_open(arena, "person.name", 7, (Str){ bytes, s.len }, &plain));
    }
    assert_false(str_eq(seal(arena, "person.name", 7, S("a")), seal(arena, "person.name", 7, S("a"))));
    assert_true(str_eq(seal_find(arena, "x", S("a")), seal_find(arena, "x", S("a"))));
    assert_false(str_eq(seal_find(arena, "x", S("a")), seal_find(arena, "y", S("a"))));
    assert_true(seal_signed("n", S("words"), seal_sign(arena, "n", S("words"))));
    assert_false(seal_signed("n", S("word"), seal_sign(arena, "n", S("words"))));
    seal_pretend(8);
    assert_false(seal_open(arena, "person.name", 7, s, &plain));             /* another key */
    seal_pretend(7);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(strings), cmocka_unit_test(unicode), cmocka_unit_test(times), cmocka_unit_test(ids),
        cmocka_unit_test(escaping), cmocka_unit_test(markdown_is_safe), cmocka_unit_test(colours), cmocka_unit_test(sealing) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
