"""What `journey check` points at, with the arithmetic."""

from __future__ import annotations

import re

import pytest

from sim.scenario import Scenario
from sim.scenario.checking.concern import Concern
from sim.scenario.checking.costs import cost_concerns
from sim.scenario.checking.warnings import warnings_of
from sim.scenario.implied.year import implied_year

RULE = 'eligible = "customer and visits > 0"'


def found(text: str) -> list[Concern]:
    return warnings_of(Scenario.from_text(text))


def about(text: str, where: str) -> Concern:
    concerns = [item for item in found(text) if item.where == where]
    assert len(concerns) == 1, found(text)
    return concerns[0]


def test_nothing_to_say() -> None:
    assert warnings_of(Scenario.load("auto-service")) == []


def test_base_has_none(base: str) -> None:
    assert found(base) == []


@pytest.mark.parametrize(
    "rule",
    [
        "False", "1 > 2", "visits > 3 and visits < 2", "visits > 1 and visits < 2", "rating > 5",
        "booked and not booked", "hour >= 24", "is_missing(rating) and rating >= 4",
        "customer and (visits < 0 or month == 13)", "step == 'basket' and step == 'browse'",
        "step in ('basket', 'browse') and step == 'product'", "2 < visits < 3", "channel == 'web'",
        "not (visits >= 0) and customer", "identified == False and identified",
        "signups in (-1, -2)",
        "offer != 'five' and offer != 'ten'", "5 > days_since_visit > 7",
    ],
)  # fmt: skip
def test_dead_rule(base: str, rule: str) -> None:
    concern = about(base.replace(RULE, f'eligible = "{rule}"'), "action.mail.eligible")
    assert "never" in concern.message
    assert concern.arithmetic


@pytest.mark.parametrize(
    "rule",
    [
        "visits > 1 and visits < 3", "visits > 3 or visits < 2",
        "rating == 5 or is_missing(rating)",
        "visits * 2 < -1", "not booked", "days_since_visit > 1 and days_since_visit < 1.5",
        "visits > points and points > visits", "step != 'basket' and step != 'browse'",
        "is_missing(offer) or offer == 'ten'", "True if customer else booked",
        "clip(visits, 1, 2) > 3",

        "visits != 0 and visits >= 0",
    ],
)  # fmt: skip
def test_rule_that_may_live(base: str, rule: str) -> None:
    assert found(base.replace(RULE, f'eligible = "{rule}"')) == []


def test_an_order_worth_a_hundred_others(base: str) -> None:
    concern = about(base.replace('"40 EUR"', '"4000 EUR"'), "persona.neighbour.order_value")
    assert concern.message == "an order is worth 133 times one of passer-by"
    assert concern.arithmetic == ("EUR 4,000.00 against EUR 30.00; a hundredth would be EUR 40.00")


def test_layers_that_contradict_one_another(base: str) -> None:
    text = base.replace(RULE, 'eligible = "visits > 5"\nsuitable = "visits < 3"')
    assert about(text, "action.mail.suitable").arithmetic == "visits > 5 and visits < 3"


def test_equal_strategies(base: str) -> None:
    concern = about(base + '\n[[strategy]]\nname = "copy"\nactions = []\n', "strategy.today")
    assert "same in every dial" in concern.message


def test_policies(base: str) -> None:
    assert (
        "forbids"
        in about(base.replace("limit = 2", "limit = 0"), "contact_policy.caps.1.limit").message
    )
    quiet = about(base.replace("21:00-08:00", "08:30-08:00"), "contact_policy.quiet")
    assert quiet.arithmetic == "23.5 of 24 hours are quiet"
    late = about(base.replace('at = "10:00"', 'at = "23:00"'), "action.mail.at")
    assert late.arithmetic == "planned at 23:00, sent at 08:00"
    text = base.replace('per = "7 d"', 'per = "day"').replace(
        'decider = "customer"', 'decider = "customer"\nslots = 3'
    )
    assert "slots" in about(text, "contact_policy.caps.1.limit").message


