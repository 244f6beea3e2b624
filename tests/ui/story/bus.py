# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window over the accessibility bus, as a person with a screen reader would.

GTK 4.8 has gaps that this file hides: combo rows and list rows offer no action (so the
program has a button or a class action beside each), SHOWING is never set (VISIBLE is used), text is
read by its character count, and newer releases say "button" where older ones say "push button".
"""

import os
import subprocess
import tempfile
import time

import pyatspi

TIMEOUT = float(os.environ.get("PERENNIAL_STORY_TIMEOUT", "30"))
CHILDREN_MAX = 60
BUTTONS = {"push button", "button", "toggle button", "menu item", "radio button", "check box",
           "page tab"}


class NotThere(AssertionError):
    pass


def walk(node, depth=0):
    """Yields every accessible below node, itself first."""
    yield node
    if depth > 60:
        return
    try:
        count = node.childCount
    except Exception:  # the node vanished while we looked
        return
    # Lists of thousands of rows: the first are enough, each row costs many messages.
    for index in range(min(count, CHILDREN_MAX)):
        try:
            child = node.getChildAtIndex(index)
        except Exception:
            continue
        if child is not None:
            yield from walk(child, depth + 1)


def name_of(node):
    """The name, without the mnemonic's underscore and without the second copy of itself that
    GTK 4.8 gives to a button with a label ("_Open… Open…")."""
    name = (node.name or "").replace("_", "")
    half = len(name) // 2
    if len(name) % 2 == 1 and name[half] == " " and name[:half] == name[half + 1:]:
        name = name[:half]
    return name


def is_visible(node):
    try:
        states = node.getState()
        return states.contains(pyatspi.STATE_VISIBLE)
    except Exception:
        return False


def is_sensitive(node):
    return node.getState().contains(pyatspi.STATE_SENSITIVE)


def text_of(node):
    """The text of a label or entry; its name where it has no text."""
    try:
        text = node.queryText()
        return text.getText(0, text.characterCount)
    except Exception:
        return node.name or ""


class Window:
    """The program under test and the tree of its windows."""

    def __init__(self, program, *arguments):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([program, *arguments], stderr=self.errors)
        self.application = self.wait(self.find_application, "the program on the bus")

    def find_application(self):
        desktop = pyatspi.Registry.getDesktop(0)
        for index in range(desktop.childCount):
            application = desktop.getChildAtIndex(index)
            if application is not None and application.get_process_id() == self.process.pid \
                    and application.childCount > 0:
                return application
        return None

    def wait(self, condition, what, timeout=None):
        """Calls condition until it returns something true; fails with what it waited for."""
        end = time.monotonic() + (timeout or TIMEOUT)
        while True:
            if self.process_ended():
                raise NotThere(f"the program ended with {self.process.returncode} "
                               f"while waiting for {what}")
            try:
                result = condition()
            except NotThere:
                raise
            except Exception:  # the tree changes under us
                result = None
            if result:
                return result
            if time.monotonic() > end:
                raise NotThere(f"waited in vain for {what}; on screen:\n{self.outline()}")
            time.sleep(0.1)

    def process_ended(self):
        process = getattr(self, "process", None)
        return process is not None and process.poll() is not None

    def gtk_fell(self):
        """Whether GTK 4.8 died in its answer to GetChildAtIndex: asked for a window that is just
        coming or going it names an object path of NULL, which GLib says before the fall."""
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            return False
        self.errors.seek(0)
        return self.process.returncode < 0 and b"g_variant_is_object_path" in self.errors.read()

    def nodes(self):
        """Everything there is, the newest window first: what it holds is what one acts on, and the
        rest of the tree need not be asked for."""
        for index in reversed(range(self.application.childCount)):
            window = self.application.getChildAtIndex(index)
            if window is not None:
                yield from walk(window)

    def outline(self):
        """What a screen reader would find, for the message of a failure."""
        lines = []
        for node in self.nodes():
            try:
                if node.name and is_visible(node):
                    lines.append(f"  {node.getRoleName()}: {name_of(node)[:100]!r}")
            except Exception:
                continue
        return "\n".join(lines[-150:])

    def look(self, name, roles=None, contains=False):
        for node in self.nodes():
            try:
                found = name_of(node) == name or (contains and name in name_of(node))
                if found and is_visible(node) and (roles is None or node.getRoleName() in roles):
                    return node
            except Exception:
                continue
        return None

    def look_for_row(self, name, contains=False):
        """A list row with an action of its own, as a place in the sidebar."""
        node = self.look(name, {"list item"}, contains)
        return node if node is not None and node.queryAction().nActions > 0 else None

    def find(self, name, roles=None, contains=False, timeout=None):
        return self.wait(lambda: self.look(name, roles, contains), f"{name!r}", timeout)

    def sees(self, text, timeout=None):
        """Waits until some visible node has this text in its name, text or description."""

        def seen():
            for node in self.nodes():
                if is_visible(node) and (text in (node.name or "") or text in text_of(node)
                                         or text in (node.description or "")):
                    return node
            return None

        return self.wait(seen, f"the text {text!r}", timeout)

    def press(self, name, contains=False, timeout=None):
        """Presses a button once it can be pressed."""

        def ready():
            node = self.look(name, BUTTONS, contains) or self.look_for_row(name, contains)
            return node if node is not None and is_sensitive(node) else None

        node = self.wait(ready, f"the button {name!r}", timeout)
        action = node.queryAction()
        assert action.nActions > 0, f"{name!r} has no action"
        action.doAction(0)
        # GTK shows a button pressed for a quarter of a second before it counts, and takes no
        # second press meanwhile.
        time.sleep(0.4)

    def act(self, name, action_name, roles=None):
        """Runs a class action such as "chart.next" of a widget."""
        node = self.find(name, roles)
        action = node.queryAction()
        for index in range(action.nActions):
            if action.getName(index) == action_name:
                action.doAction(index)
                time.sleep(0.15)
                return node
        names = [action.getName(index) for index in range(action.nActions)]
        raise NotThere(f"{name!r} has no action {action_name!r}, only {names}")

    def type(self, name, text):
        """Replaces the content of an entry."""

        def entry():
            for node in self.nodes():
                if name_of(node) == name and is_visible(node):
                    for inner in walk(node):
                        if inner.getState().contains(pyatspi.STATE_EDITABLE):
                            return inner
            return None

        node = self.wait(entry, f"the entry {name!r}")
        node.queryEditableText().setTextContents(text)
        time.sleep(0.15)
        assert text_of(node) == text, f"{name!r} holds {text_of(node)!r} instead of {text!r}"

    def keys(self, *keys):
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)
        time.sleep(0.2)

    def write(self, text):
        subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", "5", text], check=True)
        time.sleep(0.2)

    def picture(self, name):
        """Keeps what is on the screen where the test's pictures go, for a look afterwards."""
        folder = os.environ.get("PERENNIAL_SCREENS")
        if folder:
            subprocess.run(["import", "-window", "root", os.path.join(folder, name + ".png")])

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
