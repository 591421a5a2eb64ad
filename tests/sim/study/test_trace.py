"""Stories: who is found, what is told of them, and that it is what happened."""

from __future__ import annotations

import re

import pytest

from engine.errors import InputError, UsageError
from sim import Scenario, trace
from sim.clocks import simulate
from sim.model.market.market import Market
from sim.report.words.story import one_in, story_text
from sim.study.jobs import make_plan
from sim.study.replay import relive
from sim.study.search import Search

STORY_1 = (
    "deliver:web:web-popup,signup:web:web-popup,deliver:email:code-mail,!open:email:code-mail,"
    "impression:display:follow-up-ads,click:display:follow-up-ads,signup:web:web-popup,"
    "deliver:email:second-mail,click:email:second-mail,!booking,booking:web,!booking,"
    "deliver:email:thank-you,!booking,open:bays:welcome,!booking,deliver:sms:keep-informed,"
    "!booking,service:bays,!booking,deliver::review-request,!booking,review,!booking,"
    "deliver::refer-a-friend,referral,point"
)
"""The car service's story of an omnichannel customer, step by step, all of it over one booking."""

DAYS = 120


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def eager(scenario: Scenario) -> Scenario:
    """TEST ONLY: rates raised far beyond belief, so that every step of story 1 is seen at once.

    No rate here says anything about a car service; the scenario's own are not touched.
    """
    raised: dict[str, object] = {
        "behaviour.browsing": 0.5,
        "behaviour.competitor": 0.01,
        "behaviour.satisfaction_base": 6.0,
        "behaviour.stars_noise": 0.0,
        "channel.bays.no_show": 0.0,
        "channel.display.click": 0.9,
        "channel.display.notice": 0.3,
        "channel.email.click": 0.9,
        "channel.email.open": 0.4,
        "channel.sms.click": 0.9,
        "channel.sms.open": 0.95,
        "channel.web.click": 0.5,
        "channel.web.visits": 0.03,
    }
    for persona in scenario.personas:
        own = {
            "need": 0.01, "intrusion": 1.0, "annoyance": 50.0, "review": 1.0, "refer": 1.0,
            "recognisability": 0.95, "customer": 0.0, "consents.sms": 1.0,
            "consents.display": 1.0, "channels.display": 1.0,
        }  # fmt: skip
        raised |= {f"persona.{persona.name}.{key}": value for key, value in own.items()}
    return scenario.with_values(raised)


def test_story_1_is_lived_and_told_step_by_step_at_raised_rates(eager: Scenario) -> None:
    found = trace(eager, "omnichannel", like=STORY_1, limit=3_000, threads=2)
    assert found.story is not None
    assert found.search is not None
    assert found.search.first is not None
    marked = [event.matched for event in found.story.events if event.matched]
    assert marked == [item for item in STORY_1.split(",") if not item.startswith("!")]
    by_item = {event.matched: event for event in found.story.events}
    second = by_item["deliver:email:second-mail"].why
    assert second is not None
    assert second.rules == ("signups >= 2",)
    assert set(second.known) == {"signups"}
    signups = second.known["signups"]
    assert signups in (2.0, 3.0)  # the count stops at three
    assert any(other.action == "code-mail" for other in second.others)
    refused = next(other for other in second.others if other.action == "code-mail")
    assert f"“signups < 2” does not hold (signups {signups:g})" in refused.why
    ad = by_item["impression:display:follow-up-ads"].why
    assert ad is not None
    assert ad.cause == "the daily plan"
    assert ad.known["booked"] is False
    text = story_text(found)
    assert max(map(len, text.splitlines())) <= 80
    said = " ".join(text.split()).lower()
    for words in ("leaves an address", "writes a review: 5 of 5 stars", "earns a point"):
        assert words in said


def test_story_1_is_impossible_without_the_second_mail(eager: Scenario) -> None:
    found = trace(eager, "multichannel", like=STORY_1, limit=600, threads=1)
    assert (found.customer, found.story) == (None, None)
    assert found.search is not None
    assert found.search.first is None
    steps = {step.item: step.customers for step in found.search.steps}
    assert steps["signup:web:web-popup"] == 0 or steps["deliver:email:second-mail"] == 0
    assert "deliver:email:second-mail" in {no.item for no in found.search.impossible}
    text = story_text(found)
    assert "Nobody lived it under multichannel in 600 customer-years" in text
    assert "Impossible: deliver:email:second-mail, as second-mail is not among" in text


