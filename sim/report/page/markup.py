"""Text within SVG."""

from __future__ import annotations

import re
from html import escape

__all__ = ["escaped"]

NONE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML 1.0 can't hold, however they are written."""


def escaped(text: str) -> str:
    """Text that stays text in an element or an attribute."""
    return escape(NONE.sub("\N{REPLACEMENT CHARACTER}", text), quote=True)
