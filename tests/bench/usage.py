# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process cost, and how a figure is printed."""

import os
import subprocess
import sys
import tempfile
import time


class Usage:
    """What one or more processes cost."""

    def __init__(self, cpu=0.0, peak=0, output='', wall=0.0):
        self.cpu, self.peak, self.output, self.wall = cpu, peak, output, wall

    def __add__(self, other):
        return Usage(self.cpu + other.cpu, max(self.peak, other.peak), other.output,
                     self.wall + other.wall)


def run(command, stdin=None):
    """Runs to the end; its CPU and clock seconds, peak memory in bytes and output."""
    with tempfile.TemporaryFile('w+') as output:
        began = time.monotonic()
        child = subprocess.Popen(command, stdout=output, stdin=subprocess.PIPE if stdin
                                 else subprocess.DEVNULL, text=True)
        if stdin:
            child.stdin.write(stdin)
            child.stdin.close()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f'{" ".join(command)} ended with {child.returncode}.')
        output.seek(0)
        return Usage(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, output.read(), wall)


def print_figure(name, value, bar='', is_met=None):
    """One line of the report."""
    verdict = '' if is_met is None else 'met' if is_met else 'NOT MET'
    print(f'{name:46} {value:>16}  {bar:28} {verdict}', flush=True)
