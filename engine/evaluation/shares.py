"""Declared shares of randomised arms, in place of logged choice probabilities."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.errors import DataError, UsageError, nearest_name
from engine.evaluation.arms import Arms

__all__ = ["contradiction", "parse_shares", "share_of_arms"]

OFF = Fraction(1, 1_000_000)
"""By how much declared shares may miss 1."""
CONTRADICTED = 1e-6
"""Probability of counts as far from the declared shares as those seen, below which it is told."""
FORM = '"mens=1/3,womens=1/3,none=1/3", or a .toml file with a line for each'
PLACE = "--arm-shares"


def parse_shares(text: str) -> dict[str, Fraction]:
    """Shares by arm, from ``a=1/3,b=2/3`` or a .toml file of ``a = "1/3"`` and the like.

    Raises:
        UsageError: it cannot be read, or the shares do not sum to 1.
    """
    if text.strip().endswith(".toml") and "=" not in text:
        pairs, file = _from_file(Path(text.strip())), text.strip()
    else:
        pairs, file = _from_text(text), None
    shares: dict[str, Fraction] = {}
    for name, written in pairs:
        if name in shares:
            raise UsageError("an arm has two shares", file=file, place=PLACE, found=name)
        shares[name] = _share(name, written, file)
    total = sum(shares.values(), Fraction(0))
    if abs(total - 1) > OFF:
        raise UsageError(
            "the shares of the arms do not sum to 1",
            file=file,
            place=PLACE,
            found=f"{' + '.join(str(written) for _, written in pairs)} = {float(total):.6g}",
            expected="shares of all arms, as fractions (1/3) or decimals",
        )
    return {name: share / total for name, share in shares.items()}


def _from_text(text: str) -> list[tuple[str, object]]:
    pairs: list[tuple[str, object]] = []
    for part in text.split(","):
        name, sign, share = part.rpartition("=")
        if not sign or not name.strip():
            raise UsageError(
                "these are no shares of arms", place=PLACE, found=part.strip(), expected=FORM
            )
        pairs.append((name.strip(), share.strip()))
    return pairs


def _from_file(path: Path) -> list[tuple[str, object]]:
    try:
        return list(tomllib.loads(path.read_text(encoding="utf-8")).items())
    except OSError as problem:
        raise UsageError(
            "these shares cannot be read", file=str(path), found=problem.strerror, expected=FORM
        ) from None
    except ValueError as problem:
        raise UsageError(
            "this is no TOML", file=str(path), found=str(problem), expected=FORM
        ) from None


def _share(name: str, written: object, file: str | None) -> Fraction:
    try:
        if isinstance(written, bool) or not isinstance(written, (str, int, float)):
            raise ValueError
        text = str(written).strip()
        share = Fraction(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError, OverflowError):
        share = Fraction(-1)
    if not 0 < share <= 1:
        raise UsageError(
            "this is no share of an arm",
            file=file,
            place=f"{PLACE}, {name}",
            found=str(written) or "nothing",
            expected="above 0, and at most 1: 1/3 or 0.25",
        )
    return share


def share_of_arms(
    shares: Mapping[str, Fraction], arms: Arms, counts: Sequence[int]
) -> npt.NDArray[np.float64]:
    """float64[arms]: the declared share of each, 0 where none is declared.

    Args:
        counts: rows of the log by arm.

    Raises:
        UsageError: a name that is no arm, or an arm of the log without a share.
    """
    for name in shares:
        if name not in arms.names:
            raise UsageError(
                "the log has no such arm",
                place=PLACE,
                found=name,
                expected=", ".join(arms.names),
                nearest=nearest_name(name, arms.names),
            )
    without = [
        arms.names[a] for a, rows in enumerate(counts) if rows and arms.names[a] not in shares
    ]
    if without:
        raise UsageError(
            "an arm of the log has no share",
            place=PLACE,
            found=", ".join(shares),
            expected=f"a share for {', '.join(without)} too",
        )
    return np.array([float(shares.get(name, 0)) for name in arms.names])


def contradiction(
    declared: npt.NDArray[np.float64], counts: npt.NDArray[np.int64], arms: Arms
) -> str | None:
    """What the log's counts say against the declared shares: Pearson's chi-square test."""
    from scipy.special import chdtrc

    named = np.flatnonzero(declared > 0.0)
    if len(named) < 2:
        return None
    rows = int(counts.sum())
    expected = declared[named] * rows
    statistic = float(((counts[named] - expected) ** 2 / expected).sum())
    chance = float(chdtrc(len(named) - 1, statistic))
    if chance >= CONTRADICTED:
        return None
    seen = ", ".join(
        f"{arms.names[a]} {counts[a]:,} rows for {wanted:,.0f} expected"
        for a, wanted in zip(named, expected, strict=True)
    )
    told = f"p {chance:.1g}" if chance > 0.0 else "p below 1e-300"
    return (
        f"the declared shares are not those of the log: {seen} (chi-square {statistic:,.1f}, "
        f"{told}); the arms were not assigned so, or rows are missing"
    )


def _likely(
    seen: Sequence[int], counts: npt.NDArray[np.int64], arms: Arms
) -> list[tuple[int, str]]:
    """Shares that an author may have drawn by: equal ones, unless the log says that they are not.

    Then those of the log, in whole per mille that sum to one.
    """
    equal = np.zeros(len(counts))
    equal[seen] = 1.0 / len(seen)
    if contradiction(equal, counts, arms) is None:
        return [(a, f"1/{len(seen)}") for a in seen]
    parts = np.maximum(np.rint(counts[seen] / counts.sum() * 1000).astype(int), 1)
    parts[np.argmax(parts)] += 1000 - parts.sum()
    return [(a, f"{part / 10:g}%") for a, part in zip(seen, parts, strict=True)]


def without_probabilities(
    column: str, arms: Arms, arm: npt.NDArray[np.int64], reward: npt.NDArray[np.float64]
) -> DataError:
    """The error that a log does not say how likely its choices were, and what is left to say."""
    seen = [a for a in range(len(arms)) if (arm == a).any()]
    means = ", ".join(
        f"{arms.names[a]} {reward[arm == a].mean():.4g} ({(arm == a).sum():,} rows)" for a in seen
    )
    counts = np.array([(arm == a).sum() for a in range(len(arms))])
    example = ",".join(f"{arms.names[a]}={share}" for a, share in _likely(seen, counts, arms))
    return DataError(
        "the log does not say how likely its choices were, so it cannot tell what another policy "
        "would have earned",
        place=f"column {column!r}",
        found=f"mean reward by arm: {means}. That describes who got what; it is no effect of it",
        expected=f"such a column (another name: --choice-probability); or, if the arms were drawn "
        f'by lot, their shares: {PLACE} "{example}"',
    )
