"""Who waits for a person's time, how long, and who gives up."""

from __future__ import annotations

from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.lives import by_hour
from sim.report.page.lives import ONE_LIFE, Portrayed, portrayed
from sim.report.page.sources import Sources
from sim.report.words.counted import counted
from sim.report.words.told import Part, Sentence, say

__all__ = ["queues"]

SHOWN = (("calls", "calls"), ("answers", "answered"), ("give_ups", "given up"))
FEWEST = 10
"""Calls in an hour whose mean is drawn."""


def queues(sources: Sources) -> Section | None:
    """Of all strategies; hours of the channel that is called most."""
    found = portrayed(sources)
    if found is None or not any(found.at(name, "queues") for name in found.strategies):
        return None
    calls: dict[str, int] = {}
    for name in found.strategies:
        for channel, one in found.at(name, "queues").items():
            calls[channel] = calls.get(channel, 0) + one["calls"]
    busiest = max(calls, key=lambda channel: calls[channel])
    blocks: list[Block] = []
    lead = tuple(_lead(found, name, busiest) for name in found.shown
                 if busiest in found.at(name, "queues"))  # fmt: skip
    if lead:
        blocks.append(Paragraph((*lead, ONE_LIFE)))
    chart = _chart(found, busiest)
    if chart is not None:
        blocks.append(chart)
    blocks.append(_table(found, list(calls)))
    return Section("queues", "Waiting for a person", tuple(blocks))


def _lead(found: Portrayed, name: str, channel: str) -> Sentence:
    at = ("strategies", name, "queues", channel)
    gave = found.source.figure(*at, "give_ups")
    return say(
        "Under {name} {gave} of {calls} on {channel} {are} given up; all wait {waiting} in "
        "the mean.",
        name=name, channel=channel, gave=gave, are="is" if gave.text == "1" else "are",
        calls=counted(found.source.figure(*at, "calls"), "call"),
        waiting=counted(found.source.figure(*at, "waiting"), "minute"),
    )  # fmt: skip


def _chart(found: Portrayed, channel: str) -> Chart | None:
    """None where no hour has calls enough."""
    source = found.source
    hours: dict[str, dict[int, int]] = {}
    for name in found.strategies:
        told = found.at(name, "queues").get(channel, {"hours": []})["hours"]
        hours[name] = {one["hour"]: place for place, one in enumerate(told)}
    at = {
        (name, hour): ("strategies", name, "queues", channel, "hours", place)
        for name, places in hours.items()
        for hour, place in places.items()
    }
    waited = {each: source.figure(*path, "waiting") for each, path in at.items()}
    rows = [
        {"name": name, "hour": hour, "value": figure.value, "told": figure.text}
        for (name, hour), figure in waited.items()
        if figure.value is not None and source.at(*at[name, hour], "calls") >= FEWEST
    ]
    if not rows:
        return None
    title = f"Minutes of waiting on {channel}, by hour"
    caption = say(
        "Minutes that people wait on {channel} until they are answered or give up, in the mean, by "
        "the hour in which this happens; hours with fewer than ten calls are left out. {whose}.",
        channel=channel, whose=found.whose(),
    )  # fmt: skip
    cells: list[tuple[Part, ...]] = []
    for (name, hour), path in at.items():
        cells.append(
            (
                source.quoted(f"{name}, {hour} h", *path, "hour"),
                source.figure(*path, "calls"),
                source.figure(*path, "give_ups"),
                waited[name, hour],
            )
        )
    headings = ("strategy and hour", "calls", "given up", "minutes of waiting")
    table = Table("hours", title, headings, tuple(cells), folded=True)
    return Chart("hours", title, caption, by_hour(rows, found.palette, "minutes of waiting"), table)


def _table(found: Portrayed, channels: list[str]) -> Table:
    rows: list[tuple[Part, ...]] = []
    for channel in channels:
        for name in found.strategies:
            if channel not in found.at(name, "queues"):
                continue
            at = ("strategies", name, "queues", channel)
            rows.append(
                (
                    channel,
                    name,
                    *(found.source.figure(*at, key) for key, _ in SHOWN),
                    found.source.figure(*at, "waiting"),
                )
            )
    note = say(
        "Calls are all requests for a person's time, on whatever channel; those answered may "
        "include cases that were taken up again. Minutes in the mean of answered and given up. "
        "{whose}.", whose=found.whose(),
    )  # fmt: skip
    headings = ("channel", "strategy", *(title for _, title in SHOWN), "minutes of waiting")
    return Table("queues", "Calls and waiting", headings, tuple(rows), note)
