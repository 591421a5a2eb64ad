"""`journey decide`: next best actions for a file of real profiles."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import InputError
from sim.cli.options import AsJson, parquet_to_make, parse_count, parse_length
from sim.cli.output import note, print_json

if TYPE_CHECKING:
    from engine.allocation.solving import Certificate
    from engine.planning import Price
    from engine.streams import Written

EPILOG = """\b
Examples:
  journey decide mail.toml people.parquet --out decided.parquet
  journey decide mail.toml here.parquet --out do.parquet --when visit --at web
  journey decide mail.toml all.parquet --out plan.parquet --json > plan.json
  journey decide mail.toml ann.parquet --out ann-do.parquet --prices plan.json

\b
CATALOG is a .toml file: docs/engine.md tells what it holds.
"""


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
    when: Annotated[
        str, typer.Option(metavar="EVENT", help="The event that is answered, such as visit.")
    ] = "plan",
    at: Annotated[
        str | None, typer.Option(metavar="CHANNEL", help="Where that event happens.")
    ] = None,
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
    window: Annotated[
        int,
        typer.Option(
            parser=parse_count,
            metavar="N",
            help="Number of the plan, for draws at the margin of a limit.",
        ),
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Choose the next best action for each customer of a file."""
    out = parquet_to_make(out, "journey decide")
    from engine.catalog import Catalog
    from engine.streams import decide_file

    began = time.perf_counter()
    loaded = Catalog.load(catalog)
    for warning in loaded.warnings:
        note(f"{catalog}: {warning}")
    found = decide_file(
        loaded, profiles, out, when=when, channel=at, days=days,
        prices=None if prices is None else read_prices(Path(prices)),
        customer=customer, seed=seed, window=window,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    if as_json:
        print_json({"path": out, **to_json(found, seconds), "warnings": list(loaded.warnings)})
        return
    from sim.report.decided import show_decided
    from sim.report.terminal import console

    show_decided(found, loaded, out, seconds, console())


def to_json(found: Written, seconds: float) -> dict[str, Any]:
    """The object that ``--json`` prints, but for what only the command knows."""
    return {
        "rows": found.rows,
        "decided": found.decided,
        "held_out": found.held_out,
        "actions": dict(found.actions),
        "prices": {
            name: {
                "price": _finite(price.price),
                "low": _finite(price.low),
                "share": price.share,
                "spent": price.spent,
                "allowance": price.allowance,
            }
            for name, price in found.prices.items()
        },
        "certificate": _certificate(found.certificate),
        "wall_s": round(seconds, 3),
        "rows_per_s": round(found.rows / seconds) if seconds > 0.0 else None,
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
    except ValueError as problem:
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


def _is_price(price: Any, low: Any, share: Any) -> bool:
    """Whether these are prices; the only ones below 0 are of constraints, the same for all."""
    plain = all(
        isinstance(number, (int, float)) and not isinstance(number, bool)
        for number in (price, low, share)
    )
    if not plain or not 0.0 <= share <= 1.0 or price != price or low != low:
        return False
    return bool(min(price, low) >= 0.0 or price == low > float("-inf"))


def _kind(given: Any) -> str:
    return ", ".join(given) if isinstance(given, dict) else type(given).__name__


__all__ = ["add_to", "read_prices", "to_json"]
