"""The best set of picks of each customer: that of all sets, at any prices, and proved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import Catalog, decide
from engine.allocation.problem import FREE
from engine.allocation.several import Several
from engine.catalog import Action, Cap, Channel, Constraint, ContactPolicy, Exclusion, Treatment
from engine.rules import Field, ProfileSchema
from tests.engine.allocation import pick_sets as made


def random_prices(rng, choice, limits):
    """Prices by fixed point, some of which shut out, below 0 where a minimum asks for more."""
    prices = np.zeros(len(limits))
    top = choice.offers.value.max(initial=1.0)
    for limit in range(len(limits)):
        unit = top / max(choice.offers.usage[:, limit].max(), 1)
        if limits.upper[limit] < FREE and rng.random() < 0.7:
            prices[limit] = unit * rng.choice([rng.gamma(1.0, 0.5), 5.0])
        elif limits.lower[limit] > 0 and rng.random() < 0.7:
            prices[limit] = -unit * rng.choice([rng.gamma(1.0, 0.5), 5.0])
    return prices


def place_of(catalog, choice, row, pick):
    """Where a pick stands among the candidates of a customer."""
    offers = choice.offers
    for place in range(offers.first[row], offers.last[row]):
        action, number = catalog.treatments[offers.treatment[place]]
        if (action.name, action.treatments[number].channel) == (pick.action.name, pick.channel):
            return place
    return None


def by_trying(catalog, everybody, choice, net):
    """All sets of each customer: places, and net value."""
    found = []
    for row in range(len(everybody["customer"])):
        sets = {}
        for chosen in made.sets_of(catalog, everybody, row):
            places = [place_of(catalog, choice, row, pick) for pick in chosen]
            if None not in places:  # what alone is more than a limit allows is no candidate
                sets[frozenset(places)] = sum(net[place] for place in places)
        found.append(sets)
    return found


@pytest.mark.parametrize("block", range(10))
def test_it_is_the_best_of_all_sets(block):
    seen = 0
    for seed in range(30 * block, 30 * block + 30):
        rng = np.random.default_rng(seed)
        catalog = made.random_catalogue(rng, fallbacks=2, exempt=True)
        everybody = made.random_people(rng, 4)
        catalog = made.planted(rng, catalog, everybody, 3)
        if not catalog.constraints:
            continue
        choice, limits = made.posed(catalog, everybody)
        if not isinstance(choice, Several):  # one pick each, and no fallback
            continue
        prices = random_prices(rng, choice, limits)
        penalty, _ = choice.offers.penalties(prices)
        net = choice.offers.value - penalty[choice.offers.treatment]
        sets = by_trying(catalog, everybody, choice, net)
        best = [max(each.values()) for each in sets]
        picks = choice.best(prices, choice.respond(prices).picks)
        for row, taken in enumerate(picks):
            places = frozenset(taken[taken >= 0].tolist())
            assert sets[row][places] == pytest.approx(best[row], abs=1e-9), seed
        bound = np.where(prices >= 0.0, limits.upper, limits.lower)
        ceiling = choice.ceiling(limits, prices)
        borne = float(prices[prices != 0.0] @ bound[prices != 0.0])
        assert ceiling.exact
        assert ceiling.value == pytest.approx(sum(best) + borne, rel=1e-9, abs=1e-6), seed
        seen += 1
    assert seen > 15


def test_it_does_not_hang_on_the_order_of_candidates():
    rng = np.random.default_rng(3)
    catalog = made.random_catalogue(rng, 3)
    everybody = made.random_people(rng, 40)
    catalog = made.planted(rng, catalog, everybody, 2)
    choice, _ = made.posed(catalog, everybody)
    offers, prices = choice.offers, np.zeros(len(choice.offers.load_of))
    order = np.concatenate(
        [rng.permutation(np.arange(a, b)) for a, b in zip(offers.first, offers.last, strict=True)]
    )
    mixed = replace(offers, treatment=offers.treatment[order], value=offers.value[order])
    other = Several(mixed, choice.p, choice.room, choice.scratch, choice.stop)
    nothing = np.full((40, int(choice.p["channels"])), -1)
    one, two = choice.best(prices, nothing), other.best(prices, nothing)
    of = np.append(offers.treatment, -1)
    of_mixed = np.append(mixed.treatment, -1)
    assert (of[one] == of_mixed[two]).all()
    assert (one >= 0).sum() > 40


def test_transactional_picks_of_a_moment_stay():
    """A receipt takes the channel of what is worth more; the ceiling counts both ways."""
    catalog = Catalog(
        made.SCHEMA,
        made.CHANNELS,
        (
            Action("ask", (Treatment("email"),), 1.0, value="ask", when="visit"),
            Action("buy", (Treatment("sms"),), 1.0, value="buy", when="visit"),
            Action(
                "call", (Treatment("email"),), 1.0, value="call", when="visit", transactional=True
            ),
        ),
        constraints=(Constraint("few", maximum=1.0),),
    )
    everybody = {"customer": [1], **{name: [0.0] for name in ("mails", *made.NAMES)}}
    everybody |= {"ask": [5.0], "buy": [3.0], "call": [0.1]}
    choice, limits = made.posed(catalog, everybody, when="visit", channel="web")
    prices = np.zeros(2)
    (picks,) = choice.best(prices, choice.respond(prices).picks)
    assert sorted(choice.offers.value[picks[picks >= 0]]) == [10.0, 300.0]
    ceiling = choice.ceiling(limits, prices)
    assert ceiling.value == pytest.approx(500.0)
    assert not ceiling.exact


def test_a_cap_on_all_channels_ends_the_search_early():
    certificate = many(150, caps=(Cap(1, "day", ()),))
    assert certificate.exact
    assert certificate.gap < 1e-6


def test_who_needs_too_many_steps_has_a_rougher_bound():
    names = tuple(f"act-{number}" for number in range(150))
    certificate = many(150, apart=(Exclusion(names),))
    assert certificate.feasible
    assert not certificate.exact
    assert certificate.bound > 2.0 * certificate.value


def many(number, *, caps=(), apart=()):
    """The certificate of a plan with so many actions, three slots each."""
    names = [f"act-{place}" for place in range(number)]
    catalog = Catalog(
        ProfileSchema((Field("age", "number"),)),
        (Channel("email"), Channel("sms"), Channel("web")),
        tuple(
            Action(name, (Treatment("email"), Treatment("sms"), Treatment("web")), 1.0,
                   value=f"age + {place / 1000}")
            for place, name in enumerate(names)
        ),
        contact_policy=ContactPolicy(caps),
        slots=3,
        exclusions=apart,
        constraints=(Constraint("texts", maximum=10.0, of={"channel": "sms"}),),
    )  # fmt: skip
    return decide(catalog, {"customer": range(40), "age": np.arange(40) + 20.0}).certificate
