# shellcheck shell=bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# need SECTION...: installs what packaging/packages.txt names and this machine lacks.  Sourced by run and check.
# Says what it will install, asks before sudo, and is one dpkg-query when all is there.

need_list=$(dirname "${BASH_SOURCE[0]}")/../packaging/packages.txt

# The version of the clang that is here or, before it is, of the one that would be installed.
clang_version() {
    if command -v clang >/dev/null; then
        clang --version | sed -n 's/.*clang version \([0-9]*\).*/\1/p' | head -n 1
    else
        apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p' | head -n 1
    fi
}

# The lines of the sections asked for, without comments.
need_lines() {
    awk -v want=" $* " '/^#/ || !NF { next } /^\[/ { on = index(want, " " substr($1, 2, length($1) - 2) " "); next } on' "$need_list"
}

# Prints the packages that are missing, one a line.
need_missing() {
    local package commands command have name version
    declare -A here=()
    while read -r name; do here[$name]=1; done < <(
        dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
    version=$(clang_version)
    while read -r package commands; do
        have=''
        package=${package//'{clang}'/$version}
        for command in $commands; do command -v "$command" >/dev/null && have=yes; done
        for name in ${package//|/ }; do [ -n "${here[$name]:-}" ] && have=yes; done
        [ -n "$have" ] || echo "$package"
    done < <(need_lines "$@")
}

# Of `a|b`, the first that this system offers.
need_choose() {
    local name
    for name in ${1//|/ }; do
        if apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then echo "$name"; return; fi
    done
    echo "${1%%|*}"
}

need_allowed() {
    local answer
    [ "$(id -u)" = 0 ] && return 0
    if [ ! -t 0 ] || ! command -v sudo >/dev/null; then
        echo "Some packages are missing. As root, run:  apt-get install -y $*" >&2
        return 1
    fi
    read -r -p "Install them now with sudo? [Y/n] " answer
    case $answer in ''|[Yy]*) return 0 ;; esac
    echo "Nothing was installed." >&2
    return 1
}

need() {
    local missing one names=() as='' log rc=0
    mapfile -t missing < <(need_missing "$@")
    [ ${#missing[@]} = 0 ] && return 0
    if ! command -v apt-get >/dev/null; then
        echo "This knows only Debian and Ubuntu. Please install these in your system's way: ${missing[*]}" >&2
        return 1
    fi
    for one in "${missing[@]}"; do names+=("$(need_choose "$one")"); done
    echo "Kith needs these packages: ${names[*]}"
    need_allowed "${names[@]}" || return 1
    [ "$(id -u)" = 0 ] || as=sudo
    log=$(mktemp)
    $as apt-get update -qq >"$log" 2>&1 || true
    # With fresh lists in hand the choice may be another one, and clang's version is known.
    names=()
    mapfile -t missing < <(need_missing "$@")
    for one in "${missing[@]}"; do names+=("$(need_choose "$one")"); done
    $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${names[@]}" >>"$log" 2>&1 </dev/null || rc=$?
    if [ $rc = 0 ]; then
        echo "Installed ${#names[@]} packages."
        rm -f "$log"
    else
        tail -n 15 "$log" >&2
        echo "The packages could not be installed; all that apt said is in $log" >&2
    fi
    return $rc
}
