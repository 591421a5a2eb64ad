"""Settings of a strategy in a terminal: what a file has, and what was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.study.optimise.settings import Position, Setting, Split


def setting_rows(
    setting: Setting, stated: Position, best: Position
) -> Iterator[tuple[str, str, str]]:
    """Name, stated value, value found; of a split a row for its key and one for each channel."""
    if not isinstance(setting, Split):
        yield setting.key, _text(setting.told(stated)), _text(setting.told(best))
        return
    yield setting.key, "", ""
    after = setting.told(best)
    for name, part in setting.told(stated).items():
        yield f"  {name}", f"{100.0 * part:.1f} %", f"{100.0 * after[name]:.1f} %"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:,.6g}"
    return "not set" if value is None else value if isinstance(value, str) else str(value)
