"""Each dial alone: nothing else moves, and what it does is recounted from the event rows."""

from __future__ import annotations

from collections import Counter
from math import sqrt

import numpy as np
import pytest

from tests.verification.runs import DAY, NEUTRAL, Run, live, near

BASE = (
    """
[scenario]
name = "dial"
title = "One dial"
start = 2026-01-05
market = 400
days = 12
"""
    + NEUTRAL
    + """
[budget]
total = "100000 EUR"

[[persona]]
name = "anyone"
share = 1
aware = 1
need = "1 per 9 d"
order_value = 50
margin = 0.5
recognisability = 1
channels = { chat = 1.0, mail = 1.0, shop = 1.0, web = 1.0 }
consents = { chat = 1.0, mail = 1.0 }

[[channel]]
name = "chat"
kind = "messenger"
visits = 0
unsubscribe = 0
bounce = 0

[[channel]]
name = "mail"
kind = "email"
unsubscribe = 0
bounce = 0

[[channel]]
name = "shop"
kind = "shop"
hours = "00:00-24:00"
open_days = "daily"
names_buyers = true
visits = "0.2 per d"

[[channel]]
name = "web"
kind = "site"
visits = "0.2 per d"
"""
)
SESSION = DAY // 72
"""Twenty minutes: the longest visit."""
THREE = """
[[action]]
name = "a"
propensity = 0.3
treatments = [{ channel = "chat" }]

[[action]]
name = "b"
propensity = 0.2
treatments = [{ channel = "mail" }]

[[action]]
name = "c"
propensity = 0.1
treatments = [{ channel = "chat" }]
"""


def under(dials: str, actions: str = "", *, base: str = BASE) -> Run:
    """A run under one strategy with these dials."""
    return live(f'{base}\n{actions}\n[[strategy]]\nname = "plain"\n{dials}\n')


def same_rows(a: Run, b: Run) -> bool:
    """Whether two runs met the same events."""
    return bool(np.array_equal(a.rows.view("u1"), b.rows.view("u1")))


def starts(run: Run) -> list[int]:
    """How many actions each person got in each window that brought any."""
    sent = run.of("deliver")
    pairs = {(int(r["customer"]), int(r["window"]), int(r["action"])) for r in sent}
    return list(Counter((person, window) for person, window, _ in pairs).values())


def reached(run: Run) -> set[int]:
    """Who got a contact."""
    return set(run.of("deliver")["customer"].tolist())


def actions_sent(run: Run) -> set[str]:
    """Names of the actions that reached anybody."""
    return {run.market.actions[action] for action in run.of("deliver")["action"]}


# --- recognition ----------------------------------------------------------------------------------


def test_recognition_ties_its_share_of_visits_to_the_profile():
    runs = {share: under(f"recognition = {share}") for share in (0.0, 0.5, 1.0)}
    visits = runs[0.0].count("visits")
    assert visits > 1500
    tied = {share: int(run.after["obs"]["visits"].sum()) for share, run in runs.items()}
    assert tied[0.0] == 0
    assert tied[1.0] == visits
    near(tied[0.5], visits / 2, sqrt(visits) / 2)
    for run in runs.values():  # nobody acts upon it
        assert same_rows(run, runs[0.0])


def test_recognition_of_one_channel_leaves_the_others():
    run = under("recognition = { default = 0, shop = 1 }")
    names = run.market.channels
    tied = dict(zip(names, run.after["obs"]["visits"].sum(axis=0), strict=False))
    assert tied["shop"] == run.count("visits", "shop") > 500
    assert tied["web"] == 0


def test_a_false_match_takes_its_share_of_what_is_tied():
    run = under("recognition = { default = 1, false_match = 0.3 }")
    visits = run.count("visits")
    near(run.count("misfiled"), 0.3 * visits, sqrt(0.21 * visits))
    assert under("recognition = 1").count("misfiled") == 0


def test_what_is_filed_under_somebody_else_is_a_visit_there_from_the_next_window_on():
    block = BASE.replace("market = 400", "market = 256")  # each of its ids is somebody
    run = under("recognition = { default = 1, false_match = 1 }", base=block)
    visits = run.of("visit")
    read = visits[visits["window"] < 11]  # what is left in the last window nobody reads
    assert run.count("misfiled") == len(visits) > len(read) > 1000
    assert int(run.after["obs"]["visits"].sum()) == len(read)
    seen = run.after["obs"]["seen"][run.after["obs"]["visits"] > 0]
    assert np.all(seen % 1440 == 0)  # known at an open, not when somebody came


