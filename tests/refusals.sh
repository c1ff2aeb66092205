#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# What must not build: each mistake of HOUSE.md is planted and must be refused, and for its own reason.
#   refusals.sh BUILD_DIR
set -u
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
good=0 bad=0
flags="-std=gnu17 -D_GNU_SOURCE -Isrc -I$build/src -Wall -Wextra -Werror -Wno-unused-function -Wno-unused-variable -Wno-unused-const-variable -O1"

verdict() {   # verdict NAME STATUS OUTPUT REASON
    if [ "$2" != 0 ] && printf '%s' "$3" | grep -qE "$4"; then good=$((good + 1)); echo "ok      $1"
    else bad=$((bad + 1)); echo "NOT OK  $1: status $2, looked for: $4"; printf '%s\n' "$3" | head -5; fi
}
compiles() {  # compiles NAME REASON < source: must be refused by gcc, for this reason
    cat > "$work/x.c"
    said=$(gcc $flags -c "$work/x.c" -o "$work/x.o" 2>&1); verdict "$1" $? "$said" "$2"
}
weaves() {    # weaves NAME REASON < view
    cat > "$work/x.html"
    said=$("$build/tools/weave" "$work/x.html" 2>&1); verdict "$1" $? "$said" "$2"
}
head='#include "people/people.h"
#include "people/views.h"
static Reply h(Visit *v) { return reply_not_found(v); }
'
printf '%s' "$head" > "$work/x.c"
gcc $flags -c "$work/x.c" -o "$work/x.o" || { echo "NOT OK  the unplanted file does not build"; exit 1; }
echo "ok      the unplanted file builds"

compiles "a route without a gate" "Gate|incompatible|conversion|makes integer from pointer" <<EOF
$head static const Route r[] = { { GET, "/x", h }, { 0 } };
EOF
compiles "a proof forged in a handler" "incomplete type|invalid use of undefined" <<EOF
$head Reply f(Visit *v) { Officer o = { 7 }; (void)o; return h(v); }
EOF
compiles "a proof that is NULL" "nonnull" <<EOF
$head Reply f(Visit *v) { (void)!group_read(v->tx, NULL, 1, true, S("")); return h(v); }
EOF
compiles "an outcome ignored" "ignoring return value" <<EOF
$head Reply f(Visit *v) { group_rest(v->tx, group_keeper(v->tx, v->who, 1), GROUP_ACTIVE); return h(v); }
EOF
compiles "an outcome not handled" "enumeration value .CONFLICT. not handled" <<EOF
$head Reply f(Visit *v, Outcome o) { switch (o) { case DONE: case INVALID: case GONE: return h(v); } return h(v); }
EOF
compiles "a path without a reply" "control reaches end" <<EOF
$head Reply f(Visit *v) { if (v->who.person) return h(v); }
EOF
compiles "a value of a type with no escaping" "not compatible with any association" <<EOF
$head void f(Html *out, Faults x) { html_put(out, x); }
EOF
compiles "a bool printed" "Wint-in-bool|not compatible with any association|html_put" <<EOF
$head void f(Html *out, double x) { html_put(out, x); }
EOF
cat > "$work/field.html" <<'EOF'
@view group_item(const GroupBrief *g)
<p>first</p>
<p>{g->naem}</p>
EOF
{ printf '%s' "$head"; "$build/tools/weave" "$work/field.html"; } | sed 's/view_group_item/view_planted/; s/^void view_planted/static void view_planted/' > "$work/x.c"
said=$(gcc $flags -c "$work/x.c" -o "$work/x.o" 2>&1); verdict "a field misspelt in a template, told at its own line" $? "$said" "field.html:3.*no member named .naem"

weaves "a script in a view" "script" <<'EOF'
@view x(Str s)
<script>alert(1)</script>
EOF
weaves "an onclick" "on[.][.][.]|onclick|on\*" <<'EOF'
@view x(Str s)
<p onclick="x()">a</p>
EOF
weaves "a style attribute" "style" <<'EOF'
@view x(Str s)
<p style="color: red">a</p>
EOF
weaves "a value outside of quotes" "quote" <<'EOF'
@view x(Str s)
<p class={s}>a</p>
EOF

copy="$work/tree"; mkdir "$copy"; cp -r src tools "$copy"
tools/arrows.sh "$copy" > /dev/null || { echo "NOT OK  the unplanted tree is refused by arrows.sh"; exit 1; }
plant() {     # plant NAME FILE LINE REASON
    cp "$copy/$2" "$work/kept"; printf '%s\n' "$3" >> "$copy/$2"
    said=$(tools/arrows.sh "$copy" 2>&1); verdict "$1" $? "$said" "$4"
    cp "$work/kept" "$copy/$2"
}
plant "a room that looks up" src/web/form.c '#include "people/people.h"' "web may not look into people"
plant "past a front door" src/people/page.c '#include "web/inside.h"' "front door"
plant "a page that asks nobody" src/people/me_pages.c 'static void x(Visit *v) { people_forget_trusted(v->tx, 1); }' "does not ask who"
plant "an engine's own SQL in a room" src/people/page.c 'static void x(Tx *tx) { db_exec(tx, SQL_PG("select 1")); }' "there are two engines"
plant "malloc in a room" src/people/page.c 'static void *x(void) { return malloc(1); }' "rooms take memory from the arena"
plant "an exported function that takes nobody" src/people/page.h 'void page_burn(Tx *tx, i64 id);' "neither a Who nor a proof"

echo "$good refused as they must be, $bad not"
[ "$bad" = 0 ]
