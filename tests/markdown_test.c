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
    return str_cstr(arena, markdown_work(arena, str_c(text), &(MarkdownWork){ 2, S("/knowledge/x/pictures/"), NULL }).html);
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
    has("![a](https://track.example/p.gif)", "<a href=\"https://track.example/p.gif\">a</a>");
    lacks("![a](data:image/png;base64,AAAA)", "data:");
    static const char *const bad[] = { "[a](javascript:x)", "[a](//host.example)", "[a](vbscript:x)", "[a](data:text/html,x)", "[a](\tjavascript:x)", "[a](java\tscript:x)", "<javascript:x>", "[a](file:///etc/passwd)" };
    for (int i = 0; i < COUNT(bad); i++) lacks(bad[i], "<a ");
    has("see https://kettle.example.", "<a href=\"https://kettle.example\">");
}

static void tables(void **state)
{
    (void)state;
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
    SafeHtml h = markdown_work(arena, S("# One\n\nx\n\n## Two *b*\n"), &(MarkdownWork){ 2, S(""), &all });
    assert_true(all.count == 2 && str_is(all.at[1].words, "Two b") && str_find(h.html, S("id=\"part-2\"")) > 0);
}

/* The shapes that other libraries choked on, each as long as a work may be. */
static void no_input_takes_long(void **state)
{
    (void)state;
    i64 slowest = 0;
    static const char *const units[] = { "[", "![", "](", "*a_", "**a ", "`", "> ", "- ", "<?", "<!A ", "<![CDATA[", "&#", "a@", "http://a.b ", "|a", "|-|-\n", "1. ", "\\", "<a ", "[a]: b\n", "[a][b]", "# ", "    a\n", "~~~", "_ ", "<b>", "\n\n", "*", "|a|\n|-|\n\n", "][", "a\n=\n" };
    for (int i = 0; i < COUNT(units); i++) {
        Arena *a = arena_open();
        Buf b = buf_open(a, MARKDOWN_MOST);
        buf_str(&b, S("word "));
        while (b.len + strlen(units[i]) < MARKDOWN_MOST) buf_str(&b, str_c(units[i]));
        i64 began = time_monotonic();
        SafeHtml h = markdown_work(a, buf_view(&b), &(MarkdownWork){ 2, S("/k/"), NULL });
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
    const struct CMUnitTest all[] = { cmocka_unit_test(as_it_looks), cmocka_unit_test(nothing_calls_elsewhere), cmocka_unit_test(tables), cmocka_unit_test(parts),
        cmocka_unit_test(no_input_takes_long) };
    return cmocka_run_group_tests(all, up, down);
}
