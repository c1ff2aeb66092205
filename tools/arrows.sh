#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Which room may look into which.  Between rooms only the front door (room/room.h) and the headers it opens to.
# The table is the architecture; anything else stops the build.
cd "${1:-$(dirname "$0")/..}/src" || exit 2
map=$(mktemp)
trap 'rm -f "$map"' EXIT
cat > "$map" <<'MAP'
base:
db: base
html: base
http: base
mail: base html
seal: base
sheets: base
search: base db
web: base db html http seal
files: base db web
jobs: base db seal mail
chronicle: base db web
people: base db html http mail seal sheets search files web jobs chronicle
porch: base db html http seal search files web jobs chronicle people
house: base db html http mail seal sheets search files web jobs chronicle people porch
MAP
grep -Hn '^#include "' */*.[ch] | awk -F'[:"]' -v map="$map" '
  BEGIN { while ((getline line < map) > 0) { n = split(line, w, /[: ]+/); room[w[1]]; for (i = 2; i <= n; i++) may[w[1], w[i]] } }
  { split($1, f, "/"); from = f[1]; if (split($4, t, "/") < 2) next; to = t[1]
    if (from == to || !(to in room)) next
    if (!((from, to) in may)) { print "src/" $1 ":" $2 ": " from " may not look into " to; bad = 1 }
    else if (t[2] == "inside.h" || t[2] ~ /^engine/ || t[2] ~ /_inside\.h$/) { print "src/" $1 ":" $2 ": " $4 " is for the inside of " to "; use its front door"; bad = 1 } }
  END { exit bad }' || bad=1
# Only db/ and search/ know that there are two engines.
grep -nE 'SQL_SQLITE\(|SQL_PG\(|tx_is_pg\(' */*.[ch] | grep -vE '^(db|search)/|^house/(tables|archive|backup|cli_(backup|restore|check|migrate))' |
    sed 's|^|src/|; s|$|   <- only db/ and search/ know the engines|' | grep . && bad=1
# Pages go through what asks who is asking; *_trusted is for jobs, commands and the rooms' own rules.
grep -nE '[a-z]_trusted\(' */*_pages.c | sed 's|^|src/|; s|$|   <- a page may not call what does not ask who|' | grep . && bad=1
# An exported function with a Tx takes a Who, a proof, or says _trusted.
grep -nE '^[A-Za-z].*\(Tx \*tx' people/*.h porch/*.h chronicle/*.h files/*.h | grep -vE 'Who who|_trusted\(|const (GroupKeeper|Officer|Editor|Administrator) \*by|people/(room|letters)\.h' |
    sed 's|^|src/|; s|$|   <- takes a Tx and neither a Who nor a proof|' | grep . && bad=1
# What frees by itself is not freed by hand: rooms use arenas, and format, copy and clock through base.
grep -nE '\b(malloc|calloc|realloc|sprintf|strcpy|strcat|rand|time)\(' people/*.c porch/*.c chronicle/*.c | sed 's|^|src/|; s|$|   <- rooms use the arena, str_format() and time_now()|' | grep . && bad=1
exit "${bad:-0}"
