"""Why simulated figures of ads are what they are; see `sim.study.figures.reasons`."""

from __future__ import annotations

from sim.study.figures.reasons import (
    Case,
    chance,
    factors,
    percent,
    ratio,
    rest_of_clicks,
    told_by_need,
)
from sim.study.sample import MICRO


def ad_clicked(case: Case) -> list[str]:
    """Of a share of ads shown that are clicked: noticed first, then clicked."""
    evidence = case.evidence
    clicking = chance(evidence, evidence.cells("impression", case.mask), "click")
    noticed = float(evidence.counter("noticed", case.channels).sum())
    share = ratio(noticed, float(evidence.counter("impressions", case.channels).sum()))
    done = ratio(float(evidence.counter("clicks", case.channels).sum()), noticed)
    if clicking is None or share is None or done is None:
        return []
    stated = share * clicking.stated
    told = [
        f"{percent(share)} are noticed and {percent(done)} of the noticed clicked; the file states "
        f"{percent(clicking.stated)} of the noticed, together {percent(stated)}."
    ]
    told += factors(clicking, None, done, rest_of_clicks(case, "impression", "of the noticed"))
    return told + told_by_need(case, "click", "impression", "clicked", "ads noticed")


def click_cost(case: Case) -> list[str]:
    """Of the cost of a click on an ad."""
    told = []
    for place in case.channels:
        channel = case.evidence.channel(place)
        prices = [
            f"{case.currency.text(amount)} {what}"
            for amount, what in (
                (channel.cost_per_click, "a click"),
                (channel.cost_per_thousand, "a thousand ads shown"),
            )
            if amount > 0.0
        ]
        told.append(f"The file asks {' and '.join(prices) or 'nothing'} on {channel.name}.")
    return told


def order_cost(case: Case) -> list[str]:
    """Of the cost of an order that an ad led to."""
    evidence = case.evidence
    clicks = float(evidence.counts("click", case.mask).sum())
    done = ratio(float(evidence.counts("order", case.mask).sum()), clicks)
    spent = float(evidence.counter("media", case.channels).sum()) / MICRO
    price = ratio(spent, float(evidence.counter("clicks", case.channels).sum()))
    if not done or price is None:
        return []
    return [
        f"A click costs {case.currency.text(price)}, and an order follows {percent(done)} of the "
        "clicks."
    ]
