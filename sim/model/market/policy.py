"""The contact policy as kernels read it."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from sim.model.contact.policy import DAILY, ROLLING, WEEKLY
from sim.model.records.sizes import CAPS, MINUTE
from sim.scenario import Scenario
from sim.scenario.dials import ResolvedDials

Record = Any  # one element of a structured array


def fill_policy(p: Record, scenario: Scenario, dials: ResolvedDials) -> None:
    policy = scenario.contact_policy
    p["quiet_from"] = -1
    p["holdout"] = policy.holdout
    p["count_transactional"] = policy.count_transactional
    if policy.quiet is not None:
        p["quiet_from"], p["quiet_to"] = (minute * MINUTE for minute in policy.quiet)
    p["after_purchase"] = policy.after_purchase // MINUTE
    p["hold_capped"] = policy.at_cap == "hold"
    p["drop_quiet"] = policy.in_quiet == "drop"
    p["firm_zone"] = policy.zone == "firm"
    p["count_inbound"] = policy.count_inbound
    p["count_lag"] = policy.counters_lag // MINUTE
    _distances(p, scenario)
    index = {channel.name: place for place, channel in enumerate(scenario.channels)}
    caps = policy.caps
    assert len(caps) <= CAPS
    p["n_caps"] = len(caps)
    n = len(scenario.channels)
    for place, cap in enumerate(caps):
        p["cap_limit"][place] = cap.limit
        counted = [index[name] for name in cap.channels or tuple(index)]
        if cap.rolls:
            p["cap_kind"][place] = ROLLING
            p["cap_span"][place] = int(cap.per) // MINUTE
            p["rolling"] = 1
        else:
            p["cap_kind"][place] = {"day": DAILY, "week": WEEKLY}[str(cap.per)]
        scope = dials.contact_policy
        if cap.scope == "channel":
            scope = np.arange(n)
        elif cap.scope == "customer":
            scope = np.zeros(n, np.int64)
        for channel in counted:
            together = [other for other in counted if scope[other] == scope[channel]]
            p["cap_group"][place, channel] = sum(1 << other for other in together)


def _distances(p: Record, scenario: Scenario) -> None:
    """Pairs of actions that keep a distance: "not within", one way; "never with", both ways."""
    policy = scenario.contact_policy
    pairs = [(gap.of, gap.after, round(gap.days * 1440)) for gap in policy.gaps]
    for first, second in policy.never_together:
        pairs += [(first, second, 0), (second, first, 0)]
    p["n_pairs"] = len(pairs)
    actions = scenario.actions
    names = [(action.name, action.group) for action in actions]
    for number, (held, after, span) in enumerate(pairs):
        for one, other in itertools.product(range(len(actions)), repeat=2):
            if held in names[one] and after in names[other]:
                for these in ((one, other), (other, one)):  # within a plan there is no order
                    p["a_spaced"][these[0], these[1] // 64] |= np.uint64(1 << these[1] % 64)
        p["pair_span"][number] = span
        for treatment in range(int(p["treatments"])):
            action = actions[p["t_action"][treatment]]
            for field, named in (("t_apart", held), ("t_after", after)):
                if named in (action.name, action.group):
                    p[field][treatment] |= np.uint32(1 << number)
