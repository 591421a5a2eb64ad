"""Equations of a contact (docs/model.md §7), each term with and without, by plain arithmetic."""

from __future__ import annotations

import math

import pytest

from sim.model.contact import contact
from sim.model.contact.policy import CAPPED, FREE, SUPPRESSED, UNCONSENTED
from sim.model.customers.state import OPENING
from sim.model.records.layout import NEED
from sim.model.records.sizes import DAY, FOREVER
from tests.sim.model.plain import CLOSE, NOW, Person, clip, logit, minute, sigma

OPEN = 0.2
CONVERSION = 2


@pytest.fixture
def person(person):
    """A person whom treatment 0 reaches on channel 0, a message channel."""
    person.P.c_open[:3], person.P.c_click[:3] = logit(OPEN), -40.0
    person.P.c_pressure[:3] = 0.6
    return person


# --- pressure and what it does --------------------------------------------------------------------


@pytest.mark.parametrize("pressure", [0.0, 1.9, 2.0, 3.0, 100.0])
def test_excess_is_pressure_over_what_is_borne(person, pressure):
    person.c.pressure = pressure
    expected = clip(pressure / 2.0 - 1.0, 0.0, person.value["strain_limit"])
    assert person(contact.excess_pressure) == pytest.approx(expected, rel=CLOSE)


def test_a_contact_adds_its_channels_pressure(person):
    person.c.pressure = 0.5
    person(contact.burden, treatment=0, t=NOW)
    assert person.c.pressure == pytest.approx(1.1, rel=CLOSE)


@pytest.mark.parametrize("goodwill", [-0.5, 0.0, 0.5])
@pytest.mark.parametrize("pressure", [0.0, 4.4])
def test_consent_is_withdrawn_with_its_chance(person, pressure, goodwill):
    v = person.value
    person.P.c_unsubscribe[0] = 0.1
    person.c.goodwill = goodwill
    excess = clip((pressure + 0.6) / 2.0 - 1.0, 0.0, v["strain_limit"])
    chance = 0.1 * (1 + v["excess_opt_out"] * excess) * (1 - v["goodwill_opt_out"] * goodwill)
    for u, stays in ((chance * 1.0001, 7), (chance * 0.9999, 6)):
        person.c.pressure = pressure
        person.luck["opt-out"] = [u]
        person(contact.burden, treatment=0, t=NOW)
        assert person.c.consents == stays
    assert person.events == [("opt_out", 0, 0, 0)]
    assert person.count("opt_outs") == 1


def test_nobody_opts_out_of_an_answer(person):
    person.P.c_unsubscribe[0], person.P.t_transactional[0] = 1.0, 1
    person(contact.burden, treatment=0, t=NOW)
    assert person.c.consents == 7


@pytest.mark.parametrize(
    ("flags", "transactional", "after_sales", "wasted"),
    [(0, 0, 0, 1), (NEED, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)],
)
def test_what_is_wasted(person, flags, transactional, after_sales, wasted):
    person.c.flags = flags
    person.P.t_transactional[0], person.P.t_after_purchase[0] = transactional, after_sales
    person(contact.burden, treatment=0, t=NOW)
    assert person.count("wasted") == wasted


# --- what a noticed contact costs in goodwill -----------------------------------------------------


def annoyed(person: Person) -> float:
    """Goodwill after noticing treatment 0, from 0."""
    person.c.goodwill = 0.0
    person(contact.annoy, treatment=0)
    return float(person.c.goodwill)


def test_a_welcome_contact_costs_nothing(person):
    person.c.flags = NEED
    assert annoyed(person) == 0.0


@pytest.mark.parametrize("channel_pressure", [0.0, 0.3, 1.0, 3.0])
def test_excess_costs_goodwill_as_much_as_the_contact_presses(person, channel_pressure):
    person.c.flags, person.c.pressure = NEED, 3.0
    person.P.c_pressure[0] = channel_pressure
    weight = min(channel_pressure, person.value["annoyance_limit"])
    expected = -weight * person.value["excess_goodwill"] * 0.5
    assert annoyed(person) == pytest.approx(expected, rel=CLOSE)


@pytest.mark.parametrize(
    ("flags", "transactional", "after_sales", "irrelevant"),
    [(0, 0, 0, 1), (NEED, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)],
)
def test_irrelevance_costs_goodwill(person, flags, transactional, after_sales, irrelevant):
    person.c.flags = flags
    person.P.t_transactional[0], person.P.t_after_purchase[0] = transactional, after_sales
    expected = -0.6 * person.value["irrelevance_goodwill"] * irrelevant
    assert annoyed(person) == pytest.approx(expected, rel=CLOSE)


