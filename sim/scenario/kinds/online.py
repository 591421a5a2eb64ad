"""Channels of one's own on the net: people come there by themselves."""

from __future__ import annotations

from sim.scenario.kinds.preset import Preset

ONLINE: dict[str, Preset] = {
    "site": Preset(
        "web site",
        {
            "contact": "inbound",
            "visits": "1 per 90 d",
            "steps": ["browse", "product", "basket", "checkout"],
            "pass": {"browse": 0.6, "product": 0.4, "basket": 0.6, "checkout": 0.5, "pay": 0.98},
            "step_effort": 0.3,
            "session": "5 min",
            "open": 0.8,
            "click": 0.05,
            "pressure": 0.5,
            "discover": 0.2,
            "resolves": {"information": 0.3},
        },
        "a plain web site: 60 x 40 x 60 x 50 % of visits with an open need buy, about 7 %; "
        "basket x checkout 0.30 agrees with 70 % of baskets left (Baymard 2024)",
    ),
    "app": Preset(
        "mobile app",
        {
            "contact": "inbound",
            "visits": "1 per 30 d",
            "steps": ["browse", "product", "basket", "checkout"],
            "pass": {"browse": 0.6, "product": 0.5, "basket": 0.7, "checkout": 0.6, "pay": 0.98},
            "step_effort": 0.2,
            "session": "5 min",
            "open": 0.9,
            "click": 0.05,
            "pressure": 0.5,
            "resolves": {"information": 0.3},
            "express": 0.5,
        },
        "who has the app comes more often, is logged in, and has less to type than on a site",
    ),
    "organic-search": Preset(
        "search results that are not paid for",
        {
            "contact": "inbound",
            "visits": "1 per 5 d",
            "intent": "general",
            "discover": 1.0,
            "step_effort": 0.1,
        },
        "somebody with a need searches every few days; half of them click a result that is not an "
        "ad, and a firm is found among several",
    ),
    "brand-search": Preset(
        "search for the firm by name",
        {
            "contact": "inbound",
            "visits": "1 per 3 d",
            "intent": "specific",
            "step_effort": 0.05,
        },
        "who knows a firm and is about to buy looks it up rather than type its address",
    ),
    "marketplace": Preset(
        "marketplace",
        {
            "contact": "inbound",
            "visits": "1 per 30 d",
            "steps": ["product", "basket", "checkout"],
            "pass": {"product": 0.35, "basket": 0.6, "checkout": 0.8, "pay": 0.98},
            "step_effort": 0.15,
            "session": "5 min",
            "open": 0.5,
            "click": 0.03,
            "pressure": 0.2,
            "discover": 1.0,
            "resolves": {"information": 0.3, "trust": 0.4},
            "shows_reviews": True,
            "commission": "15 %",
        },
        "everybody is logged in and pays with a click, so many baskets are bought; the usual fee "
        "of large marketplaces for household goods is about 15 %",
    ),
    "affiliate": Preset(
        "affiliate sites",
        {
            "contact": "inbound",
            "visits": "1 per 60 d",
            "intent": "general",
            "discover": 1.0,
            "step_effort": 0.1,
            "commission": "8 %",
        },
        "tests and lists of others that link to the firm, for a share of the sale",
    ),
    "referral": Preset(
        "friends with a code",
        {
            "contact": "inbound",
            "visits": "1 per 30 d",
            "friends_only": True,
            "discover": 1.0,
            "step_effort": 0.05,
        },
        "who holds a friend's code and needs something uses its link within some days",
    ),
}
"""Defaults by kind."""
