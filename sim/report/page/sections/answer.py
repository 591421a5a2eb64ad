"""The answer: which strategy, by how much, and what that hangs on, in a few sentences."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.page.compared import Compared
from sim.report.page.document import Listing, Paragraph, Section
from sim.report.page.sections.headline import compared_words, headline, sureness
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import counted
from sim.report.words.told import Code, Sentence, say

__all__ = ["answer"]


def answer(sources: Sources) -> Section | None:
    """Of the first comparison, or of the first run where there is none."""
    found = sources.comparison
    if found is None:
        return _one_run(next(sources.of("run"), None))
    compared = Compared(found)
    remarks = [one.told for one in sources.remarks() if found in one.sources]
    points = (*_further(compared), *_luck(compared), *(say("{note}", note=one) for one in remarks))
    blocks: list[Paragraph | Listing] = [Paragraph((headline(compared),), strong=True)]
    sentences = tuple(sureness(compared))
    if sentences:
        blocks.append(Paragraph(sentences))
    if points:
        blocks.append(Listing(points))
    return Section("answer", "The answer", tuple(blocks), brief=True)


def _further(compared: Compared) -> Iterator[Sentence]:
    """What profit does not charge, and how the best joined strategy stands."""
    source, name = compared.source, compared.leading
    if name != compared.baseline and source.has("verdict", "unpaid", name):
        cost = float(source.at("verdict", "unpaid", name))
        if cost > 0.0 and compared.kpi.name == "profit":
            yield say(
                "It takes more hours of calls and services, which are not in profit: had they to "
                "be paid on top, that would cost {cost} a year{turn}.",
                cost=source.figure("verdict", "unpaid", name, unit=source.currency.code),
                turn=f", more than it is ahead of {compared.baseline}" if compared.is_undone()
                else "",
            )  # fmt: skip
    joined = [one for one in source.at("verdict")["joined"] if compared.has_difference(one)]
    if name not in joined and joined:
        sign = 1.0 if compared.kpi.better == "higher" else -1.0
        best = max(joined, key=lambda one: sign * float(source.at(*compared.pair(one), "mean")))
        yield say(
            "Of the strategies that join channels, {best} does best: it {does} {gain}{period} "
            "{than} {base}{what}{sure}.",
            best=best, base=compared.baseline,
            sure="" if compared.sure(best) else ", which may be chance",
            **compared_words(compared, best),
        )  # fmt: skip


def _luck(compared: Compared) -> Iterator[Sentence]:
    """What a single year may bring."""
    year = ("one_year", compared.leading)
    if compared.source.has(*year):
        unit = compared.source.currency.code if compared.kpi.unit == "money" else compared.kpi.unit
        bad, good = ("p05", "p95") if compared.kpi.better == "higher" else ("p95", "p05")
        yield say(
            "A single real year swings by luck alone: {kpi} of {name} is {bad} in a bad year (one "
            "in twenty is worse) and {good} in a good one.",
            kpi=compared.kpi.title.lower(), name=compared.leading,
            bad=compared.source.figure(*year, bad, unit=unit),
            good=compared.source.figure(*year, good, unit=unit),
        )  # fmt: skip


def _one_run(source: Source | None) -> Section | None:
    """What one strategy comes to."""
    if source is None:
        return None
    sentence = say(
        "{name} earns {profit} a year from {revenue} of revenue, with {purchases}.",
        name=Code(str(source.at("strategy"))),
        profit=source.figure("kpis", "profit", "mean"),
        revenue=source.figure("kpis", "revenue", "mean"),
        purchases=counted(source.figure("kpis", "purchases", "mean"), "purchase"),
    )
    more = say("Whether another strategy would earn more, a comparison tells.")
    return Section(
        "answer",
        "The answer",
        (Paragraph((sentence,), strong=True), Paragraph((more,))),
        brief=True,
    )
