#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Stands in for logind on the bus that DBUS_SYSTEM_BUS_ADDRESS names.

Each line of standard input is a signal to send: `sleep`, `wake`, `user-removed UID` or
`lock UID`, the lock of a session of that user. It answers each with a line, when it is sent, and
writes `asked` when it is asked whose session that is.
"""

import os
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib

NAME = "org.freedesktop.login1"
MANAGER = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager")
SESSION = "org.freedesktop.login1.Session"
INTERFACE = Gio.DBusNodeInfo.new_for_xml(
    f"<node><interface name='{SESSION}'>"
    "<property name='User' type='(uo)' access='read'/></interface></node>").interfaces[0]


class Logind:
    def __init__(self):
        self.bus = Gio.DBusConnection.new_for_address_sync(
            os.environ["DBUS_SYSTEM_BUS_ADDRESS"],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
            Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        Gio.bus_own_name_on_connection(self.bus, NAME, Gio.BusNameOwnerFlags.NONE,
                                       lambda *_: print("ready", flush=True), None)
        self.sessions = 0

    def session_of(self, user):
        self.sessions += 1
        path = f"/org/freedesktop/login1/session/_{self.sessions}"
        value = GLib.Variant("(uo)", (user, f"/org/freedesktop/login1/user/_{user}"))

        def user_of_session(*_):
            print("asked", flush=True)
            return value

        self.bus.register_object(path, INTERFACE, None, user_of_session, None)
        return path

    def send(self, path, interface, member, arguments):
        self.bus.emit_signal(None, path, interface, member, arguments)
        self.bus.flush_sync(None)

    def obey(self, line):
        word, _, user = line.partition(" ")
        if word in ("sleep", "wake"):
            self.send(*MANAGER, "PrepareForSleep", GLib.Variant("(b)", (word == "sleep",)))
        elif word == "user-removed":
            self.send(*MANAGER, "UserRemoved",
                      GLib.Variant("(uo)", (int(user), "/org/freedesktop/login1/user/_0")))
        else:
            self.send(self.session_of(int(user)), SESSION, "Lock", None)
        print("sent", flush=True)


def main():
    logind = Logind()
    loop = GLib.MainLoop()

    def read(_channel, condition):
        line = sys.stdin.readline().strip()
        if not line or condition & GLib.IOCondition.HUP and not line:
            loop.quit()
            return False
        logind.obey(line)
        return True

    GLib.io_add_watch(GLib.IOChannel.unix_new(0), GLib.PRIORITY_DEFAULT,
                      GLib.IOCondition.IN | GLib.IOCondition.HUP, read)
    loop.run()


if __name__ == "__main__":
    main()
