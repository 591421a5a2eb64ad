"""Places where people meet the firm in person."""

from __future__ import annotations

from sim.scenario.kinds.preset import Preset

PLACES: dict[str, Preset] = {
    "service": Preset(
        "service by appointment",
        {
            "contact": "inbound",
            "appointments": True,
            "servers": 1,
            "hours": "08:00-18:00",
            "open_days": "mon-fri",
            "service": "1 h",
            "no_show": "5 %",
            "lead": "1 d",
            "step_effort": 0.5,
            "open": 1.0,
            "always": True,
        },
        "a workshop with office hours; one in twenty appointments is missed",
    ),
    "shop": Preset(
        "shop or showroom",
        {
            "contact": "inbound",
            "visits": "1 per 180 d",
            "steps": ["browse", "product", "checkout"],
            "pass": {"browse": 0.7, "product": 0.5, "checkout": 0.95},
            "step_effort": 0.5,
            "discover": 0.3,
            "resolves": {"touch": 0.9, "information": 0.5, "trust": 0.3},
            "session": "20 min",
            "open": 1.0,
            "hours": "09:00-18:00",
            "open_days": "mon-sat",
            "always": True,
            "names_buyers": False,
        },
        "half of those who look at a product in a shop take it to the till",
    ),
    "showroom": Preset(
        "showroom",
        {
            "contact": "inbound",
            "visits": "1 per 365 d",
            "catchment": 15.0,
            "steps": ["browse", "product", "checkout"],
            "pass": {"browse": 0.9, "product": 0.4, "checkout": 0.95},
            "step_effort": 0.4,
            "discover": 0.1,
            "resolves": {"touch": 0.95, "information": 0.6, "trust": 0.4},
            "session": "30 min",
            "open": 1.0,
            "hours": "10:00-18:00",
            "open_days": "mon-sat",
            "always": True,
            "names_buyers": False,
        },
        "who comes to try a thing has come for it; half as many come for each 15 km of the way",
    ),
    "till": Preset(
        "till",
        {"contact": "inbound", "visits": 0, "names_buyers": False, "always": True},
        "who pays at a till is known only by a card, a code or a log-in",
    ),
    "event": Preset(
        "event or fair",
        {
            "contact": "inbound",
            "visits": "1 per 10 d",
            "catchment": 30.0,
            "steps": ["browse", "product"],
            "pass": {"browse": 0.8, "product": 0.1, "pay": 0.9},
            "step_effort": 0.4,
            "session": "1 h",
            "discover": 0.5,
            "open": 0.9,
            "click": 0.2,
            "resolves": {"touch": 0.7, "information": 0.5, "trust": 0.3},
            "hours": "10:00-18:00",
        },
        "somebody nearby comes by on one of ten days that it lasts",
    ),
}
"""Defaults by kind."""