def test_money(base: str) -> None:
    whole = found(base.replace("amount = 10", "amount = 40"))
    assert {item.where for item in whole} == {"offer.ten"}
    assert "EUR 40.00 less EUR 40.00 is EUR 0.00" in whole[0].arithmetic
    thin = base.replace("amount = 10", "amount = 11")  # of EUR 12 for passers-by: 40 % of people
    assert found(thin) == []
    most = thin.replace("share = 0.6", "share = 0.4", 1)
    most = most.replace('share = 0.4\nneed = "1 per 365 d"', 'share = 0.6\nneed = "1 per 365 d"')
    many = about(most, "offer.ten")
    assert many.message == "this offer leaves hardly anything of an order of passer-by"
    below = about(base.replace("amount = 10", "amount = 14"), "offer.ten")
    assert "below its cost" in below.message
    assert "passer-by" in below.message
    dear = about(base.replace('kind = "display"', 'kind = "display"\ncost_per_click = 5'),
                 "channel.display.cost_per_click")  # fmt: skip
    assert "costs more than it brings" in dear.message
    assert "with a need, nothing in the way and later visits counted" in dear.arithmetic
    assert "of all who click 0.74 % order in the same visit" in dear.arithmetic
    none = about(base.replace('total = "1000 EUR"', "total = 0"), "budget.total")
    assert "nothing may be spent" in none.message
    much = about(base.replace("1000 EUR", "1000000 EUR"), "budget.total")
    assert "needs a year" in much.arithmetic
    parts = about(base.replace("display = 0.9", "display = 0.7"), "budget.split")
    assert parts.message.startswith("20 % of the budget is given to nobody")
    assert "may spend more" in parts.message
    assert parts.arithmetic == "the parts add up to 0.8; joined: 1"
    fees = about(base.replace("setup = 10", "setup = 100000"), "platform.knowledge.setup")
    assert "in the first year" in fees.message
    assert fees.arithmetic.startswith("12 units x EUR 100,000.00 once = EUR 1,200,000.00 under ")


def test_capacity(base: str) -> None:
    text = base.replace("market = 100", "market = 100000")
    concern = about(text, "channel.desk.servers")
    assert concern.arithmetic == (
        "50 appointments of 1 h a week are 2,607 a year, for 11,907 bookings: 5.11 % of 233,045 "
        "needs, without campaigns"
    )
    short = about(
        text.replace('kind = "service"', 'kind = "service"\nservice = "40 min"'), concern.where
    )
    assert short.arithmetic.startswith("75 appointments of 40 min a week are 3,911 a year")


def test_nobody_and_nothing(base: str) -> None:
    fax = '\n[[channel]]\nname = "fax"\nkind = "sms"\n'
    text = base + fax + '[[offer]]\nname = "old"\namount = 5\nvalid = "1 d"\n'
    assert "nothing ever happens" in about(text, "channel.fax").message
    assert "no action makes this offer" in about(text, "offer.old").message
    text = base.replace("consents = { email = 0.5 }", "").replace(', asks = "signup"', "")
    assert "nobody permits" in about(text, "channel.email").message


def test_action_whose_start_is_never_known(base: str) -> None:
    text = base.replace(
        'treatments = [{ channel = "web", creative = "hello", offer = "ten", asks = "signup" }]',
        'treatments = [{ channel = "email", creative = "hello", offer = "ten", landing = "web" }]',
    ).replace('knowledge = "all"', 'knowledge = "own"')
    concern = about(text, "strategy.joined.knowledge")
    assert concern.message == "popup never starts under joined"
    assert concern.arithmetic == "it starts on web, of which email learns nothing"


def test_value_outside_its_range(base: str) -> None:
    concern = about(base.replace("low = 0.1, high", "low = 0.25, high"), "channel.email.open")
    assert concern.arithmetic == "0.2 against 0.25 to 0.3"


