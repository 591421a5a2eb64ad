"""Decisions as a table: names for numbers, money in the main unit, the columns that are wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.catalog import Catalog
from engine.emission import REASONS, Emitted
from engine.errors import UsageError, nearest_name
from engine.quantities import currency_digits
from engine.scan.columns import Columns
from engine.scan.scanning import formula_values

__all__ = ["COLUMNS", "check_columns", "decided_table", "words"]

COLUMNS: tuple[str, ...] = (
    "customer", "rank", "action", "treatment", "channel", "priority", "propensity", "context",
    "value", "boost", "choice_probability", "price", "reason", "held_out", "repaired",
    "choice_estimated",
)  # fmt: skip
"""All columns of a table of decisions, in their order (docs/engine.md)."""


def check_columns(wanted: Sequence[str]) -> None:
    """Refuse a name that is no column of decisions.

    Raises:
        UsageError: such a name, or none at all.
    """
    for name in wanted:
        if list(wanted).count(name) > 1:
            raise UsageError(
                "a column is asked for twice", place="columns", found=str(name),
                expected="each column once",
            )  # fmt: skip
        if name not in COLUMNS:
            raise UsageError(
                "decisions have no such column",
                place="columns",
                found=str(name),
                expected=", ".join(COLUMNS),
                nearest=nearest_name(str(name), COLUMNS),
            )
    if not wanted:
        raise UsageError("no column is asked for", place="columns", expected=", ".join(COLUMNS))


def decided_table(
    catalog: Catalog,
    p: Any,
    columns: Columns,
    customers: Any,
    emitted: Emitted,
    wanted: Sequence[str] = COLUMNS,
) -> pa.Table:
    """The rows with names for numbers.

    Args:
        p: the catalogue's record; columns: the profiles' fields.
        customers: the column that names the customers.
        wanted: which columns, in this order.
    """
    rows = _Rows(catalog, p, columns, customers, emitted)
    return pa.table({name: _MADE[name](rows) for name in wanted})


class _Rows:
    """Makes one column after the other."""

    def __init__(
        self, catalog: Catalog, p: Any, columns: Columns, customers: Any, emitted: Emitted
    ) -> None:
        self.p = p
        self.columns = columns
        self.emitted = emitted
        self.unit = 10.0 ** currency_digits(catalog.currency)
        self.treatment = emitted.treatment
        self.nothing = self.treatment < 0
        self.valid = _bits(~self.nothing)
        treatments = catalog.treatments
        self.treatments = len(treatments)
        self.customers = customers
        self.names = [action.name for action, _ in treatments]
        self.full = [f"{action.name}/{place}" for action, place in treatments]
        self.channels = [action.treatments[place].channel for action, place in treatments]
        self.boost = np.array([action.boost for action, _ in treatments])

    def of_customers(self) -> Any:
        row = self.emitted.row
        return self.customers if row is None else self.customers.take(pa.array(row))

    def words(self, names: list[str]) -> Any:
        return words(names, self.treatment, self.valid)

    def number(self, values: npt.NDArray[np.float64]) -> Any:
        return _numbers(values, self.valid)

    def flags(self, flags: npt.NDArray[np.bool_] | None) -> Any:
        if flags is None:
            return pa.array(np.zeros(len(self.treatment), np.bool_))
        row = self.emitted.row
        return pa.array(flags if row is None else flags[row])

    def factor(self, key: str) -> npt.NDArray[np.float64]:
        """A factor of the picks: its constant, or what its formula gives for the customer."""
        actions = self.p["actions"]
        found: npt.NDArray[np.float64] = actions[key][self.treatment]
        for treatment in np.flatnonzero(actions[f"{key}_program"][: self.treatments] >= 0):
            at = np.flatnonzero((self.treatment == treatment) & ~self.nothing)
            rows = at if self.emitted.row is None else self.emitted.row[at]
            program = int(actions[f"{key}_program"][treatment])
            found[at] = formula_values(self.p, program, self.columns, rows)
        return found

    def value(self) -> npt.NDArray[np.float64]:
        """Values in the main unit, in which formulas are written.

        A constant is divided, so that 40.00 comes back as it was written.
        """
        constant = self.p["actions"]["value_program"][self.treatment] < 0
        found = self.factor("value")
        found[constant] /= self.unit
        return found


# Functions of the rows, not methods bound to them: a circle of references would keep every block of
# a stream until Python looks for such circles.
_MADE: Mapping[str, Callable[[_Rows], Any]] = {
    "customer": _Rows.of_customers,
    "rank": lambda rows: pa.array(rows.emitted.rank.astype(np.int32)),
    "action": lambda rows: rows.words(rows.names),
    "treatment": lambda rows: rows.words(rows.full),
    "channel": lambda rows: rows.words(rows.channels),
    "priority": lambda rows: rows.number(rows.emitted.priority),
    "propensity": lambda rows: rows.number(rows.emitted.propensity),
    "context": lambda rows: rows.number(rows.factor("context")),
    "value": lambda rows: rows.number(rows.value()),
    "boost": lambda rows: rows.number(rows.boost[rows.treatment]),
    "choice_probability": lambda rows: _numbers(
        rows.emitted.chance, _bits(~np.isnan(rows.emitted.chance))
    ),
    "price": lambda rows: rows.number(rows.emitted.price),
    "reason": lambda rows: words(list(REASONS), rows.emitted.reason),
    "held_out": lambda rows: rows.flags(rows.emitted.withheld),
    "repaired": lambda rows: rows.flags(rows.emitted.repaired),
    "choice_estimated": lambda rows: rows.flags(rows.emitted.estimated),
}


def _bits(valid: npt.NDArray[np.bool_]) -> Any:
    """Arrow's bitmap of what is not null."""
    return pa.py_buffer(np.packbits(valid, bitorder="little"))


def _numbers(values: npt.NDArray[np.float64], valid: Any) -> Any:
    """A column of numbers that stays where it is."""
    held = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(pa.float64(), len(values), [valid, held])


def words(names: list[str], places: npt.NDArray[Any], valid: Any = None) -> Any:
    """Names behind numbers as a dictionary of distinct words, in their order; null for -1.

    Args:
        valid: bitmap of the others, where it is known.
    """
    if valid is None:
        valid = _bits(places >= 0)
    distinct = list(dict.fromkeys(names))
    if len(distinct) == len(names):
        codes = places.astype(np.int16, copy=False)
    else:
        codes = np.array([distinct.index(name) for name in names], np.int16)[places]
    held = pa.py_buffer(np.ascontiguousarray(codes))
    index = pa.Array.from_buffers(pa.int16(), len(places), [valid, held])
    return pa.DictionaryArray.from_arrays(index, pa.array(distinct, pa.string()))
