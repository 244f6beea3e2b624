# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives perennial-cli from outside for the tests of this folder, which are functions
that take an empty folder. Needs PERENNIAL_CLI."""
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

CLI = os.environ["PERENNIAL_CLI"]
ROOT = os.path.join(os.environ.get("G_TEST_SRCDIR", "."), "..")


def run(*arguments, env=None):
    done = subprocess.run([CLI, *arguments], capture_output=True, env={**os.environ, **(env or {})})
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def check_numbers(text):
    """No person and no program is ever shown a number that is none."""
    assert not re.search(r"(?<![\w“])-?(nan|inf|infinity)(?![\w”])", text, re.I), text


def ask(*arguments):
    status, out, err = run(*arguments, "--json")
    assert status == 0, (arguments, status, err)
    check_numbers(out)
    return json.loads(out)


def write(folder, name, content):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def refuse(statuses, *arguments, command=()):
    """Ends with one of the statuses and says so in one sentence or two."""
    done = subprocess.run([*command, CLI, *arguments], capture_output=True)
    err = done.stderr.decode()
    assert done.returncode in statuses, (arguments, done.returncode, err)
    assert not done.stdout, (arguments, done.stdout)
    assert err.count("\n") == 1 and err.endswith(".\n") and len(err) > 20, (arguments, err)
    assert "CRITICAL" not in err and "WARNING" not in err, err
    check_numbers(err)
    return err


def close(value, expected, tolerance):
    assert abs(value - expected) <= tolerance * abs(expected), (value, expected)


def cdnow():
    for folder in (os.environ.get("PERENNIAL_BENCH_DATA"), os.path.join(ROOT, "../shared/data")):
        path = folder and os.path.join(folder, "cdnow_sample.csv")
        if path and os.path.exists(path):
            return path
    return None


MAP = "customer=customer_id,date=date,amount=dollar_value"


def cdnow_workspace(folder):
    work = os.path.join(folder, "w.perennial")
    ask("new", work, "--currency", "USD")
    ask("import", work, cdnow(), "--map", MAP)
    return work


def main(tests, need_cdnow=()):
    """Runs them, or those that the arguments name, as TAP. A test that gives a sentence
    was skipped for that reason."""
    only = sys.argv[1:]
    tests = [test for test in tests if not only or test.__name__[5:] in only]
    print("1..%d" % len(tests))
    failed = 0
    for number, test in enumerate(tests, 1):
        name = "%d - /cli/%s" % (number, test.__name__[5:])
        if test in need_cdnow and cdnow() is None:
            print("ok", name, "# SKIP no CDNOW file")
            continue
        try:
            with tempfile.TemporaryDirectory() as folder:
                skipped = test(folder)
            print("ok", name, "# SKIP " + skipped if skipped else "")
        except Exception as problem:
            failed += 1
            print("not ok", name)
            print("#", type(problem).__name__, str(problem).replace("\n", "\n# "))
    return 1 if failed else 0
