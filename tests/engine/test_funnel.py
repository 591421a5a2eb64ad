"""The funnel: sums over explained rows, and what is odd about a catalogue."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from engine import Catalog, decide, explain_all, funnel_of, outcomes
from engine.actions import LAYERS
from engine.catalog import Action, Channel, Treatment
from engine.outcomes import STEPS
from engine.rules import Field, ProfileSchema, evaluate
from engine.tally import grid_edge, grid_step
from tests.engine import random_catalogs as made

SCHEMA = ProfileSchema(
    (
        Field("visits", "number"),
        Field("spent", "number"),
        Field("kind", "category", ("new", "old")),
        Field("ok", "boolean"),
    )
)
WEB = (Treatment("web"),)


def catalog_of(*actions, **options):
    return Catalog(SCHEMA, (Channel("web"), Channel("email")), actions, value=10.0, **options)


def people(count=400, seed=5):
    rng = np.random.default_rng(seed)
    return {
        "customer": list(range(count)),
        "visits": rng.poisson(2.0, count).astype(float),
        "spent": np.round(rng.exponential(50.0, count), 2),
        "kind": rng.choice(["new", "old"], count),
        "ok": rng.random(count) < 0.5,
    }


HEALTHY = catalog_of(
    Action("big", WEB, 0.10, eligible="spent >= 60 and ok", applicable="visits >= 1"),
    Action("news", (Treatment("email"), Treatment("web")), 0.02),
    Action("small", WEB, 0.05, eligible="kind == 'new'", suitable="visits <= 3"),
)


@pytest.mark.parametrize("moment", [{}, {"when": "visit", "channel": "web"}])
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made.catalogs(), made.customers)
def test_explained_rows_add_up_to_the_funnel(moment, catalog, customers):
    if moment and not any(action.when == "visit" for action in catalog.actions):
        moment = {}
    columns = made.columns(customers)
    rows = explain_all(catalog, columns, **moment).to_pylist()
    found = funnel_of(catalog, columns, **moment)
    decided = decide(catalog, columns, **moment).table.to_pylist()
    assert found.customers == len(customers)

    by_treatment = Counter((row["treatment"], row["outcome"]) for row in rows)
    nearest: dict[tuple[int, str], int] = {}
    for row in rows:
        key = (row["customer"], row["action"])
        nearest[key] = max(nearest.get(key, 0), STEPS.index(row["outcome"]))
    by_action = Counter((action, STEPS[step]) for (_, action), step in nearest.items())
    for table, counted in ((found.treatments, by_treatment), (found.actions, by_action)):
        for name, steps in table.items():
            assert tuple(steps) == STEPS
            assert steps == {step: counted[name, step] for step in STEPS}
            assert sum(steps.values()) == len(customers)

    nothing = Counter(row["reason"] for row in decided if row["rank"] == 0)
    assert found.nothing == nothing
    assert list(found.nothing.values()) == sorted(found.nothing.values(), reverse=True)
    assert found.without == sum(nothing.values())
    check_rules(catalog, customers, found, moment)
    check_shadows(rows, decided, found)
    check_weak(decided, found)


def check_rules(catalog, customers, found, moment):
    """Rules counted by the interpreter."""
    expected = {}
    for action in catalog.actions:
        if action.when != moment.get("when", "plan"):
            continue
        if action.on and moment.get("channel") not in action.on:
            continue
        for layer in LAYERS:
            rule = catalog.expressions.get((action.name, layer))
            if rule is not None:
                held = [evaluate(rule, values) is True for values in customers.values()]
                expected[action.name, layer] = sum(held)
    assert {(rule.action, rule.layer): rule.holds for rule in found.rules} == expected
    for rule in found.rules:
        assert min((clause.holds for clause in rule.clauses), default=0) >= rule.holds


def check_shadows(rows, decided, found):
    best = {row["customer"]: row["action"] for row in decided if row["rank"] == 1}
    lost: dict[str, set[int]] = {}
    taken = {row["action"] for row in rows if row["outcome"] == "taken"}
    for row in rows:
        if row["outcome"] == "lost":
            lost.setdefault(row["action"], set()).add(row["customer"])
    assert {each.action for each in found.shadowed} == set(lost) - taken
    for each in found.shadowed:
        winners = Counter(best[customer] for customer in lost[each.action])
        assert each.times == len(lost[each.action])
        assert winners[each.by] == each.by_times == max(winners.values())


def check_weak(decided, found):
    worth = sorted(row["priority"] for row in decided if row["rank"] > 0)
    if not worth:
        assert (found.weak.customers, found.weak.median) == (0, None)
        return
    median = worth[(len(worth) - 1) // 2]
    assert found.weak.median <= max(median, 0.0) < max(found.weak.median * 1.016, 1e-300)
    assert found.weak.below <= found.weak.median / 10
    best: dict[int, float] = {}
    for row in decided:
        if row["rank"] > 0:
            best[row["customer"]] = max(best.get(row["customer"], -1.0), row["priority"])
    assert found.weak.customers == sum(each < found.weak.below for each in best.values())


def test_blocks_and_the_order_of_rows_change_nothing(monkeypatch):
    columns = people()
    whole = funnel_of(HEALTHY, columns)
    turned = np.random.default_rng(1).permutation(400)
    shuffled = {name: np.asarray(column)[turned] for name, column in columns.items()}
    assert funnel_of(HEALTHY, shuffled) == whole
    monkeypatch.setattr(outcomes, "MOST_PAIRS", 70)
    assert funnel_of(HEALTHY, columns) == whole
    assert funnel_of(HEALTHY, shuffled) == whole


def test_a_healthy_catalogue_has_nothing_odd():
    found = funnel_of(HEALTHY, people())
    assert found.firing("never") == found.firing("always") == ()
    assert found.shadowed == found.contradictions == ()
    assert HEALTHY.warnings == ()


def test_rules_that_never_or_always_hold_are_found_with_their_parts():
    catalog = catalog_of(
        Action("dead", WEB, 0.1, eligible="ok and visits >= 99"),
        Action("idle", WEB, 0.1, applicable="visits >= 0"),
        *HEALTHY.actions,
    )
    found = funnel_of(catalog, people())
    (never,), (always,) = found.firing("never"), found.firing("always")
    assert (never.action, never.layer, never.holds, never.customers) == ("dead", "eligible", 0, 400)
    assert [clause.text for clause in never.clauses if clause.holds == 0] == ["visits >= 99"]
    assert (always.action, always.layer, always.holds) == ("idle", "applicable", 400)
    assert funnel_of(catalog, people(0)).firing("never") == ()


def test_an_action_that_always_loses_is_found_with_its_winner():
    catalog = catalog_of(
        Action("poor", WEB, 0.001, eligible="spent >= 60"),
        Action("rich", WEB, 0.2, eligible="spent >= 60"),
        Action("rest", WEB, 0.1, eligible="spent < 60"),
    )
    columns = people()
    (each,) = funnel_of(catalog, columns).shadowed
    times = int((columns["spent"] >= 60).sum())
    assert (each.action, each.times, each.by, each.by_times) == ("poor", times, "rich", times)


@pytest.mark.parametrize(
    ("rules", "layers", "parts"),
    [
        ({"eligible": "visits >= 3 and visits < 2"}, ("eligible",), "visits >= 3 and visits < 2"),
        ({"eligible": "visits > 3", "applicable": "visits <= 3"}, ("eligible", "applicable"),
         "visits > 3 and visits <= 3"),
        ({"eligible": "ok", "suitable": "not ok"}, ("eligible", "suitable"), "ok and not ok"),
        ({"applicable": "kind == 'new' and kind == 'old'"}, ("applicable",),
         "kind == 'new' and kind == 'old'"),
        ({"eligible": "is_missing(visits)", "applicable": "visits > 0"},
         ("eligible", "applicable"), "is_missing(visits) and visits > 0"),
        # what no word proves, and counts show
        ({"eligible": "visits + 0 >= 2", "suitable": "visits * 1 < 2"},
         ("eligible", "suitable"), None),
        ({"eligible": "visits + 0 >= 2", "applicable": "ok", "suitable": "visits * 1 < 2"},
         ("eligible", "suitable"), None),
    ],
)  # fmt: skip
def test_rules_that_contradict_each_other_are_found(rules, layers, parts):
    catalog = catalog_of(Action("odd", WEB, 0.5, **rules), *HEALTHY.actions)
    (each,) = funnel_of(catalog, people()).contradictions
    assert (each.action, each.layers, each.parts) == ("odd", layers, parts)
    assert (each.expected is None) == (parts is not None)
    assert len(catalog.warnings) == (parts is not None)


@pytest.mark.parametrize(
    "rule",
    ["is_missing(visits) or visits < 2", "2 <= visits < 3", "visits >= 2 or visits < 2",
     "visits + 1 > visits", "kind in ('new', 'old')"],
)  # fmt: skip
def test_rules_that_can_hold_are_no_contradiction(rule):
    catalog = catalog_of(Action("fine", WEB, 0.5, eligible=rule, applicable="visits >= 0"))
    assert catalog.warnings == ()
    assert funnel_of(catalog, people()).contradictions == ()


def test_few_customers_are_no_proof_of_a_contradiction():
    catalog = catalog_of(
        Action("fine", WEB, 0.5, eligible="visits + 0 >= 2", applicable="visits * 1 < 3")
    )
    four = {"customer": [1, 2], "visits": [3.0, 1.0], "spent": [0.0, 0.0], "kind": ["new"] * 2,
            "ok": [True] * 2}  # fmt: skip
    assert funnel_of(catalog, four).contradictions == ()


def test_weak_customers():
    catalog = catalog_of(Action("any", WEB, "visits / 1000"))  # worth a hundredth of the visits
    columns = {**people(100), "visits": [1.0] * 30 + [10.0] * 5 + [100.0] * 65}
    weak = funnel_of(catalog, columns).weak
    assert weak.customers == 30
    assert weak.median == pytest.approx(1.0, rel=0.016)
    assert weak.below == pytest.approx(0.1, rel=0.032)


def test_the_grid_of_priorities():
    amounts = np.array([-3.0, -0.0, 0.0, 1e-9, 0.017, 1.0, 2.5, 7e11, np.inf])
    steps = grid_step(amounts)
    assert list(steps[:3]) == [0, 0, 0]
    assert (np.diff(steps[2:]) > 0).all()
    for amount, step in zip(amounts[3:-1], steps[3:-1], strict=True):
        assert grid_edge(int(step)) <= amount < grid_edge(int(step) + 1)
        assert grid_edge(int(step) + 1) / grid_edge(int(step)) <= 1 + 1 / 64
