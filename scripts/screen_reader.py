"""What a screen reader sees of the program, and what it can press.

    screen_reader.py begin           tells the desktop that one is at work
    screen_reader.py find NAME...    waits until a control of each name is there
    screen_reader.py press NAME      waits for the control, and presses it
    screen_reader.py slider NAME     waits for the slider, and says what it stands at

A control's name begins with what is given. Called by scripts/try-screen-reader.
"""

import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

PATIENCE_S = 60


def begin():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    for name in ("IsEnabled", "ScreenReaderEnabled"):
        arguments = ("org.a11y.Status", name, GLib.Variant("b", True))
        bus.call_sync(
            "org.a11y.Bus",
            "/org/a11y/bus",
            "org.freedesktop.DBus.Properties",
            "Set",
            GLib.Variant("(ssv)", arguments),
            None,
            Gio.DBusCallFlags.NONE,
            -1,
            None,
        )


def below(node):
    """All that is in a tree; what has gone meanwhile is left out."""
    try:
        yield node.get_name() or "", node
        for number in range(node.get_child_count()):
            child = node.get_child_at_index(number)
            if child is not None:
                yield from below(child)
    except GLib.Error:
        return


def is_slider(node):
    try:
        return node.get_role() == Atspi.Role.SLIDER
    except GLib.Error:
        return False


def seen():
    desktop = Atspi.get_desktop(0)
    for number in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(number)
        if program is not None and program.get_name() == "exoscope":
            yield from below(program)


def find(names, suits=lambda node: True):
    """The nodes of these names that suit, once all are there."""
    until = time.monotonic() + PATIENCE_S
    while True:
        there = list(seen())
        found = {
            name: next(
                (node for said, node in there if said.startswith(name) and suits(node)), None
            )
            for name in names
        }
        missing = [name for name, node in found.items() if node is None]
        if not missing:
            return found
        if time.monotonic() > until:
            print("there is", "; ".join(said for said, _ in there if said))
            sys.exit(1)
        time.sleep(0.5)


def main():
    what, *names = sys.argv[1:]
    if what == "begin":
        begin()
        return
    if what == "slider":
        for name, node in find(names, is_slider).items():
            print(name, node.get_value_iface().get_current_value())
        return
    found = find(names)
    if what == "press":
        for name, node in found.items():
            if not Atspi.Action.do_action(node, 0):
                print(f"`{name}`, which can't be pressed")
                sys.exit(1)


main()
