# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A desktop session with accessibility, and the window in it. The script `in-session` makes it."""

import os
import subprocess

import accessibility
import screenshot
from harness import languages, process

SESSION = ("DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "GDK_BACKEND", "GSK_RENDERER",
           "GTK_A11Y")
APPLICATION = "jp.valux.Certificates"


def wait_for_accessibility():
    """Waits for the bus of accessibility, which `in-session` starts: a process has one for life."""

    def has_owner():
        answer = subprocess.run(
            ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
             "org.freedesktop.DBus.NameHasOwner", "string:org.a11y.Bus"], check=True,
            capture_output=True, text=True, timeout=process.DEADLINE).stdout
        return "true" in answer

    process.wait_until(has_owner, "the bus of accessibility")
    accessibility.wait_for_registry()


def session():
    """The variables that make a program one of the session."""
    return {name: os.environ[name] for name in SESSION if name in os.environ}


def start(program, home, language, arguments, variables=()):
    """Starts the program in the session; returns the child process."""
    return home.start([program, *arguments],
                      {**session(), **languages.environment(language), "TZ": "Asia/Tokyo",
                       "GSETTINGS_BACKEND": "memory", **dict(variables)})


def activate(action, parameters="[]"):
    """Has the window that is open carry out an action of its program, as a notification does."""
    subprocess.run(["gdbus", "call", "--session", "--dest", APPLICATION, "--object-path",
                    "/" + APPLICATION.replace(".", "/"), "--method",
                    "org.freedesktop.Application.ActivateAction", action, parameters, "{}"],
                   check=True, timeout=process.DEADLINE, stdout=subprocess.DEVNULL)


class Window:
    """A running window of a person."""

    def __init__(self, program, home, language="en", arguments=(), variables=(),
                 reader=accessibility.Reader):
        self.child = start(program, home, language, arguments, variables)
        try:
            self.reader = reader(APPLICATION, self.child.is_running)
        except process.ProcessFailure as failure:
            raise process.ProcessFailure(f"{failure}\n{self.child.describe()}") from None

    def focus(self):
        """Gives the window the keyboard: there is no window manager."""
        found = subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--class",
                                APPLICATION], check=True, capture_output=True, text=True,
                               timeout=process.DEADLINE).stdout.split()
        subprocess.run(["xdotool", "windowfocus", "--sync", found[-1]], check=True,
                       timeout=process.DEADLINE)
        return found[-1]

    def borders(self):
        """How much wider the topmost X window is than what it shows: nothing manages windows."""
        return screenshot.crop_of(self.focus())[2] - self.reader.place_of(self.reader.top())[2]

    def stop(self):
        return self.child.stop()
