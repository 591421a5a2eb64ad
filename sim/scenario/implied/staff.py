"""What people and places can do in a year."""

from __future__ import annotations

from sim.scenario.implied.year import DAYS
from sim.scenario.models import Channel
from sim.scenario.values.quantities import DAY

HOUR = DAY / 24.0
WEEKS = DAYS / 7.0
MINUTE = 60_000_000


def open_hours(channel: Channel) -> float:
    """Hours of a week that a channel is open."""
    first, last = channel.hours or (0, 24 * 60)
    return (last - first) * len(channel.open_days) / 60.0


def weekly_appointments(channel: Channel) -> int:
    """Appointments of a week; 0 where serving takes no time, and so none are kept."""
    if channel.service == 0:
        return 0
    first, last = channel.hours or (0, 24 * 60)
    return channel.servers * ((last - first) * MINUTE // channel.service) * len(channel.open_days)


def appointments(channel: Channel) -> float:
    """Appointments of a year."""
    return weekly_appointments(channel) * WEEKS


def load(channel: Channel, calls: float) -> float:
    """Share of the open hours of a year that people are busy with so many calls."""
    hours = channel.servers * channel.parallel * open_hours(channel) * WEEKS
    return calls * channel.service / HOUR / hours if hours > 0.0 else 0.0
