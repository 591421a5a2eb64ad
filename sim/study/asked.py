"""What a comparison is asked for: its strategies, its markets, and the lives that these take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import UsageError, one_of
from sim.study.by_actions import mixtures
from sim.study.estimate.work import Lot, Workload, lots_of
from sim.study.kpis import Kpi
from sim.study.optimise.tuning import Tuning, tuning_of
from sim.study.optimise.wanted import Over
from sim.study.options import StudyOptions, known
from sim.study.outlay import affordable, at_total
from sim.study.precision import MOST, Target, target_of
from sim.study.prepare import choose, load, primary_kpi
from sim.study.statistics import FEWEST
from sim.study.study import Study
from sim.study.uncertainty.carry import FEWEST_REPLICATIONS, shared_replications
from sim.study.uncertainty.draws import Draws, check_draws

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.scenario import Scenario

COMPARE_REPLICATIONS = 40
"""Replications of ``compare`` unless told otherwise."""
EQUALS = ("media", "total")


@dataclass(frozen=True)
class Comparison:
    """What is compared.

    Attributes:
        equal: which outlay is the same for all in the first line, one of `EQUALS`.
        notes: what must be known of it.
        target: how well differences are to be known; None: as replications tell.
        tuning: how all strategies are tuned; None: they are not.
    """

    study: Study
    names: tuple[str, ...]
    baseline: str
    kpi: Kpi
    draws: Draws
    equal: str
    notes: tuple[str, ...]
    target: Target | None = None
    tuning: Tuning | None = None


@dataclass(frozen=True)
class Lines:
    """The markets of both lines.

    Attributes:
        first: by strategy, at the equal outlay that was asked for.
        second: at the other one; some may be the same markets.
        refused: strategies whose platform costs more than ``budget.total``.
    """

    first: Mapping[str, Market]
    second: Mapping[str, Market]
    refused: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the second line has a market of its own."""
        return any(market is not self.first.get(name) for name, market in self.second.items())

    @property
    def comparable(self) -> bool:
        """Whether the second line is simulated."""
        return len(self.second) > 1 and (self.differs or bool(self.refused))


def ask(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None,
    baseline: str | None,
    equal: str,
    draws: int,
    options: StudyOptions,
    precision: float | str | None = None,
    most: int | None = None,
    tuned: int = 0,
    tune: Over | None = None,
) -> Comparison:
    """Settle what is compared; see `sim.study.compare.compare`.

    Raises:
        InputError: bad input.
    """
    known(options, StudyOptions, "compare")
    loaded = load(scenario)
    names, chosen = choose(loaded, strategies, baseline)
    words = " or ".join(EQUALS)
    one_of(equal, EQUALS, "no such idea of equal outlay", place="--equal", expected=words)
    study = Study.begin(loaded, {"replications": COMPARE_REPLICATIONS, **options})
    check_draws(draws)
    enough = shared_replications(study.plan.replications) >= FEWEST_REPLICATIONS
    drawn = Draws.of(loaded, draws if enough else 0, study.plan.seed)
    notes: tuple[str, ...] = ()
    if draws and drawn.numbers and not enough:
        notes = (f"ranges are not drawn: that needs {FEWEST_REPLICATIONS} replications or more",)
    study.crowd.check_id_map(study.options["id_map"])
    kpi = primary_kpi(loaded)
    if precision is None and most is not None:
        raise UsageError("--most needs --precision X", place="--most", expected="both, or neither")
    most = MOST if most is None else most
    target = target_of(precision, most, kpi, study.setting.currency)
    if target is not None and study.plan.replications < FEWEST:
        raise UsageError(
            "a precision needs replications to begin with", place="--replications",
            found=f"{study.plan.replications:,}", expected=f"{FEWEST} or more",
        )  # fmt: skip
    if target is not None and most < study.plan.replications:
        raise UsageError(
            "fewer replications at most than to begin with", place="--most", found=f"{most:,}",
            expected=f"{study.plan.replications:,} or more, or fewer --replications",
        )  # fmt: skip
    if tune and not tuned:
        raise UsageError("--tune needs --tuned N", place="--tune", expected="such as --tuned 40")
    tuning = tuning_of(study, names, tuned, tune, equal) if tuned else None
    return Comparison(study, names, chosen, kpi, drawn, equal, notes, target, tuning)


def lines_of(asked: Comparison) -> Lines:
    """The markets of both lines.

    Raises:
        UsageError: the baseline is not affordable, where it has to be.
    """
    media = asked.study.markets(asked.names)
    total, refused = _total_markets(asked, media)
    if asked.equal == "total" and asked.baseline in refused:
        raise UsageError(
            f"the baseline {asked.baseline} is not affordable at equal total outlay",
            place="--baseline",
            expected="a baseline whose platform costs less than budget.total",
        )
    first, second = (media, total) if asked.equal == "media" else (total, media)
    return Lines(first, second, refused)


def workload(asked: Comparison, lines: Lines) -> Workload:
    """The lives of a comparison, those of draws included, but not those of `expected_mixtures`."""
    target, own = asked.target, asked.study
    study = own if target is None else own.of(max(target.most, own.plan.replications))
    lots = [*lots_of(study, tuple(lines.first.values()))]
    if lines.comparable:
        lived = {id(market) for market in lines.first.values()}
        new = {id(m): m for m in lines.second.values() if id(m) not in lived}
        count = study.plan.replications
        lots += [Lot(market, count, stage="other_outlay") for market in new.values()]
    lives = asked.draws.count * shared_replications(study.plan.replications)
    if lives:
        lots += [Lot(market, lives, stage="draws") for market in lines.first.values()]
    if asked.tuning is not None:
        lots += tuning_lots(asked.tuning, lines)
    return Workload(study, tuple(lots), asked.draws.count, at_most=target is not None)


def tuning_lots(tuning: Tuning, lines: Lines) -> list[Lot]:
    """The lives of tuning, as if tuned strategies were like stated ones, and of comparing them."""
    count = {name: tuning.lives(name) for name in lines.first}
    return [Lot(lines.first[name], lives, stage="tuning") for name, lives in count.items() if lives]


def expected_mixtures(asked: Comparison, lines: Lines) -> tuple[Lot, ...]:
    """Lives that tell actions from joining, as if the last strategy with other actions were best.

    Which one is best only the main run tells.
    """
    study = asked.study
    names = [name for name in lines.first if name != asked.baseline]
    if asked.baseline not in lines.first:
        return ()
    found = mixtures(study.scenario, names, asked.baseline, study.plan, asked.equal).markets
    lived = {id(market) for market in (*lines.first.values(), *lines.second.values())}
    new = [market for market in found.values() if id(market) not in lived][-1:]
    return tuple(Lot(market, study.plan.replications, stage="actions_alone") for market in new)


def _total_markets(
    asked: Comparison, media: Mapping[str, Market]
) -> tuple[dict[str, Market], tuple[str, ...]]:
    """Markets at equal total outlay, and the strategies that cannot afford their platform.

    A strategy without platform cost is the same market in both lines; see `sim.study.outlay`.
    """
    study = asked.study
    total: dict[str, Market] = {}
    refused: list[str] = []
    for name, market in media.items():
        if affordable(study.scenario, market, study.plan):
            total[name] = at_total(study.scenario, name, market, study.plan)
        else:
            refused.append(name)
    return total, tuple(refused)
