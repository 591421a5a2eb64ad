"""Random mechanisms that not every market has: devices, media, competitors, service, outages …"""

from __future__ import annotations

from typing import Any

from tests.random_scenarios.pick import Pick

MASS = ("tv", "print", "posts", "radio")
PASSING = ("organic-search", "brand-search", "affiliate", "referral")
MORE = (
    "app", "marketplace", "app-push", "mail", "search-general", "search-specific", "video",
    "shoppable", "sponsored", "chat", "chatbot", "contact-form", "showroom", "till", "event",
)  # fmt: skip
LATER = ("web-push", "video-chat", "co-browsing", "catalogue", "outbound-call")
"""Kinds that came when scenarios had their numbers: only later numbers have them."""
DIGITAL = ("site", "app", "email", "app-push", "organic-search", "search-general", "chatbot")


def widen(pick: Pick, channels: list[dict[str, Any]], *, later: bool) -> list[dict[str, Any]]:
    """Channels of the kinds that need others, or nothing of what the usual ones have.

    Args:
        later: whether the kinds of `LATER`, and posters, may be among them.
    """
    mass, more = ((*MASS, "outdoor"), (*MORE, *LATER)) if later else (MASS, MORE)
    sites = [channel["name"] for channel in channels if channel["kind"] == "site"]
    names = pick.names("more", pick.rng.randint(2, 6))
    kinds = [pick.one(mass), pick.one(PASSING), *(pick.one(more) for _ in names[2:])]
    added = [_channel(pick, *pair, sites) for pair in zip(names, kinds, strict=True)]
    tills = [channel["name"] for channel in added if channel["kind"] == "till"]
    for channel in (*channels, *added):
        if channel["kind"] in ("site", "shop", "showroom") and tills and pick.chance(0.7):
            channel["pays_at"] = pick.one(tills)
    return [*channels, *added]


def _channel(pick: Pick, name: str, kind: str, sites: list[str]) -> dict[str, Any]:
    table: dict[str, Any] = {"name": name, "kind": kind}
    if kind in PASSING:
        table |= {"leads_to": pick.one(sites), "visits": pick.often(1, 9)}
        if pick.chance(0.5):
            table |= {"commission": pick.share(), "order_fee": pick.one([0, 1.5])}
    elif kind in (*MASS, "outdoor"):
        table |= {"rating": pick.share(), "cost_per_spot": pick.one([0, 2, 40])}
    elif kind in ("chat", "chatbot", "video-chat", "co-browsing"):
        table |= {"overflow": pick.one(sites), "solves": pick.share(), "visits": pick.often(2, 30)}
    elif kind in ("showroom", "event", "marketplace", "app"):
        table["visits"] = pick.often(1, 30)
    if kind in ("event", "posts", "site", "showroom") and pick.chance(0.5):
        table["dates"] = _spans(pick)
    if kind in ("mail", "catalogue"):
        table |= {"transit": pick.lasting("0 d", "1 d", "4 d"), "open": pick.share()}
    return table


def _spans(pick: Pick) -> list[dict[str, Any]]:
    """One or two stretches of time, one after the other."""
    first = pick.rng.randint(0, 12)
    spans = [{"at": f"{first} d", "lasts": f"{pick.rng.randint(1, 9)} d"}]
    if pick.chance(0.4):
        spans.append({"at": f"{first + 10} d", "lasts": pick.lasting("6 h", "5 d")})
    return spans


def enrich(pick: Pick, channels: list[dict[str, Any]], people: list[dict[str, Any]]) -> Any:
    """Tables of mechanisms, and what they need in the channels and personas given.

    Returns:
        tables by name; empty where the market has none of it.
    """
    at = [channel["name"] for channel in channels]
    tables: dict[str, Any] = {}
    for place, channel in enumerate(channels):
        _more(pick, channel, at, place)
    if pick.chance(0.6):
        tables["device"] = [
            _device(pick, name) for name in pick.names("in", pick.rng.randint(1, 3))
        ]
        names = [device["name"] for device in tables["device"]]
        for channel in channels:
            if channel["kind"] in DIGITAL and pick.chance(0.7):
                channel["devices"] = pick.some(names, 1)
        for persona in people:
            share = round(1.0 / len(names), 2)
            persona["devices"] = dict.fromkeys(pick.some(names, 1), share)
    for persona in people:
        _person(pick, persona, [other["name"] for other in people])
    if pick.chance(0.5):
        tables["variant"] = [
            {"name": name, "price": pick.number(0.3, 2.5, 2), "chance": pick.number(0, 0.4)}
            for name in pick.names("size", pick.rng.randint(1, 2))
        ]
    if pick.chance(0.6):
        tables["competitor"] = [
            {
                "name": name,
                "price": pick.number(0.5, 1.5, 2),
                "presence": {place: pick.share() for place in pick.some(at, 1, 4)},
            }
            for name in pick.names("rival", pick.rng.randint(1, 2))
        ]
    if pick.chance(0.6):
        tables["service"] = _service(pick)
        pick.one(channels)["takes_cases"] = True
    if pick.chance(0.5):
        tables["loyalty_programme"] = {
            "earns": pick.share(), "joins": pick.share(), "least": pick.one([0, 1, 20]),
            "recognised": pick.share(), "channels": pick.some(at, 0, 4),
        }  # fmt: skip
    return tables


