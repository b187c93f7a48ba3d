# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What most tests begin with: a centre, a person, and a web server that wants a certificate."""

import os

from . import nginx, product, sandbox_centre, software_tpm

# "tpm": the person's keys are in a TPM. So a test that says nothing of it runs with both.
CUSTODY = os.environ.get("VALUX_TESTS_CUSTODY", "sealed")


class Scene:
    """A running centre and web server, and a person without certificates yet."""

    def __init__(self, place, programs, user=None):
        services = place.home("services")
        self.place = place
        self.centre = sandbox_centre.start_in(place, programs.centre)
        if user is not None:
            programs = programs.copy_to(place.own_directory("programs"))
        self.person = product.Person(programs, place.home("person", user), self.centre)
        if CUSTODY == "tpm":
            self.tpm = software_tpm.SoftwareTpm()
            self.person.configure(custody="tpm", tpm={"tcti": self.tpm.name})
        self.server = nginx.Server(services, self.centre)
