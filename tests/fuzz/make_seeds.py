# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
Makes the seeds of the fuzz targets anew, each by the program that writes such data:

    python3 tests/fuzz/make_seeds.py build/release/bin
"""

import base64
import json
import os
import pathlib
import re
import ssl
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = pathlib.Path(sys.argv[1]).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "faults")]
from enrolment import User, make_centre
from harness.client_key import Key
import signer_channel as channel

ENROLL = PROGRAMS / "valux-enroll"
DAY = 86400
SHA1, SHA224, SHA384, SHA512 = 1, 2, 4, 5
GENERATION = 7


def put(target, name, content):
    directory = HERE / "corpus" / target
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    print(f"{target}/{name}: {len(content)} bytes")


def pem_to_der(path):
    blocks = re.findall(r"-----BEGIN CERT.*?-----END CERT[^\n]*", path.read_text(), re.DOTALL)
    return [ssl.PEM_cert_to_DER_cert(block) for block in blocks]


def run(*command, home):
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "VALUX_HOME": str(home / "store"),
                   "LC_ALL": "C.UTF-8"}
    return subprocess.run([str(word) for word in command], env=environment, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout


def seeds_of_a_store(home, name, *options):
    """Catalogue, snapshot, certificates and alarms of a store of certificates without keys."""
    certificates = home / "certificates"
    certificates.mkdir(parents=True)
    run(PROGRAMS / "make-store", "--store", home / "store", "--authority", HOME / "authority",
        "--without-keys", "--certificates", certificates, "--not-before", 60, *options, home=home)
    put("fuzz_catalogue", name, (home / "store/catalogue.json").read_bytes())
    put("fuzz_snapshot", name, (home / "store/snapshot").read_bytes())
    chain = pem_to_der(HOME / "authority/issuing.pem") + pem_to_der(HOME / "authority/root.pem")
    leaf = pem_to_der(sorted(certificates.iterdir())[0])
    put("fuzz_certificate", name, b"".join(leaf + chain))
    put("fuzz_certificate", name + "-alone", leaf[0])


def seeds_of_private_keys():
    for name, algorithm, option in (("rsa", "RSA", "rsa_keygen_bits:1024"),
                                    ("p256", "EC", "ec_paramgen_curve:P-256"),
                                    ("p384", "EC", "ec_paramgen_curve:P-384")):
        key = HOME / f"{name}.pem"
        run("openssl", "genpkey", "-quiet", "-algorithm", algorithm, "-pkeyopt", option, "-out",
            key, home=HOME)
        put("fuzz_private_key", name, run("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", key,
                                          "-outform", "DER", home=HOME))


def seeds_of_stores():
    seeds_of_a_store(HOME / "ec", "ec", "--count", 1, "--key-types", "ec-p256", "--nickname", "A")
    seeds_of_a_store(HOME / "two", "two", "--count", 2, "--key-types", "rsa-2048,ec-p384",
                     "--nickname", "BANK", "--set", f"BANK1:service-end={100 * DAY}", "--set",
                     "BANK2:state=suspended", "--set", "BANK2:superseded=1")
    (HERE / "authority.pem").write_bytes((HOME / "authority/ca.pem").read_bytes())
    home = HOME / "alarms"
    home.mkdir()
    run(PROGRAMS / "make-store", "--store", home / "store", "--count", 1, "--without-keys",
        "--key-types", "ec-p256", "--set", f"*:service-end={7 * DAY}", home=home)
    run(ENROLL, "alarm", home=home)
    memory = (home / "store/alarms.json").read_text()
    put("fuzz_alarm_memory", "told", re.sub(r"[0-9a-f]{40}", "01" + "00" * 19, memory))


def seeds_of_a_configuration():
    home = HOME / "configuration"
    home.mkdir()
    put("fuzz_configuration", "default", run(ENROLL, "config", home=home))
    for member, value in (("centre.address", "https://centre.example"),
                          ("centre.caFile", "/etc/ssl/ca.pem"), ("exposure", "usable"),
                          ("keyType", "ec-p256"), ("thresholds.newDays", "10")):
        run(ENROLL, "config", member, value, home=home)
    text = (home / ".config/valux/valux.json").read_text()
    put("fuzz_configuration", "set", "// a comment\n" + text)


def seeds_of_journals(centre):
    for number, fault in enumerate(("pending", "bad-json", "wrong-key")):
        with User(ENROLL, centre) as user:
            user.write("otp", f"Abc123Def45{number}")
            centre.add_letter(f"Abc123Def45{number}")
            centre.arm(fault)
            user.new(wait=0)
            pending = pathlib.Path(user.store, "pending")
            for path in pending.glob("*.json"):
                put("fuzz_journal", fault, path.read_bytes())
            centre.arm()


def seeds_of_est(centre):
    put("fuzz_est_answer", "csrattrs", centre.request("GET", "/.well-known/est/csrattrs").body)
    centre.add_letter("Abc123Def459")
    centre.arm("wrong-key")
    with User(ENROLL, centre) as user:
        user.profile = "est"
        user.write("otp", "Abc123Def459")
        user.new(wait=0)
        for path in pathlib.Path(user.store, "pending").glob("*.json"):
            put("fuzz_est_answer", "issued",
                base64.b64decode(json.loads(path.read_text())["answer"]))
    centre.arm()


def seeds_of_answers(centre, key):
    answer = centre.acquire(key, "Xyz123Def456")
    put("fuzz_centre_answer", "issued", answer.body)
    key.take(answer)
    put("fuzz_centre_answer", "profile", centre.request("GET", "/v1/profile").body)
    put("fuzz_centre_answer", "status", centre.request("GET", "/v1/status", client=key).body)
    wrong = {"otp": {}, "passphrase": {"passphrase": "WRONG"},
             "id": {"certificateId": "Nothere1"}, "request": {"csr": "MAAA"}}
    for name, changes in wrong.items():
        answer = centre.acquire(key, "Wrong0000000", **changes)
        put("fuzz_problem", name, answer.body)


def seeds_of_requests():
    """Frames as the module writes them, and some that are almost so."""
    key, text = bytes(range(1, 21)), b"a payload of some bytes"
    point = b"\x04 payload of some bytes"
    pkcs1 = channel.frame(channel.SIGN, channel.RSA_PKCS1, key, text)
    seeds = {
        "hello": channel.frame(channel.HELLO),
        "hello-with-key": channel.frame(channel.HELLO, key=key),
        "sign-pkcs1": pkcs1,
        "sign-pkcs1-hash-more": channel.frame(channel.SIGN, channel.RSA_PKCS1, key, text, SHA384,
                                              flags=channel.HASH | channel.MORE),
        "sign-pss": channel.frame(channel.SIGN, channel.RSA_PSS, key, text, channel.SHA256, SHA1,
                                  salt=32),
        "sign-ecdsa-hash": channel.frame(channel.SIGN, channel.ECDSA, key, b"", SHA512,
                                         flags=channel.HASH),
        "decrypt-pkcs1": channel.frame(channel.DECRYPT, channel.RSA_PKCS1, key, text),
        "decrypt-oaep-label": channel.frame(channel.DECRYPT, channel.RSA_OAEP, key, text, SHA224,
                                            SHA512, prefix=5),
        "label-longer-than-payload": channel.frame(channel.DECRYPT, channel.RSA_OAEP, key, text,
                                                   SHA224, SHA512, prefix=len(text) + 1),
        "derive": channel.frame(channel.DERIVE, channel.ECDH, key, point),
        "derive-kdf": channel.frame(channel.DERIVE, channel.ECDH, key, point, SHA1, output=32),
        "derive-kdf-shared-data": channel.frame(channel.DERIVE, channel.ECDH, key,
                                                b"shared" + point, channel.SHA256, prefix=6,
                                                output=16),
        "derive-kdf-without-length": channel.frame(channel.DERIVE, channel.ECDH, key, point, SHA1),
        "unwrap": channel.frame(channel.UNWRAP, channel.AES_KEY_WRAP, payload=bytes(16 + 24),
                                prefix=16),
        "unwrap-half-a-block": channel.frame(channel.UNWRAP, channel.AES_KEY_WRAP,
                                             payload=bytes(32 + 28), prefix=32),
        "truncated": pkcs1[:-1],
    }
    for name, frame in seeds.items():
        put("fuzz_signer_request", name, frame)


def response(status, payload=b"", version=channel.VERSION):
    return channel.RESPONSE.pack(version, len(payload), GENERATION, status, 0) + payload


def seeds_of_responses():
    text = b"a payload of some bytes"
    seeds = {
        "ok": response(channel.OK, text),
        "ok-empty": response(channel.OK),
        "stale": response(channel.STALE),
        "failed": response(channel.FAILED),
        "refused-with-payload": response(channel.REFUSED, text),
        "unknown-status": response(channel.FAILED + 1),
        "another-version": response(channel.OK, text, channel.VERSION + 1),
        "truncated": response(channel.OK, text)[:-1],
    }
    for name, frame in seeds.items():
        put("fuzz_signer_response", name, frame)


def seeds_of_the_agent():
    program, store = bytes(range(1, 17)), bytes(range(17, 33))
    greeting = struct.Struct("=8sHHHH16s16s")
    answer = struct.Struct("=8sII")
    seeds = {
        "greeting": greeting.pack(b"VALUXAGT", 1, 0, 0, 8, program, store),
        "greeting-last-channel": greeting.pack(b"VALUXAGT", 1, 0, 15, 16, program, bytes(16)),
        "greeting-channel-too-many": greeting.pack(b"VALUXAGT", 1, 0, 16, 17, program, store),
        "greeting-of-nobody": greeting.pack(b"VALUXAGT", 1, 0, 0, 1, bytes(16), store),
        "ready": answer.pack(b"VALUXAGT", 1, 0),
        "another-version": answer.pack(b"VALUXAGT", 2, 0),
        "unknown-status": answer.pack(b"VALUXAGT", 1, 3),
        "truncated": answer.pack(b"VALUXAGT", 1, 0)[:-1],
    }
    for name, frame in seeds.items():
        put("fuzz_agent_messages", name, frame)


def seeds_of_pinentry():
    """Lines as pinentry writes them."""
    seeds = {
        "pin": "OK Pleased to meet you\nOK\nOK\nD 1234%25%E6%97%A5\nOK\n",
        "in-two-lines": "D correct-\nD horse\nOK\n",
        "status": "# a comment\nS PIN_REPEATED\nD x\nOK closing connection\n",
        "cancelled": "ERR 83886179 Operation cancelled <Pinentry>\n",
        "fully-cancelled": "ERR 83886278 Operation fully cancelled <Pinentry>\n",
        "no-display": "ERR 83918950 Inappropriate ioctl for device <Pinentry>\n",
        "zero": "D ab%00cd\nOK\n",
        "half-an-escape": "D ab%4\nOK\n",
        "longest": "D " + "%41" * 332 + "\n",
    }
    for name, lines in seeds.items():
        put("fuzz_assuan", name, lines)


def main():
    seeds_of_pinentry()
    seeds_of_the_agent()
    seeds_of_requests()
    seeds_of_responses()
    seeds_of_private_keys()
    seeds_of_stores()
    seeds_of_a_configuration()
    with make_centre(PROGRAMS / "valux-centre") as centre:
        centre.add_letter("Xyz123Def456")
        seeds_of_answers(centre, Key(HOME, "key"))
        seeds_of_journals(centre)
        seeds_of_est(centre)


with tempfile.TemporaryDirectory(prefix="valux-seeds-") as temporary:
    HOME = pathlib.Path(temporary)
    main()
