"""Where two strategies come out the same, in sentences."""

from __future__ import annotations

from dataclasses import replace

from sim.report.answers.gap import FEW, is_apart, of_kpi
from sim.report.words.answered import Answered
from sim.report.words.quantities import number_text
from sim.report.words.told import Code, Part, Sentence, joined, say

__all__ = ["breakeven_answer", "value_at"]

NAMED = 3
"""Values that are named at most."""


def breakeven_answer(found: Answered) -> list[Sentence]:
    """Each crossing, with who is better on which side; or who is better all along."""
    crossings = found.at("crossings")
    if crossings:
        return [_crossing(found, place) for place in range(len(crossings))]
    first, second = _pair(found)
    key = Code(str(found.at("key")))
    span = say("between {low} and {high}", low=_at(found, "low"), high=_at(found, "high"))
    better = {_better(found, place) for place in range(len(found.at("points")))} - {None}
    if not better:
        return [say("{first} and {second} come out the same for any {key} {span}.",
                    first=first, second=second, key=key, span=span)]  # fmt: skip
    (one,) = better if len(better) == 1 else (None,)
    if one is None:
        return [say("No crossing was found for {key} {span}.", key=key, span=span)]
    least = min(range(len(found.at("points"))), key=lambda place: abs(_gap(found, place)))
    at = ("points", least, "difference")
    return [
        say(
            "{one} is better{what} for any {key} {span}{unsure}; it is least ahead at {at}, by "
            "{gap}.",
            one=one, key=key, span=span, at=_at(found, "points", least, "at"),
            what=of_kpi(found.kpi),
            gap=found.figure(*at, "mean", size=True, difference=found.kpi.unit == "share"),
            unsure=_unsure_all_along(found),
        )
    ]  # fmt: skip


def _pair(found: Answered) -> tuple[str, str]:
    return str(found.at("first")), str(found.at("second"))


def _at(found: Answered, *path: str | int) -> Part:
    """A value of the number that is varied, in its unit."""
    told = found.quoted(value_at(found, float(found.at(*path))), *path)
    return replace(told, unit=str(found.at("unit")))


def value_at(found: Answered, value: float) -> str:
    """The same of any value, to four digits."""
    return number_text(value, str(found.at("unit")), 4)


def _gap(found: Answered, place: int) -> float:
    return float(found.at("points", place, "difference", "mean") or 0.0)


def _better(found: Answered, place: int) -> str | None:
    """Who is better at a point; None where both come out the same."""
    gap = _gap(found, place)
    first, second = _pair(found)
    if gap == 0.0:
        return None
    return first if (gap > 0.0) == (found.kpi.better == "higher") else second


def _unsure(found: Answered, place: int, *, above: bool) -> str:
    """Where no value that was tried on a side of a crossing is beyond luck."""
    crossings = [float(one["value"]) for one in found.at("crossings")]
    value = crossings[place]
    end = [*crossings, float("inf")][place + 1] if above else [float("-inf"), *crossings][place]
    low, high = (value, end) if above else (end, value)
    tried = [
        number for number, point in enumerate(found.at("points")) if low < float(point["at"]) < high
    ]
    apart = [is_apart(found, "points", number, "difference") for number in tried]
    if None in apart:
        return f" ({FEW})"
    return "" if any(apart) or not tried else " (perhaps by luck)"


def _unsure_all_along(found: Answered) -> Part:
    """At how many of the values that were tried the better one may be so by luck."""
    places = range(len(found.at("points")))
    apart = [is_apart(found, "points", place, "difference") for place in places]
    if None in apart:
        return f", {FEW}"
    open_ = [place for place in places if not apart[place]]
    if not open_:
        return ""
    where: Part = "at some of the values that were tried"
    if len(open_) == len(apart):
        where = "everywhere"
    elif len(open_) <= NAMED:
        where = say("at {all}", all=joined([_at(found, "points", one, "at") for one in open_]))
    elif 2 * len(open_) > len(apart):
        where = "at most of the values that were tried"
    return say(", which may be luck {where}", where=where)


def _crossing(found: Answered, place: int) -> Sentence:
    first, second = _pair(found)
    at = ("crossings", place)
    low, high = (found.at(*at, end) for end in ("ci_low", "ci_high"))
    ends: Part = ""
    if low is not None or high is not None:
        told = [
            "the range's end" if end is None else _at(found, *at, name)
            for name, end in (("ci_low", low), ("ci_high", high))
        ]
        ends = say(" ({low} to {high})", low=told[0], high=told[1])
    return say(
        "{first} and {second} break even{what} at {key} {value}{ends}: below it {below} is "
        "better{unsure_below}, above it {above}{unsure_above}.",
        first=first, second=second, key=Code(str(found.at("key"))), value=_at(found, *at, "value"),
        what=of_kpi(found.kpi), ends=ends, below=str(found.at(*at, "best_below")),
        above=str(found.at(*at, "best_above")),
        unsure_below=_unsure(found, place, above=False),
        unsure_above=_unsure(found, place, above=True),
    )  # fmt: skip
