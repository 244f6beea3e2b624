# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of this folder share: the list of files, the report, the command line."""

import argparse
import pathlib
import re
import subprocess
import sys

SKIPPED = 77  # what meson takes for "skipped"
IGNORED_FOLDERS = re.compile(r'^(build.*|_build.*|__pycache__|\..*)$')


def parse_arguments(description, can_fix=False):
    """Every check knows --root, so that test-lint.py can feed it a small bad tree."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument('--root', type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parents[2])
    if can_fix:
        parser.add_argument('--fix', action='store_true', help='mend what can be mended')
    parser.add_argument('files', nargs='*', help='only these, relative to the root')
    return parser.parse_args()


def list_from_git(root):
    """Tracked files and new ones that are not ignored; None outside a checkout."""
    if not (root / '.git').exists():
        return None
    command = ['git', '-C', str(root), 'ls-files', '-z', '--cached', '--others',
               '--exclude-standard']
    run = subprocess.run(command, capture_output=True, check=False)
    if run.returncode != 0:
        return None
    return [name for name in run.stdout.decode().split('\0') if name]


def list_from_folder(root):
    """The same for a tarball: everything but build folders."""
    names = []
    for path in root.rglob('*'):
        relative = path.relative_to(root)
        if path.is_file() and not any(IGNORED_FOLDERS.match(part)
                                      for part in relative.parts[:-1]):
            names.append(str(relative))
    return names


def list_files(root, pattern='', only=()):
    """Names relative to @root that match the regular expression @pattern, sorted."""
    names = list_from_git(root)
    if names is None:
        names = list_from_folder(root)
    names = sorted({name for name in names
                    if re.search(pattern, name) and (root / name).is_file()})
    return [name for name in names if name in only] if only else names


def read(root, name):
    """A file's text; bytes that are not UTF-8 come as replacement characters."""
    return (root / name).read_text(encoding='utf-8', errors='replace')


def strip_comments(text):
    """C text without comments; strings and line numbers stay."""
    def blank(match):
        found = match.group(0)
        if found.startswith('/'):
            return re.sub(r'[^\n]', ' ', found)
        return found
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text,
                  flags=re.S)


class Report:
    """Findings as FILE:LINE: TEXT, and the exit code that follows from them."""

    def __init__(self):
        self.n_found = 0

    def add(self, name, line, text):
        """One finding; @line 0 is the file as a whole."""
        self.n_found += 1
        print(f'{name}:{line}: {text}' if line else f'{name}: {text}')

    def finish(self, n_checked, what):
        """Prints the sum; ends the program."""
        if n_checked == 0:
            print(f'No {what} to check.')
            sys.exit(SKIPPED)
        print(f'{n_checked} {what} checked, {self.n_found} findings.')
        sys.exit(1 if self.n_found else 0)
