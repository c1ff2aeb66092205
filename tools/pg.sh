#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# pg.sh start DIR   a PostgreSQL cluster in DIR, on a Unix socket alone, run by an ordinary account; prints its address
# pg.sh stop DIR
set -eu
dir=$2
bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "PostgreSQL is not installed" >&2; exit 1; }
as() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}
case $1 in
start)
    mkdir -p "$dir"
    [ "$(id -u)" != 0 ] || chown postgres "$dir"
    chmod 711 "$dir"
    as "$bin/initdb" -D "$dir/data" -A trust -U kith -E UTF8 --no-locale > "/tmp/kith-initdb.$$" 2>&1 || { cat "/tmp/kith-initdb.$$" >&2; exit 1; }
    rm -f "/tmp/kith-initdb.$$"
    as "$bin/pg_ctl" -D "$dir/data" -w -s -o "-c listen_addresses='' -k $dir -c fsync=off -c max_connections=120" -l "$dir/data/log" start > /dev/null
    echo "postgresql://kith@/postgres?host=$dir"
    ;;
stop)
    as "$bin/pg_ctl" -D "$dir/data" -m immediate -s stop > /dev/null 2>&1 || true
    rm -rf "$dir"
    ;;
*) exit 2 ;;
esac
