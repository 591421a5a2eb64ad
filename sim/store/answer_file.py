"""What was asked and what was answered, as JSON in a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["FORMAT", "RESULT", "UNFINISHED", "text_of", "write_text"]

RESULT = "result.json"
"""What a run, a comparison or a study has found."""
FORMAT = 2
"""Of that file: another number where keys of some result are no longer there, or mean another
thing, so that what reads it must be told. New keys that a reader needs make another one, too."""
UNFINISHED = ".partial"
"""What names of files end with that are still being written."""


def text_of(told: Mapping[str, Any]) -> str:
    """JSON as it stands in the folder."""
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def write_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
