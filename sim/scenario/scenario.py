"""The scenario as the rest of the program sees it: validated, in base units, in order of names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import ScenarioError, nearest_name
from sim.scenario import keys, profile
from sim.scenario.dials import ResolvedDials, resolve
from sim.scenario.kinds import PRESETS
from sim.scenario.models import (
    Action,
    Behaviour,
    Budget,
    Channel,
    Competitor,
    Constraint,
    ContactPolicy,
    Creative,
    Device,
    Document,
    Exclusion,
    Known,
    Kpi,
    Offer,
    Persona,
    Platform,
    ScenarioTable,
    Strategy,
    Variant,
)
from sim.scenario.models.base import meta
from sim.scenario.reading.labels import Label
from sim.scenario.values.quantities import plain

if TYPE_CHECKING:
    from engine.rules import ProfileSchema


@dataclass(frozen=True, eq=False)
class Scenario:
    """A validated scenario.

    Durations are int microseconds, rates a day, shares 0 to 1, money float minor units, hours
    minutes of the day. Personas, channels, creatives, offers, actions, constraints and strategies
    are in order of their names.

    Attributes:
        document: the file as models, in the file's own order.
        labels: source and range of every number, by dotted key.
        numbers: plain value of every single number, by dotted key.
        text: the file as it was read (without values set later).
        file: its path, or the name of a built-in scenario.
        changed: values set by `with_values`, as given.
        data: the file's data without labels.
        unpacked: data with the labels as written, for `with_values`.
        history: what a run-in lives where that is not this scenario: what is silent or absent is
            so from the start of the run on.
    """

    document: Document
    labels: Mapping[str, Label]
    numbers: Mapping[str, float]
    text: str
    file: str | None
    changed: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    unpacked: Any = field(default=None, repr=False)
    history: Scenario | None = field(default=None, repr=False)

    # --- reading --------------------------------------------------------------------------

    @staticmethod
    def load(path_or_name: str | FilePath) -> Scenario:
        """Read a .toml file, or a built-in scenario by its name.

        Raises:
            ScenarioError, InputErrors: what is wrong, with file, line and column.
        """
        from sim.scenario.reading.load import load

        return load(path_or_name)

    @staticmethod
    def from_text(text: str, *, file: str | None = None) -> Scenario:
        """Read a scenario from its TOML text; ``file`` is only named in errors."""
        from sim.scenario.reading.load import from_text

        return from_text(text, file=file)

    def with_values(self, values: Mapping[str, Any], *, relabel: bool = True) -> Scenario:
        """The same scenario with other values, checked again.

        Args:
            values: by dotted key, as a file would have them; plain numbers are shares 0 to 1,
                money in main units, rates a day, durations in days.
            relabel: False keeps the labels as they are, with the text of the old values, which is
                faster; then only plain numbers can be set, of keys in ``numbers``.
        """
        from sim.scenario.reading.load import with_values

        return with_values(self, values, relabel=relabel)

    def with_changes(self, more: Mapping[int, Mapping[str, Any]]) -> Scenario:
        """The same scenario whose changes during the run set more.

        Args:
            more: by place in the list of changes, values by dotted key as of `with_values`; they
                are set after what the change sets itself.
        """
        from sim.scenario.reading.load import with_changes

        return with_changes(self, more)

    # --- tables ---------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Short name of the scenario."""
        return self.document.scenario.name

    @property
    def title(self) -> str:
        """Title of the scenario."""
        return self.document.scenario.title

    @property
    def scenario(self) -> ScenarioTable:
        """[scenario]."""
        return self.document.scenario

    @property
    def behaviour(self) -> Behaviour:
        """[behaviour]."""
        return self.document.behaviour

    @property
    def platform(self) -> Platform:
        """[platform]."""
        return self.document.platform

    @property
    def contact_policy(self) -> ContactPolicy:
        """[contact_policy]."""
        return self.document.contact_policy

    @property
    def budget(self) -> Budget:
        """[budget]."""
        return self.document.budget

    @property
    def kpi(self) -> Kpi:
        """[kpi]."""
        return self.document.kpi

    @property
    def known(self) -> Known:
        """[known]."""
        return self.document.known

    @cached_property
    def personas(self) -> tuple[Persona, ...]:
        """Personas by name."""
        return tuple(sorted(self.document.persona, key=lambda item: item.name))

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        """Channels by name."""
        return tuple(sorted(self.document.channel, key=lambda item: item.name))

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """Devices by name."""
        return tuple(sorted(self.document.device, key=lambda item: item.name))

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """Variants of the product by name."""
        return tuple(sorted(self.document.variant, key=lambda item: item.name))

    @cached_property
    def competitors(self) -> tuple[Competitor, ...]:
        """Competitors by name."""
        return tuple(sorted(self.document.competitor, key=lambda item: item.name))

    @cached_property
    def messages(self) -> tuple[str, ...]:
        """Messages that creatives carry, sorted."""
        return tuple(sorted(set(profile.names_of(self.document)["message"])))

    @cached_property
    def creatives(self) -> tuple[Creative, ...]:
        """Creatives by name."""
        return tuple(sorted(self.document.creative, key=lambda item: item.name))

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """Offers by name."""
        return tuple(sorted(self.document.offer, key=lambda item: item.name))

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Actions by name."""
        return tuple(sorted(self.document.action, key=lambda item: item.name))

    @cached_property
    def constraints(self) -> tuple[Constraint, ...]:
        """Limits on what all picks of a window's plan come to, by name."""
        return tuple(sorted(self.document.constraint, key=lambda item: item.name))

    @cached_property
    def exclusions(self) -> tuple[Exclusion, ...]:
        """Actions that nobody gets together in one plan, in order of their names."""
        return tuple(sorted(self.document.exclusion, key=lambda item: sorted(item.actions)))

    @cached_property
    def strategies(self) -> dict[str, Strategy]:
        """Strategies by name, in order of names."""
        return {item.name: item for item in sorted(self.document.strategy, key=lambda s: s.name)}

    @property
    def baseline(self) -> str:
        """``today`` where there is such a strategy, else the first one of the file."""
        names = [item.name for item in self.document.strategy]
        return "today" if "today" in names else names[0]

    @property
    def sha256(self) -> str:
        """Of the text, and of the values set since."""
        digest = hashlib.sha256(self.text.encode("utf-8"))
        for key, value in sorted(self.changed.items()):
            digest.update(f"\n{key} = {value!r}".encode())
        return digest.hexdigest()

    # --- questions ------------------------------------------------------------------------

    def strategy(self, name: str) -> Strategy:
        """A strategy by name.

        Raises:
            ScenarioError: there is none of this name; with the nearest.
        """
        if name not in self.strategies:
            raise ScenarioError(
                f'there is no strategy "{name}"',
                file=self.file,
                place="strategy",
                found=name,
                expected=", ".join(self.strategies),
                nearest=nearest_name(name, self.strategies),
            )
        return self.strategies[name]

    def resolved(self, strategy: str) -> ResolvedDials:
        """A strategy's dials, spelt out for every channel and action."""
        return resolve(
            self.strategy(strategy),
            tuple(channel.name for channel in self.channels),
            tuple(action.name for action in self.actions),
        )

    def get(self, key: str) -> Any:
        """The value of a dotted key as the file has it, or the plain value of a default."""
        target = keys.find(self.data, key)
        here: Any = self.data
        for part in target.path:
            try:
                here = here[part]
            except (KeyError, IndexError, TypeError):
                return self.numbers.get(key)
        return here

    def affinities(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """float64[personas, channels]: affinity of each persona to each channel."""
        return np.array(
            [[p.channels.get(c.name, 0.0) for c in self.channels] for p in self.personas]
        ).reshape(len(self.personas), len(self.channels))

    def consents(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """float64[personas, channels]: share that permits contact at the start."""
        return np.array(
            [
                [
                    p.consents.get(c.name, 0.0 if c.contact == "message" or c.followers else 1.0)
                    for c in self.channels
                ]
                for p in self.personas
            ]
        ).reshape(len(self.personas), len(self.channels))

    @cached_property
    def startable(self) -> tuple[bool, ...]:
        """For each action: False where its rules are proved never to hold."""
        from sim.scenario.checking.deadrules import bounds_of, dead_layer

        bounds = bounds_of(self.actions)
        return tuple(dead_layer(action, self.profile, bounds) is None for action in self.actions)

    @cached_property
    def profile(self) -> ProfileSchema:
        """What rules may read: the fields of the view."""
        return profile.schema(profile.names_of(self.document))

    def reached(self, dials: ResolvedDials) -> set[str]:
        """Channels of the actions that a strategy allows, that can start and are not silent."""
        absent = {channel.name for channel in self.channels if channel.absent}
        return {
            treatment.channel
            for place, action in enumerate(self.actions)
            if dials.actions[place] and self.startable[place]
            for treatment in action.treatments
            if not treatment.silent and treatment.channel not in absent
        }

    def live(self, dials: ResolvedDials) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """bool[channels]: those in use, by somebody's affinity, an action, or a fee always due.

        An action counts if the strategy allows it and it can start. What is absent is not in use.
        """
        used = np.asarray(self.affinities().max(axis=0, initial=0.0) > 0.0, np.bool_)
        reached = self.reached(dials)
        for place, channel in enumerate(self.channels):
            fees = channel.setup + channel.monthly + channel.work_hours
            used[place] |= channel.name in reached or (channel.always and fees > 0.0)
            used[place] &= not channel.absent
        return used

    def mean_contribution(self) -> float:
        """Contribution of a mean order at full price, minor units, personas by their share."""
        return sum(
            p.share * p.order_value * float(np.exp(0.5 * p.order_spread**2)) * p.margin
            for p in self.personas
        )

    def phases(self) -> tuple[tuple[int, Scenario], ...]:
        """The scenario as it is from each time on: (microseconds, scenario), the first at 0."""
        return self._phases

    @cached_property
    def _phases(self) -> tuple[tuple[int, Scenario], ...]:
        result: list[tuple[int, Scenario]] = [(0, self)]
        for change in sorted(self.document.change, key=lambda item: item.at):
            result.append((change.at, result[-1][1].with_values(change.set)))
        return tuple(result)

    def plain(self, key: str) -> float:
        """The plain value of a number, in the units that `with_values` takes."""
        if key not in self.numbers:
            raise ScenarioError(
                "this is not a number of the scenario",
                file=self.file,
                place=key,
                found=key,
                expected="a dotted key such as channel.email.open",
                nearest=nearest_name(key, self.numbers),
            )
        return self.numbers[key]


def label_of(
    document: Document, leaf: keys.Leaf, written: Mapping[str, Any] | None, text: str | None
) -> Label:
    """The label of a number: as written, else that of its default."""
    if text is not None:
        known = written or {}
        return Label(
            kind=known.get("kind", "mine"),
            source=known.get("source"),
            year=known.get("year"),
            dist=known.get("dist"),
            text=text,
        )
    if leaf.path[0] == "channel":
        preset = PRESETS[document.channel[int(leaf.path[1])].kind]
        value: Any = preset.values
        for part in leaf.path[2:]:
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None:
            return preset.label(str(leaf.path[2]), str(value))
    about = meta(leaf.field)
    return Label(
        kind=about.get("kind", "assumed"),
        source=about.get("source"),
        year=about.get("year"),
        text=str(about.get("default_text", leaf.value)),
        default=True,
    )


def plain_numbers(document: Document) -> dict[str, float]:
    """Plain value of every single number (curves left out), by dotted key."""
    currency = document.scenario.currency
    return {
        leaf.key: plain(leaf.quantity.kind, leaf.value, currency=currency)
        for leaf in keys.leaves(document)
        if not isinstance(leaf.value, tuple)
    }
