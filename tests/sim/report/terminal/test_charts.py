"""Small charts of letters: where values stand, what fits, what is piped."""

import io

import pytest
from rich.console import Console

from sim.report.terminal.parts.charts import (
    Ranged,
    Scale,
    bar,
    better_than_nothing,
    letter_chart,
    letters,
    range_chart,
    span_chart,
)
from sim.study.kpis import KPI
from sim.study.statistics import UNDEFINED, Estimate


def shown(chart, width=80, **how):
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, **how).print(chart)
    return out.getvalue()


def whole(value):
    return f"{value:,.0f}"


def test_values_stand_at_their_places():
    scale = Scale(-10.0, 10.0, 21)
    assert [scale.place(value) for value in (-10.0, 0.0, 4.0, 10.0)] == [0, 10, 14, 20]
    assert [scale.place(value) for value in (-99.0, 99.0)] == [0, 20]
    assert str(scale.axis(whole)) == "-10       0        10"


def test_a_scale_of_one_value_or_none_is_a_scale():
    for values in ([], [0.0], [7.0], [-7.0]):
        scale = Scale.over(values, 10)
        assert scale.low < scale.high
        assert scale.place(values[0] if values else 0.0) == 0


def test_ends_that_have_no_room_are_left_out():
    assert str(Scale(-1_000_000.0, 1_000_000.0, 12).axis(whole)).split() == ["-1,000,000"]
    assert str(Scale(-1_000_000.0, 1_000_000.0, 5).axis(whole)).split() == ["0"]


def test_bars_are_as_long_as_their_values():
    assert str(bar(50.0, 100.0, 20, good=True)) == "+" * 10
    assert str(bar(-100.0, 100.0, 20, good=True)) == "-" * 20
    assert str(bar(0.0, 0.0, 20, good=True)) == ""
    assert bar(1.0, 1.0, 2, good=True).style == "green"
    assert bar(1.0, 1.0, 2, good=False).style == "red"


def test_a_range_is_drawn_with_its_mean_and_0():
    rows = [
        Ranged("up", Estimate(30.0, 20.0, 40.0), "30"),
        Ranged("fall", Estimate(-10.0, -20.0, 0.0), "-10"),
        Ranged("last", Estimate(40.0), "40"),
        Ranged("nothing", UNDEFINED, "-"),
    ]
    lines = shown(range_chart("Ranges", rows, whole, 80, name=8)).splitlines()
    found = {line.split()[0]: line for line in lines if line.strip()}
    zero = found["nothing"].index("|")
    up, down = found["up"], found["fall"]
    assert up.index("|") == zero
    assert up.index("o") - zero == pytest.approx(30, abs=1)
    assert up.rindex("-") - up.index("-") == pytest.approx(20, abs=1)
    assert zero - down.index("o") == pytest.approx(10, abs=1)
    assert found["last"].index("o") - zero == pytest.approx(40, abs=1)
    assert lines[-2].split() == ["-20", "0", "40"]


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120, 200])
def test_charts_are_never_wider_than_the_terminal(width):
    rows = [Ranged("a-long-name-of-a-strategy", Estimate(-12_345.0, -23_456.0, 1.0), "-12,345")]
    charts = (
        range_chart("A title", rows, whole, width),
        span_chart("A title", [("Revenue", 0.0, 123_456.0, "123,456")], width),
        letter_chart("A title", [("0.25", {"A": 1.0, "B": 99_999.0})], whole, width),
    )
    for chart in charts:
        text = shown(chart, width)
        assert max(map(len, text.splitlines())) <= width
        assert "…" not in text


def test_bars_from_one_value_to_another():
    rows = [("all", 0.0, 100.0, "100"), ("costs", 100.0, 40.0, "-60"), ("left", 0.0, 40.0, "40")]
    found = {line.split()[0]: line for line in shown(span_chart("", rows, 80)).splitlines()
             if line.strip()}  # fmt: skip
    assert found["all"].count("+") == found["left"].count("+") + found["costs"][:-4].count("-")
    assert found["costs"].index("-") == found["left"].rindex("+") + 1


def test_letters_stand_where_their_values_are():
    rows = [("1", {"A": 0.0, "B": 50.0}), ("2", {"A": 100.0, "B": 100.0}), ("3", {"A": None})]
    lines = shown(letter_chart("", rows, whole, 80, name=2)).splitlines()
    first, second, third = (next(x for x in lines if x.startswith(f" {at}")) for at in "123")
    assert first.index("B") - first.index("A") == pytest.approx(30, abs=1)
    assert second.index("#") - first.index("A") == pytest.approx(59, abs=1)
    assert not third.split()[1:]


def test_strategies_have_letters_of_their_own():
    assert letters(["today", "tomorrow", "omni"]) == {"today": "T", "tomorrow": "O", "omni": "M"}


def test_what_is_better_hangs_on_the_kpi_and_its_interval():
    assert better_than_nothing(KPI["profit"], Estimate(5.0, 1.0, 9.0)) is True
    assert better_than_nothing(KPI["media_cost"], Estimate(5.0, 1.0, 9.0)) is False
    assert better_than_nothing(KPI["profit"], Estimate(5.0, -1.0, 9.0)) is None
    assert better_than_nothing(KPI["profit"], UNDEFINED) is None


def test_colour_only_where_it_is_wanted(monkeypatch):
    rows = [Ranged("up", Estimate(30.0, 20.0, 40.0), "30", True)]
    chart = range_chart("", rows, whole, 80)
    assert "\x1b" not in shown(chart)
    assert "\x1b[32m" in shown(chart, force_terminal=True, color_system="standard")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in shown(chart, force_terminal=True)
