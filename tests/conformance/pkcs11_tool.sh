#!/bin/bash
# SPDX-License-Identifier: MPL-2.0
#
# OpenSC's pkcs11-tool against the module, directly or through p11-kit's server and its client
# module.
#
# Usage: pkcs11_tool.sh direct|p11-kit test|sign|threads|fork MODULE MAKE-STORE
set -euo pipefail

way=$1
what=$2
module=$3
make_store=$4
client=$(pkg-config --variable=p11_module_path p11-kit-1)/p11-kit-client.so

directory=$(mktemp -d /tmp/valux-pkcs11-tool-XXXXXX)
server=
clean_up()
{
    if [ -n "$server" ]; then
        kill "$server" || true
    fi
    rm -rf "$directory"
}
trap clean_up EXIT

fail()
{
    echo "FAILED: $*" >&2
    exit 1
}

export VALUX_HOME=$directory/store
"$make_store" --store "$VALUX_HOME" --count 3 --key-types rsa-2048,ec-p256,ec-p384 \
    --exposure usable --certificates "$directory" >"$directory/ids"

if [ "$way" = p11-kit ]; then
    export XDG_RUNTIME_DIR=$directory
    eval "$(p11-kit server --provider "$module" pkcs11:token=VALUX)"
    server=$P11_KIT_SERVER_PID
    module=$client
fi

# Runs pkcs11-tool for at most two minutes, shows what it says and keeps it in the file "said".
tool()
{
    timeout 120 pkcs11-tool --module "$module" "$@" 2>&1 | tee "$directory/said"
}

said()
{
    grep -q -- "$1" "$directory/said" || fail "pkcs11-tool did not say: $1"
}

did_not_say()
{
    if grep -q -- "$1" "$directory/said"; then
        fail "pkcs11-tool said: $1"
    fi
}

# Signs the message, or its digest where there is one more argument: that digest's name.
sign()
{
    local name=$1 mechanism=$2 digest=${3-} input=$directory/message id
    local options=()
    id=$(sed -n "s/^$name \([0-9a-f]*\) .*/\1/p" "$directory/ids")
    if [ -n "$digest" ]; then
        input=$directory/digest
        openssl dgst "-$digest" -binary -out "$input" "$directory/message"
        if [ "$mechanism" = RSA-PKCS-PSS ]; then
            options=(--hash-algorithm "$digest" --mgf "MGF1-$digest")
        fi
    fi
    rm -f "$directory/signature"
    tool --sign --id "$id" --mechanism "$mechanism" --input-file "$input" \
        --output-file "$directory/signature" --signature-format openssl "${options[@]}"
    [ -s "$directory/signature" ] || fail "there is no signature by $mechanism"
}

# The arguments after the mechanism's digest are openssl's.
verify()
{
    local name=$1 digest=$2
    shift 2
    openssl x509 -in "$directory/$name.pem" -noout -pubkey >"$directory/public.pem"
    openssl dgst "-$digest" -verify "$directory/public.pem" -signature "$directory/signature" "$@" \
        "$directory/message"
}

case $what in
test)
    tool --test
    said 'No errors'
    said 'RSA-PKCS: OK'
    ;;
sign)
    head -c 100000 /dev/urandom >"$directory/message"
    pss=(-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest)
    for digest in SHA256 SHA384 SHA512; do
        sign valuxtest1 "$digest-RSA-PKCS"
        verify valuxtest1 "$digest"
        sign valuxtest1 RSA-PKCS-PSS "$digest"
        verify valuxtest1 "$digest" "${pss[@]}"
        for name in valuxtest2 valuxtest3; do
            sign "$name" ECDSA "$digest"
            verify "$name" "$digest"
        done
        # p11-kit does not hand these mechanisms on.
        if [ "$way" = direct ]; then
            sign valuxtest1 "$digest-RSA-PKCS-PSS"
            verify valuxtest1 "$digest" "${pss[@]}"
            for name in valuxtest2 valuxtest3; do
                sign "$name" "ECDSA-$digest"
                verify "$name" "$digest"
            done
        fi
    done
    ;;
threads)
    for round in $(seq 20); do
        echo "round $round"
        tool --test-threads ILGISLT0 --test-threads ILGISLT0 --test-threads INGISLT0 \
            --test-threads ILSLGIT0 --list-objects --test
        said 'cleanup finished'
        did_not_say 'some errors'
        # OpenSC 0.23 writes "rv = 0", 0.26 "rv:CKR_OK".
        ended=$(grep -c 'Test thread [0-9]* returning rv\( = 0\|:CKR_OK\)$' "$directory/said")
        [ "$ended" = 4 ] || fail "$ended of 4 threads ended without an error"
    done
    ;;
fork)
    tool --test-fork --list-objects
    said 'C_Initialize in forked child process'
    said 'Certificate Object'
    did_not_say 'error'
    ;;
*)
    fail "there is no test $what"
    ;;
esac
