#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds for subscriptions, and rules, from the file to the customer, as TAP."""
import datetime
import os
import random
import re
import sys

sys.dont_write_bytecode = True
from club import UNTIL, add_months  # noqa: E402
from driver import ask, close, main, refuse, run, write  # noqa: E402


def write_club(folder, survivors):
    """a club of 1,000 who all began on one day; survivors of each year"""
    name = os.path.join(folder, "club.csv")
    with open(name, "w") as file:
        file.write("customer,start,end,amount,interval\n")
        for i in range(1000):
            years = sum(i < n for n in survivors)
            ended = "" if years == len(survivors) else "%d-03-01" % (2001 + years)
            file.write("m%d,2000-03-01,%s,120.00,year\n" % (i, ended))
    return name


def test_contracts(folder):
    """subscribers renew on a day of the calendar, and until then nobody leaves"""
    work = os.path.join(folder, "club.perennial")
    ask("new", work)
    ask("import", work, write_club(folder, [631, 468, 382, 326, 289, 262, 241]), "--kind",
        "subscriptions")
    fit = ask("fit", work, "--model", "sbg", "--until", "2007-06-30")
    assert [(row["at_risk"], row["renewed"]) for row in fit["retention"][:7]] == [
        (1000, 631), (631, 468), (468, 382), (382, 326), (326, 289), (289, 262), (262, 241)]
    close(fit["retention"][6]["survival"], 0.241, 1e-12)
    close(fit["retention"][7]["model_survival"], 0.22008, 3e-5)
    assert fit["retention"][7]["at_risk"] == 0 and fit["retention"][7]["retention"] is None
    assert [(c["cohort"], c["customers"], c["active"], len(c["retention"]))
            for c in fit["cohorts"]] == [("2000", 1000, 241, 7)], fit["cohorts"]
    refuse((1, 2), "compare", work, "--models", "bg-nbd")
    compared = ask("compare", work, "--split", "2005-06-30", "--until", "2007-06-30")
    models = [row["model"] for row in compared["models"]]
    assert {"sbg", "bdw"} <= set(models) and "bg-nbd" not in models, models
    a, b = fit["parameters"]["a"], fit["parameters"]["b"]
    stay = (b + 7) / (a + b + 7)
    assert ask("score", work, "--horizon", "8m")["expected_purchases"] == 0
    close(ask("score", work, "--horizon", "9m")["expected_purchases"], 241 * stay, 1e-9)
    for day, there, silent in (("2008-02-29", 1, 1), ("2008-03-01", stay, 0),
                               ("2009-03-01", stay * (b + 8) / (a + b + 8), 0)):
        one = ask("customer", work, "m0", "--on", day)
        close(one["outlook"]["p_active"], there, 1e-9)
        close(one["outlook"]["p_active_if_silent"], silent, 1e-9)
    assert one["unit"] == "year" and one["t"] == 7 and 7 < one["T"] < 8, one
    assert one["renewal"]["on"] == "2008-03-01", one
    close(one["renewal"]["chance"], stay, 1e-9)
    assert ask("customer", work, "m999")["renewal"] is None
    told = run("customer", work, "m0")[1]
    assert "7 renewals" in told and "certain until the next renewal" in told, told


def write_two_periods(folder):
    """600 subscribers, every third by the year, and where they live"""
    rng = random.Random(9)
    names = [os.path.join(folder, name) for name in ("mixed.csv", "where.csv")]
    with open(names[0], "w") as contracts, open(names[1], "w") as where:
        contracts.write("customer,start,end,amount,interval\n")
        where.write("customer,region\n")
        for i in range(600):
            months, leave = ((12, rng.betavariate(2, 5)) if i % 3 == 0
                             else (1, rng.betavariate(1.2, 9)))
            begin = (datetime.date(2020, 1, 1) + datetime.timedelta(days=i * 2)).replace(day=5)
            n = months
            while add_months(begin, n) <= UNTIL and rng.random() >= leave:
                n += months
            end = add_months(begin, n)
            contracts.write("m%d,%s,%s,%s\n" % (i, begin, end if end <= UNTIL else "",
                                                "90.00,year" if months == 12 else "9.00,month"))
            where.write("m%d,%s\n" % (i, ("north", "south")[i % 2]))
    return names


