"""Bytes that a study writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.study.estimate.work import stored_share

if TYPE_CHECKING:
    from sim.study.estimate.work import Workload

ROW_BYTES = 13.0
"""Bytes of an event row in a Parquet file: measured from 100,000 rows on."""
FEWEST_ROWS = 0.02
"""Event rows a customer and day at least: built-in scenarios have 0.03 to 0.5."""
KPI_ROW, KPI_FILE = 6.0, 6_000.0
"""Bytes of a figure in ``kpis.parquet``, and of the file and the manifest beside these and the text
of the scenario."""
KPIS = 38


def disk_of(
    work: Workload, rows: float | None = None, row_bytes: float = ROW_BYTES
) -> dict[str, float]:
    """Bytes of the run directory, by what they are for; nothing where there is none.

    Args:
        rows: event rows of all lives that are stored; None: as few as there may be.
        row_bytes: bytes of one.
    """
    study = work.study
    if study.options["out"] is None:
        return {}
    plan = study.plan
    strategies = max(1, len({market.strategy for market in work.markets}))
    rest = KPI_ROW * KPIS * (plan.replications + 12) * strategies
    items = {"kpis": KPI_FILE + len(study.scenario.text) + rest}
    if work.stored:
        if rows is None:
            rows = FEWEST_ROWS * plan.customers * plan.days * work.stored * stored_share(work)
        items["events"] = rows * row_bytes
    return items
