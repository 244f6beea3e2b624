#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Translations: each po/*.po is in po/LINGUAS and the other way round, passes msgfmt --check, and
has no fuzzy and no untranslated entry. A language is complete or absent."""

import re
import shutil
import subprocess
import sys

import lint


def check_translation(root, name, report):
    """msgfmt's own checks (formats, accelerators, header), then completeness."""
    command = ['msgfmt', '--check', '--check-accelerators=_', '--statistics', '-o', '/dev/null',
               str(root / name)]
    run = subprocess.run(command, capture_output=True, text=True, check=False,
                         env={'LC_ALL': 'C', 'PATH': '/usr/bin:/bin'})
    if run.returncode != 0:
        report.add(name, 0, run.stderr.strip())
    for number, what in re.findall(r'(\d+) (fuzzy|untranslated)', run.stderr):
        report.add(name, 0, f'{number} {what} entries')


def main():
    arguments = lint.parse_arguments(__doc__)
    root = arguments.root
    if shutil.which('msgfmt') is None:
        print('msgfmt is not installed.')
        sys.exit(lint.SKIPPED)
    report = lint.Report()
    names = lint.list_files(root, r'^po/[^/]*\.po$')
    linguas = root / 'po' / 'LINGUAS'
    languages = {word for line in linguas.read_text(encoding='utf-8').split('\n')
                 if not line.startswith('#')
                 for word in line.split()} if linguas.exists() else set()
    present = {name[len('po/'):-len('.po')] for name in names}
    for language in sorted(languages ^ present):
        report.add('po/LINGUAS', 0, f'{language} is in LINGUAS or in po/, not in both')
    for name in names:
        check_translation(root, name, report)
    report.finish(len(names) + len(languages), 'languages')


main()
