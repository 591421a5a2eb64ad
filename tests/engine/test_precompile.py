"""Work shared out among processes."""

from __future__ import annotations

from pathlib import Path

import pytest

import engine
from engine import kernels, precompile
from engine.precompile import claimed


def test_each_name_is_claimed_once_and_in_order(tmp_path: Path) -> None:
    one, other = claimed("abcd", tmp_path), claimed("abcd", tmp_path)
    assert [next(one), next(other), next(other), next(one)] == ["a", "b", "c", "d"]
    assert [*one, *other] == []


def test_workers_compile_the_packages_of_who_asks_not_those_of_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone, modules, cache = (tmp_path / name for name in ("clone", "modules", "cache"))
    for folder in (clone / "engine", modules, cache):
        folder.mkdir(parents=True)
    (clone / "engine" / "__init__.py").write_text("raise ImportError")
    (modules / "tell.py").write_text(
        "import engine, pathlib\n"
        "pathlib.Path(__file__).with_suffix('.txt').write_text(engine.__file__)\n"
    )
    monkeypatch.chdir(clone)
    monkeypatch.syspath_prepend(str(modules))
    monkeypatch.setattr(kernels, "cache_folder", lambda: cache)
    monkeypatch.setattr(precompile, "AT_LEAST", 1)
    precompile.in_parallel("none", ["tell"], "tell:records:1", "tell:outer:1")
    assert (modules / "tell.txt").read_text() == engine.__file__