def test_channels_that_the_split_forgets(base: str) -> None:
    concern = about(base.replace("display = 0.9, email = 0.1", "display = 1.0"), "budget.split")
    assert concern.message == (
        "the split gives email nothing, but mail costs money there: it is never sent there"
    )
    assert concern.arithmetic == "under linked"  # joined pools its budget, today sends nothing


def test_several_channels_that_the_split_forgets(base: str) -> None:
    text = base.replace("display = 0.9, email = 0.1", "web = 1.0")
    where, parts = "budget.split", "display and email nothing, but ads and mail cost money there"
    assert [parts in item.message for item in found(text) if item.where == where] == [True]


def test_a_group_pays_from_what_one_of_it_has(base: str) -> None:
    text = base.replace("display = 0.9, email = 0.1", "display = 1.0")
    assert found(text.replace('decider = "group"', 'decider = "group"\nbudget = "group"')) == []


def test_transactional_messages_need_no_budget(base: str) -> None:
    text = base.replace("display = 0.9, email = 0.1", "display = 1.0")
    assert found(text.replace('at = "10:00"', "transactional = true")) == []


def test_parts_for_nobody_are_told_where_nobody_pools(base: str) -> None:
    text = base.replace("display = 0.9", "display = 0.2").replace('budget = "pooled"\n', "")
    concern = about(text, "budget.split")
    assert concern.message == "70 % of the budget is given to nobody"
    assert concern.arithmetic == "the parts add up to 0.3"


def test_a_split_that_nobody_uses_is_not_judged(base: str) -> None:
    text = base.replace("display = 0.9, email = 0.1", "display = 0.5")
    text = text.replace('decider = "group"', 'decider = "group"\nbudget = "pooled"')
    text = text.replace("actions = []", 'actions = []\nbudget = "pooled"')
    assert found(text) == []


def test_joining_without_a_price(base: str) -> None:
    text = base.replace("[platform]\nknowledge = { setup = 10, monthly = 1 }\n", "")
    concern = about(text, "platform")
    assert "joining costs nothing: the comparison favours" in concern.message
    assert concern.arithmetic == "units of the dials: today 0, joined 80"
    alone = text[: text.index('[[strategy]]\nname = "linked"')]
    assert [item for item in found(alone) if item.where == "platform"] == []


@pytest.mark.parametrize(
    ("kpi", "ignored"),
    [
        ("revenue", "media and platform cost"), ("contribution", "media and platform cost"),
        ("bookings", "media and platform cost"), ("media_cost", "platform cost"),
        ("profit", None), ("return_on_spend", None), ("loss_probability", None),
    ],
)  # fmt: skip
def test_results_that_leave_out_costs(base: str, kpi: str, ignored: str | None) -> None:
    text = base.replace("[budget]", f'[kpi]\nprimary = "{kpi}"\n[budget]')
    if ignored is None:
        assert found(text) == []
    else:
        message = about(text, "kpi.primary").message
        assert message.startswith(f"a verdict by {kpi} ignores {ignored}, and favours")


ON_BOOKING = """
[[action]]
name = "note"
when = "booking"
propensity = 0.1
treatments = [{ channel = "display", landing = "web" }]
"""


def test_start_that_no_channel_hears_of(base: str) -> None:
    text = base.replace("actions = []", 'actions = ["note"]') + ON_BOOKING
    concern = about(text, "strategy.today.knowledge")  # the others link the web site and display
    assert concern.message == "note never starts under today"
    assert concern.arithmetic == "it starts on web, of which display learns nothing"


@pytest.mark.parametrize(
    ("when", "on", "event"),
    [("call", "", "call"), ("basket", 'on = ["shop"]', "basket on shop"),
     ("service", 'on = ["web"]', "service on web"), ("no_show", 'on = ["web"]', "no_show on web"),
     ("booking", 'on = ["shop", "email"]', "booking on shop or email")],
)  # fmt: skip
def test_start_that_never_happens(base: str, when: str, on: str, event: str) -> None:
    text = base + ON_BOOKING.replace('when = "booking"', f'when = "{when}"\n{on}')
    assert about(text, "action.note.when").message == (
        f"this action never starts: there is no {event}"
    )


