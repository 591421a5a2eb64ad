"""Equations of heeding and clicking (docs/model.md §7), each term with and without."""

from __future__ import annotations

import math

import pytest

from sim.model.contact import contact
from sim.model.customers.state import VISIT
from sim.model.knowledge.news import FRIEND_NEWS
from sim.model.records.layout import NEED, REMINDED, REVIEWED
from sim.model.records.sizes import DAY, FOREVER
from sim.model.records.triggers import (
    ASK_REFERRAL,
    ASK_REVIEW,
    ASK_SIGNUP,
    ON_CLICK,
    ON_OPEN,
    ON_REVIEW,
    ON_SIGNUP,
)
from sim.model.records.vocabulary import STAGES
from tests.sim.model.plain import CLOSE, NOW, Person, clip, logit, sigma

CLICK = 0.05


@pytest.fixture
def person(person):
    """A person whom treatment 0 reaches on channel 0, a message channel."""
    person.P.c_click[:3] = logit(CLICK)
    person.P.c_pressure[:3] = 0.6
    return person


# --- heeded ---------------------------------------------------------------------------------------


def clicked(person: Person, x: float) -> None:
    """Assert that the chance of a click upon treatment 0 is that of log-odds x, on both sides."""
    person.luck["click"] = [sigma(x) * (1 + 1e-5)]
    state = person.c.held.copy()
    person(contact.heed, treatment=0, t=NOW)
    assert person.count("clicks") == 0
    for name in state.dtype.names:
        setattr(person.c, name, state[name])
    person.luck["click"] = [sigma(x) * (1 - 1e-5)]
    person(contact.heed, treatment=0, t=NOW)
    assert person.count("clicks") == 1
    assert ("click", 0, 0, 0) in person.events


@pytest.fixture
def reader(person):
    """A person to whom the contact is no nuisance, though there is no need."""
    person.P.t_after_purchase[0] = 1
    return person


def test_without_anything_else_a_click_comes_at_the_channels_share(reader):
    clicked(reader, logit(CLICK))


def test_fit_helps_clicking(reader):
    reader.P.t_appeal[0] = math.log(1.5)
    clicked(reader, logit(CLICK) + reader.value["fit_weight"] * math.log(1.5))


def test_fit_is_taken_before_objections_are_answered(reader):
    reader.P.t_resolves[0, 0] = 0.6
    reader.c.objections[0] = 255
    clicked(reader, logit(CLICK) + reader.value["fit_weight"] * 0.6)
    assert reader.c.objections[0] == 102


def test_urgency_helps_clicking(reader):
    reader.P.t_urgent[0] = 1
    clicked(reader, logit(CLICK) + reader.value["urgency_weight"])


@pytest.mark.parametrize("goodwill", [-0.5, 0.75])
def test_goodwill_helps_clicking(reader, goodwill):
    reader.c.goodwill = goodwill
    clicked(reader, logit(CLICK) + reader.value["goodwill_weight"] * goodwill)


def test_goodwill_counts_after_what_was_lost_by_noticing(person):
    v = person.value
    person.c.goodwill = 0.5
    goodwill = 0.5 - 0.6 * v["irrelevance_goodwill"]
    clicked(person, logit(CLICK) + v["goodwill_weight"] * goodwill)


@pytest.mark.parametrize(("share", "amount", "sensitivity"), [(0.2, 0, 255), (0.1, 3000, 51)])
def test_the_offer_shown_helps_clicking_by_price_sensitivity(reader, share, amount, sensitivity):
    reader.P.t_offer[0] = 1
    reader.P.o_share[1], reader.P.o_amount[1] = share, amount
    reader.c.price_sensitivity = sensitivity
    discount = share + amount / 10_000
    x = logit(CLICK) + reader.value["offer_weight"] * discount * sensitivity / 255
    clicked(reader, x)
    assert reader.c.offer_seen[0] == 1


def test_an_offer_takes_off_all_at_most(person):
    person.P.o_share[1], person.P.o_amount[1] = 0.6, 9_000
    assert person(contact.discount_of, offer=1) == 1.0
    assert person(contact.discount_of, offer=0) == 0.0


def test_with_a_need_interest_is_raised_and_helps_clicking(person):
    v = person.value
    person.c.flags, person.c.interest = NEED, 0.4
    interest = 0.4 + v["open_interest"] * 0.6
    clicked(person, logit(CLICK) + v["interest_weight"] * interest)
    interest += v["click_interest"] * (1 - interest)
    assert person.c.interest == pytest.approx(interest, rel=CLOSE)


def test_without_a_need_interest_neither_rises_nor_helps(reader):
    reader.c.interest = 0.4
    clicked(reader, logit(CLICK))
    assert reader.c.interest == pytest.approx(0.4, rel=CLOSE)


@pytest.mark.parametrize(
    ("stage", "flags", "after"),
    [
        ("unaware", 0, "aware"),
        ("unaware", NEED, "considering"),
        ("aware", 0, "aware"),
        ("aware", NEED, "considering"),
        ("intent", NEED, "intent"),
    ],
)
def test_whoever_heeds_is_aware(person, stage, flags, after):
    person.c.stage, person.c.flags = STAGES.index(stage), flags
    person.luck["click"] = [0.999]
    person(contact.heed, treatment=0, t=NOW)
    assert person.stage == after
    assert person.c.touches == 1
    assert person.raised(ON_OPEN)
    assert not person.raised(ON_CLICK)


