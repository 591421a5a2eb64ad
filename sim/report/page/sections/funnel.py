"""How far people come: stages of the funnel, steps of a purchase, and what buyers do."""

from __future__ import annotations

from collections.abc import Mapping

from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.lives import grouped_bars
from sim.report.page.lives import ONE_LIFE, Portrayed, portrayed
from sim.report.page.sources import Sources
from sim.report.words.counted import counted
from sim.report.words.told import Part, Sentence, say

__all__ = ["funnel"]

STAGES, STEPS = "stages", "steps"
DONE = (
    ("buyers", "people who bought"), ("repeat_buyers", "who bought twice or more"),
    ("reviewers", "who wrote a review"), ("recommenders", "who told a friend"),
    ("purchases", "purchases"), ("reviews", "reviews"), ("referrals", "friends told"),
)  # fmt: skip


def funnel(sources: Sources) -> Section | None:
    """Of all strategies, side by side."""
    found = portrayed(sources)
    if found is None:
        return None
    blocks: list[Block] = [Paragraph((_lead(found), ONE_LIFE))]
    blocks += [_chart(found, STAGES, "stage"), _chart(found, STEPS, "step"), _done(found)]
    return Section("funnel", "How far people come", tuple(blocks))


def _lead(found: Portrayed) -> Sentence:
    buyers = [found.source.figure("strategies", n, "funnel", "buyers") for n in found.shown]
    people = counted(found.source.figure("customers"), "person", "people")
    first = counted(buyers[0], "buys", "buy")
    if len(buyers) == 1:
        return say(
            "Of {people} {buyers} under {name}.",
            people=people, buyers=first, name=found.leading,
        )  # fmt: skip
    return say(
        "Of {people} {buyers} under {name}, {others} under {base}.",
        people=people, buyers=first, name=found.leading,
        others=buyers[1], base=found.shown[1],
    )  # fmt: skip


def _chart(found: Portrayed, kind: str, what: str) -> Chart:
    places = {
        number: one[what]
        for number, one in enumerate(found.at(found.leading, "funnel", kind))
        if _tells(found, kind, number)
    }
    rows = [
        {"place": place, "name": name, "value": one["people"], "told": f"{one['people']:,}"}
        for number, place in places.items()
        for name in found.strategies
        for one in (found.at(name, "funnel", kind, number),)
    ]
    if kind == STAGES:
        told, title = "stage of the funnel", "People by stage"
        more = "who are customers at the start are counted up to that stage"
    else:
        told, title = "step of a purchase", "People by step"
        more = "what is bought on the phone skips the steps of a web site, and counts as all"
    caption = say(
        "People who reached each {told} or one beyond it, by strategy: {whose}; {more}.",
        told=told, whose=found.whose(), more=more,
    )  # fmt: skip
    spec = grouped_bars(rows, found.palette, "people")
    return Chart(kind, title, caption, spec, _table(found, kind, what, places, title))


def _tells(found: Portrayed, kind: str, number: int) -> bool:
    """Not the first stage, at which everybody is; nor steps that no channel has."""
    if kind == STAGES:
        return number > 0
    return any(found.at(name, "funnel", kind, number, "times") for name in found.strategies)


def _table(found: Portrayed, kind: str, what: str, places: Mapping[int, str], title: str) -> Table:
    start = kind == STAGES
    first = found.strategies[0]
    rows = []
    for number, place in places.items():
        row: list[Part] = [place]
        if start:
            row.append(found.source.figure("strategies", first, "funnel", kind, number, "start"))
        row += [
            found.source.figure("strategies", name, "funnel", kind, number, "people")
            for name in found.strategies
        ]
        rows.append(tuple(row))
    headings = (what, *(("at the start",) if start else ()), *found.strategies)
    return Table(kind, title, headings, tuple(rows), folded=True)


def _done(found: Portrayed) -> Table:
    rows: tuple[tuple[Part, ...], ...] = tuple(
        (title, *(found.source.figure("strategies", n, "funnel", key) for n in found.strategies))
        for key, title in DONE
    )
    note = say("{whose}.", whose=found.whose())
    return Table("buyers", "What people do", ("", *found.strategies), rows, note)
