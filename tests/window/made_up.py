# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The window's program beside a valux-enroll that is a Python script."""

import json
import pathlib
import shutil

import desktop

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

# What is reached by the form, with the nickname that does it.
BY_FORM = {"progress": "WAITSNOW", "result": "SUCCEEDS", "failure": "FAILSNOW",
           "proxy": "ASKSPROXY", "closing": "WAITSNOW"}
# What is seen where the keys are not as usual: the screen, a word that tells it, and the keys.
LOCKED, UNLOCKED = ({"custody": "pin", "locked": locked} for locked in (True, False))
BY_KEYS = {"locked": ("menu", "locked", LOCKED), "unlocked": ("menu", "unlocked", UNLOCKED),
           "under-pin": ("settings", "change pin", LOCKED), "pin": ("menu", "locked", LOCKED),
           "changed-pin": ("settings", "change pin", LOCKED),
           "refused": ("menu", "other custody", {"custody": "sealed", "custodyDemanded": "pin"}),
           "refused-settings": ("settings", "other custody",
                                {"custody": "sealed", "custodyDemanded": "pin"}),
           "demanded": ("settings", "this custody", {**LOCKED, "custodyDemanded": "pin"})}
SCREENS = ("menu", "locked", "unlocked", "refused", "enrolment", "acquire", "progress", "result",
           "failure", "select", "checkup", "settings", "under-pin", "refused-settings", "demanded")
# What is above a screen: the button that opens it, where there is one, and its fields.
DIALOGS = {"pin": ("unlock", ("pin",)), "new-pin": ("set pin", ("new pin", "again")),
           "changed-pin": ("change pin", ("new pin", "again")),
           "proxy": (None, ("user", "password")), "closing": (None, ())}
REFUSAL = "PINが正しくありません。"
SCRIPT = f"""
import json, os, sys, time

def descriptor(name):
    return int(sys.argv[sys.argv.index(name) + 1])

def tell(**line):
    os.write(descriptor("--progress-fd"), (json.dumps({{"interface": 1, **line}}) + "\\n").encode())

def fail():
    print(json.dumps({FAILURE!r}), file=sys.stderr)
    sys.exit(8)

def ask(option, **line):
    tell(**line)
    if os.read(descriptor(option), 300) == b"":
        fail()

answer = {ANSWERS!r}.get(sys.argv[1], {{"interface": 1}})
if sys.argv[1] == "list":
    answer = {{**answer, **json.loads(os.environ.get("KEYS", "{{}}"))}}
if sys.argv[1] == "unlock":
    ask("--pin-fd", step="pin", message={REFUSAL!r})
if sys.argv[1] == "new":
    tell(step="asking", message="VALUXセンタに確認しています。")
    if {BY_FORM["proxy"]!r} in sys.argv:
        ask("--proxy-login-fd", step="proxyLogin", proxy="http://proxy.example:3128",
            message="プロキシ http://proxy.example:3128 が、ユーザ名とパスワードを求めています。")
    if {BY_FORM["progress"]!r} in sys.argv:
        time.sleep(1000)
    if {BY_FORM["failure"]!r} in sys.argv:
        fail()
    answer = {{**{CERTIFICATES[1]!r}, "interface": 1}}
print(json.dumps(answer))
"""


def arguments(name):
    """The arguments of the window that open a screen, or what leads to a screen or dialog."""
    screen = "settings" if name == "new-pin" else BY_KEYS.get(name, (name,))[0]
    return ["--screen", "acquire" if name in BY_FORM else screen]


def variables(name):
    """The variables of the window with which the screen or dialog is as it is to be."""
    return {"KEYS": json.dumps(BY_KEYS[name][2])} if name in BY_KEYS else {}


def fill_form(reader, words, nickname):
    """Fills in the form and presses its button."""
    for field, text in (("company", "123456789012"), ("certificate", "1000PAK9"),
                        ("otp", "ABCDEFGH1234"), ("passphrase", "PASSPHRASE"),
                        ("nickname", nickname)):
        reader.enter(words[field], text)
    reader.press(words["get"])


def go_on_to(name, reader, words):
    """From the window as it opened to the screen or dialog, and waits until that shows."""
    if name in BY_FORM:
        fill_form(reader, words, BY_FORM[name])
    if name in BY_FORM and name != "proxy":
        waits = BY_FORM[name] == BY_FORM["progress"]
        reader.find(words["progress" if waits else "result"], ("frame",))
    if name in BY_KEYS:
        reader.wait_for(words[BY_KEYS[name][1]])
    if name in DIALOGS:
        open_dialog(name, reader, words)


def open_dialog(name, reader, words):
    """From the screen below it."""
    button, fields = DIALOGS[name]
    if button is not None:
        reader.press(words[button])
    if name == "closing":
        desktop.activate("quit")
        reader.wait_for(words["nothing is lost"])
    for field in fields:
        reader.find(words[field], ("text", "entry", "password text"))


def fill_dialog(name, reader, words):
    """Writes something into each field, so that both buttons can be pressed."""
    for field in DIALOGS.get(name, (None, ()))[1]:
        reader.enter(words[field], "correct-horse")


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
