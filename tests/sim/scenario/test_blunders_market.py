"""Slips planted in copies of the library's larger files: media, places, rivals, service, points."""

from __future__ import annotations

import pytest

from tests.sim.scenario.planting import Blunder, assert_flagged

MATTRESS, BRAND, WINE = "mattress", "growing-brand", "new-to-digital"

BLUNDERS = {
    # the mattress seller
    "a thousand impressions in cents": Blunder(
        "cost_per_thousand = 8\n", "cost_per_thousand = 800\n",
        "channel.facebook.cost_per_thousand", "EUR 800.00 against at most", file=MATTRESS,
    ),
    "a letter for 56 euro": Blunder(
        'value = "0.56 EUR"', 'value = "56 EUR"', "channel.mail.cost",
        "EUR 56.00 against at most EUR 10.00; usual: USD 0.56 a letter", file=MATTRESS,
    ),
    "80 % of a newsletter opened": Blunder(
        'open = { value = "15.68 %", low = 0.12, high = 0.22',
        'open = { value = "80 %", low = 0.12, high = 0.9', "channel.email.open",
        "80 % against at most 60 %", file=MATTRESS,
    ),
    "a rival on every page": Blunder(
        "presence = { marketplace = 0.12", "presence = { marketplace = 0.98",
        "competitor.box-brand.presence.marketplace", "98 % against at most 90 %", file=MATTRESS,
    ),
    "a rival's price in per cent": Blunder(
        "price = { value = 0.85, low = 0.75, high = 0.95",
        "price = { value = 85, low = 75, high = 95", "competitor.box-brand.price",
        "85 against at most 5; 1 is the firm's own price", file=MATTRESS,
    ),
    "ten times the discount": Blunder(
        'amount = "150 EUR"', 'amount = "1500 EUR"', "offer.off-150",
        "EUR 820.00 less EUR 1,500.00 is EUR -680.00", file=MATTRESS,
    ),
    "an answer after forty days": Blunder(
        'answer_time = "4 h"', 'answer_time = "40 d"', "channel.messenger.answer_time",
        "40 d against at most 14 d", file=MATTRESS,
    ),
    "nine of ten complain": Blunder(
        "complaints = 0.05", "complaints = 0.9", "service.complaints",
        "90 % against at most 40 %; usual: a few in a hundred", file=MATTRESS,
    ),
    "the larger size for thirteen times the price": Blunder(
        "price = { value = 1.35, low = 1.25, high = 1.5",
        "price = { value = 13.5, low = 12.5, high = 15", "variant.large.price",
        "13.5 against at most 8", file=MATTRESS,
    ),
    "kilometres in metres": Blunder(
        "distance = 14\n", "distance = 14_000\n", "persona.mover.distance", "in km, not in m",
        file=MATTRESS,
    ),
    "offers forgotten within minutes": Blunder(
        'offer_memory = "21 d"', 'offer_memory = "21 min"', "behaviour.offer_memory",
        "21 min against at least 30 min", file=MATTRESS,
    ),
    "an order outside its own range": Blunder(
        'value = "520 EUR", low = 420', 'value = "52000 EUR", low = 420',
        "persona.mover.order_value", "52000 against 420 to 600", file=MATTRESS,
    ),
    "a mattress every three weeks": Blunder(
        'need = { value = "1 per 2200 d", low = "1 per 2750 d", high = "1 per 1760 d" }',
        'need = "1 per 22 d"', "known.orders", "30,000 people x 5.11",
        known=True, file=MATTRESS,
    ),
    "ten regions in place of one": Blunder(
        "market = 30_000", "market = 300_000", "known.orders", "300,000 people x 0.141",
        known=True, file=MATTRESS,
    ),
    "reviews of the whole country": Blunder(
        "opening_reviews = 180", "opening_reviews = 180_000", "channel.marketplace.opening_reviews",
        "180,000 reviews against 30,000 people", file=MATTRESS,
    ),
    "ten times the clicks of a network": Blunder(
        'value = "2.55 %"', 'value = "25.5 %"', "channel.facebook.click",
        "20 % noticed x 25.5 % of them clicked = 5.1 % against at most 2.5 %", file=MATTRESS,
    ),
    "ten times the clicks of a video": Blunder(
        "click = 0.012", "click = 0.12", "channel.youtube.click",
        "30 % noticed x 12 % of them clicked = 3.6 % against at most 2 %", file=MATTRESS,
    ),
    "trust won from four in a thousand": Blunder(
        "resolves = { trust = 0.4 }", "resolves = { trust = 0.004 }",
        "creative.commitments.resolves.trust", "0.4 % against at least 1 %", file=MATTRESS,
    ),
    "hardly anything found again": Blunder(
        '"email -> web" = 0.9', '"email -> web" = "0.9 %"',
        'strategy.multichannel.continuity."email -> web"', "0.9 % against at least 2 %",
        file=MATTRESS,
    ),
    # the growing brand
    "a month of four people's work on one channel": Blunder(
        "content_hours = 20\n", "content_hours = 700\n", "channel.web.content_hours",
        "700 h a month / 160 h = 4.38 people", file=BRAND,
    ),
    "a spot that everybody sees": Blunder(
        'rating = "4 %"', "rating = 0.95", "channel.tv.rating", "95 % against at most", file=BRAND
    ),
    "a spot dearer than the year": Blunder(
        'cost_per_spot = "350 EUR"', 'cost_per_spot = "350000 EUR"', "channel.tv.cost_per_spot",
        "EUR 350,000.00 a spot; the budget is EUR 220,000.00", file=BRAND,
    ),
    "500 spots a day": Blunder(
        "spots = 1 }", "spots = 500 }", "action.tv-spring.treatments.1.spots",
        "500 against at most 50", file=BRAND,
    ),
    "60 % back in points": Blunder(
        'earns = "4 %"', "earns = 0.6", "loyalty_programme.earns", "60 % against at most 25 %",
        file=BRAND,
    ),
    "a click in cents": Blunder(
        'cost_per_click = { value = "0.90 EUR", low = 0.6, high = 1.6',
        'cost_per_click = { value = "90 EUR", low = 60, high = 160',
        "channel.search.cost_per_click", "EUR 90.00 against at most", file=BRAND,
    ),
    "ten minutes of telephone": Blunder(
        'hours = "09:00-18:00"', 'hours = "09:00-09:10"', "channel.phone.hours",
        "10 min a day on 5 days = 0.833 h a week", file=BRAND,
    ),
    "everybody calls every other day": Blunder(
        'visits = "1 per 700 d"', 'visits = "1 per 2 d"', "channel.phone.servers",
        "2 serving x 45 h a week x 52", file=BRAND,
    ),
    "a network of ads alone": Blunder(
        'impressions = "1.5 per d"', 'impressions = "150 per d"', "channel.instagram.impressions",
        "150 times a day against at most 20 times a day", file=BRAND,
    ),
    "counters that lag by days": Blunder(
        'counters_lag = "10 min"', 'counters_lag = "10 d"', "contact_policy.counters_lag",
        "10 d against at most 3 d", file=BRAND,
    ),
    "a target by the year, taken by the day": Blunder(
        'target = "100 per d"', 'target = "36500 per d"', "channel.instagram.target",
        "36,500 times a day / 20,000 people = 666 times a year", file=BRAND,
    ),
    "unsubscribes without their percent sign": Blunder(
        'unsubscribe = { value = "0.27 %"', "unsubscribe = { value = 0.27",
        "channel.email.unsubscribe", "27 % against at most 2 %", file=BRAND,
    ),
    "three quarters off": Blunder(
        'discount = "15 %"', 'discount = "75 %"', "offer.weekend-15", "goods cost EUR 62.40",
        file=BRAND,
    ),
    "an app that nobody has": Blunder(
        'users = { "18-29" = 0.25, "30-49" = 0.20, "50-75" = 0.08 }',
        'users = { "18-29" = 0.0, "30-49" = 0.0, "50-75" = 0.0 }', "channel.app.users",
        "18-29: 0 %", file=BRAND,
    ),
    # the wine merchant
    "a catchment in metres": Blunder(
        "catchment = 4.0", "catchment = 4000", "channel.shop.catchment",
        "4,000 against at most 500; in km, not in m", file=WINE,
    ),
    "a paper of a third of a per cent": Blunder(
        'rating = "35 %"', 'rating = "0.35 %"', "channel.leaflet.rating",
        "0.35 % against at least 0.5 %", file=WINE,
    ),
    "twelve for the price of two": Blunder(
        'discount = "16.7 %"', 'discount = "83.3 %"', "offer.case-12", "goods cost EUR 66.50",
        file=WINE,
    ),
    "wine every day and a half": Blunder(
        'need = { value = "1 per 35 d", low = "1 per 44 d", high = "1 per 28 d" }',
        'need = "1 per 35 h"', "persona.regular.need",
        "250 times a year against at most 60 times a year", file=WINE,
    ),
    "fifty mails a week": Blunder(
        'limit = 1, per = "week"', 'limit = 50, per = "week"', "contact_policy.caps.1.per",
        "50 in 7 d = 50 a week", file=WINE,
    ),
    "a call of five hours": Blunder(
        'service = "5 min"', 'service = "5 h"', "channel.phone.service", "5 h against at most 2 h",
        file=WINE,
    ),
    "a web shop for 900,000": Blunder(
        "setup = 900\n", "setup = 900_000\n", "channel.web.setup", "EUR 900,000.00 once", file=WINE
    ),
    "a shop that opens for ten minutes": Blunder(
        'hours = "10:00-18:30"\nopen_days = "tue-sat"\ncatchment',
        'hours = "18:30-18:40"\nopen_days = "tue-sat"\ncatchment', "channel.shop.hours",
        "10 min a day on 5 days", file=WINE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BLUNDERS)
def test_planted_blunders_are_flagged(name: str) -> None:
    assert_flagged(BLUNDERS[name])
