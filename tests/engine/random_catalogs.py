"""Random catalogues and profiles, for tests that hold `decide` against the plain decision."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from engine.catalog import (
    Action,
    Budget,
    Cap,
    Catalog,
    Channel,
    ContactPolicy,
    Explore,
    Learned,
    Scorecard,
    Treatment,
)
from engine.rules import Field, ProfileSchema

SCHEMA = ProfileSchema(
    (
        Field("visits", "number"),
        Field("age", "number"),
        Field("kind", "category", ("new", "old", "lost")),
        Field("mail_ok", "boolean"),
        Field("bought", "boolean"),
        Field("mails", "number"),
        Field("texts", "number"),
    )
)
RULES = [
    "visits >= 2",
    "kind == 'new'",
    "not bought",
    "kind in ('new', 'old') and visits > 0",
    "is_missing(age) or age < 60",
    "visits / age > 0.05",
    "True",
]
SHARES = [0.0, 0.1, 0.25, 0.5, 1.0]

CHANNELS = [
    Channel("email", 0.02, consent="mail_ok", suppressed="bought", contacts={"7 d": "mails"}),
    Channel("letter", 1.5, suppressed="bought"),
    Channel("sms", 0.1, contacts={"7 d": "texts"}),
    Channel("web"),
]

rules = st.none() | st.sampled_from(RULES)
propensities = (
    st.sampled_from([0.0, 0.01, 0.05, 0.2])
    | st.sampled_from(["0.01 * visits", "0.1 if bought else 0.02", "age / 1000"])
    | st.builds(
        Scorecard,
        st.sampled_from([-4.0, -2.0]),
        st.sampled_from([{}, {"visits": 0.3}, {"age": -0.02, "bought": 1.0}]),
    )
    | st.builds(
        Learned,
        prior=st.sampled_from([0.02, 0.1]),
        segment=st.sampled_from([None, None, "kind", "bought"]),
    )
)


@st.composite
def actions(draw, name):
    """An action with up to three treatments."""
    channels = draw(st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=3))
    return Action(
        name,
        tuple(Treatment(channel.name) for channel in channels),
        draw(propensities),
        value=draw(st.none() | st.sampled_from([0.0, 3.5, 100.0, "10 + visits", "2 * age"])),
        context=draw(st.sampled_from([1.0, 0.5, "1 + visits / 10", "visits - 1"])),
        boost=draw(st.sampled_from([1.0, 2.0, 0.0])),
        eligible=draw(rules),
        applicable=draw(rules),
        suitable=draw(rules),
        when=draw(st.sampled_from(["plan", "plan", "plan", "visit"])),
        on=draw(st.sampled_from([(), ("web",), ("sms",)])),
        deliver=draw(st.sampled_from(["best", "all"])),
        holdout=draw(st.sampled_from(SHARES)),
        fallback=draw(st.sampled_from([False, False, True])),
        transactional=draw(st.sampled_from([False, False, True])),
        after_purchase=draw(st.booleans()),
    )


def learned(catalog):
    """Counts for all actions that learn."""
    by_segment = {
        None: (30.0, 4.0),
        "kind": {"new": (50.0, 1.0), "old": (10.0, 5.0), None: (7.0, 0.0)},
        "bought": {True: (40.0, 20.0), False: (200.0, 3.0)},
    }
    return {
        action.name: by_segment[action.propensity.segment]
        for action in catalog.actions
        if isinstance(action.propensity, Learned)
    }


@st.composite
def exploring(draw):
    """A catalogue that explores by lot."""
    catalog = draw(catalogs())
    forced = [draw(st.sampled_from([0.0, 0.0, 0.03, 0.1])) for _ in catalog.actions]
    return replace(
        catalog,
        slots=1,
        actions=tuple(
            replace(action, explore=0.0 if action.transactional else share)
            for action, share in zip(catalog.actions, forced, strict=True)
        ),
        explore=Explore(draw(st.sampled_from([0.0, 0.05, 0.4]))),
    )


@st.composite
def catalogs(draw, *, money=True):
    """A catalogue with at least one planned action that asks for no channel."""
    names = ["offer", "reminder", "survey", "thanks", "welcome"][: draw(st.integers(0, 5))]
    made = [draw(actions(name)) for name in names]
    made.append(Action("base", (Treatment("email"), Treatment("sms")), 0.05, eligible="visits > 0"))
    caps = st.builds(
        Cap,
        st.integers(0, 3),
        st.just("7 d"),
        st.sampled_from([(), ("email", "sms"), ("email",)]),
        st.sampled_from(["customer", "group", "channel"]),
    )
    budget = Budget()
    if money:
        budget = Budget(
            draw(st.none() | st.sampled_from([0.0, 30.0, 400.0, 3650.0])),
            minimum_return=draw(st.sampled_from([0.0, 1.0, 3.0])),
        )
        if budget.total is not None and draw(st.booleans()):
            split = {"email": 0.2, "sms": 0.3, "letter": 0.5}
            budget = Budget(budget.total, split, budget.minimum_return)
    return Catalog(
        SCHEMA,
        tuple(CHANNELS),
        tuple(made),
        contact_policy=ContactPolicy(
            tuple(draw(st.lists(caps, max_size=2))),
            draw(st.sampled_from([0.0, 0.0, 0.2, 1.0])),
            draw(st.booleans()),
        ),
        budget=budget,
        value=40.0,
        slots=draw(st.integers(1, 3)),
        groups=draw(st.sampled_from([(), (("email", "sms"),), (("email", "web"), ("sms",))])),
    )


profiles = st.fixed_dictionaries(
    {
        "visits": st.none() | st.sampled_from([0.0, 1.0, 2.0, 5.0]),
        "age": st.none() | st.sampled_from([0.0, 20.0, 41.0, 70.0]),
        "kind": st.none() | st.sampled_from(["new", "old", "lost"]),
        "mail_ok": st.none() | st.booleans(),
        "bought": st.none() | st.booleans(),
        "mails": st.none() | st.sampled_from([0.0, 1.0, 2.0]),
        "texts": st.none() | st.sampled_from([0.0, 1.0]),
    }
)
customers = st.dictionaries(st.integers(0, 2**40 - 1), profiles, min_size=1, max_size=12)


def columns(customers):
    """Customers as a mapping of columns."""
    rows = list(customers.items())
    table = {"customer": [number for number, _ in rows]}
    for field in SCHEMA:
        table[field.name] = [values[field.name] for _, values in rows]
    return table
