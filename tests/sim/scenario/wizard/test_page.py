"""Files from ten answers: valid, plausible, the same bytes for the same answers."""

from __future__ import annotations

import json
import re

import pytest

from sim import run
from sim.scenario import Scenario
from sim.scenario.checking.costs import uncharged_concerns
from sim.scenario.checking.warnings import warnings_of
from sim.scenario.fees import fees_of
from sim.scenario.implied.year import implied_year
from sim.scenario.wizard import solving
from sim.scenario.wizard.answers import as_json, firm_of, read_all
from sim.scenario.wizard.industries import INDUSTRIES
from sim.scenario.wizard.menu import MENU, SITES
from sim.scenario.wizard.page import page_of
from sim.scenario.wizard.questions import KEYS
from sim.scenario.wizard.spending import LINKS, price_list
from tests.sim.scenario.wizard.firms import TYPICAL, random_answers


def page(**answers) -> str:
    return page_of(read_all(answers, file="answers.json")).text


def scenario(**answers) -> Scenario:
    return Scenario.from_text(page(**answers))


def told(loaded: Scenario) -> dict[str, str]:
    """Warnings by place."""
    return {item.where: f"{item.message} ({item.arithmetic})" for item in warnings_of(loaded)}


@pytest.fixture(scope="module")
def typical() -> Scenario:
    return scenario(**TYPICAL)


@pytest.mark.parametrize("industry", [industry.name for industry in INDUSTRIES])
def test_who_knows_nothing_gets_a_file_that_check_has_nothing_against(industry) -> None:
    loaded = scenario(industry=industry)
    assert told(loaded) == {}
    # the solver leaves room for what campaigns, loyalty and word of mouth bring besides
    assert 0.4 * loaded.known.orders < implied_year(loaded).orders < 1.1 * loaded.known.orders


def test_every_number_has_a_source_and_answers_are_mine(typical) -> None:
    for key, label in typical.labels.items():
        assert label.source or label.default, key
    mine = {key for key, label in typical.labels.items() if label.kind == "mine"}
    assert {"known.orders", "known.buyers", "budget.total", "platform.wage", "scenario.market",
            "persona.busy.margin", "persona.busy.customer"} <= mine  # fmt: skip
    assert typical.labels["persona.busy.need"].kind == "fitted"
    assert typical.labels["channel.email.open"].kind == "published"
    unknown = scenario(industry="car")
    assert not [key for key, label in unknown.labels.items() if label.kind in ("mine", "fitted")]
    ranged = {key for key, label in unknown.labels.items() if label.low is not None}
    assert {
        "persona.busy.need", "persona.busy.order_value", "persona.busy.margin",
        "channel.search.cost_per_click", "channel.email.open", "behaviour.competitor",
    } <= ranged  # fmt: skip


def test_buyers_that_were_answered_are_held_against_the_file() -> None:
    """They come near the answer by simulating alone, which this file leaves out."""
    loaded = scenario(industry="food", customers=1000, orders=8000)
    assert list(told(loaded)) == ["known.buyers"]


@pytest.mark.usefixtures("rough")
@pytest.mark.parametrize("site", SITES)
def test_every_channel_of_the_menu_is_charged_under_some_strategy(site) -> None:
    """What people use by themselves has no action, and costs the same under all."""
    for channel in MENU:
        loaded = scenario(industry="food", channels=[site, channel.name], staff="20 h at 30")
        dials = {name: loaded.resolved(name) for name in loaded.strategies}
        assert list(uncharged_concerns(loaded, dials)) == []


def test_an_app_beside_a_site_is_charged_under_all() -> None:
    loaded = scenario(industry="food", channels="shop, web, app, phone, email")
    assert {channel.name for channel in loaded.channels if channel.always} == {
        "shop", "web", "app", "phone",
    }  # fmt: skip
    for name in loaded.strategies:
        assert fees_of(loaded, loaded.resolved(name))["channel.app"].monthly == 11_000


def test_totals_are_those_answered(typical) -> None:
    assert typical.scenario.market == 2000
    assert typical.known.orders == 520
    assert typical.known.buyers == 400
    assert typical.known.revenue == 520 * 170 * 100
    assert typical.budget.total == 4000 * 100
    assert sum(typical.known.spend.values()) == 4000 * 100
    assert sum(typical.budget.split.values()) == pytest.approx(1.0)
    share = sum(persona.share * persona.customer for persona in typical.personas)
    assert share * 2000 == pytest.approx(400, rel=0.02)
    hours = sum(channel.content_hours + channel.staff_hours for channel in typical.channels)
    assert hours == pytest.approx(5 * 52 / 12, rel=0.05)


