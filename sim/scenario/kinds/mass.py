"""Mass media: spots, posts and insertions that nobody is chosen for."""

from __future__ import annotations

from sim.scenario.kinds.preset import Preset

MASS: dict[str, Preset] = {
    "tv": Preset(
        "television",
        {
            "contact": "mass",
            "rating": "3 %",
            "notice": "40 %",
            "click": "0.1 %",
            "cost_per_spot": 800,
            "pressure": 0.1,
            "power": 0.6,
            "links": False,
            "landing_delay": "2 h",
        },
        "a regional spot is on while three in a hundred watch, four in ten of whom look up",
    ),
    "radio": Preset(
        "radio",
        {
            "contact": "mass",
            "rating": "2 %",
            "notice": "30 %",
            "click": "0.05 %",
            "cost_per_spot": 80,
            "pressure": 0.1,
            "power": 0.4,
            "links": False,
            "landing_delay": "4 h",
        },
        "a local spot, heard while something else is done",
    ),
    "print": Preset(
        "advertisement in print",
        {
            "contact": "mass",
            "rating": "20 %",
            "notice": "10 %",
            "click": "0.3 %",
            "cost_per_spot": 900,
            "pressure": 0.05,
            "power": 0.5,
            "links": False,
            "landing_delay": "1 d",
        },
        "a local paper is read by one in five, and an ad in it seen by one reader in ten",
    ),
    "outdoor": Preset(
        "posters",
        {
            "contact": "mass",
            "rating": "10 %",
            "notice": "10 %",
            "click": "0.05 %",
            "cost_per_spot": 60,
            "pressure": 0.02,
            "power": 0.2,
            "links": False,
            "landing_delay": "1 d",
        },
        "a poster is passed by one in ten a day and noticed by one in ten of them",
    ),
    "posts": Preset(
        "posts for followers",
        {
            "contact": "mass",
            "followers": True,
            "rating": "10 %",
            "notice": "50 %",
            "click": "2 %",
            "unsubscribe": "0.1 %",
            "pressure": 0.1,
            "power": 0.7,
        },
        "a network shows a post of a firm to one in ten of its followers; it costs work, not money",
    ),
}
"""Defaults by kind."""
