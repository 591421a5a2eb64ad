"""Where visits end: the closed form of the Markov chain of steps.

Without objections, effort or changes of interest, a visit is a chain that goes on from step to step
with the channel's shares. With a need, progress is kept, so a need ends in a purchase after a
phase-type time: visits at rate v, each a transition with matrix Q over the steps not yet taken.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.linalg import expm

from sim.scenario import Scenario
from tests.verification.runs import DAY, NEUTRAL, UNLIKELY, live, near

SHARES = {"browse": 0.6, "product": 0.4, "basket": 0.7, "checkout": 0.5, "pay": 0.9}
STEPS = ["browse", "product", "basket", "checkout"]
VISITS = 0.5
PEOPLE = 4000
DAYS = 12

TEXT = f"""
[scenario]
name = "funnel"
title = "Steps"
start = 2026-01-05
market = {PEOPLE}
days = {DAYS}
{NEUTRAL}
competitor = 0

[[persona]]
name = "anyone"
share = 1
need = 0
order_value = 100
margin = 0.5
channels = {{ web = 1.0 }}

[[channel]]
name = "web"
kind = "site"
visits = "{VISITS} per d"
session = "0 s"
pass = {{ browse = 0.6, product = 0.4, basket = 0.7, checkout = 0.5, pay = 0.9 }}

[[strategy]]
name = "plain"
"""
ONWARD = [1.0, 0.6, 0.4, 0.7, 0.5 * 0.9]
"""Chance to reach browse, product, basket, checkout and paying, each from the one before."""


def chain():
    """Q[i, j]: a visit that starts behind step i ends behind step j, unpaid; and P(paid | i)."""
    matrix = np.zeros((5, 5))
    paid = np.zeros(5)
    for start in range(5):
        here = 1.0
        for step in range(start, 5):
            matrix[start, step] = here * (1.0 - ONWARD[step])
            here *= ONWARD[step]
        paid[start] = here
    return matrix, paid


def test_the_chain_is_stochastic():
    matrix, paid = chain()
    assert matrix.sum(axis=1) + paid == pytest.approx(np.ones(5))


@pytest.fixture(scope="module")
def idle():
    return live(TEXT, seed=31)


def test_how_far_visits_go_is_the_closed_form(idle):
    matrix, paid = chain()
    visits = len(idle.of("visit"))
    reached = [len(idle.of(step)) for step in STEPS] + [len(idle.of("purchase"))]
    ended = -np.diff([visits, *reached, 0])
    expected = np.array([*matrix[0, :], paid[0]]) * visits
    assert ended[0] == 0  # everybody who comes browses
    assert stats.chisquare(ended[1:], expected[1:]).pvalue > UNLIKELY


def test_the_share_of_visits_that_buy_is_the_product_of_the_shares(idle):
    visits = len(idle.of("visit"))
    share = float(np.prod(list(SHARES.values())))
    near(len(idle.of("purchase")) / visits, share, np.sqrt(share * (1 - share) / visits))


def test_a_need_with_kept_progress_is_absorbed_as_its_phase_type_time():
    """All have a need at the start (nothing takes it away), and buy once."""
    text = TEXT.replace("need = 0\n", 'need = "1 per 1000000 d"\n')
    text = text.replace("browsing = 0", "browsing = 90")  # and nobody buys without one
    run = live(text, seed=32)
    bought = run.of("purchase")
    assert len(np.unique(bought["customer"])) == len(bought)
    matrix, _ = chain()
    generator = VISITS * (matrix - np.eye(5))

    def by(days):
        return 1.0 - expm(generator * days)[0].sum()

    for days in (2, 5, 9, DAYS):
        found = np.count_nonzero(bought["time"] < days * DAY) / PEOPLE
        near(found, by(days), np.sqrt(by(days) * (1 - by(days)) / PEOPLE))
    whole = by(DAYS)
    times = bought["time"] / DAY
    cdf = np.vectorize(lambda t: by(t) / whole)
    assert stats.kstest(times[::5], cdf).pvalue > UNLIKELY


def test_progress_that_does_not_survive_a_change_of_channel():
    """Two equal channels: with continuity k a visit on the other finds its step with chance k."""
    web = TEXT[TEXT.index("[[channel]]") : TEXT.index("[[strategy]]")]
    both = TEXT.replace(web, web + web.replace('"web"', '"app"'))
    both = both.replace("{ web = 1.0 }", "{ web = 1.0, app = 1.0 }")
    both = both.replace("need = 0\n", 'need = "1 per 1000000 d"\n')
    both = both.replace("browsing = 0", "browsing = 90")
    matrix, _ = chain()
    for keeps in (0.0, 0.5, 1.0):
        text = both.replace('name = "plain"', f'name = "plain"\ncontinuity = {keeps}')
        run = live(Scenario.from_text(text), seed=33)
        # states: nothing yet, or one of four steps on one of two channels
        generator = np.zeros((9, 9))

        def state(step, channel):
            return 0 if step == 0 else 1 + 4 * channel + step - 1

        for channel in range(2):
            for step in range(5):
                row = state(step, channel)
                for other in range(2):
                    kept = 1.0 if other == channel or step == 0 else keeps
                    for start, chance in ((step, kept), (0, 1.0 - kept)):
                        for end in range(5):
                            # who starts again keeps the furthest step seen, where it was
                            last, place = (end, other) if end > step else (step, channel)
                            if step == 0 and channel == 1:
                                continue
                            generator[row, state(last, place)] += (
                                VISITS * chance * matrix[start, end]
                            )
        generator -= 2 * VISITS * np.eye(9)
        share = 1.0 - expm(generator * DAYS)[0].sum()
        found = len(run.of("purchase")) / PEOPLE
        near(found, share, np.sqrt(share * (1 - share) / PEOPLE))
