#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line is killed at random moments of each step from orders to an export, as TAP. What
is then in the file is what was there before or all of the step; what the program said is done is
done, the ledger verifies, and the step can be taken again. Needs PERENNIAL_CLI.

    test-kills.py [KILLS-A-STEP]"""

import csv
import datetime
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

CLI = os.environ['PERENNIAL_CLI']
KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else 200
REASON = 'The audit was read.'
N_CUSTOMERS = 4000

# Each begins where the one before ended.
STEPS = [
    ('import', ['import', 'WORK', 'ORDERS', '--map', 'customer=id,date=date,amount=amount']),
    ('define', ['define', 'WORK', '--margin', '40%', '--horizon', '12m', '--rate', '10%']),
    ('fit', ['fit', 'WORK', '--model', 'bg-nbd']),
    ('score', ['score', 'WORK']),
    ('person', ['person', 'WORK', 'add', 'anna', '--role', 'analyst']),
    ('second-person', ['person', 'WORK', 'add', 'ben', '--role', 'reviewer', '--as', 'anna']),
    ('propose', ['propose', 'WORK', '--as', 'anna']),
    ('submit', ['submit', 'WORK', 'PACKAGE', '--as', 'anna']),
    ('vote', ['vote', 'WORK', 'PACKAGE', '--approve', '--as', 'ben', '--reason', REASON]),
    ('export', ['export', 'WORK', 'scores', 'SCORES', '--as', 'anna']),
]


def write_orders(path):
    """Orders of invented people, each with a rate of buying and a day to stop; always the same."""
    rng = random.Random(5)
    first = datetime.date(2023, 1, 1)
    with open(path, 'w', encoding='utf-8', newline='') as file:
        out = csv.writer(file)
        out.writerow(['id', 'date', 'amount'])
        for number in range(N_CUSTOMERS):
            rate, drop = rng.gammavariate(0.8, 1 / 30), rng.betavariate(0.9, 3.0)
            scale = rng.gammavariate(4.0, 12.0)
            day = rng.uniform(0, 350)
            while day < 730:
                date = first + datetime.timedelta(int(day))
                out.writerow([f'C{number:04}', date, f'{rng.gammavariate(5.0, scale / 5) + 1:.2f}'])
                day += rng.expovariate(max(rate, 1e-9)) if rng.random() > drop else 730


class Shop:
    """One workspace and the file that is exported from it."""

    def __init__(self, folder):
        self.folder = folder
        self.work = os.path.join(folder, 'shop.perennial')
        self.scores = os.path.join(folder, 'scores.csv')
        self.orders = os.path.join(os.path.dirname(folder), 'orders.csv')
        # What this computer remembers of the file goes back in time together with it.
        self.environment = dict(os.environ)
        for name in ('CONFIG', 'DATA', 'CACHE', 'STATE'):
            self.environment[f'XDG_{name}_HOME'] = os.path.join(folder, name.lower())

    def ask(self, *arguments):
        """What the program answers as JSON; it must say yes."""
        done = subprocess.run([CLI, *arguments, '--json'], env=self.environment,
                              capture_output=True, check=False)
        assert done.returncode == 0, (arguments, done.returncode, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def take(self, arguments):
        """The step as a whole."""
        subprocess.run(self.get_command(arguments), env=self.environment, capture_output=True,
                       check=True)

    def kill(self, arguments, seconds):
        """The exit status of a step killed after this time; None where the kill came first."""
        with subprocess.Popen(self.get_command(arguments), env=self.environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(seconds)
            process.kill()
            status = process.wait()
        return None if status < 0 else status

    def get_command(self, arguments):
        """The step's command with the names of this shop."""
        names = {'WORK': self.work, 'ORDERS': self.orders, 'SCORES': self.scores}
        if 'PACKAGE' in arguments:
            names['PACKAGE'] = str(self.ask('packages', self.work)['packages'][0]['id'])
        return [CLI, *(names.get(argument, argument) for argument in arguments)]

    def read(self):
        """What can be seen from outside; fails where the file or its ledger does not hold."""
        verdict = self.ask('verify', self.work)
        assert verdict['state'] == 'clean' and not verdict['findings'], verdict
        packages = [package['state'] for package in self.ask('packages', self.work)['packages']]
        rows = None
        if os.path.exists(self.scores):
            with open(self.scores, encoding='utf-8', newline='') as file:
                rows = sum(1 for _ in csv.DictReader(file))
        return (verdict['events'], len(self.ask('batches', self.work)['batches']), packages, rows)

    def copy_from(self, other):
        """Begins again where the other one is, with nothing left behind."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(other.folder, self.folder)


def kill_step(name, arguments, base, root):
    """Kills the step again and again; leaves @base as it is after the whole step."""
    rng = random.Random(name)
    whole = Shop(os.path.join(root, 'whole'))
    victim = Shop(os.path.join(root, 'victim'))
    whole.copy_from(base)
    before = whole.read()
    started = time.monotonic()
    whole.take(arguments)
    took = time.monotonic() - started
    after = whole.read()
    assert before != after, name
    n_through = 0
    for number in range(KILLS):
        victim.copy_from(base)
        status = victim.kill(arguments, rng.uniform(0, 1.3 * took))
        assert status in (None, 0), (name, number, status)
        seen = victim.read()
        n_through += seen == after
        assert seen == after or (status is None and seen[:3] in (before[:3], after[:3])
                                 and seen[3] in (before[3], after[3])), (name, number, seen)
        if seen[:3] == before[:3]:
            victim.take(arguments)
            assert victim.read() == after, (name, number)
    base.copy_from(whole)
    return f'{n_through} of {KILLS} were through before the kill'


def main():
    print(f'1..{len(STEPS)}')
    is_good = True
    with tempfile.TemporaryDirectory(prefix='perennial-kills-') as root:
        write_orders(os.path.join(root, 'orders.csv'))
        base = Shop(os.path.join(root, 'base'))
        os.mkdir(base.folder)
        base.ask('new', base.work, '--currency', 'EUR')
        for number, (name, arguments) in enumerate(STEPS, 1):
            try:
                print(f'# {name}: {kill_step(name, arguments, base, root)}')
                print(f'ok {number} /slow/kills/{name}', flush=True)
            except (AssertionError, subprocess.CalledProcessError) as error:
                print(f'not ok {number} /slow/kills/{name}')
                print('Bail out! ' + ' '.join(str(error).split()), flush=True)
                is_good = False
                break
    sys.exit(0 if is_good else 1)


main()