@pytest.mark.parametrize(("audience", "unanswered"), [(0, 0), (1, 5)])
def test_that_a_message_was_heeded_is_known_of_an_ad_not(person, audience, unanswered):
    person.P.c_audience[0] = audience
    person.c.obs.unanswered[0] = 5
    person.luck["click"] = [0.999]
    person(contact.heed, treatment=0, t=NOW)
    assert person.c.obs.unanswered[0] == unanswered


@pytest.mark.parametrize(("transactional", "due"), [(1, DAY), (1, None), (0, DAY)])
def test_who_reads_an_answer_before_an_appointment_is_reminded(person, transactional, due):
    person.P.t_transactional[0] = transactional
    person.c.due[0] = FOREVER if due is None else NOW + due
    person.luck["click"] = [0.999]
    person(contact.heed, treatment=0, t=NOW)
    assert bool(person.c.flags & REMINDED) == (transactional == 1 and due is not None)


def test_a_review_is_written_with_the_persons_chance(reader):
    reader.P.t_asks[0] = ASK_REVIEW
    reader.P.c_click[0] = 5.0  # no matter
    reader.c.review = 51
    reader.luck["stars"] = [0.5]
    clicked(reader, logit(0.2))
    assert reader.count("reviews") == 1


def test_a_friend_is_told_with_the_persons_chance_times_satisfaction(reader):
    reader.P.t_asks[0], reader.P.t_offer[0] = ASK_REFERRAL, 3
    reader.P.c_click[0] = 5.0  # no matter
    reader.c.refer, reader.c.satisfaction = 102, 204
    reader.luck["friend"] = [0.25]
    clicked(reader, logit(0.4 * 0.8))
    target = 256 * 3 + 7 + 1 + math.floor(0.25 * 255)
    assert reader.told() == [(target, FRIEND_NEWS, 0, 3)]
    assert reader.count("referrals") == 1


def test_friends_are_others_of_the_block(person):
    for u in (0.0001, 0.3, 0.5, 0.9999):
        for place in (0, 7, 255):
            person.c.id = 512 + place
            person.luck["friend"] = [u]
            person(contact.refer, channel=0, treatment=0, t=NOW)
            target = person.told()[-1][0]
            assert 512 <= target < 768
            assert target != 512 + place


# --- acted upon -----------------------------------------------------------------------------------


def test_a_click_is_charged_and_leads_to_its_landing(person):
    person.P.c_cost_click[0], person.P.t_landing[0] = 77, 1
    person(contact.click, treatment=0, t=NOW)
    assert person.count("media") == 77
    due = NOW + int(person.value["landing_delay"])
    assert (person.c.due[1], person.c.what[1]) == (due, VISIT << 24 | 1 << 16)
    assert person.raised(ON_CLICK)


@pytest.mark.parametrize(("inline", "landing", "led"), [(1, 0, False), (1, 1, True), (0, 0, True)])
def test_a_click_in_a_session_does_not_start_another_there(person, inline, landing, led):
    person.P.c_inline[0], person.P.t_landing[0] = inline, landing
    person(contact.click, treatment=0, t=NOW)
    assert (person.c.due[1] < FOREVER) == led


@pytest.mark.parametrize("flags", [0, NEED])
def test_a_click_raises_interest_with_a_need(person, flags):
    person.c.flags, person.c.interest = flags, 0.4
    person(contact.click, treatment=0, t=NOW)
    raised = person.value["click_interest"] * 0.6 if flags else 0.0
    assert person.c.interest == pytest.approx(0.4 + raised, rel=CLOSE)


def test_a_sign_up_grants_identifies_and_earns_the_offer(person):
    person.P.t_asks[0], person.P.t_grants[0], person.P.t_offer[0] = ASK_SIGNUP, 0b100, 2
    person.c.consents = 0b001
    person.luck["click"] = [0.999]
    person(contact.heed, treatment=0, t=NOW)
    assert person.c.offer_seen[0] == 0  # to be earned
    person(contact.click, treatment=0, t=NOW)
    assert person.c.consents == 0b101
    assert person.F.identified == 1
    assert person.c.offer_seen[0] == 2
    assert person.count("leads") == 1
    assert person.c.obs.journey[0] >> 3 & 3 == 1
    assert person.raised(ON_SIGNUP)


@pytest.mark.parametrize(
    ("satisfaction", "u", "z"),
    [(128, 0.5, 0.0), (255, 0.5, 0.0), (0, 0.5, 0.0), (128, 0.975, 1.959963985)]
    + [(level, 0.1586552539, -1.0) for level in range(10, 255, 49)]
    + [(255, 0.999, 3.0), (0, 0.001, -3.0)],
)
def test_stars_follow_satisfaction_with_noise(person, satisfaction, u, z):
    person.c.satisfaction = satisfaction
    person.luck["stars"] = [u]
    person(contact.write_review, channel=0, treatment=-1, t=NOW)
    mood = satisfaction / 255 + person.value["stars_noise"] * z
    stars = int(clip(math.floor(1.5 + 4 * mood), 1, 5))
    assert person.events == [("review", 0, -1, stars)]
    assert person.count("stars") == stars
    assert person.c.obs.journey[0] >> 5 == stars
    assert person.c.obs.flags[0] & REVIEWED
    assert person.F.identified == 1
    assert person.raised(ON_REVIEW)
