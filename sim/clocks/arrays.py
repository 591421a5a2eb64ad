"""Copies of record arrays, made fast."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

Records = np.ndarray[Any, np.dtype[np.void]]


def whole(records: Records) -> Records:
    """Records without their fields: numpy copies them field by field, twenty times as slowly."""
    return records.view(_bytes(records.dtype.itemsize))


@functools.cache
def _bytes(size: int) -> np.dtype[Any]:
    return np.dtype((np.void, size))


def as_bytes(records: Records) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """uint8[records, bytes], of the same memory."""
    return records.view(np.uint8).reshape(len(records), -1)


def copied(records: Records) -> Records:
    """A copy of records."""
    return whole(records).copy().view(records.dtype)
