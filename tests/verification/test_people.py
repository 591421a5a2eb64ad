"""People: users by age, way to the shop, regular needs, hours, whom a firm takes them for.

model.md §1 and §2.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.verification.firms import PLAIN, changed, lived
from tests.verification.runs import DAY, MINUTE, UNLIKELY, Run, near

PEOPLE, DAYS = 4000, 10
HOUR = 60 * MINUTE
VISITS = 0.5
LOOK = {"steps": ["browse"], "pass": {"browse": 0}, "session": 0, "discover": 0}
"""Visits in which people look around and leave."""

TOWN = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": DAYS,
        "behaviour.trait_spread": 0,
        "persona.anyone.channels": {"web": 1},
        "channel.web": {"kind": "site", "visits": f"{VISITS} per d", **LOOK},
    },
)


def share_is(found: int, tried: int, share: float) -> None:
    """Assert a share of what was tried."""
    assert tried > 200
    near(found / tried, share, max(np.sqrt(share * (1 - share) / tried), 1e-9))


def affinity(run: Run, channel: str = "web") -> np.ndarray:
    """Of each person, as shares."""
    return run.before["affinity"][:, run.market.channels.index(channel)] / 255


# --- who they are ---------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.1, 0.5, 0.85])
def test_a_market_has_its_size_and_personas_their_shares(share):
    edits = {
        "persona.anyone.share": share,
        "persona.other": {**TOWN["persona"]["anyone"], "share": 1 - share, "channels": {}},
    }
    run = lived(TOWN, edits)
    assert len(run.before) == PEOPLE
    share_is(int((run.before["persona"] == 0).sum()), PEOPLE, share)
    came = np.unique(run.of("visit")["customer"])
    assert not run.before["persona"][came].any()  # the others use no channel
    assert len(came) > 0.9 * share * PEOPLE


# --- who uses a channel ---------------------------------------------------------------------------

USERS = {"18-29": 0.85, "30-49": 0.4, "50-64": 0}


def test_a_channel_is_used_by_the_share_of_people_of_an_age():
    run = lived(TOWN, {"channel.web.users": USERS, "persona.anyone.age": [18, 80]})
    age, likes = run.before["age"], affinity(run) > 0
    assert (age.min(), age.max()) == (18, 80)
    assert stats.chisquare(np.bincount(age)[18:]).pvalue > UNLIKELY
    bands = {(18, 29): 0.85, (30, 49): 0.4, (50, 64): 0, (65, 80): 1}
    for (first, last), share in bands.items():
        of = (age >= first) & (age <= last)
        share_is(int(likes[of].sum()), int(of.sum()), share)
    assert set(affinity(run)[likes]) == {1.0}  # who uses it likes it as the persona does
    came = np.bincount(run.of("visit")["customer"], minlength=PEOPLE)
    assert came[~likes].sum() == 0
    mean = VISITS * DAYS * likes.sum()
    near(came.sum(), mean, np.sqrt(mean))


def test_who_buys_for_a_firm_uses_channels_as_firms_do():
    firms, ages = {**USERS, "business": 0.6}, {"30-49": 0.2, "18-29": 0.2, "50-80": 0.2}
    for business, users, share in ((True, firms, 0.6), (True, ages, 0.2), (False, firms, None)):
        run = lived(TOWN, {"persona.anyone.business": business, "channel.web.users": users})
        if share is None:
            by_age = lived(TOWN, {"channel.web.users": USERS})
            assert np.array_equal(affinity(run), affinity(by_age))
        else:
            share_is(int((affinity(run) > 0).sum()), PEOPLE, share)


def test_a_channel_that_says_nothing_of_its_users_is_used_by_everybody():
    assert np.all(affinity(lived(TOWN)) == 1)


# --- the way to the shop --------------------------------------------------------------------------


@pytest.mark.parametrize("half", [5, 20])
def test_visits_halve_with_each_such_distance(half):
    far = {
        "channel.web.catchment": half, "persona.anyone.distance": 10,
        "persona.anyone.distance_spread": 0.8,
    }  # fmt: skip
    run = lived(TOWN, far)
    distance = run.before["distance"]
    near(np.log(distance).mean(), np.log(10), 0.8 / np.sqrt(PEOPLE))
    came = np.bincount(run.of("visit")["customer"], minlength=PEOPLE)
    for first, last in ((0, 5), (5, 10), (10, 20), (20, 1e9)):
        near_by = (distance >= first) & (distance < last)
        mean = VISITS * DAYS * (2.0 ** (-distance[near_by] / half)).sum()
        assert near_by.sum() > 300
        near(came[near_by].sum(), mean, np.sqrt(mean))


def test_where_distance_does_not_matter_all_come_alike():
    run = lived(TOWN, {"persona.anyone.distance": 500})
    near(len(run.of("visit")), VISITS * DAYS * PEOPLE, np.sqrt(VISITS * DAYS * PEOPLE))


def test_rules_read_the_distance_of_an_address_that_is_known():
    invited = {
        "persona.anyone.distance": 10, "persona.anyone.distance_spread": 0.8,
        "persona.anyone.channels.mail": 1, "persona.anyone.consents": {"mail": 1},
        "channel.web.form": "browse",
        "channel.mail": {"kind": "mail", "open": 0, "cost": 0, "unsubscribe": 0},
        "action.invitation": {
            "propensity": 0.1, "eligible": "distance < 10", "treatments": [{"channel": "mail"}],
        },
        "strategy.plain.knowledge": "all",
    }  # fmt: skip
    run = lived(TOWN, invited)
    visits, sent = run.of("visit"), run.of("deliver", "mail")
    known = np.zeros(PEOPLE, bool)
    known[visits["customer"][visits["window"] < DAYS - 1]] = True
    got = np.zeros(PEOPLE, bool)
    got[sent["customer"][sent["window"] == DAYS - 1]] = True
    nearby = run.before["distance"] < 10
    assert np.count_nonzero(known & nearby) > 1000
    assert np.array_equal(got, known & nearby)
    assert np.count_nonzero(~known & nearby) > 5
    assert np.count_nonzero(known & ~nearby) > 1000


# --- regular needs --------------------------------------------------------------------------------


@pytest.mark.parametrize("phases", [1, 4, 25])
def test_the_time_between_needs_keeps_its_mean_and_loses_spread(phases):
    at_once = {
        "channel.web.visits": 0, "scenario.market": 500, "scenario.days": 120,
        "behaviour.competitor": "1440 per d", "behaviour.loyalty_lapse": 0,
        "persona.anyone.need": "1 per 5 d", "persona.anyone.regularity": phases,
    }  # fmt: skip
    run = lived(TOWN, at_once)
    rows = run.of("need")
    gaps = np.diff(rows["time"]) / DAY
    own = (np.diff(rows["customer"]) == 0) & (rows["time"][:-1] < 60 * DAY)
    gaps = gaps[own]  # none of these is cut off by the end
    assert len(gaps) > 5000
    spread = 5 / np.sqrt(phases)
    near(gaps.mean(), 5, spread / np.sqrt(len(gaps)))
    assert stats.kstest(gaps, stats.gamma(phases, scale=5 / phases).cdf).pvalue > UNLIKELY
    # from the start on as many arise as later: people are anywhere between two needs
    first = np.count_nonzero(rows["time"] < 5 * DAY)
    near(first, 500, np.sqrt(500) if phases == 1 else np.sqrt(500 / 3))


# --- hours of the day -----------------------------------------------------------------------------

EVENING = [0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 4, 3, 3, 3, 3, 4, 6, 8, 8, 6, 3, 1]


@pytest.mark.parametrize("offset", [0, 5, -3.5])
def test_people_come_in_the_hours_in_which_they_are_active(offset):
    run = lived(TOWN, {"scenario.day": EVENING, "persona.anyone.offset": offset})
    local = run.of("visit")["time"] + int(offset * HOUR)
    count = np.bincount(local % DAY // HOUR, minlength=24)
    expected = np.array(EVENING) / np.sum(EVENING)
    assert count[expected == 0].sum() == 0
    busy = expected > 0
    fit = stats.chisquare(count[busy], expected[busy] * count.sum())
    assert fit.pvalue > UNLIKELY
    within = local % HOUR / HOUR
    assert stats.kstest(within, "uniform").pvalue > UNLIKELY
    mean = VISITS * DAYS * PEOPLE  # the day is as long as without the curve
    near(count.sum(), mean, np.sqrt(mean))


def test_a_flat_curve_is_the_same_as_none():
    flat, none = lived(TOWN, {"scenario.day": [3] * 24}), lived(TOWN)
    assert np.array_equal(flat.rows.view("u1"), none.rows.view("u1"))


# --- whom the firm takes them for -----------------------------------------------------------------

BELIEF = 0.3
KINDS = changed(
    TOWN,
    {
        "persona": {
            name: {
                "share": share, "age": [20, 29] if name == "young" else [60, 69], "need": 0,
                "order_value": 100, "margin": 0.5, "recognisability": 1, "customer": 1,
                "channels": {"web": 1, "mail": 1}, "consents": {"web": 1, "mail": 1},
            }
            for name, share in (("young", 0.4), ("old", 0.6))
        },
        "persona.old.taken_for": {"young": BELIEF},
        "behaviour.insight": 0,
        "channel.web.visits": 0,
        "channel.mail": {"kind": "email", "open": 1, "bounce": 0, "cost": 0, "unsubscribe": 0},
        "action.trend": {
            "propensity": 0.1, "eligible": "segment == 'young'",
            "treatments": [{"channel": "mail"}],
        },
        "strategy.plain": {"knowledge": "all", "recognition": 1},
    },
)  # fmt: skip
"""Old and young customers, a mail a day to those whom the firm takes for young ones."""


def mailed(run: Run, day: int) -> np.ndarray:
    """Whether each person gets the mail of a day."""
    rows = run.of("deliver", "mail")
    return np.bincount(rows["customer"][rows["window"] == day], minlength=PEOPLE) > 0


def young(run: Run) -> np.ndarray:
    """Whether each person truly is."""
    return run.before["age"] < 30


def test_the_firm_mails_whom_it_takes_for_a_segment():
    run = lived(KINDS)
    really, mail = young(run), mailed(run, 0)
    share_is(int(really.sum()), PEOPLE, 0.4)
    assert mail[really].all()
    share_is(int(mail[~really].sum()), int((~really).sum()), BELIEF)
    assert np.array_equal(mail, mailed(run, DAYS - 1))  # nothing has told it better


def test_of_strangers_the_firm_knows_no_segment():
    for rule, told in (("segment == 'young'", 0), ("is_missing(segment)", PEOPLE)):
        new = {
            "persona.young.customer": 0,
            "persona.old.customer": 0,
            "action.trend.eligible": rule,
        }
        assert np.count_nonzero(mailed(lived(KINDS, new), 0)) == told


@pytest.mark.parametrize(("insight", "recognition"), [(0.4, 1), (0.4, 0.5), (1, 1), (0.4, 0)])
def test_a_recognised_visit_may_show_who_they_are(insight, recognition):
    edits = {
        "behaviour.insight": insight, "channel.web.visits": "0.3 per d",
        "strategy.plain.recognition": {"default": 1, "web": recognition},
    }  # fmt: skip
    run = lived(KINDS, edits)
    really, wrong = young(run), mailed(run, 0) & ~young(run)
    came = np.zeros((PEOPLE, DAYS), np.int64)
    rows = run.of("visit", "web")
    np.add.at(came, (rows["customer"], rows["window"]), 1)
    for day in (3, DAYS - 1):
        mail = mailed(run, day)
        assert mail[really].all()  # nobody is mistaken for another once they are known
        assert not np.any(mail & ~really & ~wrong)
        still = (1 - insight * recognition) ** came[wrong, :day].sum(axis=1)
        near(mail[wrong].sum(), still.sum(), max(np.sqrt((still * (1 - still)).sum()), 1e-9))


SURVEY = {
    "channel.web.visits": "0.3 per d", "channel.web.open": 1, "channel.web.click": 0.5,
    "action.ask": {
        "when": "visit", "propensity": 0.1, "after_purchase": True,
        "treatments": [{"channel": "web", "asks": "survey"}],
    },
}  # fmt: skip


@pytest.mark.parametrize("rule", ["segment == 'young'", "age < 30", "not is_missing(age)"])
def test_a_survey_tells_the_persona_and_the_age(rule):
    run = lived(KINDS, {**SURVEY, "action.trend.eligible": rule})
    told = np.full(PEOPLE, DAYS)
    for row in run.of("survey")[::-1]:
        told[row["customer"]] = row["window"]
    assert run.count("surveys") == len(run.of("survey")) > 1000
    asked = run.of("open", "web")
    share_is(len(run.of("survey")), len(asked), 0.5)
    really, day = young(run), DAYS - 1
    knows = told < day
    mail = mailed(run, day)
    if rule.startswith("seg"):
        assert np.array_equal(mail[knows], really[knows])
        share_is(int(mail[~knows & ~really].sum()), int((~knows & ~really).sum()), BELIEF)
    elif rule.startswith("age"):
        assert np.array_equal(mail, knows & really)
    else:
        assert np.array_equal(mail, knows)


def test_a_survey_tells_only_those_who_hear_of_it():
    apart = {"strategy.plain.knowledge": "own", "action.trend.eligible": "not is_missing(age)"}
    assert len(lived(KINDS, {**SURVEY, **apart}).of("deliver", "mail")) == 0
