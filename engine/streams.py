"""Decisions for a file of profiles, block by block: memory does not grow with its rows.

Blocks are independent of one another where nothing is limited, or the prices are given. Where
prices have to be found they follow from all customers, who are then read together.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from engine.allocation.solving import Certificate
from engine.catalog import Catalog
from engine.decisions import Decisions, check_arguments, decide, fields_read
from engine.errors import DataError, InputError, RunError, UsageError, nearest_name
from engine.planning import Price
from engine.profiles import numbers_of, require_columns, stands_twice

__all__ = ["BLOCK", "Written", "decide_file"]

BLOCK = 1 << 16
"""Rows that are read and decided together."""
AT_ONCE = 1 << 25
"""Customers whose numbers are looked through together for those who stand twice."""


@dataclass(slots=True)
class Written:
    """What was decided for a file.

    Attributes:
        rows: profiles read; decided: customers with a pick; held_out: customers from whom a holdout
            kept something.
        actions: number of picks of each action.
        prices: as of `engine.decisions.Decisions`, of all rows; certificate: likewise.
    """

    rows: int = 0
    decided: int = 0
    held_out: int = 0
    actions: dict[str, int] = field(default_factory=dict)
    prices: dict[str, Price] = field(default_factory=dict)
    certificate: Certificate | None = None

    def add(self, block: Decisions) -> None:
        """Count one block in."""
        self.rows += block.customers
        self.certificate = block.certificate
        self.decided += block.decided
        self.held_out += block.held_out
        for name, count in block.actions.items():
            self.actions[name] = self.actions.get(name, 0) + count
        for name, price in block.prices.items():
            before = self.prices[name].spent if name in self.prices else 0.0
            self.prices[name] = replace(price, spent=before + price.spent)


def decide_file(
    catalog: Catalog,
    source: str | Path,
    out: str | Path,
    *,
    when: str = "plan",
    channel: str | None = None,
    days: float = 1.0,
    prices: Mapping[str, Price] | None = None,
    learned: Mapping[str, tuple[float, float]] | None = None,
    customer: str = "customer",
    seed: int = 0,
    window: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Decide for all rows of a Parquet file, and write the decisions to another.

    Args:
        source: a Parquet file with the fields of the catalogue's schema and who the customers are.
        out: a Parquet file to be made, with the columns of `Decisions.table`; whole or not at all.
        progress: called with rows done and rows in all.

    Other arguments are those of `decide`.

    Raises:
        InputError: a file that cannot be read; profiles or arguments that do not fit.
        RunError: the disk takes no more.
    """
    check_arguments(catalog, when, channel, days, seed, window)
    if Path(out).resolve() == Path(source).resolve():
        raise UsageError("the decisions would take the place of the profiles", place=str(out))
    file = _opened(Path(source))
    columns = _columns(catalog, file, when, channel, customer)
    total = file.metadata.num_rows
    found = Written()
    limited = catalog.budget.total is not None or bool(catalog.constraints)
    together = prices is None and limited
    with _Output(Path(out)) as output:
        for table in _tables(file, columns, total if together else BLOCK):
            block = decide(
                catalog, table, when=when, channel=channel, days=days, prices=prices,
                learned=learned, customer=customer, seed=seed, window=window,
            )  # fmt: skip
            output.write(block.table)
            found.add(block)
            if progress is not None:
                progress(found.rows, total)
        if total > BLOCK and not together:
            _refuse_twice(file, customer, total)
        output.complete()
    return found


# --- reading ----------------------------------------------------------------------------------


def _opened(source: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(source)
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0][:200]
        raise DataError(
            "these profiles cannot be read",
            file=str(source),
            found=reason,
            expected="a Parquet file",
        ) from None


def _columns(
    catalog: Catalog, file: pq.ParquetFile, when: str, channel: str | None, customer: str
) -> list[str]:
    """Columns that are read: who the customers are, and the fields that decisions read."""
    there = file.schema_arrow.names
    if customer not in there:
        raise DataError(
            "nothing says who the customers are",
            found=", ".join(there),
            expected=f"a column {customer!r}",
            nearest=nearest_name(customer, there),
        )
    needed = fields_read(catalog, when, channel)
    require_columns(there, catalog.schema, needed)
    return [customer, *(name for name in there if name in needed and name != customer)]


def _tables(file: pq.ParquetFile, columns: list[str], rows: int) -> Iterator[pa.Table]:
    """The rows in blocks; one without rows where there are none."""
    if file.metadata.num_rows == 0:
        yield file.read(columns=columns)
        return
    if rows >= file.metadata.num_rows:
        yield _read(lambda: file.read(columns=columns))
        return
    batches = file.iter_batches(batch_size=rows, columns=columns)
    while True:
        batch = _read(lambda: next(batches, None))
        if batch is None:
            return
        yield pa.Table.from_batches([batch])


def _read(work: Callable[[], Any]) -> Any:
    """Read something; a file that ends too early or is not what it says is bad input."""
    try:
        return work()
    except (OSError, pa.ArrowException) as error:
        raise DataError(
            "these profiles cannot be read to their end", found=str(error).splitlines()[0][:200]
        ) from None


def _refuse_twice(file: pq.ParquetFile, customer: str, total: int) -> None:
    """Refuse a customer who stands in two blocks, in memory that does not grow with the rows."""
    parts = -(-total // AT_ONCE)
    for part in range(parts):
        chosen, last, ascending = [], -1, True
        for table in _tables(file, [customer], BLOCK):
            numbers = numbers_of(table.column(customer))
            steps = bool((numbers[1:] > numbers[:-1]).all()) and int(numbers[0]) > last
            ascending, last = ascending and steps, int(numbers[-1])
            chosen.append(numbers[numbers % np.uint64(parts) == part])
        if ascending:
            return
        ordered = np.sort(np.concatenate(chosen))
        same = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        if len(same):
            _refuse_same(file, customer, same)


def _refuse_same(file: pq.ParquetFile, customer: str, numbers: Any) -> None:
    """Refuse the first customer of these numbers who stands twice; texts may share a number."""
    names: Counter[Any] = Counter()
    for table in _tables(file, [customer], BLOCK):
        column = table.column(customer)
        mask = pa.array(np.isin(numbers_of(column), numbers))
        names.update(pc.filter(column, mask).to_pylist())
    for name, count in names.items():
        if count > 1:
            raise stands_twice(name)


# --- writing ----------------------------------------------------------------------------------


class _Output:
    """A Parquet file that appears whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._partial = path.with_name(path.name + ".partial")
        self._writer: pq.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        """Add rows."""
        with self._telling():
            if self._writer is None:
                self._writer = pq.ParquetWriter(self._partial, table.schema)
            self._writer.write_table(table)

    def complete(self) -> None:
        """Give the file its name."""
        with self._telling():
            assert self._writer is not None
            self._writer.close()
            self._partial.replace(self._path)

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, PermissionError, IsADirectoryError) as problem:
            raise InputError(
                "the decisions cannot be written here",
                file=str(self._path),
                found=problem.strerror or str(problem),
                expected="a file in a folder that you may write to",
            ) from None
        except OSError as problem:
            raise RunError(
                f"{self._path} can't be written: {problem.strerror or problem}"
            ) from problem

    def __enter__(self) -> _Output:
        return self

    def __exit__(self, *error: object) -> None:
        with contextlib.suppress(OSError):
            if self._writer is not None and self._writer.is_open:
                self._writer.close()
            self._partial.unlink(missing_ok=True)
