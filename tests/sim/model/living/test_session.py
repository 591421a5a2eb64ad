"""Equations of a visit (docs/model.md §4), each term with and without, by plain arithmetic."""

from __future__ import annotations

from itertools import product

import pytest

from sim.model.customers.state import channel_of_step, progress
from sim.model.knowledge.news import MISFILE_NEWS
from sim.model.living import session
from sim.model.records.layout import ASKING, MEMBER, NEED
from sim.model.records.market_layout import LEAST
from sim.model.records.mechanisms import RECKONING
from sim.model.records.sizes import DAY
from sim.model.records.triggers import ON_BASKET, ON_EXIT, ON_VISIT
from sim.model.records.vocabulary import OBJECTIONS, STAGES, STEPS
from tests.sim.model.plain import CLOSE, NOW, Person, clip, logit, minute, sigma

BROWSE, PRODUCT, BASKET, CHECKOUT, PAID = range(1, 6)
STANDS_BEFORE = {
    "information": "basket", "touch": "basket", "price": "checkout", "trust": "checkout",
    "timing": "paid",
}  # fmt: skip
SHARE = 0.3


def chance(person: Person, step: int, before: int | None = None, last: float = SHARE) -> float:
    """The chance to go on to a step of channel 0, reached with share `last`."""
    person.P.c_pass[0, step] = logit(last)
    before = step - 1 if before is None else before
    return float(person(session.step_chance, channel=0, step=step, before=before, t=NOW))


def odds(person: Person, extra: float, last: float = SHARE) -> object:
    """What the page gives for a person without a need, with further log-odds."""
    x = logit(last) - person.value["browsing"] + extra
    return pytest.approx(sigma(x), rel=CLOSE)


@pytest.mark.parametrize("step", range(BROWSE, PAID + 1))
def test_without_anything_else_a_step_has_its_share(person, step):
    assert chance(person, step) == odds(person, 0.0)
    assert chance(person, step, last=0.8) == odds(person, 0.0, last=0.8)


def test_with_a_need_interest_counts_from_the_usual_one(person):
    person.c.flags = NEED
    for interest in (0.0, 0.25, 0.9):
        person.c.interest = interest
        x = logit(SHARE)
        x += person.value["interest_weight"] * (interest - person.value["usual_interest"])
        assert chance(person, BASKET) == pytest.approx(sigma(x), rel=CLOSE)


def test_without_a_need_interest_does_not_help(person):
    person.c.interest = 0.9
    assert chance(person, BASKET) == odds(person, 0.0)


@pytest.mark.parametrize("effort", [0.0, 0.8, 1.0, 1.7, 4.0, 50.0])
def test_effort_lowers_the_chance_from_its_onset_to_the_limit(person, effort):
    person.c.effort = effort
    v = person.value
    felt = clip(effort / 2.0 - v["effort_onset"], 0.0, v["strain_limit"])
    assert chance(person, PRODUCT) == odds(person, -v["effort_weight"] * felt)


def test_who_tolerates_more_feels_less(person):
    person.c.effort, person.c.tolerance = 3.0, 4.0
    v = person.value
    felt = 0.75 - v["effort_onset"]
    assert chance(person, PRODUCT) == odds(person, -v["effort_weight"] * felt)


@pytest.mark.parametrize("goodwill", [-1.0, -0.25, 0.5])
def test_goodwill_counts(person, goodwill):
    person.c.goodwill = goodwill
    assert chance(person, BROWSE) == odds(person, person.value["goodwill_weight"] * goodwill)


@pytest.mark.parametrize("loyalty", [51, 255])
def test_loyalty_counts(person, loyalty):
    person.c.loyalty = loyalty
    assert chance(person, BROWSE) == odds(person, person.value["loyalty_weight"] * loyalty / 255)


