"""Each kind of channel in its natural use, with its own defaults: what it moves, on both clocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from sim.scenario.kinds import PRESETS
from sim.scenario.models import Channel
from tests.verification.firms import PLAIN, changed, lived
from tests.verification.runs import Run, near

WEB = {
    "kind": "site", "visits": "0.2 per d", "session": "1 min",
    "pass": {"browse": 1, "product": 1, "basket": 0.8, "checkout": 0.8, "pay": 0.8},
}  # fmt: skip

SHOP = changed(
    PLAIN,
    {
        "scenario.market": 300,
        "scenario.days": 21,
        "budget": {"total": 1_000_000},
        "persona.anyone.aware": 1,
        "persona.anyone.need": "1 per 5 d",
        "persona.anyone.objections": {"information": 1},
        "persona.anyone.distance": 5,
        "persona.anyone.refer": 1,
        "persona.anyone.channels": {"web": 1, "it": 1},
        "persona.anyone.consents": {"web": 1, "it": 1},
        "channel.web": WEB,
        "strategy.plain": {"knowledge": "all", "recognition": 1},
    },
)
"""People who often need something, and a web site; the channel in question is "it"."""
NOBODY = {"persona.anyone.channels.it": 0}
"""The channel is there, and nobody uses it."""
UNASKED = {"persona.anyone.consents.it": 0}
"""Nobody has agreed to hear from the firm on the channel."""


def contact(**treatment: Any) -> dict[str, Any]:
    """An action of the plan on the channel."""
    return {"action.word": {"propensity": 0.1, "treatments": [{"channel": "it", **treatment}]}}


@dataclass(frozen=True)
class Use:
    """How a kind is used, and what shows that it is.

    Attributes:
        edits: what the firm has besides the channel, and of the channel.
        moves: counters that must move on the channel, and none of them without the use.
        leaves: counters that must not move on it.
        without: edits after which the channel is not used any more; None takes one of the use away.
    """

    edits: dict[str, Any]
    moves: tuple[str, ...]
    leaves: tuple[str, ...] = ()
    without: dict[str, Any] = field(default_factory=lambda: NOBODY)


OFTEN = {"channel.it.visits": "0.2 per d"}
"""Whatever the kind's own rate: in three weeks something is to be seen."""
SELLS = ("visits", "effort", "purchases")
SENT = ("deliveries", "opens", "clicks")
SHOWN = ("impressions", "noticed", "clicks")
SERVED = ("calls", "answers", "handling", "purchases")
AT_WEB = contact(landing="web")
LOUD = {"channel.it.click": 0.5}
PASSED_ON = {**OFTEN, "channel.it.leads_to": "web"}
ASKED = {"service": {"questions": 1, "patience": "9 d"}}
SEARCHED = {**AT_WEB, "channel.it.impressions": "1 per d"}
SPOTS = {**contact(landing="web", spots=3), **LOUD}
FRIENDS = {
    "offer.code": {"discount": 0.1, "valid": "30 d"},
    "channel.mail": {"kind": "email", "open": 0.9},
    "persona.anyone.channels.mail": 1,
    "persona.anyone.consents.mail": 1,
    "action.refer": {
        "propensity": 0.1, "treatments": [{"channel": "mail", "asks": "referral", "offer": "code"}],
    },
}  # fmt: skip
HELP = {
    "action.help": {
        "when": "visit", "on": ["web"], "propensity": 0.1,
        "treatments": [{"channel": "web", "landing": "it"}],
    },
    "channel.web.click": 0.5,
}  # fmt: skip
"""Who looks around on the site is offered help, and may take it."""
QUEUES = {"channel.it.hours": "00:00-24:00", "channel.it.open_days": "daily"}
NO_QUEUE = ("calls", "handling")
NO_MEDIA = ("media", "deliveries", "impressions")

