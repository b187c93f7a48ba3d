# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What each fault of the sandbox centre comes to, for the tests that go through all of them."""

from enrolment import EXIT

NOTHING = []  # the journals afterwards: none
SENDING = ["sending"]
ANSWERED = ["answered"]


class Fault:
    """What `new` and `renew` answer, say and leave behind while the centre has the fault."""

    def __init__(self, status, journals, english, japanese, arrived=True, late=False,
                 commands=("new", "renew")):
        self.status = EXIT[status]
        self.journals = journals
        self.phrases = {"en": english, "ja": japanese}
        self.arrived = arrived  # the centre has issued a certificate
        self.late = late        # or will, by itself, once the fault has gone
        self.commands = commands  # those that the fault strikes


BROKE = ("The connection to the centre broke before its answer was complete",
         "応答を受け取り終わる前に、VALUXセンタとの接続が切れました")
FAULTS = {
    "refused": Fault("network", NOTHING, "The centre can't be reached",
                     "VALUXセンタに接続できません", False),
    "foreign-ca": Fault("network", NOTHING, "the server may not be the centre",
                        "VALUXセンタではない可能性があるため、何も送信していません", False),
    "tls-1.1": Fault("network", NOTHING, "The centre can't be reached",
                     "VALUXセンタに接続できません", False),
    "drop-before": Fault("pending", SENDING, *BROKE, False),
    "drop-after": Fault("pending", SENDING, *BROKE),
    "stall": Fault("pending", SENDING, *BROKE, False),
    "late": Fault("pending", SENDING, *BROKE, False, late=True),
    "truncate": Fault("pending", SENDING, *BROKE),
    "busy-429": Fault("centre", NOTHING, "there were too many requests",
                      "要求が多すぎるため、VALUXセンタから待つよう求められています", False),
    "busy-503": Fault("centre", NOTHING, "The centre is closed for maintenance",
                      "VALUXセンタはメンテナンス中です", False),
    "error-500": Fault("pending", SENDING, "The centre failed with the status 500",
                       "VALUXセンタでエラーが発生しました（状態コード 500）", False),
    "redirect": Fault("answer", NOTHING, "The centre points to another address",
                      "VALUXセンタから別のアドレスへ誘導されました", False),
    "pending": Fault("pending", SENDING, "The centre is still issuing the certificate",
                     "VALUXセンタで証明書を発行しています"),
    "huge-body": Fault("pending", SENDING, "The centre's answer is too large",
                       "VALUXセンタの応答が大きすぎます"),
    "bad-json": Fault("answer", ANSWERED, "The centre's answer is not valid JSON",
                      "JSONとして正しくありません"),
    "deep-json": Fault("answer", ANSWERED, "The centre's answer is not valid JSON",
                       "JSONとして正しくありません"),
    "md5-signed": Fault("answer", ANSWERED, "is signed with MD5 or SHA-1",
                        "MD5またはSHA-1で署名されている"),
    "long-serial": Fault("answer", ANSWERED, "serial number is too long: it has 40 bytes",
                         "シリアル番号が長すぎます。40バイトあります"),
    "two-names": Fault("answer", ANSWERED, "has 2 common names (CN), and the first, Somebody, is "
                       "not the certificate ID Cert1002",
                       "コモンネーム（CN）が2個あり"),
    "no-name": Fault("answer", ANSWERED, "has no common name (CN), or an empty one",
                     "コモンネーム（CN）がないか、空です"),
    "wrong-key": Fault("answer", ANSWERED, "The issued certificate is for another key",
                       "発行された証明書は別の鍵のものです"),
    "wrong-chain": Fault("answer", ANSWERED, "The certificate's chain does not verify",
                         "証明書チェーンを検証できません"),
    "already-expired": Fault("answer", ANSWERED, "The issued certificate has expired already",
                             "発行された証明書は既に証明書有効期限を過ぎています"),
    "absurd-service-period": Fault("answer", ANSWERED, "The service period that the centre gives "
                                   "does not fit",
                                   "VALUXセンタから通知されたサービス利用期間が証明書と合っていません"),
    "same-serial": Fault("answer", ANSWERED, "the same issuer and serial number as BANK01",
                         "BANK01 の証明書と同じ発行者とシリアル番号", commands=("renew",)),
    "other-request": Fault("answer", ANSWERED, "belongs to another request",
                           "VALUXセンタの応答は別の要求"),
}