@pytest.mark.parametrize("step", range(BROWSE, PAID + 1))
def test_a_discount_counts_at_checkout_and_paying_only(person, step):
    person.P.o_share[1] = 0.2
    person.c.offer_seen[0], person.c.offer_seen_at[0] = 1, minute(NOW)
    person.c.price_sensitivity = 102
    extra = person.value["offer_weight"] * 0.2 * 0.4 if step >= CHECKOUT else 0.0
    assert chance(person, step) == odds(person, extra)


@pytest.mark.parametrize(("name", "step"), list(product(OBJECTIONS, range(BROWSE, PAID + 1))))
def test_an_objection_stands_before_its_step(person, name, step):
    person.c.objections[OBJECTIONS.index(name)] = 153
    stands = STEPS[step] == STANDS_BEFORE[name]
    extra = -person.value["objection_weight"] * 0.6 if stands else 0.0
    assert chance(person, step) == odds(person, extra)


@pytest.mark.parametrize(("before", "step"), [(b, s) for s in range(1, 6) for b in range(s)])
def test_an_objection_stands_before_the_first_step_tried_at_or_after_its_own(person, before, step):
    for name in OBJECTIONS:
        person.c.objections[:] = 0
        person.c.objections[OBJECTIONS.index(name)] = 255
        stands = before < STEPS.index(STANDS_BEFORE[name]) <= step
        extra = -person.value["objection_weight"] if stands else 0.0
        assert chance(person, step, before) == odds(person, extra), name


def test_objections_add_up(person):
    person.c.objections[[OBJECTIONS.index("price"), OBJECTIONS.index("trust")]] = 51, 102
    extra = -person.value["objection_weight"] * 0.6
    assert chance(person, CHECKOUT) == odds(person, extra)


MEMBER_WITH = 300
"""Points of a member, a fifth of an order."""


def saver(person: Person, sensitivity: int = 102) -> Person:
    """A member with points on channel 0, known in this visit."""
    person.c.order_value, person.c.price_sensitivity = 1500, sensitivity
    person.P.saves_at[0], person.P.doors[RECKONING] = 1, 1
    person.P.c_names_buyers[...] = 0
    person.c.flags, person.F.identified = MEMBER, 1
    person.k.balance[0] = MEMBER_WITH
    return person


@pytest.mark.parametrize("step", range(BROWSE, PAID + 1))
def test_points_count_as_a_discount_at_checkout_and_paying(person, step):
    extra = person.value["offer_weight"] * 0.2 * 0.4 if step >= CHECKOUT else 0.0
    assert chance(saver(person), step) == odds(person, extra)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda person: setattr(person.c, "flags", 0),
        lambda person: setattr(person.F, "identified", 0),
        lambda person: person.P.saves_at.__setitem__(0, 0),
        lambda person: person.P.programme.__setitem__(LEAST, MEMBER_WITH + 1),
        lambda person: person.P.c_pays_at.__setitem__(0, 1),  # the till has no account
    ],
)
def test_points_that_cannot_be_used_do_not_count(person, spoil):
    spoil(saver(person))
    assert chance(person, PAID) == odds(person, 0.0)


def test_who_will_be_known_when_paying_reckons_with_points(person):
    saver(person).F.identified = 0
    person.P.c_names_buyers[0] = 1
    assert chance(person, PAID) == odds(person, person.value["offer_weight"] * 0.2 * 0.4)


def test_points_and_an_offer_take_off_all_at_most(person):
    saver(person).k.balance[0] = 1400
    person.P.o_share[1] = 0.3
    person.c.offer_seen[0], person.c.offer_seen_at[0] = 1, minute(NOW)
    assert chance(person, PAID) == odds(person, person.value["offer_weight"] * 0.4)


# --- which offer counts ---------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "counts"), [(0, True), (10, True), (10.001, False)])
def test_an_offer_counts_while_it_is_valid(person, days, counts):
    person.P.o_share[1] = 0.2
    person.c.offer_seen[0], person.c.offer_seen_at[0] = 1, minute(NOW) - round(days * 1440)
    assert person(session.best_offer, t=NOW) == (1 if counts else 0)


