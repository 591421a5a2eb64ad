"""What `journey check` says of a year as the numbers of a file imply it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.cli.output import wrapped
from sim.scenario.checking.wording import number, percent

ORDERS_OF_CLICKS = "orders in the same visit, of all who click; later visits bring more:"
KNOWN = (
    "your totals, and what the numbers come to without offers, messages, ads and word of mouth: "
    "rather too low, so that only wide gaps are warned of"
)
HEAD = "A year as these numbers imply it, without campaigns:"
DRAWN = "people drawn from the personas, not those of the table"


def implied_lines(
    implied: Mapping[str, Any], *, people: int, currency: str, table: bool = False
) -> Iterator[str]:
    """The summary in lines that fit the terminal.

    Args:
        implied: from `sim.scenario.implied.summary`.
        people: size of the market.
        currency: of the scenario.
        table: whether a table of customers is simulated, of whom the year is not.
    """
    yield wrapped(f"{HEAD[:-1]}, of {DRAWN}:", indent="  ") if table else HEAD
    rows = {
        "needs": f"{number(people)} people need something {number(implied['needs'])} times a year; "
        f"{percent(implied['met'])} of these are bought here",
        "orders": f"{number(implied['orders'])}, worth {_money(implied['revenue'], currency)}; "
        f"{_money(implied['contribution'], currency)} after cost of goods",
        "ordered": _each(implied["ordered"], number),
        "visits": _each(implied["visits"], number),
        "busy": _each(implied["busy"], percent),
    }
    width = max(map(len, implied["clicks"]), default=0)
    clicks = [
        f"{name:<{width}} {_money(item['cost'], currency, small=True)} each, "
        f"{percent(item['conversion'])} order" + _order(item["cost_per_order"], currency)
        for name, item in implied["clicks"].items()
    ]
    if clicks:
        clicks.insert(0, ORDERS_OF_CLICKS)
    bills = list(_bills(implied["platform"], currency))
    known = list(_known(implied, currency))
    parts = (("clicks", clicks), ("platform", bills), ("known", known))
    for name, text in [*rows.items(), *(pair for part in parts for pair in _titled(*part))]:
        if text:
            yield wrapped(f"  {name:<9}{text}", indent=" " * 11)


def _bills(platform: Mapping[str, Mapping[str, float]], currency: str) -> Iterator[str]:
    """What each strategy pays for channels and dials in a first year, a line each."""
    if not any(platform.values()):
        return
    yield "cost of channels and joining in a first year, dials as at the start:"
    width = max(map(len, platform))
    for name, bill in platform.items():
        total = sum(bill.values())
        parts = ", ".join(f"{what} {cost:,.0f}" for what, cost in bill.items())
        yield f"{name:<{width}} {_money(total, currency)}" + (f": {parts}" if parts else "")


def _known(implied: Mapping[str, Any], currency: str) -> Iterator[str]:
    """Known totals beside those implied, a line each."""
    known = implied["known"]
    width = max(map(len, known), default=0)
    if known:
        yield KNOWN
    for name, item in known.items():
        shown = number if name != "revenue" else lambda value: _money(value, currency)
        yield f"{name:<{width}} {shown(item['known'])} known, {shown(item['implied'])} implied"


def _titled(title: str, lines: list[str]) -> Iterator[tuple[str, str]]:
    """Lines of which the first has the title."""
    for place, line in enumerate(lines):
        yield ("" if place else title), line


def _each(counts: Mapping[str, float], shown: Any) -> str:
    return ", ".join(f"{name} {shown(count)}" for name, count in counts.items())


def _order(cost: float | None, currency: str) -> str:
    return "" if cost is None else f": {_money(cost, currency)} an order"


def _money(value: float, currency: str, *, small: bool = False) -> str:
    return f"{currency} {value:,.2f}" if small else f"{currency} {value:,.0f}"
