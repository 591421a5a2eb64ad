"""Slips of somebody who fills in a scenario for the first time, planted in copies of the library.

Each is flagged at the number that is wrong, with its arithmetic, and as the first thing told.
"""

from __future__ import annotations

import pytest

from sim.scenario import Scenario, library
from sim.scenario.checking.warnings import warnings_of
from tests.sim.scenario.planting import KNOWN, Blunder, assert_flagged, found

BLUNDERS = {
    # a percent sign forgotten, or one too many
    "80 % opens": Blunder(
        '"22.71 %", low = 0.15', '"80 %", low = 0.15', "channel.email.open",
        "80 % against at most 60 %",
    ),
    "unsubscribes 0.25 for 0.25 %": Blunder(
        '{ value = "0.25 %"', "{ value = 0.25", "channel.email.unsubscribe", "at most 2 %"
    ),
    "clicks 0.128 % for 12.8 %": Blunder(
        'click = { value = "12.8 %"', 'click = { value = "0.128 %"', "channel.email.click",
        "0.128 % against at least 0.2 %",
    ),
    "ads clicked ten times too often": Blunder(
        'click = { value = "4.6 %", low = 0.02, high = 0.06',
        'click = { value = "46 %", low = 0.02, high = 0.6', "channel.display.click",
        "10 % noticed x 46 % of them clicked = 4.6 % against at most 2 %", known=True,
    ),
    "margin 0.5 % for 0.5": Blunder(
        "margin = 0.5\nprice_sensitivity = 0.4", 'margin = "0.5 %"\nprice_sensitivity = 0.4',
        "persona.commuter.margin", "0.5 % against at least 2 %",
    ),
    "a propensity of 15": Blunder(
        "propensity = 0.05\ntreatments = [{ channel = \"email\", creative = \"code\"",
        'propensity = "15"\ntreatments = [{ channel = "email", creative = "code"',
        "action.code-mail.propensity", '"15" in quotation marks is the number 15',
    ),
    "season in per cent": Blunder(
        "season = [0.9, 0.9, 1.1, 1.2, 1.1, 1.0, 0.9, 0.9, 1.0, 1.2, 1.1, 0.7]",
        "season = [90, 90, 110, 120, 110, 100, 90, 90, 100, 120, 110, 70]",
        "scenario.season", "/ 12 = 100",
    ),
    "a step that one in two hundred takes": Blunder(
        "pass = { browse = 0.6, product = 0.5", 'pass = { browse = 0.6, product = "0.5 %"',
        "channel.web.pass.product", "0.5 % against at least 1 %",
    ),
    "a site that everybody buys on": Blunder(
        "pass = { browse = 0.6, product = 0.5, checkout = 0.6, pay = 0.97 }",
        "pass = { browse = 1, product = 1, checkout = 0.98, pay = 1 }",
        "channel.web.pass", "100 % x 100 % x 98 % x 100 %",
    ),
    "three of five miss their appointment": Blunder(
        '{ value = "6 %", low = 0.02', '{ value = "60 %", low = 0.02', "channel.bays.no_show",
        "60 % against at most 40 %",
    ),
    # money
    "a click of 63 for 63 cents": Blunder(
        '"0.63 EUR"', '"63 EUR"', "channel.display.cost_per_click", "EUR 63.00 against at most",
    ),
    "a click of a hundredth": Blunder(
        '"2.69 EUR"', '"0.0269 EUR"', "channel.search.cost_per_click", "EUR 0.03 against at least",
    ),
    "an order in cents": Blunder(
        'value = "90 EUR", low = 75, high = 100', 'value = "9000 EUR", low = 75, high = 10000',
        "persona.saver.order_value", "EUR 9,000.00 against",
    ),
    "a range that ends in cents": Blunder(
        'value = "90 EUR", low = 75, high = 100', 'value = "90 EUR", low = 75, high = 10000',
        "persona.saver.order_value", "EUR 10,000.00 / EUR 90.00 = 111",
    ),
    "a range from a hundredth": Blunder(
        'value = "90 EUR", low = 75, high = 100', 'value = "90 EUR", low = 0.75, high = 100',
        "persona.saver.order_value", "EUR 90.00 / EUR 0.75 = 120",
    ),
    "an order of a tenth": Blunder(
        'value = "90 EUR", low = 75, high = 100', 'value = "9 EUR", low = 7, high = 10',
        "persona.saver.order_value", "EUR 9.00 against EUR 105.00 of regular, the nearest; ten",
    ),
    "an order of ten times": Blunder(
        'value = "90 EUR", low = 75, high = 100', 'value = "900 EUR", low = 750, high = 1000',
        "persona.saver.order_value", "EUR 900.00 against EUR 110.00 of commuter, the nearest; a",
    ),
    "wage in cents": Blunder(
        'wage = "30 EUR"', 'wage = "3000 EUR"', "platform.wage", "EUR 3,000.00 against at most"
    ),
    "wage of a tenth": Blunder(
        'wage = "30 EUR"', "wage = 3", "platform.wage", "EUR 3.00 against at least"
    ),
    "a discount of a month's oil": Blunder(
        'amount = "15 EUR"\nvalid = "30 d"', 'amount = "150 EUR"\nvalid = "30 d"', "offer.oil-15",
        "less EUR 150.00 is",
    ),
    "a discount of 15 cents": Blunder(
        'amount = "15 EUR"\nvalid = "30 d"', 'amount = "0.15 EUR"\nvalid = "30 d"',
        "offer.oil-15", "EUR 110.00 less EUR 0.15",
    ),
    "a thousand times the budget": Blunder(
        '"2400 EUR"', '"2400000 EUR"', "budget.total", "needs a year are worth"
    ),
    "a hundredth of the budget": Blunder(
        '"2400 EUR"', '"24 EUR"', "budget.total", "EUR 24.00 a year / EUR 0.34 a click on email"
    ),
    "fees of a bank": Blunder(
        "monthly = 25\n", "monthly = 25_000\n", "channel.web.monthly", "EUR 25,000.00 x 12 months"
    ),
    "hours of a department": Blunder(
        'title = "Facebook"\nstaff_hours = 1', 'title = "Facebook"\nstaff_hours = 1000',
        "channel.facebook.staff_hours", "1,000 h x EUR 30.00 x 12 months",
    ),
    "set-up of a platform for millions": Blunder(
        "recognition = { setup = 60", "recognition = { setup = 60_000",
        "platform.recognition.setup", "units x EUR 60,000.00 once",
    ),
    "an outcome worth a car": Blunder(
        'value = "5 EUR"', 'value = "500 EUR"', "action.review-request.value",
        "EUR 500.00 against EUR 50.92 that an order brings: 9.82 orders",
    ),
    # periods, hours, distances
    "a need every three days": Blunder(
        'need = { value = "1 per 300 d", low = "1 per 375 d", high = "1 per 240 d" }',
        'need = "1 per 3 d"', "persona.commuter.need",
        "122 times a year against at most 60 times a year",
    ),
    "half-life in minutes": Blunder(
        'competitor = "1 per 21 d"', 'competitor = "1 per 21 d"\npressure_half_life = "5 min"',
        "behaviour.pressure_half_life", "5 min against at least 3 h",
    ),
    "a competitor within minutes": Blunder(
        '"1 per 21 d"', '"1 per 21 min"', "behaviour.competitor", "68.6 times a day against",
    ),
    "patience in days": Blunder(
        'patience = "3 min"', 'patience = "3 d"', "channel.phone.patience", "3 d against"
    ),
    "calls of hours": Blunder(
        'service = "4 min"', 'service = "4 h"', "channel.phone.service", "4 h against at most 2 h"
    ),
    "distances in metres": Blunder(
        "distance = 6\n", "distance = 6000\n", "persona.commuter.distance", "in km, not in m"
    ),
    "links that know in hours": Blunder(
        "sync = 1\n", "sync = 48\n", "strategy.cross-channel.sync", "in windows, not in minutes"
    ),
    "an action after the end": Blunder(
        'delay = "1 d"\neligible = "not rev', 'delay = "13 months"\neligible = "not rev',
        "action.review-request.delay", "395 d against at most",
    ),
    "searches by the day": Blunder(
        'title = "Search ads"', 'title = "Search ads"\nimpressions = "30 per d"',
        "channel.search.impressions", "30 times a day against at most 3 times a day",
    ),
    # nobody, nothing, everything
    "nobody on the phone": Blunder(
        'servers = 1\nhours = "08:00-18:00"', 'servers = 0\nhours = "08:00-18:00"',
        "channel.phone.servers", "servers = 1",
    ),
    "mail that nobody uses": Blunder(
        r"(channels = .*)email = 0\.\d", r"\1email = 0", "channel.email",
        "affinity of all personas to email is 0", pattern=True,
    ),
    "a control group of nine in ten": Blunder(
        '[contact_policy]\n', "[contact_policy]\nholdout = 0.9\n", "contact_policy.holdout",
        "90 % against at most 50 %",
    ),
    "one text message a year": Blunder(
        'limit = 1, per = "7 d"', 'limit = 1, per = "1 year"', "contact_policy.caps.2.per",
        "1 in 365 d = 1 a year",
    ),
    "23 quiet hours": Blunder(
        '"21:00-08:00"', '"09:00-08:00"', "contact_policy.quiet", "23 of 24 hours are quiet"
    ),
    "a wrong match in four": Blunder(
        "false_match = 0.02", "false_match = 0.25",
        "strategy.omnichannel.recognition.false_match", "25 % against at most 20 %",
    ),
    # subtle
    "one decimal point missing in a week": Blunder(
        "weekday = [1.2, 1.1, 1.0, 1.0,", "weekday = [1.2, 1.1, 1.0, 10,", "scenario.weekday",
        "10 / 1.1 = 9.09",
    ),
    "quiet hours the wrong way round": Blunder(
        '"21:00-08:00"', '"08:00-21:00"', "contact_policy.quiet", 'was "21:00-08:00" meant?'
    ),
    "a cap for seven hours": Blunder(
        'limit = 2, per = "7 d"', 'limit = 2, per = "7 h"', "contact_policy.caps.1.per",
        "2 in 7 h = 48 a week",
    ),
    "an offer that ends before its mail is read": Blunder(
        'amount = "15 EUR"\nvalid = "7 d"', 'amount = "15 EUR"\nvalid = "3 h"',
        "offer.oil-15-ends.valid", "valid for 3 h; half of the messages",
    ),
    "a discount beyond the margin of one persona": Blunder(
        'amount = "15 EUR"\nvalid = "30 d"', 'amount = "45 EUR"\nvalid = "30 d"', "offer.oil-15",
        "goods cost EUR 49.50 (margin 45 %), so EUR -4.50 is left",
    ),
    "silence beyond the next need": Blunder(
        'after_purchase = "60 d"', 'after_purchase = "500 d"', "contact_policy.after_purchase",
        "500 d of silence",
    ),
    "callers every other day": Blunder(
        'visits = "1 per 180 d"', 'visits = "1 per 1.8 d"', "channel.phone.servers",
        "1 serving x 50 h a week x 52",
    ),
    "a mail a day": Blunder(
        r'(?s)limit = 2, per = "7 d"(.*)days_since_contact > 60',
        r'limit = 2, per = "day"\1days_since_contact > 0.6',
        "channel.email", "customer-mail 365 messages a year to each; / 52 = 7 a week", pattern=True,
    ),
    "a change in per cent": Blunder(
        "# --- Ways to run it",
        '[[change]]\nat = "100 d"\nset = { "channel.email.unsubscribe" = 0.3 }\n# --- Ways',
        'change.1.set."channel.email.unsubscribe"', "30 % against at most 2 %",
    ),
    # against what the owner knows
    "a need a month for one in ten months": Blunder(
        'need = { value = "1 per 300 d", low = "1 per 375 d", high = "1 per 240 d" }',
        'need = "1 per 30 d"', "known.orders", "600 people x", known=True
    ),
    "a zero too many in the market": Blunder(
        "market = 600 ", "market = 6000 ", "known.orders", "6,000 people x", known=True
    ),
    "a market of the customers alone": Blunder(
        "market = 600 ", "market = 300 ", "scenario.market", "known: 340 customers", known=True
    ),
    "all orders in cents": Blunder(
        r'order_value = . ?value = "(\d+) EUR", low = (\d+), high = (\d+)',
        r'order_value = { value = "\g<1>00 EUR", low = \g<2>00, high = \g<3>00', "known.revenue",
        "EUR 22,000.00 / 210 orders = EUR 104.76 an order", known=True, pattern=True,
    ),
    "a budget by the month": Blunder(
        '"2400 EUR"', '"150 EUR"', "budget.total", "EUR 900.00 + EUR 400.00 + EUR 500.00 last year",
        known=True,
    ),
    "visits of ten years": Blunder(
        "visits = { web = 2100 }", "visits = { web = 21000 }", "known.visits.web",
        "visits a year =", known=True,
    ),
    "spending in cents": Blunder(
        'search = "900 EUR"', 'search = "90000 EUR"', "budget.total",
        "EUR 90,000.00 + EUR 400.00 + EUR 500.00 last year", known=True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BLUNDERS)
def test_planted_blunders_are_flagged(name: str) -> None:
    assert_flagged(BLUNDERS[name])


@pytest.mark.parametrize("name", library.names())
def test_no_false_alarm_on_the_library(name: str) -> None:
    assert warnings_of(Scenario.load(name)) == []


def test_no_false_alarm_on_what_the_owner_knows() -> None:
    text = library.text_of("auto-service")
    assert (
        found(text.replace("# --- Who the customers are", f"{KNOWN['auto-service']}\n# ---", 1))
        == []
    )
