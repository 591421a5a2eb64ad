"""A small town whose two strategies differ in one thing, or in nothing but luck."""

from __future__ import annotations

from typing import Any

from sim.scenario import Scenario
from tests.random_scenarios.pick import Raw
from tests.verification.firms import Firm, written

BOTH = ("mail-one", "mail-two")


def town(channels: dict[str, Any], **tables: Any) -> Scenario:
    """People with needs, a web shop, and what else is given."""
    firm: Firm = {
        "scenario": {
            "name": "town", "title": "A town", "start": Raw("2026-01-05"), "market": 150,
            "days": 40,
        },
        "behaviour": {"competitor": "1 per 12 d"},
        "contact_policy": {"after_purchase": "5 d"},
        "budget": {"total": "20000 EUR"},
        "persona": {
            "anyone": {
                "share": 1, "need": "1 per 12 d", "order_value": 100, "order_spread": 0.3,
                "margin": 0.5, "recognisability": 1, "customer": 0.5, "aware": 0.8,
                "objections": {"information": 0.4, "price": 0.3},
                "channels": {"web": 0.8, **dict.fromkeys(channels, 0.8)},
                "consents": dict.fromkeys(channels, 0.9),
            }
        },
        "channel": {"web": {"kind": "site", "visits": "1 per 10 d"}, **channels},
        "creative": {"news": {"resolves": {"information": 0.5}}},
        **tables,
    }  # fmt: skip
    return Scenario.from_text(written(firm), file="town")


def twins() -> Scenario:
    """Two ways to write to people that are the same in all but their names.

    Neither strategy earns more than the other in expectation, by symmetry; their luck is another,
    as draws are addressed by the names of channels.
    """

    def letter(channel: str) -> dict[str, Any]:
        return {
            "propensity": 0.05,
            "treatments": [{"channel": channel, "creative": "news", "landing": "web"}],
        }

    return town(
        {name: {"kind": "email"} for name in BOTH},
        action={f"by-{name}": letter(name) for name in BOTH},
        strategy={name: {"recognition": 1, "actions": [f"by-{name}"]} for name in BOTH},
    )


def continued() -> Scenario:
    """Two strategies that differ in continuity alone."""
    return town(
        {"app": {"kind": "app", "visits": "1 per 10 d"}},
        strategy={
            "apart": {"recognition": 1},
            "joined": {"recognition": 1, "continuity": 1},
        },
    )
