"""One number for all events of a run, whatever clock, threads or blocks wrote them (DESIGN §7).

Each event row has a 128-bit hash. Within one window of one replication the hashes are summed modulo
2^128: a sum doesn't know the order of its terms, so nothing is sorted, and sums of disjoint blocks
of customers add up to the sum of all. The digest is SHA-256 over these sums in order of replication
and window.

A sum is held as two uint64, the low half first: ``sums[w] = (low, high)``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

__all__ = ["add_sums", "events_digest", "merge_sums", "sums_of_rows"]

Sums = NDArray[np.uint64]

_FORM = b"journey events 1\n"
"""Names the layout of what is hashed; another layout needs another name."""
_MODULUS = 1 << 128
_HALF = (1 << 64) - 1


def events_digest(sums: Mapping[int, Sums]) -> str:
    """The digest of a run.

    Args:
        sums: for each replication uint64[windows, 2], the sums of row hashes by window.

    Returns:
        64 hexadecimal digits.

    Raises:
        ValueError: an array has another shape or type.
    """
    digest = hashlib.sha256(_FORM)
    for replication in sorted(sums):
        table = _checked(sums[replication])
        digest.update(np.array([replication, len(table)], dtype="<i8").tobytes())
        digest.update(table.astype("<u8", order="C", copy=False).tobytes())
    return digest.hexdigest()


def add_sums(first: Sums, second: Sums) -> Sums:
    """The sums of two disjoint sets of events of one replication, modulo 2^128.

    Raises:
        ValueError: the two don't span the same windows.
    """
    first, second = _checked(first), _checked(second)
    if first.shape != second.shape:
        raise ValueError(f"sums over {len(first)} and over {len(second)} windows don't add")
    total = np.empty_like(first)
    np.add(first[:, 0], second[:, 0], out=total[:, 0])
    carry = (total[:, 0] < first[:, 0]).astype(np.uint64)
    np.add(first[:, 1], second[:, 1], out=total[:, 1])
    np.add(total[:, 1], carry, out=total[:, 1])
    return total


def merge_sums(parts: Iterable[Mapping[int, Sums]]) -> dict[int, Sums]:
    """The sums of a run of which each part saw some replications or some customers."""
    merged: dict[int, Sums] = {}
    for part in parts:
        for replication, table in part.items():
            before = merged.get(replication)
            merged[replication] = _checked(table) if before is None else add_sums(before, table)
    return merged


def sums_of_rows(
    rows: NDArray[np.void], *, windows: int, row_hash: Callable[[np.void], int]
) -> Sums:
    """The same sums, made row by row from stored events: slow, and the meaning of the fast ones.

    Args:
        rows: ROW[n], events of one replication, in any order.
        windows: number of windows of the run.
        row_hash: the 128-bit hash of one row, as an integer in [0, 2^128).

    Returns:
        uint64[windows, 2].
    """
    totals = [0] * windows
    for row in rows:
        window = int(row["window"])
        totals[window] = (totals[window] + row_hash(row)) % _MODULUS
    table = [(total & _HALF, total >> 64) for total in totals]
    return np.array(table, dtype=np.uint64).reshape(windows, 2)


def _checked(sums: Sums) -> Sums:
    if sums.ndim != 2 or sums.shape[1] != 2 or sums.dtype != np.uint64:
        raise ValueError(f"sums are uint64[windows, 2], not {sums.dtype}{list(sums.shape)}")
    return sums
