#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every #include under src/ against the table of src/README.md.

The linker already forbids that a room calls a library it is not linked with, but any compiler call
finds the headers of GSL, SQLite and PLplot, and a static library hides nothing. So the table is
also checked here, on the text.
"""

import re

import lint

BELOW_DOCUMENTS = {'base', 'numerics', 'import', 'workspace', 'valuation', 'insight', 'governance',
                   'charts'}

# room → the rooms whose headers it may include
MAY_USE = {
    'base': set(),
    'numerics': set(),
    'import': {'base'},
    'charts': {'base'},
    'workspace': {'base', 'import'},
    'valuation': {'base', 'numerics', 'workspace'},
    'insight': {'base', 'numerics', 'workspace', 'valuation'},
    'governance': {'base', 'workspace', 'valuation', 'insight'},
    'documents': BELOW_DOCUMENTS,
    'ui': BELOW_DOCUMENTS | {'documents'},
    'cli': BELOW_DOCUMENTS | {'documents'},
    'main': {'ui'},
}

# header (regular expression) → the rooms that may include it
LIBRARIES = {
    r'sqlite3(ext)?\.h': {'workspace'},
    r'gsl/.*': {'numerics'},
    r'(plplot/)?pl(plot|plotP|strm|driver|Devs).*': {'charts'},
    r'(gtk|gdk|gsk)/.*|adwaita\.h': {'ui', 'main'},
    r'pango/.*': {'documents', 'ui'},
    r'cairo.*': {'charts', 'documents', 'ui'},
    r'(libxml/|archive).*|uchardet.*': {'import'},
    r'xlsxwriter.*': {'documents'},
    r'json-glib/.*': {'governance', 'documents', 'ui', 'cli'},
    r'sodium.*': {'base', 'governance'},
    r'glib/gi18n\.h': {'ui', 'cli', 'main'},
}

# A place of the window may use common/ and itself; the shell knows all places.
UI_MAY_USE = {'shell': {'data', 'customers', 'value', 'act', 'govern', 'reports', 'common'}}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)


def get_room(name):
    """'src/ui/data/clv-x.c' → ('ui', 'data'); 'src/main.c' → ('main', '')."""
    parts = name.split('/')
    if len(parts) == 2:
        return 'main', ''
    return parts[1], parts[2] if parts[1] == 'ui' and len(parts) > 3 else ''


def index_headers(report, names):
    """Base name of each header → its room; two of the same name would make the table a guess."""
    where = {}
    for name in names:
        if name.endswith('.h'):
            base = name.rsplit('/', 1)[1]
            if base in where:
                report.add(name, 0, f'a header of this name is in {"/".join(where[base])} already')
            where[base] = get_room(name)
    return where


def check_own(room, place, base, owner):
    """A header of ours: None where it may be included, else why not."""
    if base.endswith('-private.h') and owner[0] != room:
        return f'{base} is private to {owner[0]}/'
    if owner[0] == room:
        if room == 'ui' and owner[1] not in {place, 'common', ''} | UI_MAY_USE.get(place, set()):
            return f'ui/{place}/ may not use ui/{owner[1]}/'
        return None
    if owner[0] not in MAY_USE[room]:
        return f'{room}/ may not use {owner[0]}/'
    return None


def check_include(where, room, place, header):
    """None, or the sentence that says what is wrong with this include."""
    base = header.rsplit('/', 1)[-1]
    if base in where:
        return check_own(room, place, base, where[base])
    for pattern, rooms in LIBRARIES.items():
        if re.fullmatch(pattern, header) and room not in rooms:
            return f'{header} belongs to {", ".join(sorted(rooms))} only, not to {room}/'
    return None


def main():
    arguments = lint.parse_arguments(__doc__)
    report = lint.Report()
    every = lint.list_files(arguments.root, r'^src/.*\.[ch]$')
    where = index_headers(report, every)
    names = lint.list_files(arguments.root, r'^src/.*\.[ch]$', arguments.files)
    for name in names:
        room, place = get_room(name)
        if room not in MAY_USE:
            report.add(name, 0, f'src/{room}/ is not a room of the table')
            continue
        text = lint.read(arguments.root, name)
        for match in INCLUDE.finditer(lint.strip_comments(text)):
            problem = check_include(where, room, place, match.group(2))
            if problem:
                report.add(name, text.count('\n', 0, match.start(2)) + 1, problem)
        if name.endswith('.c') and 'config.h' != next(
                (found.group(2) for found in INCLUDE.finditer(text)), 'config.h'):
            report.add(name, 0, '"config.h" must be the first include')
    report.finish(len(names), 'sources')


main()