# --- knowledge and sync ---------------------------------------------------------------------------

GREETING = """
[[action]]
name = "greeting"
when = "visit"
on = ["shop"]
propensity = 0.5
treatments = [{ channel = "chat" }]
"""


@pytest.mark.parametrize("sync", [0, 1, 2, 3])
def test_a_trigger_over_a_link_is_answered_when_the_link_has_told(sync):
    run = under(f'knowledge = ["shop -> chat"]\nsync = {sync}\nrecognition = 1', GREETING)
    due = sorted(
        (int(v["customer"]), (int(v["window"]) + sync) * DAY if sync else int(v["time"]))
        for v in run.of("visit", "shop")
    )
    due = [(person, time) for person, time in due if time < (12 * DAY - SESSION)]
    got = sorted((int(row["customer"]), int(row["time"])) for row in run.of("deliver", "chat"))
    got = [(person, time) for person, time in got if time < (12 * DAY - SESSION)]
    assert len(got) > 500
    assert [person for person, _ in got] == [person for person, _ in due]
    late = np.array([time for _, time in got]) - [time for _, time in due]
    assert late.min() >= 0
    assert late.max() <= SESSION  # who is in a session gets it when that ends


def test_without_a_link_a_trigger_is_not_answered():
    assert len(under("recognition = 1", GREETING).of("deliver")) == 0
    assert len(under('knowledge = ["chat -> shop"]\nrecognition = 1', GREETING).of("deliver")) == 0


@pytest.mark.parametrize(("knowledge", "known"), [('"own"', 0), ('"all"', 1)])
def test_a_rule_reads_linked_channels_only(knowledge, known):
    seen = THREE.replace("propensity", 'eligible = "visits > 0"\npropensity')
    run = under(f"knowledge = {knowledge}\nrecognition = 1", seen)
    assert (len(run.of("deliver")) > 0) == bool(known)


# --- who decides, how many ------------------------------------------------------------------------


@pytest.mark.parametrize("slots", [1, 2, 3])
def test_a_decider_starts_no_more_actions_than_slots(slots):
    run = under(f'decider = "customer"\nslots = {slots}', THREE)
    count = min(slots, 2)  # two channels, one contact each
    assert starts(run) == [count] * (400 * 12)
    assert actions_sent(run) == set("ab"[:count])


def test_each_decider_starts_its_own():
    assert set(starts(under('decider = "channel"', THREE))) == {2}
    assert set(starts(under('decider = "customer"', THREE))) == {1}
    grouped = 'groups = [["chat", "mail"]]\ndecider = "group"'
    assert set(starts(under(grouped, THREE))) == {1}


def test_an_allowed_subset_of_actions():
    assert actions_sent(under('actions = "all"', THREE)) == {"a", "b"}
    assert actions_sent(under('actions = ["b", "c"]', THREE)) == {"b", "c"}
    assert actions_sent(under('actions = { except = ["b"] }', THREE)) == {"a"}
    assert actions_sent(under("actions = []", THREE)) == set()


# --- holdouts -------------------------------------------------------------------------------------


def test_an_actions_holdout_halves_whom_it_reaches():
    held = THREE.replace("propensity = 0.2", "propensity = 0.2\nholdout = 0.5")
    run = under("", held)
    by_mail = set(run.of("deliver", "mail")["customer"].tolist())
    near(len(by_mail), 200, 10)
    assert len(set(run.of("deliver", "chat")["customer"].tolist())) == 400
    assert len(run.of("deliver", "mail")) == 12 * len(by_mail)  # one draw for the whole run
    assert set(run.of("deliver", "mail")["choice_probability"]) == {0.5}


def test_the_common_holdout_keeps_its_share_from_all_planned_actions():
    run = under("", "[contact_policy]\nholdout = 0.25\n" + THREE)
    near(len(reached(run)), 300, sqrt(75))
    assert set(run.of("deliver")["choice_probability"]) == {0.75}
    assert len(run.of("deliver", "mail")) == 12 * len(reached(run))


