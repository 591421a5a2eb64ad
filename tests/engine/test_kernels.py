"""The cache of compiled kernels: an edit anywhere below a kernel gives it a new folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from engine import kernels
from engine.kernels import (
    cache_folder,
    entry,
    fingerprint,
    first_compilation,
    inlined,
    kernel,
    kernel_sources,
    part,
)

ROOT = Path(kernels.__file__).resolve().parent.parent

CALLER = """
from engine.kernels import kernel
from engine.callee import twice
from engine.words import STEPS

@kernel
def work(x: int) -> int:
    return twice(x) + STEPS
"""
CALLEE = """
from engine.kernels import kernel

@kernel
def twice(x: int) -> int:
    return 2 * x
"""
SOURCES = {
    "engine/__init__.py": "",
    **{
        f"engine/{name}.py": (ROOT / "engine" / f"{name}.py").read_text()
        for name in ("kernels", "dispatchers")
    },
    "engine/caller.py": CALLER,
    "engine/callee.py": CALLEE,
    "engine/words.py": "STEPS = 5\n",
    "sim/__init__.py": "",
    "sim/table.py": "WIDTH = 80\n",
}
REPORT = """
from engine import kernels
from engine.caller import work
before = kernels.first_compilation("caller.work")
print(work(10), kernels.cache_folder(), before, kernels.first_compilation("caller.work"))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project of the same shape as this one, in a folder of its own."""
    root = tmp_path / "project"
    for name, text in SOURCES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def run(project: Path, cache: Path, **settings: str) -> tuple[list[str], str]:
    """Words printed by the small project in a process of its own, and what it said on stderr."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("NUMBA_")}
    done = subprocess.run(
        [sys.executable, "-c", REPORT],
        cwd=project,
        env=kept | {"XDG_CACHE_HOME": str(cache)} | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split(), done.stderr


def test_an_edit_of_a_callee_or_a_constant_reaches_the_caller(
    project: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    (value, folder, before, after), said = run(project, cache)
    assert (value, before, after, said) == ("25", "True", "False", "")
    assert Path(folder).parent == cache / "journey-engine" / "kernels"
    assert run(project, cache)[0] == ["25", folder, "False", "False"]

    (project / "engine" / "callee.py").write_text(CALLEE.replace("2 * x", "3 * x"))
    (value, edited, before, _), _ = run(project, cache)
    assert (value, before) == ("35", "True")
    assert edited != folder

    (project / "engine" / "words.py").write_text("STEPS = 6\n")
    (value, constant, _, _), _ = run(project, cache)
    assert value == "36"
    assert constant not in {folder, edited}


def test_settings_of_numba_have_folders_of_their_own(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    (_, plain, _, _), _ = run(project, cache)
    (_, checked, _, _), _ = run(project, cache, NUMBA_BOUNDSCHECK="1")
    (_, threads, _, _), _ = run(project, cache, NUMBA_NUM_THREADS="1")
    assert checked != plain
    assert threads == plain


def test_sources_are_those_that_hold_a_kernel_and_what_they_import(project: Path) -> None:
    def names() -> list[str]:
        return [path.relative_to(project).as_posix() for path in kernel_sources(project)]

    modules = ("callee", "caller", "dispatchers", "kernels", "words")
    kernels_only = [f"engine/{name}.py" for name in modules]
    assert names() == kernels_only
    (project / "engine" / "words.py").write_text("from sim import (\n    table,\n)\nSTEPS = 5\n")
    assert names() == [*kernels_only, "sim/__init__.py", "sim/table.py"]
    (project / "engine" / "words.py").write_text("STEPS = 5\ndef later():\n    import sim.table\n")
    assert names() == [*kernels_only, "sim/table.py"]
    (project / "engine" / "words.py").write_text("STEPS = 5\n")
    # To ask about the cache is not to compile, and a listed import may take several lines.
    (project / "sim" / "table.py").write_text("from engine.kernels import first_compilation\n")
    assert names() == kernels_only
    (project / "sim" / "table.py").write_text(
        "from engine.kernels import (\n    Kernel,\n    kernel,\n)\n"
    )
    assert names() == [*kernels_only, "sim/table.py"]
    for name in ("part", "inlined"):
        (project / "sim" / "table.py").write_text(f"from engine.kernels import Kernel, {name}\n")
        assert names() == [*kernels_only, "sim/table.py"]


def test_the_name_changes_with_place_text_name_and_surroundings(
    project: Path, tmp_path: Path
) -> None:
    sources = kernel_sources(project)
    name = fingerprint(project, sources, ["numba 1"])
    assert name == fingerprint(project, sources, ["numba 1"])
    assert name != fingerprint(project, sources, ["numba 2"])
    assert name != fingerprint(project, sources[1:], ["numba 1"])
    moved = project.rename(tmp_path / "elsewhere")
    assert name != fingerprint(moved, kernel_sources(moved), ["numba 1"])


def test_this_project_watches_its_own_kernels() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in kernel_sources(ROOT)}
    assert {"engine/kernels.py", "engine/numerics.py", "engine/random/philox.py"} <= names
    assert not {name for name in names if name.startswith(("sim/cli", "sim/report"))}


def test_a_folder_that_cannot_be_written_gives_way_to_a_private_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    folder = kernels.prepare_folder("abc")
    assert folder is not None
    assert folder.is_relative_to(tmp_path / "temporary")
    assert folder.parent.parent.stat().st_mode & 0o077 == 0
    said = capsys.readouterr().err
    assert str(tmp_path / "file") in said
    assert f"it is kept in {folder}" in said
    # Compiled code that others could have put there is not loaded.
    folder.parent.parent.chmod(0o777)
    assert kernels.prepare_folder("abc") is None
    assert "compiled anew each time" in capsys.readouterr().err


def test_without_any_folder_kernels_still_work(project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    shared = tmp_path / "temporary"
    (shared / f"journey-engine-{os.getuid()}").mkdir(parents=True, mode=0o755)
    words, said = run(project, tmp_path / "file", TMPDIR=str(shared))
    assert words == ["25", "None", "True", "True"]
    assert "compiled anew each time" in said


def test_pruning_keeps_the_newest_three_and_what_was_used_within_a_day(tmp_path: Path) -> None:
    now = time.time()
    for name, hours in {"a": 0, "b": 1, "c": 2, "d": 20, "e": 30, "f": 400}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "kernel.nbi").write_text("compiled")
        os.utime(tmp_path / name, (now - hours * 3600, now - hours * 3600))
    kernels.prune(tmp_path, now=now)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c", "d"]
    kernels.prune(tmp_path, now=now + 10 * 86_400)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]


@kernel
def quotient(a: float, b: float) -> float:
    return a / b


def test_division_by_zero_does_not_raise() -> None:
    assert quotient(1.0, 0.0) == float("inf")
    assert quotient(0.0, 0.0) != quotient(0.0, 0.0)
    assert quotient.py_func(3.0, 2.0) == quotient(3.0, 2.0)


def test_the_entry_of_a_kernel_gives_what_the_kernel_gives() -> None:
    assert entry(quotient, (1.0, 1.0))(3.0, 2.0) == quotient(3.0, 2.0)


def test_the_cache_is_in_use_here() -> None:
    quotient(1.0, 2.0)
    folder = cache_folder()
    assert folder is not None
    assert os.environ["NUMBA_CACHE_DIR"] == str(folder)
    assert not first_compilation("test_kernels.quotient")


@part
def twice(a: float) -> float:
    return 2 * a


@inlined
def thrice(a: float) -> float:
    return twice(a) + a


@kernel
def many_kinds(short: np.ndarray[Any, np.dtype[np.int16]]) -> float:
    return thrice(1) + thrice(2) + thrice(short[0]) + thrice(np.int32(5)) + quotient(1, 2.0)


def test_constants_and_short_integers_are_compiled_once() -> None:
    assert many_kinds(np.array([7], np.int16)) == 45.5
    for function in (twice, thrice):
        made = cast("Any", function).dispatcher
        assert [str(kind) for (kind,) in made.signatures] in ([], ["int64"])  # [] when cached


def test_parts_run_as_python_from_python_and_have_no_file_of_their_own() -> None:
    assert thrice(2.5) == thrice.py_func(2.5) == 7.5
    folder = cache_folder()
    assert folder is not None
    many_kinds(np.array([7], np.int16))
    assert not first_compilation("test_kernels.many_kinds")
    assert first_compilation("test_kernels.thrice")
