"""Keys of scenario files as people would say them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sim.report.words.told import Code, Part, Sentence
from sim.scenario import keys
from sim.scenario.models import NAMED, Document

__all__ = ["plain_key", "plain_spec", "plain_text"]

DOTTED = re.compile(r"[a-z_]+(\.[\w\"' -]+)+")


def plain_key(text: str) -> str:
    """``persona.commuter.order_value`` as ``order value (commuter)``; other text as it is."""
    parts = keys.split(text) if DOTTED.fullmatch(text) else []
    if len(parts) < 2 or parts[0] not in Document.model_fields:
        return text
    if parts[0] in NAMED:
        told = " ".join(parts[2:]).replace("_", " ")
        return f"{told} ({parts[1]})" if told else f"{parts[0].replace('_', ' ')} {parts[1]}"
    return " ".join(parts).replace("_", " ")


def plain_text(part: Part) -> str:
    """A sentence without keys of files."""
    if isinstance(part, Sentence):
        return "".join(map(plain_text, part.parts))
    return plain_key(part.text) if isinstance(part, Code) else str(part)


def plain_spec(spec: Any) -> Any:
    """A chart likewise, wherever a key stands in it."""
    if isinstance(spec, Mapping):
        return {key: plain_spec(value) for key, value in spec.items()}
    if isinstance(spec, (list, tuple)):
        return [plain_spec(one) for one in spec]
    return plain_key(spec) if isinstance(spec, str) else spec
