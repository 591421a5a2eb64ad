"""Mistakes of a file are gathered, so that all of them are told at once."""

from __future__ import annotations

from typing import Any

from engine.errors import InputError, ScenarioError

__all__ = ["Mistakes"]


class Mistakes:
    """Those of one file, None where there is none, in `errors`."""

    def __init__(self, file: str | None) -> None:
        self.file = file
        self.errors: list[InputError] = []

    def add(
        self, place: str, message: str, found: Any, expected: str, nearest: str | None = None
    ) -> None:
        """Note one mistake."""
        self.errors.append(
            ScenarioError(
                message,
                file=self.file,
                place=place,
                found=str(found),
                expected=expected,
                nearest=nearest,
            )
        )
