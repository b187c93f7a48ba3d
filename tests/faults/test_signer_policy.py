#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""The signer itself decides which keys sign, whoever asks and whatever is sent."""

import os
import random
import unittest

import signer_channel
from signer_channel import (
    AES_KEY_WRAP, BAD_DATA, BAD_LENGTH, BAD_REQUEST, DECRYPT, DERIVE, ECDH, ECDSA, FLAGS_AT, HASH,
    HELLO, MORE, NO_KEY, NO_STORE, OK, REFUSED, RSA_OAEP, RSA_PKCS1, RSA_PSS, SHA256, SIGN, STALE,
    UNWRAP, frame,
)
from signer_world import BOUND, DIGEST, SignerCase, wait_until

SEED = 20260401


class PolicyCase(SignerCase):
    def start(self, **arguments):
        signer = signer_channel.Signer(self.signer, self.store, **arguments)
        self.addCleanup(signer.end)
        return signer

    def sign_frame(self, nickname):
        scheme = RSA_PKCS1 if nickname == "tester1" else ECDSA
        return frame(SIGN, scheme, self.keys[nickname], DIGEST)


class Exposure(PolicyCase):
    exposure = "selected"

    def test_in_exposure_selected_only_the_selected_key_signs(self):
        signer = self.start()
        status, signature = signer.ask(self.sign_frame("tester1"))
        self.assertEqual(status, OK)
        self.assert_rsa_signature(signature)
        self.assertEqual(signer.status(self.sign_frame("tester2")), NO_KEY)

    def test_a_key_that_was_deselected_never_signs_again(self):
        signer = self.start()
        self.assertEqual(signer.status(self.sign_frame("tester1")), OK)
        self.make_store("--select", "tester2")
        self.assertEqual(signer.status(self.sign_frame("tester1")), STALE)
        self.assertEqual(signer.wait(), 0, "the signer has ended")
        another = self.start()
        self.assertEqual(another.status(self.sign_frame("tester1")), NO_KEY)
        self.assertEqual(another.status(self.sign_frame("tester2")), OK)


class StatusRules(PolicyCase):
    exposure = "usable"

    def test_keys_of_hidden_certificates_do_not_sign(self):
        for change in ("state=revoked", "state=suspended", "superseded=1", "service-end=-1",
                       "service-start=86400"):
            with self.subTest(change=change):
                self.make_store("--set", "tester2:state=active", "--set", "tester2:superseded=0",
                                "--set", "tester2:service-start=-86400",
                                "--set", "tester2:service-end=8640000",
                                "--set", f"tester2:{change}")
                signer = self.start()
                self.assertEqual(signer.status(self.sign_frame("tester2")), REFUSED)
                self.assertEqual(signer.status(self.sign_frame("tester1")), OK)
                signer.end()

    def test_a_key_is_refused_from_the_second_after_its_service_end_on(self):
        self.make_store("--set", "tester2:service-end=3")
        signer = self.start()
        self.assertEqual(signer.status(self.sign_frame("tester2")), OK)
        wait_until(lambda: signer.status(self.sign_frame("tester2")) == REFUSED,
                   "the key signs after its service end", BOUND)
        self.assertEqual(signer.status(self.sign_frame("tester1")), OK)
        self.say("no file changed and nobody asked: the signer's own clock")

    def test_a_key_signs_from_its_service_start_on(self):
        self.make_store("--set", "tester2:service-start=3")
        signer = self.start()
        self.assertEqual(signer.status(self.sign_frame("tester2")), REFUSED)
        wait_until(lambda: signer.status(self.sign_frame("tester2")) == OK,
                   "the key does not sign after its service start", BOUND)

    def test_an_unknown_key_is_none(self):
        signer = self.start()
        self.assertEqual(signer.status(frame(SIGN, ECDSA, bytes(20), DIGEST)), NO_KEY)

    def test_a_key_that_the_database_lacks_is_none(self):
        keys = self.make_store("--count", "1", "--nickname", "keyless", "--without-keys",
                               "--key-types", "ec-p256")
        signer = self.start()
        self.assertEqual(signer.status(frame(SIGN, ECDSA, keys["keyless"], DIGEST)), NO_KEY)
        self.assertEqual(signer.status(self.sign_frame("tester1")), OK)