def test_the_best_of_two_remembered_offers_counts(person):
    person.P.o_share[1], person.P.o_share[2], person.P.o_amount[3] = 0.1, 0.2, 1500
    person.c.offer_seen_at[:] = minute(NOW)
    for seen, best in (((1, 2), 2), ((2, 1), 2), ((1, 3), 3), ((3, 2), 2), ((0, 1), 1)):
        person.c.offer_seen[:] = seen
        assert person(session.best_offer, t=NOW) == best


# --- the steps in turn ----------------------------------------------------------------------------


@pytest.fixture
def walker(person, monkeypatch):
    """A person on channel 0 with all steps, and the (step, before) that were tried."""
    person.P.c_steps[0, 1:] = 1
    person.P.c_session[0] = 60_000_000
    person.P.c_step_effort[0] = 0.5
    person.tried = []

    def step_chance(*given):
        *_, step, before, _ = given
        person.tried.append((step, before))
        return 0.6

    monkeypatch.setattr(session, "step_chance", step_chance)
    return person


def walk(person: Person, *luck: float, start: int = 0) -> int:
    """Walk the steps of channel 0; the time it took."""
    person.luck["step"] = list(luck)
    end = person(session.walk_steps, channel=0, treatment=-1, start=start, t=NOW)
    assert not person.luck["step"]
    return int(end) - NOW


def test_a_step_fails_where_the_draw_is_not_below_its_chance(walker):
    assert walk(walker, 0.59, 0.59, 0.6) == 2 * 60_000_000
    assert walker.F.paid == 0
    assert [row[0] for row in walker.events] == ["browse", "product"]


def test_who_gets_through_pays(walker):
    assert walk(walker, *[0.1] * 5) == 5 * 60_000_000
    assert walker.F.paid == 1
    assert [row[0] for row in walker.events] == ["browse", "product", "basket", "checkout"]


def test_each_step_taken_costs_its_effort(walker):
    walk(walker, 0.1, 0.1, 0.9)
    assert walker.c.effort == 1.0
    assert walker.count("effort") == 1_000_000
    walk(walker, *[0.1] * 5)
    assert walker.c.effort == 1.0 + 2.5


def test_a_certain_step_does_not_count_as_tried(walker):
    walker.P.c_pass[0, [BROWSE, PRODUCT]] = 40.0
    walk(walker, *[0.1] * 5)
    assert walker.tried == [(1, 0), (2, 0), (3, 0), (4, 3), (5, 4)]


def test_a_visit_that_starts_later_tries_from_there(walker):
    walk(walker, 0.1, 0.1, start=BASKET)
    assert walker.tried == [(4, 0), (5, 4)]


def test_steps_that_the_channel_lacks_are_left_out(walker):
    walker.P.c_steps[0, [BROWSE, CHECKOUT]] = 0
    walk(walker, *[0.1] * 3)
    assert [step for step, _ in walker.tried] == [PRODUCT, BASKET, PAID]


def test_a_step_takes_its_share_off_each_objection_rounded_down(walker):
    walker.P.c_resolves[0, 0], walker.P.c_resolves[0, 4] = 0.3, 1.0
    walker.c.objections[:] = 201, 90, 0, 0, 255
    walk(walker, 0.1, 0.9)
    assert list(walker.c.objections) == [140, 90, 0, 0, 0]  # 140.7 is 140
    walk(walker, 0.1, 0.9)
    assert list(walker.c.objections) == [98, 90, 0, 0, 0]


def test_paying_resolves_nothing(walker):
    walker.P.c_resolves[0, 0] = 0.5
    walker.c.objections[0] = 200
    walk(walker, 0.1, start=CHECKOUT)
    assert walker.F.paid == 1
    assert walker.c.objections[0] == 200


