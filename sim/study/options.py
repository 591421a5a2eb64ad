"""What a study may be told, in one place: `run`, `compare` and `trace` take these by keyword."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from sim.clocks.world import Records
    from sim.study.progress import Progress


class SimulationOptions(TypedDict, total=False):
    """Who is simulated, how long, and by what. No result depends on threads, clock or progress.

    Attributes:
        customers: people simulated; None: the scenario's market.
        days: length of the run; None: the scenario's.
        seed: same seed, same bytes.
        threads: None: all processors.
        clock: "compiled" or "simpy".
        people: customers in place of those drawn from the personas: a CSV or Parquet file with
            the columns of `sim.scenario.people` or those that ``[customers]`` maps, or records as
            the clocks take them. None: those of ``[customers]``, where the scenario has such a
            table.
        progress: told now and then how far the work is; see `sim.study.progress`.
    """

    customers: int | None
    days: float | None
    seed: int
    threads: int | None
    clock: str
    people: Records | str | Path | None
    progress: Progress | None


class StudyOptions(SimulationOptions, total=False):
    """The same with replications, and what is kept on disk.

    Attributes:
        replications: independent repetitions; intervals need five.
        out: run directory to make; None: nothing is written.
        events: "none", "sample" or "all": which events are written under ``out``.
        id_map: file to make that tells which customer of the table is which.
        command: what the manifest records as the command; None: that of the process.
    """

    replications: int
    out: str | Path | None
    events: str
    id_map: str | Path | None
    command: Sequence[str] | None


DEFAULTS: StudyOptions = {
    "customers": None,
    "days": None,
    "seed": 1,
    "threads": None,
    "clock": "compiled",
    "people": None,
    "progress": None,
    "replications": 1,
    "out": None,
    "events": "none",
    "id_map": None,
    "command": None,
}
"""What holds where nothing is said; how many replications depends on the study."""


def known(given: Mapping[str, Any], accepted: type, function: str) -> None:
    """Refuse a keyword that is no option, as Python itself does.

    Raises:
        TypeError: there is one.
    """
    for name in given:
        if name not in accepted.__annotations__:
            raise TypeError(f"{function}() got an unexpected keyword argument {name!r}")
