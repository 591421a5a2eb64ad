"""How near a simulated year comes to the answers, in words, and why it comes no nearer."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.wizard.answers import Firm
from sim.scenario.wizard.fit import (
    BUYERS_OFF,
    MOST_ADS,
    ORDERS_OFF,
    SPEND_OFF,
    SPLIT_OFF,
    Simulated,
)
from sim.scenario.wizard.solving import LEAST_DAYS, MOST_DAYS
from sim.scenario.wizard.spending import shown_on
from sim.scenario.wizard.toml_writing import rounded

NOT_TRIED = (
    "Needs were solved without simulating: how near a simulated year comes to your orders and "
    "buyers, to the channels where people order and to what you spent was not tried."
)


def told(firm: Firm, year: Simulated, days_between_needs: Mapping[str, float]) -> list[str]:
    """Sentences: orders, buyers and channels of a simulated year against those answered.

    Args:
        firm: with the fit that was found.
        year: what it came to.
        days_between_needs: days between two needs by persona, as the file has them.
    """
    years = f"{year.years} simulated years" if year.years > 1 else "a simulated year"
    of = f"{year.people:,} people" + (" as a sample" if year.people < firm.size else "")
    sentences = [
        f"Under today, in {years} of {of}: about {_about(year.orders)} orders a year "
        f"({_said(firm, 'orders')}: {firm.orders:,}) by {_about(year.buyers)} buyers "
        f"({_said(firm, 'customers')}: {firm.customers:,}).",
        f"Orders by channel: {split_text(firm, year)}.{_other_split(firm)}",
    ]
    if not _within(year.orders, firm.orders, ORDERS_OFF):
        sentences.append(
            f"Orders: {_said(firm, 'orders')} {firm.orders:,}, simulated about "
            f"{_about(year.orders)}, because {_why_orders(firm, year, days_between_needs)}."
        )
    if not _within(year.buyers, firm.customers, BUYERS_OFF):
        sentences.append(
            f"Buyers: {_said(firm, 'customers')} {firm.customers:,}, simulated about "
            f"{_about(year.buyers)}, because {_why_buyers(firm, year)}."
        )
    if not _within(year.media, firm.spend, SPEND_OFF):
        sentences.append(
            f"Media: {_said(firm, 'spend')} {firm.spend:,.0f} a year, simulated about "
            f"{_about(year.media)}: {_why_spend(firm, year.media)}."
        )
    if firm.fit.ads:
        times = ", ".join(f"{name} {often:.2g} times" for name, often in firm.fit.ads.items())
        sentences.append(
            f"To spend what you answered, ads are shown more often than is usual: {times}."
        )
    sentences += [
        f"{name}: answered {100.0 * share:.0f} % of orders, simulated "
        f"{100.0 * year.shares.get(name, 0.0):.0f} %, because people who like other channels "
        "come by these."
        for name, share in firm.shares.items()
        if abs(year.shares.get(name, 0.0) - share) > SPLIT_OFF
    ]
    return sentences


def _said(firm: Firm, key: str) -> str:
    """Whether a number is an answer, or taken as there was none."""
    return "assumed" if key in firm.defaults else "answered"


def _other_split(firm: Firm) -> str:
    """How to change the split, where nobody said it."""
    selling = [channel.name for channel in firm.channels if channel.sells]
    if firm.shares or len(selling) < 2:
        return ""
    return (
        f' Where it is otherwise: answer channels with parts, "{selling[0]} 80 %, {selling[1]} '
        '20 %", or change visits of the channels.'
    )


def split_text(firm: Firm, year: Simulated) -> str:
    """Shares of channels in orders, largest first: ``shop 82 %, web 18 %``."""
    ranked = sorted(year.shares.items(), key=lambda item: (-item[1], firm.names.index(item[0])))
    parts = [f"{name} {100.0 * share:.0f} %" for name, share in ranked if share >= 0.005]
    return ", ".join(parts) if parts else "none"


def _within(found: float, answered: float, off: float) -> bool:
    return (1.0 - off) * answered <= found <= (1.0 + off) * answered


def _about(value: float) -> str:
    return f"{rounded(value, 3):,.0f}"


def _why_orders(firm: Firm, year: Simulated, days: Mapping[str, float]) -> str:
    if year.orders < firm.orders:
        if min(days.values()) <= LEAST_DAYS:
            each = firm.orders / firm.customers
            return (
                f"{each:,.0f} orders a customer and year are more than needs {LEAST_DAYS:g} days "
                "apart bring, the most that is assumed here"
            )
        return (
            "more needs bring no more orders: people cannot come by often enough, or places and "
            "lines are full"
        )
    if max(days.values()) >= MOST_DAYS:
        return f"so many buy while they stroll by, with a need only every {MOST_DAYS:,.0f} days"
    if firm.orders < 50:
        return "with so few orders a year luck decides"
    return "people also buy what they did not look for, and answer advertising"


def _why_spend(firm: Firm, spent: float) -> str:
    if spent > firm.spend:
        return "confirmations are sent, and what has begun is paid for, whatever the budget"
    if "spend" not in firm.defaults and shown_on(firm):
        met = f"ads are shown up to {MOST_ADS:g} times as often as is usual, and spend no more"
    else:
        met = "no more people are met by ads or written to"
    return (
        f"the budget is a ceiling, and {met}; where more was spent on as many people, raise what "
        "a contact costs, else impressions of the channels"
    )


def _why_buyers(firm: Firm, year: Simulated) -> str:
    if year.buyers > firm.customers:
        return "in the model everybody in reach may try the firm, and many do once"
    if firm.orders < 1.15 * firm.customers:
        return "some of those who buy come a second time, and so fewer buy at all"
    return "those who like the firm come back again and again, and the others hardly come"
