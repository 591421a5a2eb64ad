"""What things bring, in a terminal: the answer, then figures, returns and needless discounts."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.tables import LABEL, table_of
from sim.study.kpis import KPI
from sim.study.lift import LiftResult, Single
from sim.study.lift.gains import Return
from sim.study.money import amount, difference_amount, difference_ends
from sim.study.statistics import Estimate

FIGURES = ("contribution", "media_cost", "platform_cost", "purchases")
HEADINGS = ("contribution", "media", "platform", "purchases")
MAIN = "profit"


def show_lift(result: LiftResult, out: Console) -> None:
    """Print what things bring."""
    open_answer(result, [_sentence(result)], out)
    out.print(_lifts(result))
    out.print(_figures(result))
    if any(one.back.spent for one in result.singles):
        out.print(_returns(result))
    close_answer(result, _below(result), out)


# --- words -------------------------------------------------------------------------------------


def _named(one: Single) -> str:
    """A thing within a sentence."""
    kind, name = one.thing.kind, one.thing.name
    return {
        "channel": name,
        "action": f"the action {name}",
        "group": f"the actions of {name}",
        "creative": f"the creative {name}",
        "offer": f"the offer {name}",
        "persona": f"any action towards {name}",
    }.get(kind, "any action")


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _condition(result: LiftResult) -> str:
    """What is imagined: the beginning of the answer."""
    parts = []
    for mode, words in (
        ("absent", "If there were no {}"),
        ("without", "Without {}"),
        ("reallocate", "With {} silent and the money left to others"),
    ):
        names = [_named(one) for one in result.singles if one.mode == mode]
        if names:
            parts.append(words.format(_listed(names)))
    first, *others = parts
    if not others:
        return first
    return ", ".join([first, *(part[0].lower() + part[1:] for part in others)]) + ","


def _sentence(result: LiftResult) -> str:
    """The answer in words."""
    kpi, found = KPI[result.kpi], result.lifts[result.kpi]
    currency = result.setting.currency
    condition = _condition(result)
    if not any(one.used for one in result.singles) and found == Estimate(0.0, 0.0, 0.0):
        return (
            f"{condition} nothing would change: {result.strategy} uses no action there, so its "
            "lift is exactly 0."
        )
    if found.mean is None:
        return f"{kpi.title} is not defined with it and without it."
    if found.mean == 0.0:
        return f"{condition} {result.strategy} would come out the same in '{kpi.title}'."
    period = " a year" if kpi.period == "year" else ""
    much = difference_amount(kpi, abs(found.mean), currency, code=True)
    side = "less" if found.mean > 0.0 else "more"
    verb = "earn" if kpi.name == MAIN else "have"
    of = "" if kpi.name == MAIN else f" in '{kpi.title}'"
    sure = ""
    if found.low is not None and found.high is not None:
        ends = (found.low, found.high) if found.mean > 0.0 else (-found.high, -found.low)
        sure = f" ({difference_ends(kpi, *ends, currency)})"
    told = f"{condition} {result.strategy} would {verb} {much}{period} {side}{sure}{of}"
    if found.has_interval and not found.excludes_zero():
        return f"{told}, which may be luck."
    return f"{told}.{_worth(result)}"


def _worth(result: LiftResult) -> str:
    """Of a profit: what is brought, and what it costs."""
    if result.kpi != MAIN:
        return ""
    currency, lifts = result.setting.currency, result.lifts

    def money(name: str) -> str:
        return difference_amount(KPI[name], abs(lifts[name].mean or 0.0), currency, code=True)

    brought = lifts["contribution"].mean or 0.0
    cost = (lifts["media_cost"].mean or 0.0) + (lifts["platform_cost"].mean or 0.0)
    told = amount(KPI["outlay"], abs(cost), currency, code=True)
    if brought >= 0.0 and cost >= 0.0:
        return f" It brings {money('contribution')} of contribution and costs {told}."
    if brought >= 0.0:
        return f" It brings {money('contribution')} of contribution and saves {told} elsewhere."
    if cost > 0.0:
        return f" It takes {money('contribution')} of contribution away and costs {told}."
    return f" It takes {money('contribution')} of contribution away and saves {told} elsewhere."


# --- tables ------------------------------------------------------------------------------------


def _rows(result: LiftResult) -> list[tuple[str, dict[str, Estimate]]]:
    found = [(_label(one), dict(one.lifts)) for one in result.singles]
    if result.interaction is not None:
        found += [
            ("all together", dict(result.lifts)),
            ("interaction", dict(result.interaction)),
        ]
    return found


def _label(one: Single) -> str:
    how = {"without": "", "reallocate": ", moved", "absent": ", absent"}[one.mode]
    return f"{one.thing}{how}"


def _lifts(result: LiftResult) -> Table:
    """What each thing brings in the main figure, with its interval, and a head."""
    kpi, currency = KPI[result.kpi], result.setting.currency
    a_year = " a year" if kpi.period == "year" else ""
    table = table_of(f"Lift: {kpi.title}{a_year} with it, less without it")
    table.add_column("", min_width=LABEL, max_width=LABEL + 8, overflow="fold")
    for heading in ("lift", "95 % interval"):
        table.add_column(heading, justify="right")
    head = kpi.name in result.heads
    if head:
        table.add_column("a head", justify="right")
    rows = _rows(result)
    for place, (label, lifts) in enumerate(rows):
        if place == len(result.singles):
            table.add_section()
        one = lifts[kpi.name]
        cells = [label, difference_amount(kpi, one.mean, currency), _spread(result, kpi.name, one)]
        if head:
            cells.append(_each(result, one))
        table.add_row(*cells)
    return table


def _each(result: LiftResult, one: Estimate) -> str:
    """A head's part of money or counts."""
    if one.mean is None:
        return "-"
    each, digits = one.mean / result.people, 3
    if KPI[result.kpi].unit == "money":
        each, digits = each / 10**result.setting.currency.digits, 2
    written = f"{each:,.{digits}f}"
    return written.lstrip("-") if not written.strip("-0.") else written