def _more(pick: Pick, channel: dict[str, Any], at: list[str], place: int) -> None:
    """Fields that any channel may have."""
    if pick.chance(0.2):
        channel["catchment"] = pick.number(1, 30, 1)
    if pick.chance(0.2):
        channel["users"] = {"0-29": pick.share(), "30-70": pick.share()}
    if pick.chance(0.15):
        others = [name for name in at if name != channel["name"]]
        channel["beside"] = {pick.one(others): pick.share()} if others else {}
    if pick.chance(0.2):
        channel |= {"shows_reviews": True, "opening_reviews": pick.one([0, 30])}
    if pick.chance(0.2):
        channel |= {"express": pick.number(0, 3, 1), "names_buyers": pick.chance(0.5)}
    if channel["kind"] == "phone" and pick.chance(0.4):
        channel |= {"parallel": pick.rng.randint(1, 3), "takes_cases": pick.chance(0.7)}
    if channel["kind"] == "site" and pick.chance(0.4):
        steps = channel.get("steps", ("browse", "product", "basket", "checkout"))
        channel["form"] = pick.one(steps)
    if channel["kind"] in ("email", "sms", "display") and pick.chance(0.3):
        channel |= {"landing_delay": pick.lasting("0 s", "3 h", "2 d"), "power": pick.share()}
    if pick.chance(0.2):
        channel["commission"] = pick.share()


def _device(pick: Pick, name: str) -> dict[str, Any]:
    return {"name": name, "effort": pick.number(0.2, 3, 1), "recognition": pick.share()}


def _person(pick: Pick, persona: dict[str, Any], names: list[str]) -> None:
    if pick.chance(0.4):
        persona["regularity"] = pick.one([1, 2, 5, 30])
    if pick.chance(0.4):
        persona["age"] = sorted(pick.rng.randint(0, 99) for _ in range(2))
    if pick.chance(0.4):
        others = [name for name in names if name != persona["name"]]
        persona["taken_for"] = {pick.one(others): pick.share()} if others else {}


def _service(pick: Pick) -> dict[str, Any]:
    return {
        "questions": pick.share(), "complaints": pick.share(),
        "complaint_delay": pick.lasting("1 h", "3 d"), "patience": pick.lasting("1 h", "2 d"),
        "repeat_effort": pick.number(0, 1, 1), "tries": pick.rng.randint(1, 4),
        "forgotten": pick.lasting("1 d", "30 d"),
    }  # fmt: skip


def borders(
    pick: Pick, channels: list[dict[str, Any]], strategies: list[str], days: int
) -> dict[str, Any]:
    """[run_in], [[outage]] and [[kpi_rule]]; targets are entered into the channels."""
    tables: dict[str, Any] = {}
    at = [channel["name"] for channel in channels]
    if pick.chance(0.4):
        tables["run_in"] = {"strategy": pick.one(strategies), "days": pick.rng.randint(1, 20)}
    if pick.chance(0.4):
        tables["outage"] = [
            {
                "name": name, "at": f"{pick.number(0, days, 1)} d",
                "lasts": pick.lasting("3 h", "1 d", "6 d"),
                "channels": pick.some(at, 1, 3), "platform": pick.chance(0.5),
            }
            for name in pick.names("fault", pick.rng.randint(1, 3))
        ]  # fmt: skip
    if pick.chance(0.4):
        tables["kpi_rule"] = [
            _rule(pick, name, channels) for name in pick.names("rule", pick.rng.randint(1, 2))
        ]
    return tables


def _rule(pick: Pick, name: str, channels: list[dict[str, Any]]) -> dict[str, Any]:
    staffed = [channel for channel in channels if channel["kind"] == "phone"]
    serves = pick.chance(0.4)
    channel = pick.one(staffed if serves else channels)
    channel |= {"kpi": pick.one(["visits", "clicks", "purchases"]), "target": "9 per d"}
    table = {
        "name": name, "channel": channel["name"], "for": pick.rng.randint(1, 9),
        "moves": "servers" if serves else "budget", "share": pick.share(),
    }  # fmt: skip
    others = [one["name"] for one in (staffed if serves else channels) if one is not channel]
    return table | ({"to": pick.one(others)} if others and pick.chance(0.5) else {})


def policy(pick: Pick, actions: list[str]) -> dict[str, Any]:
    """Switches of the contact policy, and distances between actions."""
    table: dict[str, Any] = {}
    if pick.chance(0.3):
        table |= {"at_cap": pick.one(["drop", "hold"]), "in_quiet": pick.one(["drop", "hold"])}
    if pick.chance(0.3):
        table |= {"zone": pick.one(["customer", "firm"]), "count_inbound": pick.chance(0.5)}
    if pick.chance(0.3):
        table["counters_lag"] = pick.lasting("0 s", "10 min", "30 h")
    if pick.chance(0.4):
        table["gaps"] = [
            {"of": pick.one(actions), "after": pick.one(actions), "days": pick.number(0.2, 9, 1)}
            for _ in range(pick.rng.randint(1, 3))
        ]
    if pick.chance(0.4):
        table["never_together"] = [[pick.one(actions), pick.one(actions)]]
    return table
