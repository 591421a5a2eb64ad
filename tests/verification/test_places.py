"""Places: hours, dates, who stands in, two channels at once, tills, and who is known there."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.records.layout import ADDRESS, BOUGHT
from tests.verification.firms import PLAIN, Firm, changed, lived
from tests.verification.runs import DAY, MINUTE, Run, near

PEOPLE, DAYS = 2000, 14
HOUR = 60 * MINUTE
SEED = 4
LOOK = {"steps": ["browse"], "pass": {"browse": 0}, "session": 0, "discover": 0}
"""Visits in which people look around and leave."""
SELL = {**LOOK, "pass": {"browse": 1, "pay": 0.5}}
"""Visits of which half end at the till."""

TOWN = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": DAYS,
        "persona.anyone.channels": {"shop": 1, "web": 1},
        "channel.shop": {"kind": "shop", "visits": "0.2 per d", **LOOK},
        "channel.web": {"kind": "site", "visits": 0, **LOOK},
    },
)  # fmt: skip


def clock(rows: np.ndarray) -> np.ndarray:
    """Hours since midnight."""
    return rows["time"] % DAY / HOUR


def known(run: Run, channel: str, flag: int) -> np.ndarray:
    """Whether the channel has this flag of each person."""
    return run.after["obs"]["flags"][:, run.market.channels.index(channel)] & flag != 0


# --- hours and dates ------------------------------------------------------------------------------


def test_who_comes_while_it_is_closed_comes_after_the_next_opening():
    open_ = {"channel.shop.hours": "09:00-18:00", "channel.shop.open_days": "mon-sat"}
    rows = lived(TOWN, {**open_, "behaviour.callback_spread": "1 h"}, seed=SEED).of("visit")
    hours, weekday = clock(rows), rows["time"] // DAY % 7
    assert hours.min() >= 9
    assert hours.max() < 18
    assert weekday.max() == 5
    per_hour = 0.2 / 24 * PEOPLE * 2  # of two weeks
    closed = {0: 39, 1: 15}  # from Saturday evening to Monday; from one evening to the next morning
    for day, waited in closed.items():
        first = np.count_nonzero((weekday == day) & (hours < 10))
        waited = waited if day else 39 / 2 + 9 / 2  # the run begins on a Monday at midnight
        mean = per_hour * (waited + 1)
        near(first, mean, np.sqrt(mean))
        later = np.count_nonzero((weekday == day) & (hours >= 10))
        near(later, per_hour * 8, np.sqrt(per_hour * 8))


def test_a_place_without_hours_is_open_at_any_time():
    rows = lived(
        TOWN, {"channel.shop.hours": "00:00-24:00", "channel.shop.open_days": "daily"}, seed=SEED
    )
    mean = 0.2 * PEOPLE * DAYS
    near(len(rows.of("visit")), mean, np.sqrt(mean))
    assert np.unique(clock(rows.of("visit")).astype(int)).tolist() == list(range(24))


def test_a_place_is_there_on_its_dates_only():
    dates = [{"at": "2 d", "lasts": "2 d"}, {"at": "9 d", "lasts": "1 d"}]
    fair = {"kind": "event", "visits": "1 per d", "catchment": 0, "hours": "10:00-18:00", **LOOK}
    run = lived(TOWN, {"channel.shop": {**fair, "dates": dates}}, seed=SEED)
    rows = run.of("visit")
    assert np.unique(rows["time"] // DAY).tolist() == [2, 3, 9]
    assert clock(rows).min() >= 10
    assert clock(rows).max() < 18
    mean = PEOPLE * (3 - 6 / 24)  # who comes too late waits for the next date, if there is one
    near(len(rows), mean, np.sqrt(mean))


# --- who stands in --------------------------------------------------------------------------------

HOTLINE = {
    "kind": "phone", "visits": "0.2 per d", "hours": "08:00-18:00", "open_days": "mon-fri",
    "servers": 50, "service": "1 min", "patience": "5 min", "overflow": "web", **LOOK,
}  # fmt: skip
CALLS = changed(
    TOWN,
    {
        "channel.shop": None,
        "channel.hotline": HOTLINE,
        "persona.anyone.channels": {"hotline": 1, "web": 1},
    },
)


def test_outside_hours_callers_turn_to_what_stands_in():
    run = lived(CALLS, seed=SEED)
    calls, visits = run.of("call"), run.of("visit", "web")
    inside = (clock(visits) >= 8) & (clock(visits) < 18) & (visits["time"] // DAY % 7 < 5)
    assert np.count_nonzero(inside) < 5  # those who called in the last seconds before opening
    share = 50 / 168
    count = len(calls) + len(visits)
    near(len(calls) / count, share, np.sqrt(share * (1 - share) / count))
    near(count, 0.2 * PEOPLE * DAYS, np.sqrt(0.2 * PEOPLE * DAYS))


def test_without_it_they_call_again_after_the_opening():
    run = lived(CALLS, {"channel.hotline.overflow": None}, seed=SEED)
    assert run.count("visits", "web") == 0
    mean = 0.2 * PEOPLE * (DAYS - 54 / 24)  # but those of the last weekend
    near(run.count("calls"), mean, np.sqrt(mean))


def test_a_closed_shop_too_sends_people_to_what_stands_in():
    edits = {"channel.shop.overflow": "web", "channel.shop.hours": "08:00-20:00"}
    run = lived(TOWN, {**edits, "channel.shop.open_days": "daily"}, seed=SEED)
    shop, web = len(run.of("visit", "shop")), len(run.of("visit", "web"))
    near(web / (shop + web), 0.5, np.sqrt(0.25 / (shop + web)))
    assert clock(run.of("visit", "shop")).min() >= 8


def test_who_gives_up_waiting_turns_to_what_stands_in():
    busy = {"channel.hotline.servers": 1, "channel.hotline.service": "30 min"}
    always = {"channel.hotline.hours": "00:00-24:00", "channel.hotline.open_days": "daily"}
    run = lived(CALLS, {**busy, **always}, seed=SEED)
    assert run.count("give_ups") > 1000
    assert abs(run.count("visits", "web") - run.count("give_ups")) <= 3  # under way at the end
    alone = lived(CALLS, {**busy, **always, "channel.hotline.overflow": None}, seed=SEED)
    assert alone.count("visits", "web") == 0
    assert alone.count("give_ups") > 1000


def test_what_a_chatbot_cannot_solve_goes_on_to_what_stands_in():
    bot = {"kind": "chatbot", "visits": "0.5 per d", "solves": 0.7, "overflow": "web", **LOOK}
    run = lived(TOWN, {"channel.shop": bot}, seed=SEED)
    asked = run.count("visits", "shop")
    passed = run.count("visits", "web")
    near(passed / asked, 0.3, np.sqrt(0.21 / asked))
    helped = len(run.of("browse", "shop"))
    assert abs(asked - passed - helped) <= 3
    alone = lived(TOWN, {"channel.shop": {**bot, "solves": 1}}, seed=SEED)
    assert alone.count("visits", "web") == 0


def test_people_served_side_by_side_are_as_good_as_more_people():
    servers = {"channel.hotline.servers": 6, "channel.hotline.service": "20 min"}
    side = {"channel.hotline.servers": 2, "channel.hotline.parallel": 3}
    more, parallel = lived(CALLS, servers, seed=SEED), lived(CALLS, {**servers, **side}, seed=SEED)
    few = lived(CALLS, {**servers, "channel.hotline.servers": 2}, seed=SEED)
    assert np.array_equal(more.rows.view("u1"), parallel.rows.view("u1"))
    assert few.count("give_ups") > 2 * more.count("give_ups") > 0


# --- two channels at once -------------------------------------------------------------------------

BESIDE = {
    "channel.shop.hours": "00:00-24:00",
    "channel.shop.open_days": "daily",
    "channel.shop.beside": {"web": 0.5},
    "persona.anyone.channels.web": 0.6,
    "strategy.plain.recognition": {"default": 0, "web": 1},
}


def test_another_channel_is_looked_at_in_the_same_moment():
    run = lived(TOWN, BESIDE, seed=SEED)
    shop, web = run.of("visit", "shop"), run.of("visit", "web")
    near(len(web) / len(shop), 0.3, np.sqrt(0.21 / len(shop)))
    assert np.all(np.isin(web["time"], shop["time"]))
    assert len(run.of("browse", "web")) == 0  # nobody shops there
    assert lived(TOWN, {**BESIDE, "channel.shop.beside": {}}, seed=SEED).count("visits", "web") == 0


@pytest.mark.parametrize(
    ("dials", "carried"),
    [
        ({}, False),
        ({"knowledge": ["shop -> web"]}, False),
        ({"knowledge": ["web -> shop"]}, True),
        ({"knowledge": ["web -> shop"], "sync": 1}, False),
    ],
)
def test_who_is_recognised_there_is_known_here_if_this_channel_hears_at_once(dials, carried):
    run = lived(
        TOWN,
        {**BESIDE, **{f"strategy.plain.{key}": dial for key, dial in dials.items()}},
        seed=SEED,
    )
    place = run.market.channels.index("shop")
    steps_known = run.after["obs"]["journey"][:, place] & 7 > 0
    looked = np.zeros(PEOPLE, bool)
    looked[run.of("visit", "web")["customer"]] = True
    assert looked.sum() > 500
    assert np.array_equal(steps_known, looked if carried else np.zeros(PEOPLE, bool))


def test_what_is_seen_there_answers_objections():
    doubtful = {
        "persona.anyone.need": "1 per 1000000 d", "persona.anyone.objections": {"information": 1},
        "channel.shop.resolves": {"information": 0}, "channel.web.resolves": {"information": 1},
    }  # fmt: skip
    run = lived(TOWN, {**BESIDE, **doubtful}, seed=SEED)
    looked = np.zeros(PEOPLE, bool)
    looked[run.of("visit", "web")["customer"]] = True
    assert np.array_equal(run.after["objections"][:, 2] == 0, looked)


# --- tills, names, forms --------------------------------------------------------------------------

ALWAYS_OPEN = {"hours": "00:00-24:00", "open_days": "daily"}
TILL: Firm = changed(
    TOWN,
    {
        "channel.shop": {
            "kind": "shop", "visits": "0.1 per d", **SELL, **ALWAYS_OPEN, "pays_at": "till",
        },
        "channel.till": {"kind": "till"},
        "channel.ads": {
            "kind": "display", "impressions": "4 per d", "notice": 1, "click": 0,
            "cost_per_click": 0,
        },
        "persona.anyone.channels": {"shop": 1, "ads": 1},
        "budget": {"total": 1},
        "contact_policy": {"after_purchase": "60 d"},
        "action.ad": {"propensity": 0.1, "treatments": [{"channel": "ads"}]},
        "strategy.plain.suppression": "everywhere",
        "strategy.plain.recognition": {"default": 0, "till": 0.3},
    },
)  # fmt: skip
TOLD = {"recognition": {"default": 0, "shop": 1}, "knowledge": ["shop -> till"]}
CASES = {
    "anonymous": ({"recognition": 0}, 0.0),
    "by card": ({}, 0.3),
    "told by the shop": (TOLD, 1),
    "told too late": ({**TOLD, "sync": 1}, 0),
}


@pytest.mark.parametrize("case", CASES)
def test_a_till_knows_who_shows_a_card_or_whom_the_shop_tells(case):
    dials, share = CASES[case]
    run = lived(TILL, {f"strategy.plain.{key}": dial for key, dial in dials.items()}, seed=SEED)
    assert run.count("purchases", "shop") == 0
    bought = run.of("purchase", "till")
    times = np.bincount(bought["customer"], minlength=PEOPLE)
    once = times == 1
    named = known(run, "till", BOUGHT)
    near(named[once].mean(), share, max(np.sqrt(share * (1 - share) / once.sum()), 1e-9))
    assert not named[times == 0].any()


def test_ads_end_with_a_purchase_that_is_known_and_go_on_after_one_that_is_not():
    run = lived(TILL, seed=SEED)
    bought = {int(row["customer"]): int(row["time"]) for row in run.of("purchase")[::-1]}  # first
    named = known(run, "till", BOUGHT)
    once = np.bincount(run.of("purchase")["customer"], minlength=PEOPLE) == 1
    seen = run.of("impression")
    for is_known, expected in ((True, 0.0), (False, 4.0)):
        people = [person for person in bought if once[person] and named[person] == is_known]
        days = sum(DAYS - bought[person] / DAY for person in people)
        after = sum(
            bought.get(int(row["customer"]), DAYS * DAY) < row["time"]
            for row in seen
            if once[row["customer"]] and named[row["customer"]] == is_known
        )
        near(after, expected * days, max(np.sqrt(expected * days), 1e-9))


def test_where_buyers_leave_a_name_all_are_known():
    for names in (True, False):
        run = lived(
            TILL, {"channel.till.names_buyers": names, "strategy.plain.recognition": 0}, seed=SEED
        )
        bought = np.bincount(run.of("purchase")["customer"], minlength=PEOPLE) > 0
        assert np.array_equal(known(run, "till", BOUGHT), bought & names)


def test_a_form_tells_whose_visit_it_is_from_its_step_on():
    web = {
        "kind": "site", "visits": "0.2 per d", "session": 0, "form": "checkout",
        "pass": {"browse": 1, "product": 1, "basket": 0.5, "pay": 0},
    }  # fmt: skip
    run = lived(TOWN, {"channel.web": web, "channel.shop.visits": 0}, seed=SEED)
    filled = np.zeros(PEOPLE, bool)
    filled[run.of("checkout")["customer"]] = True
    assert 0.3 < filled.mean() < 0.8
    place = run.market.channels.index("web")
    assert np.array_equal(known(run, "web", ADDRESS), filled)
    forms = np.bincount(run.of("checkout")["customer"], minlength=PEOPLE)
    assert np.array_equal(run.after["obs"]["visits"][:, place], forms)
    none = lived(
        TOWN, {"channel.web": {**web, "form": "basket"}, "channel.shop.visits": 0}, seed=SEED
    )
    assert known(none, "web", ADDRESS).sum() > filled.sum()
