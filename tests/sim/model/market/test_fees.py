"""What it costs to have a channel: fees, and hours of staff and of content less what tools save."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario import Scenario
from sim.scenario.fees import price_list
from tests.verification.firms import PLAIN, changed, written

FEES = {"setup": 900, "monthly": 40, "staff_hours": 5, "content_hours": 20}
SHOP = changed(
    PLAIN,
    {
        "channel.web": {"kind": "site", **FEES},
        "channel.mail": {"kind": "email", **FEES},
        "action.news": {"propensity": 0.1, "treatments": [{"channel": "mail"}]},
        "strategy.quiet": {"actions": []},
    },
)  # fmt: skip


def fees(strategy: str = "plain", **edits: Any) -> tuple[float, float, float]:
    """Set-up, a month, and hours a month of the channels."""
    firm = changed(SHOP, {key.replace("__", "."): value for key, value in edits.items()})
    scenario = Scenario.from_text(written(firm))
    fee = price_list(scenario, scenario.resolved(strategy))["channels"]
    return fee.setup / 100, fee.monthly / 100, fee.hours


def test_a_channel_costs_where_an_allowed_action_uses_it() -> None:
    assert fees() == (900, 40, 25)
    assert fees("quiet") == (0, 0, 0)


def test_a_channel_that_is_always_there_costs_all_the_same() -> None:
    assert fees(channel__web__always=True) == (1800, 80, 50)
    assert fees("quiet", channel__web__always=True) == (900, 40, 25)


@pytest.mark.parametrize("saved", [0, 0.4, 1])
def test_automation_saves_its_share_of_the_hours_for_content(saved: float) -> None:
    assert fees(channel__mail__automation=saved) == (900, 40, 5 + 20 * (1 - saved))
