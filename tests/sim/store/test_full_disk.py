"""A disk that takes no more ends the work with one message, and nothing looks whole."""

from __future__ import annotations

import contextlib
import errno
import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from engine.errors import RunError
from sim.cli.app import run_command
from sim.model.records.vocabulary import ROW
from sim.store.event_writer import EventWriter
from sim.store.provenance import Provenance
from sim.store.run_dir import RunDirectory
from sim.study import jobs, prepare
from tests.sim.study.fake_clocks import FakeClock, FakeMarket

resource = pytest.importorskip("resource", reason="this system sets no limit on files")

FULL = OSError(errno.ENOSPC, "No space left on device")
Refuse = Callable[[str], None]


@contextlib.contextmanager
def small_files(size: int) -> Iterator[None]:
    """The system lets no file of this process grow beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def rows_of(windows: int, each: int) -> Iterator[tuple[int, np.ndarray]]:
    rng = np.random.default_rng(5)
    for window in range(windows):
        rows = np.zeros(each, ROW)
        rows["window"] = window
        rows["customer"] = np.arange(each)
        rows["value"] = rng.integers(0, 2**60, each)
        rows["propensity"] = rng.random(each)
        yield window, rows


def write(folder: Path) -> None:
    with EventWriter(
        folder,
        strategy="today",
        channels=("web",),
        actions=("hello",),
        windows_per_folder=2,
        row_group=500,
    ) as sink:
        for window, rows in rows_of(8, 2_000):
            sink.write(rows, replication=0, first_window=window)


def provenance() -> Provenance:
    return Provenance.begin(
        command=("journey",), scenario="corner", scenario_text="", strategies=("today",), seed=1,
        replications=1, settings={},
    )  # fmt: skip


def test_a_writer_says_which_folder_takes_no_more(tmp_path: Path) -> None:
    with small_files(20_000), pytest.raises(RunError, match="can't be written") as caught:
        write(tmp_path / "events")
    assert str(tmp_path / "events" / "strategy=today") in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    gc.collect()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_folder_that_vanishes_is_told(tmp_path: Path) -> None:
    (tmp_path / "events").write_text("in the way")
    with pytest.raises(RunError, match="can't be written"):
        write(tmp_path / "events")


def test_a_run_directory_without_room_for_its_manifest(tmp_path: Path) -> None:
    def run() -> None:
        with RunDirectory(tmp_path / "first", provenance()) as folder, small_files(100):
            folder.complete(digests={}, wall_s=1.0)

    with pytest.raises(RunError, match="can't be written"):
        run()
    assert not (tmp_path / "first").exists()
    assert (tmp_path / "first.partial" / "UNFINISHED").is_file()
    with RunDirectory(tmp_path / "first", provenance()) as folder:  # what is left is replaced
        folder.complete(digests={}, wall_s=1.0)
    assert (tmp_path / "first" / "manifest.json").is_file()


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """Lets a stand-in clock run studies, and the disk refuse events or figures."""
    fake = FakeClock()
    monkeypatch.setattr(jobs, "simulator", lambda: fake)
    monkeypatch.setattr(prepare, "market_builder", lambda: FakeMarket.build)

    def full(*_: object, **__: object) -> None:
        raise FULL

    def choose(what: str) -> None:
        if what == "events":
            monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
        else:
            monkeypatch.setattr(pq, "write_table", full)

    return choose


@pytest.mark.parametrize("what", ["events", "figures"])
@pytest.mark.parametrize("threads", ["1", "2"])
def test_commands_end_with_one_message_and_exit_1(
    refuse: Refuse, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str, threads: str
) -> None:
    refuse(what)
    out = tmp_path / "first"
    words = ["run", "auto-service", "--strategy", "today", "--replications", "5", "--json"]
    words += ["--out", str(out), "--events", "all", "--threads", threads]
    assert run_command(words) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error:")
    assert said.err.count("error:") == 1
    assert "can't be written: No space left on device; it is not complete" in said.err
    assert not out.exists()
    assert (tmp_path / "first.partial" / "UNFINISHED").is_file()
    parts = list(tmp_path.rglob("*.parquet.partial"))
    assert not parts
