"""Random markets: time, personas, channels, contact policy, money."""

from __future__ import annotations

from typing import Any

from sim.scenario.kinds import PRESETS
from tests.random_scenarios.pick import Pick, Raw

MESSAGES = ("email", "sms", "messenger")
AUDIENCES = ("display", "social", "search")
OBJECTIONS = ("price", "trust", "information", "timing", "touch")
STEPS = ("browse", "product", "basket", "checkout")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
WINDOWS = ("1 d", "1 d", "1 d", "6 h", "12 h", "8 h", "2 d", "3 d", "7 d")
SIZES = (1, 7, 60, 255, 256, 257, 400, 513, 700)
LARGE = (1025, 1100, 1281, 1400)
"""More than four blocks of 256."""


def time(pick: Pick) -> dict[str, Any]:
    """[scenario]: few people for long, or five blocks of people for a short time."""
    large = pick.chance(0.5)
    month, day = pick.rng.randint(1, 12), pick.rng.randint(1, 28)
    table = {
        "name": "random",
        "title": "Random market",
        "start": Raw(f"{pick.rng.randint(2024, 2027)}-{month:02d}-{day:02d}"),
        "zone": pick.one(ZONES),
        "window": pick.one(WINDOWS),
        "days": pick.rng.randint(3, 12) if large else pick.rng.randint(3, 45),
        "market": pick.one(LARGE) if large else pick.one(SIZES),
    }
    if pick.chance(0.2):
        table["currency"] = pick.one(["JPY", "USD", "KWD"])
    if pick.chance(0.4):
        table["season"] = [pick.number(0, 2, 1) for _ in range(11)] + [1.0]
    if pick.chance(0.4):
        table["weekday"] = [pick.number(0, 2, 1) for _ in range(6)] + [1.0]
    if pick.chance(0.3):
        table["day"] = [pick.one([0, 0.5, 1, 4]) for _ in range(23)] + [1.0]
    return table


def behaviour(pick: Pick) -> dict[str, Any]:
    """[behaviour]: a few parameters away from their defaults, some at their ends."""
    ranges: dict[str, Any] = {
        "interest_half_life": lambda: pick.lasting("1 d", "10 d", "90 d"),
        "pressure_half_life": lambda: pick.lasting("6 h", "5 d", "40 d"),
        "goodwill_half_life": lambda: pick.lasting("3 d", "60 d"),
        "offer_memory": lambda: pick.lasting("0 d", "2 d", "30 d"),
        "attribution": lambda: pick.lasting("1 h", "7 d", "30 d"),
        "contradiction_goodwill": lambda: pick.number(0, 1),
        "excess_goodwill": lambda: pick.number(0, 1),
        "intrusion_goodwill": lambda: pick.number(0, 1),
        "seek": lambda: pick.number(0, 60, 1),
        "browsing": lambda: pick.number(0, 4, 1),
        "pressure_weight": lambda: pick.number(0, 5, 1),
        "effort_weight": lambda: pick.number(0, 4, 1),
        "need_interest": pick.share,
        "unaware_interest": pick.share,
        "word_of_mouth": pick.share,
        "bad_word_of_mouth": pick.share,
        "spontaneous_review": pick.share,
        "satisfaction_base": lambda: pick.number(-3, 3, 1),
        "stars_noise": lambda: pick.number(0, 1, 2),
        "trait_spread": lambda: pick.number(0, 1.5, 1),
        "competitor": lambda: pick.often(2, 60),
        "loyalty_step": pick.share,
        "loyalty_lapse": pick.share,
        "idle_interest": pick.share,
        "opening_need": lambda: pick.lasting("0 d", "14 d", "90 d"),
        "opening_satisfaction": pick.share,
        "usual_interest": pick.share,
        "effort_onset": lambda: pick.number(0, 2, 1),
        "strain_limit": lambda: pick.number(0, 6, 1),
        "stage_fit": lambda: pick.number(0, 2, 1),
        "annoyance_limit": lambda: pick.number(0, 3, 1),
        "excess_opt_out": lambda: pick.number(0, 3, 1),
        "goodwill_opt_out": pick.share,
        "landing_delay": lambda: pick.lasting("0 s", "10 s", "2 h"),
        "callback_spread": lambda: pick.lasting("0 h", "2 h", "30 h"),
        "neutral_satisfaction": pick.share,
        "experience_goodwill": lambda: pick.number(0, 2, 1),
        "delight": pick.share,
        "disappointment": pick.share,
        "advocate_loyalty": pick.share,
        "warning_weight": lambda: pick.number(0, 3, 1),
        "step_memory": lambda: pick.lasting("1 h", "30 d"),
        "idle_search": pick.share,
        "content_memory": lambda: pick.lasting("0 d", "3 d", "30 d"),
        "wear_weight": lambda: pick.number(0, 2, 1),
        "sameness_weight": lambda: pick.number(0, 2, 1),
        "consistency_weight": lambda: pick.number(0, 2, 1),
        "insight": pick.share,
        "reviews_weight": lambda: pick.number(0, 3, 1),
        "reviews_trusted": lambda: pick.number(1, 40, 0),
    }
    return {name: ranges[name]() for name in pick.some(sorted(ranges), 0, 12)}


