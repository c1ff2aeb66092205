#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes a Debian package out of a built tree: packaging/deb/build.sh [BUILD [TO]]
# BUILD is where `ninja` put the program (default build), TO a folder for the
# package (default BUILD).  Needs dpkg-dev; must run on the release that the
# package is for, because its libraries are named in it.  The same tree gives
# the same bytes (SOURCE_DATE_EPOCH, else the last commit's time).
set -eu
umask 022
here=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$here/build}
to=${2:-$build}
[ -x "$build/kith" ] || { echo "There is no $build/kith yet. Run: meson setup build && ninja -C build" >&2; exit 1; }
build=$(cd "$build" && pwd)
to=$(cd "$to" && pwd)
version=$("$build/kith" --version | cut -d' ' -f2)
arch=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/debian/kith
doc=$root/usr/share/doc/kith
mkdir -p "$root/DEBIAN" "$doc/examples" "$root/usr/bin" "$root/usr/share/man/man1" "$root/usr/lib/systemd/system" "$root/etc/kith"

strip --strip-unneeded -R .comment -o "$root/usr/bin/kith" "$build/kith"
gzip -9n <"$here/packaging/kith.1" >"$root/usr/share/man/man1/kith.1.gz"
for unit in kith.service kith-backup.service kith-backup.timer; do install -m 644 "$here/packaging/$unit" "$root/usr/lib/systemd/system/"; done
install -m 640 "$here/packaging/kith.conf.example" "$root/etc/kith/kith.conf"
install -m 644 "$here/packaging/Caddyfile.example" "$doc/examples/Caddyfile"
install -m 644 "$here/packaging/deb/copyright" "$doc/copyright"
if [ -f "$here/docs/operating.md" ]; then install -m 644 "$here/docs/operating.md" "$doc/operating.md"; fi
printf 'kith (%s) unstable; urgency=medium\n\n  * The packages of this version. What changed is in the history of the source.\n\n -- The Kith project <kith@localhost>  %s\n' \
    "$version" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.gz"

printf 'Source: kith\n\nPackage: kith\nArchitecture: any\n' >"$work/debian/control"
libraries=$(cd "$work" && dpkg-shlibdeps -O debian/kith/usr/bin/kith 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[ -n "$libraries" ] || { echo "dpkg-shlibdeps named no libraries. Is dpkg-dev here, and was Kith built on this release?" >&2; exit 1; }

sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@LIBRARIES@/$libraries/" -e "s/@SIZE@/$(du -sk "$root" | cut -f1)/" \
    "$here/packaging/deb/control.in" >"$root/DEBIAN/control"
echo /etc/kith/kith.conf >"$root/DEBIAN/conffiles"
for script in postinst prerm postrm; do install -m 755 "$here/packaging/deb/$script" "$root/DEBIAN/$script"; done
(cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$root" "$to/kith_${version}_${arch}.deb"
