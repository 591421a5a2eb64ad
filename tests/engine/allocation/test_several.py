"""Several picks a customer: against all plans, with bounds that are no less than the best."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from engine import Catalog, decide
from engine.catalog import Action, Budget, Channel, Constraint, Exclusion, Treatment
from engine.errors import UsageError
from engine.rules import Field, ProfileSchema
from tests.engine.allocation import pick_sets as made
from tests.engine.small_catalogs import catalogue, people
from tests.engine.test_decide import rows_by_customer

COST = {"email": 0.02, "letter": 1.2, "sms": 0.1}


def candidates(everybody, n):
    """(action, channel, priority) of a customer."""
    visits, age, mail_ok = (everybody[key][n] for key in ("visits", "age", "mail_ok"))
    found = [("offer", channel, 0.6 * visits) for channel in COST]
    found += [("news", channel, 0.004 * age) for channel in ("email", "sms")]
    found += [("call-us", channel, 0.03 * age) for channel in ("letter", "email")]
    return [each for each in found if each[2] > 0.0 and (mail_ok or each[1] != "email")]


def sets_of(everybody, n, slots, apart):
    """All sets that a customer may get."""
    for size in range(slots + 1):
        for chosen in itertools.combinations(candidates(everybody, n), size):
            actions = {action for action, _, _ in chosen}
            channels = {channel for _, channel, _ in chosen}
            if len(actions) == len(channels) == size and not (apart and apart <= actions):
                yield (
                    sum(worth for _, _, worth in chosen),
                    sum(channel == "letter" for _, channel, _ in chosen),
                    sum(COST[channel] for _, channel, _ in chosen),
                )


def best_of_all(everybody, slots, apart, letters, money):
    """Worth of the best plan, customer by customer over what the ones before left."""
    plans = {(0, 0.0): 0.0}
    for n in range(len(everybody["customer"])):
        more = {}
        for (used, spent), worth in plans.items():
            for gain, letter, cost in sets_of(everybody, n, slots, apart):
                key = (used + letter, round(spent + cost, 6))
                if key[1] <= money + 1e-9:
                    more[key] = max(more.get(key, 0.0), worth + gain)
        plans = more
    return max(worth for (used, _), worth in plans.items() if used >= letters)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("apart", [set(), {"news", "offer"}])
def test_small_ones_against_all_plans(seed, apart):
    everybody = people(6, seed)
    catalog = catalogue(
        Constraint("letters", minimum=1, of={"channel": "letter"}),
        Constraint("money", maximum=2.5, counts="cost"),
        slots=2,
        exclusions=(Exclusion(tuple(sorted(apart))),) if apart else (),
    )
    result = decide(catalog, everybody)
    best = best_of_all(everybody, 2, apart, 1, 2.5)
    certificate = result.certificate
    assert certificate.value <= best * (1 + 1e-9)
    assert certificate.bound >= best * (1 - 1e-9)
    assert certificate.value >= 0.93 * best
    assert certificate.bound <= 1.14 * best
    assert certificate.exact


def test_customers_who_are_alike_get_different_sets():
    n = 300
    everybody = {
        "customer": np.arange(n), "visits": np.full(n, 3.0), "age": np.full(n, 50.0),
        "mail_ok": np.full(n, True),
    }  # fmt: skip
    limits = (
        Constraint("calls", minimum=90, of={"action": "call-us"}),
        Constraint("money", maximum=120, counts="cost"),
        Constraint("mails", maximum=30, of={"channel": "email"}),
    )
    one = decide(catalogue(*limits), everybody).certificate
    two = decide(catalogue(*limits, slots=2), everybody).certificate
    assert one.gap <= 1e-4
    assert two.value > 1.2 * one.value
    assert two.gap < 0.05


def test_a_plan_with_more_slots_is_worth_no_less():
    everybody = people(300)
    limits = (
        Constraint("money", maximum=40, counts="cost"),
        Constraint("calls", maximum=1.5, counts="0.2 * propensity"),
    )
    values = [
        decide(catalogue(*limits, slots=slots, budget=Budget(1e4)), everybody).certificate.value
        for slots in (1, 2, 3)
    ]
    assert values[0] <= values[1] * (1 + 1e-3)
    assert values[1] <= values[2] * (1 + 1e-3)


def test_where_nothing_can_be_had_there_is_no_gap():
    catalog = catalogue(Constraint("money", maximum=0, counts="cost"))
    certificate = decide(catalog, people(50)).certificate
    assert (certificate.value, certificate.gap, certificate.searched) == (0.0, 0.0, False)


def test_the_bound_of_sets_is_near_that_of_single_picks_where_there_is_one_each():
    """A fallback that nobody needs takes nothing off the bound."""
    everybody = people(300)
    one = catalogue(Constraint("money", maximum=20, counts="cost"))
    spare = Action("spare", (Treatment("sms"),), 0.0001, value=0.01, fallback=True)
    several = replace(one, actions=(*one.actions, spare))
    exact = decide(one, everybody).certificate
    found = decide(several, everybody).certificate
    assert exact.exact
    assert found.exact
    assert found.bound >= exact.value
    assert found.bound == pytest.approx(exact.bound, rel=1e-3)
    assert found.value == pytest.approx(exact.value, rel=5e-3)


# --- any catalogue ----------------------------------------------------------------------------


def random_job(seed, n, **features):
    """A catalogue with constraints that some plan keeps, and people."""
    rng = np.random.default_rng(seed)
    catalog = made.random_catalogue(rng, **features)
    everybody = made.random_people(rng, n)
    return made.planted(rng, catalog, everybody, 3), everybody


def compared(jobs):
    """Value of each plan and its bound, as parts of the best; without those where nothing is short.

    What prices of 0 give is the plan there, as without constraints, best set or not.
    """
    values, bounds = [], []
    for catalog, everybody in jobs:
        if not catalog.constraints:
            continue
        best = made.best_of_all(catalog, everybody)
        certificate = decide(catalog, everybody).certificate
        assert certificate.feasible
        assert certificate.value <= best * (1 + 1e-9)
        assert certificate.bound >= best * (1 - 1e-9)
        assert certificate.exact
        if best and (certificate.repaired or any(each.price for each in certificate.limits)):
            values.append(certificate.value / best)
            bounds.append(certificate.bound / best)
    return np.array(values), np.array(bounds)


FEATURES = [
    {"fallbacks": 0},
    {"fallbacks": 1},
    {"fallbacks": 2, "exempt": True},
    {"slots": 1},
    {"slots": 3},
]


@pytest.mark.parametrize("features", FEATURES)
def test_tiny_random_ones_against_all_plans(features):
    values, bounds = compared(random_job(seed, 5, **features) for seed in range(25))
    assert len(values) >= 12
    assert values.min() > 0.99
    assert bounds.mean() < 1.06


@pytest.mark.slow
@pytest.mark.parametrize("features", FEATURES)
def test_more_tiny_random_ones_against_all_plans(features):
    values, bounds = compared(random_job(seed, 5, **features) for seed in range(25, 225))
    assert values.min() > 0.97
    assert values.mean() > 0.999
    assert bounds.mean() < 1.06


@pytest.mark.parametrize("features", FEATURES)
def test_random_ones_of_forty_customers_are_near_the_best(features):
    values, bounds = compared(random_job(seed, 40, **features) for seed in range(6))
    assert len(values) >= 4
    assert values.min() > 0.99
    assert bounds.max() < 1.02


# --- fallbacks --------------------------------------------------------------------------------


def standing_in(slots, *constraints, letters=1):
    """Two ordinary actions that everybody qualifies for, and fallbacks by letter."""
    names = ("call", "deal")[:letters]
    return Catalog(
        made.SCHEMA,
        made.CHANNELS,
        (
            Action("ask", (Treatment("email"),), 1.0, value="ask"),
            Action("buy", (Treatment("sms"), Treatment("web")), 1.0, value="buy", deliver="all"),
            *(
                Action(name, (Treatment("letter"),), 1.0, value=name, fallback=True)
                for name in names
            ),
        ),
        slots=slots,
        constraints=constraints,
    )


@pytest.mark.parametrize("slots", [1, 2, 3])
def test_a_minimum_brings_fallbacks_to_those_who_lose_least_by_them(slots):
    everybody = made.random_people(np.random.default_rng(slots), 12)
    for name in made.NAMES:
        everybody[name] += 1.0
    catalog = standing_in(
        slots,
        Constraint("calls", minimum=4, of={"action": "call"}),
        Constraint("deals", minimum=3, of={"action": "deal"}),
        Constraint("asked", minimum=5, of={"action": "ask"}),
        letters=2,
    )
    result = decide(catalog, everybody)
    assert result.certificate.value == pytest.approx(made.best_of_all(catalog, everybody))
    assert result.certificate.bound == pytest.approx(result.certificate.value, rel=1e-6)
    rows = rows_by_customer(result.table)
    fallbacks = [each for each in rows.values() if each[0]["channel"] == "letter"]
    assert len(fallbacks) == 7
    assert all(len(each) == 1 and each[0]["reason"] == "fallback" for each in fallbacks)


@pytest.mark.parametrize("n", [600, 60_000])
def test_large_jobs_bring_fallbacks_too(n):
    everybody = made.random_people(np.random.default_rng(0), n)
    for name in made.NAMES:
        everybody[name] += 1.0
    catalog = standing_in(2, Constraint("calls", minimum=n / 4, of={"action": "call"}))
    lost = everybody["ask"] + 2.0 * everybody["buy"] - everybody["call"]
    best = np.sum(everybody["ask"] + 2.0 * everybody["buy"])
    certificate = decide(catalog, everybody).certificate
    # who gains by a letter gets one, and as many others as must be
    best -= np.sum(np.sort(lost)[: max(n // 4, int((lost < 0.0).sum()))])
    assert certificate.value == pytest.approx(best, rel=1e-4)
    assert certificate.gap < 1e-4


def test_a_fallback_goes_out_in_place_of_ordinary_actions_and_beside_none():
    everybody = {"customer": range(5), "mails": np.zeros(5)}
    everybody |= {name: np.full(5, 1.0) for name in made.NAMES}
    asked = Constraint("asked", minimum=3, of={"action": "ask"})
    called = Constraint("called", minimum=3, of={"action": "call"})
    with pytest.raises(UsageError) as caught:
        decide(standing_in(3, asked, called), everybody)
    assert caught.value.found == (
        "asked: at least 3 picks, but 2 picks can be had: 1 pick too many; "
        "called: at least 3 picks, but 2 picks can be had: 1 pick too many"
    )


THIRDS = {"x": 1 / 3, "y": 1 / 3, "z": 1 / 3}


def in_thirds(actions, slots, total):
    """A budget in three parts that whole picks never use up."""
    schema = ProfileSchema((Field("f", "number"), Field("g", "number")))
    channels = (Channel("x", cost=1.0), Channel("y", cost=0.5), Channel("z", cost=0.5))
    most = Constraint("most", maximum=60, of={"action": actions[0].name})
    return Catalog(
        schema, channels=channels, actions=actions, slots=slots,
        budget=Budget(total=total, split=THIRDS), constraints=(most,),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("total", [3650, 7300])
@pytest.mark.parametrize("form", ["several", "together"])
def test_maximums_alone_can_always_be_kept(form, total, seed):
    everywhere = tuple(Treatment(name) for name in "xyz")
    actions = (Action("mail", everywhere, "f", value=100.0),)
    if form == "together":
        actions += (Action("pair", everywhere[:2], "g", value=40.0, deliver="all"),)
    rng = np.random.default_rng(seed)
    table = {"customer": np.arange(600), "f": rng.random(600) * 0.1, "g": rng.random(600) * 0.1}
    found = decide(in_thirds(actions, 2, total), table)
    assert found.certificate.feasible
    part = total / 365 / 3
    whole = int(part) + 2 * int(part / 0.5)  # what whole picks can use of each third
    assert sum(found.actions.values()) >= 0.97 * whole


@pytest.mark.parametrize("n", [2, 600, 2000])
def test_of_an_action_for_all_channels_parts_go_out_where_the_whole_does_not_fit(n):
    schema = ProfileSchema((Field("f", "number"),))
    both = Action("both", (Treatment("x"), Treatment("y")), "f", value=10.0, deliver="all")
    catalog = Catalog(
        schema, channels=(Channel("x"), Channel("y")), actions=(both,),
        constraints=(Constraint("three", maximum=3),),
    )  # fmt: skip
    table = {"customer": np.arange(n), "f": np.linspace(0.1, 0.5, n)}
    certificate = decide(catalog, table).certificate
    assert certificate.limits[-1].used == 3
    assert certificate.gap < 1e-3


def test_what_alone_is_more_than_a_limit_allows_keeps_nothing_else_away():
    schema = ProfileSchema((Field("f", "number"),))
    dear = Action("dear", (Treatment("x"),), "f", value=100.0)
    plain = Action("plain", (Treatment("y"),), "f", value=10.0)
    catalog = Catalog(
        schema, channels=(Channel("x", cost=5.0), Channel("y")), actions=(dear, plain),
        constraints=(Constraint("money", maximum=1.5, counts="cost"),),
    )  # fmt: skip
    found = decide(catalog, {"customer": [1, 2, 3], "f": [0.1, 0.2, 0.3]})
    assert found.actions == {"dear": 0, "plain": 3}
