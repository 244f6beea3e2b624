#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A check that cannot fail checks nothing: each is fed a small tree that it must accept and the
same tree with one thing wrong that it must refuse, for the reason given. Prints TAP."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
SPDX = '/* SPDX-License-Identifier: GPL-3.0-or-later */\n'
PAGE = ('<page xmlns="http://projectmallard.org/1.0/" type="{type}" id="{id}">\n'
        '<info>{info}<desc>What it is.</desc></info>\n<title>T</title>\n<p>{text}</p>\n</page>\n')

MANIFEST_NAME = 'flatpak/io.github.perennial_clv.Perennial.yml'
MANIFEST = '''id: io.github.perennial_clv.Perennial
runtime: org.gnome.Platform
runtime-version: '49'
sdk: org.gnome.Sdk
command: perennial
finish-args:
  - --socket=wayland
modules:
  - name: gsl
    sources:
      - type: archive
        url: https://example.org/gsl-2.8.tar.gz
        sha256: ''' + 'a1' * 32 + '''
  - name: perennial
    buildsystem: meson
    config-opts:
      - -Dtests=false
    sources:
      - type: dir
        path: ..
'''

GOOD = {
    'meson.build': "project('x', 'c')\napplication_id = 'io.github.perennial_clv.Perennial'\n"
                   "gsl_dep = dependency('gsl')\n",
    'meson_options.txt': "option('tests', type: 'boolean')\n",
    MANIFEST_NAME: MANIFEST,
    'src/README.md': '| `base/` | dates | GLib |\n| `numerics/` | numbers | GSL |\n'
                     '| `ui/` | the window | all above but numerics, GTK |\n'
                     'See `base/clv-date.h`.\n',
    'src/base/README.md': 'What it is for.\n',
    'src/base/clv-date.h': SPDX + '#pragma once\n\nint clv_date_get (void);\n',
    'src/base/clv-date.c': SPDX + '#include "config.h"\n\n#include "clv-date.h"\n\nint\n'
                           'clv_date_get (void)\n{\n  return 1;\n}\n',
    'src/ui/README.md': 'What it is for.\n',
    'src/ui/common/clv-row.h': SPDX + '#pragma once\n\n#include <gtk/gtk.h>\n',
    'src/ui/clv-row.ui': '<?xml version="1.0"?>\n<!-- SPDX-License-Identifier: '
                         'GPL-3.0-or-later -->\n<interface><object class="GtkButton">'
                         '<property name="icon-name">x</property>'
                         '<property name="tooltip-text" translatable="yes">X</property>'
                         '</object></interface>\n',
    'po/POTFILES.in': 'src/ui/clv-row.ui\n',
    'po/LINGUAS': '',
    'help/C/index.page': PAGE.format(type='guide', id='index', info='', text='Hello.'),
    'help/C/one.page': PAGE.format(type='topic', id='one', text='It is tamper-evident.',
                                   info='<link type="guide" xref="index"/>'),
    'help/meson.build': "x = ['index.page', 'one.page']\n",
}

C_BODY = SPDX + '#include "config.h"\n\n{include}\nint\nclv_x (void)\n{{\n{body}  return 1;\n}}\n'


def c_source(include='', body=''):
    """A source in our layout with one thing added."""
    return C_BODY.format(include=include + '\n' if include else '', body=body)


