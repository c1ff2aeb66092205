/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Markdown of a work: what people type who never heard of it, tables within bounds, what may not get through, and that no
 * input takes long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "html/html.h"

#ifdef KITH_SANITIZED
enum { MARKDOWN_SLOW = 20 };                             /* the sanitizers' own time */
#else
enum { MARKDOWN_SLOW = 1 };
#endif

static Arena *arena;
static int up(void **state) { (void)state; arena = arena_open(); return 0; }
static int down(void **state) { (void)state; arena_close(arena); return 0; }

static const char *shown(const char *text)
{
    return str_cstr(arena, markdown_work(arena, str_c(text), &(MarkdownWork){ .heading = 2, .pictures = S("/knowledge/x/pictures/") }).html);
}

static void has(const char *text, const char *what) { if (!strstr(shown(text), what)) fail_msg("%s gave %s, without %s", text, shown(text), what); }
static void lacks(const char *text, const char *what) { if (strstr(shown(text), what)) fail_msg("%s gave %s, with %s", text, shown(text), what); }

static void as_it_looks(void **state)
{
    (void)state;
    has("1986. It began.", "<p>1986. It began.</p>");
    has("    four blanks\nand more", "<p>four blanks");
    has("one\ntwo", "one<br />\ntwo");
    lacks("A line\n-----\nnext", "<h2");
    has("A line\n-----\nnext", "<hr");
    lacks("Total\n=====\n", "<h1");
    has("1. one\n2. two", "<ol>");
    has("- a\n    - b", "<ul>\n<li>b");
    has("```\n    kept\n```", "<code>    kept");
    has("<b>loud</b> & <script>x</script>", "&lt;b&gt;loud&lt;/b&gt; &amp; &lt;script&gt;");
    has("<div>\nblock\n</div>", "&lt;div&gt;");
    has("# A\n\n### B", "<h2>A</h2>");
    has("# A\n\n### B", "<h3>B</h3>");
}

static void nothing_calls_elsewhere(void **state)
{
    (void)state;
    has("![a kettle](/knowledge/x/pictures/3)", "<img src=\"/knowledge/x/pictures/3\" alt=\"a kettle\"");
    lacks("![](/knowledge/x/pictures/3)", "<img");                                   /* without words for whoever does not see it */
    lacks("![a](/knowledge/x/pictures/../../me)", "<img");
    lacks("![a](https://track.example/p.gif)", "<img");
    has("![a kettle](pictures/3)", "<img src=\"/knowledge/x/pictures/3\" alt=\"a kettle\" loading=\"lazy\" decoding=\"async\">");
    has("![a](https://track.example/p.gif)", "<a href=\"https://track.example/p.gif\" rel=\"nofollow ugc noopener\">a</a>");
    has("[![a](https://track.example/p.gif)](https://x.example)", "<a href=\"https://x.example\" rel=\"nofollow ugc noopener\">a</a>");
    lacks("![a](data:image/png;base64,AAAA)", "data:");
    static const char *const bad[] = { "[a](javascript:x)", "[a](//host.example)", "[a](vbscript:x)", "[a](data:text/html,x)", "[a](\tjavascript:x)", "[a](java\tscript:x)", "<javascript:x>", "[a](file:///etc/passwd)",
        "[a](https:///x)", "[a](https://bank.example@evil.example/)", "https://anna:x@evil.example", "https://", "www.x" };
    for (int i = 0; i < COUNT(bad); i++) lacks(bad[i], "<a ");
    static const char *const addresses[][2] = { { "see https://kettle.example.", "https://kettle.example" }, { "(https://x.example/Mad_(film))", "https://x.example/Mad_(film)" },
        { "https://x.example/a_b_c*d*e, and", "https://x.example/a_b_c*d*e" }, { "HTTPS://X.example/a", "HTTPS://X.example/a" }, { "www.kettle.example/x!", "https://www.kettle.example/x" },
        { "**https://x.example/a_b**", "https://x.example/a_b" }, { "\xE2\x80\x9Chttps://x.example/\xE2\x80\x9D", "https://x.example/" }, { "<https://x.example/a_b>", "https://x.example/a_b" } };
    for (int i = 0; i < COUNT(addresses); i++) has(addresses[i][0], str_format(arena, "<a href=\"%s\" class=\"bare\" rel=\"nofollow ugc noopener\">", addresses[i][1]).at);
    has("[us](/join)", "<a href=\"/join\">us</a>");
    lacks("a&#x202E;b &#8238; [x](/y&#x202E;)", "\xE2\x80\xAE");
}

