"""What a folder holds, to be compared byte by byte; the text of a scenario without its ranges."""

from __future__ import annotations

import re
from pathlib import Path


def contents(folder: Path, pattern: str = "*") -> dict[str, bytes]:
    """All files below a folder whose names fit, by their path within it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob(pattern))
        if path.is_file()
    }


def certain(text: str) -> str:
    """A scenario without the ranges that stand beside its numbers."""
    end = r'("[^"]*"|[\d._]+)'
    return re.sub(rf", low = {end}, high = {end}", "", text)
