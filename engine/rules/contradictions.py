"""Rules that can never hold, where that can be proved from their words alone.

Each condition is opened into what must hold together; for every field the values that are left are
kept. Where none is left in any alternative (``or``), the rule is dead. What is not understood is
taken to be possible, so that a rule is called dead only when it is.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.rules.expressions import (
    Call,
    Comparison,
    Expr,
    Logic,
    Membership,
    Negative,
    Not,
    Number,
    Reading,
    Truth,
    Word,
    conjuncts,
    fields_of,
)

__all__ = ["Bounds", "why_dead"]

MOST_ALTERNATIVES = 256

Bounds = Mapping[str, tuple[float, float]]


_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass
class _Left:
    """What is left for one field: a range, words, or being missing; and the words that say so."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    words: frozenset[object] | None = None
    missing: bool | None = None
    said: list[str] = field(default_factory=list)

    def empty(self) -> bool:
        """Whether no value is left."""
        if self.words is not None and not self.words:
            return True
        if self.low > self.high:
            return True
        return self.low == self.high and (self.low_open or self.high_open)


def why_dead(
    rules: Sequence[Expr],
    *,
    never: Sequence[str] = (),
    bounds: Bounds | None = None,
    whole: Collection[str] = (),
) -> str | None:
    """The parts of some conditions that cannot all be true, or None where they may be.

    Args:
        rules: conditions that must all hold.
        never: fields that are always missing where the rules are read.
        bounds: least and greatest values that numbers can have; any where a field is left out.
        whole: numbers that only have whole values.
    """
    known = bounds or {}
    parts = [part for rule in rules for part in conjuncts(rule)]
    alternatives = [part for part in parts if isinstance(part, Logic) and part.operator == "or"]
    certain = [part for part in parts if part not in alternatives]
    reason = _contradiction(certain, never, known, whole)
    if reason or not alternatives:
        return reason
    if math.prod(len(part.parts) for part in alternatives) > MOST_ALTERNATIVES:
        return None
    for choice in itertools.product(*(part.parts for part in alternatives)):
        opened = [piece for part in choice for piece in conjuncts(part)]
        reason = _contradiction([*certain, *opened], never, known, whole)
        if reason is None:
            return None
    return reason


def _contradiction(
    parts: Sequence[Expr], never: Sequence[str], bounds: Bounds, whole: Collection[str]
) -> str | None:
    left: dict[str, _Left] = {}
    for part in parts:
        if not fields_of(part):
            if not _always(part):
                return part.text
            continue
        for name, change, text in _constraints(part):
            if name in never and not change.missing:
                return text
            low, high = bounds.get(name, (-math.inf, math.inf))
            merged = _both(left.setdefault(name, _Left(low, high)), change, text)
            if merged is None:
                said = [*left[name].said, text]
                return " and ".join(dict.fromkeys(said))
            left[name] = _whole(merged) if name in whole else merged
            if left[name].empty():
                return " and ".join(dict.fromkeys(left[name].said))
    return None


def _always(part: Expr) -> bool:
    """Whether a condition that reads no field holds."""
    # Imported only here, as the interpreter brings the compiler along: half of a second.
    from engine.rules.interpreter import evaluate

    return evaluate(part, {}) is True


def _both(one: _Left, other: _Left, text: str) -> _Left | None:
    """What both leave; None where one wants the field missing and the other does not."""
    if one.missing is not None and other.missing is not None and one.missing != other.missing:
        return None
    result = replace(one, said=[*one.said, text])
    result.missing = one.missing if other.missing is None else other.missing
    if other.low > one.low or (other.low == one.low and other.low_open):
        result.low, result.low_open = other.low, other.low_open
    if other.high < one.high or (other.high == one.high and other.high_open):
        result.high, result.high_open = other.high, other.high_open
    if other.words is not None:
        result.words = other.words if one.words is None else one.words & other.words
    return result


def _whole(left: _Left) -> _Left:
    """The same range for a field that only has whole values."""
    low, high = left.low, left.high
    if math.isfinite(low):
        low = math.floor(low) + 1.0 if left.low_open else math.ceil(low)
    if math.isfinite(high):
        high = math.ceil(high) - 1.0 if left.high_open else math.floor(high)
    return replace(left, low=low, high=high, low_open=False, high_open=False)


def _constraints(part: Expr) -> Iterator[tuple[str, _Left, str]]:
    """(field, what is left of it, words) for each thing that a true part says."""
    match part:
        case Reading(field=seen):
            yield seen.name, _Left(words=frozenset((True,)), missing=False), part.text
        case Call(function="is_missing", arguments=(Reading(field=seen),)):
            yield seen.name, _Left(missing=True), part.text
        case Not(operand=Reading(field=seen)):
            yield seen.name, _Left(words=frozenset((False,)), missing=False), part.text
        case Not(operand=Call(function="is_missing", arguments=(Reading(field=seen),))):
            yield seen.name, _Left(missing=False), part.text
        case Not(operand=Comparison(first=first, rest=((operator, second),))):
            yield from _comparison(first, _OPPOSITE[operator], second, part.text)
        case Membership(operand=Reading(field=seen), items=items, negated=False):
            yield seen.name, _among(items), part.text
        case Comparison(first=first, rest=rest):
            for operator, second in rest:
                yield from _comparison(first, operator, second, part.text)
                first = second


def _among(items: Sequence[Number | Word]) -> _Left:
    numbers = [item.value for item in items if isinstance(item, Number)]
    if numbers:
        return _Left(low=min(numbers), high=max(numbers), missing=False)
    words = frozenset(item.value for item in items if isinstance(item, Word))
    return _Left(words=words, missing=False)


def _comparison(
    first: Expr, operator: str, second: Expr, text: str
) -> Iterator[tuple[str, _Left, str]]:
    if isinstance(second, Reading) and not isinstance(first, Reading):
        first, operator, second = second, _MIRRORED[operator], first
    if not isinstance(first, Reading):
        return
    name = first.field.name
    value = _constant(second)
    if value is None:
        yield name, _Left(missing=False), text
    elif not isinstance(value, float):
        if operator == "==":
            yield name, _Left(words=frozenset((value,)), missing=False), text
        elif isinstance(value, bool):
            yield name, _Left(words=frozenset((not value,)), missing=False), text
        else:
            others = frozenset(word for word in first.field.values if word != value)
            yield name, _Left(words=others, missing=False), text
    else:
        yield name, _range(operator, value), text


def _range(operator: str, value: float) -> _Left:
    if operator in ("<", "<="):
        return _Left(high=value, high_open=operator == "<", missing=False)
    if operator in (">", ">="):
        return _Left(low=value, low_open=operator == ">", missing=False)
    if operator == "==":
        return _Left(low=value, high=value, missing=False)
    return _Left(missing=False)


def _constant(expr: Expr) -> float | str | bool | None:
    match expr:
        case Number(value=value):
            return float(value)
        case Negative(operand=Number(value=value)):
            return -float(value)
        case Word(value=word):
            return word
        case Truth(value=truth):
            return truth
    return None
