"""How often people are contacted, and how many have enough of it."""

from __future__ import annotations

from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.lives import columns
from sim.report.page.drawing.shared import lines_over_days
from sim.report.page.lives import ONE_LIFE, Portrayed, portrayed
from sim.report.page.sources import Sources
from sim.report.words.counted import counted
from sim.report.words.told import Sentence, say

__all__ = ["pressure"]


def pressure(sources: Sources) -> Section | None:
    """Of all strategies; none where nobody is ever contacted."""
    found = portrayed(sources)
    if found is None or not any(found.at(n, "pressure", "mean") for n in found.strategies):
        return None
    blocks: list[Block] = [Paragraph((*(_lead(found, name) for name in found.shown), ONE_LIFE))]
    blocks.append(_contacts(found))
    if any(found.at(name, "pressure", "opt_outs", -1, "count") for name in found.strategies):
        blocks.append(_opt_outs(found))
    else:
        blocks.append(Paragraph((say("In this life nobody opts out of a channel."),)))
    return Section("pressure", "Contact pressure", tuple(blocks))


def _lead(found: Portrayed, name: str) -> Sentence:
    at = ("strategies", name, "pressure")
    return say(
        "Under {name} a person is reached {mean} in {days}, in the mean: by {sent} and {seen} "
        "in all.",
        name=name, mean=counted(found.source.figure(*at, "mean", digits=2), "time"),
        days=counted(found.source.figure(*at, "month_days"), "day"),
        sent=counted(found.source.figure(*at, "deliveries"), "message"),
        seen=counted(found.source.figure(*at, "noticed"), "noticed ad"),
    )  # fmt: skip


def _contacts(found: Portrayed) -> Chart:
    classes = [one["contacts"] for one in found.at(found.leading, "pressure", "contacts")]
    source = found.source
    shares = {
        (name, place): source.figure(
            "strategies", name, "pressure", "contacts", place, "share", unit="share"
        )
        for name in found.strategies
        for place in range(len(classes))
    }
    rows = [
        {
            "place": classes[place], "name": name, "told": figure.text,
            "value": 100.0 * float(figure.value or 0.0),
        }
        for (name, place), figure in shares.items()
    ]  # fmt: skip
    month = source.figure("strategies", found.leading, "pressure", "month_days")
    days = counted(month, "day")
    caption = say(
        "How often people are reached in a month of {days}, by messages and ads: share "
        "of all people and months. {whose}.",
        days=days, whose=found.whose(),
    )  # fmt: skip
    title = "Contacts per person and month"
    table = Table(
        "contacts",
        title,
        ("contacts", *found.strategies),
        tuple(
            (
                source.figure("strategies", found.leading, "pressure", "contacts", place,
                              "contacts"),
                *(shares[name, place] for name in found.strategies),
            )
            for place in range(len(classes))
        ),
        folded=True,
    )  # fmt: skip
    spec = columns(rows, found.palette, f"contacts in {days}", "% of people and months")
    return Chart("contacts", title, caption, spec, table)


def _opt_outs(found: Portrayed) -> Chart:
    months = range(len(found.at(found.leading, "pressure", "opt_outs")))
    rows = [
        {"name": name, "day": 0.0, "mean": 0, "low": None, "high": None}
        for name in found.strategies
    ]
    rows += [
        {"name": name, "day": one["day"], "mean": one["count"], "low": None, "high": None}
        for name in found.strategies
        for one in found.at(name, "pressure", "opt_outs")
    ]
    caption = say(
        "Consents withdrawn since the start, by strategy; one person may withdraw several. "
        "{whose}.", whose=found.whose(),
    )  # fmt: skip
    title = "Opt-outs since the start"
    at = ("pressure", "opt_outs")
    table = Table(
        "opt-outs",
        title,
        ("day", *found.strategies),
        tuple(
            (
                found.source.figure("strategies", found.leading, *at, month, "day"),
                *(
                    found.source.figure("strategies", name, *at, month, "count")
                    for name in found.strategies
                ),
            )
            for month in months
        ),
        folded=True,
    )
    spec = lines_over_days(rows, found.palette, "opt-outs", band=False)
    return Chart("opt-outs", title, caption, spec, table)
