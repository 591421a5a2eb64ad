"""A small valid scenario that tests bend and break."""

from __future__ import annotations

import pytest

BASE = """\
[scenario]
name = "corner"
title = "Corner shop"
currency = "EUR"
start = 2026-01-05
zone = "Europe/Berlin"
market = 100
days = 30

[platform]
knowledge = { setup = 10, monthly = 1 }

[contact_policy]
quiet = "21:00-08:00"
caps = [{ limit = 2, per = "7 d", channels = ["email"] }]

[budget]
total = "1000 EUR"
split = { display = 0.9, email = 0.1 }

[[persona]]
name = "neighbour"
share = 0.6
need = "1 per 90 d"
order_value = "40 EUR"
margin = 0.4
channels = { web = 0.5, email = 0.5, display = 0.5, shop = 1.0 }
consents = { email = 0.5 }

[[persona]]
name = "passer-by"
share = 0.4
need = "1 per 365 d"
order_value = 30
margin = "40 %"
channels = { web = 0.2, display = 0.5, shop = 0.4 }

[[channel]]
name = "web"
kind = "site"
books = "desk"

[[channel]]
name = "email"
kind = "email"
open = { value = 0.2, low = 0.1, high = 0.3, kind = "published", source = "Mailchimp", year = 2019 }

[[channel]]
name = "display"
kind = "display"

[[channel]]
name = "shop"
kind = "shop"

[[channel]]
name = "desk"
kind = "service"

[[creative]]
name = "hello"
resolves = { trust = 0.2 }

[[offer]]
name = "ten"
amount = 10
valid = "14 d"

[[offer]]
name = "five"
discount = "5 %"
valid = "7 d"
replaces = ["ten"]

[[action]]
name = "popup"
when = "visit"
on = ["web"]
eligible = "signups < 1"
propensity = { learned = "signup", prior = 0.05, strength = 10 }
treatments = [{ channel = "web", creative = "hello", offer = "ten", asks = "signup" }]

[[action]]
name = "mail"
at = "10:00"
eligible = "customer and visits > 0"
propensity = { intercept = -3, weights = { visits = 0.2 } }
treatments = [{ channel = "email", offer = "five", landing = "web", starts = "basket" }]

[[action]]
name = "ads"
propensity = "clip(0.01 * visits, 0.001, 0.1)"
value = "20 EUR"
treatments = [{ channel = "display", landing = "web" }]

[[strategy]]
name = "today"
actions = []

[[strategy]]
name = "linked"
groups = [["web", "email", "display"]]
knowledge = "group"
sync = { default = 0, group = 1 }
recognition = { default = 0.2, web = 0.6, false_match = 0.01 }
decider = "group"
continuity = { "email -> web" = 0.9 }

[[strategy]]
name = "joined"
knowledge = "all"
recognition = 0.8
decider = "customer"
contact_policy = "customer"
continuity = 0.8
offers = "customer"
suppression = "everywhere"
budget = "pooled"
actions = { except = ["ads"] }

[[change]]
at = "10 d"
set = { "channel.email.open" = 0.1, "strategy.linked.sync" = 0 }
"""


@pytest.fixture
def base() -> str:
    """The text of a valid scenario."""
    return BASE
