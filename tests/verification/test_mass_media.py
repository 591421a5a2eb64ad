"""Mass media: reach by the usual curve, paid once whoever looks, by the calendar, for followers.

A person who is shown λ spots on average in a window has noticed one with chance 1 - exp(-λ).
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.verification.firms import PLAIN, changed, lived
from tests.verification.runs import Run, near

PEOPLE, DAYS = 2000, 10
RATING, NOTICE, AFFINITY, COST = 0.3, 0.5, 0.6, 10
AWARE = 1

TV = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": DAYS,
        "persona.anyone.channels": {"tv": AFFINITY},
        "channel.tv": {
            "kind": "tv", "rating": RATING, "notice": NOTICE, "click": 0, "cost_per_spot": COST,
        },
        "action.spot": {
            "propensity": 0.1, "treatments": [{"channel": "tv", "spots": 2}],
        },
        "budget": {"total": 10_000_000},
    },
)  # fmt: skip


def seen(run: Run, channel: str = "tv") -> np.ndarray:
    """int64[people, windows]: impressions that each person noticed."""
    table = np.zeros((len(run.after), run.market.windows), np.int64)
    rows = run.of("impression", channel)
    np.add.at(table, (rows["customer"], rows["window"]), 1)
    return table


def days_on(run: Run, channel: str = "tv") -> list[int]:
    """Windows in which anybody noticed anything."""
    return np.flatnonzero(seen(run, channel).any(axis=0)).tolist()


def paid(run: Run, channel: str = "tv") -> float:
    """What the medium has cost, in the main unit."""
    return run.count("media", channel) / 1e8


# --- reach and cost -------------------------------------------------------------------------------


@pytest.mark.parametrize("spots", [0.5, 2, 8, 30])
def test_reach_of_a_window_is_one_less_the_exponential_of_its_spots(spots):
    run = lived(TV, {"action.spot.treatments": [{"channel": "tv", "spots": spots}]})
    mean = spots * RATING * AFFINITY * NOTICE
    table = seen(run)
    reach = 1 - np.exp(-mean)
    near((table > 0).mean(), reach, np.sqrt(reach * (1 - reach) / table.size))
    near(table.mean(), mean, np.sqrt(mean / table.size))
    shown = spots * RATING * AFFINITY  # noticed or not
    near(run.count("impressions") / table.size, shown, np.sqrt(shown / table.size))
    assert run.count("noticed") == table.sum()


def test_reach_of_several_windows_follows_the_same_curve():
    table = seen(lived(TV))
    for days in (1, 3, DAYS):
        reach = 1 - np.exp(-2 * RATING * AFFINITY * NOTICE * days)
        found = (table[:, :days].sum(axis=1) > 0).mean()
        near(found, reach, np.sqrt(reach * (1 - reach) / PEOPLE))


def test_spots_are_spread_over_windows_of_any_length():
    run = lived(TV, {"scenario.window": "6 h"})
    mean = 2 * RATING * AFFINITY * NOTICE  # a window
    table = seen(run)
    assert table.shape == (PEOPLE, 4 * DAYS)
    near(table.mean(), mean, np.sqrt(mean / table.size))


@pytest.mark.parametrize("affinity", [0, 0.2, 1])
def test_a_medium_is_paid_once_whoever_looks(affinity):
    run = lived(TV, {"persona.anyone.channels.tv": affinity})
    assert paid(run) == 2 * COST * DAYS
    assert (run.count("impressions") > 0) == (affinity > 0)


@pytest.mark.parametrize(("people", "times"), [(PEOPLE // 2, 0.5), (2 * PEOPLE, 2)])
def test_its_price_is_that_of_the_part_of_the_market_that_is_simulated(people, times):
    assert paid(lived(TV, customers=people)) == times * 2 * COST * DAYS


def test_who_sees_a_spot_knows_the_firm_and_the_firm_does_not_know_who():
    run = lived(TV, {"persona.anyone.aware": 0})
    looked = seen(run).any(axis=1)
    assert np.array_equal(run.after["stage"] >= AWARE, looked)
    place = run.market.channels.index("tv")
    assert np.all(run.after["obs"]["contacted"][:, place] == -1)


# --- budget ---------------------------------------------------------------------------------------


def test_a_spot_that_the_budget_has_no_room_for_is_not_aired():
    ceiling = 3.25 * 2 * COST  # a spot is booked as long as what is left pays for it
    run = lived(TV, {"budget.total": ceiling * 365 / DAYS})
    assert days_on(run) == [0, 1, 2]
    assert paid(run) == 3 * 2 * COST


def test_without_a_budget_nothing_is_aired():
    run = lived(TV, {"budget.total": 0})
    assert run.count("impressions") == run.count("media") == 0


def test_what_costs_nothing_needs_no_budget():
    assert days_on(lived(TV, {"budget.total": 0, "channel.tv.cost_per_spot": 0})) == [*range(DAYS)]


# --- calendar -------------------------------------------------------------------------------------


def test_spots_run_in_their_stretches_of_time():
    run = lived(
        TV, {"action.spot.runs": [{"at": "2 d", "lasts": "3 d"}, {"at": "8 d", "lasts": "1 d"}]}
    )
    assert days_on(run) == [2, 3, 4, 8]
    assert paid(run) == 4 * 2 * COST


def test_spots_run_on_the_days_that_a_rule_names():
    run = lived(TV, {"action.spot.eligible": "weekday >= 4 and month == 1"})  # from a Monday on
    assert days_on(run) == [4, 5, 6]


def test_a_medium_carries_one_action_a_window_the_first_by_name():
    more = {
        "action.launch": {
            "propensity": 0.1, "treatments": [{"channel": "tv"}],
            "runs": [{"at": "3 d", "lasts": "2 d"}],
        }
    }  # fmt: skip
    run = lived(TV, more)
    rows = run.of("impression")
    names = np.array(run.market.actions)[rows["action"]]
    assert set(rows["window"][names == "launch"]) == {3, 4}
    assert set(rows["window"][names == "spot"]) == {*range(DAYS)} - {3, 4}
    assert paid(run) == 8 * 2 * COST + 2 * COST


# --- followers ------------------------------------------------------------------------------------

POSTS = changed(
    TV,
    {
        "persona.anyone.channels": {"feed": 1, "web": 1},
        "persona.anyone.consents": {"feed": 0.4, "web": 1},
        "channel": {},
        "channel.feed": {
            "kind": "posts", "rating": RATING, "notice": NOTICE, "click": 0, "unsubscribe": 0,
        },
        "channel.web": {
            "kind": "site", "visits": 0, "steps": ["browse"], "pass": {"browse": 0},
            "session": 0, "open": 1, "click": 1,
        },
        "action.spot.treatments": [{"channel": "feed"}],
        "action.follow": {
            "when": "visit", "propensity": 0.5,
            "treatments": [{"channel": "web", "asks": "follow", "grants": ["feed"]}],
        },
    },
)  # fmt: skip


def follows(people, run: Run) -> np.ndarray:
    """Whether each person follows."""
    return people["consents"] >> run.market.channels.index("feed") & 1 == 1


def test_posts_reach_followers_only():
    run = lived(POSTS)
    fans = follows(run.before, run)
    near(fans.mean(), 0.4, np.sqrt(0.24 / PEOPLE))
    table = seen(run, "feed")
    assert table[~fans].sum() == 0
    reach = 1 - np.exp(-RATING * NOTICE)
    near((table[fans] > 0).mean(), reach, np.sqrt(reach * (1 - reach) / table[fans].size))


def test_who_is_asked_to_follow_and_does_is_reached_from_the_next_window_on():
    run = lived(POSTS, {"persona.anyone.consents.feed": 0, "channel.web.visits": "0.2 per d"})
    begun = {int(row["customer"]): int(row["window"]) for row in run.of("follow")}
    assert len(begun) == run.count("follows") == follows(run.after, run).sum() > 1500
    rows = run.of("impression", "feed")
    assert len(rows) > 500
    assert all(begun[int(row["customer"])] < row["window"] for row in rows)
    mean = RATING * NOTICE * sum(DAYS - 1 - window for window in begun.values())
    near(len(rows), mean, np.sqrt(mean))


def test_who_stops_following_sees_no_more():
    run = lived(POSTS, {"channel.feed.unsubscribe": 0.3})
    left = {int(row["customer"]): int(row["time"]) for row in run.of("opt_out", "feed")}
    rows = run.of("impression", "feed")
    near(len(left) / len(rows), 0.3, np.sqrt(0.21 / len(rows)))
    last = {int(row["customer"]): int(row["time"]) for row in rows}
    assert all(last[person] == time for person, time in left.items())
    assert np.flatnonzero(follows(run.before, run) & ~follows(run.after, run)).tolist() == sorted(
        left
    )


def test_nobody_follows_who_is_not_asked():
    run = lived(POSTS, {"persona.anyone.consents.feed": 0})
    assert run.count("impressions") == run.count("follows") == 0
