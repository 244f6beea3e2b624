# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells a story step by step and prints TAP: each step is one case, and after one that failed
the rest is not tried."""

import tempfile
import traceback

ATTEMPTS = 3


def tell_once(make_story, steps, prefix):
    """Returns the result lines, how many steps failed, and whether it was GTK that fell."""
    lines, failed, gtk_fell = [], 0, False
    with tempfile.TemporaryDirectory(prefix="clv-story-") as folder:
        story = make_story(folder)
        for number, step in enumerate(steps, 1):
            name = prefix + step.__name__.replace("_", "-")
            if failed:
                failed += 1
                lines.append(f"not ok {number} {name} - an earlier step failed")
                continue
            try:
                step(story)
                print(f"# told: {name}", flush=True)
                lines.append(f"ok {number} {name}")
            except Exception:
                failed = 1
                lines += ["# " + line for line in traceback.format_exc().splitlines()]
                lines.append(f"not ok {number} {name}")
                if story.window is not None:
                    gtk_fell = story.window.gtk_fell()
                    story.window.picture("story-failed")
        if story.window is not None:
            story.window.close()
    return lines, failed, gtk_fell


def tell(make_story, steps, prefix):
    """make_story gets a folder that goes away afterwards. Returns the exit status. A story in
    which GTK itself fell (see Window.gtk_fell) says nothing about the program and is told anew."""
    print(f"1..{len(steps)}", flush=True)
    for attempt in range(1, ATTEMPTS + 1):
        lines, failed, gtk_fell = tell_once(make_story, steps, prefix)
        if not failed or not gtk_fell or attempt == ATTEMPTS:
            break
        print("# GTK named a window without a path on the bus and fell; told anew", flush=True)
    print("\n".join(lines), flush=True)
    return 1 if failed else 0
