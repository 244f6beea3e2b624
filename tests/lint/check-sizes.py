#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes: no source over 1,200 lines, no function over 100, class_init and tables excepted. Files
over 800 lines are named without failing: look twice."""

import re

import lint

FILE_LINES = 1200
FILE_LINES_NOTE = 800
FUNCTION_LINES = 100


def list_functions(lines):
    """(name, first line, length) of each function of a C file in our layout: braces at column 0."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == '{' and number > 1:
            head = next((text for text in reversed(lines[:number - 1]) if text.strip()), '')
            start = number if head.rstrip().endswith(')') else None
        elif line.startswith('}') and start:
            signature = ' '.join(lines[max(0, start - 20):start - 1])
            names = re.findall(r'(?:^|\s)(\w+) \(', signature)
            yield names[-1] if names else '?', start, number - start - 1
            start = None


def main():
    arguments = lint.parse_arguments(__doc__)
    report = lint.Report()
    names = lint.list_files(arguments.root, r'^(src|tests)/.*\.(c|h|ui|py)$', arguments.files)
    for name in names:
        lines = lint.read(arguments.root, name).split('\n')
        if len(lines) > FILE_LINES:
            report.add(name, 0, f'{len(lines)} lines, at most {FILE_LINES}: split it by concern')
        elif len(lines) > FILE_LINES_NOTE:
            print(f'note: {name} has {len(lines)} lines')
        if name.endswith('.c'):
            for function, line, length in list_functions(lines):
                if length > FUNCTION_LINES and not function.endswith('_class_init'):
                    report.add(name, line,
                               f'{function} has {length} lines, at most {FUNCTION_LINES}')
    report.finish(len(names), 'sources')


main()
