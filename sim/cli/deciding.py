"""`journey decide`: next best actions for a file of real profiles."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from engine.errors import InputError, UsageError
from sim.cli.learning import counts_from
from sim.cli.options import (
    AsJson,
    AtChannel,
    AtEvent,
    PlanNumber,
    parquet_to_make,
    parse_count,
    parse_length,
)
from sim.cli.output import Meter, note, print_json, wrapped

if TYPE_CHECKING:
    from engine.allocation.solving import Certificate
    from engine.asked import Asked
    from engine.catalog import Catalog
    from engine.funnel import Funnel
    from engine.planning import Price
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
    app.command("decide", epilog=EPILOG)(decide_command)


def decide_command(
    catalog: Annotated[
        str, typer.Argument(metavar="CATALOG", help="The .toml file of actions and limits.")
    ],
    profiles: Annotated[
        str, typer.Argument(metavar="PROFILES", help="A .parquet file, a row for each customer.")
    ],
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="The .parquet file to make.")
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Another .parquet file to make: why and why not, a row for each customer and "
            "treatment.",
        ),
    ] = None,
    funnel: Annotated[
        bool,
        typer.Option(
            "--funnel",
            help="Tell where each action loses customers, and which rules never or always hold, "
            "contradict each other, or lead to actions that always lose.",
        ),
    ] = False,
    why: Annotated[
        str | None,
        typer.Option(
            metavar="CUSTOMER",
            help="Explain the decision about this customer, and make no file.",
        ),
    ] = None,
    ranks: Annotated[
        int,
        typer.Option(
            parser=parse_count,
            metavar="N",
            help="Make a list of so many for each customer, best first, in place of a plan.",
        ),
    ] = 0,
    per: Annotated[
        str,
        typer.Option(
            metavar="WHAT",
            help="What such a list has one of: action, channel or treatment.",
        ),
    ] = "action",
    when: AtEvent = "plan",
    at: AtChannel = None,
    days: Annotated[
        float,
        typer.Option(
            parser=parse_length,
            metavar="D",
            help="Days that this plan's part of the budget, and limits a day, are for.",
        ),
    ] = 1.0,
    prices: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Prices of an earlier plan, to be kept: what --json printed of it. Needed for a "
            "few customers of many; default: prices are found for these profiles.",
        ),
    ] = None,
    learned: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Counts for actions that learn: what journey learn made, .parquet or .json. "
            "Default: their prior alone.",
        ),
    ] = None,
    customer: Annotated[
        str, typer.Option(metavar="COLUMN", help="The column that says who the customers are.")
    ] = "customer",
    seed: Annotated[
        int,
        typer.Option(
            parser=parse_count,
            metavar="S",
            help="Names all random draws: the same one holds the same customers out.",
        ),
    ] = 0,
    window: PlanNumber = 0,
    as_json: AsJson = False,
) -> None:
    """Choose the next best action for each customer of a file."""
    from engine.asked import Asked
    from engine.catalog import Catalog

    if why is not None:
        _nothing_made(out, explain, funnel=funnel)
    else:
        out = parquet_to_make(out, "journey decide", " (or --why CUSTOMER)")
        explain = _second_file(explain)
    began = time.perf_counter()
    loaded = Catalog.load(catalog)
    for warning in loaded.warnings:
        note(wrapped(f"{catalog}: {warning}", indent="  "))
    asked = Asked(
        when=when, channel=at, days=days,
        prices=None if prices is None else read_prices(Path(prices)),
        learned=None if learned is None else counts_from(loaded, learned),
        customer=customer, seed=seed, window=window, ranks=ranks, per=cast("Per", per),
    )  # fmt: skip
    if why is not None:
        _explain_one(loaded, profiles, why, asked, as_json=as_json)
        return
    assert out is not None
    found = _decided(loaded, profiles, out, asked, explain=explain, funnel=funnel)
    seconds = time.perf_counter() - began
    if as_json:
        made = {"path": out} if explain is None else {"path": out, "explained": explain}
        print_json({**made, **to_json(found, seconds), "warnings": list(loaded.warnings)})
        return
    from sim.report.decided import show_decided
    from sim.report.terminal import console

    show_decided(found, loaded, out, seconds, console(), explain)


def _nothing_made(out: str | None, explain: str | None, *, funnel: bool) -> None:
    """One customer is explained on screen: no file is made of that, and no funnel."""
    given = {"--out": out is not None, "--explain": explain is not None, "--funnel": funnel}
    for option, there in given.items():
        if there:
            raise UsageError(
                "these exclude each other",
                place="journey decide",
                found=f"--why and {option}",
                expected="--why CUSTOMER alone, to read; or --out FILE.parquet, to decide for all",
            )


def _second_file(explain: str | None) -> str | None:
    if explain is None or explain.endswith(".parquet"):
        return explain
    raise UsageError(
        "this is no Parquet file", place="journey decide", found=explain,
        expected="--explain FILE.parquet",
    )  # fmt: skip


def _decided(
    catalog: Catalog, profiles: str, out: str, asked: Asked, *, explain: str | None, funnel: bool
) -> Written:
    from engine.streams import decide_file

    with Meter("deciding", unit="customers", compiling=COMPILING) as meter:
        return decide_file(
            catalog, profiles, out, asked, explain=explain, funnel=funnel, progress=meter
        )


def _explain_one(catalog: Catalog, profiles: str, who: str, asked: Asked, *, as_json: bool) -> None:
    """Print why one customer gets what they get."""
    from engine.lookup import explain_from_file

    found, prices = explain_from_file(catalog, profiles, who, asked)
    if as_json:
        from sim.report.why import explanation_json

        print_json({**explanation_json(found), "prices": prices_json(prices)})
        return
    from sim.report.terminal import console
    from sim.report.why import show_explanation

    show_explanation(found, catalog, console())


def to_json(found: Written, seconds: float) -> dict[str, Any]:
    """The object that ``--json`` prints, but for what only the command knows."""
    return {
        "rows": found.rows,
        "decided": found.decided,
        "held_out": found.held_out,
        "actions": dict(found.actions),
        "prices": prices_json(found.prices),
        "certificate": _certificate(found.certificate),
        "wall_s": round(seconds, 3),
        "rows_per_s": round(found.rows / seconds) if seconds > 0.0 else None,
        **({} if found.funnel is None else {"funnel": _funnel(found.funnel)}),
    }


def _funnel(funnel: Funnel) -> dict[str, Any]:
    from sim.report.funnel import funnel_json

    return funnel_json(funnel)


def prices_json(prices: Mapping[str, Price]) -> dict[str, Any]:
    """Prices by pool of money, as ``--prices`` reads them."""
    return {
        name: {
            "price": _finite(price.price),
            "low": _finite(price.low),
            "share": price.share,
            "spent": price.spent,
            "allowance": price.allowance,
        }
        for name, price in prices.items()
    }


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


def _finite(price: float) -> float | None:
    """A price for JSON, which knows no infinity: None where paid actions are shut out."""
    return price if price != float("inf") else None


def read_prices(file: Path) -> dict[str, Price]:
    """Prices by pool and constraint from what ``decide --json`` printed.

    Raises:
        InputError: the file cannot be read, or holds no prices.
    """
    from engine.planning import Price

    expected = "what `journey decide ... --json` printed"
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise InputError(
            "these prices cannot be read", file=str(file), found=problem.strerror, expected=expected
        ) from None
    except (ValueError, RecursionError) as problem:
        raise InputError(
            "this is no JSON", file=str(file), found=str(problem), expected=expected
        ) from None
    pools = given.get("prices") if isinstance(given, dict) else None
    if not isinstance(pools, dict):
        raise InputError("no prices here", file=str(file), found=_kind(given), expected=expected)
    found = {}
    for name, pool in pools.items():
        numbers = [pool.get(key, -1.0) if isinstance(pool, dict) else -1.0 for key in _PRICE]
        numbers = [float("inf") if number is None else number for number in numbers]
        if not _is_price(*numbers):
            raise InputError(
                "this is no price",
                file=str(file),
                place=f"prices.{name}",
                found=json.dumps(pool)[:100],
                expected="price and low, 0 or more (null: shut out), and share, 0 to 1; of a "
                "constraint with a minimum price and low may be one number below 0",
            )
        found[name] = Price(*(float(number) for number in numbers))
    return found


_PRICE = ("price", "low", "share")
LARGEST_PRICE = 1e300


def _is_price(price: Any, low: Any, share: Any) -> bool:
    """Whether these are prices; the only ones below 0 are of constraints, the same for all."""
    plain = all(
        isinstance(number, (int, float))
        and not isinstance(number, bool)
        and (abs(number) < LARGEST_PRICE or number == float("inf"))
        for number in (price, low, share)
    )
    if not plain or not 0.0 <= share <= 1.0 or price != price or low != low:
        return False
    return bool(min(price, low) >= 0.0 or price == low > float("-inf"))


def _kind(given: Any) -> str:
    return ", ".join(given) if isinstance(given, dict) else type(given).__name__


__all__ = ["add_to", "read_prices", "to_json"]
