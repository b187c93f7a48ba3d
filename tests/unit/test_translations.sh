#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# Every text that a person reads has a Japanese translation with the same format directives.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
template=$(mktemp)
trap 'rm -f "$template"' EXIT

"$top/enroll/po/update" --check "$template"
count=$(grep -c '^msgid ' "$template")
[ "$count" -gt 50 ]
for translation in "$top"/enroll/po/*.po; do
    msgcmp "$translation" "$template"
    msgfmt --check -o /dev/null "$translation"
    if msgattrib --only-fuzzy --no-obsolete "$translation" | grep -q '^msgid'; then
        echo "$translation has fuzzy translations" >&2
        exit 1
    fi
    echo "$(basename "$translation") translates all $((count - 1)) texts"
done
