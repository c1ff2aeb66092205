#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# No page, no sentence in the code and no document uses the words of docs/words.tsv; and no column of the schema
# holds what Kith never asks: a diagnosis, a medication, a service's number for someone, a fixed list of genders.
set -u
export LC_ALL=C.UTF-8
cd "${1:-$(dirname "$0")/..}" || exit 2
bad=0

# kind, file, line, text: everything a person may come to read, with tags, expressions and code taken away.
shown() {
    find src -name '*.html' -print0 | sort -z | xargs -0r awk '
        /^ *@/ { next }
        {
            gsub(/\{[^}]*\}/, "")
            said = ""
            while (match($0, /(title|alt|aria-label|placeholder|content)="[^"]*"/)) {
                value = substr($0, RSTART, RLENGTH); sub(/^[^"]*"/, "", value); sub(/"$/, "", value)
                said = said " " value " ."; $0 = substr($0, 1, RSTART - 1) substr($0, RSTART + RLENGTH)
            }
            gsub(/<[^>]*>/, " "); sub(/<.*$/, ""); sub(/^[^<]*="[^>]*>/, "")
            print "page\t" FILENAME "\t" FNR "\t" $0 " " said
        }'
    find assets \( -name '*.md' -o -name '*.tsv' -o -name '*.txt' \) -print0 2>/dev/null | sort -z |
        xargs -0r awk '{ gsub(/\t/, " "); print "page\t" FILENAME "\t" FNR "\t" $0 }'
    # Literals that hold a sentence; not SQL, and not the log, which machines read.
    find src -name '*.c' -print0 | sort -z | xargs -0r awk '
        FNR == 1 { quiet = 0 }
        /^ *(\/?\*|\/\/)/ || /^#include/ { next }
        {
            rest = $0; said = ""
            while (match(rest, /"([^"\\]|\\.)*"/)) {
                before = substr(rest, 1, RSTART - 1); literal = substr(rest, RSTART + 1, RLENGTH - 2); rest = substr(rest, RSTART + RLENGTH)
                if (before ~ /\)/) quiet = 0
                if (before ~ /(SQL|SQL_SQLITE|SQL_PG|log_[a-z]+)\( *$/) quiet = 1
                if (!quiet && literal ~ / /) said = said " " literal " ."
            }
            if (rest ~ /\)|;/) quiet = 0
            if (said != "") print "code\t" FILENAME "\t" FNR "\t" said
        }'
    find . \( -name '*.md' -o -path './docs/*.txt' \) -not -path './assets/*' -not -path '*/node_modules/*' -not -path './build*' -print0 |
        sort -z | xargs -0r awk '{ sub(/^\.\//, "", FILENAME); gsub(/\t/, " "); print "docs\t" FILENAME "\t" FNR "\t" $0 }'
}

shown | awk -F'\t' '
    FILENAME == ARGV[1] {
        if ($0 ~ /^#/ || NF < 3) next
        if ($2 == "allow") { split($3, w, " "); allowed[++allows] = tolower($1); where[allows] = w[1]; next }
        words[++n] = "(^|[^[:alnum:]_])(" tolower($1) ")([^[:alnum:]_]|$)"; kind[n] = $2; why[n] = $3; next
    }
    {
        text = tolower($4)
        for (i = 1; i <= allows; i++)
            if (where[i] == "*" || where[i] == $2) while ((at = index(text, allowed[i])))
                text = substr(text, 1, at - 1) " " substr(text, at + length(allowed[i]))
        for (i = 1; i <= n; i++) {
            if (kind[i] == "page" && $1 != "page" || kind[i] == "shown" && $1 == "docs" || text !~ words[i]) continue
            match(text, words[i]); found = substr(text, RSTART, RLENGTH); gsub(/^[^[:alnum:]]+|[^[:alnum:]]+$/, "", found)
            print $2 ":" $3 ": \"" found "\": " why[i]; bad = 1
        }
    }
    END { exit bad }' docs/words.tsv - || bad=1

awk '
    { sub(/--.*/, ""); line = tolower($0) }
    line ~ /(^|[^a-z])[a-z_]*(diagnos|medicat|treatment|prescri|service_user|patient|nhs_number|symptom|date_of_birth|birth_?date|dob)[a-z_]*/ {
        print FILENAME ":" FNR ": a column for what Kith never asks"; bad = 1 }
    line ~ /(^|[^a-z_])[a-z_]*(gender|sex|ethnicity|sexuality|religion|risk|score)[a-z_]* +(@int|@bool|.*check *\()/ {
        print FILENAME ":" FNR ": a fixed list or a number for what people are; they describe themselves"; bad = 1 }
    END { exit bad }' schema/*.sql || bad=1
if grep -rnEi '\b(GENDER|SEX|ETHNICITY|DIAGNOSIS)_[A-Z]+ *[,=}]' src --include='*.[ch]'; then
    echo "a fixed list of identities in the code; people describe themselves"
    bad=1
fi
exit $bad