# --- what is shared -------------------------------------------------------------------------------


@pytest.mark.parametrize(("scope", "most"), [("channel", 2), ("customer", 1)])
def test_caps_count_within_the_scope_of_the_contact_policy(scope, most):
    cap = '[contact_policy]\ncaps = [{ limit = 1, per = "day" }]\n'
    run = under(f'contact_policy = "{scope}"', cap + THREE)
    assert set(starts(run)) == {most}


@pytest.mark.parametrize(("scope", "silent"), [("channel", False), ("everywhere", True)])
def test_suppression_after_a_purchase_elsewhere(scope, silent):
    policy = '[contact_policy]\nafter_purchase = "3 d"\n'
    run = under(f'suppression = "{scope}"', policy + THREE)
    bought = {(int(p["customer"]), int(p["window"])) for p in run.of("purchase")}
    sent = {(int(row["customer"]), int(row["window"])) for row in run.of("deliver", "mail")}
    after = {(person, window + 1) for person, window in bought if window + 1 < 12}
    assert len(after) > 100
    assert after & sent == (set() if silent else after)


OFFERS = """
[[offer]]
name = "fifth"
discount = 0.2
valid = "9 d"

[[offer]]
name = "tenth"
discount = 0.1
valid = "9 d"

[[action]]
name = "a"
propensity = 0.3
treatments = [{ channel = "chat", offer = "fifth" }]

[[action]]
name = "b"
propensity = 0.2
treatments = [{ channel = "mail", offer = "tenth" }]
"""


@pytest.mark.parametrize(("scope", "contradicts"), [("channel", True), ("customer", False)])
def test_one_scope_of_offers_never_contradicts_itself(scope, contradicts):
    run = under(f'offers = "{scope}"', OFFERS)
    assert run.count("opens") > 1000
    assert (run.count("contradictions") > 200) == contradicts
    assert contradicts or run.count("contradictions") == 0


@pytest.mark.parametrize(("scope", "by_mail"), [("channel", False), ("pooled", True)])
def test_a_pooled_budget_pays_for_any_channel(scope, by_mail):
    base = BASE.replace('total = "100000 EUR"', 'total = "20000 EUR"\nsplit = { chat = 1.0 }')
    paid = base.replace("bounce = 0", 'bounce = 0\ncost = "0.05 EUR"')
    run = under(f'budget = "{scope}"', THREE, base=paid)
    assert len(run.of("deliver", "chat")) > 1000
    assert (len(run.of("deliver", "mail")) > 1000) == by_mail
    assert by_mail or len(run.of("deliver", "mail")) == 0


# --- continuity -----------------------------------------------------------------------------------

WALLS = (
    BASE.replace('need = "1 per 9 d"', 'need = "9 per d"')
    .replace("[behaviour]\n", '[behaviour]\ncompetitor = "1 per 9000 d"\n')
    .replace('kind = "shop"', 'kind = "site"')
    .replace(
        'visits = "0.2 per d"',
        'visits = "0.2 per d"\npass = { browse = 1, product = 1, basket = 0 }',
    )
)
"""Everybody gets to the basket and no further."""


def found_again(run: Run, source: str, target: str) -> tuple[int, int]:
    """Visits to `target` of those whose progress lives on `source`, and how many found it."""
    names = run.market.channels
    home: dict[int, str] = {}
    came: list[tuple[int, int]] = []
    for visit in run.of("visit"):
        person, channel = int(visit["customer"]), names[visit["channel"]]
        if visit["step"] > 0 and (home[person], channel) == (source, target):
            came.append((person, int(visit["sequence"])))
        home.setdefault(person, channel)
    begun = {(int(r["customer"]), int(r["sequence"])) for r in run.of("browse", target)}
    return len(came), sum((person, sequence + 1) not in begun for person, sequence in came)


@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_continuity_is_the_share_of_progress_that_is_found_again(share):
    run = under(f'continuity = {{ default = 0, "shop -> web" = {share} }}', base=WALLS)
    came, found = found_again(run, "shop", "web")
    assert came > 250
    near(found, share * came, sqrt(max(came * share * (1 - share), 1e-9)))
    back, again = found_again(run, "web", "shop")
    assert back > 250
    assert again == 0
    came, found = found_again(run, "web", "web")
    assert came == found > 250
