# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole job in the real window: import, fit, look, submit, a second person approves, export,
one order changes, the export is refused with the reason, undo, the export works again.
"""

import csv
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from bus import Window  # noqa: E402
from tap import tell  # noqa: E402


class Story:
    def __init__(self, program, cli, folder):
        self.program = program
        self.cli = cli
        self.folder = folder
        self.workspace = self.path("story.perennial")
        self.window = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_cli(self, *arguments):
        return subprocess.run([self.cli, *arguments], check=True, capture_output=True, text=True)

    def hand_over(self, path):
        """What a file manager does on "Open With": a second start tells the first."""
        subprocess.run([self.program, path], check=True, timeout=20)

    def walk_wizard(self):
        for _ in range(4):
            self.window.press("Next")
        self.window.press("Import")

    # The steps, in order.

    def opens_an_empty_workspace(self):
        self.run_cli("sample", "--csv", self.folder, "--customers", "800", "--seed", "7")
        self.run_cli("new", self.workspace)
        self.window = Window(self.program, self.workspace)
        self.window.sees("No Sales Yet")

    def imports_by_the_wizard(self):
        self.hand_over(self.path("orders.csv"))
        self.walk_wizard()
        self.window.sees("#1 orders.csv")
        self.window.picture("story-1-data")

    def fits_and_scores(self):
        self.window.press("Value")
        self.window.press("Fit model")
        self.window.sees("Result: BG/NBD")
        self.window.picture("story-2-value")

    def looks_at_the_customers(self):
        self.window.press("Customers")
        self.window.sees("future value")
        self.window.picture("story-3-customers")

    def names_two_people(self):
        self.window.press("Govern")
        self.window.press("People")
        for name, role in (("Anna", "Analyst"), ("Anna", "Reviewer"), ("Ben", "Reviewer")):
            self.window.type("Name", name)
            self.window.press(role)
            self.window.press("Add person")
            self.window.find(f"Act as {name}")
        self.window.picture("story-4-people")

    def submits_a_version(self):
        self.window.press("Act as Anna")
        self.window.press("Approvals")
        self.window.press("Propose current model")
        self.window.press("Submit for review", contains=True)
        self.window.sees("Submitted")

    def refuses_the_author(self):
        self.window.press("Approve…", contains=True)
        self.window.type("Reason", "I made it and I like it")
        self.window.press("Record vote")
        self.window.sees("contributed to package 1")
        self.window.picture("story-5-refused")
        self.window.press("Cancel")

    def lets_a_second_person_approve(self):
        self.window.press("People")
        self.window.press("Act as Ben")
        self.window.press("Approvals")
        self.window.press("Approve…", contains=True)
        self.window.type("Reason", "Hold-out total is near what happened")
        self.window.press("Record vote")
        self.window.sees("Approved")
        self.window.picture("story-6-approved")

    def save_scores(self, path):
        self.window.press("People")
        self.window.press("Act as Anna")
        self.window.press("Act")
        self.window.press("Export scores…")
        self.window.type("Name:", path)
        self.window.press("Save")
        self.window.wait(lambda: os.path.exists(path), f"the file {path}")

    def exports(self):
        path = self.path("scores.csv")
        self.save_scores(path)
        self.window.picture("story-7-export")
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) > 300, f"{len(rows)} rows"
        for column in ("model_version", "approved_on", "valid_until"):
            assert all(row[column] for row in rows), f"{column} is empty somewhere"
        assert os.path.exists(path + ".manifest.json")

    def changes_one_order(self):
        changed = self.path("orders-changed.csv")
        with open(self.path("orders.csv"), encoding="utf-8") as source:
            lines = source.read().splitlines()
        head = next(csv.reader([lines[0]]))
        for number, line in enumerate(lines[1:], 1):
            cells = next(csv.reader([line]))
            amount = cells[head.index("amount")]
            if len(cells) == len(head) and amount.replace(".", "", 1).isdigit():
                lines[number] = line.replace(amount, f"{float(amount) + 100:.2f}", 1)
                break
        with open(changed, "w", encoding="utf-8") as target:
            target.write("\n".join(lines) + "\n")
        self.hand_over(changed)
        self.walk_wizard()
        self.window.sees("#2 orders-changed.csv")

    def refuses_the_export_with_the_reason(self):
        path = self.path("refused.csv")
        self.window.press("Act")
        self.window.press("Export scores…")
        self.window.sees("1 order changed by import #2")
        self.window.picture("story-8-refused")
        assert not os.path.exists(path)

    def undoes_the_import(self):
        self.window.press("Data")
        self.window.press("Undo import of orders-changed.csv")
        self.window.sees("Undone")

    def exports_again(self):
        self.window.press("Govern")
        self.save_scores(self.path("again.csv"))
        first, last = (open(self.path(name), "rb").read() for name in ("scores.csv", "again.csv"))
        assert first == last, "the same approval gives other bytes"

    def leaves_a_ledger_that_verifies(self):
        self.window.close()
        answer = self.run_cli("verify", self.workspace, "--json")
        assert '"clean"' in answer.stdout or "clean" in answer.stdout, answer.stdout


STEPS = [
    Story.opens_an_empty_workspace,
    Story.imports_by_the_wizard,
    Story.fits_and_scores,
    Story.looks_at_the_customers,
    Story.names_two_people,
    Story.submits_a_version,
    Story.refuses_the_author,
    Story.lets_a_second_person_approve,
    Story.exports,
    Story.changes_one_order,
    Story.refuses_the_export_with_the_reason,
    Story.undoes_the_import,
    Story.exports_again,
    Story.leaves_a_ledger_that_verifies,
]


def main():
    program, cli = sys.argv[1:3]
    return tell(lambda folder: Story(program, cli, folder), STEPS, "/ui/story/")


if __name__ == "__main__":
    sys.exit(main())
