"""Files from ten answers, fitted to simulated years: another year comes near the answers too."""

from __future__ import annotations

import pytest

from sim import Scenario, run
from sim.scenario.wizard.answers import firm_of, read_all
from sim.scenario.wizard.fit import BUYERS_OFF, ORDERS_OFF, SPEND_OFF, SPLIT_OFF
from sim.scenario.wizard.page import Page, page_of
from sim.study.fitting import MANY, MOST, fitted, people_of
from sim.study.money import Currency

FIRMS = {
    "hairdresser": {
        "industry": "beauty", "size": 300, "customers": 280, "orders": 1500, "channels": "phone",
    },
    "furniture": {
        "industry": "home", "size": 5000, "customers": 400, "orders": 410,
        "channels": "shop, letter, sms, leaflet, web",
    },
    "bakery": {
        "industry": "food", "size": 800, "customers": 600, "orders": 9000, "channels": "shop",
    },
    "salon": {"industry": "beauty", "size": 2000, "customers": 280, "orders": 1500},
    "café": {
        "industry": "food", "size": 6000, "customers": 1500, "orders": 10000,
        "channels": "shop 90 %, web 10 %, email, instagram",
    },
    "garage": {
        "industry": "car", "size": 2000, "customers": 400, "orders": 520, "basket": 170,
        "channels": "web, phone, email, search, facebook", "spend": 4000,
    },
    "fashion": {
        "industry": "retail", "size": 8000, "customers": 1200, "orders": 2600, "basket": 70,
        "channels": "web, email, instagram, search",
    },
    "agency": {
        "industry": "b2b", "size": 400, "customers": 60, "orders": 150, "basket": 4000,
        "channels": "web, phone, email",
    },
    "broker": {
        "industry": "finance", "size": 3000, "customers": 500, "orders": 600,
        "channels": "phone 70 %, web, email",
    },
    "tyres": {
        "industry": "car", "size": 5000, "customers": 2500, "orders": 3500,
        "channels": "phone, shop",
    },
    "kitchens": {
        "industry": "home", "size": 4000, "customers": 120, "orders": 130, "basket": 6000,
        "channels": "shop, web, search",
    },
    "supplier": {
        "industry": "b2b", "size": 900, "customers": 300, "orders": 3000,
        "channels": "phone, email, web, letter",
    },
    "tools": {
        "industry": "b2b", "size": 3000, "customers": 200, "orders": 500, "basket": 900,
        "channels": "web, phone, email, linkedin, display", "spend": 60_000,
    },
    "toys": {
        "industry": "retail", "size": 8000, "customers": 1500, "orders": 2600, "basket": 70,
        "channels": "shop, web, email, facebook, search", "spend": 24_000,
    },
    "chain": {
        "industry": "retail", "size": 200_000, "customers": 30_000, "orders": 60_000,
        "channels": "web, shop, chat, phone, email, facebook",
    },
}  # fmt: skip
"""Nothing in the program was set on these; all but their kinds of channels differ."""


def page(answers: dict) -> Page:
    given = read_all(answers, file="x")
    return page_of(given, fitted(given))


@pytest.mark.slow
@pytest.mark.parametrize("name", FIRMS)
def test_another_year_comes_near_the_answers(name) -> None:
    """With other luck than that of the fit, so that it is no fit to luck."""
    answers = FIRMS[name]
    given = read_all(answers, file="x")
    people = min(answers["size"], 20_000)
    roomy = 10 * answers["size"] // people if people < answers["size"] else 1
    made = page_of(given, fitted(given), fewest_servers=roomy)
    assert "because" not in " ".join(made.told)
    years = max(2, round(400 / answers["orders"] * 4))
    loaded = Scenario.from_text(made.text)
    kpis = run(loaded, "today", seed=7, replications=years, customers=people).kpis
    orders, buyers = (kpis.estimates[key].mean for key in ("purchases", "buyers"))
    assert orders == pytest.approx(answers["orders"], rel=ORDERS_OFF)
    assert buyers == pytest.approx(answers["customers"], rel=BUYERS_OFF)
    if "spend" in answers:
        spent = Currency("EUR").main(kpis.estimates["media_cost"].mean)
        assert spent == pytest.approx(answers["spend"], rel=SPEND_OFF)
    shares = firm_of(given).shares
    sold = {key: found["purchases"].mean for key, found in kpis.channels.items()}
    for channel, share in shares.items():
        assert sold[channel] / orders == pytest.approx(share, abs=SPLIT_OFF)


SMALL = {"industry": "beauty", "size": 120, "customers": 100, "orders": 500, "channels": "phone"}


def test_a_small_firm_is_met_and_the_same_answers_give_the_same_bytes() -> None:
    first = page(SMALL)
    assert page(SMALL) == first
    assert "because" not in " ".join(first.told)
    assert "(answered: 500)" in first.told[0]
    flat = " ".join(line.removeprefix("# ") for line in first.text.splitlines())
    assert first.told[0] in flat
    unfitted = page_of(read_all(SMALL, file="x"))
    assert unfitted.text != first.text
    assert "without simulating" in unfitted.told[0]


def test_what_cannot_be_is_told_with_the_reason() -> None:
    made = page({**SMALL, "orders": 30_000})
    assert "Orders: answered 30,000, simulated about" in " ".join(made.told)
    assert "because 300 orders a customer and year are more than needs" in " ".join(made.told)


def test_who_is_simulated() -> None:
    def people(**answers) -> int | None:
        return people_of(firm_of(read_all(answers, file="x")))

    assert people(size=900) == 900
    assert people(size=200_000, customers=30_000, orders=60_000) == MANY
    assert MANY < people(size=200_000, customers=2_000, orders=2_400) < MOST
    assert people(size=3_000_000, customers=500, orders=600) is None
