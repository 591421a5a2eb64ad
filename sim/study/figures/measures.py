"""What each published figure counts in a run, and which reasons it can have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sim.study.figures import ads, reasons
from sim.study.figures.evidence import Evidence, Mask
from sim.study.figures.reasons import Case
from sim.study.sample import MICRO
from sim.study.statistics import Values

Count: TypeAlias = Callable[[Evidence, Mask, Sequence[int]], Values]
"""Of the contacts of a mask, or of channels, one value a replication."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A ratio of two counts.

    Attributes:
        group: whose contacts, a key of `sim.study.figures.evidence.GROUPS`.
        top, bottom: the counts; their sums are divided.
        why: what it is made of, in sentences.
        where: which channels of the figure's kinds have it at all.
        of: what the bottom counts, in words.
    """

    group: str
    top: Count
    bottom: Count
    why: Callable[[Case], list[str]]
    of: str
    where: Callable[[Evidence, int], bool] = lambda evidence, place: True


def _count(what: str) -> Count:
    return lambda evidence, mask, channels: evidence.counts(what, mask)


def _counter(name: str, divisor: float = 1.0) -> Count:
    return lambda evidence, mask, channels: evidence.counter(name, channels) / divisor


def _arrived(evidence: Evidence, mask: Mask, channels: Sequence[int]) -> Values:
    return evidence.arrived(mask)


def _left(evidence: Evidence, mask: Mask, channels: Sequence[int]) -> Values:
    return evidence.counter("baskets", channels) - evidence.counter("purchases", channels)


def _ordered(evidence: Evidence, mask: Mask, channels: Sequence[int]) -> Values:
    booked = [place for place in channels if evidence.channel(place).books is not None]
    sold = [place for place in channels if evidence.channel(place).books is None]
    return evidence.counter("bookings", booked) + evidence.counter("purchases", sold)


def _ad_orders(evidence: Evidence, mask: Mask, channels: Sequence[int]) -> Values:
    return evidence.counts("order", mask) * evidence.stride


def _sells_itself(evidence: Evidence, place: int) -> bool:
    channel = evidence.channel(place)
    return channel.pays_at is None and bool(channel.steps)


def _sells_baskets(evidence: Evidence, place: int) -> bool:
    channel = evidence.channel(place)
    return _sells_itself(evidence, place) and channel.books is None and "basket" in channel.steps


def _opened(group: str) -> Measure:
    return Measure(group, _count("open"), _arrived, reasons.opened, "mails that arrived")


def _clicked(group: str) -> Measure:
    return Measure(group, _count("click"), _arrived, reasons.clicked, "mails that arrived")


def _click_orders(group: str) -> Measure:
    return Measure(group, _count("order"), _count("click"), reasons.click_orders, "clicks")


MEASURES: dict[str, Measure] = {
    "campaign-open": _opened("campaign"),
    "campaign-click": _clicked("campaign"),
    "campaign-unsubscribe": Measure(
        "campaign", _count("opt_out"), _arrived, reasons.unsubscribed, "mails that arrived"
    ),
    "bounce": Measure("any", _count("bounce"), _count("deliver"), reasons.bounced, "mails sent"),
    "campaign-order": Measure(
        "campaign", _count("order"), _arrived, reasons.message_orders, "mails that arrived"
    ),
    "campaign-click-order": _click_orders("campaign"),
    "basket-open": _opened("basket"),
    "basket-click": _clicked("basket"),
    "welcome-open": _opened("welcome"),
    "welcome-click": _clicked("welcome"),
    "automatic-click-order": _click_orders("automatic"),
    "basket-abandonment": Measure(
        "any", _left, _counter("baskets"), reasons.abandoned, "baskets", _sells_baskets
    ),
    "visit-order": Measure(
        "any", _ordered, _counter("visits"), reasons.nothing, "visits", _sells_itself
    ),
    "message-open": _opened("message"),
    "message-click": _clicked("message"),
    "message-click-order": _click_orders("message"),
    "answered": Measure("any", _counter("answers"), _counter("calls"), reasons.nothing, "calls"),
    "ad-click": Measure(
        "any", _counter("clicks"), _counter("impressions"), ads.ad_clicked, "ads shown"
    ),
    "ad-click-order": _click_orders("any"),
    "ad-click-cost": Measure(
        "any", _counter("media", MICRO), _counter("clicks"), ads.click_cost, "clicks"
    ),
    "ad-order-cost": Measure("any", _counter("media", MICRO), _ad_orders, ads.order_cost, "orders"),
}
"""By the name that the data file gives them."""
