"""Paid audiences: impressions as people browse, search or watch."""

from __future__ import annotations

from sim.scenario.kinds.preset import WORDSTREAM, Preset

ADVERTISING: dict[str, Preset] = {
    "display": Preset(
        "display advertising",
        {
            "contact": "audience",
            "impressions": "2 per d",
            "notice": "10 %",
            "click": "4.6 %",
            "cost_per_click": 0.63,
            "pressure": 0.1,
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
            "contact": "audience",
            "impressions": "1 per d",
            "notice": "20 %",
            "click": "4 %",
            "cost_per_thousand": 7,
            "pressure": 0.1,
        },
        "ads in a feed are noticed more than banners; price of a thousand impressions in Europe",
    ),
    "search": Preset(
        "search advertising",
        {
            "contact": "audience",
            "impressions": "1 per 30 d",
            "notice": "50 %",
            "click": "6.34 %",
            "cost_per_click": 2.69,
            "pressure": 0.0,
        },
        "an ad among the results is seen by half of those who search; searches for a garage are "
        "about monthly",
        {
            "click": (WORDSTREAM + ": click 3.17 % of impressions over 50 % noticed", 2018),
            "cost_per_click": (WORDSTREAM + ": $2.69", 2018),
        },
    ),
    "search-general": Preset(
        "search ads on general terms",
        {
            "contact": "mass",
            "impressions": "1 per 3 d",
            "intent": "general",
            "notice": "50 %",
            "click": "6.34 %",
            "cost_per_click": 2.69,
            "pressure": 0.0,
        },
        "somebody with a need searches for the kind of thing every few days, and half of them look "
        "at the ads, which are bought by the word, not for a person",
        {
            "click": (WORDSTREAM + ": click 3.17 % of impressions over 50 % noticed", 2018),
            "cost_per_click": (WORDSTREAM + ": $2.69", 2018),
        },
    ),
    "search-specific": Preset(
        "search ads on specific terms",
        {
            "contact": "mass",
            "impressions": "1 per 3 d",
            "intent": "specific",
            "notice": "60 %",
            "click": "20 %",
            "cost_per_click": 0.80,
            "pressure": 0.0,
        },
        "who types the firm's or the product's name clicks the first result, and nobody else bids "
        "much for it",
    ),
    "video": Preset(
        "video advertising",
        {
            "contact": "audience",
            "impressions": "1 per d",
            "notice": "30 %",
            "click": "1 %",
            "cost_per_thousand": 15,
            "pressure": 0.3,
            "power": 0.8,
        },
        "a pre-roll is watched by three in ten to its end; price of a thousand views in Europe",
    ),
    "shoppable": Preset(
        "posts that can be bought from",
        {
            "contact": "audience",
            "impressions": "1 per d",
            "notice": "20 %",
            "click": "4 %",
            "cost_per_thousand": 9,
            "pressure": 0.1,
            "steps": ["product", "checkout"],
            "pass": {"product": 0.3, "checkout": 0.7, "pay": 0.98},
            "step_effort": 0.15,
            "session": "2 min",
            "resolves": {"information": 0.2},
        },
        "an ad in a feed that sells on the spot: fewer steps, less to read",
    ),
    "sponsored": Preset(
        "sponsored rank on a marketplace",
        {
            "contact": "mass",
            "impressions": "1 per 2 d",
            "intent": "general",
            "notice": "40 %",
            "click": "5 %",
            "cost_per_click": 0.90,
            "pressure": 0.0,
        },
        "a place among the first results of a marketplace, paid by the click",
    ),
}
"""Defaults by kind."""
