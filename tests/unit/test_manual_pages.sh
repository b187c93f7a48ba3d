#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# Every manual page is there in both languages, without a warning from groff and with the same parts,
# and valux-enroll(1) explains each command, option, configuration member and exit status.
# Usage: test_manual_pages.sh VALUX-ENROLL
set -euo pipefail
program=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
export LC_ALL=C.UTF-8 LANGUAGE=en
HOME=$(mktemp -d)
export HOME
unset XDG_CONFIG_HOME
trap 'rm -rf "$HOME"' EXIT
failures=0

fail() {
    echo "$*" >&2
    failures=$((failures + 1))
}

# The page's text without its escapes for hyphens.
plain() { sed 's/\\-/-/g' "$1"; }

check_warnings() {
    local page=$1 warnings
    # Text without spaces, as Japanese is, can't be adjusted to both margins (AD, groff_man(7)).
    warnings=$(groff -k -t -ww -man -dAD=l -Tutf8 -z -rLL=78n "$page" 2>&1) || true
    [ -z "$warnings" ] || fail "$page: $warnings"
}

# What both languages have in common: the kinds of sections, commands, tables and tags.
parts() {
    plain "$1" | LC_ALL=C awk '
        tag { gsub(/[^ -~]+/, ""); print "tag", $0; tag = 0; next }
        /^\.TP/ { tag = 1; next }
        /^\.SS [a-z]/ { print; next }
        /^\.(SH|SS|IP|TS|TE|nf|fi)/ { print $1 }'
}

check_pair() {
    local english=$1 japanese=$2 before=$failures
    check_warnings "$english"
    check_warnings "$japanese"
    grep -q '^\.SH 名前$' "$japanese" || fail "$japanese is not in Japanese"
    diff <(parts "$english") <(parts "$japanese") >&2 ||
        fail "$japanese has other parts than $english"
    [ "$failures" -ne "$before" ] ||
        echo "$(basename "$english") has no warnings and the same parts in both languages"
}

check_pair "$top/enroll/valux-enroll.1" "$top/enroll/po/valux-enroll.ja.1"
check_pair "$top/enroll/window/valux-certificates.1" "$top/enroll/po/valux-certificates.ja.1"
check_pair "$top/module/valux-pkcs11.7" "$top/module/valux-pkcs11.ja.7"
check_pair "$top/module/signer/valux-signer.8" "$top/module/signer/valux-signer.ja.8"
check_pair "$top/module/agent/valux-agent.8" "$top/module/agent/valux-agent.ja.8"

commands=$("$program" --help | sed -nE 's/^  ([a-z]+) +.*/\1/p')
options=$(for command in $commands; do "$program" "$command" --help; done |
    grep -oE -- '(^|[^a-z-])--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u)
members=$("$program" config --help | grep -oE '^  [a-z]+[A-Za-z.]*|thresholds\.[A-Za-z]+' | sort -u)
statuses=$({
    sed -nE '/^int valux_error_exit_status/,/^}/s/^ *return ([0-9]+);/\1/p' "$top/nss-db/common/error.c"
    sed -nE 's/^#define EXIT_[A-Z_]+ ([0-9]+)$/\1/p' "$top"/enroll/*.c "$top"/enroll/*/*.[ch]
} | sort -nu)
if [ "$(wc -w <<<"$commands")" -lt 13 ] || [ "$(wc -w <<<"$options")" -lt 25 ] ||
    [ "$(wc -w <<<"$members")" -lt 11 ] || [ "$(wc -w <<<"$statuses")" -lt 16 ]; then
    fail "The program's own lists could not be read."
fi

check_explained() {
    local page=$1 section=$2 text listed
    text=$(plain "$page")
    for command in $commands; do
        grep -qxF ".SS $command" <<<"$text" || fail "$page does not explain the command $command"
    done
    for option in $options; do
        grep -qE "^\.BI? $option( |\$)" <<<"$text" || fail "$page does not explain $option"
    done
    for member in $members; do
        grep -qE "^\.I ${member//./\\.}\$" <<<"$text" ||
            fail "$page does not explain the member $member"
    done
    listed=$(awk -v heading=".SH $section" '
        /^\.SH / { inside = $0 == heading }
        inside && tag { print $2 }
        { tag = /^\.TP/ }' <<<"$text")
    [ "$listed" = "$statuses" ] ||
        fail "$page lists the exit statuses $(tr '\n' ' ' <<<"$listed")and not $(tr '\n' ' ' <<<"$statuses")"
}

check_explained "$top/enroll/valux-enroll.1" "EXIT STATUS"
check_explained "$top/enroll/po/valux-enroll.ja.1" "終了ステータス"
[ "$failures" -eq 0 ]
echo "valux-enroll(1) explains $(wc -w <<<"$commands") commands, $(wc -w <<<"$options") options," \
    "$(wc -w <<<"$members") members and $(wc -w <<<"$statuses") exit statuses in both languages"
