"""Slips of units, times, ages and rules, each of which passes as a single number."""

from __future__ import annotations

import pytest

from sim.scenario import Scenario
from sim.scenario.checking.concern import Concern
from sim.scenario.checking.deadrules import MOST_SIGNUPS, bounds_of
from sim.scenario.checking.people import people_concerns
from sim.scenario.checking.reach import bounds_in, reach_concerns
from sim.scenario.checking.staffing import staffing_concerns
from sim.scenario.checking.timing import timing_concerns
from tests.sim.scenario.planting import Blunder, assert_flagged

GARAGE, MATTRESS, BRAND, WINE, GARDEN = (
    "auto-service", "mattress", "growing-brand", "new-to-digital", "garden-centre"
)  # fmt: skip

BLUNDERS = {
    # times
    "a flight after the end": Blunder(
        'runs = [{ at = "56 d"', 'runs = [{ at = "560 d"', "action.tv-spring.runs",
        "one of these flights comes after the end of the run", file=BRAND,
    ),
    "a purchase longer ago than the run": Blunder(
        "days_since_purchase > 240", "days_since_purchase > 380", "action.customer-mail.applicable",
        "days_since_purchase > 380; at most 365 d in this run",
    ),
    "a rule that watches for a year": Blunder(
        "for = 28", "for = 365", "kpi_rule.from-facebook.for", "365 against at most 120", file=BRAND
    ),
    "an outage of a hundred days": Blunder(
        'lasts = "1 d"\n', 'lasts = "100 d"\n', "outage.platform.lasts",
        "100 d against at most 60 d", file=BRAND,
    ),
    "a purchase that stops what it starts": Blunder(
        'eligible = "not reviewed"\nafter_purchase = true', 'eligible = "not reviewed"',
        "action.ask-review.after_purchase", "7 d after it, in the 120 d of contact_policy",
        file=MATTRESS,
    ),
    "a basket after three weeks": Blunder(
        'delay = "3 h"', 'delay = "20 d"', "action.basket-mail.delay", "20 d after it",
        file=MATTRESS,
    ),
    "days of silence in minutes": Blunder(
        'after_purchase = "120 d"', 'after_purchase = "120 min"', "contact_policy.after_purchase",
        "2 h against at least 12 h", file=MATTRESS,
    ),
    # rules
    "a hundred sign-ups": Blunder(
        "signups >= 1 and not bought", "signups >= 100 and not bought", "action.series-2.eligible",
        "a channel counts 3 sign-ups at most", file=MATTRESS,
    ),
    "a fourth sign-up": Blunder(
        "signups == 0", "signups >= 4", "action.exit-popup.eligible",
        "a channel counts 3 sign-ups at most", file=MATTRESS,
    ),
    "metres": Blunder(
        "distance <= 25", "distance <= 25000", "action.invitation.applicable",
        "at most 1,000 km; 25,000 m are 25 km", file=MATTRESS,
    ),
    "minutes": Blunder(
        "days_since_visit <= 10", "days_since_visit <= 10080", "action.larger-ads.applicable",
        "at most 365 d in this run; 10,080 min are 7 d", file=MATTRESS,
    ),
    # shares
    "willing in per cent of per cent": Blunder(
        "recognisability = 0.55", "recognisability = 0.0055", "persona.mover.recognisability",
        "0.55 % against at least 2 %", file=MATTRESS,
    ),
    "hardly recognised by e-mail": Blunder(
        "email = 0.98", "email = 0.0098", "strategy.omnichannel.recognition.email",
        "0.98 % against at least 2 %",
    ),
    "half a per cent knows the firm": Blunder(
        "aware = 0.50", "aware = 0.005", "persona.mover.aware", "0.5 % against at least 1 %",
        file=MATTRESS,
    ),
    "a need that moves nobody": Blunder(
        "seek = 300", "seek = 0.3", "behaviour.seek", "0.3 against at least 2", file=MATTRESS
    ),
    "everybody permits mail": Blunder(
        "consents = { email = 0.10", "consents = { email = 1.0", "persona.mover.consents.email",
        "100 % of these people", file=MATTRESS,
    ),
    "callers who never book": Blunder(
        "pass = { product = 0.8, checkout", "pass = { product = 0.08, checkout",
        "channel.phone.pass.product", "8 % against at least 15 %",
    ),
    "callers who never finish": Blunder(
        "product = 0.8, checkout = 0.9", "product = 0.8, checkout = 0.09",
        "channel.phone.pass.checkout", "9 % against at least 15 %", file=WINE,
    ),
    "everything stands in the way": Blunder(
        "price = 0.45, trust = 0.25, information = 0.35, timing = 0.25, touch = 0.30",
        "price = 0.95, trust = 0.95, information = 0.95, timing = 0.95, touch = 0.95",
        "persona.mover.objections", "0.05 x 0.05 x 0.05 x 0.05 x 0.05 =", file=MATTRESS,
    ),
    # ages
    "customers of two": Blunder(
        "age = [20, 38]", "age = [2, 38]", "persona.mover.age", "2 to 38 years, against 12",
        file=MATTRESS,
    ),
    "older than users tell": Blunder(
        "age = [38, 68]", "age = [80, 95]", "persona.back.age",
        "back is 80 to 95; users of facebook: 18-29", file=MATTRESS,
    ),
    "users of one age": Blunder(
        'users = { "18-29" = 0.80, "30-49" = 0.50, "50-70" = 0.20 }', 'users = { "18-29" = 0.8 }',
        "channel.instagram.users", "back, bargain and family", file=MATTRESS,
    ),
    # media, rates, places
    "an insertion by the copy": Blunder(
        'cost_per_spot = "150 EUR"', 'cost_per_spot = "1.5 EUR"', "channel.leaflet.cost_per_spot",
        "EUR 1.50 against at least EUR 10.00", file=WINE,
    ),
    "a spot for four in ten": Blunder(
        'rating = "4 %"', 'rating = "40 %"', "channel.tv.rating", "40 % against at most 30 %",
        file=BRAND,
    ),
    "a target by the year": Blunder(
        'target = "100 per d"', 'target = "12 per year"', "channel.instagram.target",
        "12 times a year, for a market of 20,000 people", file=BRAND,
    ),
    "visits by the hour": Blunder(
        'visits = "1 per 150 d"', 'visits = "1 per 150 h"', "channel.web.visits",
        "58.4 times a year against at most 52 times a year", file=GARDEN,
    ),
    "a liking of 0.9 %": Blunder(
        "channels = { web = 0.9, ", 'channels = { web = "0.9 %", ', "persona.mover.channels.web",
        "0.9 % against", file=MATTRESS,
    ),
    "a newsletter that half of all answer": Blunder(
        "propensity = 0.0005\n", "propensity = 0.5\n", "action.newsletter.propensity",
        "50 % against 12.8 % of those who notice it on email", file=MATTRESS,
    ),
    "a need by the hour": Blunder(
        'need = { value = "1 per 2200 d", low = "1 per 2750 d", high = "1 per 1760 d" }',
        'need = "1 per 2200 h"', "persona.mover.need",
        "2,200 h are 91.7 d; were 2,200 d meant?", file=MATTRESS,
    ),
    "thirty bays": Blunder(
        "servers = 3\n", "servers = 30\n", "channel.bays.servers",
        "1,800 appointments of 50 min a week are 93,857 a year",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BLUNDERS)
def test_planted_blunders_are_flagged(name: str) -> None:
    assert_flagged(BLUNDERS[name])


# --- rules -------------------------------------------------------------------------------------


def ruled(base: str, rule: str) -> list[Concern]:
    text = base.replace("customer and visits > 0", rule).replace("days = 30", "days = 365")
    return list(reach_concerns(Scenario.from_text(text)))


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("days_since_visit <= 365", None), ("days_since_visit <= 731", "always"),
        ("days_since_visit > 365", None), ("days_since_visit >= 366", "never"),
        ("366 <= days_since_visit", "never"), ("731 > days_since_visit", "always"),
        ("customer or days_since_contact > 400", "never"), ("distance < 2000", None),
        ("distance < 2001", "always"), ("distance > 1001", "never"), ("visits > 5000", None),
        ("offer_days_left > 15", "never"), ("offer_days_left >= 14", None),
        ("signups < 4", None), ("signups < 7", "always"), ("days_since_visit == 400", None),
    ],
)  # fmt: skip
def test_numbers_that_are_never_reached(base: str, rule: str, holds: str | None) -> None:
    told = [item.message for item in ruled(base, rule)]
    assert [f"a part of this rule {holds} holds" in item for item in told] == [True] * bool(holds)


