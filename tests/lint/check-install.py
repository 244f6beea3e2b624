#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `meson install` puts onto a machine: all that the programs and a desktop look for, in the
right places and fit for it, and nothing else. check-install.py BUILD; prints TAP."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import lint

ID = 'io.github.perennial_clv.Perennial'
WANTED = [
    'bin/perennial',
    'bin/perennial-cli',
    'libexec/perennial/perennial-cli-export',
    f'share/applications/{ID}.desktop',
    f'share/glib-2.0/schemas/{ID}.gschema.xml',
    f'share/icons/hicolor/scalable/apps/{ID}.svg',
    f'share/icons/hicolor/symbolic/apps/{ID}-symbolic.svg',
    f'share/metainfo/{ID}.metainfo.xml',
    f'share/mime/packages/{ID}.xml',
]
# Made on the machine by the last step of the installation, and not part of a package.
MADE = ('gschemas.compiled', 'icon-theme.cache', 'mimeinfo.cache')


class Result:
    """The cases as TAP."""

    def __init__(self):
        self.n_cases = self.n_failed = 0

    def add(self, name, problem, skip=''):
        """One case; @problem is empty where all is well."""
        self.n_cases += 1
        self.n_failed += bool(problem)
        for line in problem.splitlines():
            print(f'# {line}')
        end = f' # SKIP {skip}' if skip else ''
        print(f'{"not " if problem else ""}ok {self.n_cases} /install/{name}{end}', flush=True)


def list_expected(root):
    """Names below the prefix that the source promises."""
    wanted = list(WANTED)
    for page in sorted((root / 'help' / 'C').glob('*.page')):
        wanted.append(f'share/help/C/perennial/{page.name}')
    for language in lint.read(root, 'po/LINGUAS').split():
        wanted.append(f'share/locale/{language}/LC_MESSAGES/perennial.mo')
    return set(wanted)


def run(result, name, *command):
    """One program that checks one file."""
    if shutil.which(command[0]) is None:
        result.add(name, '', f'{command[0]} is not installed')
        return
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    result.add(name, '' if done.returncode == 0 else f'{done.stdout}{done.stderr}' or 'refused')


def check_prefix(result, root, prefix):
    """Everything that was installed."""
    found = {str(path.relative_to(prefix)) for path in prefix.rglob('*')
             if path.is_file() and path.name not in MADE}
    wanted = list_expected(root)
    result.add('nothing-missing', '\n'.join(f'missing: {name}' for name in sorted(wanted - found)))
    others = {name for name in found - wanted if not name.startswith('share/help/')}
    result.add('nothing-else', '\n'.join(f'not asked for: {name}' for name in sorted(others)))
    run(result, 'desktop-file', 'desktop-file-validate',
        str(prefix / f'share/applications/{ID}.desktop'))
    run(result, 'metainfo', 'appstreamcli', 'validate', '--no-net',
        str(prefix / f'share/metainfo/{ID}.metainfo.xml'))
    run(result, 'schema', 'glib-compile-schemas', '--strict', '--dry-run',
        str(prefix / 'share/glib-2.0/schemas'))
    run(result, 'mime-type', 'xmllint', '--noout', str(prefix / f'share/mime/packages/{ID}.xml'))
    run(result, 'program-runs', str(prefix / 'bin/perennial-cli'), '--version')


def main():
    build = pathlib.Path(sys.argv[1])
    root = pathlib.Path(__file__).resolve().parents[2]
    result = Result()
    print('1..8')
    with tempfile.TemporaryDirectory(prefix='perennial-install-') as folder:
        done = subprocess.run(['meson', 'install', '-C', str(build), '--no-rebuild', '--destdir',
                               folder], capture_output=True, text=True, check=False,
                              env=dict(os.environ, LC_ALL='C.UTF-8'))
        result.add('installs', '' if done.returncode == 0 else done.stdout + done.stderr)
        if done.returncode == 0:
            program = next(pathlib.Path(folder).rglob('perennial-cli'))
            check_prefix(result, root, program.parents[1])
    sys.exit(1 if result.n_failed else 0)


main()
