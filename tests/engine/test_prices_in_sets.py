"""Kept prices of plans under constraints: sets of them, which keep the limits by themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import Catalog, decide, explain
from engine.catalog import Action, Budget, Channel, Treatment
from engine.constraints import Constraint
from engine.errors import UsageError
from engine.rules import Field, ProfileSchema

KINDS = ("student", "senior", "other")
PEOPLE = 6_000


def catalogue(*constraints, slots=1, total=None):
    """Three kinds of customers, all of a kind alike; a letter and a call for each, and a mail."""
    return Catalog(
        ProfileSchema((Field("kind", "category", KINDS),)),
        (Channel("email"), Channel("letter", cost=1.0), Channel("call", cost=4.0)),
        (
            Action("letter", (Treatment("letter"),), 0.05, value=50.0),
            Action("call", (Treatment("call"),), 0.1, value=60.0, eligible="kind != 'other'"),
            Action("mail", (Treatment("email"),), 0.02, value=25.0, eligible="kind == 'senior'"),
        ),
        constraints=constraints,
        budget=Budget(total=total),
        slots=slots,
    )


def people(count=PEOPLE, seed=0):
    kinds = np.random.default_rng(seed).choice(KINDS, count)
    return {"customer": np.arange(count), "kind": kinds}


LETTERS = Constraint("letters", maximum=1_300, of={"channel": "letter"})
CALLS = Constraint("calls", maximum=410.0, counts="2 * propensity", of={"channel": "call"})
SOME = Constraint("mails", minimum=700, of={"action": "mail"})


@pytest.mark.parametrize("slots", [1, 2])
@pytest.mark.parametrize("total", [None, 365 * 2_500.0])
def test_kept_prices_keep_the_limits_though_customers_are_alike(slots, total):
    catalog = catalogue(LETTERS, CALLS, SOME, slots=slots, total=total)
    plan = decide(catalog, people())
    assert plan.certificate.feasible
    used = {name: [] for name in plan.prices}
    for seed in range(1, 9):  # other customers of the same kind, and other luck
        kept = decide(catalog, people(seed=seed), prices=plan.prices, seed=seed)
        for name, price in kept.prices.items():
            used[name].append(price.spent)
    for name, limit in (("letters", 1_300), ("calls", 410.0), ("all", 2_500.0)):
        if name != "all" or total is not None:
            assert np.mean(used[name]) <= 1.03 * limit
    assert np.mean(used["mails"]) >= 0.97 * 700
    assert any(np.mean(used[name]) > 0.9 * most for name, most in (("letters", 1_300),
                                                                   ("all", 2_500.0)))  # fmt: skip


@pytest.mark.parametrize("slots", [1, 2])
def test_a_customer_alone_gets_what_it_got_among_the_others(slots):
    catalog = catalogue(LETTERS, CALLS, SOME, slots=slots)
    table = people(400)
    tight = replace(LETTERS, maximum=90), replace(CALLS, maximum=30.0), replace(SOME, minimum=50)
    catalog = replace(catalog, constraints=tight)
    plan = decide(catalog, table, seed=3)
    assert len(plan.prices["letters"].sets) > 1
    shares = [share for share, _ in plan.prices["letters"].sets]
    assert sum(shares) == pytest.approx(1.0)
    rows = {}
    for row in plan.table.to_pylist():
        rows.setdefault(row["customer"], []).append(row)
    alike = 0
    for customer, kind in zip(*table.values(), strict=True):
        if rows[customer][0]["repaired"]:
            continue
        own = {"customer": [int(customer)], "kind": [kind]}
        alone = decide(catalog, own, prices=plan.prices, seed=3).table.to_pylist()
        assert alone == rows[customer]
        alike += 1
    assert alike > 300


def test_choice_probabilities_are_those_over_all_sets():
    catalog = catalogue(LETTERS, CALLS)
    plan = decide(catalog, people())
    seen, told = {kind: {} for kind in KINDS}, {}
    for seed in range(40):
        kept = decide(catalog, people(1_000), prices=plan.prices, seed=seed).table.to_pylist()
        for kind, row in zip(people(1_000)["kind"], kept, strict=True):
            counts = seen[kind]
            counts[row["action"]] = counts.get(row["action"], 0) + 1
            told[kind, row["action"]] = row["choice_probability"]
    for kind, counts in seen.items():
        every = sum(counts.values())
        assert sum(told[kind, action] for action in counts) == pytest.approx(1.0)
        for action, count in counts.items():
            chance = told[kind, action]
            error = np.sqrt(max(chance * (1.0 - chance), 1e-9) / every)
            assert abs(count / every - chance) < 4.5 * error


def test_what_alone_is_more_than_a_limit_allows_stays_out_at_kept_prices():
    catalog = catalogue(replace(LETTERS, maximum=0))
    plan = decide(catalog, people())
    kept = decide(catalog, people(), prices=plan.prices)
    assert plan.actions["letter"] == kept.actions["letter"] == 0
    assert plan.certificate.repaired == 0
    found = explain(catalog, {"customer": 1, "kind": "other"}, prices=plan.prices)
    assert found["letter/0"].outcome == "too-dear"
    assert found["letter/0"].text == "too dear: letters allows less than it would use"
    assert found["letter/0"].net is None


def test_where_nothing_can_be_had_the_bound_says_so():
    catalog = catalogue(replace(LETTERS, maximum=500), total=0.0)
    catalog = replace(catalog, actions=catalog.actions[:2])
    found = decide(catalog, people())
    assert (found.decided, found.certificate.value, found.certificate.bound) == (0, 0.0, 0.0)


def test_a_limit_that_leaves_room_has_no_price():
    plan = decide(catalogue(LETTERS, replace(CALLS, maximum=5_000.0)), people())
    assert plan.prices["calls"].price == 0.0
    assert all(price == 0.0 for _, price in plan.prices["calls"].sets)
    assert plan.prices["letters"].price > 0.0


def test_sets_that_do_not_belong_together_are_refused():
    catalog = catalogue(LETTERS, CALLS)
    plan = decide(catalog, people())
    mixed = dict(plan.prices)
    mixed["calls"] = replace(mixed["calls"], sets=((0.5, 1.0), (0.4, 2.0)))
    with pytest.raises(UsageError, match="do not belong together"):
        decide(catalog, people(), prices=mixed)
    mixed["calls"] = replace(mixed["calls"], sets=())
    with pytest.raises(UsageError, match="do not belong together"):
        decide(catalog, people(), prices=mixed)


def test_an_explanation_names_what_each_limit_asks():
    catalog = catalogue(LETTERS, CALLS, SOME, total=365 * 2_500.0)
    plan = decide(catalog, people())
    found = explain(catalog, {"customer": 7, "kind": "senior"}, prices=plan.prices)
    for reason in found.reasons:
        assert reason.net == pytest.approx(reason.priority - sum(reason.charges.values()))
    assert set(found["letter/0"].charges) <= {"budget", "letters"}
    assert set(found["mail/0"].charges) <= {"mails"}
