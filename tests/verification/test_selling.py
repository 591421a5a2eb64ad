"""What is shown and sold: reviews, variants, known ways to pay, commissions."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from sim.model.records.vocabulary import EVENT
from tests.sim.model.plain import logit, sigma
from tests.verification.firms import PLAIN, changed, lived
from tests.verification.runs import Run, near

PEOPLE, DAYS = 2000, 12
ORDER = 10_000
STEPS = {"steps": ["product", "basket"], "session": 0, "open": 1, "click": 1}

SHOPS = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": DAYS,
        "behaviour.trait_spread": 0,
        "behaviour.loyalty_step": 0,
        "behaviour.experience_goodwill": 0,
        "persona.anyone.channels": {"web": 1, "shop": 1},
        "persona.anyone.consents": {"web": 1, "shop": 1},
        "channel.web": {
            "kind": "site", "visits": "0.3 per d", **STEPS,
            "pass": {"product": 0.4, "basket": 1, "pay": 0.3},
        },
        "channel.shop": {
            "kind": "site", "visits": 0, **STEPS, "pass": {"product": 1, "basket": 1, "pay": 0.3},
        },
        "strategy.plain.recognition": 1,
    },
)  # fmt: skip
"""People without needs, who buy on the spot or not at all."""
BOTH = {"channel.shop.visits": "0.3 per d"}


def binomial(found: int, tried: int, share: float) -> None:
    """Assert a share of what was tried."""
    assert tried > 500
    near(found / tried, share, max(np.sqrt(share * (1 - share) / tried), 1e-9))


# --- reviews --------------------------------------------------------------------------------------

SHOWN = {"behaviour.reviews_weight": 1.5, "channel.web.shows_reviews": True}


@pytest.mark.parametrize(("number", "stars"), [(0, 3), (40, 4.5), (40, 1), (100_000, 5)])
def test_reviews_shown_count_by_their_stars_the_surer_the_more_there_are(number, stars):
    reviews = {"channel.web.opening_reviews": number, "channel.web.opening_stars": stars}
    run = lived(SHOPS, {**SHOWN, **reviews})
    shift = 1.5 * (stars - 3) / 2 * number / (number + 20)
    looked, basket = len(run.of("product")), len(run.of("basket"))
    assert looked == run.count("visits")  # before the basket nobody reads them
    binomial(basket, looked, sigma(logit(0.4) + shift))
    binomial(len(run.of("purchase")), basket, sigma(logit(0.3) + shift))


def test_reviews_written_are_shown_from_the_next_window_on():
    asked = {
        "behaviour.opening_satisfaction": 1, "behaviour.stars_noise": 0, "persona.anyone.review": 1,
        "channel.web.pass": {"product": 0.2, "basket": 1, "pay": 0},
        "channel.web.visits": "0.1 per d",
        "action.ask": {
            "when": "visit", "propensity": 0.1, "eligible": "not reviewed",
            "treatments": [{"channel": "web", "asks": "review"}],
        },
    }  # fmt: skip
    for shown in (True, False):
        run = lived(SHOPS, {**SHOWN, **asked, "channel.web.shows_reviews": shown}, seed=2)
        written = np.bincount(run.of("review")["window"], minlength=DAYS)
        before = np.cumsum(written) - written
        looked = np.bincount(run.of("product")["window"], minlength=DAYS)
        chance = sigma_of(logit(0.2) + shown * 1.5 * before / (before + 20))
        assert set(run.of("review")["value"]) == {5}
        mean, spread = (looked * chance).sum(), (looked * chance * (1 - chance)).sum()
        near(len(run.of("basket")), mean, np.sqrt(spread))


def sigma_of(x: np.ndarray) -> np.ndarray:
    """1 / (1 + e^-x), of many."""
    return 1 / (1 + np.exp(-x))


# --- variants -------------------------------------------------------------------------------------

SIZES = {
    "variant.large": {"price": 1.5, "chance": 0.3},
    "variant.small": {"price": 0.5, "chance": 0.2},
}


def test_a_variant_is_looked_at_with_its_chance_and_paid_at_its_price():
    run = lived(SHOPS, {**SIZES, "channel.web.pass": {"product": 1, "basket": 1, "pay": 1}})
    sold = run.of("purchase")["value"].tolist()
    for price, share in ((1.5, 0.3), (0.5, 0.2), (1, 0.5)):
        binomial(sold.count(int(price * ORDER)), len(sold), share)
    assert run.count("goods") == sum(value // 2 for value in sold)  # half of what is sold


def test_who_has_turned_to_a_variant_stays_with_it_until_another_or_a_purchase():
    run = lived(SHOPS, {**SIZES, "channel.web.pass": {"product": 0, "basket": 1, "pay": 0}})
    looks: dict[int, list[int]] = defaultdict(list)
    for row in run.of("product"):
        looks[int(row["customer"])].append(int(row["value"]))
    usual = [each[1] == 0 for each in looks.values() if len(each) > 1 and each[0] == 0]
    binomial(sum(usual), len(usual), 0.5)
    assert not any(0 in each[1:] for each in looks.values() if each[0] > 0)


@pytest.mark.parametrize(("dials", "knows"), [({}, False), ({"knowledge": ["web -> shop"]}, True)])
def test_rules_read_the_variant_where_it_was_seen_to_be_looked_at(dials, knows):
    asks = {
        f"action.at-{name}": {
            "when": "visit", "on": [name], "propensity": 0.1, "eligible": 'variant == "large"',
            "treatments": [{"channel": name}],
        }
        for name in ("web", "shop")
    }  # fmt: skip
    large = {"variant.large": {"price": 1.5, "chance": 0.3}}
    edits = {**large, **BOTH, **asks, "channel.web.pass": {"product": 0, "basket": 1, "pay": 0}}
    edits |= {"channel.shop.steps": [], "channel.shop.pass": {}}
    run = lived(SHOPS, {**edits, **{f"strategy.plain.{key}": dial for key, dial in dials.items()}})
    seen: set[int] = set()
    greeted = {(int(row["customer"]), int(row["sequence"])) for row in run.of("deliver")}
    for row in run.rows:
        person = int(row["customer"])
        if row["event"] == EVENT["product"] and row["value"] == 1:
            seen.add(person)
        if row["event"] == EVENT["visit"]:
            here = run.market.channels[row["channel"]] == "web" or knows
            assert ((person, int(row["sequence"]) + 1) in greeted) == (person in seen and here)
    assert len(greeted) > 500


# --- known ways to pay ----------------------------------------------------------------------------


def paid_after(run: Run, channel: str) -> tuple[list[bool], list[bool]]:
    """Whether baskets on the channel were paid: those before the first purchase, and later ones."""
    bought: set[int] = set()
    first: list[bool] = []
    later: list[bool] = []
    basket, purchase = EVENT["basket"], EVENT["purchase"]
    place = run.market.channels.index(channel)
    for row, following in zip(run.rows, [*run.rows[1:], None], strict=True):
        if row["event"] == basket and row["channel"] == place:
            paid = following is not None and following["event"] == purchase
            paid = paid and following["customer"] == row["customer"]
            (later if int(row["customer"]) in bought else first).append(bool(paid))
        elif row["event"] == purchase:
            bought.add(int(row["customer"]))
    return first, later


@pytest.mark.parametrize("recognition", [0, 1])
def test_who_has_paid_before_and_is_recognised_pays_with_less_trouble(recognition):
    express = {"channel.web.express": 1.2, "strategy.plain.recognition": recognition}
    run = lived(SHOPS, {**express, "channel.web.pass": {"product": 1, "basket": 1, "pay": 0.3}})
    first, later = paid_after(run, "web")
    binomial(sum(first), len(first), 0.3)
    binomial(sum(later), len(later), sigma(logit(0.3) + 1.2 * recognition))


@pytest.mark.parametrize(
    ("dials", "known"),
    [({}, 0), ({"knowledge": ["web -> shop"]}, 1), ({"knowledge": ["web -> shop"], "sync": 1}, 0)],
)
def test_a_way_to_pay_is_known_where_the_purchase_is_heard_of_at_once(dials, known):
    edits = {
        **BOTH,
        "channel.shop.express": 1.2,
        "channel.shop.pass": {"product": 1, "basket": 1, "pay": 0.02},
    }
    edits["channel.web.pass"] = {"product": 1, "pay": 0.9}
    run = lived(SHOPS, {**edits, **{f"strategy.plain.{key}": dial for key, dial in dials.items()}})
    _, later = paid_after(run, "shop")
    share = sigma(logit(0.02) + 1.2 * known)
    # where somebody has bought in this shop itself it is known in any case: at most one in fifty
    near(np.mean(later), share, np.sqrt(share * (1 - share) / len(later)) * 1.5)


# --- commissions ----------------------------------------------------------------------------------


def test_a_sale_costs_the_commission_and_fee_of_the_channels_that_led_to_it():
    edits = {
        "channel.web.commission": 0.15, "channel.web.order_fee": 0.5, **BOTH,
        "channel.tips": {
            "kind": "affiliate", "leads_to": "web", "visits": "0.1 per d", "intent": "none",
            "commission": 0.08, "order_fee": 1,
        },
        "persona.anyone.channels.tips": 1,
        "persona.anyone.order_spread": 0.3,
    }  # fmt: skip
    run = lived(SHOPS, edits)
    tips, shop = (run.market.channels.index(name) for name in ("tips", "shop"))
    web: list[int] = []
    led: list[int] = []
    via = False
    for row, before in zip(run.rows[1:], run.rows[:-1], strict=True):
        if row["event"] == EVENT["visit"]:
            via = before["channel"] == tips and before["customer"] == row["customer"]
        if row["event"] == EVENT["purchase"] and row["channel"] != shop:
            web.append(int(row["value"]))
            if via:
                led.append(int(row["value"]))
    assert len(led) > 100
    assert len(web) > 2 * len(led)
    # to the minor unit, halves up, as money is paid
    assert run.count("commissions", "web") == sum(int(0.15 * v + 50 + 0.5) for v in web)
    assert run.count("commissions", "tips") == sum(int(0.08 * v + 100 + 0.5) for v in led)
    assert run.count("commissions", "shop") == 0
    assert not any(run.count("media", at) for at in ("web", "tips", "shop"))


def test_commissions_come_off_the_contribution_and_leave_the_budget_alone():
    free = lived(SHOPS, BOTH)
    taken = lived(SHOPS, {**BOTH, "channel.web.commission": 0.15, "budget.total": 0})
    sales = [int(row["value"]) for row in taken.rows if row["event"] == EVENT["purchase"]]
    assert len(sales) > 100
    assert [int(row["value"]) for row in free.rows if row["event"] == EVENT["purchase"]] == sales
    earned = [int(run.outcome.series[:, 0].sum()) for run in (free, taken)]
    assert earned[0] - earned[1] == taken.count("commissions", "web") > 0


# --- what a visit has shown in vain ---------------------------------------------------------------


@pytest.mark.parametrize("recognition", [0, 1])
@pytest.mark.parametrize("heeded", [0.0, 0.4, 1.0])
def test_a_second_pop_up_asks_whether_the_first_was_ignored(heeded, recognition):
    """Whoever it is: the page knows what it has shown on this visit."""
    popups = {
        "action.first": {
            "when": "visit", "on": ["web"], "propensity": 0.5,
            "treatments": [{"channel": "web"}],
        },
        "action.second": {
            "when": "exit", "on": ["web"], "propensity": 0.5, "eligible": "ignored >= 1",
            "treatments": [{"channel": "web"}],
        },
        "channel.web.click": heeded, "strategy.plain.recognition": recognition,
        "channel.web.pass": {"product": 1, "basket": 1, "pay": 0},
    }  # fmt: skip
    run = lived(SHOPS, popups)
    shown = run.of("deliver")
    visits = run.count("visits")
    second = int(np.count_nonzero(shown["action"] == run.market.actions.index("second")))
    assert len(shown) - second == visits
    if heeded in (0.0, 1.0):
        assert second == (0 if heeded else visits)
    else:
        binomial(second, visits, 1 - heeded)
