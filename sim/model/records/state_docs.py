"""Prints docs/state.md from the memory layout.

    python -m sim.model.records.state_docs > docs/state.md

Names, types and bytes come from `sim.model.records.layout`; `MEANINGS` adds range and meaning. A
test holds the two and the page together.
"""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import numpy as np

from sim.model.records.layout import customer_dtype, flight_dtype, memory_dtype
from sim.model.records.sizes import (
    AGENDA,
    CONTENTS,
    DAYS_BEFORE,
    EPOCH_MINUTES,
    RECENT,
    SENT,
    WIDTHS,
)

DType = np.dtype[Any]

MOST_BYTES = 400
"""Bytes that a customer may take at twelve channels."""


class Meaning(NamedTuple):
    """What a field holds: least and greatest value (stored units), unit, and a phrase."""

    low: float
    high: float
    unit: str
    text: str


_MINUTES = 2**31 - 1
_FOREVER = 2**62

MEANINGS: dict[str, Meaning] = {
    "id": Meaning(0, 2**40 - 1, "-", "who; addresses every random draw"),
    "now": Meaning(0, _FOREVER, "µs", "last transition; busy until then"),
    "due": Meaning(0, _FOREVER, "µs", "when each agenda item falls due; 2^62 where free"),
    "need_rate": Meaning(0, np.inf, "per year", "how often the need arises"),
    "interest": Meaning(0, 1, "-", "in buying now; decays"),
    "affinity": Meaning(0, 255, "1/255", "liking of each channel"),
    "persona": Meaning(0, 63, "persona", "kind of customer"),
    "offset": Meaning(-128, 127, "1/4 h", "local clock ahead of the firm's"),
    "stage": Meaning(
        0, 5, "stage", "unaware, aware, considering, intent, customer, advocate"
    ),
    "flags": Meaning(
        0, 255, "bits", "need open, customer before the run, parked at a queue, has a friend's "
        "code, reminded of the appointment, observed since the last sync, member of the loyalty "
        "programme",
    ),
    "obs.seen": Meaning(-1, _MINUTES, "min", "last recognised visit; -1 never"),
    "obs.contacted": Meaning(-1, _MINUTES, "min", "last contact delivered or ad noticed; -1 never"),
    "obs.visits": Meaning(0, 255, "-", "recognised visits (saturates)"),
    "obs.unanswered": Meaning(0, 255, "-", "contacts since the last response (saturates)"),
    "obs.journey": Meaning(
        0, 255, "bits", "furthest observed step (bits 0-2), sign-ups (3-4), stars of the last "
        "review (5-7)",
    ),
    "obs.flags": Meaning(
        0, 255, "bits", "customer, booked, bought, reviewed, referred, address known, "
        "appointment kept, persona told in a survey",
    ),
    "what": Meaning(
        0, 2**32 - 1, "bits", "device (4), kind (4), channel (8), treatment (16) of each item",
    ),
    "distance": Meaning(0, np.inf, "km", "to the shop"),
    "tolerance": Meaning(0, np.inf, "effort", "effort that a purchase may cost"),
    "annoyance": Meaning(0, np.inf, "pressure", "contact pressure that is borne"),
    "order_value": Meaning(0, 2**31 - 1, "minor units", "value of an order before discounts"),
    "goodwill": Meaning(-1, 1, "-", "towards the firm; decays to 0"),
    "pressure": Meaning(0, np.inf, "pressure", "of past contacts; decays"),
    "effort": Meaning(0, np.inf, "effort", "spent on the current purchase"),
    "need_at": Meaning(-1, _MINUTES, "min", "when the open need arose; -1 none"),
    "converted_at": Meaning(-1, _MINUTES, "min", "last booking or purchase; -1 none"),
    "offer_seen_at": Meaning(0, _MINUTES, "min", "when each remembered offer was seen last"),
    "sequence": Meaning(0, 2**32 - 1, "-", "number of the next event row"),
    "consents": Meaning(0, 2**16 - 1, "bits", "channels on which contact is permitted"),
    "offer_day": Meaning(0, 65535, "day", "local day on which the channel made its live offer"),
    "contact_day": Meaning(0, 65535, "day", "local day that `today` and `week` refer to"),
    "offer": Meaning(0, 31, "offer", "the brand's live offer as made on each channel; 0 none"),
    "today": Meaning(0, 255, "-", "contacts in that calendar day (saturates)"),
    "week": Meaning(0, 255, "-", "contacts in that calendar week (saturates)"),
    "last_treatment": Meaning(0, 128, "treatment", "last contact not yet credited; 0 none"),
    "objections": Meaning(0, 255, "1/255", "strength of price, trust, information, timing, touch"),
    "offer_seen": Meaning(0, 31, "offer", "the two offers remembered, newest first; 0 none"),
    "offer_scope": Meaning(0, 31, "scope", "class of the offers dial that each came from"),
    "price_sensitivity": Meaning(0, 255, "1/255", "weight of discounts"),
    "intrusion": Meaning(0, 255, "1/255", "how personal a contact may be"),
    "recognisability": Meaning(0, 255, "1/255", "willingness to be recognised"),
    "review": Meaning(0, 255, "1/255", "chance of a review when a request is noticed"),
    "refer": Meaning(0, 255, "1/255", "chance of a referral when a request is noticed"),
    "reach": Meaning(0, 255, "people", "friends who may hear"),
    "loyalty": Meaning(0, 255, "1/255", "loyalty"),
    "satisfaction": Meaning(
        0, 255, "1/255", "with the last purchase; before the first `opening_satisfaction`",
    ),
    "progress": Meaning(
        0, 255, "bits", "furthest step of the current purchase (bits 0-2), channel where that "
        "progress lives (3-7)",
    ),
    "viewed": Meaning(
        0, 255, "bits", "device on which it was made (bits 0-3, 0 none), variant of the product "
        "that is looked at (4-6, 0 the usual one), whether the profile holds the progress (7)",
    ),
    "need_phase": Meaning(0, 255, "phase", "of the wait for the next need that have passed"),
    "age": Meaning(0, 127, "years", "age"),
    "believed": Meaning(0, 63, "persona", "that the firm takes the customer for"),
    "converted_channel": Meaning(0, 31, "channel", "where the last conversion took place"),
    "purchases": Meaning(0, 255, "-", "in the run (saturates)"),
    "points": Meaning(0, 255, "-", "earned by referring (saturates)"),
    "touches": Meaning(0, 255, "-", "contacts noticed and visits since the need arose (saturates)"),
    "friend_offer": Meaning(0, 31, "offer", "that a friend passed on, 0 none"),
    "referrer": Meaning(0, 255, "place", "in the block of 256, of who passed on a code"),
}  # fmt: skip

