"""Studies beside the comparison of a report: whose lead they are about, and by what judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.report.answers.judged import kpi_apart
from sim.report.page.compared import Compared
from sim.report.page.document import Paragraph
from sim.report.page.sources import Source, Sources
from sim.report.words.told import Sentence, say

__all__ = ["judged_apart", "leading_pairs_first", "whose"]


def _leading_of(sources: Sources) -> str | None:
    """The strategy that leads the comparison; None where nothing is compared, or nobody leads."""
    compared = _compared(sources)
    if compared is None or not compared.source.has("verdict", "leader"):
        return None
    tied = bool(compared.leads) and compared.lead_is(compared.nearest) == 0.0
    return None if tied else compared.leading


def leading_pairs_first(sources: Sources, kind: str) -> list[Source]:
    """Studies of two strategies, those about who leads the comparison first."""
    leading = _leading_of(sources)
    return sorted(
        sources.of(kind), key=lambda one: leading not in (None, one.at("first"), one.at("second"))
    )


def whose(sources: Sources, source: Source, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The same, after the first one that a study of two strategies is not about who leads the
    comparison, where it is not."""
    leading = _leading_of(sources)
    if not source.has("first") or leading in (None, source.at("first"), source.at("second")):
        return tuple(sentences)
    apart = say("It is not about {leading}, which leads the comparison.", leading=str(leading))
    return (*sentences[:1], apart, *sentences[1:])


def judged_apart(sources: Sources, source: Source) -> Iterator[Paragraph]:
    """That a study was judged by another KPI than the comparison, where it was."""
    compared = _compared(sources)
    said = None if compared is None else kpi_apart(source, compared.kpi)
    if said is not None:
        yield Paragraph((said,))


def _compared(sources: Sources) -> Compared | None:
    found = sources.comparison
    return Compared(found) if found is not None and found.has("verdict", "kpi") else None
