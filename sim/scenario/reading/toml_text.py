"""TOML text as data, with its mistakes told as the program tells all mistakes."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from engine.errors import ScenarioError
from sim.scenario.reading.toml_advice import advice
from sim.scenario.values.quantities import shown

LONGEST_TEXT = 2_000_000
DEEPEST = 20
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")


def read_toml(text: str, file: str | None) -> dict[str, Any]:
    """The data of a TOML text.

    Raises:
        ScenarioError: no valid TOML, or none that a scenario could be.
    """
    if len(text) > LONGEST_TEXT:
        raise ScenarioError(
            "the file is too large for a scenario",
            file=file,
            found=f"{len(text):,} characters",
            expected=f"at most {LONGEST_TEXT:,}",
        )
    try:
        text.encode("utf-8")
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        match = _TOML_PLACE.search(message)
        number = int(match[1]) if match and match[1] else None
        place = f"{number}:{match[2]}" if match and number else "end of the file"
        said = _TOML_PLACE.sub("", message).strip()
        guess = advice(text, number, said)
        if guess is not None and guess.line != number:
            number, place = guess.line, f"{guess.line}:1"
        raise ScenarioError(
            f"this is not valid TOML: {guess.problem if guess else said}",
            file=file,
            place=place,
            found=_line(text, number),
            expected=guess.write if guess else 'lines such as name = "value" and [table]',
        ) from None
    except (ValueError, RecursionError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else "not readable"
        raise ScenarioError(
            f"this TOML is {what}",
            file=file,
            found=type(error).__name__ + ": " + str(error)[:100],
            expected="a scenario file in UTF-8",
        ) from None
    if _deeper(data, DEEPEST):
        raise ScenarioError(
            "this TOML is nested too deeply",
            file=file,
            found=f"tables in tables, more than {DEEPEST} deep",
            expected="the tables of a scenario, a few deep",
        )
    return data


def _deeper(data: Any, levels: int) -> bool:
    """Whether tables and lists are nested deeper than so many levels."""
    level = [data]
    for _ in range(levels):
        inner: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                inner += item.values()
            elif isinstance(item, list):
                inner += item
        level = inner
    return any(isinstance(item, (dict, list)) for item in level)


def _line(text: str, number: int | None) -> str:
    lines = text.splitlines()
    inside = number is not None and 1 <= number <= len(lines)
    return shown(lines[number - 1].strip()) if number and inside else "the end of the file"
