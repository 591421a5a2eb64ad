"""STRESS-DES 1: what the model is for, what it puts out, and what was asked of it."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.page.document import Block, Table
from sim.report.page.sections.methods.items import code, group, item, text
from sim.report.page.sources import Source, Sources
from sim.report.words.told import Code, Part, say
from sim.report.words.values import DASH
from sim.study.kpis import KPI, KPIS, Kpi

__all__ = ["AIMS", "objectives"]

AIMS = {
    "run": "what one strategy comes to",
    "compare": "which strategy does best, by how much, and how sure that is",
    "drivers": "which dial of a strategy makes the difference",
    "tipping": "at which value of a single number the answer would turn",
    "breakeven": "where one strategy stops doing better as one number changes",
    "map": "which strategy does best where two numbers change",
    "sweep": "what many values of some numbers do to the answer",
    "lift": "what a channel, an action or a persona brings: with it and without it",
    "roadmap": "in which order to join channels, and when that has paid",
    "robustness": "whether the answer stands without each mechanism of the model",
    "optimize": "which values of a strategy's levers do best",
    "pilot": "which real experiment would prove the answer",
    "selection": "what a survey of customers by channels would say, and what is true",
    "best": "which of many strategies is best, to a stated difference",
}


def objectives(sources: Sources) -> Iterator[Block]:
    """1.1 to 1.3."""
    return group(1, _purpose(sources), _outputs(sources.main), _aims(sources))


def _purpose(sources: Sources) -> Iterator[Block]:
    told = sources.scenario.scenario
    about = say("Scenario: {title}. {description}", title=told.title, description=told.description)
    return item(
        "1.1",
        text(
            say(
                "The model compares ways for a firm to run its channels. The same synthetic "
                "customers live through every strategy; strategies differ only in what each "
                "channel may know and who decides, and no such dial touches a chance to buy."
            ),
            say(
                "It is no forecast of sales: what counts is the difference between strategies "
                "under stated assumptions."
            ),
            about,
        ),
    )


def _outputs(main: Source) -> Iterator[Block]:
    primary = KPI[main.folder.scenario.kpi.primary]
    rows = tuple(_row(kpi) for kpi in KPIS if _has(main, kpi))
    table = Table(
        "methods-outputs", "Outputs of the model",
        ("output", "is", "over", "unit", "scaled to a year"), rows,
        say("Ratios are ratios of sums; nothing over nothing is undefined."), folded=True,
    )  # fmt: skip
    return item(
        "1.2",
        text(
            say(
                "The result that decides was named in the scenario before the run: {title} "
                "({name}). {meaning}",
                title=primary.title, name=Code(primary.name), meaning=primary.meaning,
            ),
            say("Its formula: {formula}.", formula=Code(primary.formula)),
            say("No other output gets a verdict; their intervals are not adjusted for number."),
        ),
        table if rows else None,
    )  # fmt: skip


def _has(main: Source, kpi: Kpi) -> bool:
    if main.has("kpis", kpi.name, "mean"):
        return True
    if not main.has("strategies") or not isinstance(main.at("strategies"), dict):
        return False
    return any(main.has("strategies", name, kpi.name, "mean") for name in main.at("strategies"))


def _row(kpi: Kpi) -> tuple[Part, ...]:
    yearly = "yes" if kpi.period == "year" else "no"
    return kpi.title, kpi.numerator, kpi.denominator or DASH, kpi.unit, yearly


def _aims(sources: Sources) -> Iterator[Block]:
    table = Table(
        "methods-aims", "What was simulated",
        ("folder", "asks", "strategies", "people", "days", "replications", "seed"),
        tuple(_aim(source) for source in sources.all),
    )  # fmt: skip
    return item("1.3", table)


def _aim(source: Source) -> tuple[Part, ...]:
    numbers = (
        source.figure(name) if source.has(name) and not isinstance(source.at(name), (dict, list))
        else DASH for name in ("customers", "days", "replications")
    )  # fmt: skip
    seed = source.quoted(str(source.at("seed")), "seed") if source.has("seed") else DASH
    strategies = code(list(source.folder.manifest["strategies"]))
    return Code(source.name), AIMS.get(source.kind, source.kind), strategies, *numbers, seed
