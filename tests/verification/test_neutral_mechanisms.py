"""Each mechanism, present but neutral, changes no byte; at work, it does.

A mechanism is neutral where its numbers say that it does nothing: a factor of 1, a share or chance
of 0, hours around the clock. What a scenario does not use must not even shift a random draw.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from sim.store.digest import events_digest
from tests.random_scenarios.pick import Raw
from tests.verification.firms import Firm, lived

STRATEGIES = ("each", "joined")
CHANNELS = ("web", "app", "shop", "hotline", "email", "ads")

TOWN: Firm = {
    "scenario": {
        "name": "town", "title": "A town", "start": Raw("2026-01-05"), "market": 300, "days": 30,
    },
    "behaviour": {"competitor": "1 per 12 d"},
    "contact_policy": {
        "quiet": "21:00-08:00", "after_purchase": "9 d",
        "caps": [{"limit": 2, "per": "week"}, {"limit": 1, "per": "2 d", "channels": ["email"]}],
    },
    "budget": {"total": "2000 EUR"},
    "persona": {
        name: {
            "share": 0.5, "age": age, "need": "1 per 15 d", "order_value": 100, "margin": 0.5,
            "recognisability": 1, "customer": 0.3, "aware": 0.7, "review": 0.5,
            "objections": {"information": 0.5, "touch": 0.3, "price": 0.3},
            "channels": dict.fromkeys(CHANNELS, 0.8), "consents": {"email": 0.8},
        }
        for name, age in (("young", [16, 34]), ("old", [35, 80]))
    },
    "channel": {
        "web": {"kind": "site", "visits": "1 per 10 d"},
        "app": {"kind": "app"},
        "shop": {"kind": "shop", "visits": "1 per 20 d"},
        "hotline": {"kind": "phone", "visits": "1 per 30 d", "servers": 2},
        "email": {"kind": "email"},
        "ads": {"kind": "display", "cost_per_thousand": 5},
    },
    "creative": {"news": {"resolves": {"information": 0.3}}, "deal": {"stage": "consideration"}},
    "offer": {"ten": {"discount": "10 %", "valid": "14 d"}},
    "action": {
        "newsletter": {
            "propensity": 0.05,
            "treatments": [{"channel": "email", "creative": "news", "landing": "web"}],
        },
        "reminder": {
            "when": "basket", "delay": "5 h", "propensity": 0.1,
            "treatments": [{"channel": "email", "creative": "deal", "offer": "ten",
                            "landing": "web", "starts": "basket"}],
        },
        "banner": {
            "propensity": 0.02,
            "treatments": [{"channel": "ads", "creative": "deal", "landing": "web"}],
        },
        "popup": {
            "when": "visit", "on": ["web"], "propensity": 0.1,
            "treatments": [{"channel": "web", "creative": "news", "offer": "ten",
                            "asks": "signup", "grants": ["email"]}],
        },
        "never": {
            "eligible": "visits < 0", "propensity": 0.5, "treatments": [{"channel": "email"}],
        },
        "thanks": {
            "when": "purchase", "transactional": True, "propensity": 0.1,
            "treatments": [{"channel": "email"}],
        },
    },
    "strategy": {
        "each": {"recognition": 1},
        "joined": {
            "knowledge": "all", "recognition": 1, "decider": "customer", "slots": 2,
            "contact_policy": "customer", "continuity": 0.9, "offers": "customer",
            "suppression": "everywhere", "budget": "pooled",
        },
    },
}  # fmt: skip


def spots(number: float, **more: Any) -> dict[str, Any]:
    """A mass medium, and what runs on it."""
    medium = {"kind": "tv", "click": 0.2, "cost_per_spot": 0, "landing_delay": "10 min", **more}
    treatment = {"channel": "tv", "creative": "news", "landing": "web", "spots": number}
    return {
        "channel.tv": medium,
        **{f"persona.{name}.channels.tv": 0.8 for name in ("young", "old")},
        "action.spot": {"propensity": 0.01, "treatments": [treatment]},
    }


def on_device(**device: float) -> dict[str, Any]:
    """Everybody on one device, for all that is digital."""
    used = {f"channel.{name}.devices": ["phone"] for name in ("web", "app", "email", "ads")}
    people = {f"persona.{name}.devices": {"phone": 1} for name in ("young", "old")}
    return {"device.phone": device, **used, **people}


def messages(weight: float) -> dict[str, Any]:
    """Creatives that say something, and how much it matters to have heard it."""
    weights = ("wear_weight", "sameness_weight", "consistency_weight")
    says = {"creative.news.message": "launch", "creative.deal.message": "launch"}
    return says | {f"behaviour.{name}": weight for name in weights}


def rule(target: str) -> dict[str, Any]:
    """A rule that watches the ads."""
    watched = {"channel.ads.kpi": "clicks", "channel.ads.target": target}
    return watched | {
        "kpi_rule.shift": {"channel": "ads", "for": 5, "share": 0.9, "to": "email"},
        "channel.email.cost": "0.2 EUR",
    }


def programme(joins: float) -> dict[str, Any]:
    """Points for purchases."""
    return {"loyalty_programme": {"earns": "20 %", "joins": joins}}


class Case(NamedTuple):
    """A mechanism: how it does nothing, how it does something, in a town with `common` besides."""

    neutral: dict[str, Any] | None
    working: dict[str, Any] | None
    common: dict[str, Any] = MappingProxyType({})  # type: ignore[assignment]


UNKNOWN = {"strategy.each.recognition": 0, "strategy.joined.recognition": 0}
UNPROMPTED = {"behaviour.spontaneous_review": 0, "channel.web.shows_reviews": True}
SOLD_BY_SEGMENT = {"action.newsletter.eligible": 'segment == "old"'}
FAR_AWAY = {"persona.old.offset": 9}
DESK = {"channel.hotline.takes_cases": True}


def caps(limit: int) -> dict[str, Any]:
    """So many contacts a week."""
    return {"contact_policy.caps": [{"limit": limit, "per": "week"}]}


def shown(stars: float) -> dict[str, Any]:
    """Reviews from before the start."""
    return {"channel.web.opening_reviews": 50, "channel.web.opening_stars": stars}


def outage(at: str, **what: Any) -> dict[str, Any]:
    """Two days out of order."""
    return {"outage.fault": {"at": at, "lasts": "2 d", **what}}


def gap(after: str) -> dict[str, Any]:
    """A distance of the newsletter."""
    return {"contact_policy.gaps": [{"of": "newsletter", "after": after, "days": 20}]}


def need(rate: str) -> dict[str, Any]:
    """What the need of a persona is from the tenth day on."""
    return {"change": [{"at": "9 d", "set": {"persona.old.need": rate}}]}


CASES: dict[str, Case] = {
    "a day of equal hours": Case({"scenario.day": [2] * 24}, {"scenario.day": [1] * 12 + [3] * 12}),
    "regularity": Case({"persona.old.regularity": 1}, {"persona.old.regularity": 3}),
    "users": Case({"channel.web.users": {"0-99": 1}}, {"channel.web.users": {"0-40": 0.5}}),
    "catchment": Case({"channel.shop.catchment": 1e9}, {"channel.shop.catchment": 3}),
    "beliefs that no rule reads": Case({"persona.old.taken_for": {"young": 0.9}}, None),
    "beliefs": Case(
        {"persona.old.taken_for": {"young": 0}}, {"persona.old.taken_for": {"young": 0.9}},
        SOLD_BY_SEGMENT,
    ),
    "insight": Case(
        {"behaviour.insight": 1}, {"behaviour.insight": 1, "persona.old.taken_for": {"young": 0.9}},
        SOLD_BY_SEGMENT,  # of whom the firm knows already there is nothing to learn
    ),
    "devices": Case(on_device(effort=1, recognition=1), on_device(effort=3, recognition=0.2)),
    "variants": Case(
        {"variant.large": {"price": 2, "chance": 0}}, {"variant.large": {"price": 2, "chance": 0.3}}
    ),
    "competitors": Case(
        {"competitor.rival": {"presence": {"web": 0}}},
        {"competitor.rival": {"presence": {"web": 0.3}}},
    ),
    "search intent": Case({"channel.web.intent": "none"}, {"channel.web.intent": "general"}),
    "aside": Case({"channel.shop.beside": {"web": 0}}, {"channel.shop.beside": {"web": 0.5}}),
    "form of people who are known": Case({"channel.web.form": "basket"}, None),
    "form of people who are not": Case(None, {"channel.web.form": "basket"}, UNKNOWN),
    "express": Case({"channel.web.express": 0}, {"channel.web.express": 3}),
    "buyers without a name": Case(
        {"channel.web.names_buyers": True}, {"channel.web.names_buyers": False}, UNKNOWN
    ),
    "reviews shown": Case({**UNPROMPTED, **shown(3)}, {**UNPROMPTED, **shown(5)}, UNPROMPTED),
    "no reviews to show": Case(
        {"channel.web.shows_reviews": True}, None, {"behaviour.spontaneous_review": 0}
    ),
    "commission": Case({"channel.shop.commission": 0}, {"channel.shop.commission": 0.9}),
    "dates": Case(
        {"channel.shop.dates": [{"at": "0 d", "lasts": "90 d"}]},
        {"channel.shop.dates": [{"at": "5 d", "lasts": "5 d"}]},
    ),
    "overflow": Case(
        {"channel.app.overflow": "hotline"},
        {"channel.app.overflow": "hotline", "channel.app.solves": 0.3},
    ),
    "overflow of a queue": Case(None, {"channel.hotline.overflow": "web"}),
    "parallel": Case(
        {"channel.hotline.parallel": 1}, {"channel.hotline.parallel": 9},
        {"channel.hotline.service": "9 h"},
    ),
    "runs": Case(
        {"action.newsletter.runs": [{"at": "0 d", "lasts": "90 d"}]},
        {"action.newsletter.runs": [{"at": "5 d", "lasts": "9 d"}]},
    ),
    "delivery days": Case(
        {"channel.email.delivery_days": "daily"}, {"channel.email.delivery_days": "mon, thu"}
    ),
    "transit": Case({"channel.email.transit": 0}, {"channel.email.transit": "2 d"}),
    "landing delay": Case(
        {"channel.email.landing_delay": "10 s"}, {"channel.email.landing_delay": "1 d"}
    ),
    "power": Case({"channel.email.power": 1}, {"channel.email.power": 0}),
    "formats": Case(
        {"creative.news.formats": {"email": 1, "web": 1}}, {"creative.news.formats": {"email": 5}}
    ),
    "messages": Case(messages(0), messages(2)),
    "a mass medium without a plan": Case({"channel.tv": {"kind": "tv"}}, spots(9)),
    "a mass medium without spots": Case(spots(0), spots(9)),
    "a mass medium that reaches nobody": Case(spots(9, rating=0), spots(9, rating=0.5)),
    "posts without followers": Case(
        spots(9, kind="posts"), {**spots(9, kind="posts"), "persona.old.consents.tv": 1}
    ),
    "questions": Case({"service": {"questions": 0}}, {"service": {"questions": 1}}, DESK),
    "complaints": Case({"service": {"complaints": 0}}, {"service": {"complaints": 1}}, DESK),
    "a programme without points": Case(
        {"loyalty_programme": {"earns": 0, "joins": 1}}, programme(1)
    ),
    "a programme without members": Case(programme(0), programme(1)),
    "held at a cap that nobody meets": Case({"contact_policy.at_cap": "hold"}, None, caps(200)),
    "held at a cap": Case(None, {"contact_policy.at_cap": "hold"}, caps(1)),
    "quiet hours that are none": Case(
        {"contact_policy.in_quiet": "drop"}, {"contact_policy.quiet": "00:00-23:00"},
        {"contact_policy.quiet": None},
    ),
    "in quiet hours": Case(None, {"contact_policy.in_quiet": "drop"}),
    "zone": Case(
        {"contact_policy.zone": "firm", **FAR_AWAY}, {"contact_policy.zone": "customer", **FAR_AWAY}
    ),
    "inbound contacts where no cap is": Case(
        {"contact_policy.count_inbound": False}, None, {"contact_policy.caps": []}
    ),
    "inbound contacts": Case(None, {"contact_policy.count_inbound": False}, caps(1)),
    "counters that lag": Case(
        {"contact_policy.counters_lag": 0}, {"contact_policy.counters_lag": "30 h"}
    ),
    "a gap": Case(gap("never"), gap("newsletter")),
    "never together": Case(
        {"contact_policy.never_together": [["banner", "never"]]},
        {"contact_policy.never_together": [["banner", "newsletter"]]},
    ),
    "a change": Case(need("1 per 15 d"), need("1 per 5 d")),
    "an outage": Case(outage("99 d", channels=["web"]), outage("9 d", channels=["web"])),
    "an outage of the platform": Case(outage("99 d", platform=True), outage("9 d", platform=True)),
    "a rule on a KPI": Case(rule("0 per d"), rule("9 per d"), {"channel.email.cost": "0.2 EUR"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def digest():
    """The digest and the money of a strategy with changes, each found once."""
    known: dict[str, tuple[str, bytes]] = {}

    def find(strategy: str, *edits: dict[str, Any]) -> tuple[str, bytes]:
        key = repr((strategy, edits))
        if key not in known:
            every = {key: value for part in edits for key, value in part.items()}
            outcome = lived(TOWN, every, strategy=strategy, seed=4).outcome
            known[key] = events_digest({0: outcome.digest_sums}), outcome.series.tobytes()
        return known[key]

    return find


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.neutral is not None])
def test_what_is_neutral_changes_no_byte(digest, name, strategy):
    case = CASES[name]
    assert digest(strategy, case.common, case.neutral) == digest(strategy, case.common)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.working is not None])
def test_at_work_it_changes_what_happens(digest, name):
    case = CASES[name]
    assert any(
        digest(strategy, case.common, case.working) != digest(strategy, case.common)
        for strategy in STRATEGIES
    )
