"""What to do with a new file: commands to try, the quick ones first, with how long they take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.output import wrapped
from sim.study.estimate.rates import RATES
from sim.study.sample import YEAR

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.wizard.page import Page

CORES = 2
"""Of the machine that the times are told for."""
SAMPLED = 5_000
"""People from which a comparison takes long enough to try a sample first."""
SAVES = 0.8
"""Part of a market that a sample is at most."""
LONG = 2.0
"""Minutes from which fewer replications are offered first."""
FEWEST_REPLICATIONS = 5
"""That give an interval."""


def next_steps(scenario: Scenario, path: Path, page: Page) -> list[str]:
    """What was made, how near it comes, and what to do next."""
    from sim.study.asked import COMPARE_REPLICATIONS
    from sim.study.uncertainty.carry import shared_replications
    from sim.study.uncertainty.draws import DRAWS

    market = scenario.scenario.market
    sample = sample_of(scenario)
    people = sample or market
    few = f" --customers {sample}" if sample is not None else ""
    quick = people * COMPARE_REPLICATIONS
    full = quick + people * DRAWS * shared_replications(COMPARE_REPLICATIONS)
    return [
        f"{path}: {market:,} people, {_several(len(scenario.channels), 'channel')}, "
        f"{_several(len(scenario.actions), 'action')}, four strategies",
        *(wrapped(sentence, indent="  ") for sentence in page.told),
        "next:",
        f"  journey check {path}",
        "      what the numbers imply, and what is odd",
        f"  journey figures {path} --strategy today{few}",
        "      how opens, clicks, baskets left and orders stand to published figures, and why not",
        *_first_look(scenario, path, few, people, quick),
        f"  journey compare {path} --draws 0{few}",
        f"      which strategy earns more, at these numbers; {lasts(quick)}",
        f"  journey compare {path}{few}",
        f"      and how sure that is, as far as the numbers are; {lasts(full)}",
    ]


def _first_look(scenario: Scenario, path: Path, few: str, people: int, quick: float) -> list[str]:
    """A comparison of minutes, where the usual one takes long, and why it is no smaller."""
    if _minutes(quick) < LONG:
        return []
    lines = [
        f"  journey compare {path} --draws 0{few} --replications {FEWEST_REPLICATIONS}",
        f"      a first look; {lasts(people * FEWEST_REPLICATIONS)}",
    ]
    least, scarce = smallest(scenario)
    if least > SAMPLED:
        least = min(least, scenario.scenario.market)
        lines.append(
            f"      (no fewer than {least:,} people: {scarce} would be left with too few who serve)"
        )
    return lines


def smallest(scenario: Scenario) -> tuple[int, str]:
    """Fewest people of a valid sample, and the channel whose people or places ask for them."""
    from sim.model.market.market import SMALLEST_GROUP

    market = scenario.scenario.market
    return max(
        (
            (-(-(2 * SMALLEST_GROUP - 1) * market // (2 * channel.servers)), channel.name)
            for channel in scenario.channels
            if channel.servers
        ),
        default=(0, ""),
    )


def quicker(scenario: Scenario) -> str:
    """What takes less time; a sample only where one may be taken."""
    may = smallest(scenario)[0] < scenario.scenario.market
    return "fewer --replications or --customers" if may else "fewer --replications"


def sample_of(scenario: Scenario) -> int | None:
    """People of a sample that is quicker; None where the market is small, or none may be taken."""
    market = scenario.scenario.market
    found = max(SAMPLED, smallest(scenario)[0])
    return found if market >= 2 * SAMPLED and found <= SAVES * market else None


def lasts(people: float) -> str:
    """How long four strategies take for so many lives of a year."""
    minutes = _minutes(people)
    if minutes < 1.5:
        return "about a minute"
    step = 10 ** max(0, len(str(int(minutes))) - 1)
    return f"on two cores about {round(minutes / step) * step} minutes"


def _minutes(people: float) -> float:
    return 4 * people * YEAR / (CORES * RATES["compiled"]) / 60.0


def _several(count: int, noun: str) -> str:
    """``1 action``, ``12 actions``."""
    return f"{count} {noun}{'s' * (count != 1)}"
