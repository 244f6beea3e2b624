#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""po/POTFILES.in names each file with translatable text, no other, in order; --fix writes it. And
no translatable text is cut off by a macro: xgettext cannot know what G_GINT64_FORMAT stands for
and takes the text only up to it. PRId64 is understood, or put the number in with %s."""

import re

import lint

MARKED = re.compile(r'\b(_|N_|C_|NC_|Q_|ngettext|g_dngettext)\s*\(')
CUT_OFF = re.compile(
    r'\b(?:_|N_|C_|NC_|ngettext|g_dngettext)\s*\(\s*'
    r'(?:"(?:\\.|[^"\\])*"\s*(?:,\s*)?)+G_\w+_FORMAT\b')
# "10 % a year" has the directive "% a" for printf, and for msgfmt, where no format was meant.
FALSE_FORMAT = re.compile(r'\b(?:_|N_)\s*\(\s*(?:"(?:\\.|[^"\\])*"\s*)*'
                          r'"(?:\\.|[^"\\%]|%%)*?([0-9] % [diouxXeEfFgGaAcsp])')
ALWAYS = re.compile(r'\.(desktop|metainfo\.xml)\.in(\.in)?$|\.gschema\.xml$')


def has_text(root, name):
    """Whether xgettext would find something in it."""
    if ALWAYS.search(name):
        return True
    text = lint.read(root, name)
    if name.endswith('.ui'):
        return 'translatable="yes"' in text
    return bool(MARKED.search(lint.strip_comments(text)))


def check_macros(root, name, report):
    """Texts that go on behind a macro, and per cent signs that look like a format."""
    text = lint.read(root, name)
    for match in FALSE_FORMAT.finditer(text):
        if 'no-c-format' not in text[max(0, match.start() - 200):match.start()]:
            report.add(name, text.count('\n', 0, match.end()) + 1,
                       f'"{match.group(1)}" reads as a format directive and no translation can '
                       'keep it: put /* xgettext: no-c-format */ before the text')
    text = lint.strip_comments(text)
    for match in CUT_OFF.finditer(text):
        report.add(name, text.count('\n', 0, match.end()) + 1,
                   'xgettext cuts this text off at the macro: use PRId64 or %s')


def main():
    arguments = lint.parse_arguments(__doc__, can_fix=True)
    root = arguments.root
    report = lint.Report()
    wanted = [name for name in
              lint.list_files(root, r'^(src/.*\.(c|h|ui|preset)|data/.*\.(in|gschema\.xml))$')
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
    for name in wanted:
        if name.endswith(('.c', '.h')):
            check_macros(root, name, report)
    if listed != sorted(listed):
        report.add('po/POTFILES.in', 0, 'not in order')
    report.finish(len(wanted) + len(listed), 'entries')


main()
