"""The closed lists of words that a scenario file may use."""

from __future__ import annotations

import re

OBJECTIONS: tuple[str, ...] = ("price", "trust", "information", "timing", "touch")
"""What can stand in the way of a purchase."""

STEPS: tuple[str, ...] = ("browse", "product", "basket", "checkout")
"""Steps of a session in order; ``pay`` always follows the last one."""

STAGES: tuple[str, ...] = ("awareness", "consideration", "conversion", "loyalty")
"""Stages of the funnel that a creative can be made for."""

TRIGGERS: tuple[str, ...] = (
    "visit", "basket", "exit", "signup", "open", "click", "call", "booking", "no_show",
    "purchase", "service", "review", "case", "solved",
)  # fmt: skip
"""Events that can start an action at once; ``plan`` stands for the daily plan."""

ASKS: tuple[str, ...] = ("signup", "review", "referral", "call", "follow", "survey")
"""What a treatment can ask for."""

LEARNED: tuple[str, ...] = (
    "open", "click", "visit", "signup", "booking", "purchase", "review",
)  # fmt: skip
"""Outcomes whose rate an action can learn as the run goes."""

SOURCE_KINDS: tuple[str, ...] = ("mine", "published", "fitted", "assumed")
"""Where a number comes from."""

DISTRIBUTIONS: tuple[str, ...] = ("uniform", "triangular", "normal", "lognormal")

KPIS: tuple[str, ...] = (
    "profit", "revenue", "contribution", "media_cost", "platform_cost", "discount_cost",
    "staff_hours", "leads", "bookings", "no_shows", "purchases", "buyers", "conversion_rate",
    "repeat_rate", "retention_rate", "customer_value", "acquisition_cost", "return_on_spend",
    "payback_days", "loss_probability", "touches_per_purchase", "days_to_purchase",
    "effort_per_purchase", "opt_out_rate", "wasted_contacts", "contradictions", "satisfaction",
    "reviews", "referrals", "queue_abandonment",
)  # fmt: skip
"""Results that can be named as the one that decides."""

DIALS: tuple[str, ...] = (
    "knowledge", "sync", "recognition", "decider", "slots", "contact_policy", "continuity",
    "offers", "suppression", "budget", "actions",
)  # fmt: skip
"""The dials of a strategy, in the order of the design."""

RESERVED_NAMES: tuple[str, ...] = ("value", "labels", "default", "group", "all", "none")
"""Words that mean something of their own where names stand."""

NAME_LENGTH = 40
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
"""What a name may look like (whole match, up to `NAME_LENGTH` characters)."""
