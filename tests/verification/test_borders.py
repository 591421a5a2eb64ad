"""What happens at borders of time: the run-in, outages, rules on KPIs, changes of needs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.clocks.steering import Steering
from sim.clocks.world import World
from sim.model.records.layout import CUSTOMER_BEFORE
from sim.model.records.sizes import EPOCH_MINUTES
from sim.model.records.vocabulary import STAGES
from tests.verification.firms import PLAIN, Firm, changed, lived
from tests.verification.runs import DAY, UNLIKELY, Run, near

PEOPLE, DAYS = 2000, 12
VISITS = 0.3
CUSTOMER = STAGES.index("customer")
LOOK = {"steps": ["browse"], "pass": {"browse": 0}, "session": 0, "discover": 0}
"""Visits in which people look around and leave."""
FREE = {"kind": "email", "open": 0, "bounce": 0, "cost": 0, "unsubscribe": 0, "pressure": 0}
"""Messages that cost nothing and change nobody."""

TOWN = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": DAYS,
        "behaviour.goodwill_half_life": "36000 d",
        "behaviour.trait_spread": 0,
        "persona.anyone.channels": {"web": 1, "mail": 1},
        "persona.anyone.consents": {"web": 1, "mail": 1},
        "channel.web": {"kind": "site", "visits": f"{VISITS} per d", **LOOK},
        "channel.mail": FREE,
        "strategy.plain.recognition": 1,
        "strategy.joined": {"knowledge": "all", "decider": "customer", "recognition": 1},
    },
)  # fmt: skip


def by_window(run: Run, event: str, channel: str | None = None) -> np.ndarray:
    """Rows of an event in each window."""
    return np.bincount(run.of(event, channel)["window"], minlength=run.market.windows)


# --- run-in ---------------------------------------------------------------------------------------

RUN_IN = {"run_in": {"strategy": "joined", "days": 9}}
SELL = {
    "channel.web.pass": {"browse": 1, "pay": 0.3}, "behaviour.browsing": 0,
    "action.news": {
        "propensity": 0.1, "eligible": "visits >= 1", "after_purchase": True,
        "treatments": [{"channel": "mail"}],
    },
}  # fmt: skip
"""Visits of which some end in a purchase, and mails to those who have been seen."""


@pytest.fixture
def at_start(monkeypatch: pytest.MonkeyPatch) -> list[np.ndarray]:
    """What customers are like as the run begins, one entry a run."""
    states: list[np.ndarray] = []
    begin = World._begin_run

    def noted(world: World) -> None:
        begin(world)
        states.append(world.customers.copy())

    monkeypatch.setattr(World, "_begin_run", noted)
    return states


def test_every_strategy_begins_with_the_state_of_the_run_in(at_start):
    for strategy in ("plain", "joined"):
        lived(TOWN, {**SELL, **RUN_IN}, strategy=strategy)
    lived(TOWN, {**SELL, **RUN_IN, "run_in.strategy": "plain"}, strategy="joined")
    first, second, other = (state.view("u1") for state in at_start)
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_what_lies_before_the_start_lies_before_the_run_in():
    history = {
        "persona.anyone.customer": 0.5, "persona.anyone.need": "1 per 30 d",
        "behaviour.competitor": "1 per 30 d", "behaviour.opening_need": "10 d",
    }  # fmt: skip
    for lead, run in ((0, lived(TOWN, history)), (9, lived(TOWN, {**history, **RUN_IN}))):
        assert np.all(run.before["now"] == -lead * DAY)
        for field, longest in (("converted_at", 30), ("need_at", 10)):
            minutes = run.before[field][run.before[field] >= 0]
            days = (EPOCH_MINUTES - minutes) / 1440 - lead
            assert len(days) > 800
            assert stats.kstest(days / longest, "uniform").pvalue > UNLIKELY


def test_who_bought_in_the_run_in_is_a_customer_from_before(at_start):
    run = lived(TOWN, {**SELL, **RUN_IN})
    before = at_start[0]["flags"] & CUSTOMER_BEFORE != 0
    assert np.array_equal(before, at_start[0]["stage"] >= CUSTOMER)
    share = 1 - np.exp(-VISITS * 0.3 * 9)
    near(before.mean(), share, np.sqrt(share * (1 - share) / PEOPLE))
    assert run.outcome.opening_customers == before.sum()
    assert lived(TOWN, SELL).outcome.opening_customers == 0


def test_no_count_or_row_of_the_run_in_is_kept():
    run = lived(TOWN, {**SELL, **RUN_IN}, strategy="joined")
    assert run.rows["time"].min() >= 0
    for event, counter in (
        ("visit", "visits"),
        ("purchase", "purchases"),
        ("deliver", "deliveries"),
    ):
        assert run.count(counter) == len(run.of(event)) > 1000
    first = run.rows[np.unique(run.rows["customer"], return_index=True)[1]]
    assert not first["sequence"].any()


def test_what_was_observed_in_the_run_in_is_known(at_start):
    run = lived(TOWN, {**SELL, **RUN_IN}, strategy="joined")
    place = run.market.channels.index("web")
    known = at_start[0]["obs"]["visits"][:, place] > 0
    assert 0.8 < known.mean() < 1
    told = np.zeros(PEOPLE, bool)
    told[run.of("deliver")["customer"][run.of("deliver")["window"] == 0]] = True
    assert np.array_equal(told, known)
    assert by_window(lived(TOWN, SELL, strategy="joined"), "deliver")[0] == 0


@pytest.mark.parametrize("days", [1, 9, 40])
def test_the_luck_of_the_run_is_the_same_after_any_run_in(days):
    after = lived(TOWN, {**RUN_IN, "run_in.days": days}).of("visit")
    alone = lived(TOWN).of("visit")
    assert np.array_equal(after[["time", "customer"]], alone[["time", "customer"]])


def test_the_run_in_spends_nothing_of_the_budget():
    dear = {
        "channel.mail.cost": 1, "budget": {"total": 1.001 * PEOPLE * 365},
        "action.news": {"propensity": 0.9, "treatments": [{"channel": "mail"}]},
    }  # fmt: skip
    runs = [lived(TOWN, {**dear, **more}) for more in ({}, RUN_IN)]
    assert runs[0].count("media") == runs[1].count("media") == PEOPLE * DAYS * 1e8


# --- outages --------------------------------------------------------------------------------------

WAITING = 0.01
APP = {
    "persona.anyone.channels.app": 1, "channel.app": {"kind": "app", "visits": 0, **LOOK},
    "behaviour.waiting_goodwill": WAITING,
}  # fmt: skip


def outage(at: str, lasts: str, **what: Any) -> Firm:
    return {"outage.fault": {"at": at, "lasts": lasts, **what}}


@pytest.mark.parametrize(
    ("at", "lasts", "out"),
    [("3 d", "2 d", [3, 4]), ("3.5 d", "2 d", [4, 5]), ("11 d", "9 d", [11])],
)
def test_while_a_channel_is_out_of_order_people_are_annoyed_and_turn_elsewhere(at, lasts, out):
    run = lived(TOWN, {**APP, **outage(at, lasts, channels=["web"]), "channel.web.overflow": "app"})
    alone = lived(TOWN, APP)
    at_web, at_app, wanted = (
        by_window(run, "visit", "web"), by_window(run, "visit", "app"), by_window(alone, "visit"),
    )  # fmt: skip
    is_out = np.isin(np.arange(DAYS), out)
    assert not at_web[is_out].any()
    assert not at_app[~is_out].any()
    assert np.array_equal(at_web[~is_out], wanted[~is_out])  # the days after have the same luck
    assert np.array_equal(at_app[is_out], wanted[is_out])
    lost = np.bincount(run.of("visit", "app")["customer"], minlength=PEOPLE)
    assert run.after["goodwill"] == pytest.approx(-WAITING * lost, rel=1e-2, abs=1e-9)
    nowhere = lived(TOWN, {**APP, **outage(at, lasts, channels=["web"])})
    assert nowhere.count("visits", "app") == 0
    assert nowhere.after["goodwill"] == pytest.approx(run.after["goodwill"], abs=1e-4)


NEWS = {
    "action.news": {"propensity": 0.1, "treatments": [{"channel": "mail"}]},
    "action.hello": {"when": "visit", "propensity": 0.1, "treatments": [{"channel": "web"}]},
}  # fmt: skip
OUT = np.isin(np.arange(DAYS), (3, 4, 5))


def test_no_action_goes_out_on_a_channel_that_is_out_of_order():
    run = lived(TOWN, {**NEWS, **outage("3 d", "3 d", channels=["mail"])})
    assert np.array_equal(by_window(run, "deliver", "mail"), np.where(OUT, 0, PEOPLE))
    assert np.array_equal(by_window(run, "deliver", "web"), by_window(run, "visit", "web"))


def seen(run: Run) -> int:
    """Visits that the web site has tied to a profile."""
    return int(run.after["obs"]["visits"][:, run.market.channels.index("web")].sum())


@pytest.mark.parametrize(
    ("dials", "silent"),
    [
        ({}, ()),
        ({"knowledge": ["web -> mail"]}, ("mail",)),
        ({"knowledge": "all"}, ("web", "mail")),
        ({"decider": "customer"}, ("web", "mail")),
    ],
)
def test_where_the_platform_fails_joined_channels_are_silent_and_know_nobody(dials, silent):
    edits = {f"strategy.plain.{key}": value for key, value in dials.items()}
    both = {**NEWS, **edits, "strategy.plain.slots": 2}
    whole = lived(TOWN, both)
    run = lived(TOWN, {**both, **outage("3 d", "3 d", platform=True)})
    for channel in ("web", "mail"):
        sent = by_window(whole, "deliver", channel)
        left = np.where(OUT & (channel in silent), 0, sent)
        assert np.array_equal(by_window(run, "deliver", channel), left)
    visits = by_window(run, "visit")
    assert np.array_equal(visits, by_window(whole, "visit"))
    assert seen(whole) == visits.sum()
    assert seen(run) == (visits[~OUT].sum() if "web" in silent else visits.sum())
    if not silent:
        assert np.array_equal(run.rows.view("u1"), whole.rows.view("u1"))


# --- rules on KPIs --------------------------------------------------------------------------------

PART = 30_000  # of each of the two channels, in the main unit
RULED = changed(
    TOWN,
    {
        "channel.mail": {**FREE, "cost": 10, "kpi": "clicks", "target": "5 per d"},
        "channel.text": {**FREE, "kind": "sms", "cost": 10},
        "persona.anyone.channels.text": 1,
        "persona.anyone.consents.text": 1,
        "action.news": {"propensity": 0.9, "treatments": [{"channel": "mail"}],
                        "runs": [{"at": "11 d", "lasts": "1 d"}]},
        "action.note": {"propensity": 0.9, "treatments": [{"channel": "text"}]},
        "budget": {"total": 2 * PART * 365 / DAYS, "split": {"mail": 0.5, "text": 0.5}},
        "kpi_rule.shift": {"channel": "mail", "for": 3, "share": 0.25, "to": "text"},
    },
)  # fmt: skip
"""Nobody clicks; what is not spent on mail can go to text messages, of which more are wanted."""


def moves(run: Run) -> list[tuple[int, str, str, int]]:
    """Window, from where, to where, how much."""
    return [(move.window, move.source, move.target, move.amount) for move in run.outcome.moves]


@pytest.mark.parametrize(("days", "windows"), [(3, [3, 6, 9]), (5, [5, 10]), (12, [])])
def test_a_channel_under_target_gives_up_a_share_of_what_is_left(days, windows):
    run = lived(RULED, {"kpi_rule.shift.for": days})
    expected, left = [], PART * 100
    for window in windows:
        expected.append((window, "mail", "text", left // 4))
        left -= left // 4
    assert moves(run) == expected
    room = PART * 100 + sum(amount for *_, amount in expected)
    # all of it is spent on messages of 10, but for the luck of who is at the margin of the last day
    near(run.count("media", "text") / 1e6, room, 1000 * np.sqrt(room / 1000 / DAYS))


def test_what_is_spent_is_not_there_to_be_moved():
    always = {"action.news.runs": [], "kpi_rule.shift.for": 6}
    run = lived(RULED, always)
    spent = by_window(run, "deliver", "mail")[:6].sum() * 1000
    assert 0.4 * PART * 100 < spent < 0.6 * PART * 100
    assert moves(run) == [(6, "mail", "text", (PART * 100 - spent) // 4)]


def test_without_to_it_goes_where_customers_are_most_active():
    paid = {
        "channel.shown": {"kind": "display", "cost_per_thousand": 1, "click": 0, "notice": 1},
        "persona.anyone.channels.shown": 1, "persona.anyone.consents.shown": 1,
        "action.banner": {"propensity": 0.1, "treatments": [{"channel": "shown"}]},
        "budget.split": {"mail": 0.4, "text": 0.4, "shown": 0.2}, "kpi_rule.shift.to": None,
    }  # fmt: skip
    for opened, busiest in ((0, "shown"), (1, "text")):
        seldom = {"channel.shown.impressions": "0.02 per d", "channel.text.delay": 0}
        run = lived(RULED, {**paid, **seldom, "channel.text.open": opened})
        assert {target for _, _, target, _ in moves(run)} == {busiest}


@pytest.mark.parametrize(("under", "people"), [(1, PEOPLE), (0.9, PEOPLE), (1, PEOPLE // 2)])
def test_a_rule_acts_on_what_it_has_measured_and_then_rests(under, people, monkeypatch):
    acting: list[int] = []
    monkeypatch.setattr(Steering, "_move", lambda _self, _rule, number, *_: acting.append(number))
    days, target = 2, VISITS * PEOPLE
    edits = {
        "channel.web": {"kind": "site", "visits": f"{VISITS} per d", "kpi": "visits",
                        "target": f"{target} per d", **LOOK},
        "kpi_rule.shift": {"channel": "web", "for": days, "under": under, "to": "text"},
        "action.hello": {"when": "visit", "propensity": 0.1,
                         "treatments": [{"channel": "web"}]},
        "scenario.days": 40,
    }  # fmt: skip
    run = lived(RULED, edits, customers=people)
    count = by_window(run, "visit", "web")
    wanted, acted, expected = target * days * under * people / PEOPLE, 0, []
    for window in range(days, 40):
        if window - acted >= days and count[window - days : window].sum() < wanted:
            acted = window
            expected.append(window)
    assert acting == expected
    assert (len(expected) > 5) == (under == 1)


PHONES = {
    "kind": "phone", "servers": 9, "service": "30 min", "patience": "10 min",
    "hours": "00:00-24:00", "open_days": "daily", **LOOK,
}  # fmt: skip


def test_people_move_to_where_they_are_wanted_and_one_stays():
    edits = {
        "channel.calm": {**PHONES, "visits": 0, "kpi": "calls", "target": "1 per d"},
        "channel.busy": {**PHONES, "visits": "0.1 per d", "servers": 1},
        "persona.anyone.channels.calm": 1, "persona.anyone.channels.busy": 1,
        "kpi_rule.shift": {"channel": "calm", "for": 2, "share": 0.3, "moves": "servers"},
    }  # fmt: skip
    run = lived(TOWN, edits)
    assert moves(run) == [
        (2, "calm", "busy", 2), (4, "calm", "busy", 2), (6, "calm", "busy", 1),
        (8, "calm", "busy", 1), (10, "calm", "busy", 1),
    ]  # fmt: skip
    given_up = by_window(run, "give_up", "busy")
    assert given_up[:2].min() > 50
    assert given_up[8:].max() < 13
    alone = lived(TOWN, {**edits, "kpi_rule": {}})
    assert by_window(alone, "give_up", "busy").min() > 50


# --- changes of needs -----------------------------------------------------------------------------


@pytest.mark.parametrize("phases", [1, 4])
@pytest.mark.parametrize(("first", "then"), [(0.2, 0.6), (0.4, 0.1), (0.4, 0)])
def test_from_a_change_on_needs_arise_at_the_new_rate(phases, first, then):
    edits = {
        "behaviour.competitor": "1440 per d", "behaviour.loyalty_lapse": 0, "channel.web.visits": 0,
        "persona.anyone.need": f"{first} per d", "persona.anyone.regularity": phases,
        "change": [{"at": "6 d", "set": {"persona.anyone.need": f"{then} per d"}}],
    }  # fmt: skip
    count = by_window(lived(TOWN, edits), "need")
    for rate, windows in ((first, count[:6]), (then, count[6:])):
        mean = rate * PEOPLE * 6
        near(windows.sum(), mean, max(np.sqrt(mean), 1e-9))


# --- two outages at once --------------------------------------------------------------------------


def test_what_several_outages_take_away_is_all_away():
    two = {
        "outage.first": {"at": "3 d", "lasts": "3 d", "channels": ["mail"]},
        "outage.second": {"at": "4 d", "lasts": "4 d", "channels": ["web"]},
    }
    run = lived(TOWN, {**NEWS, **two})
    assert np.flatnonzero(by_window(run, "deliver", "mail") == 0).tolist() == [3, 4, 5]
    assert np.flatnonzero(by_window(run, "visit", "web") == 0).tolist() == [4, 5, 6, 7]