@pytest.mark.parametrize(
    ("taken", "stage"), [(1, "considering"), (2, "considering"), (3, "intent"), (4, "intent")]
)
def test_with_a_need_the_furthest_step_is_the_progress(walker, taken, stage):
    walker.c.flags = NEED
    walk(walker, *[0.1] * taken, 0.9)
    assert walker.step == STEPS[taken]
    assert walker.stage == stage
    walk(walker, 0.1, 0.9)
    assert walker.step == STEPS[taken]


def test_without_a_need_nothing_progresses(walker):
    walk(walker, 0.1, 0.1, 0.1, 0.9)
    assert walker.step == "none"
    assert walker.stage == "aware"


def test_progress_moves_to_the_channel_where_it_was_surpassed(walker):
    walker.c.flags = NEED
    walker.c.progress = progress(PRODUCT, 1)
    walk(walker, 0.1, 0.1, 0.9)
    assert channel_of_step(walker.c) == 1
    walk(walker, 0.1, 0.1, 0.1, 0.9)
    assert (walker.step, channel_of_step(walker.c)) == ("basket", 0)


def test_customers_do_not_fall_back_by_visiting(walker):
    walker.c.flags = NEED
    walker.c.stage = STAGES.index("customer")
    walk(walker, 0.1, 0.9)
    assert walker.stage == "customer"


@pytest.mark.parametrize("identified", [0, 1])
def test_steps_are_observed_where_the_visit_is_recognised(walker, identified):
    walker.F.identified = identified
    walk(walker, 0.1, 0.1, 0.9)
    assert walker.c.obs.journey[0] & 7 == (PRODUCT if identified else 0)


def test_a_basket_is_counted_and_raises_its_trigger(walker, monkeypatch):
    raised = []
    monkeypatch.setattr(session, "raise_trigger", lambda _, trigger: raised.append(trigger))
    walk(walker, 0.1, 0.1, 0.9)
    assert (walker.count("baskets"), raised) == (0, [])
    walk(walker, 0.1, 0.1, 0.1, 0.9)
    assert (walker.count("baskets"), raised) == (1, [ON_BASKET])


# --- arriving, starting, leaving ------------------------------------------------------------------


def test_arriving(person):
    person.c.stage = STAGES.index("unaware")
    person.luck["recognise"] = [0.0]
    person(session.arrive, channel=0, treatment=-1, t=NOW)
    assert person.stage == "aware"
    assert person.c.touches == 1
    assert person.count("visits") == 1
    assert person.c.interest == 0.0  # no need
    assert person.events == [("visit", 0, -1, 0)]


def test_a_visit_raises_interest_with_a_need(person):
    person.c.flags, person.c.interest = NEED, 0.4
    person.luck["recognise"] = [0.0]
    person(session.arrive, channel=0, treatment=-1, t=NOW)
    assert person.c.interest == pytest.approx(0.4 + person.value["visit_interest"] * 0.6, rel=CLOSE)


@pytest.mark.parametrize(
    ("dial", "trait", "u", "known"),
    [(0.5, 255, 0.499, 1), (0.5, 255, 0.501, 0), (0.5, 102, 0.199, 1), (0.5, 102, 0.201, 0)],
)
def test_a_visit_is_recognised_by_dial_times_recognisability(person, dial, trait, u, known):
    person.P.recognition[0] = dial
    person.c.recognisability = trait
    person.luck["recognise"] = [u]
    person(session.arrive, channel=0, treatment=-1, t=NOW)
    assert person.F.identified == known
    assert person.c.obs.visits[0] == known
    assert person.c.obs.seen[0] == (minute(NOW) if known else -1)


def test_a_false_match_is_filed_under_a_neighbour(person):
    person.P.recognition[0], person.P.false_match = 1.0, 0.25
    person.c.recognisability = 255
    person.luck = {"recognise": [0.1, 0.1], "misfile": [0.26, 0.24], "misfiled-to": [0.5]}
    person(session.arrive, channel=0, treatment=-1, t=NOW)
    assert (person.F.identified, person.count("misfiled"), person.told()) == (1, 0, [])
    person(session.arrive, channel=0, treatment=-1, t=NOW)
    assert (person.F.identified, person.count("misfiled")) == (0, 1)
    ((target, kind, channel, _),) = person.told()
    assert target == 256 * 3 + (7 + 1 + 127) % 256
    assert (kind, channel) == (MISFILE_NEWS, 0)


