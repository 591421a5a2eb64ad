"""A firm's file from ten answers, fitted to simulated years of `today`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario import Scenario
from sim.scenario.wizard.answers import Firm, firm_of
from sim.scenario.wizard.fit import Fit, Found, Simulated, Target, searched
from sim.scenario.wizard.menu import PLACE
from sim.scenario.wizard.page import page_of
from sim.scenario.wizard.spending import shown_on, to_be_spent
from sim.study.money import Currency
from sim.study.run import run
from sim.study.statistics import Estimate

SEED = 1
FEW, MANY, MOST = 8_000, 12_000, 40_000
"""Lives of a year at least, in replications; people of a market that are all simulated; people of
a sample at most."""
MOST_YEARS = 20
LEAST_SHARE = 0.005
"""Of orders, on a channel of which nobody is said to order there."""
ENOUGH_ORDERS = 300
"""Orders that a sample should make."""
SERVERS = 5
"""People or places of a group that a sample must keep (`sim.model.market`)."""


def fitted(given: Mapping[str, Any]) -> Found | None:
    """The dials at which a simulated year comes near the answers; None where it takes long.

    Args:
        given: read answers (`sim.scenario.wizard.answers.read_all`).
    """
    firm = firm_of(given)
    people = people_of(firm)
    if people is None:
        return None
    shares = {name: max(share, LEAST_SHARE) for name, share in firm.shares.items()}
    target = Target(
        float(firm.orders), float(firm.customers), shares,
        lambda fit: to_be_spent(firm_of(given, fit)), shown_on(firm),
    )  # fmt: skip
    return searched(target, lambda fit: _year(given, fit, firm, people))


def people_of(firm: Firm) -> int | None:
    """People whose year is simulated: all, or a sample; None where it would have to be large."""
    if firm.size <= MANY:
        return firm.size
    wanted = max(MANY, -(-ENOUGH_ORDERS * firm.size // firm.orders))
    if wanted > MOST:
        return None
    return min(wanted, firm.size)


def _year(given: Mapping[str, Any], fit: Fit, firm: Firm, people: int) -> Simulated:
    fewest = 1 if people == firm.size else -(-2 * SERVERS * firm.size // people)
    scenario = Scenario.from_text(page_of(given, Found(fit, None), fewest_servers=fewest).text)
    years = max(1, min(MOST_YEARS, -(-FEW // people)))
    kpis = run(scenario, "today", seed=SEED, replications=years, customers=people).kpis
    purse = Currency(scenario.scenario.currency)
    made = {
        name: _mean(found["bookings"]) + _mean(found["purchases"])
        for name, found in kpis.channels.items()
        if name != PLACE.name
    }
    total = sum(made.values()) or 1.0
    return Simulated(
        orders=_mean(kpis.estimates["purchases"]), buyers=_mean(kpis.estimates["buyers"]),
        shares={name: count / total for name, count in made.items() if count},
        people=people, years=years,
        spent={
            name: purse.main(_mean(found["media_cost"])) for name, found in kpis.channels.items()
        },
    )  # fmt: skip


def _mean(estimate: Estimate) -> float:
    return estimate.mean or 0.0
