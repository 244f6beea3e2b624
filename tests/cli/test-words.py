#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of models is true for the kind at hand, as TAP."""
import os
import sys

sys.dont_write_bytecode = True
from club import write_club  # noqa: E402
from driver import ask, main, refuse, run, write  # noqa: E402


def club_workspace(folder, with_orders=True):
    """subscribers, of whom most order beside it"""
    work = os.path.join(folder, "club%d.perennial" % with_orders)
    contracts, orders = write_club(folder)
    ask("new", work)
    if with_orders:
        ask("import", work, orders)
    ask("import", work, contracts, "--kind", "subscriptions")
    return work


def counted_workspace(folder):
    """customers counted already, without amounts"""
    work = os.path.join(folder, "counted.perennial")
    rows = ["d%d,%d,%d,6\n" % (i, i % 5, min(i % 5 + i % 2, 6)) for i in range(600)]
    rows = [row if row.split(",")[1] != "0" else row.split(",")[0] + ",0,0,6\n" for row in rows]
    ask("new", work)
    ask("import", work, write(folder, "counted.csv", "customer,frequency,recency,T\n"
                              + "".join(rows)), "--kind", "summary")
    return work


def say(*arguments):
    status, out, err = run(*arguments)
    assert status == 0, (arguments, status, err)
    return out


def test_what_is_counted(folder):
    """tests of contracts speak of renewals, of a hybrid of both, and all name their days"""
    work = club_workspace(folder)
    for kind, noun in (("bg-nbd", "purchases"), ("sbg", "renewals"),
                       ("hybrid", "payments and orders")):
        told = say("backtest", work, "--model", kind)
        test = ask("backtest", work, "--model", kind)
        assert " %s expected" % noun in told and "2023" in told and "2024" in told, told
        assert test["counted"] == noun.replace(" ", "-"), test["counted"]
        told = say("backtest", work, "--model", kind, "--rolling", "6m", "--origins", "2")
        assert "Counted are %s" % noun in told and "6 months" in told, told
    told = say("compare", work, "--models", "sbg,bdw")
    assert "purchases" not in told and told.count(" renewals") == 3, told
    told = say("compare", work, "--models", "bg-nbd,sbg")
    assert "sBG cannot be used. It counts the renewals" in told, told
    assert "2024: 959 purchases" in told, told

    alone = club_workspace(folder, False)
    assert ask("backtest", alone, "--model", "cohort")["counted"] == "renewals"
    assert "There are subscriptions and no orders" in refuse((1,), "backtest", alone)
    assert ask("compare", alone)["counted"] == "renewals"
    assert "fit sbg or bdw" in run("quality", alone)[1]
    counted = counted_workspace(folder)
    assert "counted before the import" in refuse((1,), "backtest", counted, "--split",
                                                 "2025-01-01", "--model", "bg-bb")
    assert "counted before the import" in refuse((1,), "compare", counted)
    assert "two days" not in run("quality", counted)[1]
    assert "with an amount above 0 to tell" in run("choose", counted)[1]


def test_days_of_splits(folder):
    """--rolling keeps to --split and --until, and nothing is held against days unknown"""
    work = os.path.join(folder, "shop.perennial")
    ask("sample", work, "--customers", "600")
    several = ("backtest", work, "--rolling", "3m", "--origins", "2")
    days = [o["split"] for o in ask(*several, "--split", "2024-12-31")["origins"]]
    assert days == ["2024-11-30", "2024-12-31"], days
    ends = [o["until"] for o in ask(*several, "--until", "2025-06-30")["origins"]]
    assert ends[-1] == "2025-06-30", ends
    assert "would end on 2025-12-30" in refuse((2,), *several, "--split", "2025-09-30", "--until",
                                               "2025-10-31")
    assert "is not known" in refuse((2,), *several, "--until", "2026-03-31")
    assert "less history before the split" in refuse((1,), *several, "--split", "2024-02-15")
    assert "before the first day" in refuse((2,), *several, "--split", "2020-02-15")
    once = ("backtest", work, "--split", "2025-06-30")
    assert "is not known" in refuse((2,), *once, "--until", "2026-06-30")
    assert "--origins goes with --rolling" in refuse((2,), *once, "--origins", "3")
    assert "earlier --split" in refuse((1,), "backtest", work, "--until", "2025-03-01")
    assert "Baselines take part" in refuse((2,), "compare", work, "--models", "historic")
    assert "squared error" not in say(*several, "--model", "historic")


def test_charts(folder):
    """charts of a test of a hybrid speak of what it counts"""
    work = club_workspace(folder)
    picture = os.path.join(folder, "x.svg")
    ask("fit", work, "--model", "hybrid")
    for chart in ("calibration", "conditional", "conditional-recency", "errors"):
        drawn = ask("chart", work, chart, picture)
        told = drawn["title"] + drawn["subtitle"] + drawn["description"]
        assert "purchase" not in told and "ayments and orders" in told, told
    counted = counted_workspace(folder)
    ask("fit", counted, "--model", "bg-bb")
    assert "no rows with days" in refuse((1,), "chart", counted, "errors", picture)


def test_scores(folder):
    """what is expected has its noun, a value of 0 and equal values their reason"""
    work = club_workspace(folder)
    for kind, noun in (("sbg", "renewals"), ("hybrid", "payments and orders"),
                       ("bg-bb", "periods with a purchase"), ("bg-nbd", "purchases")):
        ask("fit", work, "--model", kind)
        told = say("score", work, "--interval")
        assert " expected " + noun in told and "Nothing was" not in told, told
        assert "expected " + noun in say("interval", work), kind
        assert " expected " + noun in say("customer", work, "c3"), kind
        assert "Nothing was" not in say("tiers", work), kind
        assert ("Every payment is taken" in told) == (kind == "sbg"), told
        assert " margin, " in say("migration", work) or kind == "bg-bb", kind
    ask("fit", work, "--model", "sbg")
    ask("score", work)
    ties = ask("tiers", work)["ties"]
    assert "between" not in ties and "Middle and Low" in ties and "€0.00" in ties, ties

    counted = counted_workspace(folder)
    ask("fit", counted, "--model", "bg-bb")
    assert "no amount above 0" in ask("score", counted)["value_note"]
    told = say("bootstrap", counted, "--replicates", "20")
    assert "no width" in told and "nan" not in told, told
    assert "rows with days" in refuse((1,), "migration", counted)


def test_rules(folder):
    """a rule is refused for what it is, before anything is printed"""
    work = os.path.join(folder, "shop.perennial")
    ask("sample", work, "--customers", "600")
    for kind in ("historic", "formula"):
        ask("fit", work, "--model", kind)
        ask("score", work)
        said = refuse((1, 2), "shrink", work, "--group", "cohort")
        assert "rule without a likelihood" in said and "well-determined" not in said, said
        refuse((1, 2), "bootstrap", work, "--replicates", "20")


sys.exit(main([test_what_is_counted, test_days_of_splits, test_charts, test_scores, test_rules]))
