"""Text within SVG."""

from __future__ import annotations

import re
from html import escape

__all__ = ["escaped", "readable"]

NONE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML 1.0 can't hold, however they are written."""


def escaped(text: str) -> str:
    """Text that stays text in an element or an attribute."""
    return escape(readable(text), quote=True)


def readable(text: str) -> str:
    """A text with a mark in place of each sign that no SVG can hold."""
    return NONE.sub("\N{REPLACEMENT CHARACTER}", text)
