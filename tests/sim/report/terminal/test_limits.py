"""Tables of limits on plans: what they hold, and that they fit."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from sim.report.glossary.lookup import find
from sim.report.terminal.comparison import show_compare
from sim.report.terminal.one_run import show_run
from sim.report.terminal.parts.limits import cell, limit_tables
from sim.study.limits import LimitKept
from sim.study.money import Currency
from sim.study.results import RunResult
from tests.sim.report.terminal.test_terminal import result

MAILS = LimitKept("mails", False, 40, 30.0, None, 30.0, 0.0496, 1.0, 0.0)
CALLS = LimitKept("expected-calls", False, 40, 0.17, 0.2, 0.5, -0.57, 0.5, 0.9, 0.038)
LARGE = LimitKept("large", False, 40, 123_456.7, 2.0, 234_567.0, 12.3, 0.5, 0.9, 54_321.2)
UNUSED = LimitKept("sale-money", True)
EUR = Currency("EUR")


def printed(show, found, width=80):
    out = io.StringIO()
    show(found, Console(file=out, width=width, highlight=False))
    return out.getvalue()


def a_run(*limits, **setting):
    found = result()
    name = "today"
    chosen = replace(found.setting, **setting)
    return RunResult(chosen, name, found.lines[0].kpis[name], found.work, limits=limits)


def rows_of(text):
    return [line.split() for line in text.splitlines()]


def test_a_run_without_limits_says_nothing_of_them():
    assert "Limits on plans" not in printed(show_run, a_run())
    assert "Limits on plans" not in printed(show_compare, result())


def test_a_run_tells_each_limit_in_a_row():
    text = printed(show_run, a_run(MAILS, UNUSED))
    rows = rows_of(text[text.index("Limits on plans") :])
    assert ["used", "maximum", "price", "binding"] in rows  # nothing of minima
    assert ["mails", "30", "30", "0.050", "100.0", "%"] in rows
    assert ["sale-money", "0", "-", "-", "-"] in rows
    assert "Dashes: nothing that counts is planned there." in " ".join(text.split())
    assert "below 0" not in text


def test_minima_have_columns_where_there_are_some():
    rows = rows_of(printed(show_run, a_run(CALLS, MAILS)))
    assert "used maximum minimum price binding missed short".split() in rows
    assert "expected-calls 0.17 0.50 0.20 -0.57 50.0 % 90.0 % 0.038".split() in rows
    assert "mails 30 30 - 0.050 100.0 % - -".split() in rows


def test_a_comparison_tells_strategies_below_each_limit():
    found = replace(
        result(), limits={"today": (MAILS,), "omnichannel": (replace(MAILS, used=9.0),)}
    )
    text = printed(show_compare, found)
    rows = rows_of(text[text.index("Limits on plans") :])
    place = rows.index(["mails"])
    assert rows[place + 1] == ["today*", "30", "30", "0.050", "100.0", "%"]
    assert rows[place + 2][:2] == ["omnichannel", "9"]


@pytest.mark.parametrize("width", [60, 80, 100])
def test_never_wider_than_the_terminal_and_no_figure_lost(width):
    limits = (CALLS, LARGE, UNUSED)
    found = replace(result(), limits={"today": limits, "a-strategy-of-a-long-name": limits})
    text = printed(show_compare, found, width)
    assert max(map(len, text.splitlines())) <= width
    words = text.split()
    assert {"123,457", "234,567", "54,321", "12.30", "-0.57"} <= set(words)


def test_eighty_columns_hold_one_table():
    tables = list(limit_tables({"c": [("  today*", CALLS), ("  x", LARGE)]}, EUR, 80))
    assert len(tables) == 1
    assert len(list(limit_tables({"c": [("  today*", CALLS), ("  x", LARGE)]}, EUR, 60))) == 2


def test_the_size_that_bounds_are_told_at_is_said():
    words = [
        " ".join(printed(show_run, a_run(MAILS, customers=size)).split())
        for size in (600, 200, 1_800)
    ]
    assert "whole market" not in words[0]
    assert "Bounds and what was used are of the whole market" in words[1]
    assert "Bounds are those of the artificial market" in words[2]


def test_every_heading_is_explained():
    for table in limit_tables({"c": [("", CALLS)]}, EUR, 80):
        assert all(find(str(column.header)) for column in table.columns if column.header)
    assert find("limits on plans")
    assert cell("missed", MAILS, EUR) == "-"