# check, name of the case, files that are changed, words that the finding must hold
BAD = [
    ('layers', 'room-above', {'src/base/clv-x.c': c_source('#include "clv-row.h"')}, 'may not use'),
    ('layers', 'library-of-another-room',
     {'src/base/clv-x.c': c_source('#include <sqlite3.h>')}, 'workspace'),
    ('layers', 'gsl-outside-numerics',
     {'src/base/clv-x.h': SPDX + '#include <gsl/gsl_math.h>\n'}, 'numerics'),
    ('layers', 'plplot-in-the-window',
     {'src/ui/common/clv-x.h': SPDX + '#include <plplot.h>\n'}, 'charts'),
    ('layers', 'place-uses-place',
     {'src/ui/data/clv-d.h': SPDX + '#pragma once\n',
      'src/ui/value/clv-v.h': SPDX + '#include "clv-d.h"\n'}, 'ui/value/ may not use'),
    ('layers', 'private-header',
     {'src/base/clv-d-private.h': SPDX, 'src/ui/common/clv-x.h':
      SPDX + '#include "clv-d-private.h"\n'}, 'private to base'),
    ('layers', 'unknown-room', {'src/misc/clv-x.h': SPDX}, 'not in the table'),
    ('layers', 'room-excepted',
     {'src/numerics/clv-n.h': SPDX, 'src/ui/common/clv-x.h': SPDX + '#include "clv-n.h"\n'},
     'ui/ may not use numerics'),
    ('layers', 'map-names-nothing', {'src/README.md': '| `base/` | x | GLib |\n| `ui/` | x | base |'
                                     '\nSee `base/clv-gone.h`.\n'}, 'does not exist'),
    ('layers', 'header-named-twice', {'src/ui/common/clv-date.h': SPDX}, 'already'),
    ('layers', 'config-not-first',
     {'src/base/clv-x.c': SPDX + '#include "clv-date.h"\n'}, 'config.h'),
    ('style', 'layout', {'src/base/clv-x.c': c_source(body='  if(1){ return 2; }\n')},
     'uncrustify'),
    ('style', 'columns', {'src/base/clv-x.c': c_source('/* ' + 'x' * 100 + ' */')}, 'columns'),
    ('style', 'licence', {'src/base/clv-x.h': '#pragma once\n'}, 'SPDX'),
    ('style', 'tab', {'src/base/clv-x.h': SPDX + '#define X\t1\n'}, 'tab'),
    ('style', 'blank-at-end', {'src/base/clv-x.h': SPDX + '#pragma once \n'}, 'blank'),
    ('style', 'last-newline', {'src/base/clv-x.h': SPDX + '#pragma once'}, 'newline'),
    ('sizes', 'long-function', {'src/base/clv-x.c': c_source(body='  (void) 0;\n' * 101)},
     'clv_x has 102 lines'),
    ('sizes', 'long-file', {'src/base/clv-x.h': SPDX + '\n' * 1300}, 'split'),
    ('potfiles', 'missing', {'src/base/clv-x.c': c_source(body='  puts (_("Hello"));\n')},
     'not listed'),
    ('potfiles', 'superfluous', {'po/POTFILES.in': 'src/base/clv-date.c\nsrc/ui/clv-row.ui\n'},
     'no translatable text'),
    ('potfiles', 'order', {'po/POTFILES.in': 'src/ui/clv-row.ui\nsrc/base/clv-x.c\n',
                           'src/base/clv-x.c': c_source(body='  puts (_("Hello"));\n')}, 'order'),
    ('potfiles', 'cut-off', {'po/POTFILES.in': 'src/base/clv-x.c\nsrc/ui/clv-row.ui\n',
                             'src/base/clv-x.c': c_source(
                                 body='  printf (_("No %" G_GINT64_FORMAT " here"), n);\n')},
     'cuts this text off'),
    ('potfiles', 'false-format', {'po/POTFILES.in': 'src/base/clv-x.c\nsrc/ui/clv-row.ui\n',
                                  'src/base/clv-x.c': c_source(
                                      body='  puts (_("of 10 % a year"));\n')},
     'no-c-format'),
    ('po', 'untranslated',
     {'po/LINGUAS': 'de\n', 'po/de.po': 'msgid ""\nmsgstr "Content-Type: text/plain; '
      'charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr ""\n'}, 'untranslated'),
    ('po', 'format', {'po/LINGUAS': 'de\n', 'po/de.po':
                      'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
                      '#, c-format\nmsgid "%d"\nmsgstr "%s"\n'}, 'format'),
    ('po', 'not-in-linguas', {'po/de.po': ''}, 'LINGUAS'),
    ('words', 'in-a-string', {'src/base/clv-x.c': c_source(body='  puts ("This is fair");\n')},
     'fair'),
    ('words', 'in-the-manual',
     {'help/C/one.page': PAGE.format(type='topic', id='one', info='', text='Tamper-proof.')},
     'Tamper-proof'),
    ('floor', 'function', {'src/ui/common/clv-x.c': c_source(body='  gtk_widget_show (x);\n')},
     'gtk_widget_show'),
    ('floor', 'class', {'src/ui/common/clv-x.c':
                        c_source(body='  x = gtk_tree_view_new ();\n')}, 'gtk_tree_view_new'),
    ('floor', 'too-new-in-xml',
     {'src/ui/x.ui': '<interface><object class="AdwBanner"/></interface>\n'}, 'AdwBanner'),
    ('flatpak', 'permission', {MANIFEST_NAME: MANIFEST.replace(
        'socket=wayland', 'filesystem=home')}, 'further than a display'),
    ('flatpak', 'library-without-module', {'meson.build': GOOD['meson.build'] +
                                           "dependency('uchardet')\n"}, 'no module uchardet'),
    ('flatpak', 'unknown-library', {'meson.build': GOOD['meson.build'] + "dependency('curl')\n"},
     'curl is neither'),
    ('flatpak', 'idle-module', {'meson.build': GOOD['meson.build'].replace('(\'gsl', '(\'cairo')},
     'nothing asks for the module gsl'),
    ('flatpak', 'checksum', {MANIFEST_NAME: MANIFEST.replace('a1a1', 'a1')}, 'checksum'),
    ('flatpak', 'address', {MANIFEST_NAME: MANIFEST.replace('https', 'http')}, 'https address'),
    ('flatpak', 'option', {MANIFEST_NAME: MANIFEST.replace('tests', 'test')}, 'no option'),
    ('flatpak', 'unreadable', {MANIFEST_NAME: MANIFEST + '  odd\n'}, 'cannot be read'),
    ('tree', 'top-level', {'notes/x.md': 'x\n'}, 'agreed names'),
    ('tree', 'room-without-readme', {'src/base/README.md': None}, 'README'),
    ('tree', 'machine-path', {'src/base/README.md': 'see /wo' 'rk/x\n'}, 'path of one machine'),
    ('tree', 'open-mark', {'src/base/README.md': 'TO' 'DO: later\n'}, 'open mark'),
    ('ui', 'icon-button-without-name',
     {'src/ui/x.ui': '<interface><object class="GtkButton"><property name="icon-name">x'
      '</property></object></interface>\n'}, 'tooltip'),
    ('ui', 'not-well-formed', {'src/ui/x.ui': '<interface>\n'}, 'well formed'),
    ('help', 'dead-link', {'help/C/one.page': PAGE.format(
        type='topic', id='one', text='x', info='<link type="guide" xref="nowhere"/>')}, 'nowhere'),
    ('help', 'orphan', {'help/C/one.page': PAGE.format(type='topic', id='one', text='x',
                                                       info='')}, 'no link'),
    ('help', 'not-in-the-build', {'help/meson.build': "x = ['index.page']\n"}, 'one.page'),
    ('cppcheck', 'use-after-free',
     {'src/base/clv-x.c': c_source('#include <stdlib.h>',
                                   '  char *p = malloc (1);\n  free (p);\n  *p = 1;\n')},
     'deallocat'),
]