HEAD = f"""\
# State of a customer

<!-- Printed from sim/model/records by `python -m sim.model.records.state_docs > docs/state.md`. -->

One record a customer, without padding. Kernels are compiled for 12 and for 32 channels; a scenario
uses the smaller that holds its channels. Stored small, computed in float64: casts happen only where
a value is loaded or stored.

- **Observed times** are minutes since ten years before the start, so that history fits: the start
  is minute {EPOCH_MINUTES:,}; −1 is never.
- **Counters** of one byte saturate at 255. Shares are kept in steps of 1/255.
- **Local days** are numbered so that the longest run-in has none below 0: the first day of the run
  is day {DAYS_BEFORE:,}.
- `obs.*` is what channels have observed, and the only part that rules, propensities and learning
  read, with the brand's own `offer`, `offer_day` and the contact counters. All else is latent.

"""


def fields(dtype: DType, prefix: str = "") -> list[tuple[str, DType]]:
    """Names and types of all fields, those of nested records with a dot."""
    found = []
    for name in dtype.names or ():
        own = dtype[name]
        if own.names is None:
            found.append((prefix + name, own))
        else:
            found += fields(own, f"{name}.")
    return found


def type_name(dtype: DType) -> str:
    """Such as ``uint8[12]``."""
    shape = "".join(f"[{size}]" for size in dtype.shape)
    return f"{dtype.base.name}{shape}"


