#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# Makes the packages again, in another directory, later, with another locale, time zone and umask,
# and compares all bytes: test_reproducible.sh DIRECTORY-WITH-THE-PACKAGES
set -euo pipefail
first=$1
here=$(cd "$(dirname "$0")" && pwd)
again=$(mktemp -d)
trap 'rm -rf "$again"' EXIT
mkdir "$again/a-longer-name-of-a-directory"
localedef -i ja_JP -f UTF-8 "$again/ja_JP.UTF-8"
(
    umask 027
    cd /
    TMPDIR="$again/a-longer-name-of-a-directory" LOCPATH="$again" LC_ALL=ja_JP.UTF-8 LANGUAGE=ja \
        TZ=Asia/Tokyo "$here/build" "$again/packages" >/dev/null
)
count=0
for file in "$first"/valux-*; do
    cmp "$file" "$again/packages/$(basename "$file")"
    count=$((count + 1))
done
[ "$count" -eq "$(find "$again/packages" -type f | wc -l)" ]
[ "$count" -ge 13 ]
echo "$count files are the same, byte for byte"
