#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The shape of files: no tabs, no trailing space, an SPDX line, lines <= 200 (240 in journeys; quoted words not counted), files <= 600 lines,
# functions <= 80 lines.  Names file and line of each fault; exit 1 if there is any.
set -u
export LC_ALL=C.UTF-8
cd "${1:-$(dirname "$0")/..}" || exit 2
bad=0

# Everything written by hand: not what was built, fetched or collected.
files() {
    find . \( -path ./.git -o -path './build*' -o -name node_modules -o -path './kith-data*' -o -path './tests/fuzz/*/*' \) -prune \
        -o -type f -print | sed 's|^\./||' | sort
}
mapfile -t all < <(files)
of() { printf '%s\n' "${all[@]}" | grep -E "$1"; }

mapfile -t text < <(of '\.(c|h|inc|sh|awk|mjs|js|css|html|sql|build|md|yml)$|^(run|check|\.ci/run)$|meson_options\.txt$')
mapfile -t code < <(of '\.(c|h|inc|sh|awk|mjs|js|html|sql)$|^(run|check|\.ci/run)$')
mapfile -t signed < <(of '\.(c|h|inc|sh|awk|mjs|js|css|sql|build)$|^(run|check|\.ci/run)$')
mapfile -t sized < <(of '\.(c|h|sh|mjs|js)$|^(run|check)$')
mapfile -t c < <(of '^(src|tools|tests)/.*\.c$')

awk '
    function fault(words) { print FILENAME ":" FNR ": " words; bad = 1 }
    /\t/ { fault("a tab") }
    / $/ { fault("space at the end of the line") }
    /\r/ { fault("a carriage return") }
    END { exit bad }' "${text[@]}" || bad=1

awk -v most=200 '
    { gsub(/"([^"\\]|\\.)*"/, "\"\"") }
    FILENAME ~ /js$/ { gsub(/'"'"'[^'"'"']*'"'"'|`[^`]*`|\/[^\/]+\/[a-z]*[,.)]/, "") }
    FILENAME ~ /\.html$/ { gsub(/>[^<{]*/, ">") }
    length > most + (FILENAME ~ /mjs$/ ? 40 : 0) { print FILENAME ":" FNR ": longer than " most " (" length ", quoted words not counted)"; bad = 1 }
    END { exit bad }' "${code[@]}" || bad=1

for f in "${signed[@]}"; do
    head -n 3 "$f" | grep -q 'SPDX-License-Identifier: AGPL-3.0-or-later' || { echo "$f:1: no SPDX line at the top"; bad=1; }
done

wc -l "${sized[@]}" | awk '$2 != "total" && $1 > 600 { print $2 ": " $1 " lines; is there a second noun inside?"; bad = 1 } END { exit bad }' || bad=1

ctags -x --_xformat='%{end} %n %N %F' --kinds-C=f "${c[@]}" | awk '
    { lines = $1 - $2 + 1 }
    lines > 80 { print $4 ":" $2 ": " $3 " has " lines " lines, more than 80"; bad = 1 }
    END { exit bad }' || bad=1

exit $bad
