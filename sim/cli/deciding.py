"""`journey decide`: next best actions for a file of real profiles."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from engine.errors import UsageError
from sim.cli.inputs import catalog_of, told_how
from sim.cli.learning import counts_from
from sim.cli.options import (
    AsJson,
    AsOf,
    AtChannel,
    AtEvent,
    PlanNumber,
    parquet_to_make,
    parse_count,
    parse_length,
    spread,
)
from sim.cli.output import Meter, note, print_json, wrapped
from sim.cli.prices import prices_json, read_prices

if TYPE_CHECKING:
    from engine.allocation.solving import Certificate
    from engine.asked import Asked
    from engine.catalog import Catalog
    from engine.funnel import Funnel
    from engine.ranking import Per
    from engine.streams import Written

EPILOG = """\b
Examples:
  journey decide mail.toml people.parquet --out decided.parquet
  journey decide mail.toml here.parquet --out do.parquet --when visit --at web
  journey decide mail.toml all.parquet --out plan.parquet --json > plan.json
  journey decide mail.toml ann.parquet --out ann-do.parquet --prices plan.json
  journey decide mail.toml all.parquet --out do.parquet --learned c.parquet
  journey decide mail.toml people.parquet --out do.parquet --funnel
  journey decide mail.toml all.parquet --out do.parquet --explain why.parquet
  journey decide mail.toml people.parquet --why ann
  journey decide mail.toml people.parquet --out list.parquet --ranks 5

