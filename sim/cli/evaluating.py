"""`journey evaluate`: what a catalogue would have earned, from a log of what others decided."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.inputs import catalog_of, told_how
from sim.cli.learning import counts_from
from sim.cli.options import (
    ActionColumn,
    AsJson,
    AsOf,
    AtChannel,
    AtEvent,
    PlanNumber,
    parse_count,
    parse_length,
    parse_number,
    spread,
)
from sim.cli.output import Meter, note, print_json, wrapped
from sim.cli.prices import read_prices

if TYPE_CHECKING:
    from engine.catalog import Catalog
    from engine.evaluation import Evaluation
    from engine.evaluation.intervals import Estimate
    from engine.evaluation.policy import Moment

EPILOG = """\b
Examples:
  journey evaluate mail.toml log.parquet
  journey evaluate mail.toml log.parquet --reward margin --interval bootstrap
  journey evaluate mail.toml test.parquet --arm-shares "mens=1/2,none=1/2"
  journey evaluate mail.toml log.parquet --to-obp feedback.npz

\b
CATALOG is a .toml file of actions (docs/engine.md), and the policy: its first
pick for each profile. docs/evaluation.md says what each estimate assumes.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("evaluate", epilog=EPILOG)(spread(evaluate_command))


@dataclass(frozen=True, kw_only=True)
class Logged:
    """Options that say what the log holds, and where."""

    reward: Annotated[
        str, typer.Option(metavar="COLUMN", help="The column of what a decision brought.")
    ] = "reward"
    action: ActionColumn = "action"
    choice_probability: Annotated[
        str,
        typer.Option(metavar="COLUMN", help="The column of how likely that choice was."),
    ] = "choice_probability"
    customer: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="The column that says whose decision it was. Default: customer, if there is one; "
            "otherwise each row is a customer of its own.",
        ),
    ] = None
    nothing: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What the column of actions has where nothing was done, besides null. "
            "Default: none.",
        ),
    ] = None
    arm_shares: Annotated[
        str | None,
        typer.Option(
            metavar="SHARES",
            help='Shares of arms drawn by lot, in place of choice probabilities: "mens=1/3,'
            'womens=1/3,none=1/3", or a .toml file.',
        ),
    ] = None

    def given(self) -> dict[str, Any]:
        """By name, as `engine.evaluation.evaluate` takes them.

        Raises:
            InputError: shares that are none.
        """
        from engine.evaluation.log import Columns
        from engine.evaluation.shares import parse_shares

        return {
            "columns": Columns(self.action, self.reward, self.choice_probability, self.customer),
            "nothing": self.nothing,
            "arm_shares": None if self.arm_shares is None else parse_shares(self.arm_shares),
        }


@dataclass(frozen=True, kw_only=True)
class Intervals:
    """Options that say how intervals are made."""

    clip: Annotated[
        float | None,
        typer.Option(
            parser=parse_number, metavar="W", help="Cut weights to W at most. Default: they stay."
        ),
    ] = None
    interval: Annotated[
        str,
        typer.Option(metavar="normal|bootstrap", help="How intervals are made."),
    ] = "normal"
    confidence: Annotated[
        float,
        typer.Option(
            parser=parse_number, metavar="P", help="Probability that an interval is to hold."
        ),
    ] = 0.95
    samples: Annotated[
        int, typer.Option(parser=parse_count, metavar="N", help="Samples of a bootstrap.")
    ] = 1000


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Options that say on which terms the policy decides."""

    when: AtEvent = "plan"
    at: AtChannel = None
    days: Annotated[
        float,
        typer.Option(
            parser=parse_length,
            metavar="D",
            help="Days whose part of the budget all rows share.",
        ),
    ] = 1.0
    prices: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Prices of a plan, to be kept: what decide --json printed."
        ),
    ] = None
    learned: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Counts for the policy's actions that learn: what journey learn made.",
        ),
    ] = None
    seed: Annotated[
        int,
        typer.Option(
            parser=parse_count,
            metavar="S",
            help="Names the policy's draws, the folds and the bootstrap. It must be another than "
            "the log was made with.",
        ),
    ] = 1
    window: PlanNumber = 0
    as_of: AsOf = None

    def moment(self, catalog: Catalog) -> Moment:
        """The same as the engine takes it, with the files that it names read.

        Raises:
            InputError: a file that cannot be read, or does not fit the catalogue.
        """
        from engine.evaluation.policy import Moment

        return Moment(
            when=self.when, channel=self.at, days=self.days, prices=read_prices(self.prices),
            learned=counts_from(catalog, self.learned), seed=self.seed, window=self.window,
            as_of=self.as_of,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Options that say in which form the answer is wanted."""

    to_obp: Annotated[
        str | None,
        typer.Option(
            "--to-obp",
            metavar="PATH",
            help="Write the log for the Open Bandit Pipeline: a folder, or a file NAME.npz.",
        ),
    ] = None
    as_json: AsJson = False


