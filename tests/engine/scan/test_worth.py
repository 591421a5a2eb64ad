"""A propensity is a share: what a formula gives beyond is told, whichever way is taken."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Catalog, decide, decisions, explain, explain_all, funnel_of
from engine.catalog import Action, Budget, Channel, Constraint, ContactPolicy, Treatment
from engine.errors import DataError
from engine.rules import Field, ProfileSchema
from engine.scan import scanning
from engine.scan.blocks import BLOCK
from tests.engine import random_catalogs as made
from tests.engine.plain_decision import Plain

MANY = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ODD = ["0.3 * visits", "visits - 1", "age / 50", "log(visits)", "exp(1000 * visits)"]
SCHEMA = ProfileSchema((Field("x", "number"), Field("ok", "boolean")))


def of(*propensities, **options):
    """Actions a, b, ... with these propensities, each on two channels."""
    channels = (Channel("mail", cost=0.01, consent="ok"), Channel("web"))
    actions = tuple(
        Action(name, (Treatment("mail"), Treatment("web")), propensity, value=10.0)
        for name, propensity in zip("abc", propensities, strict=False)
    )
    return Catalog(SCHEMA, channels, actions, **options)


def people(*xs, ok=True):
    return {"customer": np.arange(len(xs)) + 10, "x": list(xs), "ok": [ok] * len(xs)}


def told(catalog, columns, **asked):
    """Place and finding of the error; None where there is none."""
    try:
        decide(catalog, columns, **asked)
    except DataError as error:
        return error.place, error.found
    return None


def first_odd(catalog, customers):
    """The same from one customer at a time, by the reference interpreter."""
    plain = Plain(catalog)
    for customer, values in customers.items():
        for action, place in plain.offered:
            if plain.outcome(action, place, values)[0] in ("", "no-priority"):
                chance, _ = plain.score(action, values)
                if chance is not None and not 0.0 <= chance <= 1.0:
                    return f"action.{action.name}.propensity", f"{chance}, of customer {customer}"
    return None


@pytest.mark.parametrize("short", [True, False])
@MANY
@given(made.catalogs(money=False), made.customers, st.data())
def test_both_ways_tell_of_what_the_plain_decision_finds(short, catalog, customers, data):
    actions = [
        replace(action, propensity=data.draw(st.sampled_from([action.propensity, *ODD])))
        for action in catalog.actions
    ]
    if short:
        actions = [replace(each, holdout=0.0, deliver="best") for each in actions]
        catalog = replace(catalog, slots=1, contact_policy=ContactPolicy())
    catalog = replace(catalog, actions=tuple(actions))
    assert told(catalog, made.columns(customers)) == first_odd(catalog, customers)


WAYS = {
    "short": {},
    "long": {"contact_policy": ContactPolicy(holdout=0.5)},
    "budget": {"budget": Budget(365.0)},
    "constraint": {"constraints": (Constraint("few", maximum=1.0),)},
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("x", [-0.5, 1.0000000000000002, 7.0, float("inf")])
def test_every_number_beyond_is_told_with_action_and_customer(way, x):
    found = told(of(0.5, "x", "2 * x", **way), people(0.5, 0.25, x, 5.0))
    assert found == ("action.b.propensity", f"{x}, of customer 12")


def test_two_factors_below_0_make_no_pick():
    catalog = of("x")
    odd = replace(catalog.actions[0], value="0 * x - 40")
    assert told(replace(catalog, actions=(odd,)), people(-0.5)) == (
        "action.a.propensity",
        "-0.5, of customer 10",
    )


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_ends_and_what_is_missing_are_no_mistake(way):
    assert told(of("x", **way), people(0.0, 1.0, None, -0.0)) is None


def test_who_is_not_let_through_is_not_asked():
    barred = of("x")
    shy = replace(barred, actions=(replace(barred.actions[0], treatments=(Treatment("mail"),)),))
    assert told(shy, people(7.0, ok=False)) is None
    assert told(shy, people(7.0)) is not None
    kept = replace(shy, actions=(replace(shy.actions[0], eligible="x <= 1"),))
    assert told(kept, people(7.0)) is None


@pytest.mark.parametrize("processors", [1, 3])
@pytest.mark.parametrize("long", [True, False])
def test_the_first_customer_is_named_whatever_the_threads(monkeypatch, processors, long):
    xs = np.full(5 * BLOCK, 0.5)
    xs[[2 * BLOCK + 9, 2 * BLOCK + 40, 4 * BLOCK]] = 3.0, 2.0, 9.0
    monkeypatch.setattr(scanning, "STRETCH", BLOCK)
    monkeypatch.setattr(scanning, "_processors", lambda: processors)
    if long:
        monkeypatch.setattr(decisions, "by_price_alone", lambda *_: False)
    found = told(of("x / 2.5", "x"), people(*xs))
    assert found == ("action.a.propensity", f"1.2, of customer {2 * BLOCK + 19}")


def test_explanations_tell_it_too():
    for call in (explain_all, funnel_of):
        with pytest.raises(DataError, match="outside 0 to 1"):
            call(of("x"), people(7.0))
    with pytest.raises(DataError, match="outside 0 to 1") as caught:
        explain(of("x"), {"customer": "ann", "x": 7.0, "ok": True})
    assert caught.value.found == "7.0, of customer ann"


def test_an_event_is_answered_under_the_same_terms():
    thanks = Action("a", (Treatment("web"),), "x", value=0.0, when="visit", transactional=True)
    catalog = replace(of(0.5), actions=(thanks, *of(0.5, "0.1").actions[1:]))
    assert told(catalog, people(7.0), when="visit") == (
        "action.a.propensity", "7.0, of customer 10",
    )  # fmt: skip
    assert told(catalog, people(7.0)) is None