def test_separate_channels_go_on_advertising_to_who_has_booked(scenario: Scenario) -> None:
    ad_before_service = ",!no_show,!service,impression:facebook:facebook-ad"
    # two of them: the first may still come from the plan of the day on which the booking was made
    like = "booking:web" + 2 * ad_before_service
    found = trace(scenario, "multichannel", like=like, limit=1_200)
    assert found.story is not None
    ad = [event for event in found.story.events if event.matched][-1].why
    assert ad is not None
    assert ad.known["booked"] is False
    assert any("booking on web" in gap for gap in ad.unknown)
    assert "does not learn what web sees" in " ".join(ad.unknown)
    assert "not known, or it would not have been made" in story_text(found)
    joined = trace(scenario, "omnichannel", like=like, limit=1_200)
    assert joined.customer is None


def test_watching_changes_nothing(scenario: Scenario) -> None:
    market = Market.build(scenario, "omnichannel", days=DAYS)
    plan = make_plan(
        market=600, scenario_days=DAYS, customers=None, days=None, seed=3, replications=1,
        threads=1, clock="compiled",
    )  # fmt: skip
    life = relive(market, plan, replication=2, customer=17)
    from sim.study.replay import Keeper

    keeper = Keeper(17)
    simulate(market, seed=3, replication=2, sink=keeper)
    assert life.rows.tobytes() == keeper.rows().tobytes()
    assert list(life.rows["sequence"]) == list(range(len(life.rows)))
    assert len(life.moments) >= DAYS


def pieces(search: Search | None) -> object:
    assert search is not None
    return search.to_json()


def test_what_is_found_does_not_depend_on_threads(scenario: Scenario) -> None:
    given = {"like": "signup,!purchase,open:email", "limit": 2_000, "days": DAYS}
    one = trace(scenario, "omnichannel", threads=1, **given)
    two = trace(scenario, "omnichannel", threads=2, **given)
    assert one.to_json() == two.to_json()
    assert one.search is not None
    assert one.search.first is not None
    assert one.search.interval is None
    counted = trace(scenario, "omnichannel", threads=2, count=True, **given)
    assert (counted.customer, counted.replication) == (one.customer, one.replication)
    assert counted.search is not None
    low, high = counted.search.interval or (0.0, 0.0)
    assert low < counted.search.frequency < high
    assert counted.search.replications == 10
    assert counted.search.customer_years == pytest.approx(10 * 600 * DAYS / 365)
    assert counted.search.steps[-1].customers >= counted.search.found


def test_the_lowest_replication_and_customer_win(scenario: Scenario) -> None:
    found = trace(scenario, "today", like="purchase", days=DAYS)
    assert found.replication == 0
    assert found.customer is not None
    earlier = [
        trace(scenario, "today", customer=number, days=DAYS) for number in range(found.customer)
    ][-3:]
    for other in earlier:
        assert other.story is not None
        assert "purchase" not in {event.event for event in other.story.events}
    assert trace(scenario, "today", days=DAYS).customer == found.customer
    named = trace(scenario, "today", customer=found.customer, days=DAYS)
    assert named.search is None
    assert [event.text for event in named.story.events] == [
        event.text for event in found.story.events
    ]


def test_a_replication_can_be_named(scenario: Scenario) -> None:
    found = trace(scenario, "today", like="booking", replication=3, days=DAYS)
    assert found.replication == 3
    assert found.search is not None
    assert found.search.replications == 1


def test_both_clocks_tell_the_same_story(scenario: Scenario) -> None:
    told = [
        trace(scenario, "omnichannel", customer=17, days=60, clock=clock).to_json()
        for clock in ("compiled", "simpy")
    ]
    assert told[0] == told[1]
    assert told[0]["events"]


