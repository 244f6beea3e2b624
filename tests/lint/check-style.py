#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Layout of the sources: uncrustify leaves them as they are, lines end at 100 columns, the licence
line is there, and no tab, trailing blank or missing last newline. --fix mends what needs no
thought."""

import os
import re
import shutil
import subprocess

import lint

COLUMNS = 100
LICENCE = 'SPDX-License-Identifier: GPL-3.0-or-later'
WITH_LICENCE = re.compile(r'\.(c|h|py|ui|css|sql|sh)$')
PLAIN_TEXT = re.compile(r'\.(c|h|py|ui|css|sql|sh|build|page|md|xml|in|txt|yml)$|/(run|demo)$')
# Prose and machine-made XML may be wider.
FREE_WIDTH = re.compile(r'(\.(md|page|svg|xml|in|ui|yml|po|pot)|meson\.build)$')


def is_program(root, name):
    """A script without an ending."""
    return '.' not in os.path.basename(name) and lint.read(root, name).startswith('#!')


def check_text(root, name, report):
    """Columns, blanks, tabs, last newline, licence."""
    text = lint.read(root, name)
    for number, line in enumerate(text.split('\n'), 1):
        if len(line) > COLUMNS and not FREE_WIDTH.search(name):
            report.add(name, number, f'{len(line)} columns, at most {COLUMNS}')
        if line.rstrip() != line:
            report.add(name, number, 'blank at the end of the line')
        if '\t' in line:
            report.add(name, number, 'tab')
    if text and not text.endswith('\n'):
        report.add(name, 0, 'no newline at the end')
    if WITH_LICENCE.search(name) or is_program(root, name):
        if LICENCE not in '\n'.join(text.split('\n')[:4]):
            report.add(name, 1, 'no SPDX-License-Identifier line')


def run_uncrustify(root, names, report, is_fix):
    """Says, or mends, what uncrustify would change."""
    program = shutil.which('uncrustify')
    if program is None:
        print('uncrustify is not installed: layout not checked.')
        return
    config = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'uncrustify.cfg')
    command = [program, '-c', config, '-l', 'C', '-q']
    if is_fix:
        subprocess.run(command + ['--replace', '--no-backup'] + names, cwd=root, check=False)
        return
    for name in names:
        run = subprocess.run(command + ['-f', name], cwd=root, capture_output=True, check=False)
        if run.returncode != 0 or run.stdout.decode(errors='replace') != lint.read(root, name):
            report.add(name, 0, 'uncrustify would change it: tests/lint/check-style.py --fix')


def mend_text(root, name):
    """Blanks at line ends, the last newline, the licence of XML; the rest needs a head."""
    text = lint.read(root, name)
    mended = '\n'.join(line.rstrip() for line in text.split('\n')).rstrip('\n') + '\n'
    if name.endswith('.ui') and LICENCE not in mended:
        mended = re.sub(r'^(<\?xml[^>]*\?>\n)?', rf'\1<!-- {LICENCE} -->\n', mended, count=1)
    if mended != text:
        (root / name).write_text(mended, encoding='utf-8')


def main():
    arguments = lint.parse_arguments(__doc__, can_fix=True)
    root = arguments.root
    report = lint.Report()
    every = lint.list_files(root, r'^(src|tests|data|help|po|flatpak|\.ci|meson)', arguments.files)
    names = [name for name in every
             if PLAIN_TEXT.search(name) or (name.startswith(('tests/', '.ci/'))
                                            and '/fixtures/' not in name
                                            and is_program(root, name))]
    names = [name for name in names if '/fixtures/' not in name and '/corpus/' not in name]
    sources = [name for name in names if re.search(r'^(src|tests)/.*\.[ch]$', name)]
    if arguments.fix:
        for name in names:
            mend_text(root, name)
    if sources:
        run_uncrustify(root, sources, report, arguments.fix)
    for name in names:
        check_text(root, name, report)
    report.finish(len(names), 'files')


main()
