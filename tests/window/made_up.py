# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The window's program beside a valux-enroll that is a Python script."""

import pathlib
import shutil

CONFIGURATION = {"interface": 1, "exposure": "selected",
                 "centre": {"address": "https://centre.example",
                            "caFile": "/etc/valux/centre-ca.pem", "contact": "0120-000-000"}}
STATUSES = ("new", "new-arrival", "valid", "expiring", "expired", "invalid", "not-yet-valid",
            "suspended", "revoked")
NAMES = ("NTTATABANK01", "NTTATABANK05", "NTTATABANK07", "NTTATABANK04", "NTTATABANK02",
         "NTTATABANK06", "NTTATABANK08", "NTTATABANK09", "NTTATABANK10")


def certificate(status, nickname, number):
    """A certificate as `list --json` describes it."""
    return {"nickname": nickname, "companyId": "123456789012", "certificateId": f"1000PAK{number}",
            "serialNumber": f"{number:02x}", "keyId": f"{number:040x}", "status": status,
            "selected": status == "new", "superseded": False, "visible": True,
            "renewable": status in ("expiring", "expired"),
            "selectable": status in ("new", "new-arrival", "valid", "expiring"),
            "notBefore": "2026-11-01T00:00:00Z", "notAfter": "2027-12-22T15:59:00Z",
            "acquired": "2026-11-01T00:00:00Z",
            "servicePeriod": {"from": "2026-12-08T06:10:00Z", "to": "2027-12-08T14:59:00Z"}}


CERTIFICATES = [certificate(status, nickname, number)
                for number, (status, nickname) in enumerate(zip(STATUSES, NAMES), 1)]
ANSWERS = {
    "list": {"interface": 1, "certificates": CERTIFICATES, "custody": "sealed"},
    "resume": {"interface": 1, "unfinished": [
        {"requestId": "1", "kind": "acquisition", "state": "sending", "resumable": True,
         "nickname": "NTTATABANK11", "companyId": "123456789012", "certificateId": "1000PAK9",
         "started": "2026-11-27T08:00:00Z"}]},
    "alarm": {"interface": 1, "exitStatus": 20, "alarms": [
        {**CERTIFICATES[3], "summary": "証明書 NTTATABANK04 のサービス利用期間は、あと7日で終了します",
         "message": "証明書の更新を行ってください。"}]},
    "config": CONFIGURATION,
    "doctor": {"interface": 1, "findings": [
        {"step": "store", "verdict": "right", "message": "9 certificates are in the store."},
        {"step": "program", "verdict": "wrong", "message": "Firefox does not know the module.",
         "remedy": ["register"]},
        {"step": "program", "verdict": "note", "message": "Chromium runs; start it again."}]},
}


def with_overview(answers):
    """The answers, with what `list --overview` says besides the certificates."""
    return {**answers, "list": {**answers["list"], "alarms": answers["alarm"]["alarms"],
                                "unfinishedCount": len(answers["resume"]["unfinished"]),
                                "configuration": answers["config"]}}


ANSWERS = with_overview(ANSWERS)
FAILURE = {"interface": 1, "type": "error", "domain": "centre", "exitStatus": 8,
           "message": "ワンタイムパスワードまたはパスフレーズが正しくありません。",
           "advice": "ID通知書とお申込用紙の控えをご確認のうえ、もう一度入力してください。",
           "contact": "0120-000-000"}

# The screens that are reached by the form, with the nickname that does it.
BY_FORM = {"progress": "WAITSNOW", "result": "SUCCEEDS", "failure": "FAILSNOW"}
SCREENS = ("menu", "enrolment", "acquire", *BY_FORM, "select", "checkup", "settings")
SCRIPT = f"""
import json, os, sys, time
answer = {ANSWERS!r}.get(sys.argv[1], {{"interface": 1}})
if sys.argv[1] == "new":
    number = int(sys.argv[sys.argv.index("--progress-fd") + 1])
    os.write(number, (json.dumps({{"interface": 1, "step": "asking",
                                   "message": "VALUXセンタに確認しています。"}}) + "\\n").encode())
    if {BY_FORM["progress"]!r} in sys.argv:
        time.sleep(1000)
    if {BY_FORM["failure"]!r} in sys.argv:
        print(json.dumps({FAILURE!r}), file=sys.stderr)
        sys.exit(8)
    answer = {{**{CERTIFICATES[1]!r}, "interface": 1}}
print(json.dumps(answer))
"""


def arguments(screen):
    """The arguments of the window that open the screen, or the form that leads to it."""
    return ["--screen", "acquire" if screen in BY_FORM else screen]


def go_on_to(screen, reader, words):
    """Fills in the form where that leads to the screen."""
    if screen not in BY_FORM:
        return
    for field, text in (("company", "123456789012"), ("certificate", "1000PAK9"),
                        ("otp", "ABCDEFGH1234"), ("passphrase", "PASSPHRASE"),
                        ("nickname", BY_FORM[screen])):
        reader.enter(words[field], text)
    reader.press(words["get"])
    reader.find(words["progress" if screen == "progress" else "result"], ("frame",))


def program(directory, build, script=SCRIPT):
    """Puts the window's program and the script into a directory; returns the program's path."""
    place = pathlib.Path(directory, "bin")
    place.mkdir()
    shutil.copy2(build / "bin/valux-certificates", place)
    (place.parent / "share").symlink_to(build / "share")
    enroll = place / "valux-enroll"
    enroll.write_text(f"#!/usr/bin/python3 -B\n{script}", encoding="utf-8")
    enroll.chmod(0o755)
    return place / "valux-certificates"