@pytest.mark.parametrize(("customers", "part"), [(100, 0.06), (1900, 0.12), (7000, 0.28)])
def test_mail_gets_what_a_monthly_newsletter_costs(customers, part) -> None:
    firm = {"industry": "retail", "size": 7500, "customers": customers, "orders": customers,
            "spend": 3000, "channels": "web, shop, email, search, instagram"}  # fmt: skip
    loaded = scenario(**firm)
    assert loaded.budget.split["email"] == part
    readers = (0.1 * 7500 + 0.5 * customers) * 13 * 0.01
    assert part * 3000 >= readers
    assert sum(loaded.budget.split.values()) == pytest.approx(1.0)


def test_parts_of_the_spend_are_assumed_and_a_single_one_is_mine() -> None:
    kinds = {}
    for channels in ("web, search, facebook", "web, search"):
        loaded = scenario(industry="retail", spend=3000, channels=channels)
        kinds[channels] = {loaded.labels[f"known.spend.{name}"].kind for name in loaded.known.spend}
    assert list(kinds.values()) == [{"assumed"}, {"mine"}]


def test_the_mean_of_all_orders_is_the_basket() -> None:
    loaded = scenario(industry="home", basket=1000, orders=900, channels="web, phone")
    year = implied_year(loaded)
    assert year.revenue / year.orders == pytest.approx(1000 * 100, rel=0.02)
    values = {persona.name: persona.order_value for persona in loaded.personas}
    assert values["careful"] / values["bargain"] == pytest.approx(1.3 / 0.8, rel=0.02)


def test_joining_many_channels_costs_no_more_than_joining_nine() -> None:
    names = [channel.name for channel in MENU]
    nine, all_ = (firm_of(read_all({"channels": some}, file="x")) for some in (names[:9], names))
    for dial in LINKS:
        few, many = (price_list(firm)[dial]["setup"] for firm in (nine, all_))
        assert many * len(names) ** 2 == pytest.approx(few * 9**2, rel=0.1)


@pytest.mark.usefixtures("rough")
def test_the_same_answers_give_the_same_bytes_however_they_are_written() -> None:
    first = page(**TYPICAL)
    assert page(**TYPICAL) == first
    words = {
        "industry": "Garage", "size": "2k", "currency": "€", "spend": "EUR 4k", "customers": "400",
        "channels": "phone, web and mail; google, Facebook", "orders": "520", "basket": "170 EUR",
        "margin": "45 %", "staff": "5 h a week at 30 EUR",
    }  # fmt: skip
    assert page(**words) == first
    assert page(**dict.fromkeys(KEYS)) == page() == page(**dict.fromkeys(KEYS, "?"))


@pytest.mark.usefixtures("rough")
def test_the_answers_stand_in_the_file_and_give_it_again() -> None:
    for answers in (TYPICAL, random_answers(3), {}):
        text = page(**answers)
        block = re.search(r"^# (\{\n.*?^# \})$", text, re.M | re.S)
        assert block is not None
        found = json.loads(block[1].replace("\n# ", "\n"))
        assert set(found) == set(KEYS)
        assert page(**found) == text
    assert as_json(read_all(TYPICAL, file="x")).count("\n") == len(KEYS) + 1


@pytest.fixture
def rough(monkeypatch) -> None:
    """Needs that are solved less exactly, and sooner: for tests of all but these."""
    monkeypatch.setattr(solving, "ROUNDS", 1)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.usefixtures("rough")
def test_whatever_is_answered_the_file_is_valid(seed) -> None:
    text = page(**random_answers(seed))
    loaded = Scenario.from_text(text)
    assert list(loaded.strategies) == ["cross-channel", "multichannel", "omnichannel", "today"]
    assert loaded.baseline == "today"
    assert not re.search(r"= -?(nan|inf)\b", text)
    if seed % 8 == 0:
        warnings_of(loaded)


@pytest.mark.parametrize("name", [channel.name for channel in MENU])
@pytest.mark.usefixtures("rough")
def test_every_channel_is_sound_beside_a_site_and_beside_a_shop(name) -> None:
    needs_site = name in (*SITES, *(channel.name for channel in MENU if channel.needs))
    for other in ("web",) if needs_site else ("web", "shop"):
        channels = sorted({name, other} | ({"shop"} if name == other else set()))
        loaded = scenario(industry="retail", channels=channels, basket=400)
        # who sells too little for the price of letters or films is told so, and who can do nothing
        fine = set() if loaded.actions else {"action"}
        assert {key for key in told(loaded) if not key.startswith("channel.")} == fine


