#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# The benchmark runs from end to end, and ends with well-formed figures of everything it measures.
# Nothing is said of how fast anything is.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$1
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

"$here/run" --smoke --build "$build" --data "$temporary/data" >"$temporary/output" || {
    cat "$temporary/output"
    echo 'the benchmark failed'
    exit 1
}
tpm=
if [ -x "$build/bin/bench-tpm" ]; then
    tpm='sign/ec-p256/more-us/tpm-itself sign/rsa-2048/more-us/tpm-itself'
fi
awk -v tpm="$tpm" '
    /^figure +ours +peer +ratio +aim +ok\|short$/ { header = 1; next }
    /^#/ && !header { next }
    !header { print "neither detail nor figure: " $0; bad = 1; next }
    NF != 6 || $2 !~ /^-?[0-9.]+$/ || $3 !~ /^[0-9.]+$/ || $4 !~ /^-?[0-9.]+$/ ||
        $5 !~ /^(ours)?[<>]=[0-9.]+$/ || $6 !~ /^(ok|short)$/ {
        print "not a well-formed figure: " $0
        bad = 1
    }
    { seen[$1] = 1; count++ }
    END {
        split("list/1/cold-us/softoken list/10/warm-us/softhsm2 list/10/program-memory-kb/softoken " \
              "sign/ec-p256/1/per-second/softoken sign/ec-p256/8/per-second/softhsm2 " \
              "sign/rsa-2048/2/per-second/softoken-password sign/rsa-3072/1/per-second/softhsm2 " \
              "sign/rsa-2048/1/p99-us/softoken first/ec-p256/ms/softoken-password " \
              "sign/program-memory-kb/softoken sign/ec-p256/threads/per-second/8-of-2 " \
              "first/rsa-2048/3/agent/ms/softoken first/ec-p256/3/direct/ms/valux-one-key " \
              "idle/agent-memory-kb idle/signer-memory-kb " \
              "sign/ec-p256/pin/1/per-second/sealed first/rsa-2048/pin/ms/sealed " tpm, wanted, " ")
        for (i in wanted)
            if (!(wanted[i] in seen)) {
                print "there is no figure " wanted[i]
                bad = 1
            }
        print count " well-formed figures"
        exit bad
    }' "$temporary/output" || {
    cat "$temporary/output"
    exit 1
}
