"""What was decided for a file of profiles, in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from engine.allocation.solving import Certificate
from engine.asked import Asked
from engine.catalog import Action, Catalog
from engine.quantities import YEAR_DAYS
from engine.solved import Price
from engine.streams import Written
from sim.report.terminal.funnel import show_funnel
from sim.report.terminal.parts.tables import LABEL, filled, table_of


def show_decided(
    found: Written,
    catalog: Catalog,
    path: str,
    seconds: float,
    out: Console,
    explained: str | None = None,
    *,
    asked: Asked,
) -> None:
    """Print how often each action is picked, what it costs, and where the rows are.

    Args:
        asked: what was asked of the catalogue; its days are what the plan's money is for.
    """
    text = Text(f"{found.rows:,} customers, {found.decided:,} with an action")
    if found.rows:
        text.append(f" ({_share(found.decided, found.rows)})")
    if found.held_out:
        text.append(f"; a holdout kept something from {found.held_out:,}")
    out.print(text)
    out.print()
    table = table_of("Lists" if asked.ranks else "Picks")
    table.add_column("", width=LABEL, no_wrap=False)
    table.add_column("rows" if asked.ranks else "picks", justify="right")
    table.add_column("of customers", justify="right")
    here = {action.name: action for action in catalog.actions if _answers(action, asked)}
    for name, count in sorted(found.actions.items(), key=lambda item: (-item[1], item[0])):
        if name in here:
            table.add_row(here[name].title or name, f"{count:,}", _share(count, found.rows))
    out.print(table)
    limits = {constraint.name for constraint in catalog.constraints}
    money = {name: price for name, price in found.prices.items() if name not in limits}
    if not asked.ranks:
        for name, price in money.items():
            if price.spent or price.allowance is not None:
                out.print(Text(_money(name, price, catalog.currency, asked.days)))
        if asked.prices is not None:
            _show_kept(found, limits, out)
    elif limits or catalog.budget.total is not None:
        out.print(Text(filled(_listed(asked), out, "", "")))
    if found.losing:
        row = "row" if asked.ranks else "pick"
        out.print(Text(_losing(found, catalog.currency, row), style="yellow"))
    if found.certificate is not None and not asked.ranks:
        _show_certificate(found.certificate, catalog.currency, out)
    if found.funnel is not None:
        out.print()
        show_funnel(found.funnel, catalog, out)
        out.print()
    rate = found.rows / seconds if seconds > 0.0 else 0.0
    out.print(Text(f"It took {seconds:.1f} s, {rate:,.0f} customers a second."))
    out.print(Text(f"The rows are in {path}"), soft_wrap=True)
    if explained is not None:
        out.print(Text(f"Why and why not is in {explained}"), soft_wrap=True)


def _show_kept(found: Written, limits: set[str], out: Console) -> None:
    """What picks at kept prices use, where nothing was solved."""
    for name, price in found.prices.items():
        if name in limits:
            most = "" if price.allowance is None else f" of {_figure(price.allowance)} at most"
            out.print(Text(f"{name}: {_figure(price.spent)} used{most}"))
    over = [
        "money" if name == "all" else name
        for name, price in found.prices.items()
        if price.allowance is not None and price.spent > price.allowance
    ]
    if over:
        told = (
            f"Note: more is used than allowed of {', '.join(over)}. Kept prices hold limits on "
            "average over customers like those of their plan; without --prices a plan is made "
            "that keeps them."
        )
        out.print(Text(filled(told, out, "", "  "), style="yellow"))


def _answers(action: Action, asked: Asked) -> bool:
    """Whether an action belongs to the moment that was asked for."""
    return action.when == asked.when and (not action.on or asked.channel in action.on)


def _listed(asked: Asked) -> str:
    """At which prices a list was made."""
    whose = "a plan for these customers" if asked.prices is None else "the plan in --prices"
    return f"A list is no plan, and spends nothing. Its prices are those of {whose}."


def _losing(found: Written, currency: str, row: str) -> str:
    """What prices below 1 let through at a loss."""
    told = f"1 {row} costs more than it brings, by"
    if found.losing > 1:
        told = f"{found.losing:,} {row}s cost more than they bring, together by"
    mend = "minimum_return = 1 in [budget] leaves out such."
    return f"Note: {told} {currency} {found.loss:,.2f}; {mend}"


LEAST = 0.01
"""Per cent below which a gap is not told."""


def _show_certificate(certificate: Certificate, currency: str, out: Console) -> None:
    """What each constraint allows, uses and costs; how good the plan is."""
    out.print()
    table = table_of("Constraints")
    table.add_column("", width=LABEL, no_wrap=False)
    for heading in ("used", "at least", "at most", "price"):
        table.add_column(heading, justify="right")
    for limit in certificate.limits:
        bounds = (limit.minimum, limit.maximum)
        table.add_row(
            limit.name,
            _figure(limit.used),
            *("" if bound is None else _figure(bound) for bound in bounds),
            f"{limit.price:,.3g}" if limit.price else "0",
        )
    out.print(table)
    text = f"Worth {currency} {certificate.value:,.2f}"
    if certificate.repaired:
        text += f"; {certificate.repaired:,} customers do not get what prices alone would give"
    out.print(Text(f"{text}."))
    text = f"No plan that keeps to them is worth more than {currency} {certificate.bound:,.2f}"
    gap = 100.0 * certificate.gap
    text += f" ({gap:.2g} % above)." if gap >= LEAST else f" (less than {LEAST} % above)."
    if not certificate.exact:
        text += " That bound leaves out channels, caps or exclusions of some, and may be too high."
    out.print(Text(text))


def _figure(number: float) -> str:
    """A number of picks, an amount of money or what is expected."""
    if number == round(number):
        return f"{number:,.0f}"
    return f"{number:,.2f}" if number >= 10 else f"{number:.3g}"


def _share(count: int, rows: int) -> str:
    return f"{100.0 * count / rows:.1f} %" if rows else "-"


def _money(pool: str, price: Price, currency: str, days: float) -> str:
    """What a pool of money spends, and what a unit of it must bring."""
    named = "Money" if pool == "all" else f"Money of {pool}"
    text = f"{named}: {currency} {price.spent:,.2f} spent"
    if price.allowance is not None:
        year = price.allowance * YEAR_DAYS / days
        text += f" of {price.allowance:,.2f} allowed"
        if days != YEAR_DAYS:
            text += f" for {days:g} {'day' if days == 1.0 else 'days'} ({year:,.2f} a year)"
    if price.price == float("inf"):
        return f"{text}; nothing that costs money is worth it"
    if price.price > 0.0:
        text += f"; each {currency} spent must bring {currency} {price.price:.3g} at least"
    return text
