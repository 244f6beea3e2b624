#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that the program never says, because no computation can show them to be true: in string
literals of src/, in .ui files, in the files of data/ that people read, in po/ and in help/.

"Unfair" and "fairly sure" stay allowed: the audit's own sentences need them to say what is *not*
shown. English first, then what a translation would say."""

import re

import lint

WORDS = re.compile(
    r'\bfair(er|est|ness)?\b|\bbias[- ]?free\b|\bunbiased\b|\bcertified\b|\bcompliant\b'
    r'|\btamper[- ]?proof\b|\bvorurteilsfrei\w*|\bzertifiziert\w*|\bmanipulationssicher\w*'
    r'|\bfälschungssicher\w*|\b(gesetzes|rechts|DSGVO-?)konform\w*', re.I)
STRING = re.compile(r'"((?:\\.|[^"\\\n])*)"')
TAG = re.compile(r'<[^>]*>')


def list_texts(root, name):
    """(line number, text that a person may see)."""
    text = lint.read(root, name)
    if name.endswith(('.c', '.h')):
        text = lint.strip_comments(text)
        for number, line in enumerate(text.split('\n'), 1):
            if not line.lstrip().startswith('#'):
                for match in STRING.finditer(line):
                    yield number, match.group(1)
        return
    for number, line in enumerate(text.split('\n'), 1):
        if name.endswith('.po'):
            if not line.startswith('#'):
                yield number, line
        else:
            yield number, TAG.sub(' ', line)


def main():
    arguments = lint.parse_arguments(__doc__)
    report = lint.Report()
    names = lint.list_files(arguments.root,
                            r'^src/.*\.(c|h|ui)$|^data/.*\.(in|xml|ui)$|^po/.*\.po$'
                            r'|^help/.*\.(page|po)$', arguments.files)
    for name in names:
        for number, text in list_texts(arguments.root, name):
            for match in WORDS.finditer(text):
                report.add(name, number, f'"{match.group(0)}": say what was computed instead')
    report.finish(len(names), 'files')


main()
