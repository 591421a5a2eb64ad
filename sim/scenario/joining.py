"""Part of the way from one strategy to another: channels joined one by one, or single links.

A channel that is *joined* is run as the target runs it, as far as it meets other joined channels;
all else is as at the start. With no channel joined the dials are exactly the start's, with all in
which the two differ exactly the target's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.scenario.dials import BoolArray, IntArray, Phased, ResolvedDials

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

__all__ = ["Joining", "Link", "Way"]

Link = tuple[str, str]
"""A channel, and another one that learns from it."""
SHARED = ("decider", "contact_policy", "offers", "suppression", "budget")
PAIRED = ("knowledge", "sync", "continuity")


@dataclass(frozen=True, slots=True)
class Joining:
    """A strategy with some channels, links and actions as another one has them at the time.

    Attributes:
        start, target: names of the strategies.
        channels: joined. Knowledge, sync and continuity between two of them, whom they share
            deciders, policies, offers, suppression and budgets with, and their recognition are the
            target's. So are slots, as soon as one is joined: who decides for one channel alone
            starts one action there whatever they are.
        links: of which knowledge, sync and continuity are the target's.
        actions: that are allowed or not as in the target.
        share: of the way from the start's rate of false matches to the target's.
    """

    start: str
    target: str
    channels: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    actions: tuple[str, ...] = ()
    share: float = 0.0

    def resolved(self, scenario: Phased) -> ResolvedDials:
        """The dials in a scenario, or in a phase of it.

        Raises:
            ScenarioError: no such strategy.
        """
        before, after = scenario.resolved(self.start), scenario.resolved(self.target)
        names = before.channel_names
        joined = np.array([name in self.channels for name in names], bool)
        pairs = joined[:, None] & joined[None, :]
        values: dict[str, Any] = {}
        for dial in PAIRED:
            taken = pairs.copy()
            for source, reader in self.links:
                # a row reads a column; progress moves from row to column
                ends = (source, reader) if dial == "continuity" else (reader, source)
                taken[names.index(ends[0]), names.index(ends[1])] = True
            values[dial] = np.where(taken, getattr(after, dial), getattr(before, dial))
        for dial in SHARED:
            values[dial] = _classes(getattr(before, dial), getattr(after, dial), joined)
        as_target = np.array([name in self.actions for name in before.action_names], bool)
        return replace(
            before,
            **values,
            recognition=np.where(joined, after.recognition, before.recognition),
            false_match=_between(before.false_match, after.false_match, self.share),
            slots=after.slots if self.channels else before.slots,
            actions=np.where(as_target, after.actions, before.actions),
        )


def _between(first: float, last: float, share: float) -> float:
    """Exactly the ends at shares of 0 and 1."""
    return last if share == 1.0 else first + share * (last - first)


def _classes(before: IntArray, after: IntArray, joined: BoolArray) -> IntArray:
    """int64[C]: joined channels in the target's classes, others in the start's.

    A joined channel and one that is not share what both strategies let them share. What is shared
    along a chain is shared by all of it.
    """
    first, last = before[:, None] == before[None, :], after[:, None] == after[None, :]
    alike = joined[:, None] == joined[None, :]
    together = np.where(alike, np.where(joined[:, None], last, first), first & last)
    for _ in range(len(joined)):
        together = together @ together
    return np.unique(together.argmax(axis=1), return_inverse=True)[1].astype(np.int64)


@dataclass(frozen=True)
class Way:
    """In what two strategies differ, channel by channel, at any time of the run.

    Attributes:
        channels: that are in use under either, in order of their names; idle: that are not.
        links: ordered pairs of which knowledge, sync or continuity differ.
        carriers: by action that one allows and the other does not, the channels that have to be
            joined until it is as in the target: all that carry it, and of one that goes, all that
            carry what comes on its channels, so that nothing goes before it is replaced.
    """

    start: str
    target: str
    channels: tuple[str, ...]
    idle: tuple[str, ...]
    links: frozenset[Link]
    carriers: Mapping[str, frozenset[str]]

    @classmethod
    def between(cls, scenario: Scenario, start: str, target: str) -> Way:
        """What lies between two strategies of a scenario.

        Raises:
            ScenarioError: no such strategy.
        """
        differ: set[str] = set()
        used: set[str] = set()
        links: set[Link] = set()
        changed: dict[str, bool] = {}
        for _, phase in scenario.phases():
            before, after = phase.resolved(start), phase.resolved(target)
            names = before.channel_names
            differ |= {name for name, one in zip(names, _differing(before, after), strict=True)
                       if one}  # fmt: skip
            links |= set(_links(before, after))
            for dials in (before, after):
                live = phase.live(dials)
                used |= {name for name, one in zip(names, live, strict=True) if one}
            for place in np.flatnonzero(before.actions != after.actions):
                name = before.action_names[int(place)]
                changed[name] = changed.get(name, False) or bool(after.actions[place])
        on = {action.name: frozenset(one.channel for one in action.treatments)
              for action in scenario.actions}  # fmt: skip
        carriers = _carriers(changed, on)
        differ = differ.union(*carriers.values())
        return cls(
            start, target, tuple(sorted(differ & used)), tuple(sorted(differ - used)),
            frozenset(links), carriers,
        )  # fmt: skip

    def joining(self, channels: Iterable[str], links: Iterable[Link] = ()) -> Joining:
        """The dials once these channels are joined, and these links are made.

        What nobody uses is joined with the first channel: it changes nothing and costs nothing.
        """
        taken = set(channels)
        if taken:
            taken |= set(self.idle)
        whole = len(self.channels) + len(self.idle)
        return Joining(
            self.start,
            self.target,
            tuple(sorted(taken)),
            tuple(sorted(links)),
            tuple(sorted(name for name, those in self.carriers.items() if those <= taken)),
            len(taken) / whole if whole else 0.0,
        )


def _differing(before: ResolvedDials, after: ResolvedDials) -> BoolArray:
    """bool[C]: channels that are run in another way by themselves, or together with others."""
    found = before.recognition != after.recognition
    for dial in PAIRED:
        apart = getattr(before, dial) != getattr(after, dial)
        found |= apart.any(axis=0) | apart.any(axis=1)
    for dial in SHARED:
        first, last = getattr(before, dial), getattr(after, dial)
        found |= ((first[:, None] == first) != (last[:, None] == last)).any(axis=1)
    return np.asarray(found, bool)


def _links(before: ResolvedDials, after: ResolvedDials) -> Iterable[Link]:
    """Ordered pairs that differ: from, to."""
    names = before.channel_names
    for dial in PAIRED:
        for row, column in np.argwhere(getattr(before, dial) != getattr(after, dial)):
            one, other = names[int(row)], names[int(column)]
            yield (one, other) if dial == "continuity" else (other, one)


def _carriers(
    changed: Mapping[str, bool], on: Mapping[str, Collection[str]]
) -> dict[str, frozenset[str]]:
    """By action, the channels that have to be joined; see `Way`."""
    found = {}
    for name, comes in changed.items():
        needed = set(on[name])
        if not comes:
            for other, arrives in changed.items():
                if arrives and needed & set(on[other]):
                    needed |= set(on[other])
        found[name] = frozenset(needed)
    return found
