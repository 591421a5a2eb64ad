"""What to measure first."""

from __future__ import annotations

from sim.report.page.document import Listing, Section
from sim.report.page.sources import Source, Sources
from sim.report.words.quantities import number_text
from sim.report.words.told import Code, Sentence, say

__all__ = ["measure"]


def measure(sources: Sources) -> Section | None:
    """From what `tipping` has left."""
    for source in sources.of("tipping"):
        named = list(source.at("measure_first"))
        keys = [str(one["key"]) for one in source.at("tipping")]
        items = tuple(_first(source, keys.index(key)) for key in named)
        if items:
            return Section("measure", "What to measure first", (Listing(items, ordered=True),),
                           brief=True)  # fmt: skip
    return None


def _first(source: Source, place: int) -> Sentence:
    one = source.at("tipping", place)
    unit, told = one["unit"], str(one["source"] or "no source is stated")
    return say(
        "{key}: {now} now, the answer turns at {at}. {kind}: {source}.",
        key=Code(str(one["key"])), kind=str(one["kind"]).capitalize(),
        now=source.quoted(number_text(one["now"], unit), "tipping", place, "now"),
        at=source.quoted(number_text(one["flips_at"], unit), "tipping", place, "flips_at"),
        source=source.quoted(told, "tipping", place, "source"),
    )  # fmt: skip
