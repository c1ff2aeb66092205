#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Which room may look into which: the table is the architecture; anything else stops the build.  Names file and line of each fault.
set -u
export LC_ALL=C.UTF-8
cd "${1:-$(dirname "$0")/..}/src" || exit 2
bad=0
map=$(mktemp)
trap 'rm -f "$map"' EXIT

# ROOM: the rooms it may look into.  A room that is not named here may look nowhere, and nobody into it.
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
chronicle: base db web seal
people: base db html http mail seal sheets search files web jobs chronicle
register: base db html http mail seal sheets search files web jobs chronicle people
doors: base db html http mail seal sheets search files web jobs chronicle people
voice: base db html http mail seal sheets search files web jobs chronicle people doors
bulletin: base db html http mail seal sheets search files web jobs chronicle people register doors
knowledge: base db html http mail seal sheets search files web jobs chronicle people register doors
porch: base db html http mail seal sheets search files web jobs chronicle people register doors voice bulletin knowledge
house: base db html http mail seal sheets search files web jobs chronicle people register doors voice bulletin knowledge porch
MAP

# Into the ground floor through any header but those for its own inside; into a room through its front door ROOM/ROOM.h,
# or one of these: the room as a value, the views another room shows, the columns of a list.
side_doors='people/room.h register/members_sheet.h people/group_views.h people/group_sheet.h people/page.h knowledge/work_views.h'
ground=' base db html http web '

grep -Hn '^#include "' */*.[ch] | awk -F'[:"]' -v map="$map" -v doors=" $side_doors " -v ground="$ground" '
    BEGIN {
        while ((getline line < map) > 0) {
            n = split(line, w, /[: ]+/); room[w[1]]
            for (i = 2; i <= n; i++) may[w[1], w[i]]
        }
    }
    function fault(words) { print "src/" $1 ":" $2 ": " words; bad = 1 }
    {
        split($1, f, "/"); from = f[1]
        if (split($4, t, "/") < 2) next
        to = t[1]
        if (from == to) next
        if (!((from, to) in may)) fault(from " may not look into " to)
        else if (t[2] ~ /^(inside|engine.*|.*_inside)\.h$/) fault($4 " is for the inside of " to "; use the front door " to "/" to ".h")
        else if (t[2] != to ".h" && !index(ground, " " to " ") && !index(doors, " " $4 " ")) fault("use the front door " to "/" to ".h")
    }
    END { exit bad }' || bad=1

# Prints what grep found, each with its reason; any find is a fault.
never() {
    local reason=$1
    sed 's|^|src/|; s|$|   <- '"$reason"'|' | grep . && bad=1
}

# Backup and restore copy tables as they are, whichever engine holds them.
never 'only db/ and search/ know that there are two engines' < <(
    grep -nE '\b(SQL_SQLITE|SQL_PG|tx_is_pg)\(' ./*/*.[ch] | sed 's|^\./||' |
        grep -vE '^(db|search)/|^house/(tables|archive|cli_(backup|restore|check|migrate))\.c')

never 'a page may not call what does not ask who is asking' < <(grep -nE '[a-z]_trusted\(' ./*/*_pages.c | sed 's|^\./||')

never 'rooms take memory from the arena, text from str_format(), the time from time_now()' < <(
    grep -nE '\b(malloc|calloc|realloc|sprintf|strcpy|strcat|rand|time)\(' ./*/*.c | sed 's|^\./||' |
        grep -E '^(people|register|porch|chronicle|doors|knowledge|collaboration|voice|resourcing|bulletin)/' | grep -vE ':[0-9]+: *(/\*|\*)')

# What another room may call with a Tx takes a Who, or a proof (a type that only one function can make, so it is
# incomplete in its header), or says _trusted in its name.  Letters are written by rules that have asked already.
asked='[a-z]+_check|letter_post|letter_[a-z_]+|job_add|job_add_once|outbox_expire|tell|forget|check|run|begin'
never 'takes a Tx and neither a Who nor a proof; or its name ends in _trusted' < <(
    known='Tx|Db|Arena|Visit|Web|HttpServer|HttpRequest|Jobs|Html|Sheet|SheetOut|SearchBook|Network|Group'
    proofs=$(sed -nE 's/^typedef struct ([A-Z][A-Za-z]*) \1;.*/\1/p' ./*/*.h | sort -u | grep -vxE "$known" | paste -sd '|')
    awk -v proofs="const (${proofs:-none}) \\*" -v asked="^(${asked})\$" '
        /^(#|typedef|static|\/?\*| )/ { next }
        /\(.*Tx \*/ && /\)/ {
            name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name)
            if (name ~ /_trusted$/ || name ~ asked || $0 ~ /[(, ]Who [a-z]/ || $0 ~ proofs) next
            print substr(FILENAME, 3) ":" FNR ": " name
        }' $(printf "%s\n" ./*/*.h | grep -vE "^\./(base|db|html|http|web|seal|search|house)/"))

exit $bad
