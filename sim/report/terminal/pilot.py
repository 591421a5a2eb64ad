"""A trial with real customers, in a terminal: how many, how long, and what would refute it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.tables import filled, table_of
from sim.study.pilot import PilotResult, Tried
from sim.study.pilot.result import amount_a_head, days_text, falsified_if, price_a_head
from sim.study.statistics import Estimate

NAME = 11
"""Columns of what a line of the design tells."""
OUTCOMES = {"orders": "orders a head", "buyers": "share who buy"}


def show_pilot(result: PilotResult, out: Console) -> None:
    """Print the design, what it could see, and how it fared when it was simulated."""
    open_answer(result, _sentences(result), out)
    for name, told in _design(result):
        out.print(Text(filled(told, out, f"{name:<{NAME}}", " " * NAME)))
    out.print()
    out.print(_lengths(result))
    close_answer(result, _below(result), out)


def _sentences(result: PilotResult) -> list[str]:
    """The answer in words."""
    days, size = days_text(result.chosen.course.days), result.size
    currency = result.setting.currency
    asks = (
        f"whether {result.first} pays for its platform against {result.second}"
        if result.question == "pays"
        else f"whether {result.first} and {result.second} differ at all"
    )
    if not any(result.chosen.course.variances):
        return [f"Nobody buys within {days} in the simulation: no pilot can tell {asks}."]
    if size.needed is None:
        return [
            f"No pilot can tell {asks}: by the model the difference is exactly "
            f"{amount_a_head(result.against, currency)} a head."
        ]
    if size.suffices:
        return [
            f"A pilot of {days} with {size.needed.total:,} of {result.available:,} people "
            f"would tell {asks}, with {_percent(result.power)} power."
        ]
    return [
        f"This market is too small to tell {asks}: after {days} it would take "
        f"{size.needed.total:,} people, and there are {result.available:,}.",
        f"All of them in two arms would see it with {_percent(size.whole_power)} power; what they "
        f"could see with {_percent(result.power)} is a difference of "
        f"{amount_a_head(size.detectable, currency)} a head, not the "
        f"{amount_a_head(abs(size.effect), currency)} that there is to see.",
    ]


def _design(result: PilotResult) -> list[tuple[str, str]]:
    """Lines of the design."""
    course, currency, arms = result.chosen.course, result.setting.currency, result.arms
    first, second = (amount_a_head(variance**0.5, currency) for variance in course.variances)
    expected = amount_a_head(course.expected, currency) + _range(result, course.difference)
    side = "above" if result.up else "below"
    return [
        (
            "Arms",
            f"{arms.first:,} people under {result.first}, {arms.second:,} under {result.second}, "
            "by lot, at the same time",
        ),
        ("Measured", "contribution less media, a head: everybody in the arm counts, buyer or not"),
        (
            "Expected",
            f"{result.first} less {result.second}: {expected}, against the "
            f"{price_a_head(course.platform, currency)} in this time",
        ),
        (
            "Spread",
            f"customers differ by {first} under {result.first} and {second} under {result.second} "
            "(standard deviation)",
        ),
        (
            "Proved if",
            f"the measured difference is {side} {amount_a_head(result.borders.proved, currency)}: "
            f"then its {100 * (1 - result.alpha):g} % interval lies {side} {_border(result)}, and "
            f"it is proved that {_claim(result)}",
        ),
        ("Refuted", _lower(falsified_if(result))),
    ]


def _lower(sentence: str) -> str:
    """A sentence that goes on after a colon or a label."""
    return sentence[0].lower() + sentence[1:]


def _claim(result: PilotResult) -> str:
    """What is proved then."""
    verb = "pays" if result.question == "pays" else "works"
    if result.question == "pays":
        return f"{result.first} {verb if result.up else 'does not pay'}"
    return f"{result.first} brings {'more' if result.up else 'less'} than {result.second}"


def _border(result: PilotResult) -> str:
    return "what the platform costs" if result.question == "pays" else "0"


def _range(result: PilotResult, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return ""
    currency = result.setting.currency
    return f" ({currency.main(found.low):.2f} to {currency.main(found.high):.2f} by simulation)"


def _lengths(result: PilotResult) -> Table:
    """All lengths that were tried."""
    what = "pays" if result.question == "pays" else "works"
    table = table_of(f"How long, for the question '{what}'; amounts a head")
    table.add_column("days", justify="right")
    for heading in ("expected", "platform", "people needed", "power of all", "all could see"):
        table.add_column(heading, justify="right")
    currency = result.setting.currency
    for each in result.tried:
        size, course = each.sizes[result.question], each.course
        cells = [
            f"{course.days:g}",
            f"{currency.main(course.expected):,.{currency.digits}f}",
            f"{currency.main(course.platform):,.{currency.digits}f}",
            "-" if size.needed is None else f"{size.needed.total:,}",
            _percent(size.whole_power),
            f"{currency.main(size.detectable):,.{currency.digits}f}",
        ]
        table.add_row(*cells, style="bold" if each is result.chosen else "")
    return table


def _below(result: PilotResult) -> list[str]:
    """What the table does not say by itself."""
    found = [_checked(result)] if result.simulated is not None else []
    if not result.size.suffices and result.size.needed is not None:
        found.append(_help(result))
    other = "works" if result.question == "pays" else "pays"
    size = result.chosen.sizes[other]
    needs = "no number of people" if size.needed is None else f"{size.needed.total:,} people"
    asks = (
        "there is any difference, before platform" if other == "works" else "it pays the platform"
    )
    told = "is possible with" if size.needed is None else "takes"
    found.append(
        f"To tell whether {asks}, {told} {needs} in {days_text(result.chosen.course.days)} "
        f"(--question {other})."
    )
    if result.chosen is not result.tried[-1]:
        found.append(_own_days(result))
    found.append(
        "'People needed' is both arms together, 'power of all' what all people of the market in "
        "two arms would have. The lot is over everybody in the market. What customers of one arm "
        "do to those of the other (referrals, queues) is left out."
    )
    return found


def _own_days(result: PilotResult) -> str:
    """What is expected of the pilot's days, and of all."""
    currency = result.setting.currency
    ours, whole = (
        (f"{each.course.days:g}", amount_a_head(each.sizes[result.question].effect, currency))
        for each in (result.chosen, result.tried[-1])
    )
    beyond = "beyond its platform" if result.question == "pays" else "more"
    return (
        f"A pilot answers for its own days: in {ours[0]} days {result.first} is expected to bring "
        f"{ours[1]} a head {beyond}, in all {whole[0]} days {whole[1]}."
    )


