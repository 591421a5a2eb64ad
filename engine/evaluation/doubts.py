"""What a log that `decide` wrote says of its choice probabilities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engine.catalog import Catalog
from engine.values import is_text, marks_of, plain

__all__ = ["ESTIMATED", "TREATMENT", "doubts_of"]

ESTIMATED, TREATMENT = "choice_estimated", "treatment"


def doubts_of(
    catalog: Catalog, table: Any, kept: npt.NDArray[np.bool_], by_action: bool
) -> Iterator[str]:
    """Why the choice probabilities may not be those of the arms, one sentence each.

    Args:
        kept: bool (rows,), those that are evaluated; by_action: arms are actions.
    """
    there = [name for name in table.column_names if name not in catalog.schema]
    if ESTIMATED in there:
        rows = int((marks_of(table.column(ESTIMATED), ESTIMATED) & kept).sum())
        if rows:
            yield (
                f"{rows:,} rows have choice probabilities that are estimated, as rates were "
                "drawn (thompson): what is weighted by them is right nearly, and not below the "
                "floor of that log"
            )
    if by_action and TREATMENT in there:
        column = plain(table.column(TREATMENT))
        if not is_text(column.type):
            return
        done = set(pc.unique(column.filter(pa.array(kept))).to_pylist())
        for action in catalog.actions:
            forms = {f"{action.name}/{place}" for place in range(len(action.treatments))} & done
            if len(forms) > 1 and action.deliver == "best":
                yield (
                    f"the log has {action.name} in {len(forms)} treatments: if choice "
                    "probabilities are those of treatments, as decide writes them, say "
                    "--action treatment"
                )
                return
