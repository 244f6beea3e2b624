# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the matrix that are better made than kept: binary ones, large ones, odd names.
Each function gets an empty folder and returns the path of the file it made there."""
import datetime
import os

from make_bytes import *  # noqa: F401,F403


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


def recent_serials(folder):
    """Day numbers of spreadsheets from this year: counted from 1904 they would be from
    the future."""
    today = (datetime.date.today() - datetime.date(1899, 12, 30)).days
    return write(folder, "serials.csv", "customer,date,amount\n"
                 f"K1,{today - 90},10.00\nK2,{today - 60}.25,20.50\nK3,{today - 30},30.25\n")


def western_evenings(folder):
    """Sixty customers of the evening in California, and one who buys half an hour before
    midnight and again an hour later: two days there, one in Europe."""
    rows = ["customer_id,date,amount,order_id",
            "Late,2024-02-02 23:30 -0800,10.00,L1", "Late,2024-02-03 00:30 -0800,10.00,L2"]
    for customer in range(1, 61):
        for purchase in range(1 + customer % 4):
            month, day = 1 + (customer + 3 * purchase) % 12, 1 + customer % 28
            rows.append(f"K{customer},2024-{month:02}-{day:02} 23:30:00 -0800,{10 + customer}.50,"
                        f"A{len(rows)}")
    return write(folder, "evenings.csv", "\n".join(rows) + "\n")


def late_clock(folder):
    """Many rows that say the day only, then one that says the time as well."""
    rows = [f"K{i % 40},2024-03-{1 + i // 40000:02},1.00\n" for i in range(140000)]
    return write(folder, "late-clock.csv", "customer,date,amount\n" + "".join(rows)
                 + "K1,2024-03-07 23:30:00,5.00\n")
