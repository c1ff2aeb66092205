#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What weave takes and what it refuses, each for its own reason and at its own line.
#   weave_test.sh PATH_TO_WEAVE
set -u
weave=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
good=0 bad=0
note() { if [ "$1" = 0 ]; then good=$((good + 1)); else bad=$((bad + 1)); echo "NOT OK  $2"; fi; }

r() {         # r LINE REASON BODY: refused there and for that
    printf '@view x(Str s, const Group *g)\n%s\n' "$3" > "$work/x.html"
    said=$("$weave" "$work/x.html" 2>&1 > /dev/null)
    case $said in *"x.html:$1: "*"$2"*) note 0 ;; *) note 1 "line $1, $2: said \"$said\"" ;; esac
}
t() {         # t PATTERN BODY: woven, and the C holds the pattern
    printf '@view x(Str s, const Group *g)\n%s\n' "$2" > "$work/x.html"
    if out=$("$weave" "$work/x.html" 2>&1) && printf '%s' "$out" | grep -qF "$1"; then note 0; else note 1 "taken $1: $out"; fi
}

r 2 "no inline script" '<script>x()</script>'
r 2 "no inline script" '<script src="/x.js">x()</script>'
r 2 "no inline style" '<style>p{}</style>'
r 2 "no style= attribute" '<p style="x">a</p>'
r 2 "no on...=" '<p onclick="x()">a</p>'
r 2 "not in quotes" '<p class=x>a</p>'
r 2 "outside quotes" '<p class={s}>a</p>'
r 2 "outside quotes" '<p {s}>a</p>'
r 2 "stands twice in this tag" '<p class="a" class="b">a</p>'
r 3 "stands twice in this view" '<p id="a">a</p>
<p id="a">b</p>'
r 2 "is never closed" '<p>a'
r 2 "where <b> of line 2 is open" '<p><b>a</p></b>'
r 2 "closes nothing" '</p>'
r 2 "is void" '<br></br>'
r 2 "<ul> inside <p>" '<p><ul><li>a</li></ul></p>'
r 4 "closes what was opened outside" '<p>
@if (s.len)
</p>
@end'
r 4 "still open at @end" '@if (s.len)
<p>a
@end
</p>'
r 2 "missing @end" '@if (s.len)'
r 2 "@end without a beginning" '@end'
r 2 "unknown @ word" '@while (1)'
r 2 "has no place in a view" '<iframe src="/x"></iframe>'
r 2 "has no place in a view" '<svg></svg>'
r 2 "has no place in a view" '<a href="/x" ping="/y">a</a>'
r 2 "no meta http-equiv" '<meta http-equiv="refresh" content="0">'
r 2 "_blank" '<a href="/x" target="_blank">a</a>'
r 2 "<a> without href" '<a>a</a>'
r 2 "<a> holds no words" '<a href="/x"></a>'
r 2 "<button> holds no words" '<button type="submit"> </button>'
r 2 "without alt" '<img src="/x" height="1">'
r 2 "without a size" '<img src="/x" alt="">'
r 2 "has no label" '<input name="a" type="text">'
r 2 "no <label for=\"a\">" '<input id="a" name="a" type="text">'
r 2 "matches nothing" '<label for="b">B</label>'
r 2 "no placeholder" '<label for="a">A</label><input id="a" placeholder="x">'
r 2 "nothing is disabled" '<button disabled="">a</button>'
r 2 "keeps managers out" '<label for="a">A</label><input id="a" type="password" autocomplete="off">'
r 2 "does not begin with its <legend>" '<fieldset><p>a</p></fieldset>'
r 2 "does not begin with its <caption>" '<table><tr><td>a</td></tr></table>'
r 2 "without scope" '<table><caption>a</caption><tr><th>a</th></tr></table>'
r 3 "a level is skipped" '<h1>a</h1>
<h3>b</h3>'
r 2 "without lang" '<html></html>'
r 2 "without method" '<form action="/x"></form>'
r 2 "without action" '<form method="post"></form>'
r 2 "tabindex above 0" '<p tabindex="1">a</p>'
r 2 "autofocus" '<p autofocus="">a</p>'
r 2 "no comments" '<!-- x -->'
r 2 "an operator in" '<p>{s.len + 1}</p>'
r 2 "an operator in" '<p>{s.len ? s : s}</p>'
r 2 "no value of ours may stand in rel" '<a href="/x" rel="{s}">a</a>'
r 2 "may not be conditional" '<p class="{?s.len}">a</p>'
r 2 "an assignment" '<label for="a">A</label><input id="a" checked="{?s.len = 1}">'
r 2 "without '}'" '<p>{s</p>'
r 3 "a quote that is not closed" '<p class="a>'
r 2 "lone '>'" '<p>a > b</p>'
printf 'no view\n' > "$work/x.html"; said=$("$weave" "$work/x.html" 2>&1); case $said in *":1: @view name(params)"*) note 0 ;; *) note 1 "first line: $said" ;; esac

t 'html_put(out, s);' '<p>{s}</p>'
t 'html_put_url(out, s);' '<p><a href="{s}">a</a></p>'
t 'html_put_url_part(out, g->slug);' '<p><a href="/groups/{g->slug}/edit">a</a></p>'
t 'html_csrf(out);' '<form method="post" action="/x"><button type="submit">Go</button></form>'
t 'if (g->online == 1) html_lit(out, " checked", 8);' '<label for="a">A</label><input id="a" type="checkbox" checked="{?g->online == 1}">'
t 'html_text(out, "Two words", 9);' '<p>  Two
   words </p>'
t 'html_message(out, "About %1 in %2, 100%%")' '<p>About {g->name} in {g->place}, 100%</p>'
t 'html_text(out, "A picture", 9);' '<img src="/x" alt="A picture" height="2">'
t 'view_other(out, g, s);' '@put other(g, s)'
t '} else if (s.len > 2) {' '@if (s.len)
<p>a</p>
@else if (s.len > 2)
<p>b</p>
@end'
t '#line 3 ' '<p>a</p>
<p>{s}</p>'
t '"{x}"' '<p>{{x}}</p>'

{ echo '@view x(Str s)'; echo '<p>Hello {s}</p>'; echo '<p>Hello {s}</p>'; } > "$work/x.html"
"$weave" -t "$work/x.html" > "$work/x.pot"
if command -v msgfmt > /dev/null && command -v msguniq > /dev/null; then msguniq "$work/x.pot" | msgfmt -o /dev/null - ; note $? "the messages are a gettext catalogue"; fi
grep -q 'msgid "Hello %1"' "$work/x.pot"; note $? "messages are gathered"
printf 'msgid ""\nmsgstr "x"\n\nmsgid "Hello %%1"\nmsgstr "Helo "\n"%%1"\n\nmsgid "No"\nmsgstr ""\n' > "$work/cy.po"
"$weave" -m cy "$work/cy.po" | grep -q '{ "Hello %1", "Helo %1" }'; note $? "translations become a table"

# and this test notices what it should: a refusal that does not come is counted
before=$bad; r 2 "this reason does not exist" '<p>fine</p>' > /dev/null
if [ "$bad" -gt "$before" ]; then bad=$before; good=$((good + 1)); else bad=$((bad + 1)); echo "NOT OK  the test itself is blind"; fi
echo "$good held, $bad not"
[ "$bad" = 0 ]
