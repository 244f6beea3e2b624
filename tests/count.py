#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts test cases, not programs, from what `meson test --logbase NAME` left behind.

count.py RUN…, each RUN being LABEL=BUILD-FOLDER:NAME. Prints one line a suite, what failed, and as
the last line "N passed, N failed[, N skipped]". Exits 1 where something failed or nothing ran."""

import collections
import glob
import json
import os
import re
import sys

BAD = {'FAIL', 'ERROR', 'TIMEOUT', 'INTERRUPT', 'UNEXPECTEDPASS'}
RESULT = re.compile(r'^\s*(not )?ok\b\s*(\d+)?\s*-?\s*(.*)$')


def read_cases(output):
    """(name, 'passed' | 'failed' | 'skipped') of each TAP line at the left edge."""
    for line in output.split('\n'):
        match = RESULT.match(line) if not line.startswith(' ') else None
        if match is None:
            continue
        name, _, directive = match.group(3).partition(' # ')
        directive = directive.lower()
        if directive.startswith('skip'):
            yield name, 'skipped'
        elif match.group(1) and not directive.startswith('todo'):
            yield name, 'failed'
        else:
            yield name, 'passed'


def count_program(test):
    """(Counter, names that failed) of one line of testlog.json."""
    result = test['result']
    output = test.get('stdout') or ''
    cases = list(read_cases(output)) if re.search(r'^1\.\.\d+', output, re.M) else []
    counter = collections.Counter(state for _, state in cases)
    failed = [name for name, state in cases if state == 'failed']
    if result in BAD and not failed:
        # It crashed, hung, or broke off before its plan was done: that is a failure of its own.
        counter['failed'] += 1
        failed.append(f'the program as a whole ({result.lower()})')
    elif not cases:
        counter['skipped' if result == 'SKIP' else 'passed'] += 1
    return counter, failed


def read_run(folder, name):
    """All programs of one `meson test`."""
    tests = []
    for path in glob.glob(os.path.join(glob.escape(folder), 'meson-logs', name + '*.json')):
        with open(path, encoding='utf-8', errors='replace') as file:
            tests += [json.loads(line) for line in file if line.strip()]
    return tests


def get_suite(test):
    """'perennial:import / reader' → 'import'."""
    found = re.match(r'(?:[^:]*:)?(\S+) / ', test['name'])
    return found.group(1).split('+')[0] if found else 'other'


def print_failure(label, test, failed):
    """Names and the end of the output of one program."""
    for name in failed:
        print(f'FAILED {label}: {test["name"]}: {name}')
    lines = ((test.get('stdout') or '') + '\n' + (test.get('stderr') or '')).strip().split('\n')
    lines = [line for line in lines if not re.match(r'^(ok \d+|# Start of|# End of)', line)]
    for number, line in enumerate(lines):
        if line.startswith('Shadow bytes around'):  # the rest of a sanitizer's report tells nobody
            del lines[number:]
            break
    print('\n'.join('    ' + line[:400] for line in lines[-40:]))


def main():
    total = collections.Counter()
    for run in sys.argv[1:]:
        label, _, rest = run.partition('=')
        folder, _, name = rest.rpartition(':')
        suites = collections.defaultdict(collections.Counter)
        tests = read_run(folder, name)
        if not tests:
            print(f'FAILED {label}: no test ran, see {folder}.test.log')
            total['failed'] += 1
        for test in tests:
            counter, failed = count_program(test)
            suites[get_suite(test)] += counter
            total += counter
            if failed:
                print_failure(label, test, failed)
        for suite, counter in sorted(suites.items()):
            print(f'{label:10} {suite:12} {counter["passed"]:6} passed {counter["failed"]:4} failed'
                  f' {counter["skipped"]:4} skipped')
    skipped = f', {total["skipped"]} skipped' if total['skipped'] else ''
    print(f'{total["passed"]} passed, {total["failed"]} failed{skipped}')
    sys.exit(0 if total['passed'] and not total['failed'] else 1)


main()
