"""What ``lift`` is asked: which things fall silent, how, and what that takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from engine.errors import UsageError
from sim.scenario.silence import EVERYTHING, Silence, Thing, check_absent, thing_of
from sim.study.estimate.work import Lot, Workload
from sim.study.lift.watching import OffersAndPayments
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire

if TYPE_CHECKING:
    from sim.scenario import Scenario

Mode = Literal["without", "reallocate", "absent"]

LIFT_REPLICATIONS = 20
"""Replications of ``lift`` unless told otherwise."""
MODES: tuple[Mode, ...] = ("without", "reallocate", "absent")
WHOLE = ("channel", EVERYTHING)
"""Kinds whose spending the counters of channels tell; that of others is found in the events."""
WATCHED = 2
"""Lives of which single customers are kept: with everything, and with all things at rest."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A thing, and how it rests.

    Attributes:
        mode: without: silent, and its money saved; reallocate: silent, and its money left to
            others; absent: a channel that customers lack as well, its money saved.
    """

    thing: Thing
    mode: Mode

    def __str__(self) -> str:
        return str(self.thing)

    @property
    def saves(self) -> bool:
        """Whether its money leaves the ceiling."""
        return self.mode != "reallocate"


@dataclass(frozen=True)
class Asked:
    """What falls silent, each by itself and all together."""

    inquiry: Inquiry
    rests: tuple[Rest, ...]

    @property
    def question(self) -> dict[str, Any]:
        """What else than plan and strategy shapes the result."""
        return {
            mode: [str(rest.thing) for rest in self.rests if rest.mode == mode] for mode in MODES
        }

    @property
    def watched(self) -> bool:
        """Whether events must tell what the things spend."""
        return any(rest.thing.kind not in WHOLE for rest in self.rests)

    @property
    def watch(self) -> OffersAndPayments:
        """What is kept of single customers, with everything and with nothing."""
        return OffersAndPayments(self.watched)

    def silence(self, rests: Sequence[Rest]) -> Silence:
        """The edit by which some of them rest, whatever becomes of the money."""
        return Silence(
            tuple(sorted(rest.thing for rest in rests if rest.mode != "absent")),
            tuple(sorted(rest.thing.name for rest in rests if rest.mode == "absent")),
        )


def ask(
    scenario: Scenario | str | Path,
    strategy: str,
    things: Mapping[str, Sequence[str]],
    kpi: str | None,
    options: TrialOptions,
) -> Asked:
    """Settle what falls silent; see `sim.study.lift.lift`.

    Raises:
        InputError: bad input.
    """
    inquiry = inquire(
        scenario, (strategy,), kpi, options, command="lift", usage="--strategy",
        replications=LIFT_REPLICATIONS,
    )  # fmt: skip
    loaded = inquiry.study.scenario
    rests: list[Rest] = []
    for mode in MODES:
        place = f"--{mode}"
        for text in things[mode]:
            thing = thing_of(loaded, text, place)
            if thing in [rest.thing for rest in rests]:
                raise UsageError("this is named twice", place=place, found=str(thing))
            rests.append(Rest(thing, mode))
        if mode == "absent":
            check_absent(loaded, [rest.thing for rest in rests if rest.mode == mode], place)
    if not rests:
        raise UsageError(
            "nothing is named that could be silent", place="journey lift",
            expected="--without channel.email, or --reallocate or --absent",
        )  # fmt: skip
    return Asked(inquiry, tuple(rests))


def lives(asked: Asked) -> int:
    """Replications of all that is lived, at most."""
    count = len(asked.rests)
    single = count if count > 1 else 0
    return (WATCHED + single + count) * asked.inquiry.study.plan.replications


def workload(asked: Asked) -> Workload:
    """Lives, as if nothing were silent in any."""
    study = asked.inquiry.study
    (market,) = study.markets([asked.inquiry.first]).values()
    work = Workload(study, (Lot(market, lives(asked)),), at_most=True)
    kept = asked.watch.kept_of_a_customer() * WATCHED * study.plan.replications / work.together
    return replace(work, watched=asked.watch.bytes_of_a_customer(market) + kept)