class Stores(PolicyCase):
    def assert_no_store(self, **arguments):
        signer = self.start(**arguments)
        self.assertEqual(signer.status(self.sign_frame("tester1")), NO_STORE)
        self.assertEqual(signer.wait(), 0, "the signer has ended")

    def test_a_store_that_others_may_write_is_refused(self):
        os.chmod(self.store, 0o777)
        self.assert_no_store()

    def test_another_users_store_is_refused(self):
        os.chmod(self.store, 0o755)
        os.chown(self.store, 65534, 65534)
        self.assert_no_store()

    def test_a_damaged_snapshot_is_no_store(self):
        path = os.path.join(self.store, "snapshot")
        with open(path, "rb") as file:
            whole = file.read()
        for damaged in (b"", whole[:100], whole[:-1], b"\xff" * len(whole)):
            with open(path, "wb") as file:
                file.write(damaged)
            self.assert_no_store()

    def test_a_key_database_of_another_machine_is_no_store(self):
        with open(os.path.join(self.store, "seal"), "r+b") as seal:
            seal.write(bytes(32))
        self.assert_no_store()

    def test_a_store_that_is_removed_while_the_signer_runs_is_gone(self):
        signer = self.start()
        self.assertEqual(signer.status(self.sign_frame("tester1")), OK)
        os.remove(os.path.join(self.store, "snapshot"))
        # The helper would have marked the file; without that the signer looks once in a tick.
        wait_until(lambda: signer.status(self.sign_frame("tester1")) == STALE,
                   "the signer goes on without its store", 1)