/* What was typed is there, whatever libcmark would have made of it. */
static void nothing_is_swallowed(void **state)
{
    (void)state;
    static const char *const as_typed[][2] = { { "[Anna]: No.\n[Bo]: Yes.", "[Anna]: No.<br />\n[Bo]: Yes." }, { "- [Anna]: No.", "<li>[Anna]: No.</li>" }, { "> [Anna]: /x", "[Anna]: /x" }, { "[Anna\nsaid]: no", "[Anna<br />\nsaid]: no" },
        { "[a][b]\n\n[b]: https://x.example", "<a href=\"https://x.example\"" }, { "f**k and 2*3*4 f**k", "f**k and 2*3*4 f**k" }, { "7. was the number\n9. too", "<p>7. was the number<br />\n9. too</p>" },
        { "1. a\n2. b\n\nx\n\n3. c", "<ol start=\"3\">" }, { "\xE2\x80\xA2\tone\n\xE2\x80\xA2 two", "<ul>\n<li>one</li>\n<li>two</li>" }, { "- 1986. So", "<li>1986. So</li>" }, { "> 1986. So", "<p>1986. So</p>" },
        { "Total: 5\n-", "<p>Total: 5<br />\n-</p>" }, { "Total: 5\n=", "<p>Total: 5<br />\n=</p>" }, { "> A\n> ---", "---" }, { "<div>\nblock\n  more\n</div>", "&lt;div&gt;<br />\nblock<br />\nmore<br />\n&lt;/div&gt;" },
        { "`a<b*c*d`", "<code>a&lt;b*c*d</code>" }, { "<!-- seen -->", "&lt;!-- seen --&gt;" }, { "~~~~~\nwords", "~~~~~<br />\nwords" }, { "```\n1986. <b>\n```", "<code>1986. &lt;b&gt;" }, { "a **b** c", "<strong>b</strong>" },
        { "\xE9\x87\x8D**\xE7\x82\xB9**\xE6\x96\x87", "<strong>" }, { "- a\n\n      <x>", "&lt;x&gt;" } };
    for (int i = 0; i < COUNT(as_typed); i++) {
        has(as_typed[i][0], as_typed[i][1]);
        const char *page = str_cstr(arena, markdown(arena, str_c(as_typed[i][0]), 2).html);
        if (!strstr(page, as_typed[i][1])) fail_msg("of a group: %s", page);
    }
    has("> # A\n\n## B", "<h2>A</h2>");
    lacks("> # A\n\n## B", "<h1");
    lacks("#\n\nx", "<h2");
    Str plain = markdown_plain(arena, S("[Anna]: No <b>way</b>.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd"), 500);
    if (str_find(plain, S("[Anna]: No <b>way</b>.")) != 0 || str_find(plain, S("|")) >= 0 || str_find(plain, S("--")) >= 0 || !str_ends(plain, S("2   End"))) fail_msg("%.*s", FMT(plain));
}