def test_a_run_in_is_known_too(base: str) -> None:
    run_in = '\n[run_in]\nstrategy = "today"\ndays = 100\n'
    assert ruled(base + run_in, "days_since_visit > 464") == []
    assert len(ruled(base + run_in, "days_since_visit > 466")) == 1


def test_sign_ups_add_up_over_channels(base: str) -> None:
    scenario = Scenario.from_text(base)
    assert bounds_of(scenario.actions)["signups"] == (0.0, MOST_SIGNUPS)
    assert bounds_in(scenario)["days_since_purchase"] == (0.0, 30.0)
    both = base.replace('treatments = [{ channel = "display", landing = "web" }]',
                        'treatments = [{ channel = "display", asks = "signup" }]')  # fmt: skip
    assert bounds_of(Scenario.from_text(both).actions)["signups"] == (0.0, 2 * MOST_SIGNUPS)
    dead = base.replace("customer and visits > 0", "signups > 3")
    assert dead != base
    index = [action.name for action in Scenario.from_text(dead).actions].index("mail")
    assert not Scenario.from_text(dead).startable[index]


# --- times -------------------------------------------------------------------------------------


def stopped(base: str, *lines: str, policy: str = "60 d") -> list[str]:
    action = (
        '\n[[action]]\nname = "thanks"\nwhen = "purchase"\npropensity = 0.1\n'
        'treatments = [{ channel = "email" }]\n' + "\n".join(lines) + "\n"
    )
    text = base.replace("[contact_policy]", f'[contact_policy]\nafter_purchase = "{policy}"')
    scenario = Scenario.from_text(text + action)
    dials = {name: scenario.resolved(name) for name in scenario.strategies}
    return [item.arithmetic for item in timing_concerns(scenario, dials)]


