#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interface files: well formed, and each button that shows only an icon has a tooltip, so that it
has a name for people who hear it and for people who wonder."""

import xml.etree.ElementTree as et

import lint

BUTTONS = {'GtkButton', 'GtkToggleButton', 'GtkMenuButton'}
NAMES = {'tooltip-text', 'tooltip_text', 'label', 'child'}


def has_name(element):
    """A tooltip, a label, a child, or an accessible label."""
    for child in element:
        if child.tag == 'property' and child.get('name') in NAMES:
            return True
        if child.tag in ('child', 'accessibility'):
            return True
    return False


def check_buttons(name, tree, report):
    """Every icon button of one file."""
    for element in tree.iter():
        if element.tag not in ('object', 'template') or element.get('class') not in BUTTONS:
            continue
        icons = [child for child in element if child.tag == 'property'
                 and child.get('name') in ('icon-name', 'icon_name')]
        if icons and not has_name(element):
            report.add(name, 0, f'button with icon {icons[0].text} has no tooltip-text')


def main():
    arguments = lint.parse_arguments(__doc__)
    report = lint.Report()
    names = lint.list_files(arguments.root,
                            r'\.(ui|gresource\.xml|gschema\.xml|metainfo\.xml(\.in)?|svg)$',
                            arguments.files)
    for name in names:
        try:
            tree = et.parse(arguments.root / name)
        except et.ParseError as error:
            report.add(name, 0, f'not well formed: {error}')
            continue
        if name.endswith('.ui'):
            check_buttons(name, tree.getroot(), report)
    report.finish(len(names), 'XML files')


main()
