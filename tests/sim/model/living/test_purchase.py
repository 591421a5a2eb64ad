"""Equations of a purchase and an appointment (docs/model.md §5 and §6), by plain arithmetic."""

from __future__ import annotations

import math

import pytest

from sim.model.customers.state import APPOINTMENT, FINISH, progress
from sim.model.knowledge.news import POINT_NEWS, PRAISE_NEWS, WARNING_NEWS
from sim.model.living import phone, purchase
from sim.model.records.layout import (
    ADDRESS,
    ATTENDED,
    BOOKED,
    BOUGHT,
    CUSTOMER,
    CUSTOMER_BEFORE,
    FRIEND,
    NEED,
    REMINDED,
)
from sim.model.records.sizes import DAY, FOREVER, HOUR, MINUTE, NO_TIME
from sim.model.records.triggers import (
    ON_BOOKING,
    ON_NO_SHOW,
    ON_PURCHASE,
    ON_REVIEW,
    ON_SERVICE,
    ON_VISIT,
)
from sim.model.records.vocabulary import STAGES, STEPS
from tests.sim.model.plain import CLOSE, NOW, Person, clip, logit, minute, sigma


@pytest.fixture
def buyer(person, monkeypatch):
    """A person with an open need, none of whose draws comes true; triggers raised are noted."""
    person.c.flags, person.c.need_at = NEED, minute(NOW - 3 * DAY)
    person.F.identified = 1
    person.raised_in_turn = []
    monkeypatch.setattr(purchase, "raise_trigger", lambda _, w: person.raised_in_turn.append(w))
    return person


def buy(person: Person, **luck: float) -> float:
    """Pay on channel 0; the satisfaction, as the page has it, from the state before."""
    v = person.value
    strain = clip(float(person.c.effort) / float(person.c.tolerance), 0.0, v["strain_limit"])
    x = v["satisfaction_base"] + v["satisfaction_goodwill"] * float(person.c.goodwill)
    person.luck = {kind: [u] for kind, u in {"word-of-mouth": 0.999, "review": 0.999}.items()}
    person.luck.update({kind.replace("_", "-"): [u] for kind, u in luck.items()})
    person(purchase.purchase, channel=0, treatment=-1, t=NOW)
    return sigma(x - v["satisfaction_effort"] * strain)


# --- money ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "amount", "discount"),
    [(0.0, 0, 0), (0.123, 0, 1231), (0.1, 555, 1556), (0.9, 3000, 10005)],
)
def test_revenue_is_net_of_the_discount_and_goods_are_of_the_order(buyer, share, amount, discount):
    buyer.c.order_value = 10_005
    buyer.P.o_share[2], buyer.P.o_amount[2] = share, amount
    buyer.c.offer_seen[1], buyer.c.offer_seen_at[1] = 2, minute(NOW)
    buy(buyer)
    assert buyer.count("discount") == discount
    assert buyer.count("revenue") == 10_005 - discount
    assert buyer.count("goods") == math.floor(0.6 * 10_005 + 0.5)
    assert list(buyer.O.series) == [10_005 - discount - 6003, 0, 1]
    assert ("purchase", 0, -1, 10_005 - discount) in buyer.events
    assert (("code_used", 0, -1, discount) in buyer.events) == (discount > 0)


@pytest.mark.parametrize(("held", "earned"), [(2, True), (1, False)])
def test_a_friends_code_earns_the_friend_a_point(buyer, held, earned):
    buyer.P.o_share[2] = 0.1
    buyer.c.offer_seen[0], buyer.c.offer_seen_at[0] = 2, minute(NOW)
    buyer.c.flags |= FRIEND
    buyer.c.friend_offer, buyer.c.referrer = held, 99
    buy(buyer)
    assert buyer.told() == ([(256 * 3 + 99, POINT_NEWS, 0, 1)] if earned else [])
    assert bool(buyer.c.flags & FRIEND) != earned


# --- satisfaction and what it leads to ------------------------------------------------------------


