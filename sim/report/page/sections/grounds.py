"""What the answer rests on: who says its numbers, and which of them are uncertain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.report.page.document import Block, Listing, Paragraph, Section, Table
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import counted
from sim.report.words.quantities import number_text
from sim.report.words.told import Code, joined, say
from sim.report.words.values import DASH
from sim.scenario.ledger import Entry

__all__ = ["grounds", "ledger_json"]

KNOWN = "known."
"""Begins the keys of last year's totals, on which no result depends."""


def ledger_json(entries: tuple[Entry, ...]) -> dict[str, Any]:
    """The ledger as numbers of the report: how many of each kind, and those with ranges."""
    entries = tuple(one for one in entries if not one.key.startswith(KNOWN))
    kinds: dict[str, int] = {}
    for one in entries:
        kind = "default" if one.default else one.kind
        kinds[kind] = kinds.get(kind, 0) + 1
    ranged = [one for one in entries if one.low is not None and one.high is not None]
    return {
        "numbers": len(entries),
        "kinds": dict(sorted(kinds.items())),
        "ranged": [
            {"key": one.key, "value": one.value, "low": one.low, "high": one.high,
             "unit": one.unit, "kind": one.kind, "source": one.source}
            for one in ranged
        ],
    }  # fmt: skip


def grounds(sources: Sources) -> Section | None:
    """From the ledger of the scenario."""
    source = sources.named("ledger")
    if source is None:
        return None
    blocks = [*_ledger(source), *_remarked(sources)]
    return Section("grounds", "What it rests on", tuple(blocks), brief=True)


def _remarked(sources: Sources) -> Iterator[Block]:
    """What studies have noted of their results; that of the comparison stands below its answer."""
    found = [
        say("{names}: {note}", names=joined([source.name for source in one.sources]), note=one.told)
        for one in sources.remarks() if sources.comparison not in one.sources
    ]  # fmt: skip
    if found:
        yield Paragraph((say("What commands have noted of their results:"),), small=True)
        yield Listing(tuple(found))


KINDS = (
    ("mine", "the firm's own", "the firm's own"),
    ("published", "published by others", "published by others"),
    ("fitted", "fitted to data", "fitted to data"),
    ("assumed", "assumed", "assumed"),
    ("default", "a default of the program", "defaults of the program"),
)
"""Who says a number, and many numbers; the best known first."""


def _ledger(source: Source) -> Iterator[Block]:
    kinds: Mapping[str, int] = source.at("kinds")
    yield Paragraph(
        (
            say(
                "The answer rests on {numbers}: {kinds}.",
                numbers=counted(source.figure("numbers"), "number"),
                kinds=joined(
                    [
                        counted(source.figure("kinds", kind), f"is {one}", f"are {many}")
                        for kind, one, many in KINDS if kinds.get(kind)
                    ]
                ),
            ),
        )
    )  # fmt: skip
    ranged = source.at("ranged")
    if not ranged:
        return
    yield Table(
        "ranges", "Numbers that are stated with a range",
        ("", "value", "from", "to", "who says", "source"),
        tuple(
            (
                Code(str(one["key"])),
                *(source.quoted(number_text(one[name], one["unit"]), "ranged", place, name)
                  for name in ("value", "low", "high")),
                str(one["kind"]),
                source.quoted(str(one["source"] or DASH), "ranged", place, "source"),
            )
            for place, one in enumerate(ranged)
        ),
    )  # fmt: skip
