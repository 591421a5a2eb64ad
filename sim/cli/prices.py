"""Prices of a plan as ``decide --json`` prints them, and as ``--prices`` reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import InputError

if TYPE_CHECKING:
    from engine.solved import Price

__all__ = ["prices_json", "read_prices"]


def prices_json(prices: Mapping[str, Price]) -> dict[str, Any]:
    """Prices by pool of money, as ``--prices`` reads them."""
    return {
        name: {
            "price": _finite(price.price),
            "low": _finite(price.low),
            "share": price.share,
            "spent": price.spent,
            "allowance": price.allowance,
            **({"sets": [list(each) for each in price.sets]} if price.sets else {}),
        }
        for name, price in prices.items()
    }


def _finite(price: float) -> float | None:
    """A price for JSON, which knows no infinity: None where paid actions are shut out."""
    return price if price != float("inf") else None


def read_prices(path: str | None) -> dict[str, Price] | None:
    """Prices by pool and constraint from what ``decide --json`` printed; None without a file.

    Raises:
        InputError: the file cannot be read, or holds no prices.
    """
    if path is None:
        return None
    from engine.solved import Price

    file = str(Path(path))
    found = {}
    for name, pool in _printed(file).items():
        numbers = [pool.get(key, -1.0) if isinstance(pool, dict) else -1.0 for key in _PRICE]
        numbers = [float("inf") if number is None else number for number in numbers]
        if not _is_price(*numbers):
            raise InputError(
                "this is no price",
                file=file,
                place=f"prices.{name}",
                found=json.dumps(pool)[:100],
                expected="price and low, 0 or more (null: shut out), and share, 0 to 1; of a "
                "constraint with a minimum price and low may be one number below 0",
            )
        price, low, share = (float(number) for number in numbers)
        found[name] = Price(price, low, share, sets=_sets(pool.get("sets", []), file, name))
    return found


def _sets(given: Any, file: str, name: str) -> tuple[tuple[float, float], ...]:
    """Shares of the customers and the prices that they meet.

    Raises:
        InputError: these are none.
    """
    if isinstance(given, list) and all(
        isinstance(each, list) and len(each) == 2 and _is_price(each[1], each[1], each[0])
        for each in given
    ):
        return tuple((float(share), float(price)) for share, price in given)
    raise InputError(
        "these are no sets of prices",
        file=file,
        place=f"prices.{name}.sets",
        found=json.dumps(given)[:100],
        expected="pairs of a share, 0 to 1, and a price",
    )


def _printed(file: str) -> dict[str, Any]:
    """What stands under ``prices``, whatever that is."""
    expected = "what `journey decide ... --json` printed"
    try:
        given = json.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as problem:
        raise InputError(
            "these prices cannot be read", file=file, found=problem.strerror, expected=expected
        ) from None
    except (ValueError, RecursionError) as problem:
        raise InputError(
            "this is no JSON", file=file, found=str(problem), expected=expected
        ) from None
    pools = given.get("prices") if isinstance(given, dict) else None
    if not isinstance(pools, dict):
        raise InputError("no prices here", file=file, found=_kind(given), expected=expected)
    return pools


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
