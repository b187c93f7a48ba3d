# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What the tests of the window share: a desktop, a person, and the words of the screens."""

import pathlib
import sys
import unittest

import accessibility
import desktop
import keyboard
import made_up
from harness import case, process, product, scene, workplace

# The words of the screens, as a person reads and a screen reader says them.
WORDS = {
    "ja": {
        "menu": "メニュー", "progress": "処理中", "close": "閉じる",
        "nothing is lost": "閉じても失われるもの",
        "enrolment": "証明書の新規取得・更新", "acquire": "証明書の新規取得",
        "company": "企業ID", "certificate": "証明書ID", "otp": "ワンタイムパスワード",
        "passphrase": "パスフレーズ", "nickname": "証明書ニックネーム", "get": "取得",
        "ok": "OK", "back": "メニューへ戻る", "result": "結果",
        "acquired": "証明書 {} を取得しました。", "first": "現在利用中の証明書になりました。",
        "later": "まだ利用中ではありません。", "select screen": "利用する証明書の選択",
        "select": "証明書の選択", "selected": "利用する証明書を {} に変更しました。",
        "renew": "証明書の更新", "renewed": "証明書 {} を更新しました。",
        "form": "電子証明書新規取得", "expired": "期限切れ", "new arrival": "新着",
        "none": "現在利用中の証明書はありません。", "stop": "中止", "resume": "再開する",
        "settings": "設定", "save": "保存", "checkup": "設定の点検",
        "answers": "センタに接続できます。", "mend": "修復する: ", "look": "もう一度点検する",
        "automatic": "証明書の期限が切れる前に自動的に更新する", "automatically": "証明書 {} を ",
        "renew now": "今すぐ更新する",
        "user": "プロキシのユーザ名", "password": "プロキシのパスワード", "go on": "再開する",
        "locked": "鍵はロックされています。", "unlocked": "鍵のロックは解除されています。",
        "unlock": "ロックを解除する…", "lock now": "今すぐロックする", "pin": "鍵のPIN",
        "new pin": "新しいPIN", "again": "新しいPIN（確認）", "set pin": "PINを設定する…",
        "remove pin": "PINを解除する", "change pin": "PINを変更する…",
        "put pin": "PINを設定する", "wrong pin": "PINが", "for good": "忘れたPIN",
        "cleared": "TPMが消去", "cancelled": "中止しました。", "other custody": "管理者が、鍵の別の保護方式",
        "this custody": "この保護方式は、管理者が", "change custody": "保護方式を変更する…",
        "differ": "2回の入力が一致しません。", "changed": "鍵の保護方式を変更しました。",
        "protection": "鍵の保護方式",
        "sheet": "VALUXセンタに伝える内容の印刷", "saved": "{} に保存しました。ブラウザで印刷",
        "half": "証明書ストアの一部", "older": "証明書ストアが以前より古くなっています。",
        "cancel": "キャンセル", "about": "このプログラムについて",
        "convert": "{}を半角にする", "show": "{}を表示する",
        "right": "入力内容は正しいです。", "too short": "短すぎます。", "too long": "長すぎます。",
        "sign": "英数字でない文字があります。",
        "not a capital": "大文字英字でない文字があります。",
        "wrong characters": "全角文字など、使えない文字があります。",
    },
    "en": {
        "menu": "Menu", "progress": "In progress", "close": "Close",
        "nothing is lost": "Nothing is lost: what",
        "enrolment": "Acquire or renew a certificate",
        "acquire": "Acquire a certificate",
        "company": "Company ID", "certificate": "Certificate ID", "otp": "One-time password",
        "passphrase": "Passphrase", "nickname": "Certificate nickname", "get": "Acquire",
        "ok": "OK", "back": "Back to the menu", "result": "Result",
        "acquired": "The certificate {} has been acquired.",
        "first": "It is the certificate in use.",
        "later": "It is not in use yet.", "select screen": "Select the certificate to use",
        "select": "Select the certificate", "selected": "The certificate in use is now {}.",
        "renew": "Renew the certificate", "renewed": "The certificate {} has been renewed.",
        "form": "Acquire a new certificate", "expired": "Expired", "new arrival": "New arrival",
        "none": "There is no certificate in use yet.", "stop": "Stop", "resume": "Go on",
        "settings": "Settings", "save": "Save", "checkup": "Check the set-up",
        "answers": "The centre answers.", "mend": "Mend it: ",
        "automatic": "Renew certificates automatically before they end",
        "automatically": "The certificate {} was renewed automatically on ",
        "look": "Look again", "renew now": "Renew now",
        "user": "User of the proxy", "password": "Password of the proxy", "go on": "Go on",
        "locked": "The keys are locked.", "unlocked": "The keys are unlocked.",
        "unlock": "Unlock …", "lock now": "Lock now", "pin": "PIN of the keys",
        "new pin": "New PIN", "again": "The new PIN once more", "set pin": "Set a PIN …",
        "remove pin": "Remove the PIN", "change pin": "Change the PIN …",
        "put pin": "Set the PIN", "wrong pin": "The PIN is wrong", "for good": "forgotten PIN",
        "cleared": "A TPM that is cleared", "cancelled": "Cancelled.",
        "other custody": "The administrator demands another", "this custody": "demands this",
        "change custody": "Change the protection …",
        "differ": "The two entries differ.",
        "changed": "The protection of the keys was changed.",
        "protection": "Protection of the keys",
        "sheet": "Sheet for printing, with what the centre asks for",
        "saved": "The sheet was saved as {}. Print it",
        "half": "A part of the store is missing",
        "older": "The store is older than it was",
        "cancel": "Cancel", "about": "About this program",
        "convert": "Make half-width: {}", "show": "Show: {}", "right": "All right.",
        "too short": "It is too short.", "too long": "It is too long.",
        "sign": "It has a character that is neither letter nor digit.",
        "not a capital": "It has a character that is not a capital letter.",
        "wrong characters": "It has full-width or other characters that are not allowed.",
    },
}


