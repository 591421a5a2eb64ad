"""What looks wrong in a table of customers that can be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import nearest_name

BOUGHT = ("customer", "days_since_purchase", "purchased_on")
"""Fields that say who has bought before."""
MANY_MEDIANS = 20.0
"""An order value beyond so many medians of its column is rather a sum."""
MOST_ROWS = 3
"""Rows that are named."""
TELEPHONE = (10**8, 10**15)
"""Whole numbers of 9 to 15 digits."""


def oddities(
    values: Mapping[str, NDArray[np.float64]],
    first: int,
    ids: NDArray[np.int64] | None,
    *,
    prospects: bool,
) -> tuple[str, ...]:
    """What to look at, without what cells say.

    Args:
        values: by field, as the rows stand; NaN where a cell is empty.
        first: number of the first row.
        ids: where they are used as they are.
        prospects: whether people follow who have not bought.
    """
    told = [_sums(values["order_value"], first)] if "order_value" in values else []
    if ids is not None and ((ids >= TELEPHONE[0]) & (ids < TELEPHONE[1])).all():
        told.append(
            "all ids have 9 digits or more, as telephone numbers have, and stand in results as "
            "they are: leave the column of ids out if that is what they are"
        )
    if prospects and not any(name in values for name in BOUGHT):
        told.append(
            "there are prospects, and nothing says that the people of the table are customers: "
            f"map a column to {BOUGHT[0]} or {BOUGHT[1]}"
        )
    return tuple(filter(None, told))


def misspelt(header: Sequence[str], fields: Collection[str]) -> tuple[str, ...]:
    """Columns that are left out though they nearly bear the name of a field that no other has.

    A first row may be no header, so that the column is told by its number.
    """
    free = [name for name in fields if name not in header]
    near = ((place, nearest_name(name, free)) for place, name in enumerate(header, 1))
    return tuple(
        f"column {place} is left out, and its name is almost {name}"
        for place, name in near
        if name is not None and header[place - 1] not in fields
    )


def _sums(cells: NDArray[np.float64], first: int) -> str:
    """Rows whose order value is far beyond that of the others."""
    said = cells[~np.isnan(cells)]
    median = float(np.median(said)) if len(said) else 0.0
    if median <= 0.0:
        return ""
    rows = np.flatnonzero(cells > MANY_MEDIANS * median)
    if not len(rows):
        return ""
    times = f"{_rough(float(np.nanmax(cells)) / median)} × the median of its column"
    if len(rows) == 1:
        return f"row {rows[0] + first:,}: order_value is {times}: is this row a sum?"
    named = ", ".join(f"{row + first:,}" for row in rows[:MOST_ROWS])
    more = f" and {len(rows) - MOST_ROWS:,} more" if len(rows) > MOST_ROWS else ""
    return f"rows {named}{more}: order_value is up to {times}: are these rows sums?"


def _rough(times: float) -> str:
    """Two digits of a number: ``8,000``."""
    return f"{float(f'{times:.1e}'):,.0f}"
