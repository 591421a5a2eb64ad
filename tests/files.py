"""What a folder holds, to be compared byte by byte."""

from __future__ import annotations

from pathlib import Path


def contents(folder: Path, pattern: str = "*") -> dict[str, bytes]:
    """All files below a folder whose names fit, by their path within it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob(pattern))
        if path.is_file()
    }
