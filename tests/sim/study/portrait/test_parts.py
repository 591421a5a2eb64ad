"""Parts of a portrait, of rows made by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sim.model.records.vocabulary import COUNTERS, EVENT, ROW, STAGES, STEPS
from sim.study.money import Currency
from sim.study.portrait.actions import Actions
from sim.study.portrait.effort import Steps, effort_json
from sim.study.portrait.flow import Flow
from sim.study.portrait.funnel import Funnel
from sim.study.portrait.pressure import Pressure
from sim.study.portrait.queues import Queues
from sim.study.portrait.spent import budget_json, prices_json, targets_json

DAY = 86_400_000_000
WEB, MAIL, TILL = 0, 1, 2
NAMES = ("web", "mail", "till")


def rows(*found, **fields):
    """ROW records of (customer, event, channel, day), in the order of their sequence."""
    made = np.zeros(len(found), ROW)
    for number, (row, (customer, event, channel, day)) in enumerate(zip(made, found, strict=True)):
        row["customer"], row["event"], row["channel"] = customer, EVENT[event], channel
        row["time"], row["sequence"], row["action"] = round(day * DAY), number, -1
    for name, values in fields.items():
        made[name] = values
    return made


def take(part, found):
    """In two blocks, the later one first: rows of windows come in any order."""
    half = len(found) // 2
    for block in (found[half:], found[:half]):
        part.take(block, block["customer"].astype(np.int64))
    return part.told()


def people(*stages, persona=0):
    made = np.zeros(len(stages), [("stage", "u1"), ("persona", "u1")])
    made["stage"] = [STAGES.index(stage) for stage in stages]
    made["persona"] = persona
    return made


def test_the_furthest_stage_and_step_of_each_person_count():
    found = rows(
        (0, "browse", WEB, 1), (0, "product", WEB, 1), (0, "visit", WEB, 2),
        (1, "purchase", TILL, 3), (1, "purchase", TILL, 4), (1, "review", MAIL, 9),
        (2, "referral", MAIL, 1), (2, "referral", MAIL, 2),
        step=[0, 1, 2, STEPS.index("checkout"), 0, 0, 0, 0],
        stage=[1, 1, 2, 3, 4, 4, 4, 5],
    )  # fmt: skip
    told = take(Funnel(people("aware", "unaware", "customer", "unaware")), found)
    assert [(one["stage"], one["start"], one["people"]) for one in told["stages"]] == [
        ("unaware", 4, 4), ("aware", 2, 3), ("considering", 1, 3), ("intent", 1, 2),
        ("customer", 1, 2), ("advocate", 0, 1),
    ]  # fmt: skip
    assert [(one["step"], one["times"], one["people"]) for one in told["steps"]] == [
        ("browse", 1, 2), ("product", 1, 2), ("basket", 0, 1), ("checkout", 0, 1), ("paid", 2, 1),
    ]  # fmt: skip
    done = ("buyers", "repeat_buyers", "reviewers", "recommenders", "purchases", "reviews",
            "referrals")  # fmt: skip
    assert [told[key] for key in done] == [1, 1, 1, 1, 2, 1, 2]


def test_journeys_go_from_channel_to_channel_until_an_order_or_a_pause():
    flow = Flow(NAMES, [True, True, False], [False, False, True])
    told = take(flow, rows(
        (0, "open", MAIL, 1), (0, "click", MAIL, 1), (0, "visit", WEB, 1), (0, "browse", WEB, 1),
        (0, "booking", WEB, 2),  # ordered: what is paid at the till is the same order
        (0, "visit", TILL, 9), (0, "purchase", TILL, 9),
        (0, "visit", WEB, 10),  # another journey, which ends in a pause
        (0, "impression", MAIL, 40.5), (0, "visit", WEB, 70.5),  # 30 days are none yet
        (1, "deliver", MAIL, 3), (1, "visit", WEB, 4),
        (2, "booking", MAIL, 5),  # nothing before it
    ))  # fmt: skip
    assert told["journeys"] == 4
    assert told["begins"] == {"web": 2, "mail": 2}
    assert told["moves"] == {"mail": {"web": 2}}
    assert told["orders"] == {"web": 1}
    assert told["ends"] == {"web": 3}
    assert told["straight"] == 1
    assert Flow(NAMES, [True] * 3, [False] * 3).told()["journeys"] == 0


def test_a_purchase_where_no_book_is_kept_is_an_order():
    flow = Flow(NAMES, [True, True, False], [False, False, False])
    told = take(flow, rows((0, "visit", WEB, 1), (0, "purchase", TILL, 2), (0, "visit", WEB, 3)))
    assert told["orders"] == {"web": 1}
    assert told["ends"] == {"web": 1}


def test_contacts_are_counted_by_person_and_whole_month():
    found = rows(
        *((0, "deliver", MAIL, 1 + number) for number in range(11)),
        (1, "impression", WEB, 29.9), (1, "impression", WEB, 30.0), (1, "deliver", MAIL, 59.9),
        (1, "deliver", MAIL, 60.5),  # in a month that is not whole
        (0, "opt_out", MAIL, 31), (1, "opt_out", MAIL, 64.9), (1, "open", MAIL, 2),
    )  # fmt: skip
    told = take(Pressure(3, 65.0), found)
    assert told["months"] == 2
    assert {one["contacts"]: one["count"] for one in told["contacts"]} == {
        "0": 3, "1-2": 2, "3-5": 0, "6-10": 0, "11+": 1,
    }  # fmt: skip
    assert told["contacts"][1]["share"] == round(2 / 6, 6)
    assert told["mean"] == round(14 / 6, 6)
    assert (told["deliveries"], told["noticed"]) == (13, 2)
    assert told["opt_outs"] == [
        {"day": 30.0, "count": 0}, {"day": 60.0, "count": 1}, {"day": 65.0, "count": 2},
    ]  # fmt: skip


def test_a_short_run_is_one_month():
    told = take(Pressure(2, 12.0), rows((0, "deliver", MAIL, 11.5)))
    assert (told["months"], told["month_days"], told["mean"]) == (1, 12.0, 0.5)
    assert told["opt_outs"] == [{"day": 12.0, "count": 0}]


def market_of(allowed=(1, 1, 0), **more):
    treatments = [SimpleNamespace(action=name) for name in ("ad", "letter", "unused")]
    params = np.zeros(1, [("t_allowed", "u1", (3,)), ("midnight", "i8")])
    params["t_allowed"] = allowed
    told = {
        "actions": ("ad", "letter", "unused"), "personas": ("young", "old"), "channels": NAMES,
        "treatments": treatments, "phases": [SimpleNamespace(params=params)], **more,
    }  # fmt: skip
    return SimpleNamespace(**told)


def test_actions_by_persona_and_those_that_never_fire():
    lived = people("aware", "aware", "aware", persona=[0, 1, 1])
    found = rows(
        (0, "impression", WEB, 1), (0, "impression", WEB, 2), (1, "deliver", MAIL, 2),
        (1, "click", MAIL, 2), (2, "deliver", MAIL, 3),
        action=[0, 0, 0, 1, -1],  # a click is no contact; a contact without action is none of ours
    )  # fmt: skip
    told = take(Actions(market_of(), lived), found)
    assert told["actions"]["ad"] == {
        "allowed": True, "times": 3, "people": 2,
        "personas": {"young": {"times": 2, "people": 1}, "old": {"times": 1, "people": 1}},
    }  # fmt: skip
    assert told["never"] == ["letter"]
    assert not told["actions"]["unused"]["allowed"]
    assert told["personas"] == {"young": 1, "old": 2}


def test_waiting_by_hour_of_those_answered_and_those_who_give_up():
    queues = Queues(market_of())
    found = rows(
        (0, "call", WEB, 8.2 / 24), (0, "answer", WEB, 8.3 / 24), (1, "call", WEB, 1 + 8.1 / 24),
        (1, "give_up", WEB, 1 + 9.5 / 24), (2, "visit", WEB, 0.5),
        value=[0, 120, 0, 300, 7],
    )  # fmt: skip
    assert take(queues, found) == {
        "web": [
            {"hour": 8, "calls": 2, "give_ups": 0, "waiting": 2.0},
            {"hour": 9, "calls": 0, "give_ups": 1, "waiting": 5.0},
        ]
    }


def channel(name, **more):
    told = {"books": None, "pays_at": None, "steps": ("product",), "kpi": None, "target": None}
    return SimpleNamespace(name=name, **{**told, **more})


def outcome_of(series=(), **counters):
    table = np.zeros((3, len(COUNTERS)), np.int64)
    for name, values in counters.items():
        table[:, COUNTERS.index(name)] = values
    return SimpleNamespace(counters=table, series=np.array(series, np.int64))


def test_effort_is_shared_out_to_the_steps_and_a_till_belongs_to_what_leads_there():
    scenario = SimpleNamespace(
        channels=[channel("web", pays_at="till"), channel("mail"), channel("till", steps=())]
    )
    market = market_of(scenario=scenario)
    steps = Steps(market)
    told = take(steps, rows(
        (0, "product", WEB, 1), (0, "product", WEB, 2), (0, "checkout", WEB, 2),
        (0, "purchase", TILL, 2), (0, "basket", MAIL, 2), (0, "visit", MAIL, 2),
    ))  # fmt: skip
    assert told["web"] == {"browse": 0, "product": 2, "basket": 0, "checkout": 1, "paid": 1}
    assert "till" not in told
    effort = effort_json(
        outcome_of(effort=[2_000_000, 500_000, 0], visits=[3, 1, 0]), market, steps.taken
    )
    assert [one["effort"] for one in effort["web"]["steps"]] == [0.0, 1.0, 0.0, 0.5, 0.5]
    assert effort["mail"]["effort"] == 0.5
    assert effort["web"]["visits"] == 3


def test_what_ends_in_an_appointment_is_no_step_there():
    scenario = SimpleNamespace(
        channels=[channel("web", books="till"), channel("mail"), channel("till", steps=())]
    )
    steps = Steps(market_of(scenario=scenario))
    told = take(steps, rows((0, "booking", WEB, 1), (0, "purchase", TILL, 3)))
    assert told == {"web": {"browse": 0, "product": 0, "basket": 0, "checkout": 0, "paid": 1}}


def test_money_is_told_by_week_at_the_size_of_the_market():
    """Ten days of 1 EUR in half the market; the ceiling is 365 EUR a year, doubled on day 9."""
    budgets = [
        (0, SimpleNamespace(budget=SimpleNamespace(total=36_500))),
        (9 * DAY, SimpleNamespace(budget=SimpleNamespace(total=73_000))),
    ]
    market = market_of(
        scenario=SimpleNamespace(phases=lambda: budgets), window=DAY, days=10.0, scale=0.5
    )
    series = np.zeros((10, 3), np.int64)
    series[:, 1] = 100 * 1_000_000
    told = budget_json(outcome_of(series), market, Currency("EUR"), 2.0)
    assert told == [
        {"day": 7.0, "spent": 14.0, "ceiling": 7.0},
        {"day": 10.0, "spent": 20.0, "ceiling": 11.0},
    ]


def test_prices_are_told_by_purse(monkeypatch):
    """Over the windows with money; a price is short where it is above the least return."""
    monkeypatch.setattr("sim.study.portrait.spent.paid_channels", lambda *_: list(NAMES))
    market = market_of(
        scenario=SimpleNamespace(budget=SimpleNamespace(minimum_return=0.5)), dials=None
    )
    one, other = [0.5, 1.5, np.inf, 4.0], [np.inf] * 4
    outcome = SimpleNamespace(prices=np.array([one, other, one]).T)
    assert prices_json(outcome, market) == [
        {"channels": ["web", "till"], "mean": 2.0, "highest": 4.0, "binding": 0.666667,
         "no_money": 0.25},
        {"channels": ["mail"], "mean": None, "highest": None, "binding": None, "no_money": 1.0},
    ]  # fmt: skip


def test_targets_are_rates_and_results_are_scaled_to_a_year():
    scenario = SimpleNamespace(
        channels=[channel("web", kpi="visits", target=0.5), channel("mail", kpi="clicks"),
                  channel("till")]
    )  # fmt: skip
    market = market_of(scenario=scenario, days=73.0)
    told = targets_json(outcome_of(visits=[6, 0, 0], clicks=[0, 2, 0]), market, 2.0)
    assert told == {
        "web": {"kpi": "visits", "target": 182.5, "reached": 60.0},
        "mail": {"kpi": "clicks", "target": None, "reached": 20.0},
    }
