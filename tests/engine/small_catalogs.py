"""A small catalogue under constraints, and people for it."""

from __future__ import annotations

import numpy as np

from engine import Catalog
from engine.catalog import Action, Channel, Constraint, Treatment
from engine.rules import Field, ProfileSchema

SCHEMA = ProfileSchema(
    (Field("visits", "number"), Field("age", "number"), Field("mail_ok", "boolean"))
)


def catalogue(*constraints, **options):
    """Three channels, three actions."""
    given = {
        "slots": 1,
        "channels": (
            Channel("email", cost=0.02, consent="mail_ok"),
            Channel("letter", cost=1.2),
            Channel("sms", cost=0.1),
        ),
        "actions": (
            Action(
                "offer",
                (Treatment("email"), Treatment("letter"), Treatment("sms")),
                "min(0.01 * visits, 1)",
                value=60.0,
                group="sales",
            ),
            Action(
                "news", (Treatment("email"), Treatment("sms")), "min(0.0001 * age, 1)", value=40.0
            ),
            Action("call-us", (Treatment("letter"), Treatment("email")), 0.03, value="age"),
        ),
    }
    return Catalog(SCHEMA, **{**given, **options}, constraints=constraints)


def people(n, seed=0):
    rng = np.random.default_rng(seed)
    return {
        "customer": rng.permutation(10 * n)[:n],
        "visits": rng.poisson(2, n).astype(float),
        "age": rng.uniform(18, 90, n).round(1),
        "mail_ok": rng.random(n) < 0.7,
    }


def limits(n):
    """Four constraints of all kinds for n customers."""
    return (
        Constraint("letters", minimum=0.1 * n, of={"channel": "letter"}),
        Constraint("money", maximum=0.15 * n, counts="cost"),
        Constraint(
            "calls", maximum=0.005 * n, counts="0.2 * propensity",
            of={"channel": ["email", "letter"]},
        ),
        Constraint("news", maximum=0.2 * n, of={"action": "news"}),
    )  # fmt: skip
