"""Which strategy is best at which points of a design, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.report.answers.gap import of_kpi
from sim.report.answers.judged import difference
from sim.report.answers.spans import spread
from sim.report.words.answered import Answered
from sim.report.words.quantities import number_text
from sim.report.words.told import Code, Figure, Part, Sentence, joined, say

__all__ = ["KEYS", "at_key", "best_at", "sweep_answer", "sweep_below", "sweep_ends", "values_text"]

KEYS = 4
"""Keys whose values are told of a point."""
MOST_DIGITS = 12
"""Of values that fewer do not tell apart."""


def sweep_answer(found: Answered) -> list[Sentence]:
    """Who is best at how many points, and at how many of them beyond chance."""
    wins = {name: one for name, one in found.at("best").items() if one["points"]}
    if not wins:
        return [say("'{kpi}' is not defined at any point: nothing to divide by.",
                    kpi=found.kpi.title)]  # fmt: skip
    if found.at("alike"):
        both = joined([str(name) for name in found.at("strategies")])
        return [say("{both} come out exactly the same{what} at all points.", both=both,
                    what=of_kpi(found.kpi))]  # fmt: skip
    profit = found.kpi.name == "profit"
    verb = "earns most" if profit else f"is best in '{found.kpi.title}'"
    if len(wins) == 1:
        ((name, one),) = wins.items()
        if int(one["points"]) == int(found.at("size")):
            return [_everywhere(found, str(name), verb)]
    return [_depends(found, wins, verb), *_left_over(found, wins)]


def best_at(found: Answered) -> Sentence:
    """At how many points of a design each strategy is best, in a few words."""
    told = [
        say("{name} at {count}", name=str(name), count=found.figure("best", name, "points"))
        for name, one in found.at("best").items() if one["points"]
    ]  # fmt: skip
    return say("Of {size} points, the best is {told}.", size=found.figure("size", unit="count"),
               told=joined(told, last=", "))  # fmt: skip


def sweep_ends(found: Answered) -> list[Sentence]:
    """Where each strategy stands best and worst against the baseline; none of many keys."""
    if len(found.at("keys")) > KEYS:
        return []
    base = found.at("baseline")
    return [_ends(found, str(name), str(base)) for name in found.at("strategies") if name != base]


def sweep_below(found: Answered) -> list[Sentence]:
    """Where the scenario stands, and what beyond chance means."""
    return list(_below(found))


def values_text(values: Sequence[object], unit: str | None) -> list[str]:
    """Values of a key as they are read, in its unit; different ones never look the same."""
    different = len({repr(value) for value in values})
    for digits in range(3, MOST_DIGITS):
        told = [_value_text(value, unit, digits) for value in values]
        if len(set(told)) == different:
            return told
    return [str(value) for value in values]


def at_key(found: Answered, place: int, key: str) -> Figure:
    """The value that a key has at a point."""
    points, unit = found.at("points"), found.at("keys", key, "unit")
    told = dict(zip(
        (repr(point["at"][key]) for point in points),
        values_text([point["at"][key] for point in points], unit), strict=True,
    ))  # fmt: skip
    return found.quoted(told[repr(points[place]["at"][key])], "points", place, "at", key)


def _value_text(value: object, unit: str | None, digits: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if unit is not None and isinstance(value, (int, float)):
        return number_text(value, unit, digits)
    return f"{value:.{digits + 1}g}" if isinstance(value, float) else str(value)


# --- the answer ----------------------------------------------------------------------------------


def _everywhere(found: Answered, name: str, verb: str) -> Sentence:
    many, sure = (int(found.at("best", name, one)) for one in ("points", "beyond_chance"))
    luck: Part = "at all beyond chance"
    if many == 1:
        luck = "beyond chance" if sure else "which may be chance"
    elif sure != many:
        count = found.figure("best", name, "beyond_chance", unit="count")
        luck = say("at {count} of them beyond chance", count=count)
    where: Part = "at the one point"
    if many > 1:
        where = say("at all {many} points", many=found.figure("size", unit="count"))
    return say("{name} {verb} {where}, {luck}.", name=name, verb=verb, where=where, luck=luck)


def _depends(found: Answered, wins: Mapping[str, Any], verb: str) -> Sentence:
    parts = [
        say(
            "{name} at {count} (at {sure} beyond chance)", name=str(name),
            count=found.figure("best", name, "points", unit="count"),
            sure=found.figure("best", name, "beyond_chance", unit="count"),
        )
        for name in sorted(wins, key=lambda name: -int(wins[name]["points"]))
    ]  # fmt: skip
    return say(
        "Which strategy {verb} depends on the values. Of {size} points, {parts}.", verb=verb,
        size=found.figure("size", unit="count"), parts=joined(parts, last="; ", between="; "),
    )  # fmt: skip


def _left_over(found: Answered, wins: Mapping[str, Any]) -> Iterator[Sentence]:
    """Who is best nowhere, and at how many points nobody is."""
    nowhere = [str(name) for name in found.at("strategies") if name not in wins]
    if nowhere:
        yield say("{names} {is} best nowhere.", names=joined(nowhere),
                  **{"is": "is" if len(nowhere) == 1 else "are"})  # fmt: skip
    if found.at("undefined"):
        yield say(
            "At {count} {points} the figure is not defined: nothing to divide by.",
            count=found.figure("undefined", unit="count"),
            points="point" if found.at("undefined") == 1 else "points",
        )


# --- below the tables ----------------------------------------------------------------------------


def _ends(found: Answered, name: str, base: str) -> Sentence:
    gaps = {
        place: float(gap)
        for place, point in enumerate(found.at("points"))
        if (gap := point["differences"][f"{name} - {base}"][found.kpi.name]["mean"]) is not None
    }
    if not gaps:
        return say("{name}: not defined anywhere.", name=name)
    ranked = sorted(gaps, key=lambda place: gaps[place], reverse=found.kpi.better == "lower")
    parts: list[Part] = []
    for word, place in (("best", ranked[-1]), ("worst", ranked[0])):
        path = ("points", place, "differences", f"{name} - {base}", found.kpi.name)
        at = [
            say("{key} {value}", key=Code(str(key)), value=at_key(found, place, str(key)))
            for key in found.at("keys")
        ]
        parts.append(
            say("{word} {gap}{ends} at {at}", word=word, gap=difference(found, *path, "mean"),
                ends=spread(found, *path), at=joined(at, last=", "))
        )  # fmt: skip
    return say("{name} - {base}{what}: {parts}.", name=name, base=base, what=of_kpi(found.kpi),
               parts=joined(parts, last="; "))  # fmt: skip


def _below(found: Answered) -> Iterator[Sentence]:
    stated = [
        say("{key} at {now}", key=Code(str(key)), now=_now(found, str(key)))
        for key, one in found.at("keys").items()
        if one["now"] is not None and not isinstance(one["now"], list)
    ]
    if 0 < len(stated) <= KEYS:
        yield say("The scenario has {stated}.", stated=joined(stated, last=", "))
    yield say(
        "All points meet the same luck. Beyond chance: the joint 95 % intervals of the best less "
        "every other strategy exclude zero at that point, each point for itself."
    )


def _now(found: Answered, key: str) -> Figure:
    (told,) = values_text([found.at("keys", key, "now")], found.at("keys", key, "unit"))
    return found.quoted(told, "keys", key, "now")