def test_every_contact_has_its_reason(scenario: Scenario) -> None:
    for strategy in ("multichannel", "cross-channel", "omnichannel"):
        found = trace(scenario, strategy, customer=17)
        assert found.story is not None
        contacts = [e for e in found.story.events if e.event in ("deliver", "impression")]
        for event in contacts:
            assert event.why is not None
            assert event.reason
            assert event.why.decided <= round(event.time * 86_400e6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"customer": 600}, "no such customer"),
        ({"customer": -1}, "no such customer"),
        ({"customer": 1, "like": "visit"}, "nobody to search for"),
        ({"customer": 1, "count": True}, "nobody to search for"),
        ({"like": "visit", "limit": 0.0}, "customers to look at"),
        ({"customer": 1, "replication": -1}, "no such replication"),
        ({"customer": 1, "seed": -1}, "too small"),
    ],
)
def test_what_is_refused(scenario: Scenario, options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        trace(scenario, "today", **options)


def test_a_misspelt_item_is_refused_before_anything_runs(scenario: Scenario) -> None:
    with pytest.raises(InputError) as caught:
        trace(scenario, "omnichannel", like="click:displai")
    assert caught.value.nearest == "display"


BOOKED = "signup:web:web-popup,booking:web,service:bays"


def test_appointments_calls_and_greetings_are_told_as_what_they_are(scenario: Scenario) -> None:
    found = trace(scenario, "omnichannel", like=BOOKED, limit=600)
    assert found.story is not None
    events = found.story.events
    assert {e.reason for e in events if (e.event, e.channel) == ("visit", "bays")} <= {
        "for the appointment", "for the appointment, after “Automatic mail with the code”",
        "for the appointment, after “Urgent mail on the second sign-up”",
    }  # fmt: skip
    greeted = [e.text for e in events if (e.event, e.channel) == ("open", "bays")]
    assert greeted
    assert all(text.startswith("Is greeted: ") for text in greeted)
    assert any(e.text.startswith("Reads ") for e in events if e.channel == "web")
    assert "Text message" not in found.story.consents
    sent = [e.text for e in events if (e.event, e.channel) == ("deliver", "sms")]
    assert sent
    assert all("needs no consent" in text for text in sent)
    assert not any("needs no consent" in e.text for e in events if e.channel == "email")
    called = trace(scenario, "multichannel", like="answer:phone,visit:phone,booking", limit=600)
    assert called.story is not None
    reasons = {e.reason for e in called.story.events if (e.event, e.channel) == ("visit", "phone")}
    assert reasons == {"the call was answered"}


def test_the_same_ad_again_and_again_is_folded_in_print_only(scenario: Scenario) -> None:
    found = trace(
        scenario, "multichannel", like="impression,impression,impression,booking", limit=600
    )
    assert found.story is not None
    text = story_text(found)
    told = sum("Notices an ad" in line for line in text.splitlines())
    noticed = [event for event in found.story.events if event.event == "impression"]
    counts = [int(n) for n in re.findall(r"notices the ad (\d+) more times", text)]
    folded = sum(counts) + text.count("notices the ad once more")
    assert folded > 0
    assert told + folded == len(noticed)
    listed = [event for event in found.to_json()["events"] if event["event"] == "impression"]
    assert len(listed) == len(noticed)
    assert max(map(len, text.splitlines())) <= 80


def test_a_need_that_was_open_at_the_start_is_said(scenario: Scenario) -> None:
    told = set()
    for number in range(60):
        found = trace(scenario, "today", customer=number, days=2)
        assert found.story is not None
        said = "A need was open at the start." in " ".join(story_text(found).split())
        assert said is found.story.need is found.to_json()["need_at_start"]
        told.add(said)
    assert told == {True, False}


def test_nothing_is_said_twice(scenario: Scenario) -> None:
    found = trace(scenario, "omnichannel", like=BOOKED, limit=600)
    assert found.story is not None
    for event in found.story.events:
        if event.why is not None:
            assert len(set(event.why.unknown)) == len(event.why.unknown)
    assert "(1 replication)" in story_text(found)


@pytest.mark.parametrize(
    ("frequency", "words"),
    [
        (0.0, "never"),
        (1 / 16_000, "one in 16,000 customer-years"),
        (0.4, "one in 2.5 customer-years"),
        (0.9, "0.9 a customer-year"),
        (3.0, "3.0 a customer-year"),
    ],
)
def test_how_often_in_words(frequency: float, words: str) -> None:
    assert one_in(frequency) == words
