"""Small random catalogues, all sets of picks that each customer may get, and the best plan of all.

A set is at most `slots` ordinary actions, or one fallback and nothing else; an action goes out by
one of its treatments, or by any of them where it delivers all. A channel carries one pick,
exclusions keep apart, and a cap holds what is not transactional. A plan is one set for each
customer; HiGHS finds the best over all sets.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from unittest import mock

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from engine import Catalog, decide
from engine.catalog import (
    Action,
    Cap,
    Channel,
    Constraint,
    ContactPolicy,
    Exclusion,
    Treatment,
)
from engine.rules import Field, ProfileSchema

COST = {"email": 0.02, "letter": 1.2, "sms": 0.1, "web": 0.0}
CHANNELS = tuple(
    Channel(name, cost, contacts={"7 d": "mails"} if name == "email" else {})
    for name, cost in COST.items()
)
NAMES = ("ask", "buy", "call", "deal", "ever", "fair")
"""Actions; what one is worth to a customer is the field of its name."""
SCHEMA = ProfileSchema(tuple(Field(name, "number") for name in ("mails", *NAMES)))


@dataclass(frozen=True)
class Pick:
    """One candidate of a customer."""

    action: Action
    channel: str
    worth: float


def some(rng, least, most, names=tuple(COST)):
    """Some of the channels, or of other names."""
    return rng.permutation(names)[: int(rng.integers(least, most + 1))].tolist()


def random_catalogue(rng, slots=None, *, fallbacks=1, exempt=False):
    """A catalogue of the features that bear on sets, without constraints.

    Args:
        fallbacks: how many of its actions stand in, at most.
        exempt: whether actions may be transactional.
    """
    names = NAMES[: int(rng.integers(3, 7))]
    standing_in = some(rng, 0, fallbacks, names)
    actions = tuple(
        Action(
            name,
            tuple(Treatment(str(on)) for on in sorted(some(rng, 1, 3))),
            1.0,
            value=name,
            deliver="all" if rng.random() < 0.3 else "best",
            fallback=name in standing_in,
            transactional=bool(exempt and rng.random() < 0.3),
        )
        for name in names
    )
    caps = [
        Cap(int(rng.integers(1, 3)), "7 d", tuple(sorted(some(rng, 2, 2))))
        for _ in range(int(rng.integers(0, 3)))
    ]
    apart = [
        Exclusion(tuple(sorted(some(rng, 2, 3, names)))) for _ in range(int(rng.integers(0, 3)))
    ]
    return Catalog(
        SCHEMA,
        CHANNELS,
        actions,
        contact_policy=ContactPolicy(tuple(caps), count_transactional=bool(rng.random() < 0.5)),
        slots=int(rng.integers(1, 4)) if slots is None else slots,
        exclusions=tuple(apart),
    )


def random_people(rng, n):
    """Customers who qualify for six in ten of the actions."""
    worth = np.round(rng.gamma(2.0, 1.0, (n, len(NAMES))), 2) + 0.01
    worth[rng.random(worth.shape) < 0.4] = 0.0
    return {
        "customer": rng.permutation(10 * n)[:n],
        "mails": rng.integers(0, 3, n).astype(float),
        **{name: worth[:, place] for place, name in enumerate(NAMES)},
    }


def candidates(catalog, everybody, row):
    """Picks that a customer qualifies for."""
    return [
        Pick(action, treatment.channel, float(everybody[action.name][row]))
        for action in catalog.actions
        for treatment in action.treatments
        if everybody[action.name][row] > 0.0
    ]


def room(catalog, everybody, row):
    """Channels of each cap, and contacts that it still allows."""
    return [
        (cap.channels, cap.limit - ("email" in cap.channels) * everybody["mails"][row])
        for cap in catalog.contact_policy.caps
    ]


def possible(catalog, caps, chosen):
    """Whether a customer may get these picks together."""
    actions = {pick.action.name for pick in chosen}
    if len({pick.channel for pick in chosen}) < len(chosen):
        return False
    single = [pick.action.name for pick in chosen if pick.action.deliver == "best"]
    if len(set(single)) < len(single):
        return False
    if any(pick.action.fallback for pick in chosen):
        if len(actions) > 1:
            return False
    elif len(actions) > catalog.slots:
        return False
    if any(len(actions.intersection(each.actions)) > 1 for each in catalog.exclusions):
        return False
    held = [pick.channel for pick in chosen if not pick.action.transactional]
    return all(
        left >= sum(channel in channels for channel in held)
        for channels, left in caps
        if any(channel in channels for channel in held)
    )


def sets_of(catalog, everybody, row):
    """All sets of picks that a customer may get, the empty one first."""
    every, caps = candidates(catalog, everybody, row), room(catalog, everybody, row)
    return [
        chosen
        for size in range(len(COST) + 1)
        for chosen in itertools.combinations(every, size)
        if possible(catalog, caps, chosen)
    ]


def use(constraint, pick):
    """What a pick uses of a constraint on an action or a channel; picks or cost."""
    of = {"action": pick.action.name, "channel": pick.channel}
    if any(of[key] not in (constraint.names(key) or ()) for key in constraint.of):
        return 0.0
    return 1.0 if constraint.counts == "picks" else COST[pick.channel]


def planted(rng, catalog, everybody, number):
    """The catalogue with constraints that a random plan keeps, most of them only just."""
    plan = []
    for row in range(len(everybody["customer"])):
        sets = sets_of(catalog, everybody, row)
        plan += sets[int(rng.integers(len(sets)))]
    names = sorted({pick.action.name for pick in plan})
    found = []
    for place in range(number if plan else 0):
        kind = int(rng.integers(4))
        of = {"action": str(rng.choice(names))} if kind < 2 else {}
        if kind == 2:
            of = {"channel": str(rng.choice(sorted({pick.channel for pick in plan})))}
        each = Constraint(f"limit-{place}", of=of, counts="cost" if kind == 3 else "picks")
        used = round(sum(use(each, pick) for pick in plan), 6)
        least = kind < 3 and rng.random() < 0.6
        found.append(replace(each, **{"minimum" if least else "maximum": used}))
    return replace(catalog, constraints=tuple(found))


class Posed(Exception):  # noqa: N818 - carries what was posed
    """Choice and limits, in place of an allocation."""


def posed(catalog, everybody, **options):
    """Choice and limits of a decision, before they are solved."""

    def stop(choice, limits, _effort):
        raise Posed(choice, limits)

    with mock.patch("engine.together.allocate", stop):
        try:
            decide(catalog, everybody, **options)
        except Posed as found:
            return found.args
    raise AssertionError("nothing was posed")


def best_of_all(catalog, everybody):
    """Worth of the best plan; None where there is none."""
    sets = [sets_of(catalog, everybody, row) for row in range(len(everybody["customer"]))]
    every = [chosen for each in sets for chosen in each]
    owner = np.repeat(np.arange(len(sets)), [len(each) for each in sets])
    worth = np.array([sum(pick.worth for pick in chosen) for chosen in every])
    rules = [LinearConstraint((np.arange(len(sets))[:, None] == owner).astype(float), 1.0, 1.0)]
    for each in catalog.constraints:
        used = [sum(use(each, pick) for pick in chosen) for chosen in every]
        low = -np.inf if each.minimum is None else each.minimum - 1e-7
        high = np.inf if each.maximum is None else each.maximum + 1e-7
        rules.append(LinearConstraint(np.array([used]), low, high))
    found = milp(
        -worth, constraints=rules, integrality=np.ones(len(every)), bounds=Bounds(0.0, 1.0),
        options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    return None if found.x is None else float(worth[found.x > 0.5].sum())
