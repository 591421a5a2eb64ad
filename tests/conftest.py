"""Fixtures shared by all tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared" / "data"


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """Finds real data beside the repository, such as ``shared_data("hillstrom/…csv")``.

    The data may not be shipped, so it is not everywhere: a test that needs it is left out where it
    is missing, and says which file.
    """

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"real data {name} is not beside the repository (../shared/data)")
        return path

    return find
