"""Random rules and random profiles, for tests that hold the kernel against the interpreter."""

from __future__ import annotations

import math

import numpy as np

from engine.rules import Field, ProfileSchema, Stamp, Value
from engine.rules.stamps import utc

AS_OF = utc("2026-11-30")
STEPS = ("none", "browse", "product", "basket")
CHANNELS = ("email", "shop", "site")
SCHEMA = ProfileSchema(
    (
        Field("visits", "number"),
        Field("customer", "boolean"),
        Field("step", "category", STEPS),
        Field("distance", "number"),
        Field("booked", "boolean"),
        Field("channel", "category", CHANNELS),
        Field("points", "number"),
        Field("last_step", "category", STEPS),
        Field("rating", "number"),
        Field("ordered", "timestamp"),
        Field("joined", "timestamp"),
    )
)
STAMPS = [field.name for field in SCHEMA if field.kind == "timestamp"]
NUMBERS = [field.name for field in SCHEMA if field.kind == "number"]
NUMBERS += [f"days_since({name})" for name in STAMPS]
BOOLEANS = [field.name for field in SCHEMA if field.kind == "boolean"]
CONSTANTS = ["0", "1", "2", "3", "0.5", "0.1", "7", "100", "1e-300", "1e300", "5e-324", "1e16"]
EXTREMES = [
    *(0.0, -0.0, 1.0, -1.0, 2.0, 3.0, 0.5, -0.5, 2.5, -7.0, 100.0, 1e16, 709.5, -745.0),
    *(5e-324, -5e-324, 1e-300, 1e300, -1e300, 1.7976931348623157e308, -1.7976931348623157e308),
    *(math.inf, -math.inf, math.nan, None, None, None),
]


class Writer:
    """Writes the text of a random rule or formula, in any shape that the language has."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def pick(self, options):
        """One of several."""
        return options[int(self.rng.integers(len(options)))]

    def number(self, depth: int) -> str:
        """A formula with at most this many levels below."""
        if depth == 0 or self.rng.random() < 0.15:
            return self.pick(CONSTANTS) if self.rng.random() < 0.35 else self.pick(NUMBERS)
        a, b, c = (self.number(depth - 1) for _ in range(3))
        shapes = [
            lambda: f"({a} {self.pick('+-*/%')} {b})",
            lambda: f"({a} // {b})",
            lambda: f"{a} + {b} - {c}",
            lambda: f"({a} {self.pick(['*', '/', '//', '%'])} {b} * {c})",
            lambda: f"-({a})",
            lambda: f"({a}) ** {self.pick(['0', '1', '2', '3', '16', '-1', '-2', '-16'])}",
            lambda: f"({a} if {self.condition(depth - 1)} else {b})",
            lambda: f"{self.pick(['min', 'max', 'coalesce'])}({a}, {b}, {c})",
            lambda: f"{self.pick(['abs', 'floor', 'ceil', 'sqrt', 'exp', 'log'])}({a})",
            lambda: f"clip({a}, {b}, {c})",
        ]
        return self.pick(shapes)()

    def category(self, values: tuple[str, ...], depth: int) -> str:
        """An expression that gives one of these values."""
        names = [field.name for field in SCHEMA if field.values == values]
        name = self.pick(names)
        if depth == 0 or self.rng.random() < 0.6:
            return name
        other = self.pick([*names, repr(self.pick(values))])
        if self.rng.random() < 0.5:
            return f"coalesce({name}, {other})"
        return f"({name} if {self.condition(depth - 1)} else {other})"

    def leaf(self) -> str:
        """The conditions that people write most: they become fast clauses."""
        sign = self.pick(["<", "<=", ">", ">=", "==", "!="])
        shapes = [
            lambda: f"{self.pick(NUMBERS)} {sign} {self.pick(CONSTANTS)}",
            lambda: f"-{self.pick(CONSTANTS)} {sign} {self.pick(NUMBERS)}",
            lambda: f"1 {sign} {self.pick(NUMBERS)} {self.pick(['<', '<=', '!='])} 3",
            lambda: f"{self.pick(STAMPS)} {sign} {self.pick(STAMPS)}",
            lambda: f"ordered {sign} joined {self.pick(['<', '>=', '==', '!='])} ordered",
            lambda: f"step {self.pick(['==', '!='])} {self.pick(STEPS)!r}",
            lambda: f"{self.pick(CHANNELS)!r} {self.pick(['==', '!='])} channel",
            lambda: self.pick(BOOLEANS),
            lambda: f"not {self.pick(BOOLEANS)}",
            lambda: f"{self.pick(BOOLEANS)} {self.pick(['==', '!='])} True",
            lambda: f"is_missing({self.pick(SCHEMA.names)})",
        ]
        return self.pick(shapes)()

    def condition(self, depth: int) -> str:
        """A condition with at most this many levels below."""
        if depth == 0 or self.rng.random() < 0.15:
            return self.leaf()
        below = depth - 1
        a, b = self.condition(below), self.condition(below)
        join = self.pick(["and", "or"])
        chain = [self.pick(["<", "<=", ">", ">=", "==", "!="]) for _ in range(3)]
        values = self.pick([STEPS, CHANNELS])
        listed = ", ".join(repr(self.pick(values)) for _ in range(int(self.rng.integers(1, 4))))
        member = self.pick(["in", "not in"])
        shapes = [
            lambda: f"({a} {join} {b})",
            lambda: f"{a} and {b}",
            lambda: f"({a} {join} {b} {join} {self.condition(below)})",
            lambda: f"not ({a})",
            lambda: f"({a}) {self.pick(['==', '!='])} ({b})",
            lambda: f"{self.number(below)} {chain[0]} {self.number(below)}",
            lambda: (
                f"({self.number(below)} {chain[0]} {self.number(below)} "
                f"{chain[1]} {self.number(below)} {chain[2]} {self.pick(NUMBERS)})"
            ),
            lambda: (
                f"{self.category(values, below)} {self.pick(['==', '!='])} "
                f"{self.category(values, below)}"
            ),
            lambda: f"{self.category(values, below)} {member} [{listed}]",
            lambda: f"{self.number(below)} {member} (0, 1, -2.5, 1e16)",
            lambda: f"is_missing({self.number(below)})",
            lambda: f"is_missing({a})",
            lambda: f"coalesce({a}, {b})",
            lambda: f"({a} if {b} else {self.condition(below)})",
        ]
        # `not` and comparisons bind tighter than what may stand beside them
        text = self.pick(shapes)()
        return text if below > 0 and self.rng.random() < 0.3 else f"({text})"


def random_profile(rng: np.random.Generator) -> dict[str, Value]:
    """A profile with missing values, infinities and extremes."""
    profile: dict[str, Value] = {}
    for field in SCHEMA:
        if field.kind == "number":
            small = float(rng.integers(-2, 6))
            profile[field.name] = (
                small if rng.random() < 0.4 else EXTREMES[int(rng.integers(len(EXTREMES)))]
            )
        elif rng.random() < 0.25:
            profile[field.name] = None
        elif field.kind == "timestamp":
            days = float(rng.integers(-2, 6))
            profile[field.name] = Stamp(days if rng.random() < 0.6 else days + rng.random(), AS_OF)
        elif field.kind == "boolean":
            profile[field.name] = bool(rng.integers(2))
        else:
            profile[field.name] = field.values[int(rng.integers(len(field.values)))]
    return profile
