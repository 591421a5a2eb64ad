"""Channels whose costs are charged under no strategy, as `journey check` tells them."""

from __future__ import annotations

from sim.scenario import Scenario
from sim.scenario.checking.concern import Concern
from sim.scenario.checking.warnings import warnings_of

APP = """
[[channel]]
name = "app"
kind = "app"
setup = 4000
monthly = 110
content_hours = 8
"""
RULE = 'eligible = "customer and visits > 0"'
NOT_CHARGED = "charged under no strategy"


def found(text: str) -> list[Concern]:
    return warnings_of(Scenario.from_text(text))


def uncharged(text: str) -> list[Concern]:
    return [item for item in found(text) if NOT_CHARGED in item.message]


def test_a_channel_that_nobody_is_charged_for(base: str) -> None:
    """People use the app by themselves, and no action goes out on it."""
    text = base.replace("[[creative]]", APP + "[[creative]]", 1)
    text = text.replace("web = 0.5,", "web = 0.5, app = 0.3,")
    (concern,) = uncharged(text)
    assert concern.where == "channel.app"
    assert "always = true" in concern.message
    assert concern.arithmetic == (
        "EUR 4,000.00 once + EUR 110.00 x 12 months + 8 h x EUR 30.00 x 12 months = EUR 8,200.00 "
        "in the first year"
    )
    for mended in (
        text.replace('kind = "app"', 'kind = "app"\nalways = true'),
        text.replace('kind = "app"', 'kind = "app"\nabsent = true'),
        text.replace("setup = 4000\nmonthly = 110\ncontent_hours = 8", "staff_hours = 8"),
    ):
        assert mended != text
        assert uncharged(mended) == []


def test_costs_of_a_channel_whose_action_never_starts_only_follow(base: str) -> None:
    text = base.replace('kind = "email"', 'kind = "email"\nmonthly = 20', 1)
    assert uncharged(text) == []
    dead = text.replace(RULE, 'eligible = "1 > 2"')
    assert "action.mail.eligible" in [item.where for item in found(dead)]
    assert uncharged(dead) == []
