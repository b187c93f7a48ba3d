# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A listening socket whose connections are served in threads, until it is closed."""

import socket
import threading


class Listening:
    """Calls `serve(connection)` for each connection to a listening socket, in its own thread."""

    def __init__(self, listener, serve):
        self.socket = listener
        self.serve = serve
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def close(self):
        """Takes no more connections; those that there are go on.

        The thread ends before the descriptor is closed. Closing does not end accept(2), and after a
        signal the kernel calls it again with the descriptor's number. By then that may be the next
        listening socket's, and the thread would take a connection away from it. The signal can be a
        child's SIGCHLD: subprocess blocks signals while it makes a process, and one that comes then
        goes to another thread.
        """
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.socket.close()
