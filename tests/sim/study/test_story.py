"""How a life is put into words: visits, calls, appointments, offers, budgets."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim import Scenario, trace
from sim.model.deciding.decisions import LOST, TAKEN, TOO_DEAR
from sim.model.market.market import Market
from sim.model.records.triggers import TRIGGERS
from sim.model.records.vocabulary import ROW
from sim.study.hindsight import ago_words
from sim.study.reasons import Other, Reasons
from sim.study.replay import Life, Moment
from sim.study.story import Story, StoryEvent

MINUTE = 60_000_000


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.load("auto-service")


def lived(scenario: Scenario, strategy: str, like: str, days: float = 365.0) -> Story:
    found = trace(scenario, strategy, like=like, limit=3_000, days=days)
    assert found.story is not None
    return found.story


def of(story: Story, event: str) -> list[StoryEvent]:
    return [item for item in story.events if item.event == event]


# --- visits, calls and appointments -----------------------------------------------------------


def test_a_visit_that_leads_to_nothing_ends(scenario: Scenario) -> None:
    story = lived(scenario, "today", "visit:web,product:web,!booking", days=120)
    last = of(story, "product")[-1]
    assert last.text == "Looks at the service (Web site). Leaves without booking."
    booked = lived(scenario, "today", "visit:web,booking:web", days=120)
    place = next(n for n, item in enumerate(booked.events) if item.event == "booking")
    assert "Leaves" not in booked.events[place - 1].text


def test_every_visit_is_either_left_or_leads_on(scenario: Scenario) -> None:
    story = lived(scenario, "multichannel", "visit:web,visit:web,booking:web,no_show,visit:web")
    ends = sum(bool(item.phrase.end) for item in story.events)
    visits = [item for item in of(story, "visit") if item.channel != "bays"]
    ordered = len(of(story, "booking")) + sum(
        item.text.startswith("Finds no free") for item in of(story, "give_up")
    )
    assert ends == len(visits) - ordered


def test_a_booking_says_its_appointment(scenario: Scenario) -> None:
    story = lived(scenario, "today", "booking:web,visit:bays,service:bays", days=120)
    booking = of(story, "booking")[0]
    kept = next(item for item in of(story, "visit") if item.channel == "bays")
    assert kept.reason == "for the appointment"
    assert booking.text == f"Books an appointment for {kept.date:%a %d %b, %H:%M} (Web site)."


def test_an_appointment_after_the_end_is_not_invented(scenario: Scenario) -> None:
    for days in range(20, 60, 4):
        found = trace(scenario, "today", like="booking:web,!visit:bays", limit=600, days=days)
        if found.story is None or of(found.story, "no_show"):
            continue
        text = of(found.story, "booking")[-1].text
        assert text.endswith(" ahead, after the end of this story (Web site).")
        return
    pytest.fail("nobody booked for after the end")


def test_a_call_is_told_in_words_that_suit_a_phone(scenario: Scenario) -> None:
    story = lived(scenario, "today", "call:phone,answer,visit,checkout:phone,!booking", days=120)
    texts = [item.text for item in story.events if item.channel == "phone"]
    assert "Calls (Telephone)." in texts
    assert any(text.startswith("Speaks with somebody (Telephone).") for text in texts)
    assert any(text.startswith("Wants an appointment (Telephone).") for text in texts)
    assert any(text.endswith(" Hangs up without booking.") for text in texts)
    assert not any("after 0 s" in text for text in texts)


# --- contacts and offers ----------------------------------------------------------------------


def test_a_sign_up_says_what_it_allows_and_is_remembered(scenario: Scenario) -> None:
    story = lived(scenario, "omnichannel", "signup:web:web-popup,booking:web,deliver:email")
    held = "E-mail" in story.consents
    for item in story.events:
        if item.event == "signup":
            assert ("now allows E-mail" in item.text) is not held
            held = True
        elif item.event == "opt_out" and item.channel == "email":
            held = False
        elif item.event == "deliver" and item.channel == "email":
            assert ("needs no consent" in item.text) is not held


def test_the_offer_that_is_used_is_named(scenario: Scenario) -> None:
    first = lived(scenario, "omnichannel", "click:email:code-mail,booking:web,code_used")
    marked = next(item for item in first.events if item.matched == "code_used")
    assert marked.text == "Uses the offer “EUR 15 off the oil change”: EUR 15.00 off."
    later = lived(
        scenario,
        "omnichannel",
        "!click:email:code-mail,click:email:second-mail,booking:web,code_used",
    )
    marked = next(item for item in later.events if item.matched == "code_used")
    assert marked.text == "Uses the offer “EUR 15 off, only this week”: EUR 15.00 off."


def test_clicks_that_lead_nowhere_are_known(scenario: Scenario) -> None:
    idle = lived(scenario, "omnichannel", "click:sms:keep-informed")
    click = next(item for item in idle.events if item.matched)
    assert click.idle
    assert click.text.endswith("(Text message); it leads nowhere.")
    leads = lived(scenario, "omnichannel", "click:email:code-mail")
    assert not next(item for item in leads.events if item.matched).idle


def test_the_plan_counts_what_was_noticed(scenario: Scenario) -> None:
    story = lived(scenario, "multichannel", "impression:search:search-ad", days=120)
    ad = next(item for item in story.plan if item.action == "search-ad")
    seen = [item for item in of(story, "impression") if item.action == "search-ad"]
    assert ad.ad
    assert ad.reached == len(seen) > 0
    assert ad.days["taken"] > ad.reached


# --- reasons ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.5, "just before"),
        (1.0, "1 hour before"),
        (16.1, "16 hours before"),
        (35.0, "35 hours before"),
        (48.0, "2 days before"),
        (1_800.0, "75 days before"),
    ],
)
def test_just_before_is_within_the_hour(hours: float, words: str) -> None:
    assert ago_words(int(hours * 60 * MINUTE)) == words


def weighed(
    scenario: Scenario,
    strategy: str,
    action: str,
    worth: dict[str, tuple[int, float]],
    price: float | None,
) -> dict[str, Other]:
    """Others of one moment: by channel of the action the outcome and the worth."""
    market = Market.build(scenario, strategy, days=30)
    moment = Moment(5 * MINUTE, 0, TRIGGERS.index("service"), 0)
    for t, name in enumerate(market.treatments):
        if name.action == action and name.channel in worth:
            moment.outcome[t], moment.priority[t] = worth[name.channel]
            pool = int(market.phases[0].params[0]["pool"][market.channels.index(name.channel)])
            if price is not None:
                moment.price[pool] = price
    life = Life(market, 0, 0, None, np.zeros(0, ROW), (moment,))
    return {other.channel: other for other in Reasons(life).others(moment)}


def test_equal_worth_says_so_and_names_the_channel(scenario: Scenario) -> None:
    worth = {"email": (TAKEN, 25.0), "sms": (LOST, 25.0)}
    found = weighed(scenario, "omnichannel", "review-request", worth, 0.0)
    assert found["sms"].why == "equal to email (EUR 0.25); email comes first"
    worth = {"email": (TAKEN, 30.0), "sms": (LOST, 25.0)}
    found = weighed(scenario, "omnichannel", "review-request", worth, 0.0)
    assert found["sms"].why == "worth EUR 0.25, email EUR 0.30"
    worth = {"email": (TAKEN, 25.0), "sms": (LOST, 25.0)}
    found = weighed(scenario, "omnichannel", "review-request", worth, 2.0)
    assert found["sms"].why == "worth EUR 0.25, but email takes less of the budget"


def test_a_channel_without_a_budget_says_so(scenario: Scenario) -> None:
    poor = scenario.with_values({"budget.total": 0.0})
    found = weighed(poor, "multichannel", "review-request", {"email": (TOO_DEAR, 1178.0)}, None)
    assert found["email"].why == "email has no budget"


@pytest.mark.parametrize(
    ("price", "words"),
    [
        (math.inf, "the budget was used up"),
        (
            44.0,
            "the budget went to contacts with a better return (EUR 3.93 for EUR 0.09 of budget: "
            "43.67 for each EUR; needed at that time: 44.00)",
        ),
        (
            393.0 / 9.0 + 0.0004,
            "the budget went to contacts with a better return (EUR 3.93 for EUR 0.09 of budget: "
            "43.6667 for each EUR; needed at that time: 43.6671)",
        ),
        (
            None,
            "the budget was used up, or went to contacts with a better return (EUR 3.93 for EUR "
            "0.09 of budget)",
        ),
    ],
)
def test_a_contact_too_dear_says_where_the_budget_went(
    scenario: Scenario, price: float | None, words: str
) -> None:
    dear = scenario.with_values({"channel.sms.cost": "0.09 EUR"})
    found = weighed(dear, "omnichannel", "review-request", {"sms": (TOO_DEAR, 393.0)}, price)
    assert found["sms"].why == words


def test_small_amounts_do_not_round_to_a_contradiction(scenario: Scenario) -> None:
    cheap = scenario.with_values({"channel.sms.cost": "0.0091 EUR"})
    found = weighed(cheap, "omnichannel", "review-request", {"sms": (TOO_DEAR, 0.5)}, 0.61)
    assert found["sms"].why == (
        "the budget went to contacts with a better return (EUR 0.005 for EUR 0.0091 of budget: "
        "0.55 for each EUR; needed at that time: 0.61)"
    )


def test_a_channel_with_a_budget_of_its_own_is_named(scenario: Scenario) -> None:
    found = weighed(
        scenario, "multichannel", "review-request", {"email": (TOO_DEAR, 393.0)}, math.inf
    )
    assert found["email"].why == "the E-mail part of the budget was used up"


def test_a_return_below_the_least_that_is_asked_says_so(scenario: Scenario) -> None:
    asked = scenario.with_values({"budget.minimum_return": 5.0})
    found = weighed(asked, "omnichannel", "review-request", {"sms": (TOO_DEAR, 25.0)}, 5.0)
    assert found["sms"].why.startswith("worth less than the return asked of the budget (EUR 0.25")