class WindowCase(case.PlaceCase):
    """Cases that have a desktop, and a person of the sandbox centre without certificates."""

    build = None
    cases = 0
    language = "en"
    reader = accessibility.Reader

    @classmethod
    def setUpClass(cls):
        cls.place = cls.enterClassContext(workplace.Workplace())
        desktop.wait_for_accessibility()

    def setUp(self):
        WindowCase.cases += 1
        self.number = WindowCase.cases
        self.words = WORDS[self.language]
        self.window = None

    def tearDown(self):
        if self.window is not None:
            self.window.stop()

    def __str__(self):
        name = self._testMethodName.removeprefix("test_").replace("_", " ")
        return f"{name} ({self.language}, {self.reader.__name__})"

    @property
    def program(self):
        return pathlib.Path(self.build, "bin/valux-certificates")

    def open(self, home, arguments=(), program=None, **variables):
        """Opens the window, in place of one that is open; returns what a reader has of it."""
        if self.window is not None:
            self.window.stop()
        self.window = desktop.Window(program or self.program, home, self.language, arguments,
                                     variables, self.reader)
        if self.reader is keyboard.Typist:
            self.window.focus()
        return self.window.reader

    def open_made_up(self, name, program, **variables):
        """Opens the window beside a made-up valux-enroll, where the way to `name` begins."""
        WindowCase.cases += 1
        return self.open(self.place.home(f"{name}-{WindowCase.cases}"), made_up.arguments(name),
                         program, **made_up.variables(name), **variables)

    @staticmethod
    def wait_until_no_dialog(reader):
        """Waits until no dialog is open above the window."""
        process.wait_until(lambda: accessibility.quietly(
            lambda: reader.top().get_role_name() == "frame"), "no dialog", accessibility.DEADLINE)

    def start_another(self, home, arguments):
        """Starts the program while a window is open."""
        return desktop.start(self.program, home, self.language, arguments)

    def new_home(self):
        return self.place.home(f"home-{self.number}")

    def with_script(self, script):
        """The window's program beside a valux-enroll that is this Python script."""
        return made_up.program(self.place.own_directory(f"program-{self.number}"), self.build,
                               script)


class CentreCase(WindowCase):
    """Cases with a sandbox centre."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = product.Product(cls.build)
        cls.scene = scene.Scene(cls.place, cls.product)

    def new_person(self):
        return product.Person(self.product, self.new_home(), self.scene.centre)

    def leave_unfinished(self, person, *command):
        """Runs a command whose answer the centre holds back; it can be had from then on."""
        self.scene.centre.arm("pending")
        person.enroll(*command, "--no-register", "--wait", "0", status=None)
        self.scene.centre.arm()

    def leave_acquisition(self, person, nickname, *options):
        """An acquisition that has not ended."""
        letter = self.scene.centre.send_letter()
        person.home.write("otp", letter.one_time_password)
        person.home.write("pass", letter.passphrase)
        self.leave_unfinished(
            person, "new", "--company-id", letter.company_id, "--certificate-id",
            letter.certificate_id, "--nickname", nickname, "--otp-file",
            person.home.directory / "otp", "--passphrase-file", person.home.directory / "pass",
            *options)

    def fill_form(self, reader, letter, nickname):
        """Writes a letter's content into the form."""
        reader.enter(self.words["company"], letter.company_id)
        reader.enter(self.words["certificate"], letter.certificate_id)
        reader.enter(self.words["otp"], letter.one_time_password)
        reader.enter(self.words["passphrase"], letter.passphrase)
        reader.enter(self.words["nickname"], nickname)


def main():
    """Runs the cases of the program: PROGRAM BUILD-TREE [UNITTEST-OPTION]..."""
    WindowCase.build = pathlib.Path(sys.argv[1]).resolve()
    unittest.main(module="__main__", argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