def _figures(result: LiftResult) -> Table:
    """Of what a profit is made."""
    currency = result.setting.currency
    table = table_of("and in what it comes to, a year")
    table.add_column("", min_width=LABEL, max_width=LABEL + 8, overflow="fold")
    for heading in HEADINGS:
        table.add_column(heading, justify="right")
    for place, (label, lifts) in enumerate(_rows(result)):
        if place == len(result.singles):
            table.add_section()
        table.add_row(
            label, *(difference_amount(KPI[name], lifts[name].mean, currency) for name in FIGURES)
        )
    return table


def _returns(result: LiftResult) -> Table:
    """What a unit of media money brings, on average and at the margin."""
    currency = result.setting.currency
    table = table_of(f"Contribution per {currency.code} 1 of media money, by lift")
    table.add_column("", min_width=LABEL, max_width=LABEL + 8, overflow="fold")
    for heading in ("spent a year", "average return", "marginal return"):
        table.add_column(heading, justify="right")
    for one in result.singles:
        table.add_row(_label(one), *_back(result, one.back))
    if result.interaction is not None:
        table.add_section()
        table.add_row("all together", *_back(result, result.back))
    return table


def _back(result: LiftResult, back: Return) -> list[str]:
    spent = amount(KPI["media_cost"], back.spent, result.setting.currency)
    return [spent, _ratio(back.average), _ratio(back.marginal)]


def _ratio(one: Estimate) -> str:
    if one.mean is None:
        return "-"
    if one.low is None or one.high is None:
        return f"{one.mean:,.1f}"
    return f"{one.mean:,.1f} ({one.low:,.1f} to {one.high:,.1f})"


