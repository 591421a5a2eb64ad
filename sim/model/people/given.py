"""Customers from a table, and populations as files.

What a table says holds; what it lacks is drawn from the customer's persona, exactly as for drawn
customers, and drawn anew in every replication. The table itself stays.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.customers.population import draw_table_traits, open_table
from sim.model.market.market import Market
from sim.model.people.table import PeopleTable, read_table
from sim.model.records.layout import (
    CUSTOMER,
    CUSTOMER_BEFORE,
    NEED,
    customer_dtype,
)
from sim.model.records.sizes import EPOCH_MINUTES, NEVER_MINUTE
from sim.model.records.vocabulary import OBJECTIONS, STAGES
from sim.scenario.people import FUNNEL, spelt_out
from sim.scenario.values.quantities import currency_digits

Records = np.ndarray[Any, np.dtype[np.void]]
Values = NDArray[np.float64]

assert STAGES == FUNNEL
DAY_MINUTES = 1440.0
PLAIN = {
    "need_per_year": "need_rate", "order_value": "order_value", "distance": "distance",
    "effort_tolerance": "tolerance", "annoyance": "annoyance", "reach": "reach",
    "interest": "interest", "stage": "stage", "purchased_on": "converted_channel",
    "age": "age", "taken_for": "believed", "wait": "need_phase",
}  # fmt: skip
"""Fields that are stored as they are."""
SHARES = (
    "price_sensitivity", "intrusion", "recognisability", "review", "refer", "loyalty",
    "satisfaction",
)  # fmt: skip
"""Fields that are stored in 1/255."""
OPENING = ("aware", "customer", "need")
"""What the opening state asks first, in the order of `open_table`."""


def records(table: PeopleTable, market: Market, *, seed: int, replication: int) -> Records:
    """Customers of a table as the clocks take them: `customer_dtype`, in order of id."""
    customers = np.zeros(len(table), customer_dtype(market.width))
    customers["id"] = table.ids
    params = market.seeded(market.phases[0].params, seed, replication, store=False)
    personas = table.values.get("persona", np.full(len(table), np.nan))
    said = _known(table)
    draw_table_traits(params, customers, np.nan_to_num(personas, nan=-1.0).astype(np.int64), said)
    for field in spelt_out(market.channels):
        if field.trait and field.name in table.values:
            _set(customers, market, field.name, table.values[field.name])
    _near(customers, market, table)
    open_table(params, customers, said)
    for field in spelt_out(market.channels):
        if not field.trait and field.name in table.values:
            _set(customers, market, field.name, table.values[field.name])
    return customers


def _near(customers: Records, market: Market, table: PeopleTable) -> None:
    """Where the table says how far away people live, and not how they like a place."""
    if "distance" not in table.values:
        return
    said = ~np.isnan(table.values["distance"])
    far = table.values["distance"][said]
    for place, channel in enumerate(market.scenario.channels):
        if channel.catchment > 0.0 and f"affinity.{channel.name}" not in table.values:
            liking = market.scenario.affinities()[customers["persona"][said], place]
            near = np.exp2(-far / channel.catchment)
            customers["affinity"][said, place] = _bytes(liking * near)


def _known(table: PeopleTable) -> NDArray[np.int8]:
    """int8[n, 3]: 1 yes, 0 no, -1 not said. Who has bought is a customer."""
    known = np.full((len(table), len(OPENING)), -1, np.int8)
    implied = {"customer": ("days_since_purchase", "purchased_on"), "need": ("days_with_need",)}
    for place, name in enumerate(OPENING):
        for other in implied.get(name, ()):
            if other in table.values:
                known[~np.isnan(table.values[other]), place] = 1
        if name in table.values:
            said = ~np.isnan(table.values[name])
            known[said, place] = table.values[name][said]
    return known


def _set(customers: Records, market: Market, name: str, values: Values) -> None:
    """Let what the table says take the place of what was drawn."""
    said = ~np.isnan(values)
    given = values[said]
    stem, _, part = name.partition(".")
    if name in PLAIN:
        place = customers[PLAIN[name]]
        place[said] = np.rint(given) if place.dtype.kind in "iu" else given
    elif name in SHARES:
        customers[name][said] = _bytes(given)
    elif name == "offset":
        customers["offset"][said] = np.rint(given * 4.0)
    elif stem == "affinity":
        customers["affinity"][said, market.channels.index(part)] = _bytes(given)
    elif stem == "objection":
        customers["objections"][said, OBJECTIONS.index(part)] = _bytes(given)
    elif stem == "consent":
        bit = np.uint32(1 << market.channels.index(part))
        old = customers["consents"][said]
        customers["consents"][said] = np.where(given > 0, old | bit, old & ~bit)
    elif stem == "known":
        flags = customers["obs"]["flags"]
        old = flags[said, market.channels.index(part)]
        flags[said, market.channels.index(part)] = np.where(
            given > 0, old | np.uint8(CUSTOMER), old & ~np.uint8(CUSTOMER)
        )
    elif name == "days_since_purchase":
        customers["converted_at"][said] = EPOCH_MINUTES - np.rint(given * DAY_MINUTES)
    elif name == "days_with_need":
        customers["need_at"][said] = EPOCH_MINUTES - np.rint(given * DAY_MINUTES)


def _bytes(shares: Values) -> NDArray[np.uint8]:
    return np.rint(shares * 255.0).astype(np.uint8)


# --- files -------------------------------------------------------------------------------------


def write_people(path: str | Path, customers: Records, market: Market) -> None:
    """Write opening customers as Parquet: one row each, the columns of `sim.scenario.people`.

    Args:
        customers: before their first window; what happened since is not written.

    Raises:
        OSError: the file cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        field.name: _column(customers, market, field.name) for field in spelt_out(market.channels)
    }
    target = Path(path)
    partial = target.with_name(target.name + ".partial")
    try:
        pq.write_table(pa.table(columns), partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def read_people(
    path: str | Path, market: Market, *, seed: int = 1, replication: int = 0
) -> Records:
    """Read customers from a file with these columns, CSV or Parquet.

    Columns may be missing, and cells empty: the persona speaks for them, with this seed and
    replication.

    Raises:
        DataError: what is wrong, with file, column and row.
    """
    table = read_table(path, market.scenario)
    return records(table, market, seed=seed, replication=replication)


def _column(customers: Records, market: Market, name: str) -> Any:
    """One column as Arrow takes it; masked where there is nothing to say."""
    import pyarrow as pa

    stem, _, part = name.partition(".")
    flags = customers["flags"]
    readers: dict[str, Callable[[], Any]] = {
        "id": lambda: customers["id"],
        "persona": lambda: [market.personas[place] for place in customers["persona"]],
        "taken_for": lambda: [market.personas[place] for place in customers["believed"]],
        "order_value": lambda: (
            customers["order_value"] / 10.0 ** currency_digits(market.scenario.scenario.currency)
        ),
        "offset": lambda: customers["offset"] / 4.0,
        "aware": lambda: customers["stage"] > 0,
        "customer": lambda: (flags & CUSTOMER_BEFORE) > 0,
        "need": lambda: (flags & NEED) > 0,
        "stage": lambda: [FUNNEL[place] for place in customers["stage"]],
        "days_since_purchase": lambda: _days(customers["converted_at"]),
        "days_with_need": lambda: _days(customers["need_at"]),
        "purchased_on": lambda: pa.array(
            [market.channels[place] for place in customers["converted_channel"]],
            mask=customers["converted_at"] == NEVER_MINUTE,
        ),
    }
    if name in readers:
        return readers[name]()
    if name in PLAIN:
        return customers[PLAIN[name]]
    if name in SHARES:
        return customers[name] / 255.0
    if stem == "objection":
        return customers["objections"][:, OBJECTIONS.index(part)] / 255.0
    channel = market.channels.index(part)
    if stem == "affinity":
        return customers["affinity"][:, channel] / 255.0
    if stem == "known":
        return (customers["obs"]["flags"][:, channel] & CUSTOMER) > 0
    return (customers["consents"] >> np.uint32(channel) & 1) > 0


def _days(minutes: NDArray[np.int32]) -> Any:
    """Days before the start, null where there is no such time."""
    import pyarrow as pa

    return pa.array((EPOCH_MINUTES - minutes) / DAY_MINUTES, mask=minutes == NEVER_MINUTE)
