#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The checkers are checked: a fault is planted for each, and it must be named.
set -u
cd "$(dirname "$0")/.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r src tools assets schema docs tests/*.c tests/*.mjs README.md meson.build "$work" 2> /dev/null
mkdir -p "$work/tests"
bad=0
clean() { sh "tools/$1.sh" "$work" > /dev/null 2>&1 || { echo "NOT OK  $1 refuses the clean tree"; bad=1; }; }
bites() {     # bites CHECKER FILE LINE REASON
    cp "$work/$2" "$work/kept"; printf '%s\n' "$3" >> "$work/$2"
    if said=$(sh "tools/$1.sh" "$work" 2>&1); then echo "NOT OK  $1 let pass: $3"; bad=1
    elif printf '%s' "$said" | grep -q "$4"; then echo "ok      $1 names: $4"
    else echo "NOT OK  $1 refused for another reason: $said"; bad=1; fi
    cp "$work/kept" "$work/$2"
}
clean words; clean format; clean arrows
bites words src/people/join.html '<p>Your application was rejected</p>' threatening
bites words src/people/letters.c 'static Str x(void) { return S("You must click here now"); }' "what is possible\|what we need it for\|where the link leads"
bites words assets/pages/about.md 'She suffers from distress.' "nobody here suffers"
bites words schema/0002_people.sql 'create table x(diagnosis @text);' "does not hold this"
bites format src/people/page.c '	int tabbed;' tabs
bites format src/people/page.c 'int x;  ' "end of a line"
bites arrows src/base/str.c '#include "db/db.h"' "base may not look into db"
exit $bad