class Frames(PolicyCase):
    def test_hello_is_answered_on_each_channel(self):
        signer = self.start(channels=16)
        for channel in range(16):
            self.assertEqual(signer.ask(frame(HELLO), channel), (OK, b""))

    def test_no_flipped_bit_before_the_payload_gets_a_signature(self):
        signer = self.start()
        valid = self.sign_frame("tester1")
        self.assertEqual(signer.status(valid), OK)
        answers = {}
        for bit in range(8 * (len(valid) - len(DIGEST))):
            flipped = bytearray(valid)
            flipped[bit // 8] ^= 1 << bit % 8
            status, payload = signer.ask(bytes(flipped))
            self.assertIn(status, (BAD_REQUEST, BAD_LENGTH, NO_KEY), f"bit {bit}")
            self.assertEqual(payload, b"")
            answers[status] = answers.get(status, 0) + 1
        self.assertEqual(signer.status(valid), OK)
        self.say(f"answers by status: {dict(sorted(answers.items()))}")

    def test_no_truncated_or_lengthened_frame_gets_a_signature(self):
        signer = self.start()
        valid = self.sign_frame("tester1")
        for length in range(1, len(valid)):
            self.assertEqual(signer.ask(valid[:length]), (BAD_REQUEST, b""))
        self.assertEqual(signer.ask(valid + b"\0"), (BAD_REQUEST, b""))
        self.assertEqual(signer.ask(valid + bytes(100000)), (BAD_REQUEST, b""))
        self.assertEqual(signer.status(valid), OK)

    def test_random_frames_are_answered_and_harm_nothing(self):
        generator = random.Random(SEED)
        signer = self.start()
        valid = [
            self.sign_frame("tester1"), self.sign_frame("tester2"), frame(HELLO),
            frame(SIGN, RSA_PSS, self.keys["tester1"], DIGEST, SHA256, SHA256, salt=32),
            frame(SIGN, ECDSA, self.keys["tester2"], DIGEST, SHA256, flags=HASH),
            frame(DECRYPT, RSA_PKCS1, self.keys["tester1"], bytes(256)),
            frame(DECRYPT, RSA_OAEP, self.keys["tester1"], bytes(256), SHA256, SHA256),
            frame(DERIVE, ECDH, self.keys["tester2"], b"\x04" + bytes(64)),
            frame(DERIVE, ECDH, self.keys["tester2"], b"shared\x04" + bytes(64), SHA256, prefix=6,
                  output=32),
            frame(UNWRAP, AES_KEY_WRAP, payload=bytes(32 + 40), prefix=32),
        ]
        answered = {}
        for _ in range(4000):
            data = bytearray(generator.choice(valid))
            for _ in range(generator.randrange(6)):
                value = generator.choice((0, 1, 2, 3, 4, 5, 127, 255))
                data[generator.randrange(len(data))] = value
            if generator.random() < 0.1:
                data = bytearray(generator.randbytes(generator.randrange(1, 300)))
            if len(data) > FLAGS_AT:
                data[FLAGS_AT] &= ~MORE  # a frame after which more follows has no answer
            status = signer.status(bytes(data))
            answered[status] = answered.get(status, 0) + 1
        self.assertEqual(signer.status(self.sign_frame("tester1"), 1), OK)
        self.assertEqual(signer.status(self.sign_frame("tester2"), 1), OK)
        self.say(f"answers by status: {dict(sorted(answered.items()))}")

    def test_a_message_whose_parts_do_not_belong_together_is_refused(self):
        signer = self.start()
        first = frame(SIGN, RSA_PKCS1, self.keys["tester1"], b"first", SHA256, flags=HASH | MORE)
        for other in (
            frame(HELLO),
            frame(SIGN, RSA_PKCS1, self.keys["tester2"], b"last", SHA256, flags=HASH),
            frame(SIGN, RSA_PKCS1, self.keys["tester1"], b"last", SHA256 + 1, flags=HASH),
            frame(SIGN, RSA_PKCS1, self.keys["tester1"], b"last"),
            frame(SIGN, RSA_PSS, self.keys["tester1"], b"last", SHA256, SHA256, flags=HASH),
        ):
            signer.send(first)
            self.assertEqual(signer.ask(other), (BAD_REQUEST, b""))
        signer.send(first)
        last = frame(SIGN, RSA_PKCS1, self.keys["tester1"], b"last", SHA256, flags=HASH)
        self.assertEqual(signer.status(last), OK)

    def test_wrong_ciphertexts_have_one_answer(self):
        signer = self.start()
        generator = random.Random(SEED)
        seen = set()
        for _ in range(50):
            ciphertext = b"\0" + generator.randbytes(255)
            seen.add(signer.ask(frame(DECRYPT, RSA_OAEP, self.keys["tester1"], ciphertext, SHA256,
                                      SHA256)))
        self.assertEqual(seen, {(BAD_DATA, b"")})
        self.assertEqual(
            signer.status(frame(DECRYPT, RSA_PKCS1, self.keys["tester1"], bytes(255))), BAD_LENGTH)

    def test_the_end_of_one_channel_ends_the_signer(self):
        signer = self.start()
        self.assertEqual(signer.status(frame(HELLO)), OK)
        signer.channels[1].close()
        self.assertEqual(signer.wait(), 0)

    def test_without_channels_there_is_no_signer(self):
        for count in ("0", "17", "-1", "two", ""):
            signer = signer_channel.subprocess.run([self.signer, self.store, count], check=False)
            self.assertEqual(signer.returncode, 2, count)
        with open("/dev/null", "rb") as nothing:
            signer = signer_channel.subprocess.run(
                [self.signer, self.store, "1"], check=False, pass_fds=(nothing.fileno(),))
        self.assertEqual(signer.returncode, 2, "a descriptor that is no channel")


if __name__ == "__main__":
    unittest.main(verbosity=2)