USES = {
    # people come by themselves
    "site": Use(OFTEN, (*SELLS, "baskets"), (*NO_MEDIA, *NO_QUEUE)),
    "app": Use(OFTEN, (*SELLS, "baskets"), (*NO_MEDIA, *NO_QUEUE)),
    "marketplace": Use(OFTEN, (*SELLS, "baskets", "commissions"), (*NO_MEDIA, *NO_QUEUE)),
    "shop": Use(OFTEN, SELLS, (*NO_MEDIA, *NO_QUEUE, "baskets")),
    "showroom": Use(OFTEN, SELLS, (*NO_MEDIA, *NO_QUEUE, "baskets")),
    "event": Use({**OFTEN, "channel.it.dates": [{"at": "3 d", "lasts": "4 d"}]}, SELLS, NO_MEDIA),
    # ways to the site
    "organic-search": Use(PASSED_ON, ("visits",), ("purchases", "commissions", "effort")),
    "brand-search": Use(PASSED_ON, ("visits",), ("purchases", "commissions", "effort")),
    "affiliate": Use(PASSED_ON, ("visits", "commissions"), ("purchases", "effort")),
    "referral": Use(
        {**PASSED_ON, **FRIENDS}, ("visits",), ("purchases", "effort"), {"action.refer": None}
    ),
    # somebody, or something, answers
    "phone": Use({**OFTEN, **QUEUES}, SERVED, NO_MEDIA),
    "chat": Use({**OFTEN, **QUEUES, **ASKED}, (*SERVED, "cases", "solved"), NO_MEDIA),
    "video-chat": Use({**OFTEN, **QUEUES, **ASKED}, (*SERVED, "cases", "solved"), NO_MEDIA),
    "co-browsing": Use({**QUEUES, **HELP}, (*SERVED, "baskets"), NO_MEDIA, {"action.help": None}),
    "chatbot": Use(
        {**OFTEN, **ASKED, "channel.it.overflow": "web"}, (*SELLS, "cases", "answers"), NO_QUEUE
    ),
    "contact-form": Use(ASKED, ("cases", "answers", "solved", "handling"), ("calls", "visits")),
    # places that others lead to
    "till": Use(
        {"channel.web.pays_at": "it"}, ("purchases",), ("visits",), {"channel.web.pays_at": None}
    ),
    "service": Use(
        {"channel.web.books": "it", "channel.it.servers": 20},
        ("services", "handling", "purchases"), ("baskets",), {"channel.web.books": None},
    ),
    # messages to one person
    "email": Use(AT_WEB, (*SENT, "media", "bounces"), ("visits", "impressions"), UNASKED),
    "sms": Use(AT_WEB, (*SENT, "media", "bounces"), ("visits", "impressions"), UNASKED),
    "messenger": Use(
        contact(landing="it"), (*SENT, "visits", "purchases"), ("media", "bounces"), UNASKED
    ),
    "app-push": Use(AT_WEB, (*SENT, "bounces"), ("media", "visits"), UNASKED),
    "web-push": Use(AT_WEB, (*SENT, "bounces"), ("media", "visits"), UNASKED),
    "mail": Use(AT_WEB, (*SENT, "media", "bounces"), ("visits", "impressions"), UNASKED),
    "catalogue": Use(AT_WEB, (*SENT, "media", "bounces"), ("visits", "impressions"), UNASKED),
    "outbound-call": Use(
        AT_WEB, (*SENT, "media", "bounces", "opt_outs"), ("visits", "calls"), UNASKED
    ),
    # ads to an audience
    "display": Use(AT_WEB, (*SHOWN, "media"), ("deliveries", "visits")),
    "social": Use(AT_WEB, (*SHOWN, "media"), ("deliveries", "visits")),
    "search": Use(
        {**AT_WEB, "channel.it.impressions": "1 per 3 d"}, (*SHOWN, "media"), ("deliveries",)
    ),
    "video": Use({**AT_WEB, **LOUD}, (*SHOWN, "media"), ("deliveries", "visits")),
    "shoppable": Use(
        {**contact(landing="it"), **LOUD}, (*SHOWN, "media", "visits", "purchases"), ("deliveries",)
    ),
    # ads by the word: to everybody who searches
    "search-general": Use(SEARCHED, (*SHOWN, "media"), ("deliveries", "visits")),
    "search-specific": Use(SEARCHED, (*SHOWN, "media"), ("deliveries", "visits")),
    "sponsored": Use(SEARCHED, (*SHOWN, "media"), ("deliveries", "visits")),
    # spots and posts: to everybody
    "tv": Use(SPOTS, SHOWN, ("deliveries", "visits")),
    "radio": Use(SPOTS, SHOWN, ("deliveries", "visits")),
    "print": Use(SPOTS, SHOWN, ("deliveries", "visits")),
    "outdoor": Use(SPOTS, SHOWN, ("deliveries", "visits")),
    "posts": Use(SPOTS, SHOWN, ("deliveries", "media"), UNASKED),
}  # fmt: skip


