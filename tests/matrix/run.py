#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The matrix of files: each case goes through `detect` and `import` of perennial-cli,
as TAP. README.md beside this file says how to write one. Names of cases, or their
begins, as arguments run only these: M07 or M07/dmy-dots."""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import make  # noqa: E402

CLI = os.environ["PERENNIAL_CLI"]
DETECT_OPTIONS = ("--map", "--plan", "--preset", "--date-order", "--decimal", "--kind", "--sheet",
                  "--rule", "--encoding", "--delimiter", "--header-line", "--rates",
                  "--currency-rule")
DETECT_FLAGS = ("--repair-mojibake",)


class Wrong(Exception):
    """What came is not what the case expects."""


def run(*arguments):
    """Status, standard output and standard error of the program."""
    done = subprocess.run([CLI, *arguments], capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def compare(expected, found, where):
    """Holds @found against @expected: of objects the named keys, of lists each entry
    in turn, of a text that begins with "~" that the rest is somewhere in it."""
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            raise Wrong(f"{where}: no object but {found!r}")
        for key, value in expected.items():
            if key not in found:
                raise Wrong(f"{where}: there is no “{key}”")
            compare(value, found[key], f"{where}.{key}")
    elif isinstance(expected, list):
        if not isinstance(found, list) or len(expected) != len(found):
            raise Wrong(f"{where}: {found!r} instead of {expected!r}")
        for number, value in enumerate(expected):
            compare(value, found[number], f"{where}[{number}]")
    elif isinstance(expected, str) and expected.startswith("~"):
        if not isinstance(found, str) or expected[1:] not in found:
            raise Wrong(f"{where}: {found!r} does not say {expected[1:]!r}")
    elif isinstance(expected, float):
        if abs(found - expected) > 1e-9:
            raise Wrong(f"{where}: {found!r} instead of {expected!r}")
    elif expected != found or isinstance(expected, bool) != isinstance(found, bool):
        raise Wrong(f"{where}: {found!r} instead of {expected!r}")


def ask(arguments, expected, step, where):
    """Runs one verb and holds its answer against the case."""
    status, out, err = run(*arguments, "--json")
    wanted = step.get("exit", 0)
    if status != wanted:
        raise Wrong(f"{where}: exit {status} instead of {wanted}: {err.strip()}")
    if "error" in step and step["error"] not in err:
        raise Wrong(f"{where}: {err.strip()!r} does not say {step['error']!r}")
    if expected is not None and out.strip():
        compare(expected, json.loads(out), where)


def detect_options(arguments):
    """Those of an import's options that detect has too."""
    chosen = []
    for number, argument in enumerate(arguments):
        if argument in DETECT_OPTIONS:
            chosen += arguments[number:number + 2]
        elif argument in DETECT_FLAGS:
            chosen.append(argument)
    return chosen


def path_of(step, folder, case_folder):
    """The file of a step: one that lies beside the cases, or one that is made."""
    if "make" in step:
        return getattr(make, step["make"])(folder)
    return os.path.join(case_folder, step["file"])


def run_case(case, case_folder):
    """A new workspace, then the steps of the case in turn."""
    with tempfile.TemporaryDirectory(prefix="perennial-matrix-") as folder:
        workspace = os.path.join(folder, "case.perennial")
        options = case.get("workspace", ["--currency", "EUR", "--time-zone", "Europe/Berlin"])
        status, _, err = run("new", workspace, *options)
        if status != 0:
            raise Wrong(f"new: exit {status}: {err.strip()}")
        for step in case.get("steps", [case]):
            arguments = [argument.replace("@HERE@", case_folder).replace("@FOLDER@", folder)
                         for argument in step.get("args", [])]
            if "verb" in step:
                ask([step["verb"], workspace, *arguments], step.get("expect"), step, step["verb"])
                continue
            path = path_of(step, folder, case_folder)
            if "detect" in step:
                ask(["detect", path, *detect_options(arguments)], step["detect"],
                    {"exit": step.get("detect_exit", 0)}, "detect")
            if "import" in step or "error" in step or "exit" in step:
                ask(["import", workspace, path, *arguments], step.get("import"), step, "import")


def read_cases():
    """Every case with its name and its folder, in order."""
    for row in sorted(os.listdir(HERE)):
        path = os.path.join(HERE, row, "cases.json")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                for case in json.load(file):
                    yield f"{row}/{case['name']}", case, os.path.join(HERE, row)


def main():
    """Prints TAP and ends with 1 where a case failed."""
    wanted = tuple(sys.argv[1:])
    number = failed = 0
    for name, case, case_folder in read_cases():
        if wanted and not name.startswith(wanted):
            continue
        number += 1
        try:
            run_case(case, case_folder)
            print(f"ok {number} {name}", flush=True)
        except (Wrong, subprocess.TimeoutExpired, ValueError) as wrong:
            failed += 1
            print(f"not ok {number} {name}\n# {wrong}", flush=True)
    print(f"1..{number}")
    return 1 if failed or number == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
