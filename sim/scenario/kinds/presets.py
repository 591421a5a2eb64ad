"""Defaults of a channel by its kind: one table, each number with its source.

Values are written as in a scenario file. What a kind does not name has the neutral default of
the channel's field (0, none, never).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim.scenario.reading.labels import Label

MAILCHIMP = "Mailchimp, October 2019"
WORDSTREAM = "WordStream 2018/19"
OMNISEND_SMS = "Omnisend, 2020"


@dataclass(frozen=True)
class Preset:
    """Defaults of one kind: ``values`` by field, ``published`` sources by field.

    Fields without a published source are assumed, for the reason given.
    """

    title: str
    values: dict[str, Any]
    reason: str
    published: dict[str, tuple[str, int]] = field(default_factory=dict)

    def label(self, key: str, text: str) -> Label:
        """The label of a default of this kind."""
        if key in self.published:
            source, year = self.published[key]
            return Label("published", source, year, text=text, default=True)
        return Label("assumed", self.reason, text=text, default=True)


PRESETS: dict[str, Preset] = {
    "site": Preset(
        "web site",
        {
            "contact": "inbound", "visits": "1 per 90 d",
            "steps": ["browse", "product", "basket", "checkout"],
            "pass": {"browse": 0.6, "product": 0.4, "basket": 0.6, "checkout": 0.5, "pay": 0.98},
            "step_effort": 0.3, "session": "5 min", "open": 0.8, "click": 0.05, "pressure": 0.5,
            "discover": 0.2, "resolves": {"information": 0.3},
        },
        "a plain web site: 60 x 40 x 60 x 50 % of visits with an open need buy, about 7 %; "
        "basket x checkout 0.30 agrees with 70 % of baskets left (Baymard 2024)",
    ),
    "email": Preset(
        "e-mail",
        {
            "contact": "message", "open": "22.71 %", "click": "12.8 %", "unsubscribe": "0.25 %",
            "bounce": "1.01 %", "delay": "6 h", "cost": 0.01, "pressure": 1.0, "step_effort": 0.2,
            "session": "2 min",
        },
        "an e-mail is seen within hours and costs about a cent to send",
        {
            "open": (MAILCHIMP + ": open rate, all industries", 2019),
            "click": (MAILCHIMP + ": click 2.91 % of deliveries over open 22.71 %", 2019),
            "unsubscribe": (MAILCHIMP, 2019),
            "bounce": (MAILCHIMP + ": hard 0.40 % and soft 0.61 %", 2019),
        },
    ),
    "sms": Preset(
        "text message",
        {
            "contact": "message", "open": 0.9, "click": "11.8 %", "unsubscribe": "1 %",
            "bounce": "2 %", "delay": "5 min", "cost": 0.08, "pressure": 2.0, "step_effort": 0.2,
            "session": "2 min",
        },
        "nearly all text messages are read at once, and they press more than an e-mail",
        {"click": (OMNISEND_SMS + ": click 10.63 % of deliveries over 90 % read", 2020)},
    ),
    "display": Preset(
        "display advertising",
        {
            "contact": "audience", "impressions": "2 per d", "notice": "10 %", "click": "4.6 %",
            "cost_per_click": 0.63, "pressure": 0.1,
        },
        "a member of an audience sees a few ads a day and notices one in ten",
        {
            "click": (WORDSTREAM + ": click 0.46 % of impressions over 10 % noticed", 2018),
            "cost_per_click": (WORDSTREAM + ": $0.63", 2018),
        },
    ),
    "social": Preset(
        "social network",
        {
            "contact": "audience", "impressions": "1 per d", "notice": "20 %", "click": "4 %",
            "cost_per_thousand": 7, "pressure": 0.1,
        },
        "ads in a feed are noticed more than banners; price of a thousand impressions in Europe",
    ),
    "search": Preset(
        "search advertising",
        {
            "contact": "audience", "impressions": "1 per 30 d", "notice": "50 %",
            "click": "6.34 %", "cost_per_click": 2.69, "pressure": 0.0,
        },
        "an ad among the results is seen by half of those who search; searches for a garage are "
        "about monthly",
        {
            "click": (WORDSTREAM + ": click 3.17 % of impressions over 50 % noticed", 2018),
            "cost_per_click": (WORDSTREAM + ": $2.69", 2018),
        },
    ),
    "messenger": Preset(
        "messenger",
        {
            "contact": "message", "steps": ["product", "checkout"],
            "pass": {"product": 0.5, "checkout": 0.7}, "step_effort": 0.3, "session": "10 min",
            "resolves": {"information": 0.4, "trust": 0.2},
            "open": 0.7, "click": 0.1, "unsubscribe": "0.5 %", "delay": "30 min", "pressure": 1.5,
        },
        "messages of a firm one has written to are mostly read",
    ),
    "phone": Preset(
        "telephone",
        {
            "contact": "inbound", "visits": "1 per 365 d", "steps": ["product", "checkout"],
            "pass": {"product": 0.7, "checkout": 0.8}, "step_effort": 0.4, "session": "4 min",
            "servers": 1, "hours": "08:00-18:00", "open_days": "mon-fri", "service": "4 min",
            "patience": "3 min", "discover": 0.1,
            "resolves": {"information": 0.5, "trust": 0.3, "timing": 0.2},
        },
        "a call of a few minutes in office hours; callers wait about as long",
    ),
    "service": Preset(
        "service by appointment",
        {
            "contact": "inbound", "appointments": True, "servers": 1, "hours": "08:00-18:00",
            "open_days": "mon-fri", "service": "1 h", "no_show": "5 %", "lead": "1 d",
            "step_effort": 0.5, "open": 1.0, "always": True,
        },
        "a workshop with office hours; one in twenty appointments is missed",
    ),
    "shop": Preset(
        "shop or showroom",
        {
            "contact": "inbound", "visits": "1 per 180 d",
            "steps": ["browse", "product", "checkout"],
            "pass": {"browse": 0.7, "product": 0.5, "checkout": 0.95}, "step_effort": 0.5,
            "discover": 0.3, "resolves": {"touch": 0.9, "information": 0.5, "trust": 0.3},
            "session": "20 min", "open": 1.0, "hours": "09:00-18:00", "open_days": "mon-sat",
            "always": True,
        },
        "half of those who look at a product in a shop take it to the till",
    ),
}  # fmt: skip
