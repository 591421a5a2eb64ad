"""The telephone against Erlang C (nobody gives up) and Erlang A (people give up).

Calls come from many people who call rarely, so together they make a Poisson stream. Standard errors
are those of the means of days, which are hardly correlated.

Sources: A. K. Erlang (1917) for the chance to wait; C. Palm (1957) for impatience, in the form of
Mandelbaum and Zeltyn (2007): stationary probabilities of the birth-death process with deaths at
rate min(n, s) mu + max(n - s, 0) theta.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from tests.verification.runs import DAY, NEUTRAL, SIGMAS, UNLIKELY, live, near

SECOND = 1_000_000
WARM_UP = 1  # days


def text(people, rate, seconds, servers, days, patience="0 s"):
    """A market in which people do nothing but call: `rate` calls a person and day."""
    return f"""
[scenario]
name = "phone"
title = "Calls"
start = 2026-01-05
market = {people}
days = {days}
{NEUTRAL}

[[persona]]
name = "anyone"
share = 1
need = "1 per 1000000 d"
order_value = 100
margin = 0.5
channels = {{ phone = 1.0 }}

[[channel]]
name = "phone"
kind = "phone"
visits = "{rate} per d"
steps = []
session = "0 s"
hours = "00:00-24:00"
open_days = "daily"
discover = 1
servers = {servers}
service = "{seconds} s"
patience = "{patience}"

[[strategy]]
name = "plain"
"""


class Calls:
    """Calls after the warm-up: when, how long they waited, whether they were answered."""

    def __init__(self, run, days):
        ends = run.rows[np.isin(run.rows["event"], [a[0]["event"] for a in self.kinds(run)])]
        call = run.of("call")[0]["event"]
        starts = np.flatnonzero(ends["event"] == call)
        starts = starts[starts + 1 < len(ends)]
        after = starts + 1
        paired = (ends["customer"][after] == ends["customer"][starts]) & (
            ends["event"][after] != call
        )
        self.begin = ends["time"][starts][paired]
        self.wait = (ends["time"][after] - ends["time"][starts])[paired]
        self.answered = (ends["event"][after] == run.of("answer")[0]["event"])[paired]
        day = self.begin // DAY
        kept = (day >= WARM_UP) & (day < days - 1)  # the last calls of a run are still waiting
        self.begin, self.wait, self.answered = (
            values[kept] for values in (self.begin, self.wait, self.answered)
        )
        self.day = self.begin // DAY

    @staticmethod
    def kinds(run):
        found = [run.of(event) for event in ("call", "answer", "give_up")]
        return [rows for rows in found if len(rows)]

    def mean(self, values):
        """Ratio over all calls, and its standard error from the days."""
        days = np.unique(self.day)
        sums = np.array([values[self.day == day].sum() for day in days], float)
        counts = np.array([(self.day == day).sum() for day in days], float)
        ratio = sums.sum() / counts.sum()
        error = np.std(sums - ratio * counts, ddof=1) / counts.mean() / math.sqrt(len(days))
        return ratio, error


def erlang_c(load, servers):
    """P(a call waits) of M/M/s, from the stable recursion of Erlang's B."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked / (1.0 - load / servers * (1.0 - blocked))


CASES = {
    "100 calls, 180 s, 14": (100, 180, 14, 48_000, 40),
    "100 calls, 180 s, 11": (100, 180, 11, 48_000, 90),
    "360 calls, 240 s, 55": (360, 240, 55, 172_800, 25),
}


@pytest.fixture(scope="module", params=CASES)
def erlang(request):
    calls, seconds, servers, people, days = CASES[request.param]
    run = live(text(people, calls * 48 / people, seconds, servers, days), seed=21)
    return calls / 1800, seconds, servers, Calls(run, days), run


def test_the_closed_form_is_the_published_one():
    assert erlang_c(10, 14) == pytest.approx(0.1741319335950498, rel=1e-12)
    assert erlang_c(10, 11) == pytest.approx(0.6821182, rel=1e-6)
    assert erlang_c(48, 55) == pytest.approx(0.238701, rel=1e-5)
    waits = erlang_c(10, 14)
    assert waits * 180 / (14 - 10) == pytest.approx(7.83594, rel=1e-6)
    assert 1 - waits * math.exp(-(14 - 10) * 20 / 180) == pytest.approx(0.88835, abs=5e-6)
    assert erlang_c(48, 55) * 240 / (55 - 48) == pytest.approx(8.184, abs=5e-4)


