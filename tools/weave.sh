#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# weave.sh WEAVE ROOM OUT.c OUT.h FILE.html...   all views of a room in one C file and one header
set -eu
weave=$1 room=$2 out_c=$3 out_h=$4
shift 4
printf '#include "%s/views.h"\n' "$room" > "$out_c"
: > "$out_h"
for f; do
    "$weave" "$f" >> "$out_c" || { rm -f "$out_c" "$out_h"; exit 1; }
    "$weave" -h "$f" >> "$out_h"
done
