"""What to do first: the first steps of a roadmap, a pilot, or what to measure."""

from __future__ import annotations

from sim.report.page.rounding import rounded
from sim.report.page.slides.plain import plain_key
from sim.report.page.slides.ranges import ranged
from sim.report.page.slides.slide import Slide
from sim.report.page.sources import Source, Sources
from sim.report.words.values import value_text

__all__ = ["doing"]

NAME, KICKER = "5-first", "What to do first"
POINTS = 3


def doing(sources: Sources) -> Slide:
    """The most useful of what the folders tell."""
    for kind, tell in (("roadmap", _roadmap), ("tipping", _measure)):
        for source in sources.of(kind):
            slide = tell(source, sources)
            if slide is not None:
                return slide
    found = [entry for entry in ranged(sources) if entry.kind == "assumed"][:POINTS]
    if found:
        return Slide(NAME, KICKER, "Measure what nobody has measured",
                     points=tuple(plain_key(entry.key) for entry in found))  # fmt: skip
    return Slide(NAME, KICKER, "Ask what would turn the answer before money is spent")


def _roadmap(source: Source, sources: Sources) -> Slide | None:
    steps = source.at("steps")
    if source.at("stay") or not steps:
        return Slide(NAME, KICKER, "Stay as you are: no step pays for itself",
                     source=source.name)  # fmt: skip
    points = []
    for place, step in enumerate(steps[:POINTS]):
        profit = rounded(
            source.figure("steps", place, "profit", unit=source.currency.code), sources
        )
        day = value_text(step["day"], None, source.currency)
        points.append(f"day {day}: {step['step']}, worth {profit} a year")
    more = f" of {len(steps)} steps" if len(steps) > POINTS else ""
    headline = f"Start with {steps[0]['step']}; the way to {source.at('target')}{more}"
    return Slide(NAME, KICKER, headline, points=tuple(points), source=source.name)


def _measure(source: Source, sources: Sources) -> Slide | None:
    found = [plain_key(str(key)) for key in source.at("measure_first")][:POINTS]
    if not found:
        return None
    return Slide(NAME, KICKER, "Measure these first: they turn the answer soonest",
                 points=tuple(found), source=source.name)  # fmt: skip
