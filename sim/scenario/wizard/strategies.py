"""The four ways to run a firm's channels, with links among those that it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.scenario.wizard.actions import Action
from sim.scenario.wizard.answers import Firm
from sim.scenario.wizard.menu import AUDIENCES
from sim.scenario.wizard.toml_writing import Labelled, labels, names, table, text

RECOGNITION: dict[str, tuple[float, float, float, float]] = {
    "web": (0.10, 0.25, 0.45, 0.60),
    "app": (0.80, 0.85, 0.90, 0.95),
    "shop": (0.00, 0.05, 0.30, 0.50),
    "phone": (0.20, 0.30, 0.50, 0.80),
    "marketplace": (0.00, 0.00, 0.00, 0.00),
    "chat": (0.10, 0.20, 0.40, 0.80),
    "chatbot": (0.10, 0.20, 0.40, 0.70),
    "event": (0.00, 0.05, 0.20, 0.40),
    "email": (0.90, 0.95, 0.97, 0.98),
    "sms": (0.90, 0.95, 0.97, 0.98),
    "messenger": (0.50, 0.50, 0.70, 0.85),
    "push": (0.90, 0.95, 0.97, 0.98),
    "letter": (0.70, 0.80, 0.90, 0.95),
    "catalogue": (0.70, 0.80, 0.90, 0.95),
    "place": (0.60, 0.60, 0.70, 0.95),
}
"""Chance that a touch is tied to the profile: today, multichannel, cross-channel, omnichannel."""
REST = (0.0, 0.1, 0.3, 0.4)
"""The same on all other channels."""
WRONG = (0.0, 0.0, 0.01, 0.02)
"""Part of these that is tied to somebody else."""
PLAIN_LINKS = (("web", "email"), ("web", "sms"), ("app", "push"), ("app", "email"))
"""Links that any shop system brings along: orders and sign-ups reach the mail tool."""
PROGRESS = (("email", "web"), ("push", "app"), ("sms", "web"))
"""A link in a message finds what was begun."""

Knows = Callable[[str, str], bool]
"""Whether the first channel reads what the second has observed."""


def groups(firm: Firm) -> list[list[str]]:
    """Channels that are linked in the cross-channel strategy; all where no two are alike."""
    found = [
        [channel.name for channel in firm.channels if channel.group == group]
        for group in ("online", "people")
    ]
    there = [group for group in found if len(group) > 1]
    return there or [list(firm.names)]


def strategy_lines(firm: Firm, actions: Sequence[Action]) -> list[str]:
    """The tables [[strategy]]."""
    return [
        *_today(firm, actions),
        *_multichannel(firm, actions),
        *_cross_channel(firm, actions),
        *_omnichannel(firm),
    ]


def _recognition(firm: Firm, place: int) -> str:
    known: dict[str, float | str] = {
        name: RECOGNITION[name][place] for name in firm.names if name in RECOGNITION
    }
    wrong: dict[str, float | str] = {"false_match": WRONG[place]} if WRONG[place] else {}
    return f"recognition = {table({'default': REST[place], **known, **wrong})}"


def _allowed(actions: Sequence[Action], knows: Knows, *, now: bool = False) -> str:
    """Actions that can start at all: some channel of theirs hears of what starts them."""
    able = [
        action.name
        for action in actions
        if (action.now or not now)
        and (
            not action.starts
            or any(knows(own, where) for own in action.channels for where in action.starts)
        )
    ]
    return "all" if len(able) == len(actions) and not now else names(able)


def _actions(listed: str) -> str:
    return f"actions = {text(listed) if listed == 'all' else listed}"


def _own(links: Sequence[tuple[str, str]]) -> Knows:
    return lambda reader, source: reader == source or (source, reader) in links


def _links(firm: Firm, *, ads: bool) -> list[tuple[str, str]]:
    found = [pair for pair in PLAIN_LINKS if firm.has(*pair)]
    networks = firm.those(*AUDIENCES)
    if ads and networks and firm.has("web"):
        found.append(("web", networks[0]))
    if firm.books:  # the appointment book is the office's own list
        found += [("place", name) for name in firm.those("email", "sms")[:1]]
    return found


def _continuity(firm: Firm) -> str:
    pairs = [pair for pair in PROGRESS if firm.has(*pair)]
    values: dict[str, float | str] = {"default": 0.0}
    return f"continuity = {table({**values, **{f'{a} -> {b}': 0.7 for a, b in pairs}})}"


def _guess(value: float, low: float, high: float) -> Labelled:
    source = "whether what was begun elsewhere is at hand again: a guess that decides much"
    return Labelled(value, "assumed", source, None, low, high)


def _knowledge(links: Sequence[tuple[str, str]]) -> str:
    return f"knowledge = {names(f'{a} -> {b}' for a, b in links)}" if links else 'knowledge = "own"'


def _head(name: str, title: str, description: str) -> list[str]:
    return [
        "[[strategy]]", f"name = {text(name)}", f"title = {text(title)}",
        f"description = {text(description)}",
    ]  # fmt: skip


def _today(firm: Firm, actions: Sequence[Action]) -> list[str]:
    links = _links(firm, ads=False)
    return [
        "# The baseline: what such a firm does now. Take out what you don't do.",
        *_head("today", "As it is today", "Advertising, news, confirmations; nothing automatic."),
        _knowledge(links) + " # who reads what whom has seen",
        _recognition(firm, 0) + " # chance to know who it is",
        _actions(_allowed(actions, _own(links), now=True)),
        labels("what tools do by themselves"),
        "",
    ]


def _multichannel(firm: Firm, actions: Sequence[Action]) -> list[str]:
    links = _links(firm, ads=True)
    return [
        "# Everything that the channels can do, each for itself.",
        *_head(
            "multichannel", "Each channel for itself",
            "As many people as possible on every channel; only the links that tools bring along.",
        ),
        _knowledge(links),
        _recognition(firm, 1),
        _continuity(firm) + " # what was begun is found again by a link in a message",
        _actions(_allowed(actions, _own(links))),
        labels("each tool has its own list"),
        "",
    ]  # fmt: skip


def _cross_channel(firm: Firm, actions: Sequence[Action]) -> list[str]:
    linked = groups(firm)
    home = {name: place for place, group in enumerate(linked) for name in group}

    def knows(reader: str, source: str) -> bool:
        return reader == source or (reader in home and home[reader] == home.get(source))

    return [
        "# Channels of one group pass on what they know overnight and decide together.",
        *_head(
            "cross-channel", "Linked groups of channels",
            "A journey goes on from one channel of a group to the next.",
        ),
        f"groups = [{', '.join(names(group) for group in linked)}]",
        'knowledge = "group"',
        "sync = 1 # windows until a linked channel knows; a window is a day",
        _recognition(firm, 2),
        'decider = "group"',
        'contact_policy = "group"',
        f"continuity = {{ default = 0, group = {_guess(0.5, 0.2, 0.8)} }}",
        'offers = "group"',
        'suppression = "group" # who has bought is left alone by the group',
        'budget = "group"',
        _actions(_allowed(actions, knows)),
        labels("the tools of one group pass on what they know overnight"),
        "",
    ]  # fmt: skip


def _omnichannel(firm: Firm) -> list[str]:
    return [
        "# One profile that every channel reads and writes, and one decision per customer and day.",
        *_head(
            "omnichannel", "Joined around the customer",
            "Every channel knows at once what any channel saw; one decision per customer.",
        ),
        'knowledge = "all"',
        "sync = 0",
        _recognition(firm, 3),
        'decider = "customer"',
        'contact_policy = "customer"',
        "# Whoever comes by another way finds what was begun; nobody knows how often.",
        f"continuity = {_guess(0.6, 0.2, 0.9)}",
        'offers = "customer"',
        'suppression = "everywhere"',
        'budget = "pooled"',
        'actions = "all"',
        labels("log-in, code and number tie most touches, and now and then the wrong ones"),
        "",
    ]  # fmt: skip
