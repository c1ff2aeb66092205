#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What weave refuses, each with exactly its words at its own line; what it takes; and what a woven view prints,
# in English, in a second language and in x-loud.
#   weave_test.sh PATH_TO_WEAVE
set -u
weave=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
src=$(cd "$(dirname "$0")/../src" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
good=0 bad=0
note() { if [ "$1" = 0 ]; then good=$((good + 1)); else bad=$((bad + 1)); echo "NOT OK  $2"; fi; }
same() { if [ "$2" = "$3" ]; then note 0; else note 1 "$1"; printf '    wanted  %s\n    got     %s\n' "$2" "$3"; fi; }

r() {         # r LINE WORDS BODY: refused there, with these words and status 1
    printf '@view x(Str s, const Group *g)\n%s\n' "$3" > x.html
    said=$("$weave" x.html 2>&1 > /dev/null); status=$?
    same "refused: $3" "1 x.html:$1: $2" "$status $said"
}
t() {         # t PIECE BODY: woven, and the C holds the piece
    printf '@view x(Str s, const Group *g)\n%s\n' "$2" > x.html
    if out=$("$weave" x.html 2>&1) && printf '%s' "$out" | grep -qF "$1"; then note 0; else note 1 "taken $1: $out"; fi
}

r 2 "no inline script: our policy forbids it" '<script>x()</script>'
r 2 "no inline script: our policy forbids it" '<script src="/x.js">x()</script>'
r 2 "no inline style: it belongs in assets/kith.css" '<style>p{}</style>'
r 2 "no style= attribute: it belongs in assets/kith.css" '<p style="x">a</p>'
r 2 "no on...= attributes: pages work without script" '<p onclick="x()">a</p>'
r 2 "the value of class is not in quotes" '<p class=x>a</p>'
r 2 "a value may not stand in a tag outside quotes" '<p class={s}>a</p>'
r 2 "a value may not stand in a tag outside quotes" '<p {s}>a</p>'
r 2 "class stands twice in this tag" '<p class="a" class="b">a</p>'
r 3 "the id a stands twice in this view" '<p id="a">a</p>
<p id="a">b</p>'
r 2 "<p> is never closed" '<p>a'
r 2 "</p> where <b> of line 2 is open" '<p><b>a</p></b>'
r 2 "</p> closes nothing" '</p>'
r 2 "<br> is void and is not closed" '<br></br>'
r 2 "<ul> inside <p>: close the paragraph first" '<p><ul><li>a</li></ul></p>'
r 4 "</p> closes what was opened outside of this @if or @for" '<p>
@if (s.len)
</p>
@end'
r 4 "<p> is still open at @end" '@if (s.len)
<p>a
@end
</p>'
r 2 "missing @end" '@if (s.len)'
r 2 "@end without a beginning" '@end'
r 2 "unknown @ word" '@while (1)'
r 2 "<iframe> has no place in a view" '<iframe src="/x"></iframe>'
r 2 "<svg> has no place in a view" '<svg></svg>'
r 2 "ping has no place in a view" '<a href="/x" ping="/y">a</a>'
r 2 "no meta http-equiv" '<meta http-equiv="refresh" content="0">'
r 2 "target=\"_blank\" takes people away without telling" '<a href="/x" target="_blank">a</a>'
r 2 "<a> without href" '<a>a</a>'
r 2 "<a> holds no words" '<a href="/x"></a>'
r 2 "<button> holds no words" '<button type="submit"> </button>'
r 2 "<img> without alt" '<img src="/x" height="1">'
r 2 "<img> without a size: the page would jump" '<img src="/x" alt="">'
r 2 "<input> has no label: give it an id and a <label for>" '<input name="a" type="text">'
r 2 "no <label for=\"a\">" '<input id="a" name="a" type="text">'
r 2 "<label for=\"b\"> matches nothing" '<label for="b">B</label>'
r 2 "no placeholder: it vanishes when people begin to write; use a hint" '<label for="a">A</label><input id="a" placeholder="x">'
r 2 "nothing is disabled: say what is missing instead" '<button disabled="">a</button>'
r 2 "autocomplete=\"off\" keeps managers out" '<label for="a">A</label><input id="a" type="password" autocomplete="off">'
r 2 "<fieldset> does not begin with its <legend>" '<fieldset><p>a</p></fieldset>'
r 2 "<table> does not begin with its <caption>" '<table><tr><td>a</td></tr></table>'
r 2 "<th> without scope" '<table><caption>a</caption><tr><th>a</th></tr></table>'
r 3 "<h3> after <h1>: a level is skipped" '<h1>a</h1>
<h3>b</h3>'
r 2 "<html> without lang" '<html></html>'
r 2 "<form> without method get or post" '<form action="/x"></form>'
r 2 "<form> without action" '<form method="post"></form>'
r 2 "tabindex above 0 changes the order that people expect" '<p tabindex="1">a</p>'
r 2 "autofocus takes people past what they have not read" '<p autofocus="">a</p>'
r 2 "no comments: what is for us is an @comment line, what is for people is text" '<!-- x -->'
r 2 "an operator in {s.len + 1}: let the handler decide it" '<p>{s.len + 1}</p>'
r 2 "an operator in {s.len ? s : s}: let the handler decide it" '<p>{s.len ? s : s}</p>'
r 2 "no value of ours may stand in rel" '<a href="/x" rel="{s}">a</a>'
r 2 "class may not be conditional" '<p class="{?s.len}">a</p>'
r 2 "an assignment in {?s.len = 1}" '<label for="a">A</label><input id="a" checked="{?s.len = 1}">'
r 2 "'{' without '}'" '<p>{s</p>'
r 3 "a quote that is not closed" '<p class="a>'
r 2 "a lone '>': write &gt;" '<p>a > b</p>'
r 2 "<b> inside <script>, which holds text alone" '<script src="/x"><b></b></script>'
r 2 "<div> inside <p>: close the paragraph first" '<p><b><div>x</div></b></p>'
r 2 "<li> inside <li>: close it first" '<ul><li>a<li>b</li></li></ul>'
r 2 "<a> inside <a>" '<a href="/x"><a href="/y">a</a></a>'
r 2 "<button> inside <a>" '<a href="/x"><button type="submit">a</button></a>'
r 2 "<form> inside <form>" '<form method="post" action="/x"><form method="post" action="/y"></form></form>'
r 2 "no '/>': void elements end in '>', others are closed" '<br/>'
r 3 "</p is not closed by '>'" '<p>a</p'
r 3 "the file ends inside a tag" '<p'
r 2 "<object> has no place in a view" '<object></object>'
r 2 "<embed> has no place in a view" '<embed src="/x">'
r 2 "<base> has no place in a view" '<base href="/x">'
r 2 "<marquee> has no place in a view" '<marquee>a</marquee>'
r 2 "<blink> has no place in a view" '<blink>a</blink>'
r 2 "formaction has no place in a view" '<button type="submit" formaction="{s}">a</button>'
r 2 "srcdoc has no place in a view" '<p srcdoc="x">a</p>'
r 2 "srcset has no place in a view" '<img src="/x" srcset="{s}" alt="" width="1" height="1">'
r 2 "poster has no place in a view" '<p poster="/x">a</p>'
r 2 "user-select has no place in a view" '<p user-select="none">a</p>'
r 2 "no value of ours may stand in http-equiv" '<meta content="0" http-equiv="{s}">'
r 2 "href may only be https, http, mailto, tel or a path" '<a href="javascript:x()">a</a>'
r 2 "href begins with //: say https:" '<a href="//elsewhere/">a</a>'
r 2 "no value of ours may stand in target" '<a href="/x" target="{s}">a</a>'
r 2 "<select> has no label: give it an id and a <label for>" '<select name="a"></select>'
r 2 "<textarea> has no label: give it an id and a <label for>" '<textarea name="a"></textarea>'
r 2 "no <label for=\"a-{s}\">" '<label for="b-{s}">B</label><input id="a-{s}" name="a">'
r 2 "no picture as a button" '<input type="image" src="/x">'
r 2 "<input type=\"submit\"> holds no words" '<input type="submit">'
r 2 "type stands before value" '<input value="Go" type="submit">'
r 2 "a radio outside of a <fieldset>" '<label><input type="radio" name="a" value="b"> B</label>'
r 3 "several boxes named a outside of a <fieldset>" '<label><input type="checkbox" name="a" value="b"> B</label>
<label><input type="checkbox" name="a" value="c"> C</label>'
r 2 "autocomplete=\"off\" keeps managers out" '<label for="a">A</label><input id="a" type="email" autocomplete="off">'
r 2 "<fieldset> does not begin with its <legend>" '<fieldset>a<legend>b</legend></fieldset>'
r 2 "<table> does not begin with its <caption>" '<table></table>'
r 3 "a second <h1>" '<h1>a</h1>
<h1>b</h1>'
r 6 "<h3> after <h1>: a level is skipped" '<h1>a</h1>
@if (s.len)
<h2>b</h2>
@else
<h3>c</h3>
@end'
r 2 "<form> without method get or post" '<form method="dialog" action="/x"></form>'
r 2 "tabindex above 0 changes the order that people expect" '<p tabindex="{s}">a</p>'
r 2 "no comments: what is for us is an @comment line, what is for people is text" '<p><!-- {s} -->a</p>'
r 2 "a value may not stand in a tag outside quotes" '<{s}>a</p>'
r 2 "a value may not stand in a tag outside quotes" '<p {s}="a">a</p>'
r 2 "a value may not stand in a tag outside quotes" '<p data-{s}="a">a</p>'
r 2 "an operator in {s = s}: let the handler decide it" '<p>{s = s}</p>'
r 2 "{(Str)s} is neither a field nor a call" '<p>{(Str)s}</p>'
r 2 "{s, s} is neither a field nor a call" '<p>{s, s}</p>'
r 2 "an operator in {s &s}: let the handler decide it" '<p>{s &s}</p>'
r 2 "an operator in {!s}: let the handler decide it" '<p>{!s}</p>'
r 2 "an operator in {*s}: let the handler decide it" '<p>{*s}</p>'
r 2 "{f(s} is neither a field nor a call" '<p>{f(s}</p>'
r 2 "an operator in {f(s + 1)}: let the handler decide it" '<p>{f(s + 1)}</p>'
r 2 "{7} is neither a field nor a call" '<p>{7}</p>'
r 2 "an empty expression" '<p>{}</p>'
r 2 "{s;} is neither a field nor a call" '<p>{s;}</p>'
r 2 "a quote in an expression that is not closed" '<p>{"s}</p>'
r 2 "a lone '}': write }}" '<p>a } b</p>'
r 2 "a lone '}': write }}" '<p class="a}">a</p>'
r 2 "a \" in the value of title: write &quot;" '<p title='\''"x"'\''>a</p>'
r 2 "nothing may follow {?..} in checked" '<label for="a">A</label><input id="a" checked="{?s.len}x">'
r 2 "an operator in {?s.len + 1}: let the handler decide it" '<label for="a">A</label><input id="a" checked="{?s.len + 1}">'
r 4 "@else without a beginning" '@for (;;)
<p>a</p>
@else
@end'
r 2 "write @if (..) on a line of its own" '@if (s.len) <p>a</p>
@end'
r 2 "unknown @ word" '@if s.len
@end'
r 2 "write @put other(args) on a line of its own" '@put other(s) s'
r 2 "write @put other(args) on a line of its own" '@put other'
r 4 "<ul> is still open at @end" '@for (int i = 0; i < 2; i++)
<ul>
@end
</ul>'
r 4 "<b> is still open at @else" '@if (s.len)
<b>
@else
<b>
@end
</b>'
r 2 "a lone '>': write &gt;" '<p>a &lt; b > c</p>'

first="x.html:1: @view name(params) must be the first line"
printf 'no view\n' > x.html; same "the first line" "$first" "$("$weave" x.html 2>&1 > /dev/null)"
printf '@view x(Str s\n' > x.html; same "the first line ends" "$first" "$("$weave" x.html 2>&1 > /dev/null)"

t 'html_put(out, s);' '<p>{s}</p>'
t 'html_put_value(out, s);' '<p class="{s}">a</p>'
t 'html_put_value(out, s);' '<label for="a">A</label><textarea id="a">{s}</textarea>'
t 'html_put(out, f(g->at[i].name, "a}b", 2, &s, other()));' '<p>{f(g->at[i].name, "a}b", 2, &s, other())}</p>'
t 'html_put_url(out, s);' '<p><a href="{s}">a</a></p>'
t 'html_put_url_part(out, g->slug);' '<p><a href="/groups/{g->slug}/edit">a</a></p>'
t 'html_csrf(out);' '<form method="post" action="/x"><button type="submit">Go</button></form>'
t 'if (g->online == 1 && !(s.len < 2)) html_lit(out, " checked", 8);' '<label for="a">A</label><input id="a" type="checkbox" checked="{?g->online == 1 && !(s.len < 2)}">'
t 'html_lit(out, "\" defer></script>\n", 18);' '<script src="{asset(s)}" defer></script>'
t ' required><label for' '<input id="a" name="a" required><label for="a">A</label>'
t 'html_text(out, "Two words", 9);' '<p>  Two
   words </p>'
t 'html_message(out, "About %1 in %2, 100%%")' '<p>About {g->name} in {g->place}, 100%</p>'
t 'html_message(out, "About %1")' '<p title="About {s}">a</p>'
t 'html_message(out, "100%% sure"); *m_; ) html_until(out, &m_);' '<p title="100% sure">a</p>'
t 'html_text(out, "A picture", 9);' '<img src="/x" alt="A picture" height="2">'
t 'html_text(out, "Go there", 8);' '<input type="submit" value="Go there">'
t 'html_lit(out, " \302\267 ", 4);' '<p>{s} · {s}</p>'
t 'html_text(out, "a\n   b ", 7);' '<pre>a
   b </pre>'
t 'view_other(out, g, s);' '@put other(g, s)'
t 'view_other(out);' '@put other()'
t '} else if (s.len > 2) {' '@if (s.len)
<p>a</p>
@else if (s.len > 2)
<p>b</p>
@end'
t '#line 3 ' '<p>a</p>
<p>{s}</p>'
t 'html_text(out, "{x}", 3)' '<p>{{x}}</p>'
t 'class=\"a{b}\"' '<p class="a{{b}}">x</p>'
t '<h1>' '@if (s.len)
<h1>a</h1>
@else
<h1>b</h1>
@end
<h2>c</h2>'
t '<fieldset>' '<fieldset><legend>a</legend><label><input type="radio" name="a" value="b"> B</label></fieldset>'
t '<label>' '<label><input type="checkbox" name="a" value="b"> B</label>'
same "a prototype" 'void view_x(Html *out, Str s, const Group *g);' "$("$weave" -h x.html | grep -v '^#line')"

# ---- messages out and in ----
printf '@view x(Str s)\n<p>Hello {s}</p>\n<p>Hello {s}</p>\n<p>Tea &amp; cake, 100%%</p>\n' > x.html
printf '@view y(Str s)\n<p>Hello\n  {s}</p>\n' > y.html
"$weave" -t x.html y.html > x.pot
same "the messages of two views, each once, with its places" '#: x.html:2
#: x.html:3
#: y.html:2
msgid "Hello %1"
msgstr ""

#: x.html:4
msgid "Tea &amp; cake, 100%%"
msgstr ""' "$(sed 1,3d x.pot)"
if command -v msgfmt > /dev/null; then msgfmt -o /dev/null x.pot; note $? "the messages are a gettext catalogue"; fi
po() {        # po WANTED PO: the table, or the refusal
    printf '%s\n' "$2" > x.po
    same "a translation: $2" "$1" "$("$weave" -m cy x.po 2>&1 | grep -v Catalogue | sed 's/^ *//')"
}
# sorted; tags and quotes are text; the header, the fuzzy, the empty and the old are left out
po 'static const Translation words_cy[] = {
{ "A", "x\\n\012&quot;&lt;b&gt;&amp;" },
{ "B %1", "%1 ba" },
{ 0, 0 }
};' 'msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

