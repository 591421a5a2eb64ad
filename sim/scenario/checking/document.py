"""What no single table can tell: names that lead nowhere, sums, limits, loops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.random.names import entity
from sim.scenario.checking.actions import check_actions
from sim.scenario.checking.customers import check_customers
from sim.scenario.checking.limits import check_limits_of
from sim.scenario.checking.market import check_market
from sim.scenario.checking.naming import known
from sim.scenario.checking.strategies import check_strategies
from sim.scenario.checking.ways import check_ways
from sim.scenario.models import NAMED, Document
from sim.scenario.reading.labels import Path
from sim.scenario.reading.translate import Mistakes
from sim.scenario.values.quantities import DAY, in_words

LIMITS = {
    "persona": 16,
    "channel": 32,
    "creative": 128,
    "offer": 31,
    "action": 128,
    "constraint": 32,
    "exclusion": 64,
    "strategy": 32,
    "change": 64,
    "device": 8,
    "variant": 7,
    "competitor": 8,
    "outage": 32,
    "kpi_rule": 32,
}
"""Most members of each list of tables."""
PLURALS = {
    "persona": "personas",
    "channel": "channels",
    "creative": "creatives",
    "offer": "offers",
    "action": "actions",
    "constraint": "constraints",
    "strategy": "strategies",
    "device": "devices",
    "variant": "variants",
    "competitor": "competitors",
    "outage": "outages",
    "kpi_rule": "rules on KPIs",
}
MOST_TREATMENTS = 128
MOST_CAPS = 8
MOST_WINDOWS = 65_000


def check(document: Document, mistakes: Mistakes) -> None:
    """Add every mistake that spans tables."""
    _names_and_counts(document, mistakes)
    mistakes.done()  # what refers to a name that stands twice, or to a lost one, would follow
    _time(document, mistakes)
    _personas(document, mistakes)
    _channels(document, mistakes)
    _offers(document, mistakes)
    _money_and_policy(document, mistakes)
    check_actions(document, mistakes)
    check_limits_of(document, mistakes)
    check_ways(document, mistakes)
    check_market(document, mistakes)
    check_strategies(document, mistakes)
    check_customers(document, mistakes)


def _names_and_counts(document: Document, mistakes: Mistakes) -> None:
    for table, most in LIMITS.items():
        members: Sequence[Any] = getattr(document, table)
        if len(members) > most:
            mistakes.add(
                (table,), f"there are too many [[{table}]]", found=str(len(members)),
                expected=f"at most {most}",
            )  # fmt: skip
        if not members and table in ("persona", "channel", "strategy"):
            mistakes.add(
                (table,), f"there is no [[{table}]]", found="an empty list",
                expected=f"at least one [[{table}]]",
            )  # fmt: skip
    for table in NAMED:
        _names(table, [member.name for member in getattr(document, table)], mistakes)
    count = sum(len(action.treatments) for action in document.action)
    if count > MOST_TREATMENTS:
        mistakes.add(
            ("action",), "the actions have too many treatments in all", found=str(count),
            expected=f"at most {MOST_TREATMENTS}",
        )  # fmt: skip


def _names(table: str, names: Sequence[str], mistakes: Mistakes) -> None:
    """Every name of a list of tables stands once, and has random draws of its own."""
    seen: dict[int, int] = {}
    for index, name in enumerate(names):
        first = seen.setdefault(entity(name), index)
        path: Path = (table, index, "name")
        if first == index:
            continue
        if names[first] == name:
            lines = [mistakes.line((table, place, "name")) for place in (first, index)]
            where = f"in line {lines[0]} and in line {lines[1]}" if all(lines) else "twice"
            mistakes.add(
                path, f'two {PLURALS[table]} are called "{name}"', found=f'"{name}" {where}',
                expected="a name of its own for each",
            )  # fmt: skip
        else:
            mistakes.add(
                path,
                f'the names "{names[first]}" and "{name}" would share their random draws',
                found=name,
                expected="any other name: the short hashes of these two happen to be equal",
            )


def _time(document: Document, mistakes: Mistakes) -> None:
    table = document.scenario
    if DAY % table.window and table.window % DAY:
        mistakes.add(
            ("scenario", "window"),
            "windows do not end with the days",
            found=f"{table.window / DAY:g} d",
            expected='a part of a day such as "6 h" or "12 h", or whole days such as "1 d"',
        )
    elif table.windows > MOST_WINDOWS:
        mistakes.add(
            ("scenario", "window"),
            "the run has too many windows",
            found=f"{table.windows:,} windows in {table.days} days",
            expected=f"at most {MOST_WINDOWS:,}: a longer window, or fewer days",
        )


def _personas(document: Document, mistakes: Mistakes) -> None:
    channels = [channel.name for channel in document.channel]
    total = sum(persona.share for persona in document.persona)
    if document.persona and abs(total - 1.0) > 1e-6:
        parts = " + ".join(f"{persona.share:.6g}" for persona in document.persona)
        mistakes.add(
            ("persona",),
            "the shares of the personas do not add up to 1",
            found=_sum(parts, total, len(document.persona)),
            expected=f"1 (100 %): {abs(1 - total):.6g} {'too much' if total > 1 else 'missing'}",
        )
    for index, persona in enumerate(document.persona):
        for table in ("channels", "consents"):
            for name in getattr(persona, table):
                known(mistakes, ("persona", index, table, name), name, channels, "channel")


def _sum(parts: str, total: float, count: int) -> str:
    if count == 1:
        return f"{total:.6g}, and there is one persona only"
    return f"{parts} = {total:.6g}" if len(parts) < 60 else f"a sum of {total:.6g}"


def _channels(document: Document, mistakes: Mistakes) -> None:
    by_name = {channel.name: channel for channel in document.channel}
    for index, channel in enumerate(document.channel):
        path: Path = ("channel", index)
        if channel.servers and channel.service == 0:
            mistakes.add(
                (*path, "service"), "people serve here, but it takes no time", found="0",
                expected='a mean time such as service = "4 min"',
            )  # fmt: skip
        if channel.appointments:
            _appointments(channel, path, mistakes)
        if channel.books is None:
            continue
        where = (*path, "books")
        if not known(mistakes, where, channel.books, by_name, "channel"):
            continue
        if not by_name[channel.books].appointments:
            takers = [name for name, other in by_name.items() if other.appointments]
            mistakes.add(
                where, f'"{channel.books}" takes no appointments', found=channel.books,
                expected=", ".join(takers) or "a channel with appointments = true",
            )  # fmt: skip
        elif not channel.has_sessions:
            mistakes.add(
                where, "nobody can book here, as the channel has no steps", found="steps = []",
                expected='steps such as ["product", "checkout"]',
            )  # fmt: skip


def check_passes(document: Document, mistakes: Mistakes) -> None:
    """Add chances to go on that are written for steps a channel lacks.

    Of a file alone: a study may set any number there is, also one that nothing uses.
    """
    for index, channel in enumerate(document.channel):
        steps = (*channel.steps, "pay") if channel.steps else ()
        for step in mistakes.data["channel"][index].get("pass") or {}:
            if step not in steps:
                mistakes.add(
                    ("channel", index, "pass", step), f'"{channel.name}" has no step "{step}"',
                    found=step,
                    expected=f"its steps: {', '.join(steps)}" if steps
                    else 'no pass, or steps such as ["product", "checkout"]',
                )  # fmt: skip


def _appointments(channel: Any, path: Path, mistakes: Mistakes) -> None:
    if channel.servers == 0:
        mistakes.add(
            (*path, "servers"), "appointments need somebody or some place", found="servers = 0",
            expected="servers = 1 or more",
        )  # fmt: skip
    first, last = channel.hours or (0, 24 * 60)
    length = (last - first) * 60_000_000
    if channel.service > length:
        mistakes.add(
            (*path, "service"),
            "an appointment does not fit into the opening hours",
            found=f"{in_words(channel.service)} in {in_words(length)}",
            expected="a shorter service, or longer hours",
        )


def _offers(document: Document, mistakes: Mistakes) -> None:
    names = [offer.name for offer in document.offer]
    replaces = {offer.name: offer.replaces for offer in document.offer}
    for index, offer in enumerate(document.offer):
        path: Path = ("offer", index)
        if offer.discount > 0 and offer.amount > 0:
            mistakes.add(
                (*path, "amount"), "an offer is a share or an amount, not both",
                found="discount and amount", expected="one of them",
            )  # fmt: skip
        good = True
        for position, name in enumerate(offer.replaces):
            good &= known(mistakes, (*path, "replaces", position), name, names, "offer")
        loop = _loop(offer.name, replaces) if good else None
        if loop and offer.name == min(loop[:-1]):
            mistakes.add(
                (*path, "replaces"), "offers replace each other in a circle",
                found=" -> ".join(loop), expected="an order in which the newest replaces the rest",
            )  # fmt: skip


def _loop(start: str, replaces: Mapping[str, Sequence[str]]) -> list[str] | None:
    """A way from an offer back to itself, or None."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in replaces.get(way[-1], ()):
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return None


def _money_and_policy(document: Document, mistakes: Mistakes) -> None:
    channels = [channel.name for channel in document.channel]
    for table in ("visits", "spend"):
        for name in getattr(document.known, table):
            known(mistakes, ("known", table, name), name, channels, "channel")
    split = document.budget.split
    for name in split:
        known(mistakes, ("budget", "split", name), name, channels, "channel")
    if sum(split.values()) > 1.0 + 1e-9:
        mistakes.add(
            ("budget", "split"), "the parts of the budget are more than the whole",
            found=f"a sum of {sum(split.values()):.6g}", expected="at most 1 (100 %)",
        )  # fmt: skip
    caps = document.contact_policy.caps
    if len(caps) > MOST_CAPS:
        mistakes.add(
            ("contact_policy", "caps"), "there are too many caps", found=str(len(caps)),
            expected=f"at most {MOST_CAPS}",
        )  # fmt: skip
    for index, cap in enumerate(caps):
        for position, name in enumerate(cap.channels):
            place = ("contact_policy", "caps", index, "channels", position)
            known(mistakes, place, name, channels, "channel")
