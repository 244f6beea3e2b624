# SPDX-License-Identifier: GPL-3.0-or-later
"""A club for the tests of this folder: subscriptions with orders beside them."""
import datetime
import os
import random

UNTIL = datetime.date(2024, 6, 30)


def add_months(day, n):
    """the same day of a later month"""
    month = day.month - 1 + n
    return day.replace(year=day.year + month // 12, month=month % 12 + 1)


def write_club(folder):
    """300 customers: of the first 250 a monthly subscription, of all but 50 of them orders"""
    rng = random.Random(5)
    names = [os.path.join(folder, name) for name in ("subscriptions.csv", "orders.csv")]
    with open(names[0], "w") as contracts, open(names[1], "w") as orders:
        contracts.write("customer,start,end,amount,interval\n")
        orders.write("customer,date,amount\n")
        for i in range(300):
            begin = (datetime.date(2022, 1, 1) + datetime.timedelta(days=i * 3)).replace(day=5)
            if i < 250:
                leave, n = rng.betavariate(1.2, 9), 0
                while add_months(begin, n) <= UNTIL:
                    orders.write("c%d,%s,15.00\n" % (i, add_months(begin, n)))
                    n += 1
                    if rng.random() < leave:
                        break
                end = add_months(begin, n)
                contracts.write("c%d,%s,%s,15.00,month\n"
                                % (i, begin, end if end <= UNTIL else ""))
            day, rate = begin, rng.gammavariate(1.2, 0.01)
            while day <= UNTIL and not 200 <= i < 250:
                orders.write("c%d,%s,%.2f\n" % (i, day, rng.uniform(20, 90)))
                if rng.random() < 0.15:
                    break
                day += datetime.timedelta(days=1 + min(rng.expovariate(rate + 1e-6), 9000))
    return names
