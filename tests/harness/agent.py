# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""valux-agent of a person, as systemd would start it: outside of every sandbox."""

from . import process


class Agent:
    """A running agent that listens on sockets of these directories, `valux/agent` in each."""

    def __init__(self, person, *directories):
        self._sockets = [directory / "valux/agent" for directory in directories]
        # systemd would start it again for the next program; here it must not end while it is idle.
        options = [word for socket in self._sockets for word in ("--socket", socket)]
        self.process = person.home.start([person.product.agent, *options, "--idle", "3600"])
        for socket in self._sockets:
            process.wait_until(socket.is_socket, f"{socket} is there")

    def stop(self):
        self.process.stop()
        for socket in self._sockets:
            socket.unlink(missing_ok=True)
