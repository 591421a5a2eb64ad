"""Prices of an earlier plan, looked at before they are used."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from engine.errors import UsageError, nearest_name

__all__ = ["check_prices"]

ROUNDING = 1e-6


def check_prices(
    given: Mapping[str, Any], pools: Sequence[str], constraints: Sequence[str]
) -> None:
    """Refuse prices that no plan has come to.

    Args:
        given: objects with price, low and share, by name.
        pools: names of the pools of money; constraints: of the constraints.

    Raises:
        UsageError: a price is missing, or is none.
    """
    wanted = [*pools, *constraints]
    for name in wanted:
        if name not in given:
            what = "a pool of money" if name in pools else "a constraint"
            raise UsageError(
                f"the price of {what} is missing",
                place="prices",
                found=", ".join(map(str, given)) or "no price",
                expected=", ".join(wanted),
                nearest=nearest_name(name, list(given)),
            )
        numbers = [getattr(given[name], key, None) for key in ("price", "low", "share")]
        if not all(isinstance(n, (int, float)) and not math.isnan(n) for n in numbers):
            raise UsageError(
                "this is no price",
                place=f"prices.{name}",
                found=str(given[name])[:100],
                expected="price, low and share as numbers, as an earlier plan has them",
            )
        price, low, share = (float(n) for n in numbers if n is not None)
        if name in pools and not (0.0 <= low <= price and 0.0 <= share <= 1.0):
            raise UsageError(
                "money has no such price",
                place=f"prices.{name}",
                found=f"price {price:g}, low {low:g}, share {share:g}",
                expected="0 or more, low no more than price, and a share from 0 to 1",
            )
        if name not in pools and price == -math.inf:
            raise UsageError(
                "a constraint has no such price", place=f"prices.{name}", found=f"{price:g}",
                expected="a number",
            )  # fmt: skip
    _check_sets({name: tuple(getattr(given[name], "sets", ())) for name in wanted})


def _check_sets(sets: Mapping[str, tuple[tuple[float, float], ...]]) -> None:
    """Refuse sets of prices that do not belong together.

    Raises:
        UsageError: shares differ from one price to the next, or do not sum to 1.
    """
    shares = {name: tuple(share for share, _ in each) for name, each in sets.items()}
    first = next(iter(shares.values()), ())
    for name, own in shares.items():
        if own != first or (own and abs(math.fsum(own) - 1.0) > ROUNDING):
            raise UsageError(
                "these sets of prices do not belong together",
                place=f"prices.{name}",
                found=", ".join(f"{share:g}" for share in own) or "no sets",
                expected="the same shares for every price, as one plan has them, that sum to 1",
            )