@pytest.mark.parametrize(("effort", "goodwill"), [(0, 0), (2, 0), (50, 0), (0, 0.5), (3, -0.5)])
def test_effort_lowers_and_goodwill_raises_satisfaction(buyer, effort, goodwill):
    buyer.c.effort, buyer.c.goodwill = effort, goodwill
    mood = buy(buyer)
    assert buyer.c.satisfaction == math.floor(mood * 255)
    assert buyer.count("satisfaction") == pytest.approx(mood * 1e6, abs=2.0)


@pytest.mark.parametrize(("effort", "goodwill"), [(0, 0), (6, -0.9), (50, 0), (2.3, 0.2)])
@pytest.mark.parametrize("loyalty", [0, 100, 255])
def test_loyalty_moves_with_satisfaction(buyer, loyalty, effort, goodwill):
    buyer.c.effort, buyer.c.goodwill, buyer.c.loyalty = effort, goodwill, loyalty
    mood = buy(buyer)
    v = buyer.value
    before = loyalty / 255
    better = mood >= v["neutral_satisfaction"]
    after = before + v["loyalty_step"] * ((1 - before) if better else -before)
    assert buyer.c.loyalty == pytest.approx(after * 255, abs=1.0)
    assert buyer.c.loyalty <= after * 255 + 1e-9


@pytest.mark.parametrize(("effort", "goodwill"), [(0, 0), (6, -0.5), (2.3, 0.2)])
def test_goodwill_moves_with_satisfaction(buyer, effort, goodwill):
    buyer.c.effort, buyer.c.goodwill = effort, goodwill
    mood = buy(buyer)
    v = buyer.value
    moved = v["experience_goodwill"] * (mood - v["neutral_satisfaction"])
    assert buyer.c.goodwill == pytest.approx(goodwill + moved, rel=1e-5)


@pytest.mark.parametrize(
    ("stage", "loyalty", "effort", "after"),
    [
        ("intent", 0, 0.0, "customer"),  # delighted, not loyal yet
        ("intent", 200, 0.0, "advocate"),
        ("intent", 200, 3.0, "customer"),  # loyal, not delighted
        ("advocate", 0, 9.0, "advocate"),
    ],
)
def test_stage_after_a_purchase(buyer, stage, loyalty, effort, after):
    buyer.c.stage, buyer.c.loyalty, buyer.c.effort = STAGES.index(stage), loyalty, effort
    buy(buyer)
    assert buyer.stage == after


@pytest.mark.parametrize(
    ("effort", "kind", "weight"),
    [(0.0, PRAISE_NEWS, "word_of_mouth"), (9.0, WARNING_NEWS, "bad_word_of_mouth")],
)
@pytest.mark.parametrize("reach", [1, 3])
def test_word_of_mouth_spreads_with_its_chance(buyer, effort, kind, weight, reach):
    chance = buyer.value[weight] * reach
    for u, spreads in ((chance * 1.0001, False), (chance * 0.9999, True)):
        buyer.c.effort, buyer.c.reach, buyer.c.goodwill = effort, reach, 0.0
        buy(buyer, word_of_mouth=u, listener=0.5)
        news = [(256 * 3 + 7 + 1 + 127, kind, 0, 0)] if spreads else []
        assert buyer.told() == news


def test_the_indifferent_tell_nobody(buyer):
    v = buyer.value
    buyer.c.effort, buyer.c.reach = 2.0, 255
    mood = buy(buyer, word_of_mouth=0.0)
    assert v["disappointment"] <= mood < v["delight"]
    assert buyer.told() == []


@pytest.mark.parametrize("trait", [0, 128, 255])
def test_a_review_comes_unasked_with_its_chance(buyer, monkeypatch, trait):
    heard = []  # triggers that wait when the purchase is settled
    monkeypatch.setattr(purchase, "settle", lambda *given: heard.append(int(given[4].pending)))
    buyer.c.review = trait
    chance = buyer.value["spontaneous_review"] * trait / 255
    buy(buyer, review=chance + 1e-6, stars=0.5)
    assert buyer.count("reviews") == 0
    buy(buyer, review=max(chance - 1e-6, 0.0), stars=0.5)
    assert buyer.count("reviews") == (1 if trait else 0)
    assert sum(bits >> ON_REVIEW & 1 for bits in heard) == bool(trait)  # the firm hears of it
    assert bool(buyer.c.obs.journey[0] >> 5) == bool(trait)  # and of its stars


