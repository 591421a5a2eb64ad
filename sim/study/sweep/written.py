"""Values of a key as they are written on a command line or in a table: numbers, words, lists."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import Any

__all__ = ["parts_of", "value_of"]

_NUMBER = re.compile(r"([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)([kKMG]?)")
_SUFFIX = {"": 1, "k": 1_000, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000}
_OPENS, _CLOSES, _QUOTES = "[{", "]}", "\"'"
MOST_DIGITS = 40


def value_of(text: str) -> Any:
    """What a text stands for: ``true``, 0.5, 10k, a list in TOML's notation, or the word itself."""
    text = text.strip()
    if text in ("true", "false"):
        return text == "true"
    match = _NUMBER.fullmatch(text)
    if match is not None and len(text) <= MOST_DIGITS:
        number = Decimal(match.group(1)) * _SUFFIX[match.group(2)]
        whole = "." not in text and "e" not in text
        return int(number) if whole else float(number)
    if text[:1] in (*_OPENS, *_QUOTES):
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            return text
    return text


def parts_of(text: str) -> list[str]:
    """A text cut at its commas, but for those within brackets and quotation marks."""
    parts, depth, quote = [""], 0, ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in _QUOTES:
            quote = sign
        else:
            depth += (sign in _OPENS) - (sign in _CLOSES)
        if sign == "," and not quote and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]