def test_two_periods(folder):
    """tiers of several dates and the audit are of all contracts, or of those that were fitted"""
    work = os.path.join(folder, "mixed.perennial")
    contracts, where = write_two_periods(folder)
    ask("new", work)
    ask("import", work, contracts, "--kind", "subscriptions")
    ask("import", work, where, "--kind", "customers")
    dates = "migration", work, "--dates", "2023-09-30,2023-12-31"
    for words, customers in (((), 600), (("--opportunity", "year"), 200),
                             (("--opportunity", "month"), 400)):
        fit = ask("fit", work, "--model", "sbg", *words)
        assert ask("score", work)["customers"] == customers
        flows = ask(*dates)["flows"]
        assert sum(flow["customers"] for flow in flows) == customers, (words, flows)
        cells = ask("audit", work, "--group", "region")["cells"]
        tiers = [cell["n"] for cell in cells if cell["metric"] == "tier-rate-ratio"]
        assert sum(tiers) == customers, (words, cells)
        for cell in cells:
            if cell["metric"] == "calibration-ratio":
                predicted = float(re.search("predicted €([0-9.]+)", cell["sentence"]).group(1))
                assert 70 < predicted < 140, (words, cell)
    assert fit["unit"] == "month", fit


def test_calc(folder):
    """the lifetimes that were published, and a rate that knows how long a period is"""
    rows = write(folder, "rows.csv", "0,0,0\n7,7,7.25\n7,7,8\n")
    for parameters, lifetime in (("a=.704077,b=1.182043", 3.694908),
                                 ("a=.668088,b=3.806095", 5.922254)):
        model = "calc", "--model", "sbg", "--parameters", parameters, "--rows", rows
        told = ask(*model, "--unit", "year", "--rate", "10%", "--horizon", "5000")["rows"]
        close(1 + told[0]["discounted_purchases"], lifetime, 1e-6)
        assert told[1]["p_active"] == 1 and told[2]["p_active"] == 0, told
        soon = ask(*model, "--unit", "year", "--rate", "10%", "--horizon", "0.8")["rows"]
        assert soon[0]["expected_purchases"] == 0
        close(soon[1]["discounted_purchases"], soon[1]["expected_purchases"] * 1.1 ** -.75, 1e-9)
        assert "--unit" in refuse((2,), *model, "--rate", "10%")
    refuse((2,), *model[:-1], write(folder, "wrong.csv", "3,2,5\n"))


def test_refunds(folder):
    """refunds alone are no subscriptions, whatever period they name"""
    work = os.path.join(folder, "refunds.perennial")
    ask("new", work)
    ask("import", work, write(folder, "refunds.csv", "customer,start,end,amount,interval\n"
                              + "".join("m%d,2022-01-05,,-15.00,month\n" % i for i in range(9))),
        "--kind", "subscriptions")
    said = refuse((1,), "fit", work, "--model", "sbg")
    assert "There are 0 subscriptions" in said, said


def test_asked(folder):
    """what a kind would pass over is refused, and what it cannot end is said"""
    work = os.path.join(folder, "shop.perennial")
    ask("sample", work, "--customers", "400")
    assert "--unit day" in refuse((2,), "fit", work, "--model", "bg-bb", "--unit", "day")
    refuse((2,), "backtest", work, "--model", "bg-bb", "--unit", "day")
    assert "twice" in refuse((2,), "fit", work, "--covariates", "region,region")
    for kind, word in (("historic", "nobody leaves"), ("nbd", "nobody leaves"),
                       ("formula", "lifespan"), ("bg-nbd", None)):
        ask("fit", work, "--model", kind)
        told = run("backtest", work, "--model", kind, "--split", "2025-06-30")[1]
        assert "purchases expected" in told, told
        note = ask("score", work, "--horizon", "infinite")["horizon_note"]
        assert (word in note) if word else note is None, (kind, note)
        assert ask("score", work, "--horizon", "12m")["horizon_note"] is None
    weekly = ask("backtest", work, "--model", "historic", "--split", "2025-06-30")["weekly"]
    assert weekly[-1]["cumulative_expected"] > 0, weekly[-1]


sys.exit(main([test_contracts, test_two_periods, test_calc, test_refunds, test_asked]))
