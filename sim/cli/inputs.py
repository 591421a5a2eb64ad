"""Catalogues and tables that commands read, with what to do where they are something else."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import DataError, InputErrors, ScenarioError

if TYPE_CHECKING:
    from engine.catalog import Catalog

MAKE_PARQUET = "Parquet, by pyarrow.csv.read_csv, then pyarrow.parquet.write_table"


def catalog_of(file: str) -> Catalog:
    """The catalogue of a file.

    Raises:
        InputErrors: everything that is wrong with it.
        ScenarioError: it cannot be read, or is a scenario.
    """
    from engine.catalog import Catalog

    try:
        return Catalog.load(file)
    except InputErrors:
        if not _is_scenario(file):
            raise
    raise ScenarioError(
        "this looks like a scenario, not like a catalogue", file=file,
        found="[[persona]], and no [[profile]]",
        expected=f"a catalogue of it: journey new FILE.toml --catalog-from {file}",
    )  # fmt: skip


def _is_scenario(file: str) -> bool:
    """Whether a file that is valid TOML has what only scenarios have, and no fields of profiles."""
    data = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    return "persona" in data and "profile" not in data


@contextlib.contextmanager
def told_how(file: str) -> Iterator[None]:
    """Say of a table that is no good how it is made, and by which option its customers are named.

    Args:
        file: the table that is read within.
    """
    try:
        yield
    except DataError as error:
        if error.expected == "a Parquet file" and Path(file).is_file():
            error.expected = MAKE_PARQUET
        elif error.message == "nothing says who the customers are":
            option = "or its name by --customer"
            if option not in (error.expected or ""):
                error.expected = f"{error.expected}, {option}"
        raise


__all__ = ["MAKE_PARQUET", "catalog_of", "told_how"]
