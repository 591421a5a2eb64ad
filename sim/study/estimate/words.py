"""Sizes, lengths of time, and what they are for, in words."""

from __future__ import annotations

NAMES = {
    "program": "program, libraries and compiled code",
    "state": "state of the customers",
    "memory": "memory of past contacts",
    "pending": "observations on their way",
    "clock": "columns of the clock",
    "cohorts": "cohorts of customers, and plans for them",
    "watched": "what single customers come to",
    "plans": "plans under limits while they are solved",
    "shared": "markets, scratch and results",
    "events": "events",
    "table": "the table of customers",
    "kpis": "figures and manifest",
    "start": "start, scenario, compiled code and figures",
    "strategies": "simulation of the strategies",
    "other_outlay": "simulation at the other equal outlay",
    "actions_alone": "simulation of actions without joining",
    "draws": "simulation of the draws of uncertain numbers",
    "tuning": "simulation of tuning every strategy",
    "versions": "making other versions of the scenario",
    "search": "simulation that is searched",
}
"""What an item of an estimate is, by its key."""

_UNITS = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def size(number: float) -> str:
    """Bytes in three digits at most, such as ``950 bytes``, ``4.1 MB``, ``412 GB``."""
    for unit, name in _UNITS:
        if number >= unit:
            value = number / unit
            return f"{value:,.0f} {name}" if value >= 10 else f"{value:.1f} {name}"
    return f"{number:.0f} bytes"


def length(seconds: float) -> str:
    """A length of time, such as ``0.4 s``, ``12 s``, ``3 min``, ``4.5 h``, ``12 days``."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 90.0:
        return f"{seconds:.0f} s"
    if seconds < 90.0 * 60.0:
        return f"{seconds / 60.0:.0f} min"
    hours = seconds / 3600.0
    return f"{hours:.1f} h" if hours < 48.0 else f"{hours / 24.0:,.0f} days"