def _spread(result: LiftResult, name: str, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return "-"
    return difference_ends(KPI[name], found.low, found.high, result.setting.currency)


# --- below the tables ---------------------------------------------------------------------------


def _below(result: LiftResult) -> list[str]:
    """What the tables do not say by themselves."""
    found = []
    if result.interaction is not None:
        found.append(_interaction(result))
    missing = {str(one.thing): one.back.why for one in result.singles if one.back.why and one.used}
    if missing:
        by_reason: dict[str, list[str]] = {}
        for thing, why in missing.items():
            by_reason.setdefault(str(why), []).append(thing)
        told = "; ".join(f"{why} ({', '.join(names)})" for why, names in by_reason.items())
        found.append(f"A dash stands where a return is not defined: {told}.")
    discounts = _discounts(result)
    if discounts:
        found.append(discounts)
    unused = [str(one.thing) for one in result.singles if not one.used]
    if unused and len(unused) < len(result.singles):
        found.append(f"{result.strategy} uses no action of {_listed(unused)}.")
    if result.transactional:
        found.append(
            f"Silent too, though customers have asked for it: {', '.join(result.transactional)}."
        )
    found.append(_fixed(result))
    return found


def _interaction(result: LiftResult) -> str:
    assert result.interaction is not None
    kpi = KPI[result.kpi]
    one = result.interaction[kpi.name]
    if one.mean is None or abs(one.mean) < 0.5:
        return "The single lifts add up to the joint one exactly."
    told = difference_amount(kpi, abs(one.mean), result.setting.currency, code=True)
    more = "more" if one.mean > 0.0 else "less"
    sentence = (
        f"Interaction: together they bring {told} {more} than the sum of what each loses by itself"
    )
    if one.has_interval and not one.excludes_zero():
        return f"{sentence}, which may be luck."
    if one.mean > 0.0:
        return f"{sentence}: where one is silent, others do its work."
    return (
        f"{sentence}: each needs the others, so what they do jointly is in more than one of them."
    )


def _discounts(result: LiftResult) -> str:
    """Discounts to who would have bought anyway."""
    found, currency = result.discounts, result.setting.currency
    kpi = KPI["discount_cost"]
    if not found.money.mean or found.share.mean is None:
        return ""
    given = amount(kpi, found.money.mean, currency, code=True)
    anyway = amount(kpi, found.anyway_money.mean, currency, code=True)
    low, high = found.share.low, found.share.high
    sure = ""
    if low is not None and high is not None:
        sure = f", {100 * max(low, 0.0):.0f} to {100 * min(high, 1.0):.0f} %"
    counts = (found.anyway_purchases.mean or 0.0, found.purchases.mean or 0.0)
    of = " of ".join(amount(KPI["purchases"], count, currency) for count in counts)
    told = (
        f"Discounts to people who would have bought anyway: {anyway} of {given} a year "
        f"({100 * found.share.mean:.0f} %{sure}), at {of} purchases with an offer."
    )
    still = found.still_money.mean or 0.0
    if still:
        told += (
            f" Of this, other actions would have given them "
            f"{amount(kpi, still, currency, code=True)} all the same."
        )
    return told


def _fixed(result: LiftResult) -> str:
    """What is held fixed."""
    currency = result.setting.currency
    saved = amount(KPI["media_cost"], result.saved, currency, code=True)
    words = [
        "The same people live with it and without it, on the same luck; all else is as stated, "
        "and so is what happened before the start."
    ]
    modes = {one.mode for one in result.singles}
    if modes & {"without", "absent"}:
        words.append(
            f"What was spent there is saved: the ceiling on media is {saved} a year lower. Within "
            "it others do what they find best."
            if result.saved
            else "No media money was spent there, so that the ceiling stays."
        )
    if "reallocate" in modes:
        words.append("Of what is moved the ceiling stays, and other actions may spend it.")
    words.append(
        "A channel without actions saves its own fees, unless it is always charged; links stay."
    )
    return " ".join(words)