def evaluate_command(
    catalog: Annotated[
        str, typer.Argument(metavar="CATALOG", help="The .toml file of the policy's actions.")
    ],
    log: Annotated[
        str, typer.Argument(metavar="LOG", help="A .parquet file, a row for each decision.")
    ],
    logged: Logged,
    intervals: Intervals,
    policy: Policy,
    answer: Answer,
) -> None:
    """Tell from a log of decisions what another policy would have earned."""
    from engine.evaluation import evaluate_file
    from engine.evaluation.evaluation import Settings

    loaded = catalog_of(catalog)
    settings = Settings(**asdict(intervals))
    options = {**logged.given(), "moment": policy.moment(loaded)}
    with told_how(log), Meter("evaluating", unit="samples", compiling="") as meter:
        found = evaluate_file(loaded, log, settings=settings, progress=meter, **options)
    _tell(found, logged.reward, answer)


def _tell(found: Evaluation, reward: str, answer: Answer) -> None:
    from sim.report.terminal.evaluated import sentence, show_evaluated
    from sim.report.terminal.parts.tables import console

    written: list[str] = []
    if answer.to_obp is not None:
        from engine.evaluation.obp import write_feedback

        written = [str(path) for path in write_feedback(found, answer.to_obp)]
    for warning in found.warnings:
        note(wrapped(f"warning: {warning}", indent="  "))
    if answer.as_json:
        print_json({**to_json(found, reward), "paths": written})
        return
    told = wrapped(sentence(found, reward), indent="")
    show_evaluated(found, reward, told, written, console())


def to_json(found: Evaluation, reward: str) -> dict[str, Any]:
    """The object that ``--json`` prints, but for the files that were written."""
    from sim.report.terminal.evaluated import sentence

    overlap = found.overlap
    return {
        "estimators": _by_name_json(found.estimators),
        "logged_value": found.logged.mean,
        "logged": _estimate_json(found.logged),
        "differences": _by_name_json(found.differences),
        "better": found.better,
        "sentence": sentence(found, reward),
        "effective_sample_size": overlap.effective_sample_size,
        "overlap": {
            "agreeing": overlap.agreeing,
            "mean_weight": overlap.mean_weight,
            "largest_weight": overlap.largest_weight,
            "largest_share": overlap.largest_share,
            "top_share": overlap.top_share,
            "small_probabilities": overlap.small,
            "clipped": overlap.clipped,
            "never_logged": dict(overlap.never),
            "hardly_logged": dict(overlap.seldom),
        },
        "arms": {
            name: {
                "rows": arm.rows,
                "share": arm.share,
                **_estimate_json(arm.reward),
                "policy_rows": arm.policy_rows,
                "policy_share": arm.policy_share,
            }
            for name, arm in found.arms.items()
        },
        "rows": found.rows,
        "left_out": found.left_out,
        "held_out": found.held_out,
        "customers": found.customers,
        "interval": found.settings.interval,
        "confidence": found.settings.confidence,
        "reward_model": {
            "folds": found.folds,
            "columns": found.model_columns,
            "by_mean": list(found.by_mean),
        },
        "warnings": list(found.warnings),
    }


def _estimate_json(estimate: Estimate) -> dict[str, float | None]:
    return {"mean": estimate.mean, "ci_low": estimate.low, "ci_high": estimate.high}


def _by_name_json(estimates: Any) -> dict[str, dict[str, float | None]]:
    return {name: _estimate_json(estimate) for name, estimate in estimates.items()}


__all__ = ["add_to", "to_json"]
