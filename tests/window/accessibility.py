# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Reads and presses a window as a screen reader does, by names and roles (AT-SPI)."""

import contextlib

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  (the version comes first)

from harness import process  # noqa: E402

DEADLINE = 60  # seconds; generous, since it only passes when something is wrong
Atspi.set_timeout(1000 * DEADLINE, 1000 * DEADLINE)  # milliseconds; a busy machine needs them
# The first has another name since AT-SPI 2.54.
BUTTONS = ("push button", "button", "toggle button")


def wait_for_registry():
    """Waits until programs can tell of themselves. One that starts earlier stays unseen."""
    process.wait_until(lambda: quietly(lambda: Atspi.get_desktop(0).get_role_name()),
                       "the registry of accessibility", DEADLINE)


def application(name, is_running):
    """The application of this name, when it has come."""
    desktop = Atspi.get_desktop(0)

    def look():
        if not is_running():
            raise process.ProcessFailure(f"{name} has ended")
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child is not None and child.get_name() == name:
                child.set_cache_mask(Atspi.Cache.NONE)
                return child
        return None

    return process.wait_until(lambda: quietly(look), f"the application {name}", DEADLINE)


def quietly(look):
    """What `look` returns; None while widgets come and go under its hands."""
    try:
        return look()
    except GLib.Error:
        return None


def is_in_state(node, state):
    return node.get_state_set().contains(state)


def can_select(node):
    """Whether a node is a list with rows that can be selected."""
    return "Selection" in node.get_interfaces()


def walk(node):
    """The node and all that show below it."""
    yield node
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is None:
            raise GLib.Error("a widget has gone meanwhile")
        if is_in_state(child, Atspi.StateType.VISIBLE):
            yield from walk(child)


class Reader:
    """What a person with a screen reader can do with an application."""

    def __init__(self, name, is_running):
        self.root = application(name, is_running)

    def top(self):
        """The dialog that is open, or else the window."""
        children = [self.root.get_child_at_index(index)
                    for index in range(self.root.get_child_count())]
        return next((child for child in children if child.get_role_name() == "dialog"),
                    children[0])

    def all(self, roles=None, root=None):
        return [node for node in walk(root or self.root)
                if roles is None or node.get_role_name() in roles]

    def names(self, roles=None, root=None):
        """The names of what shows, in the order of the screen.

        They are read anew where widgets come and go meanwhile: a name that is not there is gone.
        """
        def look():
            return ([node.get_name() for node in self.all(roles, root)],)

        return process.wait_until(lambda: quietly(look), "names that can be read", DEADLINE)[0]

    def there_are(self):
        """For the message of a failure: the names, as far as they can be read."""
        return quietly(lambda: [node.get_name() for node in self.all()]) or "no names"

    def find(self, name, roles=None, deadline=DEADLINE):
        """The node of this name, when it shows."""
        def look():
            for node in self.all(roles):
                if node.get_name() == name:
                    return node
            return None

        try:
            return process.wait_until(lambda: quietly(look), f"\"{name}\"", deadline)
        except process.ProcessFailure as failure:
            raise process.ProcessFailure(f"{failure}; there are {self.there_are()}") from None

    def wait_until_gone(self, text):
        """Waits until no label holds this text any more."""
        process.wait_until(lambda: not self.shows(text), f"a window without \"{text}\"", DEADLINE)

    def shows(self, text):
        """Whether a label holds this text."""
        return any(text in name for name in self.names())

    def wait_for(self, text, deadline=DEADLINE):
        """Waits until a label holds this text."""
        try:
            process.wait_until(lambda: self.shows(text), f"the text \"{text}\"", deadline)
        except process.ProcessFailure as failure:
            raise process.ProcessFailure(f"{failure}; there are {self.there_are()}") from None

    def is_active(self, name):
        """Whether a button can be pressed."""
        return is_in_state(self.find(name, BUTTONS), Atspi.StateType.SENSITIVE)

    def press(self, name):
        """Presses a button, when it is active."""
        def look():
            node = self.find(name, BUTTONS)
            return node if is_in_state(node, Atspi.StateType.SENSITIVE) else None

        node = process.wait_until(look, f"an active button \"{name}\"", DEADLINE)
        # GTK 4.8 gives no answer where the button goes away by being pressed.
        with contextlib.suppress(GLib.Error):
            Atspi.Action.do_action(node, 0)

    def enter(self, name, text):
        """Writes a text into a field."""
        node = self.find(name, ("text", "entry", "password text"))
        Atspi.EditableText.set_text_contents(node, text)

    def text(self, name):
        """What a field shows."""
        node = self.find(name, ("text", "entry", "password text"))
        return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))

    @staticmethod
    def place_of(node):
        """Left, top, width and height of what a node covers of the window, in pixels."""
        place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        return place.x, place.y, place.width, place.height

    def rows(self):
        """The names of the rows of the lists that show."""
        def look():
            found = []
            for node in self.all():
                if can_select(node):
                    found += [node.get_child_at_index(index).get_name()
                              for index in range(node.get_child_count())]
            return found
        return quietly(look) or []

    def select_row(self, beginning):
        """Selects the row whose name begins so. Rows have no action in GTK 4.8; their list has."""
        def look():
            for node in self.all():
                if not can_select(node):
                    continue
                for index in range(node.get_child_count()):
                    child = node.get_child_at_index(index)
                    if child is not None and (child.get_name() or "").startswith(beginning):
                        return Atspi.Selection.select_child(node, index)
            return False

        try:
            process.wait_until(lambda: quietly(look), f"a row \"{beginning}\"", DEADLINE)
        except process.ProcessFailure as failure:
            tree = [(node.get_role_name(), node.get_name()) for node in self.all()]
            raise process.ProcessFailure(f"{failure}; there are {tree}") from None
