"""The small journey here: a scenario file, lived by the compiled clock on one or more threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.peers.journey import BASKET, CHECKOUT, PAID, PHONE, PRODUCT, WEB, Journey, Tally
from benchmarks.worlds import live
from sim.clocks import Outcome
from sim.model.market.market import Market
from sim.model.records.sizes import DAY
from sim.model.records.vocabulary import COUNTER
from sim.scenario import Scenario

TEXT = Path(__file__).with_name("journey.toml")
STRATEGY = "joined"
NEWSLETTER = (
    "days_since_visit <= {seen_within:g} and "
    "(is_missing(days_since_contact) or days_since_contact >= {gap:g})"
)


def scenario(journey: Journey) -> Scenario:
    """The journey as a scenario: the file, with the numbers of the journey."""
    return Scenario.from_text(TEXT.read_text(encoding="utf-8")).with_values(values(journey))


def values(journey: Journey) -> dict[str, Any]:
    """The numbers of the journey by the dotted keys of the scenario."""
    web, phone = journey.web_steps, journey.phone_steps
    return {
        "scenario.market": journey.customers,
        "scenario.days": journey.days,
        "behaviour.competitor": journey.lapse,
        "behaviour.seek": journey.seek,
        "behaviour.need_interest": journey.interest,
        "behaviour.browsing": journey.browsing,
        "behaviour.landing_delay": journey.landing,
        "persona.anyone.need": journey.need,
        "persona.anyone.consents.email": journey.consent,
        "channel.web.visits": journey.web,
        "channel.web.session": journey.web_step * len(web),
        "channel.web.pass.browse": web[PRODUCT],
        "channel.web.pass.product": web[BASKET],
        "channel.web.pass.basket": web[CHECKOUT],
        "channel.web.pass.checkout": web[PAID],
        "channel.phone.visits": journey.phone,
        "channel.phone.session": journey.phone_step * len(phone),
        "channel.phone.pass.product": phone[PAID],
        "channel.phone.servers": journey.servers,
        "channel.phone.service": journey.service,
        "channel.phone.patience": journey.patience,
        "channel.email.unsubscribe": journey.opt_out,
        "channel.email.open": journey.open,
        "channel.email.click": journey.click,
        "channel.email.delay": journey.delay,
        "contact_policy.after_purchase": journey.silence,
        "contact_policy.caps": [{"limit": journey.weekly, "per": "week"}],
        "action.newsletter.at": _clock(journey.sent_at),
        "action.newsletter.eligible": NEWSLETTER.format(
            seen_within=journey.seen_within, gap=journey.gap
        ),
    }  # fmt: skip


def market(journey: Journey) -> Market:
    """The journey as arrays."""
    return Market.build(scenario(journey), STRATEGY)


def queue_alone(journey: Journey, calls: float) -> Journey:
    """Nothing but calls, so many a day: no needs, no visits, no newsletter, nothing bought."""
    return replace(
        journey, need=0.0, web=0.0, phone=calls / journey.customers, consent=0.0,
        phone_steps={**journey.phone_steps, PAID: 0.0},
    )  # fmt: skip


def run(journey: Journey, seed: int, *, threads: int = 1) -> Tally:
    """Live the journey once."""
    return tally(live(market(journey), seed=seed, threads=threads).outcome)


def tally(outcome: Outcome) -> Tally:
    """What a run has come to, as the other packages count it."""
    counted = {name: int(outcome.counters[:, place].sum()) for name, place in COUNTER.items()}
    found = _named(counted)
    found.steps = outcome.events - found.events
    return found


def _named(counted: Mapping[str, int]) -> Tally:
    return Tally(
        needs=counted["needs"], lapses=counted["lapses"], visits=counted["visits"],
        baskets=counted["baskets"], purchases=counted["purchases"],
        deliveries=counted["deliveries"], opens=counted["opens"], clicks=counted["clicks"],
        opt_outs=counted["opt_outs"], calls=counted["calls"], answers=counted["answers"],
        give_ups=counted["give_ups"], waited=counted["waiting"] / DAY,
    )  # fmt: skip


def _clock(part: float) -> str:
    minutes = round(part * 24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


__all__ = ["PHONE", "WEB", "market", "queue_alone", "run", "scenario", "tally"]