@pytest.mark.parametrize("industry", ["retail", "beauty"])
@pytest.mark.usefixtures("rough")
def test_all_channels_together(industry) -> None:
    loaded = scenario(
        industry=industry, channels=[channel.name for channel in MENU], basket=1500, size=20_000
    )
    assert len(loaded.channels) == len(MENU) + (industry == "beauty")
    assert told(loaded) == {}


def test_appointments_are_booked_where_customers_come_by_appointment(typical) -> None:
    places = {channel.name: channel.books for channel in typical.channels}
    assert (places["web"], places["phone"]) == ("place", "place")
    assert not any(channel.appointments for channel in scenario(industry="food").channels)


@pytest.mark.usefixtures("rough")
def test_a_spend_that_nobody_told_is_not_known() -> None:
    answers = {**TYPICAL, "spend": None}
    assert not scenario(**answers).known.spend
    assert scenario(**TYPICAL).known.spend


def test_only_what_the_channels_permit(typical) -> None:
    names = {action.name for action in typical.actions}
    assert {"newsletter", "search-ads", "left-behind", "follow-up-ads", "expected"} <= names
    assert not {"letter-offer", "tv-flights", "ask-in-shop", "chat-invitation"} & names
    bare = scenario(channels=["shop", "radio"])
    assert {action.name for action in bare.actions} == {"radio-flights"}
    groups = {s.name: s.groups for s in typical.strategies.values()}
    assert groups["cross-channel"] == (
        ("web", "email", "search", "facebook"), ("phone", "place"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "where", "arithmetic"),
    [
        ({"spend": 500_000}, "known.spend", "EUR 500,000.00 / EUR 88,400.00 of revenue"),
        ({"margin": "95 %"}, "persona.busy.margin", "95 % against at most 90 %"),
    ],
)
def test_odd_answers_are_told_with_the_arithmetic(answers, where, arithmetic) -> None:
    found = told(scenario(**{**TYPICAL, **answers}))
    assert arithmetic in found[where]


@pytest.mark.usefixtures("rough")
def test_money_is_in_the_currency_that_was_asked_for() -> None:
    krona = scenario(currency="SEK")
    wage, click = krona.plain("platform.wage"), krona.plain("channel.facebook.cost_per_thousand")
    assert (wage, click) == (340, 90)
    dollars = scenario(industry="b2b", currency="USD")
    assert dollars.plain("channel.search.cost_per_click") == 2.69
    assert "not known here" not in page(currency="SEK")
    assert "What a euro is worth in KZT is not known here" in page(currency="KZT")


def test_a_month_of_it_is_the_same_under_both_clocks(typical) -> None:
    digests = [
        run(typical, strategy="omnichannel", days=30, replications=1, clock=clock).events_digest
        for clock in ("compiled", "simpy")
    ]
    assert digests[0] == digests[1]


def test_the_firm_has_what_was_answered_and_defaults_for_the_rest() -> None:
    firm = firm_of(read_all({"orders": 3000}, file="x"))
    assert (firm.orders, firm.customers, firm.size) == (3000, 2000, 10_000)
    assert set(firm.defaults) == (set(KEYS) | {"wage"}) - {"orders"}
    assert all(firm.defaults.values())
    firm = firm_of(read_all({"staff": "12"}, file="x"))
    assert (firm.hours, firm.wage) == (12, 30)
    assert firm.mine("staff")[0] == "mine"
    assert firm.mine("wage")[0] == "assumed"


@pytest.mark.usefixtures("rough")
def test_needs_recur_where_people_come_back_after_a_while() -> None:
    regular = {
        industry.name: {persona.regularity for persona in scenario(industry=industry.name).personas}
        for industry in INDUSTRIES
    }
    assert regular["beauty"] == regular["car"] == {4}
    assert regular["food"] == {1}
    assert scenario(industry="car").labels["persona.busy.regularity"].kind == "assumed"


@pytest.mark.usefixtures("rough")
def test_people_sleep_at_night() -> None:
    for industry in ("retail", "b2b"):
        day = scenario(industry=industry).scenario.day
        assert len(day) == 24
        assert max(day[:6]) < 0.4 < min(day[8:20])
        assert sum(day) == pytest.approx(24.0, rel=0.1)


def test_who_is_due_again_can_be_reached_within_the_year() -> None:
    soon, late = ("food", "car")
    rules = {
        name: next(item for item in scenario(industry=name).actions if item.name == "come-back")
        for name in (soon, late)
    }
    assert rules[soon].eligible == "bought"
    assert rules[soon].applicable.startswith("days_since_purchase > ")
    assert rules[late].eligible == "customer"
    assert rules[late].applicable.startswith("is_missing(days_since_purchase) or ")