def test_own_progress_is_found_without_a_draw(person):
    person.c.progress = progress(BASKET, 1)
    person.P.continuity[1, 1] = 1.0
    assert person(session.found_step, channel=1) == BASKET
    assert not person.drawn


@pytest.mark.parametrize(("u", "found"), [(0.29, BASKET), (0.31, 0)])
def test_progress_elsewhere_is_found_with_the_chance_of_continuity(person, u, found):
    person.c.progress = progress(BASKET, 1)
    person.P.continuity[1, 0], person.P.continuity[0, 1] = 0.3, 0.9
    person.luck["found"] = [u]
    assert person(session.found_step, channel=0) == found
    assert person.step == "basket"  # it stays where it was


@pytest.fixture
def visitor(walker, monkeypatch):
    """A person whose walk is not taken, only its start noted; what is raised is noted too."""
    walker.starts, walker.raised_in_turn, walker.pays = [], [], 0

    def walk_steps(*given):
        *_, start, t = given
        walker.starts.append(start)
        walker.F.paid = walker.pays
        return t + 5

    monkeypatch.setattr(session, "walk_steps", walk_steps)
    monkeypatch.setattr(session, "raise_trigger", lambda _, w: walker.raised_in_turn.append(w))
    monkeypatch.setattr(
        session, "purchase", lambda *given: walker.events.append(("bought", given[6], 0, 0))
    )
    return walker


def test_a_link_may_lead_to_a_later_step_of_its_landing_channel(visitor):
    visitor.P.t_landing[2], visitor.P.t_starts[2] = 0, BASKET
    visitor(session.shop, channel=0, treatment=2, t=NOW)
    visitor(session.shop, channel=1, treatment=2, t=NOW)
    visitor(session.shop, channel=0, treatment=-1, t=NOW)
    visitor.c.progress = progress(CHECKOUT, 0)
    visitor(session.shop, channel=0, treatment=2, t=NOW)
    assert visitor.starts == [BASKET, 0, 0, CHECKOUT]


def test_who_does_not_pay_leaves(visitor):
    visitor(session.shop, channel=0, treatment=-1, t=NOW)
    assert visitor.raised_in_turn == [ON_EXIT]
    assert visitor.c.now == NOW + 5
    assert visitor.events == []


def test_who_pays_buys_and_is_known(visitor):
    visitor.pays = 1
    visitor(session.shop, channel=0, treatment=-1, t=NOW)
    assert visitor.raised_in_turn == []
    assert visitor.events == [("bought", 0, 0, 0)]
    assert visitor.F.identified == 1


def test_where_the_channel_books_an_appointment_is_asked_for(visitor):
    visitor.pays = 1
    visitor.P.c_books[0] = 2
    visitor(session.shop, channel=0, treatment=-1, t=NOW)
    assert (visitor.F.request, visitor.F.state, visitor.F.request_at) == (2, ASKING, NOW + 5)
    assert visitor.events == []


def test_who_has_an_appointment_takes_no_second(visitor):
    visitor.pays = 1
    visitor.P.c_books[0] = 2
    visitor.c.due[0] = NOW + DAY
    visitor(session.shop, channel=0, treatment=-1, t=NOW)
    assert (visitor.F.request, visitor.raised_in_turn) == (-1, [ON_EXIT])


def test_a_session_arrives_decides_and_shops(visitor):
    visitor.luck["recognise"] = [0.5]
    visitor(session.session, channel=0, treatment=-1, t=NOW)
    assert visitor.raised_in_turn == [ON_VISIT, ON_EXIT]
