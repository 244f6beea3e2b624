#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A subscription with orders beside it, from the files to one value a customer, as TAP."""
import os
import sys

sys.dont_write_bytecode = True
from club import write_club  # noqa: E402
from driver import ask, close, main, refuse, run, write  # noqa: E402


def test_hybrid(folder):
    """both parts are shown, add up, and payments among the orders count once"""
    work = os.path.join(folder, "club.perennial")
    contracts, orders = write_club(folder)
    ask("new", work)
    ask("import", work, orders)
    assert "bg-nbd" in refuse((1, 2), "fit", work, "--model", "hybrid")
    ask("import", work, contracts, "--kind", "subscriptions")
    first = next(m for m in ask("choose", work)["methods"] if m["model"] == "hybrid")
    assert first["verdict"] == "recommended" and first["rank"] == 1, first

    fit = ask("fit", work, "--model", "hybrid")
    parts = fit["hybrid"]
    assert parts["contract"]["model"] == "sbg" and parts["contract"]["unit"] == "month", parts
    assert parts["orders"]["model"] == "bg-nbd" and fit["unit"] == "week", parts
    assert parts["payment_rows"] > 1000 and fit["customers"] == 300, fit
    close(fit["log_likelihood"],
          parts["contract"]["log_likelihood"] + parts["orders"]["log_likelihood"], 1e-12)
    assert sorted(fit["parameters"]) == ["contract.a", "contract.b", "orders.a", "orders.alpha",
                                         "orders.b", "orders.r"], fit["parameters"]
    alone = ask("fit", work, "--model", "sbg", "--until", fit["until"])
    close(fit["parameters"]["contract.a"], alone["parameters"]["a"], 1e-9)

    fit = ask("fit", work, "--model", "hybrid", "--contract", "bdw", "--orders", "mbg-nbd",
              "--orders-end", "with-contract")
    assert fit["hybrid"]["orders_end"] == "with-contract", fit["hybrid"]
    assert len(fit["parameters"]) == 7, fit["parameters"]
    scores = ask("score", work)
    close(scores["parts"]["contract"] + scores["parts"]["orders"], scores["total_clv"], 1e-9)
    for name, has in (("c3", (1, 1)), ("c220", (1, 0)), ("c280", (0, 1))):
        one = ask("customer", work, name)
        close(one["parts"]["contract"]["clv"] + one["parts"]["orders"]["clv"] + 1,
              one["clv"] + 1, 1e-9)
        assert (one["parts"]["contract"]["expected_payment"] > 0) == bool(has[0]), one
        assert (one["parts"]["orders"]["expected_spend"] > 0) == bool(has[1]), one
        assert one["outlook"]["expected_purchases"] >= 0, one
    total = ask("interval", work, "--customers", "c3,c220,c280")
    low, high = total["total_clv_interval"]
    assert low < scores["total_clv"] < high, total
    assert [one["customers"] for one in total["segments"]] == [1, 1, 1], total["segments"]
    drawn = ask("bootstrap", work, "--replicates", "40")
    assert 0.6 < drawn["resampling"]["ratio"] < 1.6, drawn["resampling"]
    assert "No contract" in run("customer", work, "c280")[1]
    assert "No order" in run("customer", work, "c220")[1]
    assert ask("score", work, "--horizon", "infinite")["total_clv"] > 0
    ask("score", work, "--horizon", "12m")
    assert "cannot be fitted by segment" in refuse((1, 2), "shrink", work, "--group", "cohort")
    test = ask("backtest", work, "--model", "hybrid")
    assert abs(test["predicted"] / test["actual"] - 1) < 0.3, test["predicted"]

    assert "contract.a" in refuse((1, 2), "calc", "--model", "hybrid", "--parameters", "a=1",
                                  "--rows", orders)
    refuse((1, 2), "fit", work, "--model", "sbg", "--orders", "nbd")
    refuse((1, 2), "fit", work, "--model", "hybrid", "--orders", "sbg")
    ask("as-r", work, os.path.join(folder, "r"))
    ask("verify", work)


