"""How plans have kept limits: means over windows and replications, notes, JSON and files."""

import json
import math
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from sim.clocks.outcome import LimitUse
from sim.scenario import Scenario
from sim.study.compare import compare
from sim.study.limits import LimitKept, counted, limit_notes, limits_kept, price_text
from sim.study.money import Currency
from sim.study.run import run
from tests.files import certain
from tests.sim.study.fake_clocks import FakeOutcome

EUR = Currency("EUR")
LIMITS = """
[[constraint]]
name = "mails"
of = { channel = "email" }
minimum = 2
maximum = 4

[[constraint]]
name = "mail-money"
of = { channel = "email" }
counts = "cost"
maximum = "3 EUR"
"""
KEYS = {"used", "maximum", "minimum", "price", "binding", "missed", "short"}


@pytest.fixture(scope="module")
def plain():
    return Scenario.from_text(certain(Scenario.load("auto-service").text), file="auto-service")


@pytest.fixture(scope="module")
def scenario(plain):
    return Scenario.from_text(plain.text + LIMITS, file="auto-service")


def mails(**given):
    told = {"windows": 10, "used": 30.0, "allowed": 40.0, "bounded": 10, "asked": 20.0,
            "wanted": 10, "price": -0.5, "binding": 4, "missed": 2, "short": 1.0}  # fmt: skip
    return LimitUse("mails", **(told | given))


def kept(scenario, sample, *uses):
    """Of the first limit by name that was used: each use is one replication."""
    outcomes = [FakeOutcome(None, None, None, 0, limits=(use,)) for use in uses]
    found = {one.name: one for one in limits_kept(scenario, sample, outcomes)}
    return found[uses[0].name]


# --- means ------------------------------------------------------------------------------------


def test_means_are_over_windows_of_all_replications(scenario, make_sample):
    found = kept(scenario, make_sample(), mails(), mails(used=50.0, price=0.1, missed=0, short=0.0))
    assert found.windows == 20
    assert (found.used, found.maximum, found.minimum) == (4.0, 4.0, 2.0)
    assert found.price == pytest.approx(-0.02)
    assert (found.binding, found.missed, found.windows_missed) == (0.4, 0.1, 2)
    assert found.short == 0.5  # a window that fell short, not of all windows


def test_a_sample_is_told_at_the_size_of_the_market(scenario, make_sample):
    own, part = make_sample(), make_sample(customers=200, market=600)
    one, other = (kept(scenario, sample, mails()) for sample in (own, part))
    for name in ("used", "maximum", "minimum", "short"):
        assert getattr(other, name) == pytest.approx(3.0 * getattr(one, name))
    for name in ("price", "binding", "missed"):
        assert getattr(other, name) == getattr(one, name)
    artificial = make_sample(customers=1_800, market=600)  # its bounds are its own
    assert kept(scenario, artificial, mails()) == one


def test_what_is_not_bounded_or_not_planned_has_no_bound(scenario, make_sample):
    money = LimitUse("mail-money", 10, 20.0, 30.0, 10)
    found = kept(scenario, make_sample(), money)
    assert (found.minimum, found.short, found.missed, found.money) == (None, None, 0.0, True)
    unused = {one.name: one for one in limits_kept(scenario, make_sample(), [])}["mails"]
    assert unused == LimitKept("mails")
    assert unused.to_json(EUR) == {**dict.fromkeys(KEYS), "used": 0.0}


def test_a_price_without_end_is_none_and_json_stays_json(scenario, make_sample):
    found = kept(scenario, make_sample(), mails(price=math.inf))
    assert found.price is None
    json.dumps(found.to_json(EUR), allow_nan=False)


def test_money_is_rounded_to_the_minor_unit_and_prices_are_not():
    found = LimitKept("m", True, 10, 1.23456, None, 2.0, 0.0123456789, 1.0, 0.0).to_json(EUR)
    assert (found["used"], found["maximum"], found["price"]) == (1.23, 2.0, 0.0123457)
    assert LimitKept("m", False, 10, 1.23456).to_json(EUR)["used"] == 1.23456


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"), (30.0, "30"), (12_345.6, "12,346"), (99.44, "99.4"), (4.2, "4.20"),
        (0.0123, "0.012"), (0.00051, "0.0005"), (-0.000012, "0"),
    ],
)  # fmt: skip
def test_counts_for_people(value, words):
    assert counted(value) == words


def test_prices_for_people():
    assert [price_text(price) for price in (None, 0.0, 12.0, -0.57, 0.0496)] == [
        "-", "0", "12.00", "-0.57", "0.050",
    ]  # fmt: skip


# --- notes ------------------------------------------------------------------------------------


def test_a_missed_minimum_is_noted_once_a_limit(scenario, make_sample):
    missed = kept(scenario, make_sample(), mails(missed=4, short=16.8))
    full = replace(missed, missed=0.0, short=None)
    assert limit_notes({"today": [missed]}, EUR) == (
        "the minimum of mails was not reached in 4 of 10 windows of all replications (short by "
        "4.20 on average): too few qualify, or the budget and other limits leave no room for more",
    )
    (note,) = limit_notes({"a": [missed], "b": [full], "c": [missed]}, EUR, several=True)
    assert "not reached under a in 4 of 10 windows" in note
    assert "under c in" in note
    assert "under b" not in note
    assert limit_notes({"today": [full]}, EUR) == ()
    (note,) = limit_notes({"a": [replace(missed, money=True)]}, EUR)
    assert "(short by EUR 4.20 on average)" in note


# --- studies ----------------------------------------------------------------------------------


@pytest.fixture
def limited(clock):
    clock.limits = lambda market, replication: (
        mails(used=30.0 + 10.0 * (market == "omnichannel"), missed=0, short=0.0),
    )
    return clock


def test_run_tells_limits_only_where_there_are_any(limited, plain, scenario):
    found = run(scenario, "today", replications=2).to_json()
    assert list(found["limits"]) == ["mail-money", "mails"]
    assert set(found["limits"]["mails"]) == KEYS
    assert found["limits"]["mails"]["used"] == 3.0
    before = run(plain, "today", replications=2).to_json()
    assert list(before) == [key for key in found if key != "limits"]


def test_compare_tells_limits_by_strategy(limited, plain, scenario):
    found = compare(scenario, replications=2, draws=0)
    told = found.to_json()["limits"]
    assert list(told) == list(found.lines[0].kpis)
    assert told["today"]["mails"]["used"] == 3.0
    assert told["omnichannel"]["mails"]["used"] == 4.0
    assert "limits" not in compare(plain, replications=2, draws=0).to_json()


def test_a_missed_minimum_is_among_the_notes(limited, scenario):
    limited.limits = lambda market, replication: (mails(),)
    assert any("minimum of mails" in note for note in run(scenario, "today").notes)
    notes = compare(scenario, replications=4, draws=0).notes
    assert any("under today in 8 of 40 windows" in note for note in notes)


def test_a_run_directory_holds_limits_where_there_are_any(limited, plain, scenario, tmp_path):
    run(scenario, "today", replications=2, out=tmp_path / "with")
    rows = pq.read_table(tmp_path / "with" / "limits.parquet").to_pylist()
    assert [(row["strategy"], row["limit"], row["used"]) for row in rows] == [
        ("today", "mail-money", 0.0),
        ("today", "mails", 3.0),
    ]
    assert set(rows[0]) == {"strategy", "limit", *KEYS}
    run(plain, "today", replications=2, out=tmp_path / "without")
    assert not (tmp_path / "without" / "limits.parquet").exists()
