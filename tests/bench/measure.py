#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures against their bars. CPU seconds (user and system of the whole process) count, not the
clock; the two importers run in turn on the same file, because a machine has good and bad minutes.

measure.py --cli PROGRAM --make-csv PROGRAM [--window PROGRAM --schemas FOLDER] [--rows N]
[--runs N] [--duckdb FOLDER] [--import-only]"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile

from imports import measure_more_imports
from usage import Usage, print_figure, run


def import_with_us(arguments, csv, workspace):
    """new + import."""
    if os.path.exists(workspace):
        os.remove(workspace)
    return (run([arguments.cli, 'new', workspace, '--currency', 'EUR', '--quiet'])
            + run([arguments.cli, 'import', workspace, csv, '--quiet', '--json']))


def import_with_sqlite(csv, database):
    """.import of the same file into a table of texts, as its shell does it."""
    if os.path.exists(database):
        os.remove(database)
    return run(['sqlite3', database], f'.mode csv\n.import "{csv}" orders\n')


def measure_import(arguments, csv, folder):
    """CPU against sqlite3, and file sizes. Returns the workspace and what it cost."""
    workspace = os.path.join(folder, 'bench.perennial')
    database = os.path.join(folder, 'peer.db')
    ours, peers = [], []
    for _ in range(arguments.runs):
        peers.append(import_with_sqlite(csv, database))
        ours.append(import_with_us(arguments, csv, workspace))
    mine = statistics.median(usage.cpu for usage in ours)
    peer = statistics.median(usage.cpu for usage in peers)
    ratio = os.path.getsize(workspace) / os.path.getsize(csv)
    rows = arguments.rows
    print_figure('import, CPU', f'{mine:.3f} s', f'≤ {2.0 * rows / 1e7:.2f} s',
                 mine <= 2.0 * rows / 1e7)
    print_figure('  range of the runs', f'{min(u.cpu for u in ours):.3f}–'
                 f'{max(u.cpu for u in ours):.3f} s')
    print_figure('sqlite3 .import, CPU', f'{peer:.3f} s')
    print_figure('  times as much', f'{peer / mine:.1f}', '≥ 10', peer / mine >= 10)
    print_figure('workspace ÷ CSV', f'{ratio:.3f}', '≤ 0.333', ratio <= 1 / 3)
    print_figure('import, peak memory a row',
                 f'{max(u.peak for u in ours) / rows:.1f} bytes')
    os.remove(database)
    return workspace, sorted(ours, key=lambda usage: usage.cpu)[len(ours) // 2]


def median_answer(arguments, command):
    """The JSON object and the usage of the run with the median CPU."""
    usages = sorted((run(command) for _ in range(arguments.runs)), key=lambda usage: usage.cpu)
    usage = usages[len(usages) // 2]
    return json.loads(usage.output), usage


def sum_of(seconds):
    """cpu_seconds is a number, or an object of parts."""
    return sum(seconds.values()) if isinstance(seconds, dict) else float(seconds)


# CPU seconds of a fit on a million customers; kinds without a bar are told as well.
BARS = (('bg-nbd', 0.15), ('mbg-nbd', 0.2), ('pareto-nbd', 1.5), ('nbd', None), ('bg-cnbd', None),
        ('mbg-cnbd', None), ('pareto-nbd-cor', None), ('historic', None), ('formula', None))


def measure_fits(arguments, workspace):
    """Each model's fit; returns the usage of the one that the bars name."""
    kept = Usage()
    for model, bar in BARS:
        command = [arguments.cli, 'fit', workspace, '--model', model, '--json', '--quiet']
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            print_figure(f'fit {model}', 'not there')
            continue
        answer, usage = median_answer(arguments, command)
        parts = answer['cpu_seconds']
        if bar:
            bar *= max(answer['customers'] / 1e6, 0.01)
            print_figure(f'fit {model}, CPU of the fit', f'{parts["fit"]:.3f} s',
                         f'≤ {bar:.3f} s', parts['fit'] <= bar)
        else:
            print_figure(f'fit {model}, CPU of the fit', f'{parts["fit"]:.3f} s')
        limit = 0.3 * arguments.rows / 1e7
        print_figure('  rows → customer summary', f'{parts["summary"]:.3f} s', f'≤ {limit:.3f} s',
                     parts['summary'] <= limit)
        print_figure('  load', f'{parts.get("load", 0):.3f} s')
        print_figure('  whole process', f'{usage.cpu:.3f} s')
        print_figure('  customers, distinct cells',
                     f'{answer["customers"]:,} {answer["distinct_cells"]:,}')
        if model == 'bg-nbd':
            kept = usage
    # The score that follows is of the model with a bar for the whole way.
    run([arguments.cli, 'fit', workspace, '--model', 'bg-nbd', '--quiet'])
    return kept


def measure_score(arguments, workspace):
    """Everybody's values."""
    answer, usage = median_answer(arguments, [arguments.cli, 'score', workspace, '--json',
                                              '--quiet'])
    bar = 0.1 * max(answer['customers'] / 1e6, 0.01)
    seconds = sum_of(answer['cpu_seconds'])
    print_figure('score everybody, CPU', f'{seconds:.3f} s', f'≤ {bar:.3f} s', seconds <= bar)
    print_figure('  whole process', f'{usage.cpu:.3f} s')
    return usage


def measure_threads(arguments, workspace):
    """fit and score as a person waits for them, on one thread and on two, in turn."""
    if os.cpu_count() < 2:
        print_figure('two threads', 'one processor')
        return
    for verb in (['fit', workspace, '--model', 'bg-nbd'],
                 ['fit', workspace, '--model', 'pareto-nbd'], ['score', workspace]):
        walls = {'1': [], '2': []}
        for _ in range(arguments.runs):
            for threads, found in walls.items():
                found.append(run([arguments.cli, *verb, '--threads', threads, '--quiet']).wall)
        one, two = (statistics.median(walls[threads]) for threads in ('1', '2'))
        name = ' '.join(word for word in verb if not word.endswith('.perennial'))
        print_figure(f'{name}, two threads, by the clock', f'{two:.3f} s')
        print_figure('  times as fast as one', f'{one / two:.2f}', '≥ 1.6', one / two >= 1.6)


def measure_window(arguments, workspace):
    """The first frame, as the program itself says it with PERENNIAL_QUIT_AFTER_FIRST_FRAME: from
    the start of the process by the clock, and all its CPU."""
    if not arguments.window or not os.environ.get('DISPLAY'):
        print_figure('first frame', 'no window or no display')
        return
    folder = os.path.dirname(workspace)
    environment = dict(os.environ, PERENNIAL_QUIT_AFTER_FIRST_FRAME='1', GSK_RENDERER='cairo',
                       GDK_BACKEND='x11', GSETTINGS_BACKEND='memory', XDG_CONFIG_HOME=folder,
                       GSETTINGS_SCHEMA_DIR=arguments.schemas or '')
    for name, files in (('first frame, start page', []), ('first frame, workspace', [workspace])):
        times = []
        for _ in range(arguments.runs + 1):
            child = subprocess.run(['timeout', '30', arguments.window] + files, env=environment,
                                   capture_output=True, text=True, check=False)
            found = re.search(r'first frame after (\d+) ms', child.stderr)
            if not found:
                print_figure(name, 'none')
                return
            times.append(int(found.group(1)))
        print_figure(name + ', by the clock', f'{statistics.median(times):.0f} ms')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--cli', required=True)
    parser.add_argument('--make-csv', required=True)
    parser.add_argument('--window')
    parser.add_argument('--schemas', help='folder of the compiled settings schema')
    parser.add_argument('--rows', type=int, default=1_000_000)
    parser.add_argument('--runs', type=int, default=3)
    parser.add_argument('--duckdb', help='folder with node_modules/@duckdb/node-api')
    parser.add_argument('--import-only', action='store_true')
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix='perennial-bench-')
    try:
        csv = os.path.join(folder, 'orders.csv')
        with open(csv, 'wb') as file:
            subprocess.run([arguments.make_csv, str(arguments.rows)], stdout=file, check=True)
        print(f'{arguments.rows:,} rows, {os.path.getsize(csv):,} bytes, {arguments.runs} runs, '
              f'{os.cpu_count()} CPUs\n')
        workspace, cost = measure_import(arguments, csv, folder)
        measure_more_imports(arguments, csv, folder)
        if arguments.import_only:
            return
        cost = cost + measure_fits(arguments, workspace)
        cost = cost + measure_score(arguments, workspace)
        measure_threads(arguments, workspace)
        limit = 3.0 * arguments.rows / 1e7
        print_figure('CSV → durable scores, CPU of all processes', f'{cost.cpu:.3f} s',
                     f'≤ {limit:.2f} s', cost.cpu <= limit)
        peak = cost.peak / arguments.rows
        print_figure('peak memory a row', f'{peak:.1f} bytes', '≤ 50 (at 10 M rows)',
                     peak <= 50 if arguments.rows >= 10_000_000 else None)
        measure_window(arguments, workspace)
    finally:
        shutil.rmtree(folder)


main()
