#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The checkers are checked: a fault is planted for each in a copy of the tree, and must be named for its own reason.
#   checkers.sh KITH
set -u
kith=$(realpath "${1:-build/kith}")
cd "$(dirname "$0")/.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r src tools assets schema docs packaging ./*.md meson.build run check "$work"
mkdir "$work/tests" && cp tests/*.c tests/*.sh "$work/tests"
good=0 bad=0

verdict() {     # verdict NAME STATUS SAID REASON
    if [ "$2" != 0 ] && grep -qE -- "$4" <<<"$3"; then good=$((good + 1)); echo "ok      $1"; return; fi
    bad=$((bad + 1)); printf 'NOT OK  %s: status %s, looked for: %s\n%s\n' "$1" "$2" "$4" "$(head -n 5 <<<"$3")"
}
clean() {
    local said
    if said=$("tools/$1.sh" "$work" 2>&1); then good=$((good + 1)); echo "ok      $1 lets the clean tree pass"
    else bad=$((bad + 1)); printf 'NOT OK  %s refuses the clean tree\n%s\n' "$1" "$(head -n 5 <<<"$said")"; fi
}
plant() {       # plant CHECKER FILE TEXT REASON: the text at the end of the file, or as a file of its own
    local said rc new=''
    if [ -e "$work/$2" ]; then cp "$work/$2" "$work/kept"; else new=yes; fi
    printf '%s\n' "$3" >>"$work/$2"
    said=$("tools/$1.sh" "$work" 2>&1); rc=$?
    verdict "$1: $4" $rc "$said" "$4"
    if [ -n "$new" ]; then rm "$work/$2"; else mv "$work/kept" "$work/$2"; fi
}
lines() { yes "$1" | head -n "$2"; }

clean format; clean words; clean arrows
spdx='/* SPDX-License-Identifier: AGPL-3.0-or-later */'
plant format src/people/page.c $'\tint tabbed;'                      '^src/people/page.c:[0-9]+: a tab'
plant format src/people/page.c 'int x; '                             '^src/people/page.c:[0-9]+: space at the end of the line'
plant format src/people/page.c "int $(lines x 250 | tr -d '\n');"    '^src/people/page.c:[0-9]+: longer than'
plant format src/people/planted.c 'int x;'                           '^src/people/planted.c:1: no SPDX line'
plant format src/people/planted.c "$spdx"$'\n'"$(lines '/**/' 601)"  '^src/people/planted.c: 602 lines'
plant format src/people/planted.c "$spdx"$'\nvoid f(void)\n{\n'"$(lines '    f();' 80)"$'\n}' '^src/people/planted.c:2: f has 83 lines'

plant words src/people/join.html '<p>Your application was rejected</p>'              '^src/people/join.html:[0-9]+: "rejected"'
plant words src/people/join.html '<p><a href="/x" title="Click here">On</a></p>'     '"click here"'
plant words src/people/join.html '<p>All users of this site</p>'                     '"users"'
plant words src/people/letters.c 'static Str x(void) { return S("You must do it"); }' '^src/people/letters.c:[0-9]+: "you must"'
plant words assets/pages/about.md 'She suffers from distress.'                       '^assets/pages/about.md:[0-9]+: "suffers from"'
plant words README.md 'A tool for service users.'                                    '^README.md:[0-9]+: "service users"'
plant words schema/0002_people.sql 'create table x(main_diagnosis @text);'           'a column for what Kith never asks'
plant words schema/0002_people.sql 'create table x(gender @int);'                    'what people are; they describe themselves'

plant arrows src/base/str.c '#include "db/db.h"'            '^src/base/str.c:[0-9]+: base may not look into db'
plant arrows src/porch/porch.c '#include "people/roles.h"'  'use the front door people/people.h'

# A door newly opened is one line in a diff.
said=$("$kith" routes | sed '3s/anyone$/planted/' | diff -u docs/routes.txt - 2>&1); rc=$?
verdict 'routes: a gate that changed' $rc "$said" '^\+.*planted$'

echo "$good as they must be, $bad not"
[ "$bad" = 0 ]
