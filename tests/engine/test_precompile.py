"""Work shared out among processes."""

from __future__ import annotations

from pathlib import Path

from engine.precompile import claimed


def test_each_name_is_claimed_once_and_in_order(tmp_path: Path) -> None:
    one, other = claimed("abcd", tmp_path), claimed("abcd", tmp_path)
    assert [next(one), next(other), next(other), next(one)] == ["a", "b", "c", "d"]
    assert [*one, *other] == []