def test_calls_come_as_a_poisson_stream(erlang):
    rate, _, _, calls, _ = erlang
    half_hours = np.bincount(calls.begin // (1800 * SECOND))
    half_hours = half_hours[np.flatnonzero(half_hours)[0] :]
    mean = rate * 1800
    near(half_hours.mean(), mean, math.sqrt(mean / len(half_hours)))
    dispersion = half_hours.var(ddof=1) / mean
    near(dispersion, 1.0, math.sqrt(2 / (len(half_hours) - 1)))


def test_the_chance_to_wait_is_erlangs(erlang):
    rate, seconds, servers, calls, _ = erlang
    near(*_with(calls.mean(calls.wait > 0), erlang_c(rate * seconds, servers)))


def test_the_mean_wait_is_erlangs(erlang):
    rate, seconds, servers, calls, _ = erlang
    load = rate * seconds
    expected = erlang_c(load, servers) * seconds / (servers - load)
    near(*_with(calls.mean(calls.wait / SECOND), expected))


def test_the_share_answered_in_20_seconds_is_erlangs(erlang):
    rate, seconds, servers, calls, _ = erlang
    load = rate * seconds
    late = erlang_c(load, servers) * math.exp(-(servers - load) * 20 / seconds)
    near(*_with(calls.mean(calls.wait <= 20 * SECOND), 1.0 - late))


def test_those_who_wait_wait_exponentially(erlang):
    rate, seconds, servers, calls, _ = erlang
    waits = calls.wait[calls.wait > 0] / SECOND
    mean = seconds / (servers - rate * seconds)
    apart = waits[::200]  # waits close together are not independent
    assert len(apart) > 100
    assert stats.kstest(apart, stats.expon(scale=mean).cdf).pvalue > UNLIKELY


def test_talks_are_exponential_and_everybody_is_answered(erlang):
    _, seconds, servers, calls, run = erlang
    assert calls.answered.all()
    assert run.count("give_ups") == 0
    answers, visits = run.of("answer"), run.of("visit")
    talk = run.count("handling") / SECOND
    near(talk / len(answers), seconds, seconds / math.sqrt(len(answers)))
    assert 0 <= len(answers) - len(visits) <= servers  # those in progress at the end


def test_staff_are_busy_as_much_as_the_load_says(erlang):
    rate, seconds, servers, calls, _ = erlang
    count, error = len(calls.begin), math.sqrt(len(calls.begin))
    days = len(np.unique(calls.day))
    spread = seconds * error * math.sqrt(2) / (days * 86_400 * servers)
    near(count * seconds / (days * 86_400 * servers), rate * seconds / servers, spread)


def _with(estimate, expected):
    """Arguments for `near`; the days' spread is itself an estimate, so never below 0."""
    mean, error = estimate
    assert error > 0.0
    return mean, expected, error


class ErlangA:
    """M/M/s with patience exponential at rate theta: stationary probabilities and what follows."""

    def __init__(self, arrivals, service, servers, patience):
        top = servers + int(60 * arrivals * patience) + 400
        log = np.zeros(top + 1)
        for n in range(1, top + 1):
            death = min(n, servers) / service + max(n - servers, 0) / patience
            log[n] = log[n - 1] + math.log(arrivals / death)
        weights = np.exp(log - log.max())
        p = weights / weights.sum()
        waiting = np.maximum(np.arange(top + 1) - servers, 0)
        self.waits = float(p[servers:].sum())
        self.length = float((p * waiting).sum())
        self.gives_up = self.length / patience / arrivals
        self.mean_wait = self.length / arrivals


IMPATIENT = {
    "scarce": (100, 180, 9, 120, 48_000, 40),
    "enough": (100, 180, 12, 60, 48_000, 40),
    "few": (10, 240, 1, 180, 24_000, 40),
}


@pytest.fixture(scope="module", params=IMPATIENT)
def impatient(request):
    calls, seconds, servers, patience, people, days = IMPATIENT[request.param]
    source = text(people, calls * 48 / people, seconds, servers, days, f"{patience} s")
    run = live(source, seed=22)
    return ErlangA(calls / 1800, seconds, servers, patience), Calls(run, days), run


def test_the_chance_to_wait_is_that_of_erlang_a(impatient):
    expected, calls, _ = impatient
    near(*_with(calls.mean(calls.wait > 0), expected.waits))


def test_the_chance_to_give_up_is_that_of_erlang_a(impatient):
    expected, calls, run = impatient
    near(*_with(calls.mean(~calls.answered), expected.gives_up))
    assert run.count("calls") - run.count("answers") - run.count("give_ups") <= 60


def test_the_mean_wait_is_that_of_erlang_a(impatient):
    expected, calls, _ = impatient
    near(*_with(calls.mean(calls.wait / SECOND), expected.mean_wait))


def test_erlang_a_without_impatience_is_erlang_c():
    assert ErlangA(100 / 1800, 180, 14, 1e5).waits == pytest.approx(erlang_c(10, 14), rel=2e-3)


def test_both_clocks_answer_the_same_calls():
    source = text(2000, 0.6, 180, 3, 3, "120 s")
    compiled, record = (live(source, seed=23, clock=clock) for clock in ("compiled", "simpy"))
    assert compiled.count("give_ups") > 20
    assert compiled.rows.tobytes() == record.rows.tobytes()


def test_a_call_outside_hours_is_made_after_opening():
    source = text(500, 0.5, 60, 5, 14).replace("00:00-24:00", "08:00-18:00")
    source = source.replace('open_days = "daily"', 'open_days = "mon-fri"')
    calls = live(source, seed=24).of("call")
    hour = calls["time"] % DAY / (3600 * SECOND)
    assert ((hour >= 8.0) & (hour < 18.0)).all()
    assert (calls["time"] // DAY % 7 < 5).all()
    mondays = (calls["time"] // DAY % 7 == 0).sum()
    assert mondays > 2 * (calls["time"] // DAY % 7 == 1).sum() - SIGMAS * 50  # the weekend's too
