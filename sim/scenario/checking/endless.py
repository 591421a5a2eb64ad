"""Planned contacts that never end: rules that hold for everybody, day after day.

Nobody can tell from a rule alone how often it will fire. So three customers who never react live a
year with each planned action by itself: one whom the firm has never seen, one who bought before the
start, and one who bought during the run. An action that goes on with all three has no end.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.rules import Expr, parse
from sim.scenario.checking.deadrules import LAYERS
from sim.scenario.dials import ResolvedDials
from sim.scenario.models import Action, Cap
from sim.scenario.values.quantities import DAY

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

DAYS = 365
MANY = 24
"""Contacts a year with those who never react from which it is worth a word: two a month."""
MANY_CAPPED = 150
"""The same where caps were set on purpose, and leave three a week."""

_STRANGER: dict[str, Any] = {
    "visits": 0, "unanswered": 0, "signups": 0, "step": "none", "customer": False, "booked": False,
    "bought": False, "reviewed": False, "referred": False, "attended": False, "identified": True,
}  # fmt: skip
_BUYER = {"visits": 3, "customer": True, "bought": True, "attended": True, "points": 0}
_SILENT: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    (_STRANGER, ()),
    ({**_STRANGER, "customer": True, "points": 0}, ()),
    ({**_STRANGER, **_BUYER}, ("days_since_visit", "days_since_purchase")),
)
"""Values of those who never react, and the fields that grow by one each day."""


def endless_contacts(
    scenario: Scenario, dials: Mapping[str, ResolvedDials]
) -> Iterator[tuple[str, str, str]]:
    """(key, message, arithmetic) for each planned action that writes to everybody for ever."""
    messages = {item.name for item in scenario.channels if item.contact == "message"}
    view = scenario.profile
    for place, action in enumerate(scenario.actions):
        channels = [t.channel for t in action.treatments if t.channel in messages]
        allowed = any(strategy.actions[place] for strategy in dials.values())
        if not action.planned or action.transactional or not channels or not allowed:
            continue
        texts = {layer: getattr(action, layer) for layer in LAYERS}
        rules = [parse(text, view, expects="condition") for text in texts.values() if text]
        caps = [cap for cap in scenario.contact_policy.caps if _concerns(cap, channels)]
        count = min(
            _contacts(scenario, action, rules, channels, caps, *silent) for silent in _SILENT
        )
        if count >= (MANY_CAPPED if caps else MANY):
            layer = next((name for name, text in texts.items() if text), "eligible")
            listed = ", ".join(dict.fromkeys(channels))
            yield (
                f"action.{action.name}.{layer}",
                "this holds for everybody and for ever, whether they react or not",
                f"up to {count} contacts a customer and year on {listed}, "
                + ("as many as the caps leave" if caps else f"as no cap limits {listed}"),
            )


def _concerns(cap: Cap, channels: list[str]) -> bool:
    return not cap.channels or bool(set(cap.channels) & set(channels))


def _contacts(
    scenario: Scenario,
    action: Action,
    rules: list[Expr],
    channels: list[str],
    caps: list[Cap],
    person: Mapping[str, Any],
    growing: tuple[str, ...],
) -> int:
    """Contacts of a year with somebody who never reacts; 0 where they end within the year."""
    # Imported only here, as the interpreter brings the compiler along: half of a second.
    from engine.rules import evaluate

    made: list[tuple[int, str]] = []
    start = scenario.scenario.start
    for day in range(DAYS):
        date = start + datetime.timedelta(days=day)
        values = {
            **person,
            **dict.fromkeys(growing, float(day + 1)),
            "unanswered": len(made),
            "weekday": date.weekday(),
            "month": date.month,
            "hour": (action.at or 12 * 60) // 60,
        }
        if made:
            values["days_since_contact"] = float(day - made[-1][0])
        if not all(evaluate(rule, values) is True for rule in rules):
            continue
        left = [name for name in channels if all(_leaves(cap, name, made, day) for cap in caps)]
        made += [(day, name) for name in (left if action.deliver == "all" else left[:1])]
    goes_on = any(day >= DAYS // 2 for day, _ in made)
    return len(made) if goes_on else 0


def _leaves(cap: Cap, channel: str, made: list[tuple[int, str]], day: int) -> bool:
    """Whether a cap leaves room for one more contact on a channel."""
    if cap.channels and channel not in cap.channels:
        return True
    if isinstance(cap.per, int):
        since = day - cap.per / DAY
        counted = [name for when, name in made if when > since]
    else:
        length = 7 if cap.per == "week" else 1
        counted = [name for when, name in made if when // length == day // length]
    if cap.scope == "customer":
        return len(counted) < cap.limit
    return counted.count(channel) < cap.limit
