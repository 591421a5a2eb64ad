"""STRESS-DES 3: what the numbers are, where they come from, and what is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.report.page.commands import as_typed, is_built_in
from sim.report.page.document import Block, Table
from sim.report.page.sections.methods.items import code, group, item, points, text
from sim.report.page.sources import Source, Sources
from sim.report.words.quantities import number_text
from sim.report.words.told import Code, Part, Sentence, say
from sim.report.words.values import DASH
from sim.scenario.ledger import Entry, expressions, ledger, tally

__all__ = ["data"]


def data(sources: Sources) -> Iterator[Block]:
    """3.1 to 3.4."""
    entries = ledger(sources.scenario)
    return group(
        3, _origin(sources.main, entries), _prepared(sources.main), _numbers(sources, entries),
        _assumed(entries),
    )  # fmt: skip


def _origin(main: Source, entries: Sequence[Entry]) -> Iterator[Block]:
    rows = tuple(
        (kind, code(written), code(default)) for kind, (written, default) in
        tally(tuple(entries)).items()
    )  # fmt: skip
    table = Table(
        "methods-origins", "Numbers by where they come from",
        ("kind", "numbers in the file", "defaults of the program"), rows,
    )  # fmt: skip
    said = published(entries)
    return item(
        "3.1",
        text(
            say("The scenario file is the only source of numbers. Each number is labelled mine "
                "(the firm's own), published, fitted to data or assumed."),
            _people(main),
        ),
        table,
        text(say("Published sources:" if said else "No number of the file is published.")),
        points(say("{source}", source=one) for one in said),
    )  # fmt: skip


def published(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Who published or fitted numbers, in the order of the file, each once."""
    found: dict[str, None] = {}
    for entry in entries:
        if entry.kind in ("published", "fitted") and entry.source:
            year = "" if entry.year is None or str(entry.year) in entry.source else entry.year
            found[f"{entry.source} ({year})" if year else entry.source] = None
    return tuple(found)


def people_of(source: Source) -> dict[str, str] | None:
    """The table of customers that the work had: name of the file and SHA-256."""
    told = source.folder.question.get("people") or source.folder.manifest["settings"].get("people")
    return told if isinstance(told, dict) else None


def _people(main: Source) -> Sentence:
    told = people_of(main)
    if told is None:
        return say("Customers are synthetic, drawn from the personas of the scenario; no table "
                   "of real customers was used.")  # fmt: skip
    return say("Customers are those of the table {file}, whose SHA-256 is {sha}; the table "
               "is no part of this report.",
               file=Code(told["file"]), sha=Code(told["sha256"]))  # fmt: skip


def _prepared(main: Source) -> Iterator[Block]:
    given = people_of(main) is not None
    more = say("Identities of the table were numbered in sorted order; what the table says takes "
               "the place of what would be drawn.")  # fmt: skip
    return item(
        "3.2",
        text(
            say("Numbers of the file were brought to base units (microseconds, a day, minor units "
                "of the currency, shares) and checked; nothing was smoothed, filled in or fitted "
                "on the way."),
            more if given else None,
        ),
    )  # fmt: skip


def _numbers(sources: Sources, entries: Sequence[Entry]) -> Iterator[Block]:
    scenario = sources.scenario
    ranged = [entry for entry in entries if entry.low is not None and entry.high is not None]
    table = Table(
        "methods-ranges", "Numbers with a range",
        ("key", "value", "from", "to", "distribution", "kind", "source"),
        tuple(map(_range, ranged)),
    )  # fmt: skip
    named = scenario.name if is_built_in(sources.main.folder) else "FILE"
    every = Code(as_typed(("journey", "assumptions", named, "--all")))
    return item(
        "3.3",
        text(
            say("All numbers, with kind and source, are printed by {command}; those of the "
                "structure (who, which channels, staff, actions) stand under components.",
                command=every),
            say("Not in that list: hours, days of the week, and what stands inside {count} rules "
                "and formulas.", count=code(expressions(scenario))),
            say("Values set for this work beside the file: {values}.",
                values=code(dict(scenario.changed))) if scenario.changed else None,
        ),
        table if ranged else text(say("No number has a range: all count as certain.")),
    )  # fmt: skip


def _range(entry: Entry) -> tuple[Part, ...]:
    assert entry.low is not None
    assert entry.high is not None
    assert not isinstance(entry.value, tuple)  # a curve has no range
    told = (number_text(one, entry.unit, 4) for one in (entry.value, entry.low, entry.high))
    source = f"{entry.source or DASH}" + (f" ({entry.year})" if entry.year else "")
    return (
        Code(entry.key), *map(Code, told), entry.dist or "uniform", entry.kind, source,
    )  # fmt: skip


def _assumed(entries: Sequence[Entry]) -> Iterator[Block]:
    certain = sum(
        entry.kind == "assumed" and entry.low is None and not entry.default for entry in entries
    )
    return item(
        "3.4",
        text(
            say("Numbers of the file that are assumed and have no range, and so count as certain: "
                "{count}. Intervals by inputs are too narrow rather than too wide for that.",
                count=code(certain))
        ),
        points(
            (
                say("All parameters of behaviour are assumptions unless their source says "
                    "otherwise; defaults are listed in {model}.", model=Code("docs/model.md")),
                say("Strategies meet the same market, which does not answer: competitors do not "
                    "react, prices do not follow, customers do not learn to wait for offers."),
                say("One product, one need at a time: no baskets of several goods, no stock, no "
                    "returns."),
                say("Customers affect one another only at borders of windows and through queues."),
                say("Numbers with ranges are drawn independently of one another; mechanisms and "
                    "equations are not drawn."),
            )
        ),
    )  # fmt: skip
