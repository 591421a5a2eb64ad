"""Which strategy is best over two numbers, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.answers.gap import of_kpi
from sim.report.words.answered import Answered
from sim.report.words.quantities import number_text
from sim.report.words.told import Code, Figure, Part, Sentence, joined, say

__all__ = ["axis_value", "map_answer", "map_below"]

OPEN = {
    "undecided": "chance may have chosen",
    "undefined": "there is nothing to divide by",
}
"""What is said of points where nobody is best for certain."""


def map_answer(found: Answered) -> list[Sentence]:
    """Who is best on which part of the map, and where the file stands."""
    wins = {name: int(count) for name, count in found.at("wins").items() if count}
    if not wins:
        return [say("'{kpi}' is not defined at any point: nothing to divide by.",
                    kpi=found.kpi.title)]  # fmt: skip
    if found.at("alike"):
        both = joined([str(name) for name in found.at("strategies")])
        return [say("{both} come out exactly the same{what} everywhere.", both=both,
                    what=of_kpi(found.kpi))]  # fmt: skip
    return [_shares(found, wins), *_known(found), *_here(found)]


def map_below(found: Answered) -> list[Sentence]:
    """What the map does not say by itself."""
    return list(_below(found))


def axis_value(found: Answered, place: int, axis: int) -> Figure:
    """Where a point lies on an axis."""
    value = float(found.at("cells", place, "at", axis))
    unit = str(found.at("axes", axis, "unit"))
    told = f"{value:.3g}x" if unit == "times" else number_text(value, unit)
    return found.quoted(told, "cells", place, "at", axis)


def _shares(found: Answered, wins: dict[str, int]) -> Sentence:
    total = int(found.at("points"))
    of: Part = "them"
    order = sorted(wins, key=lambda name: -wins[name])
    if len(order) == 1:
        where = "everywhere" if wins[order[0]] == total else "wherever that is defined"
        told = say(
            "{best} is best{what} {where} on this map",
            best=order[0], what=of_kpi(found.kpi), where=where,
        )  # fmt: skip
        of = say("its {points} points", points=found.figure("points", unit="count"))
    else:
        parts = [
            say("{name} at {many}", name=name, many=found.figure("wins", name, unit="count"))
            for name in order
        ]
        told = say(
            "Who is best{what} hangs on both: {parts} of the {points} points", parts=joined(parts),
            what=of_kpi(found.kpi), points=found.figure("points", unit="count"),
        )  # fmt: skip
    more = [
        say("; at {many} of {of} {luck}", many=found.figure(key, unit="count"), of=of, luck=luck)
        for key, luck in OPEN.items() if found.at(key)
    ]  # fmt: skip
    return say("{told}{more}.", told=told, more=Sentence(tuple(more)))


def _known(found: Answered) -> Iterator[Sentence]:
    """That nothing tells the part of chance, where nothing does."""
    if all(cell["decided"] is None for cell in found.at("cells")):
        yield say("There are too few replications to tell where chance has chosen.")


def _here(found: Answered) -> Iterator[Sentence]:
    """Who is best next to where the file stands."""
    steps = [_nearest_now(found, axis) for axis in (0, 1)]
    across, up = steps
    if across is None or up is None:
        return
    cell = found.at("cells", up * len(found.at("values", 0)) + across)
    if cell["best"] is not None:
        sure = ", which may be luck" if cell["decided"] is False else ""
        yield say("Next to where the file stands {best} is best{sure}.", best=str(cell["best"]),
                  sure=sure)  # fmt: skip


def _nearest_now(found: Answered, axis: int) -> int | None:
    """The place of the value next to the stated one; None where that lies beyond the ends."""
    now, values = found.at("axes", axis, "now"), found.at("values", axis)
    if now is None or not values[0] <= now <= values[-1]:
        return None
    return min(range(len(values)), key=lambda place: abs(float(values[place]) - float(now)))


def _below(found: Answered) -> Iterator[Sentence]:
    for axis in (0, 1):
        yield from _axis(found, axis)
    if int(found.at("simulated")) < int(found.at("points")):
        yield say(
            "{simulated} of {points} points were simulated, those along the border and where the "
            "lead may be luck among them; in between the winner is that of the points around. All "
            "points would have taken {asked} replications of strategies, in {lives} lives. An "
            "island within four steps of the grid may be missed: {full} simulates all.",
            simulated=found.figure("simulated", unit="count"),
            points=found.figure("points", unit="count"),
            asked=found.figure("full", "asked", unit="count"),
            lives=found.figure("full", "trials", unit="count"), full=Code("--full"),
        )  # fmt: skip
    joint = "joint 95 % intervals" if len(found.at("strategies")) > 2 else "the 95 % interval"
    holds = "hold" if len(found.at("strategies")) > 2 else "holds"
    yield say("Beyond chance means that {joint} of the best less the others {holds} no zero.",
              joint=joint, holds=holds)  # fmt: skip


def _axis(found: Answered, axis: int) -> Iterator[Sentence]:
    """What a platform costs along an axis, and which numbers it sets."""
    one = found.at("axes", axis)
    key, costs = Code(str(one["key"])), one["platform_monthly"]
    if costs is not None:
        name = max(costs, key=lambda each: max(costs[each]) - min(costs[each]))
        path = ("axes", axis, "platform_monthly", name)
        low, high = (
            found.figure(*path, place, unit=found.currency.code)
            for place in (0, len(costs[name]) - 1)
        )
        yield say(
            "From one end of {key} to the other, platform and channels of {name} cost {low} to "
            "{high} a month, fees and hours.",
            key=key, name=str(name), low=low, high=high,
        )  # fmt: skip
    if one["unit"] != "times" and int(one["numbers"]) > 1:
        ends = ["stated_low"] if one["stated_low"] == one["stated_high"] else [
            "stated_low", "stated_high"
        ]  # fmt: skip
        stated = [
            found.quoted(number_text(one[end], one["unit"]), "axes", axis, end) for end in ends
        ]
        yield say(
            "{key} sets {count} numbers alike; {stated}.", key=key,
            count=found.figure("axes", axis, "numbers", unit="count"),
            stated=say("{verb} {ends}", verb="stated are" if len(ends) > 1 else "stated is",
                       ends=joined(stated, last=" to ")),
        )  # fmt: skip
