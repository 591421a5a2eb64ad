"""What can be done with a customer, as the log names it: actions or treatments, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from engine.catalog import Catalog
from engine.errors import DataError, UsageError, nearest_name
from engine.values import texts_in

__all__ = ["NOTHING", "Arms"]

NOTHING = "none"
"""How a log says that nothing was done, besides null and the empty text."""


@dataclass(frozen=True, slots=True)
class Arms:
    """The names of what can be done, by number.

    Attributes:
        names: of all arms; the first is that nothing is done.
        level: whether the others are ``action`` names or those of a ``treatment``.
    """

    names: tuple[str, ...]
    level: Literal["action", "treatment"]

    def __len__(self) -> int:
        return len(self.names)

    @classmethod
    def read(
        cls, catalog: Catalog, column: Any, place: str, nothing: str | None
    ) -> tuple[Arms, npt.NDArray[np.int64]]:
        """The arms of a catalogue as a log names them, and the log's column by their numbers.

        Raises:
            DataError: the column holds no texts, or a name that the catalogue has not.
            UsageError: a name means both an action and that nothing was done.
        """
        texts = texts_in(column, place, "names of actions or treatments, as texts")
        codes = pc.dictionary_encode(texts).combine_chunks()
        words = codes.dictionary.to_pylist()
        arms = cls._of(catalog, words, place, nothing)
        number = {name: arm for arm, name in enumerate(arms.names)} | {"": 0}
        numbers = np.array([number[word] for word in words] or [0], np.int64)
        indices = pc.fill_null(codes.indices, -1).to_numpy(zero_copy_only=False)
        return arms, np.where(indices < 0, 0, numbers[indices]).astype(np.int64)

    @classmethod
    def _of(cls, catalog: Catalog, words: Sequence[str], place: str, nothing: str | None) -> Arms:
        actions = [action.name for action in catalog.actions]
        treatments = [f"{action.name}/{number}" for action, number in catalog.treatments]
        idle = NOTHING if nothing is None else nothing
        if idle in actions or idle in treatments:
            raise UsageError(
                "this names an action, so it cannot say that nothing was done",
                place="--nothing",
                found=idle,
                expected="what the log has where nothing was done, by --nothing NAME",
            )
        found = sorted(set(words) - {idle, ""})
        if set(found) <= set(actions):
            return cls((idle, *actions), "action")
        if not set(found) <= set(treatments):
            raise _unknown(found, actions, treatments, place, idle)
        several = [a.name for a in catalog.actions if a.deliver == "all" and len(a.treatments) > 1]
        if several:
            raise UsageError(
                "this action delivers several treatments at once, and the log has one a row",
                file=catalog.file,
                place=f"action.{several[0]}.deliver",
                found="all",
                expected="a log with the names of actions",
            )
        return cls((idle, *treatments), "treatment")


def _unknown(
    found: Sequence[str], actions: Sequence[str], treatments: Sequence[str], place: str, idle: str
) -> DataError:
    """The error that the log has names which are none of the catalogue's, or of both kinds."""
    strange = [name for name in found if name not in actions and name not in treatments]
    if not strange:
        mixed = next(name for name in found if name in treatments)
        return DataError(
            "some rows name the action, others the treatment",
            place=f"column {place!r}",
            found=f"{next(name for name in found if name in actions)} and {mixed}",
            expected="either of the two in all rows",
        )
    return DataError(
        "the catalogue has no such action",
        place=f"column {place!r}",
        found=", ".join(strange[:5]) + (", ..." if len(strange) > 5 else ""),
        expected=f"{', '.join(actions)}, or one of their treatments, such as {treatments[0]}; "
        f"{idle} or null where nothing was done (another word: --nothing). An action that the "
        'policy has given up stays in the catalogue with eligible = "False"',
        nearest=nearest_name(strange[0].lower(), [*actions, *treatments, idle]),
    )
