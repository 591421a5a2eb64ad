"""Part of the way between two strategies: exact at both ends, in between what is said."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.model.market.market import Market
from sim.model.records.sizes import DAY
from sim.scenario import Scenario, library
from sim.scenario.dials import Turned
from sim.scenario.joining import Joining, Way
from sim.study.trials.life import life_of


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def way(scenario):
    return Way.between(scenario, "today", "omnichannel")


@pytest.mark.parametrize("name", library.names())
def test_both_ends_are_exactly_the_strategies_at_any_time(name):
    scenario = Scenario.load(name)
    for start, target in itertools.permutations(scenario.strategies, 2):
        way = Way.between(scenario, start, target)
        for _, phase in scenario.phases():
            assert way.joining(()).resolved(phase) == phase.resolved(start)
            assert way.joining(way.channels).resolved(phase) == phase.resolved(target)


def test_two_joined_channels_meet_as_in_the_target_and_others_as_at_the_start(scenario, way):
    here = way.joining(["email", "web"]).resolved(scenario)
    before, after = scenario.resolved("today"), scenario.resolved("omnichannel")
    names = list(here.channel_names)
    joined = [name in ("email", "web") for name in names]
    both = np.outer(joined, joined)
    for dial in ("knowledge", "sync", "continuity"):
        mixed = np.where(both, getattr(after, dial), getattr(before, dial))
        assert np.array_equal(getattr(here, dial), mixed)
    assert np.array_equal(here.recognition, np.where(joined, after.recognition, before.recognition))
    for dial in ("decider", "contact_policy", "offers", "suppression", "budget"):
        classes = getattr(here, dial)
        email, web = classes[names.index("email")], classes[names.index("web")]
        assert email == web
        assert len(set(classes)) == len(names) - 1
    assert before.false_match < here.false_match < after.false_match


def test_actions_come_with_the_last_channel_that_carries_them(scenario, way):
    def allowed(*channels):
        found = way.joining(channels).resolved(scenario).actions
        return {a.name for a, here in zip(scenario.actions, found, strict=True) if here}

    assert allowed() == {"thank-you"}
    assert allowed("email") == {"thank-you", "code-mail", "customer-mail", "second-mail"}
    assert "refer-a-friend" not in allowed("sms") | allowed("email")
    assert "refer-a-friend" in allowed("email", "sms")
    for order in (way.channels, way.channels[::-1]):
        sets = [allowed(*order[:count]) for count in range(len(order) + 1)]
        assert all(less <= more for less, more in itertools.pairwise(sets))


def test_an_action_goes_when_what_replaces_it_has_come():
    scenario = Scenario.load("mattress")
    way = Way.between(scenario, "multichannel", "omnichannel")
    ads = ("facebook", "instagram", "pinterest", "youtube")
    names = [action.name for action in scenario.actions]

    def allowed(channels):
        found = way.joining(channels).resolved(scenario).actions
        return {name for name, here in zip(names, found, strict=True) if here}

    assert "basket-ads" in allowed(ads[:1])
    assert "same-ads" not in allowed(ads[:3])
    assert {"basket-ads", "same-ads"} & allowed(ads) == {"same-ads"}


def test_a_link_is_that_of_the_target_and_nothing_else(scenario, way):
    here = way.joining((), [("phone", "email")]).resolved(scenario)
    before, after = scenario.resolved("today"), scenario.resolved("omnichannel")
    names = list(here.channel_names)
    phone, email = names.index("phone"), names.index("email")
    assert here.knowledge[email, phone]
    assert not here.knowledge[phone, email]
    assert here.continuity[phone, email] == after.continuity[phone, email]
    assert here.continuity[email, phone] == before.continuity[email, phone]
    assert set(here.differing(before)) == {"knowledge", "continuity"}
    assert (here.knowledge != before.knowledge).sum() == 1


def test_what_both_share_stays_shared_on_the_way():
    town = Scenario.load("new-to-digital").with_values(
        {
            "strategy.multichannel.decider": [["web", "email"], ["till", "phone"]],
            "strategy.cross-channel.decider": [["web", "email", "till"]],
        }
    )
    way = Way.between(town, "multichannel", "cross-channel")

    def together(channels, one, other):
        here = way.joining(channels).resolved(town)
        names = list(here.channel_names)
        return here.decider[names.index(one)] == here.decider[names.index(other)]

    assert together(["web"], "web", "email")  # in both, though only one is joined
    assert together(["web", "till"], "web", "till")
    assert together(["web", "till"], "email", "till")  # along the chain
    assert not together(["till"], "till", "phone")  # the target parts them


def test_equal_ones_are_equal_and_plain_data():
    one = Joining("today", "omnichannel", ("email",), (), ("code-mail",), 0.1)
    assert one == Joining("today", "omnichannel", ("email",), (), ("code-mail",), 0.1)
    assert len({one, Joining("today", "omnichannel")}) == 2


def test_dials_are_turned_at_their_times(scenario, way):
    steps = [way.joining(()), way.joining(["email"]), way.joining(way.channels)]
    turned = Turned(tuple(zip((0, round(9.5 * DAY), 20 * DAY), steps, strict=True)))
    market = Market.build(scenario, "today", dials=turned, days=30.0)
    assert [phase.start for phase in market.phases] == [0, 10 * DAY, 20 * DAY]
    plain = Market.build(scenario, "omnichannel", days=30.0)
    assert market.phases[-1].params.tobytes() == plain.phases[-1].params.tobytes()
    assert market.phases[-1].platform == plain.phases[-1].platform
    assert market.dials == scenario.resolved("today")
    later = Turned(tuple(zip((0, 9 * DAY, 21 * DAY), steps, strict=True)))
    other = Market.build(scenario, "today", dials=later, days=30.0)
    assert life_of(market).key != life_of(other).key
    same = Turned(((0, steps[0]), (0, steps[0])))
    still = Market.build(scenario, "today", dials=same, days=30.0)
    assert life_of(still).key == life_of(Market.build(scenario, "today", days=30.0)).key