# --- what is cleared, observed, counted -----------------------------------------------------------


def test_a_purchase_clears_the_journey(buyer):
    c = buyer.c
    c.progress = progress(STEPS.index("checkout"), 0)
    c.effort, c.touches, c.interest = 1.5, 4, 0.7
    c.objections[:] = 9
    c.offer_seen[:] = 1, 2
    c.obs.journey[0] = 4
    buy(buyer)
    assert not c.flags & NEED
    assert (buyer.step, c.effort, c.touches, c.interest, c.need_at) == ("none", 0, 0, 0, -1)
    assert not c.objections.any()
    assert not c.offer_seen.any()
    assert c.obs.journey[0] == 0
    assert (buyer.count("touches"), buyer.count("purchase_effort")) == (4, 1_500_000)
    assert buyer.count("days") == 3 * DAY
    assert buyer.raised_in_turn == [ON_PURCHASE]


def test_a_purchase_is_observed_by_its_channel(buyer):
    buy(buyer)
    assert list(buyer.c.obs.flags[:3]) == [BOUGHT | CUSTOMER | ADDRESS, 0, 0]


def test_steps_are_forgotten_by_those_who_may_know_of_the_purchase(buyer):
    buyer.P.knows[1] = 0b011
    buyer.c.obs.journey[:3] = 3 | 8, 3 | 8, 3 | 8
    buy(buyer)
    assert list(buyer.c.obs.journey[:3]) == [8, 8, 11]


def test_buyers_are_counted_once_as_new_and_once_as_repeating(buyer):
    buyer.c.flags |= CUSTOMER_BEFORE
    for _ in range(3):
        buy(buyer)
    counted = [buyer.count(n) for n in ("purchases", "new_buyers", "repeat_buyers", "retained")]
    assert counted == [3, 1, 1, 1]


# --- appointments ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("goodwill", "reminded"), [(0.0, 0), (0.5, 0), (-0.5, 0), (0.25, 1)])
def test_an_appointment_is_missed_with_its_chance(buyer, goodwill, reminded):
    v = buyer.value
    buyer.P.c_no_show[2] = logit(0.2)
    buyer.c.goodwill = goodwill
    x = logit(0.2) - v["goodwill_weight"] * goodwill - v["reminder_weight"] * reminded
    for u, missed in ((sigma(x) * 1.0001, 0), (sigma(x) * 0.9999, 1)):
        buyer.c.flags = REMINDED if reminded else 0
        buyer.luck = {"no-show": [u]}
        buyer(purchase.keep_appointment, channel=2, treatment=-1, t=NOW)
        assert buyer.count("no_shows", 2) == missed
        assert bool(buyer.c.flags & NEED) == bool(missed)


def test_who_misses_an_appointment_still_considers(buyer):
    buyer.c.obs.flags[2] = BOOKED
    buyer.luck["no-show"] = [0.0]
    buyer(purchase.keep_appointment, channel=2, treatment=-1, t=NOW)
    assert buyer.stage == "considering"
    assert buyer.c.obs.flags[2] == 0
    assert buyer.c.converted_at == -1
    assert buyer.raised_in_turn == [ON_NO_SHOW]


def test_a_missed_appointment_leaves_what_was_bought_before(buyer):
    buyer.P.own_conversions = 1
    bought = minute(NOW - 30 * DAY)
    buyer.c.converted_at = buyer.k.converted[0] = bought
    buyer.F.session_channel, buyer.F.request = 0, 2
    buyer(purchase.booked, at=NOW + DAY, t=NOW)
    assert list(buyer.k.converted[:3]) == [minute(NOW), -1, minute(NOW)]
    buyer.luck["no-show"] = [0.0]
    buyer(purchase.keep_appointment, channel=2, treatment=-1, t=NOW + DAY)
    assert buyer.c.converted_at == bought
    assert list(buyer.k.converted[:3]) == [bought, -1, -1]


