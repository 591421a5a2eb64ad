"""Ways between channels, and what goes on at them: links that must lead somewhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from sim.scenario.checking.naming import known
from sim.scenario.models import Channel, Document, Span
from sim.scenario.reading.labels import Path
from sim.scenario.reading.translate import Mistakes

MOST_SPANS = 8
"""Stretches of time that a channel or an action can have."""

_YEARS = re.compile(r"\d{1,3}(-\d{1,3})?")


def check_ways(document: Document, mistakes: Mistakes) -> None:
    """Add every mistake of channels that name others, devices, people and times."""
    channels = {channel.name: channel for channel in document.channel}
    devices = [device.name for device in document.device]
    for index, channel in enumerate(document.channel):
        path: Path = ("channel", index)
        _named(channel, path, channels, mistakes)
        _leads_on(channel, path, channels, mistakes)
        for position, name in enumerate(channel.devices):
            known(mistakes, (*path, "devices", position), name, devices, "device")
        _circle(channel, path, "overflow", channels, mistakes)
        for name in channel.beside:
            place: Path = (*path, "beside", name)
            if known(mistakes, place, name, channels, "channel") and name == channel.name:
                mistakes.add(
                    place, "a channel is not looked at beside itself", found=name,
                    expected="another channel",
                )  # fmt: skip
        if channel.absent:
            _absent(channel, path, document, mistakes)
        _users(channel, path, mistakes)
        check_spans(channel.dates, (*path, "dates"), mistakes)
        _forms(channel, path, mistakes)


def _named(
    channel: Channel, path: Path, channels: Mapping[str, Channel], mistakes: Mistakes
) -> None:
    for key in ("leads_to", "overflow", "pays_at"):
        name = getattr(channel, key)
        if name is None or not known(mistakes, (*path, key), name, channels, "channel"):
            continue
        if name == channel.name:
            mistakes.add(
                (*path, key), "a channel cannot lead to itself", found=name,
                expected="another channel",
            )  # fmt: skip
        elif key == "overflow" and not channels[name].steps and not channels[name].takes_cases:
            mistakes.add(
                (*path, key), f'nobody can go on at "{name}", as it has no steps', found=name,
                expected='a channel with steps such as ["product", "checkout"]',
            )  # fmt: skip
        elif key == "pays_at" and channels[name].contact != "inbound":
            mistakes.add(
                (*path, key), f'nobody pays at "{name}", as nobody comes there', found=name,
                expected='a channel such as kind = "till"',
            )  # fmt: skip


def _absent(channel: Channel, path: Path, document: Document, mistakes: Mistakes) -> None:
    """Add what could not go on without a channel: its appointments, its till, all that sells."""
    others = [other for other in document.channel if not other.absent]
    place = (*path, "absent")
    for key, what in (("books", "appointments are kept there"), ("pays_at", "it is paid there")):
        needing = [other.name for other in others if getattr(other, key) == channel.name]
        if needing:
            mistakes.add(
                place, f'"{channel.name}" cannot be absent: {what}',
                found=f'{key} = "{channel.name}" on {", ".join(needing)}',
                expected="another channel for that, or the channels that need it absent too",
            )  # fmt: skip
    first = next(other for other in document.channel if other.absent)
    sells = any(other.steps and other.visits > 0.0 for other in others)
    if not sells and channel.name == first.name:  # told once
        gone = ", ".join(other.name for other in document.channel if other.absent)
        mistakes.add(
            place, "nobody could buy or book anywhere", found=f"absent: {gone}",
            expected="at least one channel with steps to which people come by themselves",
        )  # fmt: skip


def _circle(
    channel: Channel, path: Path, key: str, channels: Mapping[str, Channel], mistakes: Mistakes
) -> None:
    """Add a way from channel to channel that never ends; it is told once for all on it."""
    way = [channel.name]
    while (step := channels.get(way[-1])) is not None and (name := getattr(step, key)) is not None:
        if name in way:
            if channel.name == min(way) and name == channel.name and len(way) > 1:
                mistakes.add(
                    (*path, key), "channels lead to each other in a circle",
                    found=" -> ".join([*way, name]), expected="a way that ends",
                )  # fmt: skip
            return
        way.append(name)


def _leads_on(
    channel: Channel, path: Path, channels: Mapping[str, Channel], mistakes: Mistakes
) -> None:
    """Who is led on comes, after some channels, to one where a visit can take place."""
    if channel.leads_to is None:
        return
    if channel.steps:
        mistakes.add(
            (*path, "leads_to"), "a channel that leads on has no steps of its own",
            found=f"leads_to and {len(channel.steps)} steps", expected="one of them",
        )  # fmt: skip
    _circle(channel, path, "leads_to", channels, mistakes)
    passed = {channel.name}
    last: Channel | None = channel
    while last is not None and last.leads_to is not None and last.leads_to not in passed:
        passed.add(last.leads_to)
        last = channels.get(last.leads_to)
    if last is not None and len(passed) > 1 and last.has_queue:
        mistakes.add(
            (*path, "leads_to"), "a visit that is led on cannot wait in a queue", found=last.name,
            expected="a channel without servers; people there are asked for by a landing",
        )  # fmt: skip


def _users(channel: Channel, path: Path, mistakes: Mistakes) -> None:
    for years in channel.users:
        fine = years == "business" or (
            _YEARS.fullmatch(years) is not None
            and all(int(part) < 128 for part in years.split("-"))
            and int(years.split("-")[0]) <= int(years.split("-")[-1])
        )
        if not fine:
            mistakes.add(
                (*path, "users", years), "these are no years of age", found=years,
                expected='such as "16-29" or "65", or "business"',
            )  # fmt: skip


def check_spans(spans: tuple[Span, ...], path: Path, mistakes: Mistakes) -> None:
    """Add what is wrong with stretches of time: too many, or one in another."""
    if len(spans) > MOST_SPANS:
        mistakes.add(
            path, "there are too many stretches of time", found=str(len(spans)),
            expected=f"at most {MOST_SPANS}",
        )  # fmt: skip
    ordered = sorted(spans, key=lambda item: item.at)
    for one, other in itertools.pairwise(ordered):
        if other.at < one.at + one.lasts:
            mistakes.add(
                path, "stretches of time overlap", found="one begins before another has ended",
                expected="stretches one after the other",
            )  # fmt: skip
            return


def _forms(channel: Channel, path: Path, mistakes: Mistakes) -> None:
    if channel.form is not None and channel.form not in channel.steps:
        mistakes.add(
            (*path, "form"), f'"{channel.name}" has no step "{channel.form}"', found=channel.form,
            expected=", ".join(channel.steps) or "no form: the channel has no steps",
        )  # fmt: skip
    if channel.followers and not channel.is_mass:
        mistakes.add(
            (*path, "followers"), "only a mass medium has followers", found=channel.contact,
            expected='contact = "mass", or kind = "posts"',
        )  # fmt: skip
    if channel.target is not None and channel.kpi is None:
        mistakes.add(
            (*path, "target"), "it is not said of what this is the target", found="no kpi",
            expected='kpi = "leads", or another result',
        )  # fmt: skip
    misfit = {"bookings": channel.books is None, "calls": not channel.takes_calls}
    if channel.kpi is not None and misfit.get(channel.kpi, False):
        mistakes.add(
            (*path, "kpi"), f'there are no {channel.kpi} on "{channel.name}"', found=channel.kpi,
            expected="books and steps for bookings; servers for calls; or another result",
        )  # fmt: skip
