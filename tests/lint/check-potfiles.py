#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""po/POTFILES.in names each file with translatable text, no other, in order. --fix writes it."""

import re

import lint

MARKED = re.compile(r'\b(_|N_|C_|NC_|Q_|ngettext|g_dngettext)\s*\(')
ALWAYS = re.compile(r'\.(desktop|metainfo\.xml)\.in(\.in)?$|\.gschema\.xml$')


def has_text(root, name):
    """Whether xgettext would find something in it."""
    if ALWAYS.search(name):
        return True
    text = lint.read(root, name)
    if name.endswith('.ui'):
        return 'translatable="yes"' in text
    return bool(MARKED.search(lint.strip_comments(text)))


def main():
    arguments = lint.parse_arguments(__doc__, can_fix=True)
    root = arguments.root
    report = lint.Report()
    wanted = [name for name in
              lint.list_files(root, r'^(src/.*\.(c|h|ui)|data/.*\.(in|gschema\.xml))$')
              if has_text(root, name)]
    potfiles = root / 'po' / 'POTFILES.in'
    if arguments.fix:
        potfiles.write_text(''.join(name + '\n' for name in wanted), encoding='utf-8')
    listed = [line for line in potfiles.read_text(encoding='utf-8').split('\n')
              if line and not line.startswith('#')] if potfiles.exists() else []
    for name in wanted:
        if name not in listed:
            report.add('po/POTFILES.in', 0, f'{name} has translatable text and is not listed')
    for name in listed:
        if name not in wanted:
            report.add('po/POTFILES.in', 0, f'{name} is listed and has no translatable text')
    if listed != sorted(listed):
        report.add('po/POTFILES.in', 0, 'not in order')
    report.finish(len(wanted) + len(listed), 'entries')


main()
