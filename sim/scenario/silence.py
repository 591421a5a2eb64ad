"""What a firm may leave be, for a study of what it brings: things, by name, and how they rest.

Nothing is taken out of the scenario. Treatments that rest keep their places in the catalogue, so
that all others keep their random draws, which are addressed by the name of an action and the place
of the treatment in it. A run-in lives the scenario as stated (`Scenario.history`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import InputErrors, ScenarioError, UsageError, nearest_name
from sim.scenario.listing import listed

if TYPE_CHECKING:
    from sim.scenario.models import Action, Treatment
    from sim.scenario.scenario import Scenario

__all__ = ["EVERYTHING", "Ceiling", "Silence", "Thing", "check_absent", "thing_of"]

EVERYTHING = "everything"
KINDS = ("channel", "action", "creative", "offer", "group", "persona")
USUAL = (
    "channel.email, action.NAME, creative.NAME, offer.NAME, group.NAME, persona.NAME, everything"
)


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """A channel, an action, a group of actions, a creative, an offer, a persona, or everything.

    Attributes:
        kind: one of `KINDS`, or "everything".
        name: of its table; empty for everything.
    """

    kind: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}.{self.name}" if self.name else self.kind

    def holds(self, action: Action, treatment: Treatment) -> bool:
        """Whether a treatment is of it; a persona has none."""
        return self.kind == EVERYTHING or self.name == {
            "channel": treatment.channel,
            "action": action.name,
            "group": action.group,
            "creative": treatment.creative,
            "offer": treatment.offer,
        }.get(self.kind)


def thing_of(scenario: Scenario, text: str, place: str) -> Thing:
    """The thing that a text names.

    Args:
        place: for messages.

    Raises:
        UsageError: there is no such thing, with the nearest.
    """
    kind, _, name = text.strip().partition(".")
    if kind == EVERYTHING and not name:
        return Thing(EVERYTHING)
    names = {
        "channel": [item.name for item in scenario.channels],
        "action": [item.name for item in scenario.actions],
        "creative": [item.name for item in scenario.creatives],
        "offer": [item.name for item in scenario.offers],
        "group": sorted({item.group for item in scenario.actions if item.group}),
        "persona": [item.name for item in scenario.personas],
    }
    all_names = [f"{one}.{each}" for one, members in names.items() for each in members]
    if kind not in names or not name:
        same = [one for one in all_names if one.partition(".")[2] == text.strip()]
        near = same[0] if same else nearest_name(text, [*all_names, EVERYTHING])
        raise UsageError(
            "this is nothing that could be silent", place=place, found=text, expected=USUAL,
            nearest=near,
        )  # fmt: skip
    if name not in names[kind]:
        there = listed(name, names[kind], "the scenario") if names[kind] else "nothing of the kind"
        raise UsageError(
            f'there is no {kind} "{name}"', place=place, found=text, expected=there,
            nearest=nearest_name(text, all_names),
        )  # fmt: skip
    return Thing(kind, name)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What becomes of the budget.

    Attributes:
        total: factor on ``budget.total``, at the start and where a change sets it.
        split: in place of ``budget.split``; None: as it is.
    """

    total: float = 1.0
    split: tuple[tuple[str, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """An edit of a scenario: things rest from the start of the run on, and a ceiling with them.

    Attributes:
        silent: of which no action is used; a persona is left alone by all of them.
        absent: channels that nobody uses either.
        ceiling: None: as it is.
    """

    silent: tuple[Thing, ...] = ()
    absent: tuple[str, ...] = ()
    ceiling: Ceiling | None = None

    def apply(self, scenario: Scenario) -> Scenario:
        """The scenario with these at rest.

        Raises:
            ScenarioError: it cannot live without an absent channel.
        """
        from sim.scenario.reading.load import edited

        def edit(data: dict[str, Any]) -> None:
            _silence(scenario, data, self.silent)
            for channel in data["channel"]:
                if channel["name"] in self.absent:
                    channel["absent"] = True
            if self.ceiling is not None:
                _lower(scenario, data, self.ceiling)

        return edited(scenario, edit, repr(self))


def _silence(scenario: Scenario, data: dict[str, Any], things: Sequence[Thing]) -> None:
    alone = {thing.name for thing in things if thing.kind == "persona"}
    for persona in data["persona"]:
        if persona["name"] in alone:
            persona["addressed"] = False
    written = {action["name"]: action for action in data.get("action", ())}
    for action in scenario.actions:
        for place, treatment in enumerate(action.treatments):
            if any(thing.holds(action, treatment) for thing in things):
                written[action.name]["treatments"][place]["silent"] = True


def _lower(scenario: Scenario, data: dict[str, Any], ceiling: Ceiling) -> None:
    budget = data.setdefault("budget", {})
    if ceiling.split is not None:
        budget["split"] = dict(ceiling.split)
    if ceiling.total == 1.0:
        return
    budget["total"] = _main(scenario, scenario.budget.total * ceiling.total)
    phases = scenario.phases()[1:]
    order = sorted(range(len(data.get("change", ()))), key=lambda place: _at(scenario, place))
    for place, (_, phase) in zip(order, phases, strict=True):
        values = data["change"][place]["set"]
        if "budget.total" in values:
            values["budget.total"] = _main(scenario, phase.budget.total * ceiling.total)


def _at(scenario: Scenario, place: int) -> int:
    return scenario.document.change[place].at


def _main(scenario: Scenario, minor: float) -> float:
    """Money in the main unit, to a hundredth of the minor one."""
    from sim.scenario.values.quantities import currency_digits

    digits = currency_digits(scenario.scenario.currency)
    return float(round(minor / 10.0**digits, digits + 2))


def check_absent(scenario: Scenario, things: Sequence[Thing], place: str) -> None:
    """Refuse what cannot be absent, together.

    Raises:
        UsageError: it is no channel, or the scenario cannot live without it.
    """
    for thing in things:
        if thing.kind != "channel":
            raise UsageError(
                "only a channel can be absent", place=place, found=str(thing),
                expected="such as channel.email; --without for what the firm leaves be",
            )  # fmt: skip
    try:
        Silence(absent=tuple(thing.name for thing in things)).apply(scenario)
    except (ScenarioError, InputErrors) as problem:
        first = problem.errors[0] if isinstance(problem, InputErrors) else problem
        raise UsageError(
            first.message, place=place, found=first.found, expected=first.expected
        ) from None
