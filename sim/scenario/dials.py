"""A strategy's dials spelt out for every channel and action.

``group`` and the names of links are resolved with the strategy's own groups, so that any mixture
of two strategies, dial by dial, is again a full set of dials.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

import numpy as np

from engine.errors import one_of
from sim.scenario.models import Continuity, Scope, Strategy, Sync
from sim.scenario.words import DIALS

BoolArray = np.ndarray[Any, np.dtype[np.bool_]]
IntArray = np.ndarray[Any, np.dtype[np.int64]]
FloatArray = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, eq=False)
class ResolvedDials:
    """Explicit values of all dials; C channels and A actions in order of their names.

    Equal where all values are, whatever the strategies are called.

    Attributes:
        channel_names, action_names: what rows and columns stand for.
        knowledge: bool[C, C], the row may read what the column observed; the diagonal is true.
        sync: int64[C, C], windows until the row knows what the column observed; diagonal 0.
        recognition: float64[C], chance that a touch is tied to the profile.
        false_match: chance that a tied touch is tied to somebody else.
        decider, contact_policy, offers, suppression, budget: int64[C], class of each channel,
            classes numbered by their first channel.
        slots: actions that a decider may start per customer and window.
        continuity: float64[C, C], share of progress that survives from row to column;
            diagonal 1.
        actions: bool[A], allowed actions.
    """

    channel_names: tuple[str, ...]
    action_names: tuple[str, ...]
    knowledge: BoolArray
    sync: IntArray
    recognition: FloatArray
    false_match: float
    decider: IntArray
    slots: int
    contact_policy: IntArray
    continuity: FloatArray
    offers: IntArray
    suppression: IntArray
    budget: IntArray
    actions: BoolArray

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def _bytes(self) -> tuple[Any, ...]:
        values = (getattr(self, item.name) for item in fields(self))
        return tuple(v.tobytes() if isinstance(v, np.ndarray) else v for v in values)

    @property
    def sha256(self) -> str:
        """Stands for all values, in any process."""
        return hashlib.sha256(repr(self._bytes()).encode()).hexdigest()

    def resolved(self, scenario: Phased) -> ResolvedDials:
        """Themselves, whatever the phase."""
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ResolvedDials):
            return NotImplemented
        return self._bytes() == other._bytes()

    def __hash__(self) -> int:
        return hash(self._bytes())

    @property
    def joins(self) -> bool:
        """Whether somebody decides for several channels."""
        return len(np.unique(self.decider)) < len(self.decider)

    def effective(self) -> ResolvedDials:
        """The same dials without settings that no link uses: sync where nothing is read."""
        return replace(self, sync=np.where(self.knowledge, self.sync, 0).astype(np.int64))

    def differing(self, other: ResolvedDials) -> tuple[str, ...]:
        """Names of the dials in which two strategies differ."""
        return tuple(
            dial
            for dial in DIALS
            if any(
                not np.array_equal(getattr(self, name), getattr(other, name))
                for name in _values_of(dial)
            )
        )

    def units(self, live: BoolArray | None = None) -> dict[str, float]:
        """How many units of each dial the price list charges for.

        Args:
            live: bool[C], channels that count; an idle channel costs nothing to join.

        Returns:
            by dial: links for knowledge, links at once for sync, channels times share for
            recognition, ordered pairs times share for continuity, and channels less classes for
            the shared scopes.
        """
        counted = np.ones(len(self.channel_names), bool) if live is None else live
        pairs = counted[:, None] & counted[None, :] & ~np.eye(len(counted), dtype=bool)
        links = self.knowledge & pairs
        result = {
            "knowledge": float(links.sum()),
            "sync": float((links & (self.sync == 0)).sum()),
            "recognition": float(self.recognition[counted].sum()),
            "continuity": float(self.continuity[pairs].sum()),
        }
        for dial in ("decider", "contact_policy", "offers", "suppression", "budget"):
            classes = getattr(self, dial)[counted]
            result[dial] = float(len(classes) - len(np.unique(classes)))
        return result


def _values_of(dial: str) -> tuple[str, ...]:
    return ("recognition", "false_match") if dial == "recognition" else (dial,)


def mix(a: ResolvedDials, b: ResolvedDials, dials: Iterable[str]) -> ResolvedDials:
    """Strategy ``a`` with the named dials taken from ``b``.

    Raises:
        UsageError: a name is no dial.
        ValueError: the two are of different scenarios.
    """
    if (a.channel_names, a.action_names) != (b.channel_names, b.action_names):
        raise ValueError("dials of different scenarios cannot be mixed")
    values: dict[str, Any] = {}
    for dial in dials:
        one_of(dial, DIALS, "there is no such dial")
        values.update({name: getattr(b, name) for name in _values_of(dial)})
    return replace(a, **values)


class Phased(Protocol):
    """A scenario, or a phase of one, as far as dials are read from it."""

    def resolved(self, strategy: str) -> ResolvedDials:
        """A strategy's dials there."""