def test_charts(folder):
    """charts, tiers over time and audits are of payments, or of both, and not of orders alone"""
    work = os.path.join(folder, "club.perennial")
    picture = os.path.join(folder, "x.svg")
    contracts, orders = write_club(folder)
    table = write(folder, "table.csv", "customer,country\n"
                  + "".join("c%d,%s\n" % (i, "ABC"[i % 3]) for i in range(300)))
    ask("new", work)
    ask("import", work, orders)
    ask("import", work, contracts, "--kind", "subscriptions")
    ask("import", work, table, "--kind", "customers")

    for model, counted, n in (("hybrid", "payments and orders", 294), ("sbg", "renewals", 250)):
        ask("fit", work, "--model", model)
        ask("score", work)
        test = ask("backtest", work, "--model", model)
        total = "expected {:,.0f} {}".format(test["predicted"], counted)
        for chart in ("tracking", "tracking-weekly"):
            drawn = ask("chart", work, chart, picture)
            assert total in drawn["description"], (total, drawn)
        for chart in ("calibration", "conditional", "conditional-recency", "errors"):
            assert ask("chart", work, chart, picture)["subtitle"], chart
        flows = ask("migration", work, "--dates", "2023-12-31,2024-05-31")["flows"]
        assert sum(flow["customers"] for flow in flows) == n, (model, flows)
        audit = ask("audit", work, "--group", "country")
        assert len(audit["cells"]) == 6, audit["cells"]

    ask("fit", work, "--model", "hybrid", "--orders-end", "with-contract")
    assert "no course is drawn" in ask("chart", work, "tracking", picture)["description"]
    assert "expected" in ask("chart", work, "calibration", picture)["description"]
    for of in ("rate", "churn"):
        assert ask("chart", work, "heterogeneity", picture, "--of", of)["title"], of


def test_early(folder):
    """a day before everything is said to be too early, not that there is nothing"""
    work = os.path.join(folder, "club.perennial")
    contracts, orders = write_club(folder)
    ask("new", work)
    ask("import", work, orders)
    ask("import", work, contracts, "--kind", "subscriptions")
    for model, until, says in (("hybrid", "2021-12-31", "0 subscriptions began up to 2021-12-31"),
                               ("sbg", "2021-12-31", "0 subscriptions began up to 2021-12-31"),
                               ("sbg", "2022-01-10", "subscribers renewed up to 2022-01-10"),
                               ("hybrid", "2022-01-10", "subscribers renewed up to 2022-01-10")):
        said = refuse((1, 2), "fit", work, "--model", model, "--until", until)
        assert says in said, said
        assert "Import orders" not in said and "0 orders" not in said, said
    os.remove(work)
    ask("new", work)
    late = os.path.join(folder, "late.csv")
    with open(orders) as file, open(late, "w") as out:
        out.writelines(line for i, line in enumerate(file) if i == 0 or line > "d"
                       or line.split(",")[1] > "2024-01-01")
    ask("import", work, late)
    ask("import", work, contracts, "--kind", "subscriptions")
    said = refuse((1, 2), "fit", work, "--model", "hybrid", "--until", "2023-12-31")
    assert "0 orders were placed up to 2023-12-31" in said, said


def test_compare(folder):
    """where there are both, payments and orders are what all are held against, and the
    hybrid stands beside models that take each as a purchase and what there was before"""
    work = os.path.join(folder, "club.perennial")
    contracts, orders = write_club(folder)
    ask("new", work)
    ask("import", work, orders)
    ask("import", work, contracts, "--kind", "subscriptions")
    test = ask("backtest", work, "--model", "hybrid", "--split", "2023-08-31")
    out = ask("compare", work, "--split", "2023-08-31")
    models = {one["model"]: one for one in out["models"]}
    assert out["counted"] == "payments-and-orders", out["counted"]
    assert out["recommended"] == "hybrid" and out["models"][0]["model"] == "hybrid", out
    for key in ("predicted", "actual", "rmse", "mae"):
        close(models["hybrid"][key], test[key], 1e-12)
    assert {"bg-nbd", "pareto-nbd", "nbd", "historic", "cohort", "rfm"} <= set(models), models
    assert not {"sbg", "bdw"} & set(models), models
    for one in models.values():
        assert one["problem"] is None and one["actual"] == test["actual"], one
        assert one["rmse"] >= test["rmse"], one
    close(models["historic"]["mae"], test["naive_mae"], 1e-12)
    # Nobody looks behind the split.
    late = os.path.join(folder, "late.csv")
    with open(orders) as file, open(late, "w") as copy:
        for line in file:
            day = line.split(",")[1]
            copy.write(line if day <= "2023-08-31" or day == "date"
                       else line.replace(day, "2023-12-24"))
    poisoned = os.path.join(folder, "late.perennial")
    ask("new", poisoned)
    ask("import", poisoned, late)
    ask("import", poisoned, contracts, "--kind", "subscriptions")
    again = ask("compare", poisoned, "--split", "2023-08-31", "--until", test["until"], "--models",
                "hybrid,bg-nbd")
    for one in again["models"]:
        close(one["log_likelihood"] or 1, models[one["model"]]["log_likelihood"] or 1, 1e-12)
        close(one["predicted"], models[one["model"]]["predicted"], 1e-9)

    first = models["hybrid"]["log_likelihood"]
    other = ask("compare", work, "--models", "bg-nbd,hybrid,sbg", "--orders", "pareto-nbd")
    models = {one["model"]: one for one in other["models"]}
    assert "renewals of subscriptions alone" in models["sbg"]["problem"], models["sbg"]
    assert abs(models["hybrid"]["log_likelihood"] - first) > 1e-3, models["hybrid"]
    alone = ask("compare", work, "--models", "bg-nbd,pareto-nbd")
    assert alone["counted"] == "purchases", alone["counted"]


