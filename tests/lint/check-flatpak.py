#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The flatpak manifest, as far as no network is needed: every library that meson asks for is in the
runtime or a module, every module is asked for, every archive has an address and a checksum, and
the sandbox gets a display and nothing else."""

import re

import lint

MANIFEST = 'flatpak/io.github.perennial_clv.Perennial.yml'

# What meson.build asks for → the module that brings it, None where the GNOME runtime does.
LIBRARIES = {
    'glib-2.0': None, 'gio-unix-2.0': None, 'gtk4': None, 'libadwaita-1': None, 'sqlite3': None,
    'cairo': None, 'json-glib-1.0': None, 'libarchive': None, 'libxml-2.0': None, 'm': None,
    'gsl': 'gsl', 'plplot': 'plplot', 'uchardet': 'uchardet', 'libsodium': 'libsodium',
    'xlsxwriter': 'libxlsxwriter',
}
ALLOWED = {'--socket=wayland', '--socket=fallback-x11', '--share=ipc', '--device=dri'}


def strip_value(text):
    """A scalar without its quotes."""
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in '\'"' else text


def read_block(lines, at, indent):
    """(value, next line) of the block that begins at @at: a list, a table or a scalar. That much of
    YAML as the manifest uses; anything else is a finding of its own."""
    number, depth, text = lines[at]
    if depth != indent:
        raise ValueError(number)
    if text.startswith('- '):
        items = []
        while at < len(lines) and lines[at][1] == indent and lines[at][2].startswith('- '):
            number, _, text = lines[at]
            if re.match(r'- [\w-]+:( |$)', text):
                lines[at] = (number, indent + 2, text[2:])
                value, at = read_block(lines, at, indent + 2)
            else:
                value, at = strip_value(text[2:]), at + 1
            items.append(value)
        return items, at
    table = {}
    while at < len(lines) and lines[at][1] == indent and not lines[at][2].startswith('- '):
        number, _, text = lines[at]
        found = re.match(r'([\w-]+):(?: (.*))?$', text)
        if found is None or found.group(1) in table:
            raise ValueError(number)
        at += 1
        if found.group(2) is not None:
            table[found.group(1)] = strip_value(found.group(2))
        else:
            if at >= len(lines) or lines[at][1] < indent:
                raise ValueError(number)
            table[found.group(1)], at = read_block(lines, at, lines[at][1])
    return table, at


def read_manifest(text):
    """The manifest as Python values; ValueError with the line that could not be read."""
    lines = [(number, len(line) - len(line.lstrip()), line.strip())
             for number, line in enumerate(text.split('\n'), 1)
             if line.strip() and not line.strip().startswith('#')]
    value, at = read_block(lines, 0, 0)
    if at < len(lines):
        raise ValueError(lines[at][0])
    return value


def check_head(root, manifest, report):
    """Who it is, what it runs on and what it may do."""
    build = lint.read(root, 'meson.build')
    if f"application_id = '{manifest.get('id')}'" not in build:
        report.add(MANIFEST, 0, 'its id is not that of meson.build')
    if manifest.get('runtime') != 'org.gnome.Platform' or manifest.get('sdk') != 'org.gnome.Sdk' \
            or not re.fullmatch(r'\d+', manifest.get('runtime-version', '')):
        report.add(MANIFEST, 0, 'needs the GNOME runtime, its SDK and a number as the version')
    if manifest.get('command') != 'perennial':
        report.add(MANIFEST, 0, 'the command is not perennial')
    for permission in manifest.get('finish-args', []):
        if permission not in ALLOWED:
            report.add(MANIFEST, 0, f'{permission} opens the sandbox further than a display')


def check_source(name, source, report):
    """One archive: an address that can be told from a copy, and a checksum."""
    if source.get('type') != 'archive':
        report.add(MANIFEST, 0, f'{name}: a source of the type {source.get("type")}')
        return
    if not re.fullmatch(r'https://[\w.-]+/\S+\.tar\.(gz|xz|bz2)', source.get('url', '')):
        report.add(MANIFEST, 0, f'{name}: not the https address of an archive')
    elif not re.search(r'\d+\.\d+', source['url'].rsplit('/', 1)[1]):
        report.add(MANIFEST, 0, f'{name}: the address names no version')
    if not re.fullmatch(r'[0-9a-f]{64}', source.get('sha256', '')):
        report.add(MANIFEST, 0, f'{name}: no SHA-256 checksum')


def check_program(root, module, report):
    """The last module: this source, with options that it has."""
    options = set(re.findall(r"^option\('([\w-]+)'", lint.read(root, 'meson_options.txt'), re.M))
    if module.get('name') != 'perennial' or module.get('buildsystem') != 'meson' \
            or module.get('sources') != [{'type': 'dir', 'path': '..'}]:
        report.add(MANIFEST, 0, 'the last module is not this source, built by meson')
    for option in module.get('config-opts', []):
        found = re.fullmatch(r'-D([\w-]+)=\S+', option)
        if found is None or found.group(1) not in options:
            report.add(MANIFEST, 0, f'{option} is no option of this source')


def check_libraries(root, names, report):
    """meson's wishes against the modules."""
    wanted = set()
    build = lint.read(root, 'meson.build')
    for name in re.findall(r"(?:dependency|find_library)\('([^']+)'", build):
        if name not in LIBRARIES:
            report.add('meson.build', 0, f'{name} is neither in the manifest nor known to be '
                                         'in the runtime: add it to LIBRARIES of this check')
        elif LIBRARIES[name] is not None:
            wanted.add(LIBRARIES[name])
    for name in sorted(wanted - set(names)):
        report.add(MANIFEST, 0, f'there is no module {name}, which meson.build asks for')
    for name in sorted(set(names) - wanted - {'perennial'}):
        report.add(MANIFEST, 0, f'nothing asks for the module {name}')
    for name in {name for name in names if names.count(name) > 1}:
        report.add(MANIFEST, 0, f'two modules are called {name}')


def main():
    arguments = lint.parse_arguments(__doc__)
    root = arguments.root
    report = lint.Report()
    if not (root / MANIFEST).is_file():
        report.finish(0, 'manifest')
    try:
        manifest = read_manifest(lint.read(root, MANIFEST))
    except ValueError as error:
        report.add(MANIFEST, int(str(error)), 'cannot be read: tables, lists and plain words only')
        report.finish(1, 'manifest')
    modules = manifest.get('modules', [])
    check_head(root, manifest, report)
    check_libraries(root, [module.get('name') for module in modules], report)
    for module in modules[:-1]:
        for source in module.get('sources', [{}]):
            check_source(module.get('name'), source, report)
    check_program(root, modules[-1], report)
    report.finish(1, 'manifest')


main()
