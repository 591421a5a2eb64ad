"""The outer kernels: those that the compiled clock calls from Python, and with what.

`engine.precompile` compiles them beside the boundaries, before the first of them is called. The
list is complete and exact: a test lets both clocks run and finds no other kernel, but for those of
the simpy clock and the search for prices, and no other types of arguments. Who changes how a clock
calls a kernel changes its line here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.kernels import Kernel
from sim.clocks import blocks, queues, windows
from sim.clocks import cohorts as of_cohorts
from sim.clocks.arrays import as_bytes
from sim.clocks.delays import new_log
from sim.clocks.planning import Plan
from sim.clocks.room import QueueRoom
from sim.clocks.windows import Lived, Queued, Sorted
from sim.model.contact import exposure
from sim.model.customers import population
from sim.model.deciding import prices
from sim.model.living import border
from sim.model.records.layout import records, remembered
from sim.model.records.window_layout import MESSAGE

__all__ = ["WEIGHTS", "outer_kernels"]

WEIGHTS = {
    "sim.model.deciding.decisions": 6.5,
    "sim.model.contact.contact": 6.0,
    "sim.model.customers.population": 6.0,
    "sim.clocks.windows": 8.0,
    "sim.clocks.queues": 5.0,
    "sim.model.deciding.plan": 4.0,
    "sim.model.living.dynamics": 4.5,
    "sim.model.living.purchase": 4.5,
    "sim.model.living.session": 2.5,
    "sim.clocks.blocks": 2.5,
    "sim.model.knowledge.view": 2.0,
    "sim.model.customers.draws": 1.5,
}
"""What compiling the boundaries and outer kernels of a module costs, in seconds; 1 elsewhere."""


def outer_kernels(width: int) -> list[tuple[Kernel[..., Any], tuple[Any, ...]]]:
    """Each outer kernel with arguments of the types that the clocks pass.

    Args:
        width: channels that the records have room for.
    """
    P, S, _, customers, flights, output, cohorts, picks = (
        np.zeros(1, dtype) for dtype in records(width).values()
    )
    K = remembered(1, width)
    rows = Plan(1).rows
    room = QueueRoom(flights, width)
    progress = np.zeros(3, np.int64)
    mark, number, table = np.zeros(1, np.uint8), np.zeros(1, np.int16), np.zeros(1, np.int32)
    standing = (mark, number, cohorts, picks)
    world = (P, S, K, output, customers)
    heap = (room.heap, room.numbers)
    line = (room.line, room.head, room.length, room.busy)
    series, sums = np.zeros(3, np.int64), np.zeros(2, np.uint64)
    channel_prices = np.zeros((1, 1))
    by_window = np.zeros((1, 3), np.int64), np.zeros((1, 2), np.uint64), channel_prices
    calendar = series.astype(float), series, series
    grouped = (
        Sorted(*standing[:3], table, progress, picks),
        rows,
        Lived(flights, as_bytes(flights), *[progress] * 5),
        Queued(flights, as_bytes(flights), room.owner, room.free, *heap, *line),
        new_log(1, 1, width),
    )
    return [
        (windows.live_windows, (*world, calendar, *by_window, *grouped, progress, progress)),
        (population.draw_people, (P, customers, 0, 1)),
        (population.remember_history, (K, customers)),
        (border.open_page, (P, S, 0, 0, 0, 0, 0, *calendar)),
        (exposure.open_tables, (P, S, True, True)),
        (border.deliver_news, (P, S, customers, progress, output, np.zeros(1, MESSAGE), 0)),
        (blocks.weigh_block, (*world, rows, 0, 1)),
        (prices.open_prices, (P, S, output, rows)),
        (prices.note_prices, (P, S, channel_prices[0])),
        (blocks.live_block, (*world, rows, *standing, flights, *[progress] * 4, 1)),
        (queues.begin_parked, (*world, flights, room.owner, rows, *standing, 0, 1)),
        (of_cohorts.open_treatments, (P, S, output)),
        (of_cohorts.sort_block, (*world, mark, number, cohorts, table, progress, 0, 1)),
        (of_cohorts.enter_candidates, (P, S, cohorts, 1, rows, 0)),
        (of_cohorts.pick_for_cohorts, (P, S, output, cohorts, 1, picks, rows)),
        (queues.admit, (customers, flights, *[progress] * 3, 1, room.owner, room.free, *heap)),
        (queues.work_off, (*world, flights, room.owner, room.free, *heap, *line)),
        (border.changed, (customers, progress)),
        (border.sum_up, (P, S, output, series, sums, True)),
    ]
