#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree itself: only the agreed names at the top, a README.md in every room, no absolute path of
one machine, no open mark in the text, no work left for later that nobody would find again."""

import re

import lint

TOP = {'meson.build', 'meson_options.txt', 'README.md', 'CONTRIBUTING.md', 'NEWS', 'COPYING',
       'data', 'src', 'po', 'tests', 'flatpak', 'help'}
# Spelled in pieces, so that this file does not find itself.
MACHINE_PATH = re.compile(r'(?<![\w.~-])/(?:w' r'ork|f' r'arm)/|/tmp/b-\w')
OPEN_MARK = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X)\b|[Nn]ot (?:yet )?imple' r'mented')
BINARY = re.compile(r'\.(png|gz|xlsx|ods|zip|perennial|pdf|bin|db)$')


def check_text(root, name, report):
    """Marks and paths in one file."""
    for number, line in enumerate(lint.read(root, name).split('\n'), 1):
        if MACHINE_PATH.search(line):
            report.add(name, number, 'a path of one machine')
        if OPEN_MARK.search(line) and '/fixtures/' not in name and name != 'COPYING':
            report.add(name, number, 'an open mark: do it, or file an issue and name it')


def main():
    arguments = lint.parse_arguments(__doc__)
    root = arguments.root
    report = lint.Report()
    names = lint.list_files(root, '', arguments.files)
    for top in sorted({name.split('/')[0] for name in names}):
        if top not in TOP and not top.startswith('.'):
            report.add(top, 0, 'not one of the agreed names at the top level')
    rooms = {name.split('/')[1] for name in names
             if re.match(r'src/[^/]+/.*\.[ch]$', name)} if not arguments.files else set()
    for room in sorted(rooms):
        if f'src/{room}/README.md' not in names:
            report.add(f'src/{room}', 0, 'no README.md')
    for name in names:
        if not BINARY.search(name):
            check_text(root, name, report)
    report.finish(len(names), 'files')


main()
