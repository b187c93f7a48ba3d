# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Ports of the loopback, for services that can't be given an open socket."""

import socket

from . import nginx


def free_port():
    """A port that nobody listens on."""
    with socket.create_server((nginx.HOST, 0)) as listener:
        return listener.getsockname()[1]


def listens(port):
    """Whether somebody listens on the port."""
    with socket.socket() as client:
        return client.connect_ex((nginx.HOST, port)) == 0