def test_appointments_that_nobody_can_book(base: str) -> None:
    text = base.replace('books = "desk"\n', "")
    desk = about(text, "channel.desk")
    assert (desk.message, desk.arithmetic) == (
        "nobody can book here", 'no channel has books = "desk"'
    )  # fmt: skip
    web = about(text, "channel.web")
    assert web.message == "web sells without an appointment, though desk exists: set books?"


def test_a_site_beside_one_that_books(base: str) -> None:
    text = base + '\n[[channel]]\nname = "second"\nkind = "site"\n'
    text = text.replace("channels = { web = 0.5,", "channels = { second = 0.1, web = 0.5,")
    (concern,) = found(text)
    assert concern.where == "channel.second"


def test_a_site_beside_a_telephone_that_books_where_goods_are_sold(base: str) -> None:
    text = base.replace('books = "desk"\n', "") + (
        '\n[[channel]]\nname = "line"\nkind = "phone"\nbooks = "desk"\n'
    )
    text = text.replace("channels = { web = 0.5,", "channels = { line = 0.1, web = 0.5,")
    assert 'kind = "shop"' in text
    assert not [item for item in found(text) if item.where == "channel.web"]
    form = text.replace('kind = "shop"', 'kind = "event"')  # nowhere else are goods sold
    form = form.replace("channels = { web = 0.2,", "channels = { line = 0.1, web = 0.2,")
    assert [item for item in found(form) if item.where == "channel.web"]


@pytest.mark.parametrize(("transactional", "told"), [("true", False), ("false", True)])
def test_what_customers_asked_for_needs_no_consent(base, transactional, told) -> None:
    text = (
        base
        + f"""
[[channel]]
name = "text"
kind = "sms"

[[creative]]
name = "ready"

[[action]]
name = "it-is-ready"
when = "purchase"
transactional = {transactional}
propensity = 0.01
treatments = [{{ channel = "text", creative = "ready" }}]
"""
    )
    text = text.replace("channels = { web", "channels = { text = 0.9, web")
    text = text.replace('asks = "signup" }', 'asks = "signup", grants = ["email"] }')
    said = [item.message for item in found(text) if item.where == "channel.text"]
    assert said == (["nobody permits contact here, and no sign-up asks for it"] if told else [])


@pytest.mark.parametrize("liked", ["", "desk = 1.0", "email = 1.0, display = 0", "web = 0"])
def test_people_who_can_never_buy(base: str, liked: str) -> None:
    text = base.replace("channels = { web = 0.2, display = 0.5, shop = 0.4 }",
                        f"channels = {{ {liked} }}")  # fmt: skip
    text = text.replace('landing = "web", starts = "basket"', 'offer = "ten"', 1).replace(
        'offer = "five", offer = "ten"', 'offer = "five"'
    )
    concern = about(text, "persona.passer-by.channels")
    assert concern.message.startswith("these people can never buy")
    assert concern.arithmetic.startswith("display, shop, web would do; they use ")


def test_people_whom_a_link_leads_to_a_purchase(base: str) -> None:
    text = base.replace("channels = { web = 0.2, display = 0.5, shop = 0.4 }",
                        "channels = { display = 0.5 }")  # fmt: skip
    assert found(text) == []


def test_a_phone_without_people_and_an_offer_without_a_price(base: str) -> None:
    phone = '[[channel]]\nname = "line"\nkind = "phone"\nservers = 0\nbooks = "desk"\n'
    assert "every call is answered at once" in about(base + phone, "channel.line.servers").message
    assert "channel.line.servers" not in [
        item.where for item in found(base + phone.replace("servers = 0", "servers = 1"))
    ]
    free = about(base.replace("amount = 10", "amount = 0"), "offer.ten")
    assert free.message == "this offer takes nothing off the price"


