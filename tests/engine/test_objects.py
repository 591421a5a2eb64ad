"""Machine code kept in files: what is loaded does what was compiled; failing to keep is fine."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import pytest

from engine.objects import is_kept, keep, load


def compiled(factor: float) -> Any:
    """A function that another process might have compiled under the same name."""

    def times(number: float) -> float:
        return number * factor

    return numba.cfunc("f8(f8)")(times)


def kept(path: Path, factor: float) -> None:
    made = compiled(factor)
    keep(path, made.native_name, made._library._get_compiled_object())


def called(address: int, number: float) -> float:
    return float(ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(address)(number))


def test_what_is_loaded_does_what_was_compiled(tmp_path: Path) -> None:
    for factor in (2.0, 3.0):
        kept(tmp_path / "folder" / f"times {factor}.o", factor)
    found = {}
    for factor in (2.0, 3.0):
        loaded = load(tmp_path / "folder" / f"times {factor}.o")
        assert loaded is not None
        found[factor] = loaded
    for factor, (address, _) in found.items():
        assert called(address, 1.5) == 1.5 * factor
    assert len(list((tmp_path / "folder").iterdir())) == 2  # nothing is left over


def test_the_same_code_can_be_loaded_twice(tmp_path: Path) -> None:
    kept(tmp_path / "times.o", 2.0)
    found = [load(tmp_path / "times.o") for _ in range(2)]
    assert [called(one[0], 1.0) for one in found if one is not None] == [2.0, 2.0]
    assert len({one[0] for one in found if one is not None}) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[: len(whole) // 2],
        lambda whole: bytes(len(whole)),
        lambda whole: whole[:-64],
        lambda whole: whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
    ],
)
def test_damaged_code_is_not_loaded(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """It would end the process."""
    kept(tmp_path / "times.o", 2.0)
    assert is_kept(tmp_path / "times.o")
    (tmp_path / "times.o").write_bytes(damage((tmp_path / "times.o").read_bytes()))
    assert load(tmp_path / "times.o") is None
    assert not is_kept(tmp_path / "times.o")


def test_code_without_the_function_is_not_loaded(tmp_path: Path) -> None:
    keep(tmp_path / "times.o", "another", compiled(2.0)._library._get_compiled_object())
    assert load(tmp_path / "times.o") is None


@pytest.mark.parametrize("parent", ["a file", "missing/folder"])
def test_what_cannot_be_kept_is_not(tmp_path: Path, parent: str) -> None:
    (tmp_path / "a file").write_text("here")
    kept(tmp_path / parent / "times.o", 2.0)
    assert load(tmp_path / parent / "times.o") is None
