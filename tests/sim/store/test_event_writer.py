"""Event files: columns as documented, and the same bytes however the rows came."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.errors import RunError
from sim.model.records.vocabulary import EVENT, ROW
from sim.store.event_table import EVENT_SCHEMA, event_table
from sim.store.event_writer import EventWriter
from tests.files import contents

CHANNELS = ("email", "site")
ACTIONS = ("thanks", "welcome")
DAY = 86_400_000_000


def rows_of(count: int, windows: int, seed: int = 3) -> np.ndarray:
    """Rows with a sequence per customer, in the order of time."""
    rng = np.random.default_rng(seed)
    rows = np.zeros(count, dtype=ROW)
    rows["time"] = np.sort(rng.integers(0, windows * DAY, count))
    rows["window"] = rows["time"] // DAY
    rows["customer"] = rng.integers(0, 40, count)
    for customer in range(40):
        own = rows["customer"] == customer
        rows["sequence"][own] = np.arange(own.sum())
    rows["event"] = rng.integers(0, len(EVENT), count)
    rows["channel"] = rng.integers(-1, 2, count)
    rows["action"] = rng.integers(-1, 2, count)
    rows["stage"] = rng.integers(0, 6, count)
    rows["step"] = rng.integers(0, 6, count)
    rows["value"] = rng.integers(-(10**12), 10**12, count)
    rows["propensity"] = np.where(rows["action"] < 0, np.nan, rng.random(count))
    rows["choice_probability"] = np.where(rows["action"] < 0, np.nan, 1.0)
    return rows


def writer(folder: Path, **options: int) -> EventWriter:
    return EventWriter(folder, strategy="today", channels=CHANNELS, actions=ACTIONS, **options)


def by_window(rows: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    for window in np.unique(rows["window"]):
        yield int(window), rows[rows["window"] == window]


def test_columns_are_those_of_the_contract() -> None:
    word = pa.dictionary(pa.int16(), pa.string())
    assert {field.name: field.type for field in EVENT_SCHEMA} == {
        "replication": pa.int32(),
        "time": pa.float64(),
        "customer": pa.int64(),
        "sequence": pa.int32(),
        "event": word,
        "channel": word,
        "action": word,
        "stage": word,
        "step": word,
        "strategy": word,
        "value": pa.int64(),
        "propensity": pa.float64(),
        "choice_probability": pa.float64(),
    }


def test_a_row_in_words() -> None:
    row = np.zeros(2, dtype=ROW)
    row["time"] = DAY * 3 // 2
    row["customer"] = 2**40 - 1
    row["event"] = EVENT["purchase"]
    row["channel"] = (1, -1)
    row["action"] = (0, -1)
    row["stage"] = 4
    row["step"] = 5
    row["value"] = 9_900
    row["propensity"] = (0.25, np.nan)
    row["choice_probability"] = (1.0, np.nan)
    table = event_table(row, replication=7, strategy="today", channels=CHANNELS, actions=ACTIONS)
    first, second = table.to_pylist()
    assert first == {
        "replication": 7,
        "time": 1.5,
        "customer": 2**40 - 1,
        "sequence": 0,
        "event": "purchase",
        "channel": "site",
        "action": "thanks",
        "stage": "customer",
        "step": "paid",
        "strategy": "today",
        "value": 9_900,
        "propensity": 0.25,
        "choice_probability": 1.0,
    }
    assert [second[name] for name in ("channel", "action", "propensity")] == [None, None, None]


def test_files_hold_the_rows_sorted_by_window_customer_and_sequence(tmp_path: Path) -> None:
    rows = rows_of(5_000, 10)
    with writer(tmp_path, windows_per_folder=4, row_group=300) as sink:
        for window, block in by_window(rows):
            sink.write(block, replication=2, first_window=window)
    files = sorted(tmp_path.rglob("*.parquet"))
    assert [str(path.relative_to(tmp_path)) for path in files] == [
        "strategy=today/replication=2/windows=00000-00003/part-0.parquet",
        "strategy=today/replication=2/windows=00004-00007/part-0.parquet",
        "strategy=today/replication=2/windows=00008-00011/part-0.parquet",
    ]
    for path in files:
        metadata = pq.read_metadata(path)
        sizes = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
        assert set(sizes[:-1]) == {300}
        assert 0 < sizes[-1] <= 300
    # `partitioning=None`: the columns are in the files, not only in the names of folders.
    found = pa.concat_tables([pq.read_table(path, partitioning=None) for path in files])
    order = np.lexsort((rows["sequence"], rows["customer"], rows["window"]))
    expected = event_table(
        rows[order], replication=2, strategy="today", channels=CHANNELS, actions=ACTIONS
    )
    assert found.to_pylist() == expected.to_pylist()


def test_blocks_and_threads_leave_no_trace(tmp_path: Path) -> None:
    rows = rows_of(4_000, 6)
    options = {"windows_per_folder": 3, "row_group": 128}
    with writer(tmp_path / "whole", **options) as sink:
        sink.write(rows, replication=0, first_window=0)
    with writer(tmp_path / "shuffled", **options) as sink:
        for window, block in by_window(rows):
            shuffled = np.random.default_rng(window).permutation(block)
            for piece in np.array_split(shuffled, 7):
                sink.write(piece, replication=0, first_window=window)
    with writer(tmp_path / "threads", **options) as sink:
        for window, block in by_window(rows):
            threads = [
                threading.Thread(
                    target=sink.write,
                    args=(piece,),
                    kwargs={"replication": 0, "first_window": window},
                )
                for piece in np.array_split(block, 3)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    whole = contents(tmp_path / "whole")
    assert len(whole) == 2
    assert contents(tmp_path / "shuffled") == whole
    assert contents(tmp_path / "threads") == whole


@pytest.mark.parametrize("stride", [1, 27_000_000_000])
def test_ids_of_forty_bits_are_sorted_like_small_ones(tmp_path: Path, stride: int) -> None:
    # Window, customer and sequence make one number where they fit into one, else they are compared
    # one after the other.
    rows = rows_of(3_000, 50)
    rows["customer"] *= stride
    rows["sequence"] += np.where(rows["customer"] == 0, 2**30, 0).astype(np.int32)
    with writer(tmp_path) as sink:
        sink.write(np.random.default_rng(5).permutation(rows), replication=0, first_window=0)
    (path,) = tmp_path.rglob("*.parquet")
    order = np.lexsort((rows["sequence"], rows["customer"], rows["window"]))
    expected = event_table(
        rows[order], replication=0, strategy="today", channels=CHANNELS, actions=ACTIONS
    )
    assert pq.read_table(path, partitioning=None).equals(expected)


def test_the_clock_may_reuse_its_buffer(tmp_path: Path) -> None:
    rows = rows_of(500, 2)
    buffer = rows.copy()
    with writer(tmp_path / "reused") as sink:
        sink.write(buffer, replication=0, first_window=0)
        buffer[:] = 0
    with writer(tmp_path / "kept") as sink:
        sink.write(rows, replication=0, first_window=0)
    assert contents(tmp_path / "reused") == contents(tmp_path / "kept")


def test_many_row_groups_make_several_parts(tmp_path: Path) -> None:
    with writer(tmp_path, row_group=10) as sink:
        sink.write(rows_of(1_500, 2), replication=0, first_window=0)
    files = sorted(tmp_path.rglob("*.parquet"))
    assert [path.name for path in files] == ["part-0.parquet", "part-1.parquet", "part-2.parquet"]
    assert [pq.read_metadata(path).num_rows for path in files] == [640, 640, 220]


def test_memory_is_bounded_by_a_window_and_a_row_group(tmp_path: Path) -> None:
    with writer(tmp_path, row_group=50) as sink:
        for window, block in by_window(rows_of(3_000, 30)):
            sink.write(block, replication=0, first_window=window)
            held = sink.rows_held()
            assert held <= len(block) + 50


def test_replications_interleave(tmp_path: Path) -> None:
    first, second = rows_of(300, 3, seed=1), rows_of(300, 3, seed=2)
    with writer(tmp_path) as sink:
        for (window, one), (_, two) in zip(by_window(first), by_window(second), strict=True):
            sink.write(one, replication=0, first_window=window)
            sink.write(two, replication=1, first_window=window)
        sink.finish(0)
        assert (tmp_path / "strategy=today/replication=0/windows=00000-00090").is_dir()
        with pytest.raises(RunError, match="after its end"):
            sink.write(first, replication=0, first_window=3)
    for replication, rows in enumerate((first, second)):
        table = pq.read_table(
            tmp_path / f"strategy=today/replication={replication}", partitioning=None
        )
        assert table.num_rows == len(rows)
        assert set(table["replication"].to_pylist()) == {replication}


def test_a_late_row_is_an_error_and_not_a_silent_change_of_order(tmp_path: Path) -> None:
    rows = rows_of(100, 3)
    with writer(tmp_path) as sink:
        sink.write(rows[rows["window"] == 1], replication=0, first_window=1)
        with pytest.raises(RunError, match="event of window 0"):
            sink.write(rows[rows["window"] == 0], replication=0, first_window=1)


def test_an_interrupted_run_leaves_no_file_that_looks_whole(tmp_path: Path) -> None:
    def interrupted() -> None:
        with writer(tmp_path, row_group=10) as sink:
            for window, block in by_window(rows_of(200, 2)):
                sink.write(block, replication=0, first_window=window)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert contents(tmp_path) == {}


def test_no_rows_write_no_files(tmp_path: Path) -> None:
    with writer(tmp_path) as sink:
        sink.write(np.zeros(0, dtype=ROW), replication=0, first_window=0)
    assert contents(tmp_path) == {}
