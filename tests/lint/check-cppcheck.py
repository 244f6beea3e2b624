#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""cppcheck over src/: warning, performance, portability. Skipped where it is not installed."""

import os
import re
import shutil
import subprocess
import sys

import lint

OPTIONS = ['--library=gtk', '--enable=warning,performance,portability', '--inline-suppr',
           '--error-exitcode=2', '--quiet', '--std=c11', '--max-configs=1', '-D__GNUC__=12',
           '-DG_DISABLE_CHECKS=0', '-DSQLITE_OK=0', '--suppress=missingInclude',
           # its idea of this macro is that it gives the index back
           '-Dg_ptr_array_index(array,index)=((array)->pdata)[index]',
           # GObject's macros and autoptr hide ownership and types from it
           '--suppress=unknownMacro', '--suppress=nullPointerRedundantCheck',
           # it does not see ownership pass through GLib; LeakSanitizer does
           '--suppress=memleak', '--suppress=leakNoVarFunctionCall',
           # it does not follow which conditions go together; the compiler warns of these as well
           '--suppress=uninitvar', '--suppress=invalidFunctionArg',
           # the caller owns what a const table of functions points to
           '--suppress=constParameterCallback',
           '--template={file}:{line}: {severity}: {message} [{id}]']


def main():
    arguments = lint.parse_arguments(__doc__)
    root = arguments.root
    program = shutil.which('cppcheck')
    if program is None:
        print('cppcheck is not installed.')
        sys.exit(lint.SKIPPED)
    names = lint.list_files(root, r'^src/.*\.c$', arguments.files)
    if not names:
        print('No source to check.')
        sys.exit(lint.SKIPPED)
    folders = sorted({os.path.dirname(name)
                      for name in lint.list_files(root, r'^src/.*\.h$')})
    cache = os.environ.get('PERENNIAL_CPPCHECK_DIR')
    command = [program, '-j', str(min(2, os.cpu_count() or 1))] + OPTIONS
    if cache:
        os.makedirs(cache, exist_ok=True)
        command.append(f'--cppcheck-build-dir={cache}')
    command += [f'-I{folder}' for folder in folders] + names
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    found = [line for line in (run.stdout + run.stderr).split('\n') if re.match(r'.+:\d+:', line)]
    print('\n'.join(found))
    print(f'{len(names)} sources checked, {len(found)} findings.')
    sys.exit(1 if found or run.returncode not in (0, 2) else 0)


main()
