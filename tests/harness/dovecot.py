# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A Dovecot on loopback whose only way in is a client certificate; its common name is the user."""

import contextlib
import pwd
import socket

HOST = "127.0.0.1"

CONFIGURATION = """
base_dir = {directory}/run
state_dir = {directory}/state
log_path = /dev/stderr
auth_verbose = yes
protocols = imap
listen = {host}
mail_location = maildir:{directory}/mail/%u
mail_privileged_group =
first_valid_uid = 1
auth_mechanisms = external
auth_ssl_require_client_cert = yes
auth_ssl_username_from_cert = yes
auth_username_format = %u
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
ssl_ca = <{authorities}
ssl_verify_client_cert = yes
ssl_require_crl = no
ssl_cert_username_field = commonName
passdb {{
    driver = static
    args = nopassword=yes
}}
userdb {{
    driver = static
    args = uid={owner} gid={group} home={directory}/mail/%u
}}
service imap-login {{
    inet_listener imap {{
        port = 0
    }}
    inet_listener imaps {{
        port = {port}
        ssl = yes
    }}
}}
service stats {{
    chroot =
}}
"""

# The socket is handed over as systemd does it, which wants the server's own process number.
WITH_SOCKET = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@" 3<&"$VALUX_SOCKET"'


class Server:
    """A running Dovecot. It needs root, since it works as users of its own."""

    def __init__(self, home, centre):
        owner = pwd.getpwnam("nobody")
        self.directory = home.place.own_directory("dovecot")
        self.mail = self.directory / "mail"
        self.mail.mkdir()
        home.place.give(self.mail, owner)
        self._owner = owner
        self._place = home.place
        with contextlib.closing(socket.create_server((HOST, 0), backlog=64)) as listener:
            self.port = listener.getsockname()[1]
            file = self.directory / "dovecot.conf"
            file.write_text(CONFIGURATION.format(
                directory=self.directory, host=HOST, port=self.port,
                certificate=centre.server_certificate, key=centre.server_key,
                authorities=centre.authorities, owner=owner.pw_uid, group=owner.pw_gid))
            self.process = home.start(
                ["bash", "-c", WITH_SOCKET, "bash", "dovecot", "-F", "-c", file],
                variables={"VALUX_SOCKET": str(listener.fileno())}, pass_fds=[listener.fileno()])
        self.process.wait_for_line("starting up")

    def deliver(self, user, message):
        """Puts a message into the user's inbox."""
        for name in ("", "new", "cur", "tmp"):
            directory = self.mail / user / name
            directory.mkdir(exist_ok=True)
            self._place.give(directory, self._owner)
        file = self.mail / user / "new/1.message"
        file.write_bytes(message)
        self._place.give(file, self._owner)

    def wait_for_login(self, user):
        """Waits for the log line of a login."""
        return self.process.wait_for_line(rf"Login: user=<{user}>.*TLS")
