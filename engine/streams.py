"""Decisions for a file of profiles, block by block: memory does not grow with its rows.

Blocks are independent of one another where nothing is limited, or the prices are given. Where
prices have to be found they follow from all customers, who are then read together.
"""

from __future__ import annotations

import contextlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from engine.allocation.solving import Certificate
from engine.asked import Asked, fields_read
from engine.catalog import Catalog
from engine.decisions import (
    Course,
    Decisions,
    course_of,
    decided,
    decisions_of,
    found_together,
)
from engine.errors import DataError, InputError, RunError, UsageError, nearest_name
from engine.funnel import Funnel, funnel_from
from engine.outcomes import Examiner, blocks_of
from engine.profiles import numbers_of, require_columns, stands_twice
from engine.reasons import no_reasons, reasons_of
from engine.solved import Price
from engine.tables import at_moment
from engine.tally import Tally

__all__ = ["BLOCK", "Written", "decide_file"]

BLOCK = 1 << 16
"""Rows that are read and decided together."""
AT_ONCE = 1 << 24
"""Customers whose numbers are looked through together for those who stand twice."""


@dataclass(slots=True)
class Written:
    """What was decided for a file.

    Attributes:
        rows: profiles read; decided: customers with a pick; held_out: customers from whom a holdout
            kept something.
        actions: number of picks of each action.
        prices: as of `engine.decisions.Decisions`, of all rows; certificate, losing and loss too.
        funnel: what became of all customers, where it was asked for.
    """

    rows: int = 0
    decided: int = 0
    held_out: int = 0
    actions: dict[str, int] = field(default_factory=dict)
    prices: dict[str, Price] = field(default_factory=dict)
    funnel: Funnel | None = None
    certificate: Certificate | None = None
    losing: int = 0
    loss: float = 0.0

    def add(self, block: Decisions) -> None:
        """Count one block in."""
        self.rows += block.customers
        self.certificate = block.certificate
        self.decided += block.decided
        self.held_out += block.held_out
        self.losing += block.losing
        self.loss += block.loss
        for name, count in block.actions.items():
            self.actions[name] = self.actions.get(name, 0) + count
        for name, price in block.prices.items():
            before = self.prices[name].spent if name in self.prices else 0.0
            self.prices[name] = replace(price, spent=before + price.spent)