def run_of(kind: str, *more: dict[str, Any], clock: str = "compiled") -> Run:
    """The firm with a channel of the kind in its use."""
    edits: dict[str, Any] = {"channel.it": {"kind": kind}}
    for one in (USES[kind].edits, *more):
        edits |= one
    there = {key: value for key, value in edits.items() if value is not None}
    return lived(SHOP, there, clock=clock)


def test_every_kind_has_its_use():
    assert set(USES) == set(PRESETS)


@pytest.mark.parametrize("kind", USES)
def test_a_kind_moves_what_it_is_for_on_both_clocks(kind):
    run = run_of(kind)
    for counter in USES[kind].moves:
        assert run.count(counter, "it") > 0, counter
    for counter in USES[kind].leaves:
        assert run.count(counter, "it") == 0, counter
    other = run_of(kind, clock="simpy").outcome
    assert np.array_equal(run.outcome.digest_sums, other.digest_sums)
    assert np.array_equal(run.outcome.counters, other.counters)
    idle = run_of(kind, USES[kind].without)
    for counter in USES[kind].moves:
        assert idle.count(counter, "it") == 0, counter


@pytest.mark.parametrize("kind", ["organic-search", "brand-search", "affiliate", "referral"])
def test_a_way_to_the_site_leads_there(kind):
    run = run_of(kind, {"channel.web": {**WEB, "visits": 0}})
    came, led = run.of("visit", "it"), run.of("visit", "web")
    assert len(came) > 20
    assert sorted(zip(came["customer"], came["time"], strict=True)) == sorted(
        zip(led["customer"], led["time"], strict=True)
    )


@pytest.mark.parametrize("kind", ["tv", "radio", "print", "outdoor"])
def test_spots_are_paid_whoever_looks(kind):
    spots = 3 * 21
    cost = PRESETS[kind].values["cost_per_spot"] * 100 * 1_000_000
    for run in (run_of(kind), run_of(kind, NOBODY)):
        assert run.count("media", "it") == spots * cost


MESSAGES = [kind for kind, preset in PRESETS.items() if preset.values["contact"] == "message"]
SHOWS = [kind for kind, preset in PRESETS.items() if "notice" in preset.values]
STAFFED = [kind for kind, use in USES.items() if "calls" in use.moves]


def own(run: Run) -> Channel:
    """The channel in question, with the defaults of its kind."""
    return run.market.scenario.channels[run.market.channels.index("it")]


@pytest.mark.parametrize("kind", MESSAGES)
def test_of_its_messages_the_share_of_the_kind_does_not_arrive(kind):
    run = run_of(kind)
    share, sent = own(run).bounce, run.count("deliveries", "it")
    near(run.count("bounces", "it") / sent, share, max(np.sqrt(share * (1 - share) / sent), 1e-9))


@pytest.mark.parametrize("kind", SHOWS)
def test_of_its_impressions_the_share_of_the_kind_is_noticed(kind):
    run = run_of(kind)
    share, shown = own(run).notice, run.count("impressions", "it")
    near(run.count("noticed", "it") / shown, share, np.sqrt(share * (1 - share) / shown))


@pytest.mark.parametrize("kind", STAFFED)
def test_a_call_takes_the_time_of_the_kind(kind):
    run = run_of(kind, {"channel.it.servers": 50, "channel.it.parallel": 1})
    mean, served = own(run).service, run.count("answers", "it")
    near(run.count("handling", "it") / served, mean, mean / np.sqrt(served))
