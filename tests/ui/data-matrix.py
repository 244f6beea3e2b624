#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists cases of the matrix of files for the test of the wizard, a line a case with tabs:
name, file, kind, mapping, answer, orders, customers, net amount, preset, error. Files that
are made go into the folder that is given. Of each row so many cases as a person can walk
through: those whose options the wizard asks for, too."""
import json
import os
import sys

MATRIX = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "matrix")
sys.path.insert(0, MATRIX)
import make  # noqa: E402

CASES_OF_A_ROW = 1
ANSWERS = {
    ("--date-order", "dmy"): "Day first",
    ("--date-order", "mdy"): "Month first",
    ("--date-order", "ymd"): "Year first",
    ("--decimal", "."): "Decimal point",
    ("--decimal", ","): "Decimal comma",
    ("--currency-rule", "leave-out"): "Leave other currencies out",
}


def read_options(arguments):
    """What the wizard is told instead of the options, or None where it has no such choice."""
    told = {"kind": "", "map": "", "answer": ""}
    if len(arguments) % 2 != 0:
        return None
    for number in range(0, len(arguments), 2):
        option, value = arguments[number:number + 2]
        if option in ("--kind", "--map"):
            told[option[2:]] = value
        elif (option, value) in ANSWERS:
            told["answer"] = ANSWERS[option, value]
        else:
            return None
    return told


def path_of(case, row, folder):
    """The file of a case, made where it has to be."""
    if "make" not in case:
        return os.path.join(MATRIX, row, case["file"])
    return getattr(make, case["make"])(folder)


def is_walkable(case):
    """Whether one file in a workspace of euros says it all."""
    if "steps" in case or "workspace" in case:
        return False
    if "--" in case.get("error", ""):
        return False
    return "error" in case or "orders" in case.get("import", {})


def describe(case, row, folder, told):
    """The line of a case."""
    wanted = case.get("import", {})
    return "\t".join(str(part) for part in (
        f"{row}/{case['name']}", path_of(case, row, folder), told["kind"], told["map"],
        told["answer"], wanted.get("orders", ""), wanted.get("customers", ""),
        wanted.get("net_amount", ""), case.get("detect", {}).get("preset", ""),
        case.get("error", "")))


def main():
    """Prints the lines."""
    folder = sys.argv[1]
    for row in sorted(os.listdir(MATRIX)):
        path = os.path.join(MATRIX, row, "cases.json")
        if not os.path.exists(path):
            continue
        with open(path, encoding="utf-8") as file:
            cases = json.load(file)
        n_walked = 0
        for case in cases:
            told = read_options(case.get("args", []))
            has_preset = isinstance(case.get("detect", {}).get("preset"), str)
            if told is None or not is_walkable(case) or (n_walked >= CASES_OF_A_ROW
                                                          and not has_preset):
                continue
            line = describe(case, row, folder, told)
            print(line if n_walked < CASES_OF_A_ROW else "preset:" + line)
            n_walked += 1


if __name__ == "__main__":
    main()