@pytest.mark.parametrize(("personal", "borne"), [(0.9, 51), (0.9, 0), (0.2, 51), (0.1, 51)])
def test_intrusion_costs_goodwill_beyond_what_is_borne(person, personal, borne):
    person.c.flags, person.c.intrusion = NEED, borne
    person.P.t_personal[0] = personal
    expected = -0.6 * person.value["intrusion_goodwill"] * max(personal - borne / 255, 0.0)
    assert annoyed(person) == pytest.approx(expected, rel=CLOSE)


def test_annoyances_add_up(person):
    v = person.value
    person.c.pressure, person.P.t_personal[0] = 4.0, 1.0
    loss = v["excess_goodwill"] + v["irrelevance_goodwill"] + v["intrusion_goodwill"]
    assert annoyed(person) == pytest.approx(-0.6 * loss, rel=CLOSE)


@pytest.mark.parametrize("comfort", [0.0, 0.5, 1.0])
def test_comfort_raises_goodwill(person, comfort):
    person.c.flags = NEED
    person.P.t_comfort[0] = comfort
    person.luck["click"] = [0.999]
    person(contact.notice, treatment=0, t=NOW)
    assert person.c.goodwill == pytest.approx(person.value["comfort_goodwill"] * comfort, rel=CLOSE)
    assert person.count("opens") == 1
    assert person.events == [("open", 0, 0, 0)]


# --- whether it is noticed ------------------------------------------------------------------------


def noticed(person: Person, extra: float, base: float = OPEN) -> None:
    """Assert the chance that treatment 0 is noticed, with further log-odds."""
    x = logit(base) + extra + math.log(127 / 255 / 0.5)
    assert person(contact.notice_chance, treatment=0) == pytest.approx(sigma(x), rel=CLOSE)


def test_without_anything_else_a_message_is_opened_at_the_channels_share(person):
    noticed(person, 0.0)


def test_affinity_counts_against_the_mean(person):
    person.c.affinity[0] = 255
    assert person(contact.notice_chance, treatment=0) == pytest.approx(
        sigma(logit(OPEN) + math.log(2.0)), rel=CLOSE
    )
    person.c.affinity[0] = 0
    assert person(contact.notice_chance, treatment=0) == 0.0


def test_in_a_session_affinity_does_not_count(person):
    person.P.c_inline[0] = 1
    for affinity in (0, 51, 255):
        person.c.affinity[0] = affinity
        assert person(contact.notice_chance, treatment=0) == pytest.approx(OPEN, rel=CLOSE)


@pytest.mark.parametrize("interest", [0.2, 1.0])
def test_interest_helps_opening(person, interest):
    person.c.interest = interest
    noticed(person, person.value["interest_weight"] * interest)


@pytest.mark.parametrize("goodwill", [-1.0, 0.5])
def test_goodwill_helps_opening(person, goodwill):
    person.c.goodwill = goodwill
    noticed(person, person.value["goodwill_weight"] * goodwill)


@pytest.mark.parametrize("pressure", [1.0, 2.5, 4.0])
def test_pressure_lowers_opening(person, pressure):
    person.c.pressure = pressure
    excess = max(pressure / 2.0 - 1.0, 0.0)
    noticed(person, -person.value["pressure_weight"] * excess)


def test_fit_helps_opening(person):
    person.P.t_appeal[0] = math.log(1.5)
    noticed(person, person.value["fit_weight"] * math.log(1.5))


def test_fit_adds_appeal_answers_and_stage(person):
    assert person(contact.fit, treatment=0) == 0.0
    person.P.t_resolves[0, 1], person.P.t_resolves[0, 3] = 0.5, 0.2
    person.c.objections[:] = 255, 102, 255, 255, 255
    fit = 0.5 * 0.4 + 0.2
    assert person(contact.fit, treatment=0) == pytest.approx(fit, rel=CLOSE)
    person.P.t_appeal[0] = math.log(0.8)
    fit += math.log(0.8)
    assert person(contact.fit, treatment=0) == pytest.approx(fit, rel=CLOSE)
    person.P.t_stage[0] = CONVERSION
    assert person(contact.fit, treatment=0) == pytest.approx(fit, rel=CLOSE)
    person.c.flags = NEED
    fit += person.value["stage_fit"]
    assert person(contact.fit, treatment=0) == pytest.approx(fit, rel=CLOSE)


# --- offers seen ----------------------------------------------------------------------------------


def reads(person: Person, offer: int, *, channel: int = 0, days: float = 0.0) -> float:
    """Goodwill that reading an offer costs, some days on."""
    before = float(person.c.goodwill)
    person(contact.see_offer, channel=channel, offer=offer, t=NOW + round(days * DAY))
    return before - float(person.c.goodwill)


def test_the_first_offer_costs_nothing(person):
    assert reads(person, 1) == 0.0
    assert list(person.c.offer_seen) == [1, 0]


def test_a_contradiction_costs_goodwill(person):
    reads(person, 1)
    assert reads(person, 2) == pytest.approx(person.value["contradiction_goodwill"], rel=CLOSE)
    assert list(person.c.offer_seen) == [2, 1]
    assert person.count("contradictions") == 1


