"""Catalogues and tables that commands read, with what to do where they are something else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from engine.errors import DataError

MAKE_PARQUET = "Parquet, by pyarrow.csv.read_csv, then pyarrow.parquet.write_table"


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


__all__ = ["MAKE_PARQUET", "told_how"]
