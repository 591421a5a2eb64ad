"""One customer of a file of profiles, explained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine import streams
from engine.asked import Asked
from engine.catalog import Catalog
from engine.decisions import course_of, decisions_of, found_together
from engine.errors import DataError, nearest_name
from engine.explanation import Explanation, explanation_of
from engine.profiles import numbers_of, stands_twice
from engine.solved import Price
from engine.values import plain, value_type

__all__ = ["explain_from_file"]

LISTED = 20_000
"""Customers among whom a name like the one asked for is looked for."""


def explain_from_file(
    catalog: Catalog, source: str | Path, who: str, asked: Asked
) -> tuple[Explanation, dict[str, Price]]:
    """Explain the decision about one customer of a Parquet file.

    Where prices must be found they are found for all rows, so that the explanation is of the
    customer among the others; else only the customer's own row is decided.

    Args:
        who: the customer, as a text; a number where customers are numbers.

    Returns:
        the explanation, and the prices of the plan by pool of money.

    Raises:
        InputError: a file that cannot be read; profiles or arguments that do not fit; no such
            customer.
    """
    with streams.naming(source):
        return _explain(catalog, source, who, asked)


def _explain(
    catalog: Catalog, source: str | Path, who: str, asked: Asked
) -> tuple[Explanation, dict[str, Price]]:
    asked.check(catalog)
    file = streams.opened(Path(source))
    columns = streams.columns_read(catalog, file, asked)
    together = found_together(catalog, asked.prices)
    step = file.metadata.num_rows if together else streams.BLOCK
    names: list[str] = []
    found: tuple[pa.Table, int] | None = None
    for table in streams.tables_of(file, columns, step):
        column = table.column(asked.customer)
        numbers_of(column, asked.customer)  # refuses what cannot name a customer
        rows = pc.indices_nonzero(_is(column, who)).to_pylist()
        if len(rows) > (found is None):
            raise stands_twice(who, asked.customer)
        if rows:
            found = (table, rows[0]) if together else (table.slice(rows[0], 1), 0)
        if len(names) < LISTED and not pa.types.is_integer(value_type(column.type)):
            names += column.slice(0, LISTED - len(names)).to_pylist()
    if found is not None:
        table, row = found
        course = course_of(catalog, table, asked)
        return explanation_of(catalog, course, row), dict(decisions_of(catalog, course).prices)
    raise DataError(
        "there is no such customer",
        file=str(source),
        place=f"column {asked.customer!r}",
        found=who,
        expected=_example(file, asked.customer),
        nearest=nearest_name(who, names),
    )


def _is(column: Any, who: str) -> Any:
    """Which customers these words mean: where customers are numbers, the number."""
    values = plain(column)
    if pa.types.is_integer(values.type):
        if not who.strip().isdecimal() or int(who) >= 1 << 62:
            return pa.array([False] * len(values), pa.bool_())
        return pc.equal(values.cast(pa.int64()), int(who))
    return pc.equal(values, pa.scalar(who, values.type))


def _example(file: Any, customer: str) -> str:
    first = next(file.iter_batches(batch_size=1, columns=[customer]), None)
    if first is None:
        return "nobody: there are no rows"
    return f"one of the column, such as {first.column(0)[0].as_py()}"
