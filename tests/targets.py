#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""targets.py BUILD SUITE…: the files to build for the tests of these suites, one a line."""

import json
import os
import subprocess
import sys


def main():
    folder, suites = sys.argv[1], set(sys.argv[2:])
    run = subprocess.run(['meson', 'introspect', '--tests', '--targets', folder],
                         capture_output=True, text=True, check=True)
    answer = json.loads(run.stdout)
    files = {target['id']: target['filename'] for target in answer['targets']}
    wanted = set()
    for test in answer['tests']:
        if suites & {suite.rsplit(':', 1)[-1] for suite in test['suite']}:
            for target in test['depends']:
                wanted.update(files.get(target, []))
    # What tests read and no program is made of: the schema of the settings, a locale.
    for target in answer['targets']:
        if target['type'] == 'custom' and target['build_by_default'] \
                and target['defined_in'].endswith(('data/meson.build', 'tests/meson.build')):
            wanted.update(target['filename'])
    for name in sorted(wanted):
        print(os.path.relpath(name, folder))


main()