def test_each_other_offer_in_memory_contradicts(person):
    reads(person, 1)
    reads(person, 2)
    cost = 2 * person.value["contradiction_goodwill"]
    assert reads(person, 3) == pytest.approx(cost, rel=CLOSE)
    assert list(person.c.offer_seen) == [3, 2]


def test_the_same_offer_does_not_contradict_itself(person):
    reads(person, 1)
    assert reads(person, 1, channel=1) == 0.0


def test_what_is_forgotten_does_not_contradict(person):
    memory = person.value["offer_memory"] / DAY
    reads(person, 1)
    assert reads(person, 2, days=memory + 0.01) == 0.0
    person.c.offer_seen[:] = 1, 0
    person.c.offer_seen_at[0] = minute(NOW)
    assert reads(person, 2, days=memory - 0.01) > 0.0


@pytest.mark.parametrize(
    ("replaces", "scope", "costs"), [(0, 0, 1), (0b10, 0, 0), (0b10, 1, 1), (0b100, 0, 1)]
)
def test_an_improvement_by_the_same_source_is_no_contradiction(person, replaces, scope, costs):
    person.P.offer_scope[1] = scope
    person.P.o_replaces[2] = replaces
    reads(person, 1)
    cost = costs * person.value["contradiction_goodwill"]
    assert reads(person, 2, channel=1) == pytest.approx(cost, rel=CLOSE)


def test_an_offer_holds_from_when_it_was_first_seen_while_valid(person):
    reads(person, 1)
    reads(person, 1, days=9)
    assert person.c.offer_seen_at[0] == minute(NOW)
    reads(person, 1, days=11)
    assert person.c.offer_seen_at[0] == minute(NOW + 11 * DAY)


# --- sent -----------------------------------------------------------------------------------------


def send(person: Person, **luck: float) -> None:
    """Deliver treatment 0 with these draws."""
    person.luck = {kind: [u] for kind, u in luck.items()}
    person(contact.deliver, treatment=0, t=NOW, propensity=0.1, probability=1.0)


def test_a_message_is_charged_counted_observed_and_opened_later(person):
    person.P.c_cost[0], person.P.c_delay[0] = 500, 1e9
    send(person, open=0.0, delay=math.exp(-2.0))
    assert person.events == [("deliver", 0, 0, 0)]
    assert (person.count("deliveries"), person.count("media")) == (1, 500)
    assert person.c.obs.contacted[0] == minute(NOW)
    assert person.c.obs.unanswered[0] == 1
    assert person.c.today[0] == 1
    assert person.c.pressure == pytest.approx(0.6, rel=CLOSE)
    assert person.c.due[1] - NOW == pytest.approx(2e9, rel=CLOSE)
    assert person.c.what[1] >> 24 == OPENING


def test_a_message_is_opened_with_the_chance_to_notice_it(person):
    chance = sigma(logit(OPEN) + math.log(127 / 255 / 0.5))
    send(person, open=chance * 1.0001)
    assert person.c.due[1] == FOREVER
    send(person, open=chance * 0.9999, delay=0.5)
    assert person.c.due[1] < FOREVER


def test_the_contact_itself_presses_before_it_is_noticed(person):
    person.c.pressure = 2.0
    x = logit(OPEN) + math.log(127 / 255 / 0.5) - person.value["pressure_weight"] * 0.3
    send(person, open=sigma(x) * 1.0001)
    assert person.c.due[1] == FOREVER
    person.c.pressure = 2.0
    send(person, open=sigma(x) * 0.9999, delay=0.5)
    assert person.c.due[1] < FOREVER


@pytest.mark.parametrize(("u", "bounced"), [(0.29, 1), (0.31, 0)])
def test_a_message_bounces_with_its_share(person, u, bounced):
    person.P.c_bounce[0] = 0.3
    send(person, bounce=u, **({} if bounced else {"open": 0.999}))
    assert person.count("bounces") == bounced


def test_in_a_session_a_contact_is_noticed_at_once(person):
    person.P.c_inline[0] = 1
    send(person, open=0.0, click=0.999)
    assert [row[0] for row in person.events] == ["deliver", "open"]


@pytest.mark.parametrize(
    ("why", "counter"),
    [(UNCONSENTED, "unconsented"), (SUPPRESSED, "suppressed"), (CAPPED, "capped")],
)
def test_what_is_not_allowed_when_it_is_sent_stays_away(person, monkeypatch, why, counter):
    monkeypatch.setattr(contact, "obstacle", lambda *_: why)
    send(person)
    assert person.events == []
    assert person.count(counter) == 1
    assert person.count("deliveries") == 0
    monkeypatch.setattr(contact, "obstacle", lambda *_: FREE)
    send(person, open=0.999)
    assert person.count("deliveries") == 1