PARTS = (("sbg", "a=1.2,b=9", "month"), ("bg-nbd", "r=.9,alpha=8,a=.8,b=3", "week"))


def test_calc(folder):
    """a customer of both by the formulas of each, added up; a wrong line leaves nothing behind"""
    rows = write(folder, "rows.csv", "cx,ct,cT,x,t,T\n3,3,3.5,2,10,20\n,,,2,10,20\n3,3,3.5,,,\n"
                 "3,3,5,2,10,20\n")
    parameters = ",".join(("contract.", "orders.")[i] + pair for i, part in enumerate(PARTS)
                          for pair in part[1].split(","))
    words = ("calc", "--model", "hybrid", "--parameters", parameters, "--rate", "10%",
             "--horizon", "40", "--rows")
    out = ask(*words, rows)["rows"]
    for i, (model, own, unit) in enumerate(PARTS):
        alone = write(folder, "alone.csv", ("3,3,3.5\n", "2,10,20\n")[i])
        horizon = (repr(40 * 7 / (365.25 / 12)), "40")[i]
        one = ask("calc", "--model", model, "--parameters", own, "--rate", "10%", "--unit", unit,
                  "--horizon", horizon, "--rows", alone)["rows"][0]
        part = out[0][("contract", "orders")[i]]
        for key, value in one.items():
            close(part[key], value, 1e-9)
            if "purchases" in key or key == "log_likelihood":
                close(out[0][key] - out[0][("orders", "contract")[i]][key], value, 1e-9)
        assert out[2 - i][("orders", "contract")[i]] is None, out[2 - i]
        close(out[2 - i]["discounted_purchases"], one["discounted_purchases"], 1e-9)
    # The contract of the last has ended: what is left are the orders.
    close(out[3]["expected_purchases"], out[1]["expected_purchases"], 1e-12)
    close(out[1]["p_active"], out[0]["orders"]["p_active"], 1e-12)
    ended = ask(*words, rows, "--orders-end", "with-contract")["rows"]
    assert ended[3]["expected_purchases"] == 0 and ended[3]["p_active"] == 0, ended[3]
    close(ended[0]["contract"]["expected_purchases"], out[0]["contract"]["expected_purchases"],
          1e-12)
    assert 0.3 < (ended[0]["orders"]["expected_purchases"]
                  / out[0]["orders"]["expected_purchases"]) < 0.95, ended[0]
    assert ask(*words, rows, "--opportunity", "year")["rows"][0]["contract"][
        "expected_purchases"] < 1

    bdw = parameters.replace("contract.b=9", "contract.b=9,contract.c=1")
    close(ask(*words[:4], bdw, *words[5:], rows, "--contract", "bdw")["rows"][0][
        "expected_purchases"], out[0]["expected_purchases"], 1e-6)
    wrong = write(folder, "wrong.csv", "3,3,3.5,2,10,20\n3,2,3.5,2,10,20\n")
    assert "renewals" in refuse((2,), *words, wrong)
    wrong = write(folder, "wrong.csv", "3,3,3.5,2,10,20\n3,3,3.5\n")
    assert "Line 2" in refuse((2,), *words, wrong)
    refuse((2,), *words, rows, "--orders", "sbg")
    refuse((2,), *words, rows, "--opportunity", "fortnight")
    refuse((2,), "calc", "--model", "bg-nbd", "--parameters", PARTS[1][1], "--rows",
           write(folder, "wrong.csv", "2,10,20\n1,3,1\n"))


sys.exit(main([test_hybrid, test_charts, test_early, test_compare, test_calc]))