def number(value: float) -> str:
    """A bound, short."""
    for power in (62, 40, 32, 31):
        if value in (2**power, 2**power - 1):
            return f"2^{power}" if value == 2**power else f"2^{power} − 1"
    return "∞" if value == np.inf else f"{value:g}".replace("-", "−")


def table(width: int) -> str:
    """All fields of the record at a width, with the sum of their bytes."""
    record = customer_dtype(width)
    lines = [
        "| field | type | bytes | range | unit | meaning |",
        "|---|---|---|---|---|---|",
    ]
    for name, dtype in fields(record):
        low, high, unit, text = MEANINGS[name]
        lines.append(
            f"| `{name}` | {type_name(dtype)} | {dtype.itemsize} | {number(low)} … {number(high)} "
            f"| {unit} | {text} |"
        )
    lines.append(f"| **total** | | **{record.itemsize}** | | | at most {MOST_BYTES} |")
    return "\n".join(lines)


MEMORIES: dict[str, str] = {
    "converted_before_all": "appointments can be missed: the conversion before the last",
    "said": f"creatives carry messages: the last {CONTENTS} that were noticed, and where",
    "case_tries": "questions and complaints arise: the open case",
    "variant": "the product has variants: which one was seen to be looked at",
    "converted_before": "channels differ in what they know or silence after a purchase: the last "
    "two conversions on each channel",
    "sent": f"actions keep a distance, counters lag, or rules read `message`: {SENT} deliveries, "
    "the last of each treatment before others",
    "balance": "a loyalty programme: points by account",
    "recent": f"a cap rolls: the last {RECENT} deliveries on each channel",
    "obs": "links have a delay: a copy of the observations for each of two delays",
}
"""Last field of each part of the optional memory: what asks for it, and what it holds."""


def totals() -> str:
    """Bytes of the records at each compiled width."""
    lines = [
        "| channels | customer | window being lived |",
        "|---|---|---|",
    ]
    for width in WIDTHS:
        sizes = [dtype(width).itemsize for dtype in (customer_dtype, flight_dtype)]
        lines.append("| " + " | ".join(str(size) for size in (width, *sizes)) + " |")
    return "\n".join(lines)


def memories() -> str:
    """Bytes of the optional memory, part by part."""
    lines = [
        "| asked for where | bytes at 12 channels | at 32 |",
        "|---|---|---|",
    ]
    for last, text in MEMORIES.items():
        sizes = []
        for width in WIDTHS:
            found = memory_dtype(width).fields
            assert found is not None
            kind, offset = found[last][:2]
            sizes.append(str(offset + kind.itemsize))
        lines.append(f"| {text} | {' | '.join(sizes)} |")
    return "\n".join(lines)


def page() -> str:
    """The whole page."""
    return f"""{HEAD}## At {WIDTHS[0]} channels

{table(WIDTHS[0])}

The agenda has {AGENDA} places: the first for an appointment or the end of a service, the others for
contacts to be sent, messages to be opened and links to be followed.

## Bytes by width

{totals()}

A window being lived holds the plan, the competing clocks and the counters of draws. The compiled
clock keeps one a block of customers and one for each who stands in a queue; the SimPy clock one a
customer. Nothing of it outlives its window but a place in a queue.

## Memory that only some scenarios ask for

Every customer has as much of it as the last line that applies; what is on its way to linked
channels comes on top while it waits.

{memories()}
"""


if __name__ == "__main__":
    sys.stdout.write(page())
