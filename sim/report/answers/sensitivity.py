"""What a figure hangs on as all inputs of a sweep go over their ranges, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.answers.judged import difference
from sim.report.words.answered import Answered
from sim.report.words.told import Code, Figure, Part, Sentence, joined, say

__all__ = ["any_value", "effect", "sensitivity_answer", "sensitivity_below", "sensitivity_of",
           "targets"]  # fmt: skip

FEW = 3
"""Inputs that the answer names."""
MUCH = 0.1
"""Part of the variance from which luck is told first."""
LITTLE = 0.01
"""Part of the variance below which it is not told exactly."""


def targets(found: Answered) -> list[str]:
    """Figures that are told: differences, where there are some; else those of strategies."""
    names = [str(name) for name in found.at("sensitivity", "of")]
    return [name for name in names if " - " in name] or names


def sensitivity_answer(found: Answered) -> list[Sentence]:
    """What each of `targets` hangs on."""
    return [sensitivity_of(found, name) for name in targets(found)]


def sensitivity_of(found: Answered, name: str) -> Sentence:
    """What one figure hangs on."""
    path = ("sensitivity", "of", name)
    head = say("{name}{what}", name=name, what=_what(found))
    if not found.at(*path, "spread"):
        return say("{head}: nothing that was varied changes it.", head=head)
    head = say(
        "{head}: {mean}, give or take {spread} over these ranges.", head=head,
        mean=_amount(found, name, "mean"), spread=difference(found, *path, "spread"),
    )  # fmt: skip
    matters = [str(key) for key in found.at(*path, "matters")]
    if not matters:
        return say("{head} No input stands out beyond chance.", head=head)
    named: list[Part] = [
        say("{key} ({share})", key=Code(key), share=_share(found, name, key))
        for key in matters[:FEW]
    ]
    more = " and others" if len(matters) > FEW else ""
    return say("{head} It hangs on {named}{more}.", head=head, more=more,
               named=joined(named, last=", "))  # fmt: skip


def any_value(found: Answered, name: str) -> list[Sentence]:
    """Which inputs could be set to anything, and how little hangs on each; none: no sentence."""
    keys = [Code(str(key)) for key in found.at("sensitivity", "of", name, "any_value")]
    if not keys:
        return []
    path, less = ("sensitivity", "of", name, "line"), Sentence(())
    if found.at(*path):
        less = (
            say(", each moving it by less than {line}", line=difference(found, *path))
            if _screened(found) else
            say(", each less than {line} of the variance",
                line=found.figure(*path, unit="share", digits=0))
        )  # fmt: skip
    return [say("Could be set to anything here{less}: {keys}.", less=less,
                keys=joined(keys, last=", "))]  # fmt: skip


def sensitivity_below(found: Answered) -> list[Sentence]:
    """How to read it, and what it rests on."""
    return list(_below(found))


def effect(found: Answered, name: str, key: str, measure: str, end: str, **how: Any) -> Figure:
    """What hangs on an input: an amount of a screening, else a part of the variance."""
    path = ("sensitivity", "of", name, "inputs", key, measure, end)
    if _screened(found):
        return difference(found, *path, **how)
    return found.figure(*path, unit="share", digits=0, **how)


def _screened(found: Answered) -> bool:
    return bool(found.at("sensitivity", "method") == "screening")


def _what(found: Answered) -> str:
    """In what, and which way is good, where it is not profit."""
    if found.kpi.name == "profit":
        return ""
    return f" in '{found.kpi.title}'{', less is better' if found.kpi.better == 'lower' else ''}"


def _amount(found: Answered, name: str, of: str) -> Figure:
    """A strategy's figure as such, one less another as a difference."""
    path = ("sensitivity", "of", name, of)
    if " - " in name:
        return difference(found, *path)
    unit = found.currency.code if found.kpi.unit == "money" else found.kpi.unit
    return found.figure(*path, unit=unit)


def _share(found: Answered, name: str, key: str) -> Sentence:
    """How much hangs on an input, in a few words."""
    if _screened(found):
        moved = effect(found, name, key, "mu", "mean", signed=True)
        return say("{moved} across its range", moved=moved)
    part = effect(found, name, key, "total", "mean")
    return say("{part} of the variance", part=part)


def _below(found: Answered) -> Iterator[Sentence]:
    yield say(_how(found))
    of = found.at("sensitivity", "of")
    lucks = {name: of[name]["luck"] for name in targets(found) if of[name]["luck"] is not None}
    if not lucks:
        yield say("Intervals need at least five replications.")
        return
    most = max(lucks, key=lambda name: float(lucks[name]))
    part = float(lucks[most])
    told = "less than 1 %" if part < LITTLE else f"up to {100.0 * part:.0f} %"
    yield say(
        "All points meet the same luck: what it does to all of them alike is no part of this. "
        "What it does to some more than to others is {part} of the variance; intervals hold it, "
        "and the luck of the design.{more}",
        part=found.quoted(told, "sensitivity", "of", most, "luck"),
        more=" More replications make it less." if part > MUCH else "",
    )


def _how(found: Answered) -> str:
    if not _screened(found):
        return (
            "Alone: the part of the variance that would go if this input were known (first-order "
            "index); in all: that with all in which it plays together with others (total index). "
            "An input matters if it is surely above a twentieth in all, and could be anything "
            "within its range if it is surely below."
        )
    how = (
        "Effect: what the figure changes by, on average, as the input goes from one end of its "
        "range to the other; size: the same without its sign, so that ups and downs do not "
        "cancel. An input matters if its size is surely above a tenth of the largest, and could "
        "be anything within its range if it is surely below."
    )
    lists = any("values" in one for one in found.at("keys").values())
    return f"{how} A list of values goes from its first to its last." if lists else how
