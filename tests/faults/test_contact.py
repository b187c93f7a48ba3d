# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Whoever is sent to the VALUX centre is told how it is reached, in each text that does so."""

import ast
import json
import pathlib
import re
import sys
import unittest

from enrolment import EXIT, NICKNAME, User, make_centre

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)
DAY = 86400
CONTACT = "0120-000-000, weekdays 9 to 17"
SOURCES = pathlib.Path(__file__).resolve().parent.parent.parent / "enroll"
SENDS = re.compile(r"(ask|report\b[^.]*|reach|telephone|say) (to )?the VALUX centre", re.IGNORECASE)


def texts():
    """The texts of the sources that send somebody to the centre."""
    found = set()
    for file in sorted(SOURCES.rglob("*.c")):
        source = file.read_text(encoding="utf-8")
        for literal in re.findall(r'N?_\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)', source):
            text = ast.literal_eval("(" + literal + ")")
            if SENDS.search(text):
                found.add(text)
    return found


class Contact(unittest.TestCase):
    def setUp(self):
        self.centre = self.enterContext(make_centre(CENTRE, "--not-before", str(-300 * DAY),
                                                    "--service-end", str(DAY)))
        self.user = self.new_user()
        self.told = set()

    def new_user(self):
        user = self.enterContext(User(ENROLL, self.centre))
        user.set("centre.contact", CONTACT)
        return user

    def assert_told(self, result, status, beginning):
        """A text was told, and with it how the centre is reached."""
        self.assertEqual(result.status, EXIT[status], result)
        told = " ".join((result.out + result.err).split())
        self.assertIn(beginning, told)
        self.assertIn(CONTACT, told)
        fitting = {text for text in texts() if beginning in text}
        self.assertTrue(fitting, beginning)
        self.told |= fitting

    def acquire(self, *options, otp="Abc123Def456", certificate="Cert1002", nickname=NICKNAME):
        self.user.write("otp", otp)
        command = self.user.command_new(*options, nickname=nickname)
        command[command.index("--certificate-id") + 1] = certificate
        return self.user.run(command)

    def refusals(self):
        self.centre.add_letter("Old123Old456", certificate="Cert1009",
                               expires="2001-01-01T00:00:00Z")
        self.assert_told(self.acquire(otp="Old123Old456", certificate="Cert1009"), "centre",
                         "The one-time password has expired.")
        self.assertEqual(self.acquire().status, 0)
        self.assert_told(self.acquire(nickname="BANK02"), "centre",
                         "The one-time password has been used already.")
        self.centre.add_letter("Key123Key456", certificate="Cert1005")
        for _ in range(5):
            self.acquire(otp="Wrong0000000", certificate="Cert1005", nickname="BANK02")
        self.assert_told(self.acquire(otp="Key123Key456", certificate="Cert1005",
                                      nickname="BANK02"), "centre",
                         "The centre has locked this ID after too many wrong tries.")
        self.assert_told(self.acquire("--json", otp="Key123Key456", certificate="Cert1005",
                                      nickname="BANK02"), "centre",
                         "If you can't tell why, ask the VALUX centre.")

    def unusable_answers(self):
        self.centre.arm("wrong-key")
        self.assert_told(self.user.renew(), "answer", "and run 'valux-enroll resume' when they")
        self.centre.arm()
        self.user = self.new_user()
        self.user.profile = "est"
        self.centre.add_letter("Est123Est456", certificate="Cert1006")
        self.centre.arm("wrong-key")
        self.assert_told(self.acquire(otp="Est123Est456", certificate="Cert1006"), "answer",
                         "and run 'valux-enroll new' with the same IDs, one-time password and "
                         "passphrase when they")
        self.centre.arm()

    def configure(self, profile):
        """For the commands that have no options for it."""
        for member, value in (("profile", profile), ("address", self.centre.address),
                              ("caFile", str(self.centre.certificate))):
            self.user.set("centre." + member, value)

    def report(self, name=NICKNAME):
        return json.loads(self.user.run([ENROLL, "status", "--json", name]).out)

    def states(self):
        self.user = self.new_user()
        self.configure("valux-json")
        for nickname, certificate in ((NICKNAME, "Cert2001"), ("BANK02", "Cert2002")):
            self.centre.add_letter("St" + certificate + "00", certificate=certificate)
            self.assertEqual(self.acquire(otp="St" + certificate + "00", certificate=certificate,
                                          nickname=nickname).status, 0)
        status = [ENROLL, "status", "--sync", NICKNAME]
        for text in ("ask the VALUX centre at once, by", "What to say to the VALUX centre"):
            self.assert_told(self.user.run(status), "done", text)
        self.centre.operate("suspend", self.report()["serialNumber"])
        alone = "The centre has suspended it. Ask the VALUX centre."
        contractor = "certificates: BANK01, BANK02. Ask the VALUX centre."
        self.told |= {text for text in texts() if text == alone}
        self.assert_alone_and_whole(status, alone, contractor)
        self.centre.operate("revoke", self.report()["serialNumber"])
        self.assert_told(self.user.run(status), "status", "apply for a new one and acquire it")

    def assert_alone_and_whole(self, status, alone, contractor):
        """One of two certificates is suspended; then both, which is said of both in one text."""
        alarm = [ENROLL, "alarm", "--dry-run"]
        for command in (status, alarm):
            told = self.user.run(command).out
            self.assertIn(alone, told)
            self.assertIn(CONTACT, told)
        self.centre.operate("suspend", self.report("BANK02")["serialNumber"])
        for command in (status, alarm):
            told = self.user.run(command).out
            self.assertIn("suspended the company ID NTTDATA01003 as a whole", told)
            self.assertIn(contractor, told)
            self.assertIn(CONTACT, told)
            self.assertNotIn(alone, told)
        self.assertEqual(told.count("as a whole"), 1)
        self.told |= {text for text in texts() if "as a whole" in text}

    def est_renewal(self):
        self.user = self.new_user()
        self.centre.add_letter("Ren123Ren456", certificate="Cert3001")
        self.assertEqual(self.acquire(otp="Ren123Ren456", certificate="Cert3001").status, 0)
        self.centre.operate("suspend", self.report()["serialNumber"])
        self.user.profile = "est"
        self.assert_told(self.user.renew(), "centre", "The centre does not")

    def test_each_text_that_sends_somebody_to_the_centre_says_how_it_is_reached(self):
        self.refusals()
        self.unusable_answers()
        self.states()
        self.est_renewal()
        for text in sorted(self.told):
            print("    with the contact:", " ".join(text.split())[:90])
        self.assertEqual(sorted(texts() - self.told), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