def test_a_budget_that_buys_next_to_nothing(base: str) -> None:
    text = base.replace("market = 100\n", "market = 10000\n").replace('"1000 EUR"', '"20 EUR"')
    concern = about(text, "budget.total")
    # a click on a mail: 0.01 / (0.2 x 0.128)
    assert concern.arithmetic == (
        "EUR 20.00 a year / EUR 0.39 a click on email, the cheapest, = 51.2 clicks for 10,000 "
        "people"
    )
    nobody = text.replace('kind = "email"', 'kind = "email"\nclick = 0')
    assert "a click on display" in about(nobody, "budget.total").arithmetic
    text = nobody.replace('kind = "display"', 'kind = "display"\nclick = 0')
    assert [item for item in found(text) if "inf" in item.arithmetic] == []


BIG = "market = 1000000"


def test_more_hours_than_a_month_has(base: str) -> None:
    text = base.replace("market = 100\n", f"{BIG}\n")
    text = text.replace('kind = "display"', 'kind = "display"\nstaff_hours = 800')
    concern = about(text, "channel.display.staff_hours")
    assert concern.arithmetic == ("800 h a month / 160 h = 5 people, full time; a month has 730 h")


def test_channels_and_joining_together_cost_too_much(base: str) -> None:
    # each alone is affordable: 2,833 needs a year earn EUR 45,100, and most are met
    text = base.replace("market = 100\n", "market = 1000\n") + "\n[known]\norders = 2500\n"
    text = text.replace("setup = 10,", "setup = 900,")
    half = joined(text.replace('kind = "site"', 'kind = "site"\nmonthly = 1000'))
    assert "cost most of what all needs" in half.message
    # 12 links: set-up of 900 and a year at 1 a month
    assert half.arithmetic.startswith("EUR 12,000.00 for channels + EUR 10,944.00 for joining them")
    whole = text.replace('kind = "site"', 'kind = "site"\nmonthly = 3000')
    assert "cost more than all needs" in joined(whole).message


def joined(text: str) -> Concern:
    scenario = Scenario.from_text(text)
    told = cost_concerns(scenario, {"joined": scenario.resolved("joined")})
    return next(item for item in told if item.where == "strategy.joined")


@pytest.mark.parametrize(
    ("times", "message"),
    [
        (0.84, None), (0.86, "people here are so busy that many will wait, and give up"),
        (1.01, "there is more work than people can do here"),
    ],
)  # fmt: skip
def test_a_queue_that_is_long_and_one_that_never_ends(
    base: str, times: float, message: str | None
) -> None:
    phone = '[[channel]]\nname = "line"\nkind = "phone"\nbooks = "desk"\nservice = "4 min"\n\n'
    text = base.replace("channels = { web = 0.5,", "channels = { line = 1, web = 0.5,")
    text = text.replace("[[creative]]", phone + "[[creative]]", 1)
    text = text.replace("market = 100\n", "market = 50000\n")
    calls = implied_year(Scenario.from_text(text)).visits["line"]
    hours = times * 50 * 365 / 7 / calls
    text = text.replace("4 min", f"{hours * 3600:.3f} s")
    told = [item.message for item in found(text) if item.where == "channel.line.servers"]
    assert told == ([] if message is None else [message])


def test_letters_where_e_mail_was_meant(base: str) -> None:
    told = [item.where for item in warnings_of(Scenario.from_text(base)) if "kind" in item.where]
    assert told == []
    letters = base.replace('kind = "email"', 'kind = "mail"').replace(', starts = "basket"', "")
    (found,) = [
        item for item in warnings_of(Scenario.from_text(letters)) if item.where.endswith(".kind")
    ]
    assert found.where == "channel.email.kind"
    assert 'e-mail is kind = "email"' in found.message


def test_a_joined_strategy_that_knows_fewer_customers_again_is_told() -> None:
    text = re.sub(
        r"recognition = \{ default = 0.4, .*\}\n", "recognition = 0.04\n",
        Scenario.load("mattress").text,
    )  # fmt: skip
    concern = about(text, "strategy.omnichannel.recognition")
    assert "omnichannel links more channels than" in concern.message
    assert concern.arithmetic.startswith("4 % against")
