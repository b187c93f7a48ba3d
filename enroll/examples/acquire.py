#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Acquires a certificate, lists all, and selects the new one, through the machine interface.

Run it with the three fields that are no secret; it reads the one-time password and the passphrase
from standard input, a line each:

    acquire.py COMPANY-ID CERTIFICATE-ID NICKNAME
"""

import json
import os
import subprocess
import sys

INTERFACE = 1


def pipe_with(secret):
    """The reading end of a pipe that holds the secret, which is never an argument."""
    reader, writer = os.pipe()
    os.write(writer, secret.encode())
    os.close(writer)
    return reader


def enroll(*arguments, pass_fds=()):
    """The answer of a command. Tells the person what went wrong, and ends, where it failed."""
    done = subprocess.run(["valux-enroll", *arguments, "--json"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, encoding="utf-8", pass_fds=pass_fds,
                          check=False)
    for line in done.stderr.splitlines():
        message = json.loads(line)
        for member in ("message", "advice", "contact"):
            if member in message:
                print(message[member], file=sys.stderr)
    if done.returncode != 0:
        sys.exit(done.returncode)
    answer = json.loads(done.stdout)
    if answer["interface"] != INTERFACE:
        sys.exit("valux-enroll speaks another version of its interface")
    return answer


def main():
    company_id, certificate_id, nickname = sys.argv[1:]
    one_time_password = pipe_with(sys.stdin.readline().strip())
    passphrase = pipe_with(sys.stdin.readline().strip())
    acquired = enroll("new", "--company-id", company_id, "--certificate-id", certificate_id,
                      "--nickname", nickname, "--otp-fd", str(one_time_password),
                      "--passphrase-fd", str(passphrase),
                      pass_fds=(one_time_password, passphrase))
    print(f"acquired: {acquired['nickname']}, {acquired['status']}")
    for certificate in enroll("list")["certificates"]:
        print(f"listed: {certificate['nickname']} until {certificate['servicePeriod']['to']}")
    selected = enroll("select", acquired["serialNumber"])
    print(f"selected: {selected['nickname']}")


main()
