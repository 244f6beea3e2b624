# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells a story step by step and prints TAP: each step is one case, and after one that failed
the rest is not tried."""

import tempfile
import traceback


def tell(make_story, steps, prefix):
    """make_story gets a folder that goes away afterwards. Returns the exit status."""
    print(f"1..{len(steps)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="clv-story-") as folder:
        story = make_story(folder)
        failed = False
        for number, step in enumerate(steps, 1):
            name = prefix + step.__name__.replace("_", "-")
            if failed:
                print(f"not ok {number} {name} - an earlier step failed", flush=True)
                continue
            try:
                step(story)
                print(f"ok {number} {name}", flush=True)
            except Exception:
                failed = True
                for line in traceback.format_exc().splitlines():
                    print("# " + line)
                print(f"not ok {number} {name}", flush=True)
                if story.window is not None:
                    story.window.picture("story-failed")
        if story.window is not None:
            story.window.close()
    return 1 if failed else 0
