"""On which mechanisms a verdict hangs, in a terminal: the answer, and a row a mechanism."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.tables import table_of
from sim.study.money import difference_amount, difference_ends
from sim.study.robustness import RobustnessResult, Tried
from sim.study.robustness.judging import DECIDED, FLIPS, OPEN, STANDS, UNUSED
from sim.study.statistics import mirrored

NAME = 20
"""Columns of a mechanism's name."""
MARKS = {FLIPS: " !", DECIDED: " !", OPEN: " ?", STANDS: "  ", UNUSED: "  ", None: "  "}
STYLES = {FLIPS: "red", DECIDED: "red", OPEN: "yellow"}
WORDS = {"off": "without", "half": "with half of", "double": "with twice as much of"}


def show_robustness(result: RobustnessResult, out: Console) -> None:
    """Print whether the verdict stands, and the difference with each mechanism switched."""
    open_answer(result, _sentences(result), out)
    if result.at_work:
        _show_table(result, out)
    close_answer(result, _below(result), out)


def _show_table(result: RobustnessResult, out: Console) -> None:
    """A row a mechanism, those first in which the verdict does not stand."""
    table = table_of(f"{result.first} - {result.second}: {result.kpi.title}")
    table.add_column("mechanism", width=NAME, overflow="fold")
    for heading in ("without it", "halved", "doubled"):
        table.add_column(heading, justify="right")
    table.add_column("the verdict without it")
    stated = difference_amount(result.kpi, result.stated.mean, result.setting.currency)
    table.add_row("as stated", f"{stated}  ", f"{stated}  ", f"{stated}  ", "")
    for one in result.at_work:
        cells = [_cell(result, one, word) for word in ("off", "half", "double")]
        table.add_row(one.mechanism.name, *cells, _verdict(one))
    out.print(table)


def _cell(result: RobustnessResult, one: Tried, word: str) -> Text:
    if word in one.refused:
        return Text("refused  ")
    if word not in one.gaps:
        return Text("-  ")
    gap = one.gaps[word]
    told = difference_amount(result.kpi, gap.found.mean, result.setting.currency)
    return Text(told + MARKS[gap.verdict], style=STYLES.get(gap.verdict or "", ""))


def _verdict(one: Tried) -> Text:
    if "off" not in one.gaps:
        return Text("only varied")
    word = one.verdict
    return Text("-" if word is None else word, style=STYLES.get(word or "", ""))


def _sentences(result: RobustnessResult) -> list[str]:
    """The verdict, and whether it stands."""
    found = [_stated(result)]
    count = sum("off" in one.gaps for one in result.at_work)
    if result.stated.low is None or not result.at_work:
        return found
    turned = result.turned("off")
    each = f"each of the {count} mechanisms that are at work" if count > 1 else "the mechanism"
    if not turned:
        found.append(f"That stands without {each}.")
    else:
        stands = count - len(turned)
        found.append(
            f"That stands without {stands} of the {count} mechanisms that are at work; "
            f"{_list(turned)}."
        )
    varied = result.turned("half", "double")
    words = f"it does not stand {_list(varied)}" if varied else "it stands with all of them"
    found.append(f"Made half or twice as strong, {words}.")
    return found


def _stated(result: RobustnessResult) -> str:
    kpi, currency = result.kpi, result.setting.currency
    gap = result.stated
    if not gap.mean:
        return f"{result.first} and {result.second} come out the same in '{kpi.title}'."
    verb = "earns" if kpi.name == "profit" else "has"
    of = "" if kpi.name == "profit" else f" in '{kpi.title}'"
    period = " a year" if kpi.period == "year" else ""
    side = "more" if gap.mean > 0.0 else "less"
    told = difference_amount(kpi, abs(gap.mean), currency, code=True)
    sure = ""
    if gap.low is not None and gap.high is not None:
        size = gap if gap.mean > 0.0 else mirrored(gap)  # of what it is less by
        assert size.low is not None
        assert size.high is not None
        ends = difference_ends(kpi, size.low, size.high, currency)
        sure = f" ({ends}: {'more than chance' if gap.excludes_zero() else 'perhaps chance'})"
    return f"{result.first} {verb} {told}{period} {side} than {result.second}{of}{sure}."


def _list(turned: tuple[tuple[Tried, str], ...]) -> str:
    """What does not stand, by what becomes of it."""
    parts = []
    for verdict in (FLIPS, DECIDED, OPEN):
        names = [f"{WORDS[word]} {one.mechanism.name}" for one, word in turned
                 if one.gaps[word].verdict == verdict]  # fmt: skip
        if names:
            parts.append(f"{', '.join(names)} it {_becomes(verdict)}")
    return "; ".join(parts)


def _becomes(verdict: str) -> str:
    return verdict if verdict == FLIPS else f"is {verdict}"


def _below(result: RobustnessResult) -> list[str]:
    """What the table does not say by itself."""
    found = []
    told = [one for one, _ in result.turned("off")]
    told += [one for one in result.at_work if one not in told][: max(0, 3 - len(told))]
    if told:
        words = "; ".join(f"{one.mechanism.name}: {one.mechanism.about}" for one in told)
        found.append(f"What these are. {words}.")
    if result.unused:
        names = ", ".join(one.mechanism.name for one in result.unused)
        found.append(f"Not at work here, so that nothing changes at all: {names}.")
    clipped = [one for one in result.at_work if any(one.clipped.values())]
    if clipped:
        names = ", ".join(one.mechanism.name for one in clipped)
        found.append(f"As far as the scenario's fields allow, and no farther: {names} (--json).")
    refused = [(one, why) for one in result.tried for why in dict.fromkeys(one.refused.values())]
    found += [f"Refused, {one.mechanism.name}: {why}." for one, why in refused]
    found.append(
        "! means that the verdict flips, ? that it is no longer decided. It stands where the 95 % "
        "interval lies on the same side of 0. That it flips is only said where an interval at the "
        f"joint level of all {result.comparisons} differences here excludes 0, so that one table "
        "in twenty at most holds a flip that is luck. Prices stay as stated, and all strategies "
        "meet the same luck."
    )
    return found
