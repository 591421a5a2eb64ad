"""Rules of a scenario that can never hold, by what the fields of the view can be.

`engine.rules.contradictions` proves it from the rules' words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.rules import ProfileSchema, parse
from engine.rules.contradictions import Bounds, why_dead
from sim.scenario.models import Action

__all__ = ["BOUNDS", "LAYERS", "MOST_SIGNUPS", "Bounds", "bounds_of", "dead_layer"]

BOUNDS: dict[str, tuple[float, float]] = {
    **dict.fromkeys(
        ("days_since_visit", "days_since_contact", "days_since_purchase", "visits", "unanswered",
         "signups", "distance", "points", "offer_days_left"),
        (0.0, math.inf),
    ),
    "rating": (1.0, 5.0),
    "hour": (0.0, 23.0),
    "weekday": (0.0, 6.0),
    "month": (1.0, 12.0),
}  # fmt: skip
"""Values that a field of the view can have."""
MOST_SIGNUPS = 3
"""Sign-ups that each channel can count of a customer."""


def bounds_of(actions: Sequence[Action]) -> Bounds:
    """Values of fields where these are all actions: sign-ups add up over channels."""
    asking = {t.channel for action in actions for t in action.treatments if t.asks == "signup"}
    return {**BOUNDS, "signups": (0.0, float(MOST_SIGNUPS * len(asking)))}


WHOLE = frozenset(
    ("visits", "unanswered", "signups", "rating", "points", "hour", "weekday", "month")
)
LAYERS = ("eligible", "applicable", "suitable")


def dead_layer(
    action: Action, view: ProfileSchema, bounds: Bounds = BOUNDS
) -> tuple[str, str] | None:
    """The first layer of an action that cannot hold, alone or with those before it, and why.

    Args:
        bounds: values that fields can have, from `bounds_of`.
    """
    never = ("channel",) if action.planned else ()  # a planned action happens on no channel
    rules = []
    for layer in LAYERS:
        text = getattr(action, layer)
        if text is not None:
            rules.append(parse(text, view, expects="condition"))
            reason = why_dead(rules, never=never, bounds=bounds, whole=WHOLE)
            if reason is not None:
                return layer, reason
    return None