def test_what_a_purchase_starts_and_stops(base: str) -> None:
    told = stopped(base, 'delay = "7 d"')
    # where suppression ends at the channel, a mail goes out after a purchase elsewhere
    assert told == ["7 d after it, in the 60 d of contact_policy.after_purchase, under joined"]
    assert stopped(base, 'delay = "60 d"') == []
    assert stopped(base, "after_purchase = true") == []
    assert stopped(base, "transactional = true") == []
    assert stopped(base, policy="0 d") == []


# --- people ------------------------------------------------------------------------------------


def test_ages_that_users_do_not_tell(base: str) -> None:
    def told(users: str, age: str = "[30, 49]") -> list[str]:
        text = base.replace('kind = "display"', f'kind = "display"\nusers = {users}')
        text = text.replace("margin = 0.4\n", f"margin = 0.4\nage = {age}\n")
        return [item.where for item in people_concerns(Scenario.from_text(text))]

    assert told('{ "18-80" = 0.5 }') == []
    # the neighbours are six in ten; passers-by are 18 to 80
    assert told('{ "18-29" = 0.5, "50-80" = 0.5 }') == ["channel.display.users"]
    assert told('{ "18-70" = 0.5 }', "[75, 90]") == ["channel.display.users"]
    assert told('{ "business" = 0.5 }') == []


def test_idle_places(base: str) -> None:
    def told(servers: int) -> list[str]:
        text = base.replace('kind = "service"', f'kind = "service"\nservers = {servers}')
        return [item.message for item in staffing_concerns(Scenario.from_text(text))]

    assert told(1) == []
    assert told(500) == ["there are far more appointments than anybody books"]