class Dials(Protocol):
    """What can stand in for a strategy's own dials; equal ones are hashed alike."""

    def resolved(self, scenario: Phased) -> ResolvedDials:
        """The dials in a scenario, or in a phase of it."""

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Mixture:
    """A strategy with some of its dials taken from another one, whatever these are at the time.

    Attributes:
        strategy: whose dials all others are.
        other: whose dials those named are.
        dials: names, in the order of `DIALS`.
    """

    strategy: str
    other: str
    dials: tuple[str, ...]

    def resolved(self, scenario: Phased) -> ResolvedDials:
        """The dials in a scenario, or in a phase of it.

        Raises:
            UsageError: a name is no dial, or no strategy.
        """
        return mix(scenario.resolved(self.strategy), scenario.resolved(self.other), self.dials)


@dataclass(frozen=True, slots=True)
class Turned:
    """Dials that are turned on the way.

    Attributes:
        steps: microseconds since the start, ascending, the first 0, and the dials from then on.
    """

    steps: tuple[tuple[int, Dials], ...]

    @property
    def times(self) -> tuple[int, ...]:
        """When they are turned."""
        return tuple(time for time, _ in self.steps)

    def at(self, time: int) -> Dials:
        """Those that hold at a time."""
        return [dials for start, dials in self.steps if start <= max(time, 0)][-1]

    def resolved(self, scenario: Phased) -> ResolvedDials:
        """Those of the start."""
        return self.at(0).resolved(scenario)


def resolve(strategy: Strategy, channels: Sequence[str], actions: Sequence[str]) -> ResolvedDials:
    """Spell out a strategy's dials.

    Args:
        strategy: as validated; its names are all known.
        channels: names of all channels, sorted.
        actions: names of all actions, sorted.
    """
    index = {name: position for position, name in enumerate(channels)}
    groups = _numbered(strategy.groups, index)
    recognition = strategy.recognition
    return ResolvedDials(
        channel_names=tuple(channels),
        action_names=tuple(actions),
        knowledge=_knowledge(strategy, index, groups),
        sync=_pairs(strategy.sync, index, groups, 0).astype(np.int64),
        recognition=np.array(
            [recognition.channels.get(name, recognition.default) for name in channels], np.float64
        ),
        false_match=float(recognition.false_match),
        decider=_classes(strategy.decider, index, groups),
        slots=int(strategy.slots),
        contact_policy=_classes(strategy.contact_policy, index, groups),
        continuity=_pairs(strategy.continuity, index, groups, 1).astype(np.float64),
        offers=_classes(strategy.offers, index, groups),
        suppression=_classes(strategy.suppression, index, groups),
        budget=_classes(strategy.budget, index, groups),
        actions=_allowed(strategy, actions),
    )


def _numbered(classes: Iterable[Sequence[str]], index: dict[str, int]) -> IntArray:
    """int64[C]: classes numbered by their first channel; a channel in none is its own."""
    first = np.arange(len(index), dtype=np.int64)
    for names in classes:
        members = [index[name] for name in names]
        first[members] = min(members)
    return np.unique(first, return_inverse=True)[1].astype(np.int64)


def _classes(scope: Scope, index: dict[str, int], groups: IntArray) -> IntArray:
    if scope.mode == "group":
        return groups.copy()
    if scope.mode == "customer":
        return np.zeros(len(index), np.int64)
    return _numbered(scope.classes, index)


def _knowledge(strategy: Strategy, index: dict[str, int], groups: IntArray) -> BoolArray:
    knowledge = strategy.knowledge
    reads = np.eye(len(index), dtype=bool)
    if knowledge.mode == "all":
        reads[:] = True
    elif knowledge.mode == "group":
        reads = groups[:, None] == groups[None, :]
    for source, reader in knowledge.links:
        reads[index[reader], index[source]] = True
    return reads


def _pairs(
    dial: Sync | Continuity, index: dict[str, int], groups: IntArray, same: float
) -> FloatArray:
    """float64[C, C] of a dial over ordered pairs.

    For sync a row reads a column; for continuity progress moves from row to column. A link
    ``a -> b`` means that b learns from a, and that progress moves from a to b.
    """
    values = np.full((len(index), len(index)), float(dial.default))
    if dial.group is not None:
        values[groups[:, None] == groups[None, :]] = float(dial.group)
    for link, number in dial.links.items():
        source, target = (index[name] for name in link.split(" -> "))
        place = (target, source) if isinstance(dial, Sync) else (source, target)
        values[place] = float(number)
    np.fill_diagonal(values, same)
    return values


def _allowed(strategy: Strategy, actions: Sequence[str]) -> BoolArray:
    allowed = strategy.actions
    if allowed.names is not None:
        return np.array([name in allowed.names for name in actions], bool)
    return np.array([name not in allowed.excepted for name in actions], bool)
