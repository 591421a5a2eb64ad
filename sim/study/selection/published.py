"""What surveys have published of customers by the channels that they use."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CLAIMS", "Claim"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A published comparison of customers, none of them chosen by lot.

    Attributes:
        measure: name of the measure that comes nearest.
        many, one: the two figures that were compared; shares, or amounts of USD; None where only
            their ratio is told.
        ratio: many / one.
        what: who was compared, and in what.
        source: who says so.
    """

    measure: str
    many: float | None
    one: float | None
    ratio: float
    what: str
    source: str


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "buyers", 0.0896, 0.0256, 0.0896 / 0.0256,
        "purchase rate of campaigns on three channels or more against one",
        "Omnisend, 2018 data; vendor, self-selected",
    ),
    Claim(
        "retention", 0.661, 0.348, 0.661 / 0.348,
        "customers retained, three channels or more against one",
        "Omnisend, 2018 data; vendor, self-selected",
    ),
    Claim(
        "order_value", 66.31, 58.70, 66.31 / 58.70,
        "value of an order, three channels or more against one",
        "Omnisend, 2018 data; vendor, self-selected",
    ),
    Claim(
        "revenue", None, None, 2.6,
        "spent in the past year, several channels against one; no more in the two weeks after",
        "the Hillstrom file, control arm",
    ),
)  # fmt: skip
"""Those whose measure is counted here too."""
