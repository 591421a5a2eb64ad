"""A loyalty programme: points earned and used, accounts by class of offers, members recognised."""

from __future__ import annotations

from collections import defaultdict
from math import floor

import numpy as np
import pytest

from tests.verification.firms import lived
from tests.verification.runs import Run
from tests.verification.test_selling import BOTH, SHOPS, binomial

SAVING = {
    **BOTH,
    "channel.web.pass": {"product": 1, "basket": 1, "pay": 0.5},
    "channel.shop.pass": {"product": 1, "basket": 1, "pay": 0.5},
    "persona.anyone.order_spread": 0.3,
    "loyalty_programme": {"earns": 0.1, "joins": 0.4, "least": 15},
}


def recount(run: Run, shared: bool, saves: tuple[str, ...], named: bool = True) -> tuple[int, int]:
    """Points earned and spent, from the purchases and the joining of each person in order.

    Who joins leaves a name with that purchase; later ones count where buyers are known.
    """
    earned = spent = 0
    names = run.market.channels
    members: set[int] = set()
    balance: dict[tuple[int, str], int] = defaultdict(int)
    joins = {(int(r["customer"]), int(r["sequence"])) for r in run.of("join")}
    for row in run.of("purchase"):
        person, channel = int(row["customer"]), names[row["channel"]]
        account = (person, "" if shared else channel)
        order = int(run.before["order_value"][person])
        used = order - int(row["value"])
        member = person in members
        if channel in saves and member and named and balance[account] >= 1500:
            assert used == min(balance[account], order)
        else:
            assert used == 0
        balance[account] -= used
        spent += used
        joining = (person, int(row["sequence"]) - 1) in joins
        assert not (joining and member)
        members |= {person} if joining else set()
        if channel in saves and (joining or (member and named)):
            points = floor(0.1 * int(row["value"]))
            balance[account] += points
            earned += points
    assert members == {person for person, _ in joins}
    return earned, spent


@pytest.mark.parametrize("offers", ["channel", "customer"])
@pytest.mark.parametrize("saves", [("web", "shop"), ("web",)])
def test_points_are_earned_and_used_in_one_account_for_each_class_of_offers(offers, saves):
    channels = {"loyalty_programme.channels": list(saves) if len(saves) == 1 else []}
    run = lived(SHOPS, {**SAVING, **channels, "strategy.plain.offers": offers})
    earned, spent = recount(run, offers == "customer", saves)
    assert run.count("points_earned") == earned > 100_000
    assert run.count("points_spent") == spent > 100_000
    assert run.count("discount") == spent
    asked = len(np.unique(run.of("purchase")["customer"]))
    assert len(run.of("join")) < asked
    first = {}
    for row in run.of("purchase"):
        if run.market.channels[row["channel"]] in saves:
            first.setdefault(int(row["customer"]), int(row["sequence"]))
    joined = {(int(row["customer"]), int(row["sequence"])) for row in run.of("join")}
    at_once = sum((person, sequence - 1) in joined for person, sequence in first.items())
    binomial(at_once, len(first), 0.4)


def test_where_a_member_is_not_known_nothing_is_earned_or_used():
    unknown = {"channel.web.names_buyers": False, "channel.shop.names_buyers": False}
    dials = {"strategy.plain.recognition": 0}
    run = lived(SHOPS, {**SAVING, **unknown, **dials})
    earned, spent = recount(run, False, ("web", "shop"), named=False)
    assert run.count("points_earned") == earned > 10_000  # with the purchase at which they joined
    assert run.count("points_spent") == spent == 0


def test_members_are_recognised_more_often():
    told = {
        "persona.anyone.recognisability": 0.2, "loyalty_programme.recognised": 0.9,
        "action.known": {
            "when": "visit", "propensity": 0.1, "eligible": "identified", "after_purchase": True,
            "treatments": [{"channel": "web"}],
        },
        "channel.shop.visits": 0,
    }  # fmt: skip
    run = lived(SHOPS, {**SAVING, **told})
    known = {(int(r["customer"]), int(r["sequence"]) - 1) for r in run.of("deliver")}
    joined = {int(r["customer"]): int(r["sequence"]) for r in run.of("join")}
    counts: dict[bool, list[bool]] = {True: [], False: []}
    for row in run.of("visit"):
        person, sequence = int(row["customer"]), int(row["sequence"])
        member = joined.get(person, 1 << 30) < sequence
        counts[member].append((person, sequence) in known)
    binomial(sum(counts[False]), len(counts[False]), 0.2)
    binomial(sum(counts[True]), len(counts[True]), 0.9)
