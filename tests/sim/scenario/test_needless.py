"""What changes nothing is told, and what leads back to where it came from is refused."""

from __future__ import annotations

import re

import pytest

from engine.errors import ScenarioError
from sim.scenario import Scenario, library
from sim.scenario.checking.concern import Weight
from sim.scenario.checking.warnings import warnings_of
from tests.sim.scenario.planting import Blunder, assert_flagged

BRAND = "growing-brand"

NEEDLESS = {
    "an outage after the end": Blunder(
        'at = "95 d"', 'at = "400 d"', "outage.platform.at", "400 d after its start", file=BRAND,
    ),
    "an outage of a year": Blunder(
        'at = "95 d"\nlasts = "1 d"', 'at = "1 d"\nlasts = "365 d"', "outage.platform.lasts",
        "365 d against at most 60 d", file=BRAND,
    ),
    "a launch after the end": Blunder(
        'at = "60 d", lasts = "42 d"', 'at = "600 d", lasts = "42 d"',
        "action.launch-mail.runs", "600 d after its start", pattern=True, file=BRAND,
    ),
    "points that nobody ever has": Blunder(
        'least = "5 EUR"', 'least = "5000 EUR"', "loyalty_programme.least", "139 orders",
        file=BRAND,
    ),
    "a newsletter that ends all service": Blunder(
        'of = "newsletter", after = "launch", days = 3',
        'of = "service", after = "newsletter", days = 300',
        "contact_policy.gaps.4.days", "not within 300 d of it, of 365 d", file=BRAND,
    ),
    "beginners and regulars alike": Blunder(
        'segment == \\"starter\\"', 'segment != "veteran"', "persona.regular.taken_for",
        "by segment", pattern=True, file=BRAND,
    ),
    "two hundred people for a handful of calls": Blunder(
        "servers = 2\n", "servers = 200\n", "channel.chat.servers", "0.0896 % busy", file=BRAND,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NEEDLESS)
def test_what_changes_nothing_is_told(name: str) -> None:
    assert_flagged(NEEDLESS[name])


def test_a_flight_too_late_beside_one_in_time_is_a_remark() -> None:
    text = library.text_of(BRAND).replace(
        'lasts = "42 d" }]', 'lasts = "42 d" }, { at = "600 d", lasts = "1 d" }]'
    )
    told = warnings_of(Scenario.from_text(text))
    assert {item.message for item in told} == {
        "one of these flights comes after the end of the run"
    }
    assert {item.weight for item in told} == {Weight.REMARK}


@pytest.mark.parametrize(
    ("rule", "apart"),
    [
        ('segment == "starter"', True),
        ('segment in ("starter", "veteran")', True),
        ('segment in ("starter", "regular")', False),
        ('"starter" != segment', True),
        ('segment == "trainer" or visits > 3', False),
    ],
)
def test_who_tells_personas_apart(rule: str, apart: bool) -> None:
    text = library.text_of(BRAND).replace('is_missing(segment) or segment == "starter"', rule)
    told = {item.where for item in warnings_of(Scenario.from_text(text))}
    assert ("persona.regular.taken_for" in told) != apart


ALONE = """
[scenario]
name = "corner"
title = "Corner"
days = 30
market = 100
currency = "EUR"
start = 2026-01-05

[[persona]]
name = "anyone"
title = "Anyone"
share = 1
need = "1 per 60 d"
order_value = "10 EUR"
margin = 0.5
channels = { web = 1 }

[[channel]]
name = "web"
kind = "site"

[[strategy]]
name = "plain"
title = "Plain"
"""


def test_one_channel_and_no_action_leave_nothing_to_join_or_decide() -> None:
    told = {item.where: item.message for item in warnings_of(Scenario.from_text(ALONE))}
    assert "nothing to join" in told["channel.web"]
    assert "nothing to decide" in told["action"]


TO_ITSELF = {
    "pays on television": (
        '(name = "web"\n)', '\\1pays_at = "tv"\n', "channel.web.pays_at", "nobody pays at",
    ),
    "beside itself": ('(name = "web"\n)', "\\1beside = { web = 0.5 }\n", "channel.web.beside.web",
                      "beside itself"),
    "moves to itself": (
        '(name = "from-facebook"\n)', '\\1to = "facebook"\n', "kpi_rule.from-facebook.to",
        "where they come from",
    ),
    "taken for itself": (
        "taken_for = { starter = 0.35 }", "taken_for = { regular = 0.35 }",
        "persona.regular.taken_for.regular", "another persona",
    ),
    "overflow in a circle": (
        'name = "(chat|phone)"\n(?=kind)',
        lambda found: found[0] + f'overflow = "{"phone" if found[1] == "chat" else "chat"}"\n',
        "channel.chat.overflow", "chat -> phone -> chat",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TO_ITSELF)
def test_what_leads_back_to_itself_is_refused(case: str) -> None:
    old, new, where, told = TO_ITSELF[case]
    text, count = re.subn(old, new, library.text_of(BRAND))
    assert count
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_text(text, file="brand.toml")
    message = str(caught.value)
    assert where in message
    assert told in message


def test_a_message_against_itself_is_refused() -> None:
    text = library.text_of(BRAND)
    said = re.search(r'message = "([^"]+)"', text)
    assert said
    text = text.replace(said[0], f'{said[0]}\ncontradicts = ["{said[1]}"]', 1)
    with pytest.raises(ScenarioError, match="contradicts what it says itself"):
        Scenario.from_text(text)
