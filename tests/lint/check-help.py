#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual: every page is valid Mallard, every link leads somewhere, every page is reached, and
the list of pages in help/meson.build agrees with the folder."""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as et

import lint

NAMESPACE = '{http://projectmallard.org/1.0/}'


def check_links(root, names, report):
    """Links and orphans without a tool: a page is reached by a guide, topic or seealso link."""
    ids, targets = {}, {}
    for name in names:
        try:
            page = et.parse(root / name).getroot()
        except et.ParseError as error:
            report.add(name, 0, f'not well formed: {error}')
            continue
        ids[page.get('id')] = name
        if page.get('id') != name.rsplit('/', 1)[1][:-len('.page')]:
            report.add(name, 0, f'page id {page.get("id")} differs from the file name')
        targets[name] = [link.get('xref') for link in page.iter(NAMESPACE + 'link')
                         if link.get('xref')]
    for name, xrefs in targets.items():
        for xref in xrefs:
            if xref.split('#')[0] not in ids:
                report.add(name, 0, f'link to {xref}, which is no page')
        if not xrefs and not name.endswith('/index.page'):
            report.add(name, 0, 'no link to or from it')


def run_yelp_check(root, names, report):
    """The same and the schema, by yelp-check where it is installed."""
    if shutil.which('yelp-check') is None:
        print('yelp-check is not installed: schema not checked.')
        return
    for what in ('validate', 'links', 'orphans'):
        run = subprocess.run(['yelp-check', what] + names, cwd=root, capture_output=True,
                             text=True, check=False)
        output = (run.stdout + run.stderr).strip()
        if run.returncode != 0 or output:
            report.add('help/C', 0, f'yelp-check {what}: {output}')


def main():
    arguments = lint.parse_arguments(__doc__)
    root = arguments.root
    report = lint.Report()
    names = lint.list_files(root, r'^help/C/.*\.page$')
    if not names:
        print('No page to check.')
        sys.exit(lint.SKIPPED)
    check_links(root, names, report)
    run_yelp_check(root, names, report)
    build = root / 'help' / 'meson.build'
    if build.exists():
        listed = set(re.findall(r"'([\w-]+\.page)'", build.read_text(encoding='utf-8')))
        for page in sorted(listed ^ {name.rsplit('/', 1)[1] for name in names}):
            report.add('help/meson.build', 0, f'{page} is listed or in help/C, not both')
    report.finish(len(names), 'pages')


main()
