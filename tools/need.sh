# SPDX-License-Identifier: AGPL-3.0-or-later
# need.sh: sourced by run and check.  need SECTION...: installs what is missing from packaging/packages.txt, by package name.
# Says what it is about to do, asks before it uses sudo, and does nothing when nothing is missing.

wanted() {
    for section; do awk -v s="$section" '$1 == s { for (i = 2; i <= NF; i++) print $i }' packaging/packages.txt; done
}

# Some names are a release's own; some programs may come from elsewhere than their package.
present() {
    case $1 in
    nodejs) command -v node > /dev/null && return 0 ;;
    npm) command -v npm > /dev/null && return 0 ;;
    gcc) command -v gcc > /dev/null && return 0 ;;
    chromium) [ -x /usr/bin/chromium ] || command -v chromium-browser > /dev/null && return 0 ;;
    default-jre-headless) command -v java > /dev/null && return 0 ;;
    esac
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]
}

clang_runtime() {
    version=$(clang --version 2> /dev/null | sed -n 's/.*version \([0-9]*\).*/\1/p' | head -1)
    [ -z "$version" ] || echo "libclang-rt-$version-dev"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; return; fi
    sudo "$@"
}

install_now() {
    [ "$(id -u)" = 0 ] || {
        if [ ! -t 0 ]; then
            echo "These packages are missing. Install them, then start again:" >&2
            echo "    sudo apt-get install $*" >&2
            exit 1
        fi
        printf 'Kith needs these packages:\n    %s\nInstall them with sudo? [y/N] ' "$*"
        read -r answer
        case $answer in y | Y | yes) ;; *) echo "Nothing was installed." >&2; exit 1 ;; esac
    }
    echo "Installing: $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null
}

need() {
    command -v dpkg-query > /dev/null || { echo "This is not Debian or Ubuntu: install what packaging/packages.txt lists, then build with meson." >&2; return 0; }
    missing=
    for p in $(wanted "$@"); do present "$p" || missing="$missing $p"; done
    [ -z "$missing" ] || install_now $missing
    case " $* " in *" check "*)
        runtime=$(clang_runtime)
        [ -z "$runtime" ] || present "$runtime" || install_now "$runtime"
    esac
}
