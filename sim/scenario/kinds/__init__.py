"""Kinds of channel: documented defaults for all that a file does not say.

One table for each form, every number with its source. Values are written as in a scenario file.
What a kind does not name has the neutral default of the channel's field (0, none, never).
"""

from sim.scenario.kinds.advertising import ADVERTISING
from sim.scenario.kinds.mass import MASS
from sim.scenario.kinds.messages import MESSAGES
from sim.scenario.kinds.online import ONLINE
from sim.scenario.kinds.people import PEOPLE
from sim.scenario.kinds.places import PLACES
from sim.scenario.kinds.preset import Preset

PRESETS: dict[str, Preset] = ONLINE | MESSAGES | ADVERTISING | PEOPLE | PLACES | MASS
"""All kinds."""

__all__ = ["PRESETS", "Preset"]
