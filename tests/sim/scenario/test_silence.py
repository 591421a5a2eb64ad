"""Things that rest: named, entered into a scenario, and refused where that cannot be."""

from __future__ import annotations

import pytest

from engine import Catalog
from engine.errors import UsageError
from sim.model.market.market import Market
from sim.scenario import Scenario
from sim.scenario.catalogue.page import catalogue_text
from sim.scenario.library import names
from sim.scenario.silence import Ceiling, Silence, Thing, check_absent, thing_of


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


def silent_ones(scenario):
    return {
        (action.name, place)
        for action in scenario.actions
        for place, treatment in enumerate(action.treatments)
        if treatment.silent
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("channel.sms", {("keep-informed", 0), ("review-request", 1), ("refer-a-friend", 1)}),
        ("action.follow-up-ads", {("follow-up-ads", 0), ("follow-up-ads", 1)}),
        ("group.story-2", {("customer-mail", 0), ("facebook-ad", 0)}),
        ("creative.garage", {("search-ad", 0)}),
        ("offer.friend-10", {("refer-a-friend", 0), ("refer-a-friend", 1)}),
        ("persona.saver", set()),
    ],
)
def test_a_thing_holds_its_treatments(scenario, text, expected):
    thing = thing_of(scenario, text, "--without")
    assert str(thing) == text
    edited = Silence((thing,)).apply(scenario)
    assert silent_ones(edited) == expected
    alone = [persona.name for persona in edited.personas if not persona.addressed]
    assert alone == (["saver"] if text == "persona.saver" else [])


@pytest.mark.parametrize("name", names())
def test_nothing_but_what_rests_is_other_than_stated(name):
    scenario = Scenario.load(name)
    edited = Silence((Thing("everything"),), ceiling=Ceiling(0.5)).apply(scenario)
    assert len(silent_ones(edited)) == sum(len(a.treatments) for a in scenario.actions)
    assert edited.labels.keys() == scenario.labels.keys()
    apart = {key for key in scenario.labels if edited.labels[key] != scenario.labels[key]}
    assert apart <= {"budget.total"}
    assert edited.budget.total == pytest.approx(0.5 * scenario.budget.total)
    moved = {key for key in scenario.numbers if edited.numbers[key] != scenario.numbers[key]}
    assert moved <= {"budget.total"}
    assert edited.history is scenario
    assert edited.sha256 != scenario.sha256
    again = Silence((Thing("everything"),)).apply(edited)
    assert again.history is scenario


def test_values_set_later_reach_what_a_run_in_lives(scenario):
    edited = Silence((Thing("channel", "email"),)).apply(scenario)
    set_later = edited.with_values({"channel.email.open": 0.5})
    assert set_later.plain("channel.email.open") == 0.5
    assert set_later.history.plain("channel.email.open") == 0.5
    assert silent_ones(set_later) == silent_ones(edited)
    assert not silent_ones(set_later.history)


def test_a_ceiling_holds_where_a_change_sets_the_budget():
    text = Scenario.load("auto-service").text + (
        '\n[[change]]\nat = "90 d"\nset = { "budget.total" = "4000 EUR" }\n'
        '\n[[change]]\nat = "30 d"\nset = { "channel.email.open" = 0.5 }\n'
    )
    scenario = Scenario.from_text(text)
    edited = Silence(ceiling=Ceiling(0.75)).apply(scenario)
    totals = [phase.budget.total for _, phase in edited.phases()]
    assert totals == pytest.approx([180_000.0, 180_000.0, 300_000.0])
    split = Silence(ceiling=Ceiling(1.0, (("email", 0.25), ("web", 0.5)))).apply(scenario)
    assert split.budget.split == {"email": 0.25, "web": 0.5}
    assert split.budget.total == scenario.budget.total


def test_an_absent_channel_leads_nowhere_and_costs_nothing(scenario):
    edited = Silence(absent=("web",)).apply(scenario)
    p = Market.build(edited, "omnichannel").phases[0].params[0]
    web = [channel.name for channel in edited.channels].index("web")
    for field in ("c_overflow", "c_leads_to"):
        assert web not in p[field][:9]
    treatments = int(p["treatments"])
    assert web not in p["t_landing"][:treatments]
    assert not p["t_allowed"][:treatments][p["t_channel"][:treatments] == web].any()
    before = Market.build(scenario, "omnichannel").platform
    after = Market.build(edited, "omnichannel").platform
    assert before["channels"].monthly - after["channels"].monthly == pytest.approx(2500.0)
    assert after["recognition"].monthly < before["recognition"].monthly


@pytest.mark.parametrize(
    ("text", "message", "nearest"),
    [
        ("channel.emial", 'there is no channel "emial"', "channel.email"),
        ("email", "nothing that could be silent", "channel.email"),
        ("persona.saber", 'there is no persona "saber"', "persona.saver"),
        ("everythin", "nothing that could be silent", "everything"),
        ("everything.email", "nothing that could be silent", None),
        ("", "nothing that could be silent", None),
    ],
)
def test_what_is_no_thing_is_refused_with_the_nearest(scenario, text, message, nearest):
    with pytest.raises(UsageError, match=message) as caught:
        thing_of(scenario, text, "--without")
    if nearest is not None:
        assert caught.value.nearest == nearest


@pytest.mark.parametrize(
    ("channels", "message"),
    [
        (["bays"], "appointments are kept there"),
        (["web", "phone", "email", "messenger"], "nobody could buy or book anywhere"),
    ],
)
def test_what_a_scenario_cannot_live_without_is_not_absent(scenario, channels, message):
    with pytest.raises(UsageError, match=message):
        check_absent(scenario, [Thing("channel", name) for name in channels], "--absent")


def test_a_till_cannot_be_absent_and_an_action_neither():
    scenario = Scenario.load("mattress")
    with pytest.raises(UsageError, match="it is paid there"):
        check_absent(scenario, [Thing("channel", "till")], "--absent")
    with pytest.raises(UsageError, match="only a channel can be absent"):
        check_absent(scenario, [Thing("persona", "x")], "--absent")


def test_a_catalogue_has_only_what_is_used():
    edited = (
        Scenario.load("auto-service")
        .text.replace(
            '{ channel = "email", creative = "rate-us", asks = "review" }',
            '{ channel = "email", creative = "rate-us", asks = "review", silent = true }',
        )
        .replace('creative = "garage", landing', 'silent = true, creative = "garage", landing')
    )
    text = catalogue_text(Scenario.from_text(edited), file="c.toml")
    assert "Silent in the scenario, and so not here: search-ad." in text
    catalog = Catalog.from_text(text, file="c.toml")
    channels = {
        action.name: {treatment.channel for treatment in action.treatments}
        for action in catalog.actions
    }
    assert channels["review-request"] == {"sms"}
    assert "search-ad" not in channels