def personas(pick: Pick, channels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """[[persona]]: shares that add up to one, some of nobody."""
    count = pick.rng.randint(1, 4)
    cuts = sorted(pick.rng.randint(0, 100) for _ in range(count - 1))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    names = pick.names("people", count)
    return [persona(pick, name, part, channels) for name, part in zip(names, parts, strict=True)]


def persona(pick: Pick, name: str, percent: int, channels: list[dict[str, Any]]) -> dict[str, Any]:
    """One persona."""
    at = [channel["name"] for channel in channels]
    table = {
        "name": name,
        "share": f"{percent} %",
        "need": pick.often(5, 120),
        "order_value": pick.number(5, 400, 2),
        "order_spread": pick.number(0, 0.8, 2),
        "margin": pick.share(),
        "channels": {place: pick.share() for place in pick.some(at, len(at) // 2)},
        "consents": {place: pick.share() for place in pick.some(at, len(at) // 2)},
    }
    more: dict[str, Any] = {
        "price_sensitivity": pick.share,
        "objections": lambda: {one: pick.share() for one in pick.some(OBJECTIONS)},
        "effort_tolerance": lambda: pick.number(0.2, 6, 1),
        "annoyance": lambda: pick.number(0.2, 8, 1),
        "intrusion": pick.share,
        "recognisability": pick.share,
        "distance": lambda: pick.number(0, 40, 1),
        "distance_spread": lambda: pick.number(0, 1, 1),
        "reach": lambda: pick.number(0, 12, 1),
        "review": pick.share,
        "refer": pick.share,
        "aware": pick.share,
        "customer": pick.share,
        "loyalty": pick.share,
        "offset": lambda: pick.one([-11, -3.5, -1, 0, 0.25, 2, 5.75, 13]),
    }
    return table | {key: more[key]() for key in pick.some(sorted(more))}


def channels(pick: Pick) -> list[dict[str, Any]]:
    """[[channel]]: every kind, queues and appointments included, now and then more than twelve."""
    kinds = ["site", "phone", "service", pick.one(MESSAGES), pick.one(AUDIENCES)]
    others = (*MESSAGES, *AUDIENCES, "shop", "site", "phone", "service")
    extra = pick.rng.randint(8, 14) if pick.chance(0.15) else pick.rng.randint(0, 5)
    kinds += [pick.one(others) for _ in range(extra)]
    names = pick.names("way", len(kinds))
    desks = [name for name, kind in zip(names, kinds, strict=True) if kind == "service"]
    return [channel(pick, name, kind, desks) for name, kind in zip(names, kinds, strict=True)]


def channel(pick: Pick, name: str, kind: str, desks: list[str]) -> dict[str, Any]:
    """One channel; it may book at one of the desks."""
    table: dict[str, Any] = {"name": name, "kind": kind}
    if kind in MESSAGES:
        table |= _message(pick)
    elif kind in AUDIENCES:
        table |= _audience(pick)
    else:
        table |= _place(pick, kind)
    sessions = kind in ("site", "phone", "shop", "messenger") or "steps" in table
    if sessions and kind != "service" and pick.chance(0.5):
        table["books"] = pick.one(desks)
    if sessions:
        chances = {step: pick.number(0.3, 1) for step in (*table.get("steps", STEPS), "pay")}
        own = table.get("steps", PRESETS[kind].values.get("steps", ()))
        table["pass"] = {step: chances[step] for step in (*own, "pay")}
    if pick.chance(0.3):
        table["resolves"] = {one: pick.share() for one in pick.some(OBJECTIONS, 1)}
    if pick.chance(0.2):
        table |= {"setup": pick.number(0, 100, 1), "monthly": 3, "always": pick.chance(0.5)}
    return table


def _message(pick: Pick) -> dict[str, Any]:
    table: dict[str, Any] = {}
    if pick.chance(0.7):
        table |= {"open": pick.share(), "click": pick.share()}
    if pick.chance(0.3):
        table |= {"unsubscribe": pick.number(0, 0.2), "bounce": pick.number(0, 0.3)}
    if pick.chance(0.3):
        table["delay"] = pick.lasting("0 s", "1 min", "3 h", "2 d")
    if pick.chance(0.4):
        table["cost"] = pick.one([0, 0.01, 0.5, 2])
    if pick.chance(0.3):
        table["steps"] = sorted(pick.some(STEPS, 1), key=STEPS.index)
        table["visits"] = pick.often(2, 60)
    return table


def _audience(pick: Pick) -> dict[str, Any]:
    table: dict[str, Any] = {}
    if pick.chance(0.7):
        table |= {"impressions": f"{pick.number(0, 6, 1)} per d", "notice": pick.share()}
    if pick.chance(0.5):
        table |= {"click": pick.share(), "pressure": pick.number(0, 1, 1)}
    if pick.chance(0.5):
        table |= {"cost_per_thousand": pick.number(0, 20, 1), "cost_per_click": pick.one([0, 2])}
    return table


def _place(pick: Pick, kind: str) -> dict[str, Any]:
    table: dict[str, Any] = {}
    if kind != "service":
        table["visits"] = pick.often(1, 40)
        if pick.chance(0.3):
            table["steps"] = sorted(pick.some(STEPS, 1), key=STEPS.index)
    if kind == "phone" or (kind == "shop" and pick.chance(0.3)):
        table |= {
            "servers": pick.rng.randint(1, 3),
            "service": pick.lasting("30 s", "4 min", "2 h", "9 h"),
            "patience": pick.lasting("0 s", "10 s", "5 min", "6 h", "3 d"),
        }
    if kind == "service":
        table |= {
            "servers": pick.rng.randint(1, 3),
            "service": pick.lasting("20 min", "1 h", "3 h"),
            "no_show": pick.share(),
            "lead": pick.lasting("0 d", "6 h", "1 d", "5 d"),
        }
    if kind != "site" and pick.chance(0.6):
        table["hours"] = pick.one(["08:00-18:00", "06:00-12:30", "00:00-24:00", "15:00-23:45"])
        table["open_days"] = pick.one(["daily", "mon-fri", "sat-sun", "mon,wed,sat"])
    if pick.chance(0.3):
        table |= {"discover": pick.share(), "step_effort": pick.number(0, 2, 1)}
    if pick.chance(0.3):
        table["session"] = pick.lasting("0 s", "1 min", "20 min", "4 h")
    return table


def policy(pick: Pick, channels: list[dict[str, Any]]) -> dict[str, Any]:
    """[contact_policy]: caps of each kind and scope, quiet hours, a holdout."""
    at = [channel["name"] for channel in channels]
    table: dict[str, Any] = {}
    if pick.chance(0.5):
        table["quiet"] = pick.one(["21:00-08:00", "00:00-06:00", "12:00-13:00", "20:30-20:00"])
    caps = []
    for _ in range(pick.rng.randint(0, 4)):
        cap: dict[str, Any] = {
            "limit": pick.rng.randint(0, 8),
            "per": pick.one(["day", "week", "7 d", "30 d", "12 h", "45 min"]),
        }
        if pick.chance(0.5):
            cap["scope"] = pick.one(["channel", "group", "customer"])
        if pick.chance(0.4):
            cap["channels"] = pick.some(at, 1, 4)
        caps.append(cap)
    if caps:
        table["caps"] = caps
    if pick.chance(0.3):
        table["count_transactional"] = pick.chance(0.3)
    if pick.chance(0.3):
        table["holdout"] = pick.one([0.05, "50 %", 1])
    if pick.chance(0.5):
        table["after_purchase"] = pick.lasting("0 d", "1 d", "20 d", "200 d")
    return table


def money(pick: Pick, channels: list[dict[str, Any]]) -> dict[str, Any]:
    """[budget]: none, tiny, binding or ample, split or not."""
    table: dict[str, Any] = {"total": pick.one([0, 0.01, 1, 50, 500, 5_000, 1_000_000])}
    if pick.chance(0.4):
        names = pick.some([channel["name"] for channel in channels], 1, 4)
        table["split"] = {name: round(pick.number(0.2, 1) / len(names), 3) for name in names}
    if pick.chance(0.3):
        table["minimum_return"] = pick.number(0, 3, 1)
    return table
