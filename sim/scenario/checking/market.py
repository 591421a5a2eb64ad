"""Personas, creatives, policy, competitors, outages, rules: names in them that must exist."""

from __future__ import annotations

from collections.abc import Collection

from sim.scenario.checking.naming import known
from sim.scenario.models import Document
from sim.scenario.reading.labels import Path
from sim.scenario.reading.translate import Mistakes

MOST_MESSAGES = 31
MOST_PAIRS = 16


def check_market(document: Document, mistakes: Mistakes) -> None:
    """Add every mistake of tables that name members of others."""
    channels = [channel.name for channel in document.channel]
    _personas(document, mistakes)
    _creatives(document, channels, mistakes)
    _policy(document, mistakes)
    for index, rival in enumerate(document.competitor):
        for name in rival.presence:
            known(mistakes, ("competitor", index, "presence", name), name, channels, "channel")
    for index, outage in enumerate(document.outage):
        for position, name in enumerate(outage.channels):
            place: Path = ("outage", index, "channels", position)
            known(mistakes, place, name, channels, "channel")
        if not outage.channels and not outage.platform:
            mistakes.add(
                ("outage", index), "nothing is out of order", found="no channels",
                expected='channels = ["web"], or platform = true',
            )  # fmt: skip
    _rules(document, mistakes)
    _variants(document, mistakes)
    _service(document, channels, mistakes)
    _run_in(document, mistakes)


def _personas(document: Document, mistakes: Mistakes) -> None:
    devices = [device.name for device in document.device]
    personas = [persona.name for persona in document.persona]
    for index, persona in enumerate(document.persona):
        for name in persona.devices:
            known(mistakes, ("persona", index, "devices", name), name, devices, "device")
        for name in persona.taken_for:
            where: Path = ("persona", index, "taken_for", name)
            if known(mistakes, where, name, personas, "persona") and name == persona.name:
                mistakes.add(
                    where, "whoever is not taken for somebody else is taken for this persona",
                    found=name, expected="another persona",
                )  # fmt: skip
        for key in ("devices", "taken_for"):
            total = sum(getattr(persona, key).values())
            if total > 1.0 + 1e-9:
                mistakes.add(
                    ("persona", index, key), "the shares are more than the whole",
                    found=f"a sum of {total:.6g}", expected="at most 1 (100 %)",
                )  # fmt: skip


def _creatives(document: Document, channels: Collection[str], mistakes: Mistakes) -> None:
    messages = sorted({item.message for item in document.creative if item.message is not None})
    if len(messages) > MOST_MESSAGES:
        mistakes.add(
            ("creative",), "there are too many messages", found=str(len(messages)),
            expected=f"at most {MOST_MESSAGES}",
        )  # fmt: skip
    for index, creative in enumerate(document.creative):
        for name in creative.formats:
            known(mistakes, ("creative", index, "formats", name), name, channels, "channel")
        for position, name in enumerate(creative.contradicts):
            place: Path = ("creative", index, "contradicts", position)
            if known(mistakes, place, name, messages, "message") and name == creative.message:
                mistakes.add(
                    place, "it contradicts what it says itself", found=name,
                    expected="another message",
                )  # fmt: skip
        if creative.contradicts and creative.message is None:
            mistakes.add(
                ("creative", index, "contradicts"), "it says nothing that could contradict",
                found="no message", expected='message = "price", or another name',
            )  # fmt: skip


def _policy(document: Document, mistakes: Mistakes) -> None:
    policy = document.contact_policy
    actions = [action.name for action in document.action]
    known_names = [*actions, *sorted({item.group for item in document.action if item.group})]
    for index, gap in enumerate(policy.gaps):
        for key in ("of", "after"):
            place: Path = ("contact_policy", "gaps", index, key)
            known(mistakes, place, getattr(gap, key), known_names, "action or group")
    for index, pair in enumerate(policy.never_together):
        where: Path = ("contact_policy", "never_together", index)
        if len(pair) != 2:
            mistakes.add(
                where, "this is no pair", found=", ".join(pair) or "an empty list",
                expected='two actions or groups, such as ["spring-offer", "clearance"]',
            )  # fmt: skip
        for position, name in enumerate(pair):
            known(mistakes, (*where, position), name, known_names, "action or group")
    pairs = len(policy.gaps) + 2 * len(policy.never_together)
    if pairs > MOST_PAIRS:
        mistakes.add(
            ("contact_policy", "gaps"), "there are too many distances to keep",
            found=f"{pairs} (a pair that is never sent together counts twice)",
            expected=f"at most {MOST_PAIRS}",
        )  # fmt: skip


def _rules(document: Document, mistakes: Mistakes) -> None:
    channels = {channel.name: channel for channel in document.channel}
    for index, rule in enumerate(document.kpi_rule):
        path: Path = ("kpi_rule", index)
        if rule.to is not None:
            there = known(mistakes, (*path, "to"), rule.to, channels, "channel")
            if there and rule.to == rule.channel:
                mistakes.add(
                    (*path, "to"), "it moves things to where they come from", found=rule.to,
                    expected="another channel, or none: where customers are most active",
                )  # fmt: skip
        if not known(mistakes, (*path, "channel"), rule.channel, channels, "channel"):
            continue
        watched = channels[rule.channel]
        if watched.kpi is None or watched.target is None:
            mistakes.add(
                (*path, "channel"), f'"{rule.channel}" has no target that could be missed',
                found=rule.channel, expected='kpi = "leads" and target = "5 per d" in its table',
            )  # fmt: skip
        if rule.moves == "servers" and watched.service == 0:
            mistakes.add(
                (*path, "moves"), f'nobody serves on "{rule.channel}"', found="servers",
                expected='moves = "budget", or a channel with servers',
            )  # fmt: skip


def _variants(document: Document, mistakes: Mistakes) -> None:
    total = sum(variant.chance for variant in document.variant)
    if total > 1.0 + 1e-9:
        mistakes.add(
            ("variant",), "the chances of the variants are more than the whole",
            found=f"a sum of {total:.6g}", expected="at most 1 (100 %)",
        )  # fmt: skip


def _service(document: Document, channels: Collection[str], mistakes: Mistakes) -> None:
    service = document.service
    asked = service.questions > 0.0 or service.complaints > 0.0
    if asked and not any(channel.takes_cases for channel in document.channel):
        mistakes.add(
            ("service",), "nobody takes questions and complaints", found="no such channel",
            expected='takes_cases = true in a channel, or kind = "chat"',
        )  # fmt: skip
    for position, name in enumerate(document.loyalty_programme.channels):
        place: Path = ("loyalty_programme", "channels", position)
        known(mistakes, place, name, channels, "channel")


def _run_in(document: Document, mistakes: Mistakes) -> None:
    if document.run_in is None:
        return
    names = [strategy.name for strategy in document.strategy]
    known(mistakes, ("run_in", "strategy"), document.run_in.strategy, names, "strategy")
    if document.customers is not None:
        mistakes.add(
            ("run_in",), "customers come with their history from a table already",
            found="[customers] and [run_in]", expected="one of them",
        )  # fmt: skip
