"""STRESS-DES 4: where runs begin, how long they are, and how results were estimated."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.page.commands import typed
from sim.report.page.compared import Compared
from sim.report.page.document import Block, Paragraph, Table
from sim.report.page.sections.methods.data import people_of
from sim.report.page.sections.methods.items import code, group, item, points, text
from sim.report.page.sections.methods.studies import how_estimated
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import counted
from sim.report.words.told import Code, Part, Sentence, joined, say
from sim.report.words.values import DASH

__all__ = ["experimentation"]

LEVEL = "95 %"


def experimentation(sources: Sources) -> Iterator[Block]:
    """4.1 to 4.3."""
    return group(4, _start(sources), _length(sources), _estimates(sources))


def _start(sources: Sources) -> Iterator[Block]:
    run_in = sources.scenario.document.run_in
    given = people_of(sources.main) is not None
    return item(
        "4.1",
        text(
            say("The customers are those of a table and stay the same in all replications; what "
                "the table does not say is drawn from the personas.") if given else
            say("Each replication draws the customers anew from the personas: traits, whether they "
                "know the firm, whether they have bought before, open needs, consents."),
            say("There is no run-in: the opening state is drawn, at a stationary share of open "
                "needs.") if run_in is None else
            say("Before the start everybody lives {days} under {strategy}, the same for all "
                "strategies; counts, spending and events start from nothing after it.",
                days=counted(code(run_in.days), "day"), strategy=Code(run_in.strategy)),
        ),
    )  # fmt: skip


def _length(sources: Sources) -> Iterator[Block]:
    main, told = sources.main, sources.scenario.scenario
    days = counted(main.figure("days"), "day") if main.has("days") else DASH
    return item(
        "4.2",
        text(
            say("A terminating study: {days} from {start} ({zone}), in windows of {window}; "
                "nothing is cut off its beginning.", days=days, start=Code(str(told.start)),
                zone=Code(told.zone),
                window=code(sources.scenario.data.get("scenario", {}).get("window", "1 d"))),
            say("Totals are scaled to a year of {days} days, set-up excepted.", days=Code("365")),
        ),
    )  # fmt: skip


def _estimates(sources: Sources) -> Iterator[Block]:
    blocks: list[Block | None] = [_luck()]
    compared = [Compared(one) for one in sources.all if one.kind == "compare"]
    for one in compared:
        blocks += [_replications(one), _differences(one), _inputs(one)]
    blocks.append(points(how_estimated(one) for one in sources.all if one.kind != "compare"))
    return item("4.3", *blocks)


def _luck() -> Paragraph:
    return text(
        say("Strategies share their customers' luck (common random numbers, by customer and "
            "decision), so that differences are paired by replication."),
        say("Intervals are Student's t-intervals at {level} over replications, of jackknife "
            "pseudo-values for ratios; those of shares of replications are exact binomial ones. "
            "With fewer than {least} replications there is none.", level=LEVEL, least=Code("5")),
    )  # fmt: skip


def _replications(compared: Compared) -> Paragraph:
    """Why so many: what the intervals leave open with them."""
    source = compared.source
    sure = [name for name in compared.others if compared.has_difference(name)
            and compared.sure(name)]  # fmt: skip
    open_ = [name for name in compared.others if compared.has_interval(name) and name not in sure]
    sentences = [
        say("{folder}: {count} of each strategy.", folder=Code(source.name),
            count=counted(source.figure("replications"), "replication")),
    ]  # fmt: skip
    asked = _asked_for(source)
    sentences += [] if asked is None else [asked]
    if sure:
        sentences.append(
            say("They are enough to tell from chance the difference of {names} from {base}: the "
                "interval leaves zero out.", names=joined([Code(name) for name in sure]),
                base=Code(compared.baseline))
        )  # fmt: skip
    if open_:
        sentences.append(
            say("They do not tell from chance that of {names}: a true difference within its "
                "interval would take more.", names=joined([Code(name) for name in open_]))
        )  # fmt: skip
    return text(*sentences)


def _asked_for(source: Source) -> Sentence | None:
    """How the number of replications was chosen, where the command line says it."""
    words = typed(source.folder)
    if words is None:
        return None
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == "--precision" and (equals or place + 1 < len(words)):
            target = value if equals else words[place + 1]
            return say("They went on until the joint intervals of all differences were within "
                       "{target} either way, or the stated limit was reached.",
                       target=Code(target))  # fmt: skip
    return say("Their number was set before the run.")


def _differences(compared: Compared) -> Table | None:
    source, kpi = compared.source, compared.kpi
    rows: list[tuple[Part, ...]] = []
    for name in compared.others:
        if not compared.has_interval(name):
            continue
        pair = compared.pair(name)
        ratios = ("variance_ratio", "variance_ratio_low", "variance_ratio_high")
        rows.append(
            (
                Code(name), compared.gain(name, signed=True),
                *(compared.gain(name, end, signed=True) for end in compared.ends(name)),
                *(source.figure(*pair, end, unit="ratio") if source.has(*pair, end) else DASH
                  for end in ratios),
            )
        )  # fmt: skip
    if not rows:
        return None
    headings = ("strategy", "difference", f"{LEVEL}, from", "to", "variance ratio",
                f"{LEVEL}, from", "to")  # fmt: skip
    joint = any(compared.ends(name)[0] == "joint_low" for name in compared.others)
    note = say(
        "{kpi} of each strategy less that of {base}. {joint}The variance ratio is how many times "
        "as many replications customers with luck of their own would have taken.",
        kpi=kpi.title, base=compared.baseline,
        joint="The intervals are right together in the stated share of studies (Bonferroni). "
        if joint else "",
    )  # fmt: skip
    name = f"methods-precision-{source.name}"
    return Table(name, f"Precision of the differences, {source.name}", headings, tuple(rows), note)


def _inputs(compared: Compared) -> Paragraph:
    source = compared.source
    if not compared.draws:
        ranges = source.has("inputs", "ranges") and source.at("inputs", "ranges")
        return text(
            say("Every number counted as certain{though}: none was drawn.",
                though=say(", {ranges} with ranges as well",
                           ranges=source.figure("inputs", "ranges")) if ranges else "")
        )  # fmt: skip
    return text(
        say("Input uncertainty, apart from it: {ranges} drawn together {draws} by a Latin "
            "hypercube (McKay, Beckman and Conover), each draw with {each} on the same luck; the "
            "luck left in them is taken out of the interval.",
            ranges=counted(source.figure("inputs", "ranges"), "number with a range was",
                           "numbers with ranges were"),
            draws=counted(source.figure("inputs", "draws"), "time"),
            each=counted(source.figure("inputs", "replications"), "replication")),
        say("The formula stands in {page}.", page=Code("docs/uncertainty.md")),
    )  # fmt: skip
