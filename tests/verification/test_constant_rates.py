"""Constant rates: Poisson counts in each window, exponential waits between events."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.verification.runs import DAY, NEUTRAL, UNLIKELY, live, near

PEOPLE = 4000
DAYS = 40
VISITS = 0.3
NEEDS = 0.05

TEXT = f"""
[scenario]
name = "rates"
title = "Constant rates"
start = 2026-01-05
market = {PEOPLE}
days = {DAYS}
{NEUTRAL}
competitor = "50 per d"

[[persona]]
name = "anyone"
share = 1
need = "{NEEDS} per d"
order_value = 100
margin = 0.5
channels = {{ web = 1.0, shop = 1.0 }}

[[channel]]
name = "web"
kind = "site"
visits = "{VISITS} per d"
steps = []

[[channel]]
name = "shop"
kind = "shop"
hours = "00:00-24:00"
open_days = "daily"
names_buyers = true
visits = "0.1 per d"
steps = []

[[strategy]]
name = "plain"
"""


@pytest.fixture(scope="module")
def run():
    return live(TEXT, seed=11)


def counts(rows):
    """int64[PEOPLE, DAYS]: events of each customer and day."""
    table = np.zeros((PEOPLE, DAYS), np.int64)
    np.add.at(table, (rows["customer"], rows["time"] // DAY), 1)
    return table


def assert_poisson(table, mean):
    """Counts of customer-days against the Poisson distribution of this mean, by chi-square."""
    near(table.mean(), mean, np.sqrt(mean / table.size))
    last = int(stats.poisson.isf(20 / table.size, mean))
    expected = stats.poisson.pmf(np.arange(last + 1), mean) * table.size
    expected[last] = stats.poisson.sf(last - 1, mean) * table.size
    found = np.bincount(np.minimum(table.ravel(), last), minlength=last + 1)
    assert stats.chisquare(found, expected).pvalue > UNLIKELY


def waits(rows):
    """Times between a customer's events, and from the start to the first, in days."""
    same = np.diff(rows["customer"]) == 0
    between = np.diff(rows["time"])[same] / DAY
    first = rows["time"][np.concatenate([[True], ~same])] / DAY
    return first, between


def assert_exponential(sample, rate, horizon):
    """Waits below the horizon against an exponential cut there, by Kolmogorov and Smirnov."""
    cut = -np.expm1(-rate * horizon)
    result = stats.kstest(sample, lambda t: -np.expm1(-rate * np.minimum(t, horizon)) / cut)
    assert result.pvalue > UNLIKELY


@pytest.mark.parametrize(("channel", "rate"), [("web", VISITS), ("shop", 0.1)])
def test_visits_are_poisson(run, channel, rate):
    assert_poisson(counts(run.of("visit", channel)), rate)


def test_visits_of_a_window_do_not_tell_those_of_the_next(run):
    table = counts(run.of("visit", "web"))
    by_chance = 1 / np.sqrt(table[:, 1:].size)
    near(np.corrcoef(table[:, :-1].ravel(), table[:, 1:].ravel())[0, 1], 0.0, by_chance)


def test_visits_of_a_channel_do_not_tell_those_of_another(run):
    web, shop = counts(run.of("visit", "web")), counts(run.of("visit", "shop"))
    near(np.corrcoef(web.ravel(), shop.ravel())[0, 1], 0.0, 1 / np.sqrt(web.size))


@pytest.mark.parametrize(("channel", "rate"), [("web", VISITS), ("shop", 0.1)])
def test_waits_for_visits_are_exponential(run, channel, rate):
    first, _ = waits(run.of("visit", channel))
    assert len(first) > 0.9 * PEOPLE
    assert_exponential(first, rate, DAYS)


def test_waits_between_visits_are_exponential(run):
    # waits that begin in the first half and are cut at the length of the second
    rows = run.of("visit", "web")
    same = np.diff(rows["customer"]) == 0
    begun = rows["time"][:-1][same] < DAYS / 2 * DAY
    between = (np.diff(rows["time"])[same] / DAY)[begun]
    assert_exponential(between[between < DAYS / 2], VISITS, DAYS / 2)


def test_needs_are_poisson_where_they_are_met_at_once(run):
    # a need stays open for 1/50 d on average, in which no other arises
    rate = 1 / (1 / NEEDS + 1 / 50)
    assert_poisson(counts(run.of("need")), rate)


def test_waits_from_lapse_to_need_and_from_need_to_lapse_are_exponential(run):
    need, lapse = run.of("need"), run.of("lapse")
    rows = np.concatenate([need, lapse])
    rows = rows[np.lexsort((rows["sequence"], rows["customer"]))]
    same = np.diff(rows["customer"]) == 0
    is_need = rows["event"] == need["event"][0]
    assert not np.any(same & (is_need[1:] == is_need[:-1]))  # they take turns
    gap = np.diff(rows["time"]) / DAY
    early = rows["time"][:-1] < DAYS / 2 * DAY
    idle = gap[same & early & ~is_need[:-1]]
    assert_exponential(idle[idle < DAYS / 2], NEEDS, DAYS / 2)
    assert_exponential(gap[same & early & is_need[:-1]], 50.0, 1000.0)


def test_a_season_and_the_weekday_multiply_needs():
    factors = [0.5, 2.0] + [1.0] * 10
    curves = f"season = {factors}\nweekday = [0, 1.5, 1, 1, 1, 1, 1]"
    text = TEXT.replace(f"days = {DAYS}", f"days = 55\n{curves}")
    rows = live(text, seed=12).of("need")
    day = rows["time"] // DAY
    for first, last, factor in ((0, 27, 0.5), (27, 55, 2.0)):  # January from the 5th, February
        days = np.arange(first, last)
        for weekday, more in ((0, 0.0), (1, 1.5), (4, 1.0)):
            chosen = days[days % 7 == weekday]
            rate = NEEDS * factor * more
            mean = PEOPLE * len(chosen) / (1 / rate + 1 / 50) if rate else 0.0
            found = int(np.isin(day, chosen).sum())
            near(found, mean, np.sqrt(mean) if mean else 1e-9)
