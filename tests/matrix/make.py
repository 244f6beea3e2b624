# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the matrix that are better made than kept: binary ones, large ones, odd names.
Each function gets an empty folder and returns the path of the file it made there."""
import os


def write(folder, name, content):
    """Writes text or bytes and returns the path."""
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


def semicolon_hint(folder):
    """The first line that spreadsheets understand."""
    return write(folder, "hint.csv", "sep=;\r\ncustomer;date;amount;order\r\n"
                                     "K1;2024-03-01;10,50;A1\r\nK2;2024-03-02;20,00;A2\r\n")
