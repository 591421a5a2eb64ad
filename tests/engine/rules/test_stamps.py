"""Timestamps: days until the decision to rules, dates to people."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest

from engine.errors import DataError, RuleError, UsageError
from engine.rules import Field, ProfileSchema, Stamp, evaluate, parse, why_not
from engine.rules.contradictions import why_dead
from engine.rules.stamps import utc

SCHEMA = ProfileSchema(
    (Field("ordered", "timestamp"), Field("joined", "timestamp"), Field("visits", "number"))
)


@pytest.mark.parametrize(
    "given",
    [
        "2026-11-30", "2026-11-30T00:00", "2026-11-30 00:00:00", "2026-11-30T01:00+01:00",
        "2026-11-29T19:00-05:00", "2026-11-30T00:00Z", date(2026, 11, 30), datetime(2026, 11, 30),
        datetime(2026, 11, 30, 1, tzinfo=timezone(timedelta(hours=1))), np.datetime64("2026-11-30"),
        np.datetime64("2026-11-30T00:00:00", "ns"),
    ],
)  # fmt: skip
def test_a_time_in_any_words(given):
    assert utc(given) == datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "given",
    [
        "today", "2026-13-01", "2026-02-30", "30.11.2026", "20261130", "2026-W48", "", 20261130,
        3.5, True, np.datetime64("NaT"), "0001-01-01T00:00+05:00", "9999-12-31T23:00-05:00",
    ],
)  # fmt: skip
def test_no_time(given):
    with pytest.raises(UsageError, match="this is no time"):
        utc(given)


def test_a_stamp_is_its_days_and_shows_its_date():
    stamp = Stamp.of("2026-11-20T18:00", "2026-11-30")
    assert stamp == 9.25
    assert (str(stamp), f"{stamp:g}", repr(stamp)) == (
        "2026-11-20 18:00:00 UTC", "2026-11-20 18:00:00 UTC", "Stamp(2026-11-20 18:00:00 UTC)"
    )  # fmt: skip
    assert str(Stamp.of(date(2026, 12, 24), "2026-11-30T08:00")) == "2026-12-24"
    assert str(Stamp.of("0001-01-01", "2026-11-30")) == "0001-01-01"
    assert str(Stamp.of("9999-12-31T23:59:59.999999", "2026-11-30")).startswith("9999-12-31")
    assert str(Stamp(3.0)) == "3 days before"
    for same in (copy.deepcopy(stamp), pickle.loads(pickle.dumps(stamp))):
        assert (same, str(same)) == (stamp, str(stamp))


def hold(text, **times):
    """Whether a rule holds for times, as of the end of November 2026."""
    profile = {name: Stamp.of(time, "2026-11-30") for name, time in times.items()}
    return evaluate(parse(text, SCHEMA, expects="condition"), profile)


def test_what_timestamps_can_do():
    assert hold("days_since(ordered) == 10", ordered="2026-11-20") is True
    assert hold("days_since(ordered) < 0", ordered="2026-12-24") is True
    assert hold("days_since(ordered) > 10", ordered="2026-11-20") is False
    assert hold("days_since(ordered) > 10") is None
    assert hold("is_missing(ordered) or days_since(ordered) > 10") is True
    for sign, earlier, same in (
        ("<", True, False), ("<=", True, True), (">", False, False), (">=", False, True),
        ("==", False, True), ("!=", True, False),
    ):  # fmt: skip
        rule = f"joined {sign} ordered"
        assert hold(rule, joined="2020-01-01", ordered="2026-01-01") is earlier
        assert hold(rule, joined="2020-01-01", ordered="2020-01-01") is same
        assert hold(rule, ordered="2020-01-01") is None
    number = parse("days_since(ordered)", SCHEMA, expects="number")
    assert type(evaluate(number, {"ordered": Stamp(3.0)})) is float


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("ordered > 30", "condition"),
        ("30 < ordered", "condition"),
        ("ordered == '2026-11-30'", "condition"),
        ("'2026-11-30' < ordered", "condition"),
        ("ordered < joined < 3", "condition"),
        ("ordered", "condition"),
        ("ordered", "number"),
        ("not ordered", "condition"),
        ("ordered and joined > ordered", "condition"),
        ("ordered - joined", "number"),
        ("-ordered", "number"),
        ("ordered ** 2", "number"),
        ("max(ordered, joined)", "number"),
        ("coalesce(ordered, joined) < joined", "condition"),
        ("(ordered if visits > 1 else joined) < joined", "condition"),
        ("ordered in (1, 2)", "condition"),
        ("visits > ordered", "condition"),
    ],
)
def test_anything_else_is_refused_with_what_to_write(text, expects):
    with pytest.raises(RuleError, match=r"timestamp") as caught:
        parse(text, SCHEMA, expects=expects)
    assert "days_since(ordered)" in (caught.value.expected or "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("days_since(visits)", "one of ordered, joined"),
        ("days_since(days_since(ordered))", "one of ordered, joined"),
        ("days_since(3)", "one of ordered, joined"),
        ("days_since()", "1 without keywords"),
        ("days_since", r"days_since(...) with arguments"),
        ("day_since(ordered)", "one of abs"),
    ],
)
def test_days_since_something_else(text, expected):
    with pytest.raises(RuleError) as caught:
        parse(text, SCHEMA, expects="number")
    assert (caught.value.expected or "").startswith(expected)


def test_a_profile_without_timestamps_says_so():
    schema = ProfileSchema((Field("visits", "number"),))
    with pytest.raises(RuleError) as caught:
        parse("days_since(visits)", schema, expects="number")
    assert caught.value.expected == "a field of the kind timestamp: there is none"


def test_failed_parts_show_dates_and_miss_by_days():
    rule = parse("days_since(ordered) > 30 and joined < ordered", SCHEMA, expects="condition")
    profile = {name: Stamp.of("2026-11-20", "2026-11-30") for name in ("ordered", "joined")}
    first, second = why_not(rule, profile)
    assert str(first.seen["ordered"]) == "2026-11-20"
    assert first.missed is not None
    assert (first.missed.by, first.missed.of) == (20.0, 30.0)
    assert (second.text, second.missed) == ("joined < ordered", None)


def test_rules_that_no_time_satisfies_are_proved_dead():
    def parts(text):
        return why_dead([parse(text, SCHEMA, expects="condition")])

    assert parts("days_since(ordered) > 30 and days_since(ordered) < 10") is not None
    assert parts("days_since(ordered) > 30 and is_missing(ordered)") is not None
    assert parts("is_missing(ordered) and ordered < joined") is not None
    assert parts("days_since(ordered) > 30 and ordered < joined") is None
    assert parts("days_since(ordered) < 0") is None


def test_rows_and_profiles():
    as_of = utc("2026-11-30T08:00")
    profile = {"ordered": Stamp.of("2026-11-20", as_of), "joined": None, "visits": 2.0}
    row = SCHEMA.encode(profile)
    assert row[0] == 10 + 1 / 3
    assert SCHEMA.decode(row) == profile
    assert str(SCHEMA.decode(row)["ordered"]) == "10.3333 days before"
    dated = SCHEMA.decode(np.append(row, as_of.timestamp() * 1e6))
    assert (dated, str(dated["ordered"])) == (profile, "2026-11-20")


@pytest.mark.parametrize("value", ["2026-11-20", date(2026, 11, 20), 3.0, True])
def test_what_is_no_stamp_is_refused(value):
    with pytest.raises(DataError, match="not a timestamp") as caught:
        SCHEMA.encode({"ordered": value})
    assert "Stamp.of" in (caught.value.expected or "")


def test_the_name_of_the_function_is_taken():
    with pytest.raises(DataError, match="cannot be used in rules"):
        Field("days_since", "number")
