#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# A throw-away PostgreSQL for tests, on a Unix socket alone.
#   tools/pg.sh           starts one and prints  KITH_TEST_PG=postgresql:///postgres?host=DIR&user=postgres
#   tools/pg.sh stop DIR  stops it and removes DIR
# Nothing is synced to disk; everyone who knows the folder's name is trusted.
set -eu

bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || { echo "PostgreSQL is not installed." >&2; exit 1; }

# The server refuses to run as root, so then an ordinary account carries it.
plainly() {
    if [ "$(id -u)" != 0 ]; then "$@"; return; fi
    local account=nobody
    id -u postgres >/dev/null 2>&1 && account=postgres
    runuser -u "$account" -- "$@"
}

if [ "${1:-}" = stop ]; then
    dir=${2:?which folder?}
    [ -f "$dir/data/PG_VERSION" ] || { echo "$dir holds no database of ours." >&2; exit 1; }
    plainly "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null
    rm -rf "$dir"
    exit 0
fi

cd /
dir=$(plainly mktemp -d "${TMPDIR:-/tmp}/kith-pg.XXXXXX")
plainly "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir.log" 2>&1 || { cat "$dir.log" >&2; exit 1; }
plainly tee -a "$dir/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
shared_buffers = 32MB
CONF
plainly "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w start >/dev/null 2>&1 || { cat "$dir/log" >&2; exit 1; }
rm -f "$dir.log"
chmod 0711 "$dir"            # a Kith that gave up its rights must still reach the socket; the name cannot be guessed
echo "KITH_TEST_PG=postgresql:///postgres?host=$dir&user=postgres"