static void tables(void **state)
{
    (void)state;
    has("## Costs & more\n\nBefore:\n| Who | Pounds |\n|---|---:|\n| **Ash** | 1,200 |\n| a \\| b `x | y` |\nAfter", "<p>Before:</p>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Table: Costs &amp; more\"><table><thead><tr>"
        "<th scope=\"col\">Who</th><th scope=\"col\" class=\"num\">Pounds</th></tr></thead><tbody><tr><th scope=\"row\"><strong>Ash</strong></th><td class=\"num\">1,200</td></tr>"
        "<tr><th scope=\"row\">a | b <code>x | y</code></th><td class=\"num\"></td></tr></tbody></table></div>\n<p>After</p>");
    has("| y | n |\n|-|-|\n| 1986 | 5 | too | many |", "<td class=\"num\">1986</td><td>5 | too | many</td>");
    has("| a | b |\n|-|-|\n| [x](https://x.example) | ![p](/knowledge/x/pictures/3) |", "<a href=\"https://x.example\" rel=\"nofollow ugc noopener\">x</a>");
    lacks("| a | b |\n|-|-|\n| [x](javascript:y) | ![p](/knowledge/x/pictures/3) |", "<img");
    has("|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|\n|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|\n|1|", "|u|<br />\n|-|");
    has("| a | b |\n| - | - |\n| 1 | <2> |", "<th scope=\"col\">a</th>");
    has("| a | b |\n| - | - |\n| 1 | <2> |", "<td>&lt;2&gt;</td>");
    lacks("| a | b |\n| 1 | 2 |", "<table");
    Buf b = buf_open(arena, 1 << 16);
    for (int i = 0; i < 2000; i++) buf_str(&b, S("|a"));
    buf_byte(&b, '\n');
    for (int i = 0; i < 2000; i++) buf_str(&b, S("|-"));
    for (int i = 0; i < 400; i++) buf_str(&b, S("\n|1|2"));
    SafeHtml h = markdown_work(arena, buf_view(&b), &(MarkdownWork){ .heading = 2 });
    assert_true(h.html.len < 100000);                                                /* twenty columns and no more */
}

static void parts(void **state)
{
    (void)state;
    Headings all = { .count = 0 };
    SafeHtml h = markdown_work(arena, S("# One\n\nx\n\n## Two *b*\n"), &(MarkdownWork){ .heading = 2, .pictures = S(""), .headings = &all });
    assert_true(all.count == 2 && str_is(all.at[1].words, "Two b") && str_find(h.html, S("id=\"part-2\"")) > 0);
}

/* The shapes that other libraries choked on, each as long as a work may be. */
static void no_input_takes_long(void **state)
{
    (void)state;
    i64 slowest = 0;
    static const char *const units[] = { "[", "![", "](", "*a_", "**a ", "`", "> ", "- ", "<?", "<!A ", "<![CDATA[", "&#", "a@", "http://a.b ", "|a",
        "|-|-\n", "1. ", "\\", "<a ", "[a]: b\n", "[a][b]", "# ", "    a\n", "~~~", "_ ", "<b>", "\n\n", "*", "|a|\n|-|\n\n", "][", "a\n=\n", "~~~ a\n",
        "|\n", "|a|\n|-|\n|*b*\n|\n|\n|\n", "[a\n", "[a]: /x\n", "www.a.b ", "f*", "1. a\n7. b\n", "\xE2\x80\xA2 ", "<a@b> ", "https://x.example/((((",
        "&#x202E;", "> # a\n\n", "|`", "<" };
    for (int i = 0; i < COUNT(units); i++) {
        Arena *a = arena_open();
        Buf b = buf_open(a, MARKDOWN_MOST);
        buf_str(&b, S("word "));
        while (b.len + strlen(units[i]) < MARKDOWN_MOST) buf_str(&b, str_c(units[i]));
        i64 began = time_monotonic();
        SafeHtml h = markdown_work(a, buf_view(&b), &(MarkdownWork){ .heading = 2, .pictures = S("/k/") });
        i64 took = time_monotonic() - began;
        if (took > slowest) slowest = took;
        if (took > SECONDS(1) * MARKDOWN_SLOW) fail_msg("\"%s\" over and over took %lld ms", units[i], took / 1000);
        assert_true(h.html.len < 4u * 1024 * 1024);
        arena_close(a);
    }
    printf("the slowest of %d shapes of 256 KiB: %lld ms\n", COUNT(units), slowest / 1000);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(as_it_looks), cmocka_unit_test(nothing_is_swallowed),
        cmocka_unit_test(nothing_calls_elsewhere), cmocka_unit_test(tables), cmocka_unit_test(parts),
        cmocka_unit_test(no_input_takes_long) };
    return cmocka_run_group_tests(all, up, down);
}
