"""A file to start from: a built-in scenario with its comments, and all that can be written."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from sim.scenario import keys, library, profile
from sim.scenario.kinds import PRESETS
from sim.scenario.models import MANY, Document, Table
from sim.scenario.models.base import meta
from sim.scenario.words import DISTRIBUTIONS

_UNITS = {
    "share": 'share, 0.05 or "5 %"',
    "money": 'money, 100 or "100 EUR"',
    "rate": 'rate, "1 per 90 d" or "2 per year"',
    "duration": 'time, "3 d" or "20 min"',
    "number": "number",
    "count": "whole number",
}
_WIDTH = 100


def template(name: str) -> str:
    """The text of a new scenario file.

    Args:
        name: of a built-in scenario.

    Raises:
        ScenarioError: there is none of this name.
    """
    text = library.text_of(name).rstrip()
    head = (
        f"# A copy of the built-in scenario {name}, ready to be edited.\n"
        '# Put your own numbers in place of those here: kind = "mine" says that they are yours.\n'
        "# At the end of the file stands all that can be written, with units and defaults.\n#\n"
    )
    return f"{head}{text}\n\n\n{reference()}"


def reference() -> str:
    """All tables and keys with their meaning, as comments."""
    lines = ["# " + " All that can be written ".center(_WIDTH - 4, "-"), "#"]
    for key, (_, field) in keys.fields_of(Document).items():
        model = keys.table_in(field.annotation)
        if model is None:
            continue
        many = key in MANY
        lines.append(f"# {'[[' if many else '['}{key}{']]' if many else ']'}  {field.description}")
        lines += _table(model, "")
        lines.append("#")
    lines.append('# [uncertainty]  ranges: "channel.email.open" = { low = 0.1, high = 0.3 }')
    lines.append(f"#   dist = {', '.join(DISTRIBUTIONS)}; all are drawn anew in journey compare")
    lines += ["#", *_kinds(), "#", *_profile()]
    return "\n".join(lines) + "\n"


def _table(model: type[Table], prefix: str) -> Iterator[str]:
    for name, (_, field) in keys.fields_of(model).items():
        quantity = keys.quantity_of(field)
        inner = keys.table_in(field.annotation)
        about = [str(field.description)]
        if quantity is not None:
            about.append(_UNITS[quantity.kind])
        default = meta(field).get("default_text")
        if default not in (None, "", (), {}):
            about.append(f"default {_shown(default)}")
        if field.is_required():
            about.append("must be given")
        yield from _wrapped(f"{prefix}{name}", "; ".join(about))
        if inner is not None and inner.__name__ in _OPENED:
            yield from _table(inner, f"{prefix}{name}.")


_OPENED = ("Cap", "Treatment", "Objections", "Pass", "Price", "Picks")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} {_shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(str(item) for item in value) + "]"
    return str(value)


def _wrapped(name: str, about: str) -> list[str]:
    start = f"#   {name:<24} "
    return textwrap.wrap(
        about, _WIDTH, initial_indent=start, subsequent_indent="#" + " " * (len(start) - 1)
    )


def _kinds() -> Iterator[str]:
    yield "# Kinds of channel, and what each sets where nothing is written:"
    for name, preset in PRESETS.items():
        values = ", ".join(f"{key} {_shown(value)}" for key, value in preset.values.items())
        yield from _wrapped(name, f"{preset.title}: {values}")


def _profile() -> Iterator[str]:
    yield "# What rules may read (only what the strategy lets the deciding channel know):"
    for field in profile.FIELDS:
        about = f"{field.help} ({field.kind})"
        if field.values:
            about += ": " + ", ".join(field.values)
        if field.missing:
            about += f"; missing {field.missing}"
        yield from _wrapped(field.name, about)
