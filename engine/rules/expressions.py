"""Rules and formulas once read: a tree of frozen nodes.

Every node knows its own words in the rule's text (for explanations; ignored in comparisons) and the
type of its result. A run of operators of one rank is one node with many parts, so that a tree is
never deeper than its parentheses and ranks make it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from engine.rules.schema import Field

__all__ = [
    "BOOLEAN",
    "NUMBER",
    "TEXT",
    "TIMESTAMP",
    "Arithmetic",
    "Call",
    "Choice",
    "Comparison",
    "Expr",
    "Logic",
    "Membership",
    "Negative",
    "Not",
    "Number",
    "Power",
    "Reading",
    "Truth",
    "Type",
    "Word",
    "children",
    "conjuncts",
    "fields_of",
]

ArithmeticOperator = Literal["+", "-", "*", "/", "//", "%"]
ComparisonOperator = Literal["<", "<=", ">", ">=", "==", "!="]


@dataclass(frozen=True, slots=True)
class Type:
    """What an expression gives; a category with its values, a text before it stands beside one."""

    kind: Literal["number", "boolean", "category", "timestamp", "text"]
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"a {self.kind}" + (f" ({', '.join(self.values)})" if self.values else "")


NUMBER = Type("number")
BOOLEAN = Type("boolean")
TEXT = Type("text")
TIMESTAMP = Type("timestamp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expr:
    """Any node.

    Attributes:
        text: the node as its author wrote it, without outer parentheses.
        type: what it gives.
    """

    text: str = field(compare=False, repr=False, default="")
    type: Type


@dataclass(frozen=True, slots=True)
class Number(Expr):
    """A finite number."""

    value: float


@dataclass(frozen=True, slots=True)
class Truth(Expr):
    """True or False."""

    value: bool


@dataclass(frozen=True, slots=True)
class Word(Expr):
    """A text; of type category once it stands beside one, and then among its values."""

    value: str

    @property
    def code(self) -> float:
        """Its position among the values of its category."""
        return float(self.type.values.index(self.value))


@dataclass(frozen=True, slots=True)
class Reading(Expr):
    """A field of the profile, at a place in its row.

    ``days_since(field)`` is the reading of a timestamp as a number: rows hold just these days.
    """

    field: Field
    index: int


@dataclass(frozen=True, slots=True)
class Negative(Expr):
    """-operand."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Not(Expr):
    """not operand."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Arithmetic(Expr):
    """first, then each operator and operand from left to right."""

    first: Expr
    rest: tuple[tuple[ArithmeticOperator, Expr], ...]


@dataclass(frozen=True, slots=True)
class Power(Expr):
    """base multiplied by itself; a negative exponent is the reciprocal of that."""

    base: Expr
    exponent: int


@dataclass(frozen=True, slots=True)
class Comparison(Expr):
    """A chain: every operand compared with the next, all joined by `and`."""

    first: Expr
    rest: tuple[tuple[ComparisonOperator, Expr], ...]


@dataclass(frozen=True, slots=True)
class Logic(Expr):
    """`and` or `or` of two parts or more."""

    operator: Literal["and", "or"]
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Membership(Expr):
    """operand in (items), or not in."""

    operand: Expr
    items: tuple[Number | Word, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Choice(Expr):
    """then if test else otherwise."""

    test: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Call(Expr):
    """One of the functions of the language."""

    function: str
    arguments: tuple[Expr, ...]


def children(expr: Expr) -> tuple[Expr, ...]:
    """The parts of a node, in the order in which they are written."""
    match expr:
        case Negative(operand=operand) | Not(operand=operand):
            return (operand,)
        case Power(base=base):
            return (base,)
        case Arithmetic(first=first, rest=rest) | Comparison(first=first, rest=rest):
            return (first, *(operand for _, operand in rest))
        case Logic(parts=parts):
            return parts
        case Membership(operand=operand, items=items):
            return (operand, *items)
        case Choice(test=test, then=then, otherwise=otherwise):
            return (then, test, otherwise)
        case Call(arguments=arguments):
            return arguments
    return ()


def conjuncts(expr: Expr) -> Iterator[Expr]:
    """The parts that must all be true for the whole to be true: top-level `and`s, opened up."""
    if isinstance(expr, Logic) and expr.operator == "and":
        for part in expr.parts:
            yield from conjuncts(part)
    else:
        yield expr


def fields_of(expr: Expr) -> tuple[Field, ...]:
    """The fields an expression reads, in the order in which they first appear."""
    found: dict[str, Field] = {}
    pending = [expr]
    while pending:
        node = pending.pop()
        if isinstance(node, Reading):
            found.setdefault(node.field.name, node.field)
        pending.extend(reversed(children(node)))
    return tuple(found.values())
