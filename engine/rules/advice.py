"""What to write in place of what a rule cannot hold."""

from __future__ import annotations

import ast
import re

from engine.rules.expressions import TIMESTAMP, Expr, Reading
from engine.rules.schema import FUNCTIONS, ProfileSchema

__all__ = [
    "ACCEPTED",
    "ADVICE",
    "CAPITALS",
    "SMALL_LETTERS",
    "UNIT",
    "no_unit",
    "said_of_boolean",
    "since",
]

ACCEPTED = "numbers, texts, fields, + - * / // % **, comparisons, and, or, not, in, if-else, " + (
    ", ".join(FUNCTIONS)
)
ADVICE: dict[type[ast.AST], str] = {
    ast.Attribute: "a field by its own name: a dot leads nowhere in a rule",
    ast.Subscript: "a field by its own name: there are no lists to pick from",
    ast.Lambda: "an expression; rules define no functions",
    ast.NamedExpr: "an expression; `==` compares, nothing is assigned",
    ast.JoinedStr: "a plain text in quotes",
    ast.Starred: "each argument by itself",
    ast.BitAnd: "`and` between conditions",
    ast.BitOr: "`or` between conditions",
    ast.Invert: "`not` before a condition",
}


UNIT = re.compile(
    r"\d\s*(s|sec|seconds?|min|mins|minutes?|h|hours?|d|days?|w|weeks?|months?|y|years?|km|EUR|USD)"
    r"\b"
)
"""A number with a unit, as scenario files have it and rules don't."""

CAPITALS = re.compile(r"\b(?!(?:and|or|not|in)\b)(?i:and|or|not|in)\b")
"""Words of the rule language in other than small letters."""
SMALL_LETTERS = "small letters: `and`, `or`, `not`, `in`"

YES = frozenset(("yes", "true", "on"))
NO = frozenset(("no", "false", "off"))


def said_of_boolean(schema: ProfileSchema, name: str, word: str) -> str | None:
    """What to write in place of ``field = yes``; None where this is something else."""
    if word in schema or name not in schema or schema[name].kind != "boolean":
        return None
    if word.lower() in YES:
        return f"write just `{name}`"
    return f"write just `not {name}`" if word.lower() in NO else None


def no_unit(schema: ProfileSchema) -> str:
    """What to write in place of a number with a unit."""
    advice = "a number alone: numbers in rules have no unit"
    if any(name.startswith("days_since_") for name in schema.names):
        advice += "; days_since_... counts days"
    return advice


def since(*parts: Expr) -> str | None:
    """What to write in place of the first timestamp among some parts; None where there is none."""
    for part in parts:
        if isinstance(part, Reading) and part.type == TIMESTAMP:
            name = part.field.name
            return (
                f"days_since({name}), a number of days; {name} itself stands only beside another "
                f"timestamp, or in is_missing({name})"
            )
    return None
