"""The answer: which strategy, by how much, and what that hangs on, in a few sentences."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.page.compared import Compared
from sim.report.page.document import Listing, Paragraph, Section
from sim.report.page.sources import Source, Sources
from sim.report.page.told import Code, Figure, Part, Sentence, Term, say

__all__ = ["answer", "period"]


def answer(sources: Sources) -> Section | None:
    """Of the first comparison, or of the first run where there is none."""
    found = sources.comparison
    if found is None:
        return _one_run(next(sources.of("run"), None))
    compared = Compared(found)
    points = (*_further(compared), *_luck(compared))
    blocks: list[Paragraph | Listing] = [Paragraph((headline(compared),), strong=True)]
    sentences = tuple(_sure(compared))
    if sentences:
        blocks.append(Paragraph(sentences))
    if points:
        blocks.append(Listing(points))
    return Section("answer", "The answer", tuple(blocks), brief=True)


def period(compared: Compared) -> str:
    """``a year`` where the KPI is scaled to one."""
    return " a year" if compared.kpi.period == "year" else ""


def headline(compared: Compared) -> Sentence:
    """One sentence."""
    base, first = compared.baseline, compared.leading
    if len(compared.strategies) < 2:
        return say("Only {one} was simulated: there is nothing to compare.", one=first)
    if first == base:
        lead = (
            "Stay as you are: " if compared.decided else "Nothing decided; as you are looks best: "
        )
        rival = compared.rival
        if rival is None:
            return say(lead + "no other strategy can be told to do better.")
        return say(
            lead + "{rival}, the next best, {does} {gain}{period} {than} {base}.",
            rival=rival, base=base,
            **_words(compared, rival),
        )  # fmt: skip
    lead = "Decided: " if compared.decided else "Not decided; it looks as if "
    if not compared.has_difference(first):
        return say(lead + "{first} is best.", first=first)
    return say(
        lead + "{first} {does} {gain}{period} {than} {base}.",
        first=first, base=base, **_words(compared, first),
    )  # fmt: skip


def _words(compared: Compared, name: str) -> dict[str, Part]:
    """``earns EUR 719 a year more than``, by KPI and sign."""
    kpi = compared.kpi
    more = float(compared.source.at(*compared.pair(name), "mean")) >= 0.0
    does = "earns" if kpi.name == "profit" else f"has {kpi.title.lower()}"
    return {
        "does": does,
        "gain": compared.gain(name, size=True),
        "period": period(compared),
        "than": "more than" if more else "less than",
    }


def _sure(compared: Compared) -> Iterator[Sentence]:
    """How sure the headline is."""
    name = compared.leading if compared.leading != compared.baseline else compared.rival
    if name is None or not compared.has_difference(name):
        return
    if not compared.has_interval(name):
        yield say("There are too few replications for an interval.")
        return
    lead, pair = compared.lead(), compared.pair(name)
    if lead is not None:
        low, high = lead
        yield say(
            "By simulation the lead is {low} to {high} (95 % {interval}{joint}): {sure}.",
            low=low, high=high, interval=Term("interval", "interval"),
            joint=", for all comparisons at once" if len(compared.strategies) > 2 else "",
            sure="more than chance" if _apart(low, high) else "it may be chance",
        )  # fmt: skip
    if compared.source.has(*pair, "input_low"):
        yield say(
            "With the numbers of the scenario as uncertain as they are stated to be {first} comes "
            "to {low} to {high} against {base}.",
            first=name, base=compared.baseline,
            low=compared.gain(name, "input_low"), high=compared.gain(name, "input_high"),
        )  # fmt: skip
    if compared.source.has("inputs", "probability_best", compared.leading):
        yield say(
            "{first} is best in {share} of {draws} draws of these numbers.",
            first=compared.leading,
            share=compared.source.figure(
                "inputs", "probability_best", compared.leading, unit="share", digits=0
            ),
            draws=compared.source.figure("inputs", "draws"),
        )  # fmt: skip


def _apart(low: Figure, high: Figure) -> bool:
    """Whether an interval leaves 0 out."""
    ends = [end.value for end in (low, high) if isinstance(end.value, float)]
    return len(ends) == 2 and (min(ends) > 0.0 or max(ends) < 0.0)


def _further(compared: Compared) -> Iterator[Sentence]:
    """What profit does not charge, and how the best joined strategy stands."""
    source, name = compared.source, compared.leading
    if name != compared.baseline and source.has("verdict", "unpaid", name):
        cost = float(source.at("verdict", "unpaid", name))
        gain = float(source.at(*compared.pair(name), "mean"))
        if cost > 0.0 and compared.kpi.name == "profit":
            yield say(
                "It takes more hours of calls and services, which are not in profit: had they to "
                "be paid on top, that would cost {cost} a year{turn}.",
                cost=source.figure("verdict", "unpaid", name, unit=source.currency.code),
                turn=", more than it is ahead" if cost > gain else "",
            )  # fmt: skip
    joined = [one for one in source.at("verdict")["joined"] if compared.has_difference(one)]
    if name not in joined and joined:
        sign = 1.0 if compared.kpi.better == "higher" else -1.0
        best = max(joined, key=lambda one: sign * float(source.at(*compared.pair(one), "mean")))
        yield say(
            "Of the strategies that join channels, {best} does best: it {does} {gain}{period} "
            "{than} {base}{sure}.",
            best=best, base=compared.baseline,
            sure="" if compared.sure(best) else ", which may be chance",
            **_words(compared, best),
        )  # fmt: skip


def _luck(compared: Compared) -> Iterator[Sentence]:
    """What a single year may bring."""
    year = ("one_year", compared.leading)
    if compared.source.has(*year):
        unit = compared.source.currency.code if compared.kpi.unit == "money" else compared.kpi.unit
        yield say(
            "A single real year swings by luck alone: {kpi} of {name} is {low} in a bad year (one "
            "in twenty is worse) and {high} in a good one.",
            kpi=compared.kpi.title.lower(), name=compared.leading,
            low=compared.source.figure(*year, "p05", unit=unit),
            high=compared.source.figure(*year, "p95", unit=unit),
        )  # fmt: skip


def _one_run(source: Source | None) -> Section | None:
    """What one strategy comes to."""
    if source is None:
        return None
    sentence = say(
        "{name} earns {profit} a year from {revenue} of revenue, with {purchases} purchases.",
        name=Code(str(source.at("strategy"))),
        profit=source.figure("kpis", "profit", "mean"),
        revenue=source.figure("kpis", "revenue", "mean"),
        purchases=source.figure("kpis", "purchases", "mean"),
    )
    more = say("Whether another strategy would earn more, a comparison tells.")
    return Section(
        "answer",
        "The answer",
        (Paragraph((sentence,), strong=True), Paragraph((more,))),
        brief=True,
    )
