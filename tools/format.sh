#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The shape of the code: SPDX lines, no tabs or trailing blanks, files within 600 lines, functions within 80.
cd "${1:-$(dirname "$0")/..}" || exit 2
bad=0
say() { [ -z "$1" ] || { printf '%s\n    <- %s\n' "$1" "$2"; bad=1; }; }
code=$(ls src/*/*.c src/*/*.h tools/*.c tools/*.h tests/*.c tests/fuzz/*.c 2> /dev/null)
all="$code $(ls src/*/*.html schema/*.sql assets/*.css assets/*.js tools/*.sh tests/*.mjs meson.build 2> /dev/null)"
say "$(grep -L 'SPDX-License-Identifier: AGPL-3.0-or-later' $(printf '%s\n' $all | grep -v '\.html$'))" "no SPDX line"
say "$(grep -nP '[ \t]+$' $all | head -5)" "blanks at the end of a line"
say "$(grep -nP '\t' $code | head -5)" "tabs"
say "$(awk 'length($0) > 240 { print FILENAME ":" FNR ": " length($0) }' $code | head -5)" "lines over 240"
say "$(wc -l $code | awk '$2 != "total" && $1 > 600 { print $2 ": " $1 }')" "files over 600 lines: is there a second noun inside?"
if command -v ctags > /dev/null; then
    say "$(ctags -x --_xformat='%N %{end} %n %F' --kinds-C=f $code 2> /dev/null | awk '$2 - $3 + 1 > 80 { print $4 ": " $1 ", " $2 - $3 + 1 " lines" }')" "functions over 80 lines"
fi
exit $bad
