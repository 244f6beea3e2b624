#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every #include under src/ against the table of rooms in src/README.md, which is the law;
and sees that this map is true: every room and every file that it names is there.

The linker already forbids that a room calls a library it is not linked with, but any compiler call
finds the headers of GSL, SQLite and PLplot, and a static library hides nothing. So the table is
also checked here, on the text.
"""

import re

import lint

# | `room/` | what it speaks of | may use |
ROW = re.compile(r'^\| `(\w+(?=/)|main\.c)/?` \|[^|]*\| ([^|]+) \|$', re.M)

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
    r'json-glib/.*': {'insight', 'governance', 'documents', 'ui', 'cli'},
    r'sodium.*': {'base', 'governance'},
    r'glib/gi18n\.h': {'ui', 'cli', 'main'},
}

# A place of the window may use common/ and itself; the shell knows all places.
UI_MAY_USE = {'shell': {'data', 'customers', 'value', 'act', 'govern', 'reports', 'common'}}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)


def read_table(text):
    """room → the rooms whose headers it may include. "all above" is what it says, "all above but
    ui" too; names of libraries in the cell are not rooms and do no harm."""
    table = {}
    for room, cell in ROW.findall(text):
        words = set(re.findall(r'[\w-]+', cell.partition(' but ')[0]))
        refused = set(re.findall(r'[\w-]+', cell.partition(' but ')[2]))
        allowed = set(table) if cell.startswith('all above') else set()
        table[room.removesuffix('.c')] = (allowed | (words & set(table))) - refused
    return table


def check_map(root, report, table, text):
    """Rooms without a row, rows without a room, files that are not where the map says."""
    rooms = {get_room(name)[0] for name in lint.list_files(root, r'^src/.*\.[ch]$')}
    for room in sorted(rooms - set(table)):
        report.add('src/README.md', 0, f'src/{room} is not in the table of rooms')
    for path in sorted(set(re.findall(r'`((?:\w+/)+clv-[a-z0-9-]+\.[ch])`', text))):
        if not (root / 'src' / path).exists():
            report.add('src/README.md', 0, f'names {path}, which does not exist')


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


def check_own(table, room, place, base, owner):
    """A header of ours: None where it may be included, else why not."""
    if base.endswith('-private.h') and owner[0] != room:
        return f'{base} is private to {owner[0]}/'
    if owner[0] == room:
        if room == 'ui' and owner[1] not in {place, 'common', ''} | UI_MAY_USE.get(place, set()):
            return f'ui/{place}/ may not use ui/{owner[1]}/'
        return None
    if owner[0] not in table[room]:
        return f'{room}/ may not use {owner[0]}/'
    return None


def check_include(table, where, room, place, header):
    """None, or the sentence that says what is wrong with this include."""
    base = header.rsplit('/', 1)[-1]
    if base in where:
        return check_own(table, room, place, base, where[base])
    for pattern, rooms in LIBRARIES.items():
        if re.fullmatch(pattern, header) and room not in rooms:
            return f'{header} belongs to {", ".join(sorted(rooms))} only, not to {room}/'
    return None


def main():
    arguments = lint.parse_arguments(__doc__)
    report = lint.Report()
    every = lint.list_files(arguments.root, r'^src/.*\.[ch]$')
    where = index_headers(report, every)
    text = lint.read(arguments.root, 'src/README.md')
    table = read_table(text)
    check_map(arguments.root, report, table, text)
    names = lint.list_files(arguments.root, r'^src/.*\.[ch]$', arguments.files)
    for name in names:
        room, place = get_room(name)
        if room not in table:
            continue
        text = lint.read(arguments.root, name)
        for match in INCLUDE.finditer(lint.strip_comments(text)):
            problem = check_include(table, where, room, place, match.group(2))
            if problem:
                report.add(name, text.count('\n', 0, match.start(2)) + 1, problem)
        if name.endswith('.c') and 'config.h' != next(
                (found.group(2) for found in INCLUDE.finditer(text)), 'config.h'):
            report.add(name, 0, '"config.h" must be the first include')
    report.finish(len(names), 'sources')


main()
