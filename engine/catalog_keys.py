"""The keys of a catalogue file, by table."""

from __future__ import annotations

from engine.constraints_file import CONSTRAINT_KEYS
from engine.exploration.file import EXPLORE_KEYS

__all__ = ["OF_SIMULATION", "OWN"]

OF_SIMULATION: dict[str, frozenset[str]] = {
    "": frozenset(
        "behaviour change competitor customers device known kpi kpi_rule loyalty_programme outage "
        "persona platform run_in service strategy uncertainty variant".split()
    ),
    "scenario": frozenset(
        "day days description market name season start title weekday window zone".split()
    ),
    "channel": frozenset(
        "absent always answer_time appointments automation beside books bounce catchment click "
        "commission contact content_hours cost_per_spot dates delay delivery_days devices "
        "discover express followers form friends_only hours impressions intent kind kpi "
        "landing_delay lead leads_to links monthly names_buyers no_show notice open open_days "
        "opening_reviews opening_stars order_fee overflow parallel pass patience pays_at "
        "power pressure purpose rating resolves servers service session setup shows_reviews "
        "solves staff_hours step_effort steps takes_cases target transit unsubscribe users "
        "visits".split()
    ),
    "creative": frozenset(
        "appeal comfort contradicts formats message personal resolves stage urgent".split()
    ),
    "offer": frozenset("amount discount replaces valid".split()),
    "action": frozenset("at delay goal runs".split()),
    "treatment": frozenset("asks grants landing silent spots starts".split()),
    "contact_policy": frozenset(
        "after_purchase at_cap count_inbound counters_lag gaps in_quiet never_together quiet "
        "zone".split()
    ),
    "cap": frozenset(["rolling"]),
    "budget": frozenset(),
}
"""Keys of a scenario's tables that a decision on its own has no use for."""

OWN: dict[str, frozenset[str]] = {
    "": frozenset(
        "action budget channel constraint contact_policy creative decision exclusion offer "
        "profile scenario".split()
    ),
    "scenario": frozenset(["currency"]),
    "decision": frozenset("explore groups slots value".split()),
    "profile": frozenset("kind name values".split()),
    "channel": frozenset(
        "consent contacts cost cost_per_click cost_per_thousand expected_cost name suppressed "
        "title".split()
    ),
    "creative": frozenset("name title".split()),
    "offer": frozenset("name title".split()),
    "action": frozenset(
        "after_purchase applicable boost context deliver eligible explore fallback group holdout "
        "name on propensity suitable title transactional treatments value when".split()
    ),
    "treatment": frozenset("channel creative offer".split()),
    "contact_policy": frozenset("caps count_transactional holdout".split()),
    "cap": frozenset("channels limit per scope".split()),
    "budget": frozenset("minimum_return split total".split()),
    "scorecard": frozenset("intercept weights".split()),
    "learned": frozenset("learned prior segment strength".split()),
    **CONSTRAINT_KEYS,
    **EXPLORE_KEYS,
}
"""Keys that are read, by table."""
