"""What a study leaves on disk: a run directory, if one was asked for, and its KPI file."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import UsageError, one_of
from sim.study.jobs import Plan, Stopwatch
from sim.study.kpis import KPI
from sim.study.limits import LimitKept
from sim.study.money import Currency, json_number, json_unit
from sim.study.results import Kpis
from sim.study.statistics import Estimate

if TYPE_CHECKING:
    from sim.clocks import EventSink, Outcome
    from sim.model.market.market import Market
    from sim.scenario import Scenario
    from sim.store.event_writer import EventWriter
    from sim.store.provenance import Provenance
    from sim.store.run_dir import RunDirectory

EVENTS = ("none", "sample", "all")
SAMPLED = 1000
"""About how many customers an event sample holds, of the first replication."""


def check_events(events: str, out: str | Path | None) -> None:
    """Refuse an unknown kind of events, or events without a directory.

    Raises:
        UsageError: it is one.
    """
    one_of(events, EVENTS, "no such choice of events", place="--events")
    if out is None and events != "none":
        raise UsageError(
            "events need a directory to be written to",
            place="--events",
            found=events,
            expected="--out DIR beside it",
        )


class Recording:
    """The run directory of a study while it is written, or nothing if none was asked for.

    A context manager: an error leaves the directory unfinished, and it says so.
    """

    def __init__(
        self,
        directory: RunDirectory | None,
        events: str,
        markets: Mapping[str, Market],
        plan: Plan,
    ) -> None:
        self._directory = directory
        self._plan = plan
        self._watch = Stopwatch()
        self._kind = events
        self._writers = {} if directory is None else _writers(directory.path, events, markets)

    @property
    def path(self) -> str | None:
        """The folder, once it is finished."""
        return None if self._directory is None else str(self._directory.final)

    @classmethod
    def open(
        cls,
        out: str | Path | None,
        events: str,
        scenario: Scenario,
        markets: Mapping[str, Market],
        plan: Plan,
        *,
        command: Sequence[str] | None,
        settings: Mapping[str, Any] | None = None,
    ) -> Recording:
        """Begin a recording; without ``out`` one that writes nothing.

        Raises:
            UsageError: an unknown kind of events, or events without a directory.
            InputError: the directory holds something already.
        """
        check_events(events, out)
        if out is None:
            return cls(None, events, markets, plan)
        from sim.store.run_dir import RunDirectory

        told = {"events": events, **(settings or {})}
        provenance = _provenance(scenario, tuple(markets), plan, command, told)
        return cls(RunDirectory(Path(out), provenance), events, markets, plan)

    def sink_for(self, strategy: str, replication: int) -> EventSink | None:
        """Where one job's events go; None where they are not kept."""
        writer = self._writers.get(strategy)
        if writer is None or (self._kind == "sample" and replication > 0):
            return None
        stride = 1 if self._kind == "all" else max(1, self._plan.customers // SAMPLED)
        return _OneReplication(writer, replication, stride)

    def digests(self, outcomes: Mapping[str, Sequence[Outcome]]) -> dict[str, str]:
        """The events digest of every strategy."""
        from sim.store.digest import events_digest

        return {
            name: events_digest(
                {number: outcome.digest_sums for number, outcome in enumerate(found)}
            )
            for name, found in outcomes.items()
        }

    def finish(
        self,
        kpis: Mapping[str, Kpis],
        currency: Currency,
        digests: Mapping[str, str],
        limits: Mapping[str, Sequence[LimitKept]],
        answer: Mapping[str, Any],
    ) -> None:
        """Write what came of it, and give the directory its name.

        Args:
            limits: by strategy, how its plans have kept the scenario's constraints.
            answer: all that was found, as JSON.
        """
        if self._directory is None:
            return
        from sim.store.answer_file import RESULT, text_of, write_text
        from sim.store.disk import writing

        for writer in self._writers.values():
            writer.close()
        write_kpis(self._directory.path / "kpis.parquet", kpis, currency)
        if limits:
            write_limits(self._directory.path / "limits.parquet", limits, currency)
        with writing(self._directory.final):
            write_text(self._directory.path / RESULT, text_of(answer))
        done = max((one.sample.replications for one in kpis.values()), default=None)
        self._directory.complete(digests=digests, wall_s=self._watch.seconds, replications=done)

    def __enter__(self) -> Recording:
        if self._directory is not None:
            self._directory.__enter__()
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if self._directory is None:
            return
        if error is not None:
            for writer in self._writers.values():
                writer.discard()
        self._directory.__exit__(kind, error, trace)


class _OneReplication:
    """A sink for one replication of a strategy's writer, of every so many customers."""

    def __init__(self, writer: EventWriter, replication: int, stride: int) -> None:
        self._writer = writer
        self._replication = replication
        self._stride = stride

    def write(self, rows: NDArray[np.void], *, replication: int, first_window: int) -> None:
        """Pass on a block of rows."""
        if self._stride > 1:
            rows = rows[rows["customer"] % self._stride == 0]
        self._writer.write(rows, replication=replication, first_window=first_window)

    def close(self) -> None:
        """The replication has ended: write what is left."""
        self._writer.finish(self._replication)


def _provenance(
    scenario: Scenario,
    strategies: tuple[str, ...],
    plan: Plan,
    command: Sequence[str] | None,
    settings: Mapping[str, Any],
) -> Provenance:
    """What a manifest says of a study that begins."""
    from sim.store.provenance import Provenance

    return Provenance.begin(
        command=tuple(sys.argv if command is None else command),
        scenario=scenario.scenario.name,
        scenario_text=scenario.text,
        strategies=strategies,
        seed=plan.seed,
        replications=plan.replications,
        settings={
            "customers": plan.customers,
            "days": plan.days,
            "clock": plan.clock,
            "threads": plan.threads,
            **settings,
        },
    )


def _writers(folder: Path, events: str, markets: Mapping[str, Market]) -> dict[str, EventWriter]:
    if events == "none":
        return {}
    from sim.store.event_writer import EventWriter

    return {
        name: EventWriter(
            folder / "events",
            strategy=name,
            channels=market.channels,
            actions=market.actions,
        )
        for name, market in markets.items()
    }


def write_kpis(path: Path, kpis: Mapping[str, Kpis], currency: Currency) -> None:
    """Every KPI as Parquet: one row a strategy, channel and KPI, and one a replication.

    Columns: ``strategy, channel`` (null: all), ``kpi, replication`` (null: over all),
    ``value, ci_low, ci_high`` (money in the main unit), ``unit, period``.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sim.store.disk import writing

    rows: list[dict[str, object]] = []
    for strategy, found in kpis.items():
        for name, estimate in found.estimates.items():
            rows.append(_row(strategy, None, name, None, estimate, currency))
            values = found.measured[name].values
            rows.extend(
                _row(strategy, None, name, number, _single(float(value)), currency)
                for number, value in enumerate(values)
            )
        for channel, row in found.channels.items():
            rows.extend(
                _row(strategy, channel, name, None, estimate, currency)
                for name, estimate in row.items()
            )
    text, number = pa.string(), pa.float64()
    schema = pa.schema(
        [
            ("strategy", text), ("channel", text), ("kpi", text), ("replication", pa.int32()),
            ("value", number), ("ci_low", number), ("ci_high", number), ("unit", text),
            ("period", text),
        ]
    )  # fmt: skip
    with writing(path):
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def write_limits(path: Path, limits: Mapping[str, Sequence[LimitKept]], currency: Currency) -> None:
    """How limits on plans were kept, as Parquet: one row a strategy and limit.

    Columns: ``strategy, limit``, and those of `LimitKept.to_json`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sim.store.disk import writing

    rows: list[dict[str, object]] = [
        {"strategy": strategy, "limit": one.name, **one.to_json(currency)}
        for strategy, kept in limits.items()
        for one in kept
    ]
    names = ("used", "maximum", "minimum", "price", "binding", "missed", "short")
    schema = pa.schema(
        [("strategy", pa.string()), ("limit", pa.string()), *((n, pa.float64()) for n in names)]
    )
    with writing(path):
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def _single(value: float) -> Estimate:
    return Estimate(value if np.isfinite(value) else None)


def _row(
    strategy: str,
    channel: str | None,
    name: str,
    replication: int | None,
    found: Estimate,
    currency: Currency,
) -> dict[str, object]:
    kpi = KPI[name]
    return {
        "strategy": strategy,
        "channel": channel,
        "kpi": name,
        "replication": replication,
        "value": json_number(kpi, found.mean, currency),
        "ci_low": json_number(kpi, found.low, currency),
        "ci_high": json_number(kpi, found.high, currency),
        "unit": json_unit(kpi, currency),
        "period": kpi.period,
    }