def decide_file(
    catalog: Catalog,
    source: str | Path,
    out: str | Path,
    asked: Asked = Asked(),  # noqa: B008 -- frozen
    *,
    explain: str | Path | None = None,
    funnel: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Decide for all rows of a Parquet file, and write the decisions to another.

    Args:
        source: a Parquet file with the fields of the catalogue's schema and who the customers are.
        out: a Parquet file to be made, with the columns of `Decisions.table`; whole or not at all.
        explain: another, with the columns of `engine.explain_all`: why and why not for every
            customer and treatment.
        asked: the arguments of `decide` beside catalogue and profiles.
        funnel: whether to count what becomes of all customers.
        progress: called with rows done and rows in all.

    Raises:
        InputError: a file that cannot be read; profiles or arguments that do not fit.
        RunError: the disk takes no more.
    """
    with naming(source):
        return _decide_file(catalog, source, out, asked, explain, funnel, progress)


def _decide_file(
    catalog: Catalog,
    source: str | Path,
    out: str | Path,
    asked: Asked,
    explain: str | Path | None,
    funnel: bool,
    progress: Callable[[int, int], None] | None,
) -> Written:
    asked.check(catalog, explained=explain is not None or funnel)
    _three_files(Path(source), Path(out), None if explain is None else Path(explain))
    file = opened(Path(source))
    columns = columns_read(catalog, file, asked)
    total = file.metadata.num_rows
    found = Written()
    together = found_together(catalog, asked.prices)
    closer = _Closer(catalog, asked, funnel) if funnel or explain is not None else None
    with contextlib.ExitStack() as outputs:
        output = outputs.enter_context(_Output(Path(out)))
        why = (
            None
            if explain is None
            else outputs.enter_context(_Output(Path(explain), "explanations"))
        )
        for table in tables_of(file, columns, total if together else BLOCK):
            if closer is None:
                block = decided(catalog, table, asked)
            else:
                course = course_of(catalog, table, asked)
                block = decisions_of(catalog, course)
                closer.look(course, why)
            output.write(block.table)
            found.add(block)
            if progress is not None:
                progress(found.rows, total)
        if total > BLOCK and not together:
            _refuse_twice(file, asked.customer, total)
        made = [output] if why is None else [output, why]
        for each in made:  # a disk that is full shows here, before one of two has its name
            each.close()
        for each in made:
            each.complete()
    if closer is not None and funnel:
        found.funnel = funnel_from(closer.tally)
    return found


def _three_files(source: Path, out: Path, explain: Path | None) -> None:
    """Refuse one file in two roles."""
    for made, holds in ((out, "decisions"), (explain, "explanations")):
        if made is not None and made.is_dir():
            raise _not_here(made, holds, "a folder")
    if out.resolve() == source.resolve():
        raise UsageError("the decisions would take the place of the profiles", place=str(out))
    if explain is None:
        return
    for other, whose in ((source, "profiles"), (out, "decisions")):
        if explain.resolve() == other.resolve():
            raise UsageError(
                f"the explanations would take the place of the {whose}", place=str(explain)
            )


def _not_here(path: Path, holds: str, found: str) -> InputError:
    return InputError(
        f"the {holds} cannot be written here",
        file=str(path),
        found=found,
        expected="a file in a folder that you may write to",
    )


class _Closer:
    """Looks at what was decided treatment by treatment."""

    def __init__(self, catalog: Catalog, asked: Asked, counting: bool) -> None:
        self.examiner = Examiner(catalog, at_moment(catalog, asked.when, asked.channel))
        self.tally = Tally(self.examiner)
        self.counting = counting

    def look(self, course: Course, why: _Output | None) -> None:
        """Write the reasons of a call, and count its customers in."""
        for block in blocks_of(self.examiner, course):
            if why is not None:
                why.write(reasons_of(self.examiner, block, course.customers))
            if self.counting:
                self.tally.add(block, course)
        if why is not None and not len(course.work.customers):
            why.write(no_reasons(self.examiner, course.customers))


# --- reading ----------------------------------------------------------------------------------


@contextlib.contextmanager
def naming(source: str | Path) -> Iterator[None]:
    """Tell what is wrong with the columns of profiles with the name of their file."""
    try:
        yield
    except DataError as error:
        if error.file is None and (error.place or "column").startswith("column"):
            error.file = str(source)
        raise


def opened(source: Path) -> pq.ParquetFile:
    """A Parquet file of profiles, opened.

    Raises:
        DataError: it is missing, or no Parquet file.
    """
    try:
        return pq.ParquetFile(source, pre_buffer=False)  # that keeps all that has been read
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0][:200]
        raise DataError(
            "these profiles cannot be read",
            file=str(source),
            found=reason,
            expected="a Parquet file",
        ) from None


def columns_read(catalog: Catalog, file: pq.ParquetFile, asked: Asked) -> list[str]:
    """Columns that are read: who the customers are, and the fields that decisions read."""
    there, customer = file.schema_arrow.names, asked.customer
    if customer not in there:
        raise DataError(
            "nothing says who the customers are",
            found=", ".join(there),
            expected=f"a column {customer!r}",
            nearest=nearest_name(customer, there),
        )
    needed = fields_read(catalog, asked.when, asked.channel)
    require_columns(there, catalog.schema, needed)
    return [customer, *(name for name in there if name in needed and name != customer)]


def tables_of(file: pq.ParquetFile, columns: list[str], rows: int) -> Iterator[pa.Table]:
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
    if _in_order(file, customer):
        return
    parts = -(-total // AT_ONCE)
    for part in range(parts):
        chosen = []
        for table in tables_of(file, [customer], BLOCK):
            numbers = numbers_of(table.column(customer), customer)
            chosen.append(numbers[numbers % np.uint64(parts) == part])
        ordered = np.concatenate(chosen)
        ordered.sort()
        same = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        if len(same):
            _refuse_same(file, customer, same)


def _in_order(file: pq.ParquetFile, customer: str) -> bool:
    """Whether numbers of customers only ever rise, as they often do: then nobody stands twice."""
    last = -1
    for table in tables_of(file, [customer], BLOCK):
        numbers = numbers_of(table.column(customer), customer)
        if int(numbers[0]) <= last or not bool((numbers[1:] > numbers[:-1]).all()):
            return False
        last = int(numbers[-1])
    return True


def _refuse_same(file: pq.ParquetFile, customer: str, numbers: Any) -> None:
    """Refuse the first customer of these numbers who stands twice; texts may share a number."""
    names: Counter[Any] = Counter()
    for table in tables_of(file, [customer], BLOCK):
        column = table.column(customer)
        mask = pa.array(np.isin(numbers_of(column, customer), numbers))
        names.update(pc.filter(column, mask).to_pylist())
    for name, count in names.items():
        if count > 1:
            raise stands_twice(name, customer)


# --- writing ----------------------------------------------------------------------------------


class _Output:
    """A Parquet file that appears whole or not at all."""

    def __init__(self, path: Path, holds: str = "decisions") -> None:
        self._path, self._holds = path, holds
        self._partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.partial")
        self._writer: pq.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        """Add rows."""
        with self._telling():
            if self._writer is None:
                self._writer = pq.ParquetWriter(self._partial, table.schema)
            self._writer.write_table(table)

    def close(self) -> None:
        """Write what is left of the file."""
        with self._telling():
            assert self._writer is not None
            self._writer.close()

    def complete(self) -> None:
        """Give the closed file its name."""
        with self._telling():
            self._partial.replace(self._path)

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, PermissionError, IsADirectoryError) as problem:
            found = problem.strerror or str(problem)
            raise _not_here(self._path, self._holds, found) from None
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