msgid "B %1"
msgstr "%1 "
"ba"

#, fuzzy
msgid "C"
msgstr "c"

msgid "A"
msgstr "x\\n\n\"<b>&amp;"

msgid "No"
msgstr ""
#~ msgid "Z"
#~ msgstr "z"'
po 'cy.po:2: a value in the translation that its message does not have' 'msgid "A %1"
msgstr "%1 %2"'
po 'cy.po:2: a value of the message is missing from its translation' 'msgid "A %1"
msgstr "a"'
po 'cy.po:2: a lone %: write %%' 'msgid "A"
msgstr "a 50% b"'
po 'cy.po:1: a quote that is not closed' 'msgid "A'
po 'cy.po:1: only msgid and msgstr are known' 'msgctxt "A"'
po 'cy.po:4: a message stands twice in this file' 'msgid "A"
msgstr "a"
msgid "A"
msgstr "b"'

# ---- a view, compiled and printed ----
cat > page.html <<'EOF'
@view page(const Thing *t)
@comment nobody reads this
<h1 title="All of {t->name}">{t->name}</h1>
@put line(t->name)
@for (int i = 0; i < t->count; i++)
@if (i == 1)
<p>{i} of {t->count} things, 100%</p>
@else
<p>Only <em>this</em> one</p>
@end
@end
<p>100% &amp; more</p>
<p><a href="{t->url}">There</a> <a href="/at/{t->name}?q={t->name}">Here</a></p>
<form method="post" action="/x">
<label for="b">Box</label> <input type="checkbox" id="b" name="b" checked="{?t->count > 1}" required="{?t->count > 7}">
<input type="submit" value="Press {{it}}">
</form>
EOF
printf '@view line(Str s)\n<p class="{s}">{s}</p>\n' > line.html
cat > page.po <<'EOF'
msgid "%1 of %2 things, 100%%"
msgstr "100%%: %2 beth, rhif %1"
msgid "All of %1"
msgstr "\"%1\""
msgid "There"
msgstr "<Yno>"
EOF
{
    echo '#include "html/html.h"'
    echo '#include "html/catalogue.h"'
    echo 'typedef struct { Str name; int count; const char *url; } Thing;'
    "$weave" -h line.html; "$weave" -h page.html
} > views.h
{ echo '#include "views.h"'; "$weave" line.html; "$weave" page.html; "$weave" -m cy page.po; } > views.c
cat > main.c <<'EOF'
#include "views.h"
#include <stdio.h>
extern const Catalogue catalogue_cy;
const Catalogue *const catalogues[] = { &catalogue_cy, NULL };
static Str token(void *with) { (void)with; return S("T"); }
int main(int argc, char **argv)
{
    Arena *a = arena_open();
    Html *h = html_open(a);
    html_csrf_from(h, token, NULL);
    if (argc > 1) html_speak(h, str_c(argv[1]));
    Thing t = { S("a <b> \"c\""), 2, "javascript:x()" };
    view_page(h, &t);
    printf("%.*s", FMT(html_done(h)));
    arena_close(a);
    return 0;
}
EOF
cc=${CC:-gcc}
flags="-std=gnu17 -D_GNU_SOURCE -I. -I$src -Wall -Wextra -Werror -Wshadow -Wmissing-prototypes -Wconversion -Wwrite-strings -Wformat=2"
$cc $flags views.c main.c "$src"/html/html.c "$src"/html/catalogue.c "$src"/base/*.c -lsodium -lutf8proc -o page; note $? "a woven view compiles"
page() { ./page "$@" | sed 's/name="once" value="[^"]*"/name="once" value="O"/'; }
same "a page in English" '<h1 title="All of a &lt;b&gt; &quot;c&quot;">a &lt;b&gt; &quot;c&quot;</h1>
<p class="a &lt;b&gt; &quot;c&quot;">a &lt;b&gt; &quot;c&quot;</p>
<p>Only <em>this</em> one</p>
<p>1 of 2 things, 100%</p>
<p>100% &amp; more</p>
<p><a href="#">There</a> <a href="/at/a%20%3Cb%3E%20%22c%22?q=a%20%3Cb%3E%20%22c%22">Here</a></p>
<form method="post" action="/x"><input type="hidden" name="csrf" value="T"><input type="hidden" name="once" value="O">
<label for="b">Box</label> <input type="checkbox" id="b" name="b" checked>
<input type="submit" value="Press {it}">
</form>' "$(page)"
page cy > cy.out
grep -qF '<h1 title="&quot;a &lt;b&gt; &quot;c&quot;&quot;">' cy.out; note $? "a translation cannot end an attribute"
grep -qF '<p>100%: 2 beth, rhif 1</p>' cy.out; note $? "a translation turns the values round"
grep -qF '>&lt;Yno&gt;<' cy.out; note $? "a translation cannot bring a tag"
grep -qF '>Here<' cy.out; note $? "what is not translated stays English"
page x-loud > loud.out
grep -qF '<p>⟦Only⟧ <em>⟦thís⟧</em> ⟦óné⟧</p>' loud.out; note $? "x-loud shouts"
grep -qF '<p>⟦100% &amp; móré⟧</p>' loud.out; note $? "x-loud leaves entities as they are"
grep -qF 'value="⟦Préss {ít}⟧"' loud.out; note $? "x-loud reaches the words of a button"
same "nothing of the page escaped the catalogue" '' "$(sed 's/<[^>]*>//g; s/⟦[^⟧]*⟧//g; s/a &lt;b&gt; &quot;c&quot;//' loud.out | grep '[A-Za-z]')"

# ---- gcc speaks of the view's own lines ----
wrong() {     # wrong PLACE WORDS VIEW: gcc names that line of the view, for that reason
    printf '%s\n' "$3" > w.html
    { echo '#include "views.h"'; "$weave" -h w.html; "$weave" w.html; } > w.c
    said=$(LC_ALL=C $cc $flags -c w.c -o w.o 2>&1)
    if printf '%s' "$said" | grep -qE "^w.html:$1:.*($2)"; then note 0; else note 1 "w.html:$1 $2: $said"; fi
}
wrong 3 "no member named .naem" '@view w(const Thing *t)
<p>first</p>
<p>{t->naem}</p>'
wrong 4 "no member named .naem" '@view w(const Thing *t)
<p>A sentence
over lines
with {t->naem} in it</p>'
wrong 3 "no member named .cuont" '@view w(const Thing *t)
<p>a</p>
@if (t->cuont)
@end'
wrong 5 "no member named .cuont" '@view w(const Thing *t)
@if (t->count)
<p>a</p>
<p>b</p>
@else if (t->cuont)
@end'
wrong 2 "view_nothing" '@view w(const Thing *t)
@put nothing(t)'
wrong 1 "Thnig" '@view w(const Thnig *t)
<p>a</p>'
wrong 2 "html_put_value|generic association" '@view w(SafeHtml s)
<p title="{s}">a</p>'
wrong 2 "html_put_value|generic association" '@view w(SafeHtml s)
<label for="a">A</label><textarea id="a">{s}</textarea>'
wrong 2 "html_put|generic association" '@view w(double s)
<p>{s}</p>'

# and this test notices what it should: faults that do not come, or come otherwise, are counted
before=$bad
{ r 2 "this reason does not exist" '<p>fine</p>'; r 3 "</p> closes nothing" '</p>'; t 'html_raw' '<p>{s}</p>'; wrong 9 "x" '@view w(int i)'; same x a b; } > /dev/null
if [ $((bad - before)) = 5 ]; then bad=$before; good=$((good + 1)); else bad=$((bad + 1)); echo "NOT OK  the test itself is blind"; fi
echo "$good held, $bad not"
[ "$bad" = 0 ]