def _checked(result: PilotResult) -> str:
    """How the pilot fared when it was carried out."""
    done = result.simulated
    assert done is not None
    how = (
        "each on people of its own, lived for it"
        if done.fresh
        else "each with customers drawn anew from all that were simulated"
    )
    return (
        f"Carried out {done.pilots:,} times, {how}: {_share(done.power)} saw the difference, "
        f"{_share(done.false)} saw one between two arms under {result.first} "
        f"(stated: {_percent(result.alpha)})."
    )


def _help(result: PilotResult) -> str:
    """What would help where the market is too small."""
    told = []
    longer = [each for each in result.tried if _better(result, each)]
    if longer:
        told.append(f"{longer[-1].course.days:g} days in place of {result.chosen.course.days:g}")
    enough = [
        f"{OUTCOMES[each.name]} with {each.size.needed.total:,} people"
        for each in result.outcomes
        if each.size.needed is not None and each.size.suffices
    ]
    if enough:
        told.append(f"a smaller question: that the two differ shows in {' and in '.join(enough)}")
    told += [
        "branches or firms that take part together",
        "an evaluation that takes out what each customer had bought before",
    ]
    return f"What would help: {'; '.join(told)}."


def _better(result: PilotResult, each: Tried) -> bool:
    """Whether another length points the same way, and all of the market would see more."""
    ours, theirs = result.size, each.sizes[result.question]
    return theirs.effect * ours.effect > 0.0 and theirs.whole_power > ours.whole_power


def _share(found: Estimate) -> str:
    if found.mean is None:
        return "-"
    if found.low is None or found.high is None:
        return _percent(found.mean)
    return f"{_percent(found.mean)} ({100 * found.low:.0f} to {100 * found.high:.0f})"


def _percent(share: float) -> str:
    """In whole percents, with a digit more where they are few."""
    value = 100.0 * share
    return f"{value:.1f} %" if 0.0 < value < 10.0 else f"{value:.0f} %"