def test_who_keeps_an_appointment_is_served(buyer):
    buyer.P.c_service[2], buyer.P.c_no_show[2] = HOUR, -40.0
    buyer.luck["no-show"] = [0.5]
    buyer(purchase.keep_appointment, channel=2, treatment=-1, t=NOW)
    assert (buyer.c.due[0], buyer.c.what[0] >> 24) == (NOW + HOUR, FINISH)
    assert buyer.c.obs.seen[2] == minute(NOW)
    assert buyer.raised_in_turn == [ON_VISIT]
    buyer.c.obs.flags[0] = BOOKED
    buyer.luck = {"word-of-mouth": [0.999], "review": [0.999]}
    buyer(purchase.finish_service, channel=2, treatment=-1, t=NOW + HOUR)
    assert list(buyer.c.obs.flags[:3]) == [0, 0, ATTENDED | BOUGHT | CUSTOMER | ADDRESS]
    assert buyer.raised_in_turn == [ON_VISIT, ON_PURCHASE, ON_SERVICE]
    assert buyer.count("services", 2) == 1


def test_a_booking_takes_care_of_the_need(buyer):
    buyer.c.interest, buyer.c.progress = 0.5, progress(STEPS.index("basket"), 0)
    buyer.F.session_channel, buyer.F.request = 0, 2
    buyer(purchase.booked, at=NOW + 5 * DAY + 1, t=NOW)
    assert not buyer.c.flags & NEED
    assert (buyer.c.interest, buyer.step) == (0.5, "basket")
    assert (buyer.c.due[0], buyer.c.what[0] >> 24) == (NOW + 5 * DAY + 1, APPOINTMENT)
    assert list(buyer.c.obs.flags[:3]) == [BOOKED | ADDRESS, 0, BOOKED | ADDRESS]
    assert buyer.events == [("booking", 0, -1, 5)]
    assert buyer.raised_in_turn == [ON_BOOKING]


def test_a_full_book_costs_goodwill(buyer):
    buyer.F.session_channel, buyer.F.request = 0, 2
    buyer(purchase.booked, at=NO_TIME, t=NOW)
    assert buyer.c.goodwill == pytest.approx(-buyer.value["waiting_goodwill"], rel=CLOSE)
    assert buyer.c.flags & NEED
    assert buyer.count("give_ups", 2) == 1
    assert buyer.c.due[0] == FOREVER


# --- the phone ------------------------------------------------------------------------------------


def test_giving_up_costs_goodwill(person):
    person.F.request, person.F.request_at = 1, NOW - 90 * 1_000_000
    person(phone.gave_up, t=NOW)
    assert person.c.goodwill == pytest.approx(-person.value["waiting_goodwill"], rel=CLOSE)
    assert person.events == [("give_up", 1, -1, 90)]


@pytest.mark.parametrize(("service", "patience"), [(3e8, 6e7), (3e8, 0.0)])
def test_talk_and_patience_are_exponential(person, service, patience):
    person.P.c_closes_at[1], person.P.c_open_days[1] = DAY, 127
    person.P.c_service[1], person.P.c_patience[1] = service, patience
    person.luck = {"service-time": [math.exp(-0.5)], "patience": [math.exp(-3.0)]}
    person(phone.call, channel=1, treatment=-1, t=NOW)
    assert person.F.service == pytest.approx(0.5 * service, rel=CLOSE)
    assert person.F.patience == (pytest.approx(3 * patience, rel=CLOSE) if patience else FOREVER)


def test_outside_hours_a_call_waits_for_the_next_opening_and_a_while(person):
    person.P.c_opens_at[1], person.P.c_closes_at[1], person.P.c_open_days[1] = (
        8 * HOUR,
        18 * HOUR,
        127,
    )
    person.luck["reply"] = [0.25]
    person(phone.call, channel=1, treatment=-1, t=NOW + 20 * HOUR)
    due = NOW + 32 * HOUR + 0.25 * person.value["callback_spread"]
    assert person.c.due[1] == pytest.approx(due, abs=MINUTE)
    assert person.events == []
