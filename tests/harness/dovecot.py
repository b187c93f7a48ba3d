# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A Dovecot on loopback whose only way in is a client certificate; its common name is the user."""

import contextlib
import pwd
import re
import socket

HOST = "127.0.0.1"

# Version 2.3 of Debian 12 and 2.4 of Debian 13 call many settings by other names.
CONFIGURATION = """
{beginning}
base_dir = {directory}/run
state_dir = {directory}/state
log_path = /dev/stderr
auth_verbose = yes
listen = {host}
mail_privileged_group =
first_valid_uid = 1
auth_mechanisms = external
auth_ssl_require_client_cert = yes
auth_ssl_username_from_cert = yes
ssl = required
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
{rest}
"""

REST_OF_2_3 = """
protocols = imap
mail_location = maildir:{directory}/mail/%u
auth_username_format = %u
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
"""

BEGINNING_OF_2_4 = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0"
REST_OF_2_4 = """
protocols {{
    imap = yes
}}
mail_driver = maildir
mail_path = {directory}/mail/%{{user}}
auth_username_format = %{{user}}
ssl_server_cert_file = {certificate}
ssl_server_key_file = {key}
ssl_server_ca_file = {authorities}
ssl_server_request_client_cert = yes
ssl_server_require_crl = no
ssl_server_cert_username_field = commonName
passdb static {{
    fields {{
        nopassword = yes
    }}
}}
userdb static {{
    fields {{
        uid = {owner}
        gid = {group}
        home = {directory}/mail/%{{user}}
    }}
}}
"""

# The socket is handed over as systemd does it, which wants the server's own process number.
WITH_SOCKET = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@" 3<&"$VALUX_SOCKET"'


def configuration(home, **values):
    """The configuration for the version of Dovecot that this machine has."""
    version = re.match(r"(\d+)\.(\d+)", home.run(["dovecot", "--version"]))
    if tuple(map(int, version.groups())) < (2, 4):
        beginning, rest = "", REST_OF_2_3
    else:
        beginning, rest = BEGINNING_OF_2_4, REST_OF_2_4
    return CONFIGURATION.format(beginning=beginning, rest=rest.format(**values), **values)


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
            file.write_text(configuration(
                home, directory=self.directory, host=HOST, port=self.port,
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
        return self.process.wait_for_line(rf"(Login|Logged in): user=<{user}>.*TLS")
