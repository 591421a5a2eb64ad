"""Numbers with units: what they are worth, and what is said of those that cannot be read."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.values import hours
from sim.scenario.values import quantities as q

DAY = q.DAY


@pytest.mark.parametrize(
    ("text", "days"),
    [("3 d", 3), ("20 min", 20 / 1440), ("6 h", 0.25), ("45 s", 45 / 86400), ("2 w", 14),
     ("1 h 30 min", 90 / 1440), ("1.5 days", 1.5), ("1 month", 365 / 12), ("2 years", 730),
     (0, 0), ("0 d", 0), ("1e1 d", 10)],
)  # fmt: skip
def test_duration(text: object, days: float) -> None:
    assert q.parse_duration(text) == round(days * DAY)


@pytest.mark.parametrize(
    ("text", "share"), [("0.5 %", 0.005), (0.005, 0.005), ("100%", 1.0), (0, 0.0), (1, 1.0)]
)
def test_share(text: object, share: float) -> None:
    assert q.parse_share(text) == pytest.approx(share, abs=0)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        (100, 10000),
        ("100 EUR", 10000),
        ("EUR 0.63", 63),
        (0.29, 29),
        ("1_000 EUR", 100000),
        ("100k EUR", 10_000_000),
        ("1.5 M EUR", 150_000_000),
        ("EUR 10K", 1_000_000),
    ],
)
def test_money(text: object, minor: float) -> None:
    assert q.parse_money(text, currency="EUR") == minor


@pytest.mark.parametrize(
    ("text", "write"),
    [
        ("3.600 EUR", '"3600 EUR" or "3.6 EUR"'),
        ("EUR 12.345", '"12345 EUR" or "12.3450 EUR"'),
        ("\u20ac 3.000", '"3000 EUR" or "3 EUR"'),
        ("3,600 EUR", '"3600 EUR" (or, if the comma marks decimals, 3.6)'),
        ("\u20ac3,600", '"3600 EUR" (or, if the comma marks decimals, 3.6)'),
        ("3,600.50 EUR", '"3600.50 EUR"'),
        ("3.600,50 EUR", '"3600.50 EUR"'),
        ("1.200.000 EUR", '"1200000 EUR"'),
        ("1,200,000 EUR", '"1200000 EUR"'),
    ],
)
def test_marks_for_thousands_are_refused(text: str, write: str) -> None:
    with pytest.raises(q.QuantityError) as caught:
        q.parse_money(text, currency="EUR")
    assert "for thousands" in caught.value.message
    assert caught.value.expected == write


@pytest.mark.parametrize("text", ["0,5 EUR", "1,25 EUR", "0,125 EUR"])
def test_decimal_commas_are_told_as_such(text: str) -> None:
    with pytest.raises(q.QuantityError) as caught:
        q.parse_money(text, currency="EUR")
    assert "decimal point" in caught.value.message


@pytest.mark.parametrize(("text", "minor"), [("0.630 EUR", 63), ("3.60 EUR", 360), (3.6, 360)])
def test_points_that_mark_decimals_only(text: object, minor: float) -> None:
    assert q.parse_money(text, currency="EUR") == minor


def test_three_decimals_are_usual_in_some_currencies() -> None:
    assert q.parse_money("3.600 KWD", currency="KWD") == 3600


@pytest.mark.parametrize(
    ("length", "words"),
    [(0, "0 min"), (40 * 60e6, "40 min"), (5400e6, "1 h 30 min"), (1, "less than 1 s")],
)
def test_lengths_in_words(length: float, words: str) -> None:
    assert q.in_words(length) == words


def test_money_without_minor_unit() -> None:
    assert q.parse_money("500 JPY", currency="JPY") == 500
    assert q.parse_money(1.5, currency="KWD") == 1500


@pytest.mark.parametrize(
    ("text", "rate"),
    [("1 per 90 d", 1 / 90), ("0.02 per d", 0.02), ("2 per week", 2 / 7), (0, 0.0), ("0", 0.0),
     ("1 per year", 1 / 365), ("3/h", 72), ("1 per 2 years", 1 / 730), ("2 per month", 24 / 365),
     ("1 per 3 months", 4 / 365), ("1 per 1 month 3 d", 1 / (365 / 12 + 3))],
)  # fmt: skip
def test_rate(text: object, rate: float) -> None:
    assert q.parse_rate(text) == pytest.approx(rate, rel=1e-12)


@pytest.mark.parametrize("value", [2, 2.0, "2", 0.5, 1e-3])
def test_a_rate_says_in_what_time(value: object) -> None:
    with pytest.raises(q.QuantityError) as caught:
        q.parse_rate(value)
    assert "needs its unit" in caught.value.message
    assert caught.value.expected.startswith(f'"{value} per year", "{value} per month"')


def test_words_of_time_are_the_same_in_rates_and_durations() -> None:
    for word in ("h", "days", "week", "month", "months", "y", "year", "years"):
        days = q.parse_duration(f"1 {word}") / DAY
        assert q.parse_rate(f"1 per {word}") == pytest.approx(1 / days, rel=1e-12)
        assert q.parse_rate(f"1 per 1 {word}") == pytest.approx(1 / days, rel=1e-12)


def test_hours_clock_and_days() -> None:
    assert hours.parse_hours("08:00-18:00") == (480, 1080)
    assert hours.parse_hours("08:00 - 24:00") == (480, 1440)
    assert hours.parse_hours("21:00-08:00", over_midnight=True) == (1260, 480)
    assert hours.parse_clock("10:05") == 605
    assert hours.parse_days("mon-fri") == (0, 1, 2, 3, 4)
    assert hours.parse_days("sat-mon, wed") == (0, 2, 5, 6)
    assert hours.parse_days("daily") == tuple(range(7))


@pytest.mark.parametrize("value", [22, 22.0, "22"])
def test_share_hint_names_both_ways(value: object) -> None:
    with pytest.raises(q.QuantityError) as caught:
        q.parse_share(value)
    assert caught.value.expected == '"22 %" or 0.22'
    assert caught.value.found == ('"22"' if value == "22" else str(value))


@pytest.mark.parametrize(
    ("parse", "value", "part"),
    [(q.parse_duration, 3, "needs its unit"), (q.parse_duration, "3", "not a duration"),
     (q.parse_duration, "", "not a duration"), (q.parse_duration, "200000 d", "100 years"),
     (q.parse_number, True, "true or false"), (q.parse_number, math.nan, "finite"),
     (q.parse_number, 1e13, "too large"), (q.parse_number, "2", "text"),
     (q.parse_count, 1.5, "whole"), (q.parse_count, -1, "whole"),
     (hours.parse_hours, "08:00", "hours"), (hours.parse_hours, "18:00-08:00", "before they begin"),
     (hours.parse_hours, "08:00-08:00", "empty"), (hours.parse_clock, "24:00", "no clock"),
     (hours.parse_clock, "10:61", "no clock"), (hours.parse_days, "mon-xyz", "days of the week"),
     (q.parse_rate, "1 per", "not a rate"), (q.parse_rate, "-1 per d", "negative"),
     (q.parse_share, [0.1], "not a number"), (q.parse_share, {"a": 1}, "not a number")],
)  # fmt: skip
def test_refused(parse, value: object, part: str) -> None:
    with pytest.raises(q.QuantityError) as caught:
        parse(value)
    assert part in caught.value.message
    assert caught.value.expected


PARSERS = [
    q.parse_duration, q.parse_share, q.parse_rate, q.parse_number, q.parse_count, hours.parse_hours,
    hours.parse_clock, hours.parse_days, lambda value: q.parse_money(value, currency="EUR"),
]  # fmt: skip
SCRAPS = st.text(st.sampled_from("0123456789.,-+_eE %:/dhmins per\u00a0\u0663"), max_size=20)


@given(SCRAPS | st.text(max_size=20) | st.floats() | st.integers() | st.booleans() | st.none())
def test_never_another_error(value: object) -> None:
    for parse in PARSERS:
        with contextlib.suppress(q.QuantityError):
            parse(value)


@given(st.floats(0, 36_500), st.sampled_from(["share", "rate", "number", "duration", "money"]))
def test_plain_value_survives_writing(value: float, kind: str) -> None:
    if kind == "duration":
        base = q.parse_duration(q.written(kind, value))
        assert q.plain(kind, base, currency="EUR") == pytest.approx(value, abs=1e-11)
    elif kind == "rate":
        assert q.parse_rate(q.written(kind, value)) == value
    elif kind == "money":
        base = q.parse_money(q.written(kind, value), currency="EUR")
        assert q.plain(kind, base, currency="EUR") == pytest.approx(value, abs=1e-7)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("20.000", "20000, without"), ("1,200,000", "1200000, without"), ("600", "600, without"),
        ("4 weeks", "28 where days are counted"), ("12 h", "0.5 where days are counted"),
        ("many", "a whole number"),
    ],
)  # fmt: skip
def test_a_count_as_text_is_told_what_was_probably_meant(text: str, meant: str) -> None:
    with pytest.raises(q.QuantityError) as caught:
        q.parse_count(text)
    assert caught.value.expected.startswith(meant)


@pytest.mark.parametrize("text", ["5 ct", "5 cents", "5 c"])
def test_hundredths_are_told_in_the_main_unit(text: str) -> None:
    with pytest.raises(q.QuantityError) as caught:
        q.parse_money(text, currency="EUR")
    assert caught.value.expected == '"0.05 EUR"'


@pytest.mark.parametrize("text", ["100k", "100kEUR", "k EUR", "1e12k EUR", "3.600k EUR", "2 T EUR"])
def test_thousands_of_nothing_and_too_many(text: str) -> None:
    with pytest.raises(q.QuantityError):
        q.parse_money(text, currency="EUR")


def test_currencies_that_begin_like_millions() -> None:
    assert q.parse_money("100 MXN", currency="MXN") == 10_000
    assert q.parse_money("2k MXN", currency="MXN") == 200_000
    with pytest.raises(q.QuantityError) as caught:
        q.parse_money("2k USD", currency="EUR")
    assert caught.value.expected == '"2k EUR"'
