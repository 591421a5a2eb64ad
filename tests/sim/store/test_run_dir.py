"""A run directory is whole or says that it is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import InputError, RunError
from sim.store.provenance import Provenance, sha256_of
from sim.store.run_dir import RunDirectory, read_manifest

DIGESTS = {"today": "ab" * 32}


def provenance() -> Provenance:
    return Provenance.begin(
        command=("journey", "run", "auto-service"),
        scenario="auto-service",
        scenario_text="[scenario]\nname = 'auto-service'\ncurrency = '€'\n",
        strategies=("today",),
        seed=1,
        replications=5,
        settings={"days": 365, "clock": "compiled"},
    )


def finish(path: Path) -> None:
    with RunDirectory(path, provenance()) as folder:
        (folder.path / "kpis.parquet").write_bytes(b"figures")
        folder.complete(digests=DIGESTS, wall_s=1.5)


def gone_process() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def test_a_complete_run_has_its_name_and_its_provenance(tmp_path: Path) -> None:
    finish(tmp_path / "deep" / "first")
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == ["first"]
    assert sorted(path.name for path in (tmp_path / "deep" / "first").iterdir()) == [
        "kpis.parquet",
        "manifest.json",
    ]
    manifest = read_manifest(tmp_path / "deep" / "first")
    assert manifest["complete"] is True
    assert manifest["command"] == ["journey", "run", "auto-service"]
    assert manifest["scenario"]["sha256"] == sha256_of(manifest["scenario"]["text"])
    assert manifest["digests"] == DIGESTS
    assert manifest["wall_s"] == 1.5
    assert manifest["seed"] == 1
    assert manifest["replications"] == 5
    assert manifest["strategies"] == ["today"]
    assert manifest["settings"] == {"days": 365, "clock": "compiled"}
    assert {"python", "numpy", "numba", "journey-engine"} <= set(manifest["versions"])
    assert manifest["started"] <= manifest["finished"]


def test_while_it_runs_it_is_named_partial_and_says_that_it_is_not_complete(
    tmp_path: Path,
) -> None:
    with RunDirectory(tmp_path / "first", provenance()) as folder:
        assert folder.path == tmp_path / "first.partial"
        assert not (tmp_path / "first").exists()
        assert json.loads((folder.path / "manifest.json").read_text())["complete"] is False
        assert "not complete" in (folder.path / "UNFINISHED").read_text()
        with pytest.raises(InputError, match="did not finish"):
            read_manifest(folder.path)


def test_an_interrupted_run_stays_unfinished_and_the_next_replaces_it(tmp_path: Path) -> None:
    def interrupted() -> None:
        with RunDirectory(tmp_path / "first", provenance()) as folder:
            (folder.path / "half").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (tmp_path / "first.partial" / "UNFINISHED").is_file()
    finish(tmp_path / "first")
    assert not (tmp_path / "first.partial").exists()
    assert not (tmp_path / "first" / "half").exists()


def test_only_an_unfinished_folder_is_told_of_when_interrupted(tmp_path: Path) -> None:
    for complete in (False, True):
        stop = KeyboardInterrupt()
        folder = RunDirectory(tmp_path / str(complete), provenance())
        if complete:
            folder.complete(digests={}, wall_s=1.0)
        folder.__exit__(KeyboardInterrupt, stop, None)
        assert len(getattr(stop, "__notes__", [])) == (0 if complete else 1)


def test_what_a_killed_run_left_is_replaced(tmp_path: Path) -> None:
    left = tmp_path / "first.partial"
    left.mkdir()
    (left / "UNFINISHED").write_text(f"written by process {gone_process()}\n")
    finish(tmp_path / "first")
    assert not left.exists()


def test_a_run_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    with RunDirectory(tmp_path / "first", provenance()) as folder:
        with pytest.raises(InputError, match="writing this folder now") as caught:
            RunDirectory(tmp_path / "first", provenance())
        assert caught.value.found == f"process {os.getpid()}"
        assert folder.path.is_dir()


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    finish(tmp_path / "first")
    assert read_manifest(tmp_path / "first")["complete"] is True


@pytest.mark.parametrize(
    ("name", "kind"), [("folder", "not empty"), ("file", "A file has this name")]
)
def test_nothing_is_overwritten(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine").write_text("mine")
    (tmp_path / "file").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match=kind) as caught:
        RunDirectory(tmp_path / name, provenance())
    assert caught.value.exit_code == 2
    assert caught.value.file == str(tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_foreign_partial_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "first.partial").mkdir()
    (tmp_path / "first.partial" / "mine").write_text("mine")
    with pytest.raises(InputError, match="no run wrote"):
        RunDirectory(tmp_path / "first", provenance())
    assert (tmp_path / "first.partial" / "mine").read_text() == "mine"


def test_a_folder_within_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="can't be written here"):
        RunDirectory(tmp_path / "file" / "first", provenance())


def test_a_name_taken_meanwhile_keeps_both(tmp_path: Path) -> None:
    with RunDirectory(tmp_path / "first", provenance()) as folder:
        (tmp_path / "first").mkdir()
        (tmp_path / "first" / "other").write_text("other")
        with pytest.raises(RunError, match=r"its files are in .*first\.partial"):
            folder.complete(digests=DIGESTS, wall_s=1.0)
    assert (tmp_path / "first" / "other").is_file()
    assert (
        json.loads((tmp_path / "first.partial" / "manifest.json").read_text())["complete"] is False
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "no folder of finished work"),
        ("{", "JSON"),
        ("[]", "damaged"),
        ("null", "damaged"),
        ("{}", "did not finish"),
    ],
)
def test_what_is_no_complete_run_is_refused(tmp_path: Path, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(InputError, match=message):
        read_manifest(tmp_path)