NEEDS = {'po': 'msgfmt', 'cppcheck': 'cppcheck', 'style/layout': 'uncrustify'}


def run_check(check, files):
    """(exit code, output) of a check on a fresh tree of these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            if text is not None:
                path = pathlib.Path(folder, 'a tree', name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding='utf-8')
        run = subprocess.run([sys.executable, str(FOLDER / f'check-{check}.py'), '--root',
                              str(pathlib.Path(folder, 'a tree'))],
                             capture_output=True, text=True, check=False)
        return run.returncode, run.stdout + run.stderr


def main():
    checks = sorted({case[0] for case in BAD})
    print(f'1..{len(checks) + len(BAD)}')
    number = n_failed = 0
    cases = [(check, 'accepts', {}, None) for check in checks] + BAD
    for check, name, changes, words in cases:
        number += 1
        needed = NEEDS.get(f'{check}/{name}', NEEDS.get(check))
        if needed and shutil.which(needed) is None:
            print(f'ok {number} /lint/{check}/{name} # SKIP no {needed}')
            continue
        code, output = run_check(check, {**GOOD, **changes})
        is_right = code in (0, 77) if words is None else code == 1 and words in output
        n_failed += not is_right
        print(f'{"ok" if is_right else "not ok"} {number} /lint/{check}/{name}')
        if not is_right:
            print('\n'.join('# ' + line for line in [f'exit {code}'] + output.split('\n')))
    sys.exit(1 if n_failed else 0)


main()
