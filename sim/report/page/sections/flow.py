"""The way between channels: where journeys begin, what follows what, and how they end."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.lives import matrix, short
from sim.report.page.lives import ONE_LIFE, Portrayed, portrayed
from sim.report.page.sources import Sources
from sim.report.words.answered import Place
from sim.report.words.counted import counted
from sim.report.words.told import Part, Sentence, say
from sim.report.words.values import DASH

__all__ = ["flow"]

START, ORDER, END = "(start)", "(order)", "(no order)"
"""Ends of journeys: in brackets, which no channel's name has."""


def flow(sources: Sources) -> Section | None:
    """Of the leading strategy and of the baseline."""
    found = portrayed(sources)
    if found is None:
        return None
    shown = [name for name in found.shown if found.at(name, "flow", "journeys")]
    if not shown:
        return None
    blocks: list[Block] = [Paragraph((*(_lead(found, name) for name in shown), ONE_LIFE))]
    for number, name in enumerate(shown):
        blocks.append(_chart(found, name, number + 1))
    return Section("flow", "The way between channels", tuple(blocks))


def _lead(found: Portrayed, name: str) -> Sentence:
    """Where most begin, and what they change to most."""
    begins = found.at(name, "flow", "begins")
    first = max(begins, key=lambda channel: begins[channel])
    moves = [
        (count, source, target)
        for source, targets in found.at(name, "flow", "moves").items()
        for target, count in targets.items()
    ]
    begun = say(
        "Under {name} journeys begin most often on {first}: {begun} of {all}",
        name=name, first=first,
        begun=found.source.figure("strategies", name, "flow", "begins", first),
        all=found.source.figure("strategies", name, "flow", "journeys"),
    )  # fmt: skip
    if not moves:
        return say("{begun}; nobody changes the channel.", begun=begun)
    _, source, target = max(moves, key=lambda move: move[0])
    return say(
        "{begun}; the most frequent change is from {source} to {target}, {times}.",
        begun=begun, source=source, target=target,
        times=counted(
            found.source.figure("strategies", name, "flow", "moves", source, target), "time"
        ),
    )  # fmt: skip


def _cells(found: Portrayed, name: str) -> Iterator[tuple[str, str, Place]]:
    """From, to, and where the count stands."""
    told = found.at(name, "flow")
    for channel in told["begins"]:
        yield START, channel, ("begins", channel)
    if told["straight"]:
        yield START, ORDER, ("straight",)
    for source, targets in told["moves"].items():
        for target in targets:
            yield source, target, ("moves", source, target)
    for channel in told["orders"]:
        yield channel, ORDER, ("orders", channel)
    for channel in told["ends"]:
        yield channel, END, ("ends", channel)


def _chart(found: Portrayed, name: str, number: int) -> Chart:
    cells = {
        (source, target): found.source.figure("strategies", name, "flow", *place)
        for source, target, place in _cells(found, name)
    }
    met = {end for pair in cells for end in pair} - {START, ORDER, END}
    channels = sorted(met)
    down, across = [START, *channels], [*channels, ORDER, END]
    rows = [
        {
            "source": source, "target": target, "value": figure.value, "told": figure.text,
            "label": short(float(figure.value or 0)),
        }
        for (source, target), figure in cells.items()
    ]  # fmt: skip
    caption = say(
        "Changes of channel under {name}, from row to column: visits, clicks, calls, messages "
        "opened and ads noticed, one after the other by the same person. A journey ends with an "
        "order or the appointment for one, or after {pause} in which nothing happens. "
        "{whose}.",
        name=name, whose=found.whose(),
        pause=counted(found.source.figure("strategies", name, "flow", "pause"), "day"),
    )  # fmt: skip
    table_rows: list[tuple[Part, ...]] = [
        (source, *(cells.get((source, target), DASH) for target in across)) for source in down
    ]
    title = f"From channel to channel: {name}"
    table = Table(f"flow-{number}", title, ("from", *across), tuple(table_rows), folded=True)
    what = {"source": "from", "target": "to", "value": "times"}
    return Chart(f"flow-{number}", title, caption, matrix(rows, down, across, what), table)
