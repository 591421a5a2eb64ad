"""Small firms as nested tables, changed by dotted key: a test says only what it is about."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from typing import Any

from tests.random_scenarios.pick import Raw, toml
from tests.verification.runs import NEUTRAL, Run, live

Firm = dict[str, Any]
"""Tables of a scenario: those that have names by their names, others by their keys or as lists."""

NAMED = (
    "persona", "channel", "device", "variant", "competitor", "creative", "offer", "action",
    "strategy", "outage", "kpi_rule",
)  # fmt: skip

PLAIN: Firm = {
    "scenario": {
        "name": "small", "title": "A small firm", "start": Raw("2026-01-05"),
        "market": 1000, "days": 20,
    },
    "behaviour": {**tomllib.loads(NEUTRAL)["behaviour"], "competitor": 0},
    "persona": {
        "anyone": {
            "share": 1, "need": 0, "order_value": 100, "margin": 0.5, "recognisability": 1,
            "channels": {}, "consents": {},
        }
    },
    "channel": {},
    "strategy": {"plain": {}},
}  # fmt: skip
"""People without needs, no channels, and behaviour in which only stated shares count."""


def changed(base: Firm, edits: Mapping[str, Any]) -> Firm:
    """The firm with other values by dotted key: `channel.web.visits`, `scenario.days`, `change`.

    A key may lead to a whole table (`channel.web`) or into one (`persona.anyone.channels.web`), and
    adds what is not there; None removes it.
    """
    firm = copy.deepcopy(base)
    for key, value in edits.items():
        *names, last = key.split(".") if key.split(".")[0] != "uncertainty" else key.split(".", 1)
        place = firm
        for name in names:
            place = place.setdefault(name, {})
        if value is None:
            del place[last]
        else:
            place[last] = copy.deepcopy(value)
    return firm


def written(firm: Firm) -> str:
    """The firm as the text of a scenario file."""
    tables: list[tuple[str, Mapping[str, Any]]] = []
    for table, content in firm.items():
        if table in NAMED:
            head = f"[[{table}]]"
            tables += [(head, {"name": name, **keys}) for name, keys in content.items()]
        elif isinstance(content, list):
            tables += [(f"[[{table}]]", keys) for keys in content]
        else:
            tables.append((f"[{table}]", content))
    return "\n".join(
        "\n".join([head, *(f"{toml_key(key)} = {toml(value)}" for key, value in keys.items()), ""])
        for head, keys in tables
    )


def toml_key(key: str) -> str:
    """A key; those of [uncertainty] have dots, all others stand as they are."""
    return f'"{key}"' if "." in key else key


def lived(base: Firm, edits: Mapping[str, Any] | None = None, **options: Any) -> Run:
    """One replication of the firm, with these changes; options as of `live`."""
    return live(written(changed(base, edits or {})), **options)