\b
CATALOG is a .toml file: docs/engine.md tells what it holds.
"""

COMPILING = (
    "compiling the decision engine for the first time on this machine: some ten seconds, later "
    "runs find it done"
)


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("decide", epilog=EPILOG)(spread(decide_command))


@dataclass(frozen=True, kw_only=True)
class Made:
    """Options that say what is made: decisions for all, or the reasons of one on screen."""

    out: Annotated[str | None, typer.Option(metavar="FILE", help="The .parquet file to make.")] = (
        None
    )
    explain: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Another .parquet file to make: why and why not, a row for each customer and "
            "treatment.",
        ),
    ] = None
    funnel: Annotated[
        bool,
        typer.Option(
            "--funnel",
            help="Tell where each action loses customers, and which rules never or always hold, "
            "contradict each other, or lead to actions that always lose.",
        ),
    ] = False
    why: Annotated[
        str | None,
        typer.Option(
            metavar="CUSTOMER",
            help="Explain the decision about this customer, and make no file.",
        ),
    ] = None

    def check(self) -> None:
        """Refuse what excludes each other, and files that cannot be made.

        Raises:
            UsageError: one of these.
        """
        if self.why is not None:
            self._check_alone()
            return
        parquet_to_make(self.out, "journey decide", " (or --why CUSTOMER)")
        if self.explain is not None and not self.explain.endswith(".parquet"):
            raise UsageError(
                "this is no Parquet file", place="journey decide", found=self.explain,
                expected="--explain FILE.parquet",
            )  # fmt: skip

    def _check_alone(self) -> None:
        """One customer is explained on screen: no file is made of that, and no funnel."""
        for option, there in (
            ("--out", self.out is not None),
            ("--explain", self.explain is not None),
            ("--funnel", self.funnel),
        ):
            if there:
                raise UsageError(
                    "these exclude each other",
                    place="journey decide",
                    found=f"--why and {option}",
                    expected="--why CUSTOMER alone, to read; or --out FILE.parquet, to decide for "
                    "all",
                )


@dataclass(frozen=True, kw_only=True)
class Question:
    """Options that say what is asked of the catalogue."""

    ranks: Annotated[
        int,
        typer.Option(
            parser=parse_count,
            metavar="N",
            help="Make a list of so many for each customer, best first, in place of a plan.",
        ),
    ] = 0
    per: Annotated[
        str,
        typer.Option(
            metavar="WHAT",
            help="What such a list has one of: action, channel or treatment.",
        ),
    ] = "action"
    when: AtEvent = "plan"
    at: AtChannel = None
    days: Annotated[
        float,
        typer.Option(
            parser=parse_length,
            metavar="D",
            help="Days that this plan's part of the budget, and limits a day, are for.",
        ),
    ] = 1.0
    prices: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Prices of an earlier plan, to be kept: what --json printed of it. Needed for a "
            "few customers of many; default: prices are found for these profiles.",
        ),
    ] = None
    learned: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Counts for actions that learn: what journey learn made, .parquet or .json. "
            "Default: their prior alone.",
        ),
    ] = None
    customer: Annotated[
        str, typer.Option(metavar="COLUMN", help="The column that says who the customers are.")
    ] = "customer"
    seed: Annotated[
        int,
        typer.Option(
            parser=parse_count,
            metavar="S",
            help="Names all random draws: the same one holds the same customers out.",
        ),
    ] = 0
    window: PlanNumber = 0
    as_of: AsOf = None

    def asked(self, catalog: Catalog) -> Asked:
        """The same as the engine takes it, with the files that it names read.

        Raises:
            InputError: a file that cannot be read, or does not fit the catalogue.
        """
        from engine.asked import Asked

        return Asked(
            when=self.when, channel=self.at, days=self.days, prices=read_prices(self.prices),
            learned=counts_from(catalog, self.learned), seed=self.seed, window=self.window,
            as_of=self.as_of, customer=self.customer, ranks=self.ranks, per=cast("Per", self.per),
        )  # fmt: skip


def decide_command(
    catalog: Annotated[
        str, typer.Argument(metavar="CATALOG", help="The .toml file of actions and limits.")
    ],
    profiles: Annotated[
        str, typer.Argument(metavar="PROFILES", help="A .parquet file, a row for each customer.")
    ],
    made: Made,
    question: Question,
    as_json: AsJson = False,
) -> None:
    """Choose the next best action for each customer of a file."""
    made.check()
    began = time.perf_counter()
    loaded = catalog_of(catalog)
    for warning in loaded.warnings:
        note(wrapped(f"{catalog}: {warning}", indent="  "))
    asked = question.asked(loaded)
    if made.why is not None:
        _explain_one(loaded, profiles, made.why, asked, as_json=as_json)
        return
    assert made.out is not None
    found = _decided(loaded, profiles, made.out, made, asked)
    seconds = time.perf_counter() - began
    if as_json:
        paths = {"path": made.out, "explained": made.explain}
        paths = {key: path for key, path in paths.items() if path is not None}
        print_json({**paths, **to_json(found, seconds), "warnings": list(loaded.warnings)})
        return
    from sim.report.terminal.decided import show_decided
    from sim.report.terminal.parts.tables import console

    show_decided(found, loaded, made.out, seconds, console(), made.explain, asked=asked)


def _decided(catalog: Catalog, profiles: str, out: str, made: Made, asked: Asked) -> Written:
    from engine.streams import decide_file

    deciding = Meter("deciding", unit="customers", compiling=COMPILING)
    with told_how(profiles), _told_of_prices(asked), deciding as meter:
        return decide_file(
            catalog, profiles, out, asked, explain=made.explain, funnel=made.funnel, progress=meter
        )


@contextlib.contextmanager
def _told_of_prices(asked: Asked) -> Iterator[None]:
    """Say, where limits ask in vain, that a few customers of many need the prices of their plan."""
    from engine.refusals import CONTRADICT, MORE_THAN_THERE_IS

    try:
        yield
    except UsageError as error:
        if asked.prices is None and error.message in (MORE_THAN_THERE_IS, CONTRADICT):
            error.expected = (
                f"{error.expected}; or, where these are some customers of a plan for more, its "
                "prices by --prices FILE"
            )
        raise


def _explain_one(catalog: Catalog, profiles: str, who: str, asked: Asked, *, as_json: bool) -> None:
    """Print why one customer gets what they get."""
    from engine.lookup import explain_from_file

    with told_how(profiles), _told_of_prices(asked):
        found, prices = explain_from_file(catalog, profiles, who, asked)
    if as_json:
        from sim.report.terminal.why import explanation_json

        print_json(with_dates({**explanation_json(found), "prices": prices_json(prices)}))
        return
    from sim.report.terminal.parts.tables import console
    from sim.report.terminal.why import show_explanation

    show_explanation(found, catalog, console())


def with_dates(found: Any) -> Any:
    """The same with timestamps as texts: they are numbers only to rules."""
    from engine.rules import Stamp

    if isinstance(found, dict):
        return {key: with_dates(inner) for key, inner in found.items()}
    if isinstance(found, list):
        return [with_dates(inner) for inner in found]
    return str(found) if isinstance(found, Stamp) else found


def to_json(found: Written, seconds: float) -> dict[str, Any]:
    """The object that ``--json`` prints, but for what only the command knows."""
    return {
        "rows": found.rows,
        "decided": found.decided,
        "held_out": found.held_out,
        "losing": {"picks": found.losing, "loss": found.loss},
        "actions": dict(found.actions),
        "prices": prices_json(found.prices),
        "certificate": _certificate(found.certificate),
        "wall_s": round(seconds, 3),
        "rows_per_s": round(found.rows / seconds) if seconds > 0.0 else None,
        **({} if found.funnel is None else {"funnel": _funnel(found.funnel)}),
    }


def _funnel(funnel: Funnel) -> dict[str, Any]:
    from sim.report.terminal.funnel import funnel_json

    return funnel_json(funnel)


def _certificate(found: Certificate | None) -> dict[str, Any] | None:
    """How good the plan is, where constraints were solved."""
    if found is None:
        return None
    return {
        "value": found.value,
        "bound": found.bound,
        "exact": found.exact,
        "gap": found.gap,
        "feasible": found.feasible,
        "repaired": found.repaired,
        "passes": round(found.passes, 2),
        "searched": found.searched,
        "constraints": {
            limit.name: {
                "used": limit.used,
                "minimum": limit.minimum,
                "maximum": limit.maximum,
                "price": limit.price,
                "excess": limit.excess,
            }
            for limit in found.limits
        },
    }


__all__ = ["add_to", "to_json"]
