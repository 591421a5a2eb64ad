"""What the defaults of a kind of channel look like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim.scenario.reading.labels import Label

MAILCHIMP = "Mailchimp, October 2019"
WORDSTREAM = "WordStream 2018/19"
OMNISEND_SMS = "Omnisend, 2020"
DMA = "DMA 2012"


@dataclass(frozen=True)
class Preset:
    """Defaults of one kind: ``values`` by field, ``published`` sources by field.

    Fields without a published source are assumed, for the reason given.
    """

    title: str
    values: dict[str, Any]
    reason: str
    published: dict[str, tuple[str, int]] = field(default_factory=dict)

    def label(self, key: str, text: str) -> Label:
        """The label of a default of this kind."""
        if key in self.published:
            source, year = self.published[key]
            return Label("published", source, year, text=text, default=True)
        return Label("assumed", self.reason, text=text, default=True)
