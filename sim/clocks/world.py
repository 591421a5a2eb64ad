"""What both clocks share: the arrays of one replication, and the borders of its windows.

The world holds customers, shared state and output; it opens and closes windows. Which customer
moves when is the business of a clock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from engine.boundaries import addresses, link, linked
from engine.precompile import in_parallel
from sim.clocks.arrays import Records, copied, whole
from sim.clocks.outcome import LimitUse, Outcome
from sim.clocks.parts import in_parts
from sim.clocks.pending import Pending
from sim.clocks.steering import Steering, leave_absent
from sim.model.contact.exposure import open_tables
from sim.model.customers.draws import BEFORE
from sim.model.customers.population import draw_people, remember_history
from sim.model.deciding import plan, standing
from sim.model.deciding.prices import note_prices
from sim.model.living import dynamics  # with these, declares every boundary
from sim.model.living.border import deliver_news, end_run_in, open_page, sum_up
from sim.model.living.media import open_media
from sim.model.market.market import Market, Phase
from sim.model.records.layout import (
    CUSTOMER_BEFORE,
    customer_dtype,
    flight_dtype,
    memory_dtype,
    records,
    remembered,
)
from sim.model.records.sizes import CLOCKS, DAY, FOREVER, MINUTE
from sim.model.records.window_layout import output_dtype, shared_dtype

_PREPARING = threading.Lock()
MANY = 10_000
"""Customers for whom tables are made that serve for one window."""


class EventSink(Protocol):
    """Takes event rows as windows pass."""

    def write(self, rows: Records, *, replication: int, first_window: int) -> None:
        """Take a block of `ROW` records."""

    def close(self) -> None:
        """No more rows will come."""


def ready(width: int, doors: frozenset[int] = frozenset()) -> None:
    """Have the transitions compiled for a number of channels, on all cores the first time.

    One thread does it, and all others wait: replications start side by side.

    Args:
        width: channels that the records have room for.
        doors: mechanisms that are needed too.
    """
    layout = f"{width} channels"
    with _PREPARING:
        if not linked(layout, doors):
            modules = (dynamics.__name__, plan.__name__, standing.__name__)
            layouts = f"{records.__module__}:{records.__name__}:{width}"
            outer = f"sim.clocks.outer:outer_kernels:{width}"
            in_parallel(layout, modules, layouts, outer, doors)
            link(layout, records(width), doors)


class World:
    """One replication of a market, between its windows.

    Args:
        market: one strategy's market.
        people: `customer_dtype` records in order of id; drawn from personas where not given.
        seed, replication: address of all draws.
        threads: on which people are drawn.
        sink: takes event rows; None stores none.
        watch: id of a customer whose decisions are logged, -1 none.
        each_window: called as windows close, with how many.

    Attributes:
        told: int64, rows of the customers who learned of something as the window opened.
        anew: whether other parameters hold than in the window before.
        watched_row: row of the customer whose decisions are logged, -1 none.
        bytes_logged: of what linked channels are still to be told, where a clock keeps that itself.
        cohorts, picks: how many a clock has had at the same time, at most.
    """

    def __init__(
        self,
        market: Market,
        people: Records | None,
        *,
        seed: int,
        replication: int,
        threads: int = 1,
        sink: EventSink | None = None,
        watch: int = -1,
        each_window: Callable[[int], None] | None = None,
    ) -> None:
        self.market = market
        self.each_window = each_window
        self.seed, self.replication = seed, replication
        self.sink = sink
        self.watch = watch
        width = market.width
        ready(width, market.doors)
        self._params = {
            phase.start: market.seeded(
                phase.params, seed, replication, store=sink is not None and phase.start >= 0
            )
            for phase in market.all_phases
        }
        doors = addresses(f"{width} channels", market.doors)
        for start, params in self._params.items():
            params["watch"] = watch if start >= 0 else -1
            for door, address in doors.items():
                params["doors"][0, door] = address
        self.phase: Phase = market.all_phases[0]
        self.anew = True
        self.P = self._params[self.phase.start]
        self.threads = threads
        self.customers = self._people(people)
        self.many = len(self.customers) >= MANY
        self.opening_customers = self._customers_so_far()
        self.K, self.remembers = self._memory()
        self.S = np.zeros(1, shared_dtype(width))
        self._open_shared()
        main = [params for start, params in self._params.items() if start >= 0]
        self.steering = Steering(market, main)
        self.outputs = [self.new_output()]  # of the borders and the first block; a block each
        self.watched_row = int(self._rows_of([watch])[0])
        self.news: list[Records] = []
        self.told = np.zeros(0, np.int64)
        self.pending = Pending()
        self.bytes_logged = 0
        self.cohorts = self.picks = 0
        self.limits: dict[str, LimitUse] = {}
        self.decisions: list[Records] = []
        self.series = np.zeros((market.windows, 3), np.int64)
        self.sums = np.zeros((market.windows, 2), np.uint64)
        self.prices = np.zeros((market.windows, len(market.channels)))

    # --- arrays ---------------------------------------------------------------------------

    def _people(self, people: Records | None) -> Records:
        if people is not None:
            customers = np.ascontiguousarray(people.astype(customer_dtype(self.market.width)))
        else:
            customers = np.zeros(self.market.customers, customer_dtype(self.market.width))

            def draw(first: int, last: int) -> None:
                customers["id"][first:last] = np.arange(first, last)
                draw_people(self.P, customers, first, last)

            self._in_parts(draw, len(customers))
        self._begin_earlier(customers)
        if self.market.lead == 0:
            leave_absent(self.market, customers)
        return customers

    def _in_parts(self, work: Callable[[int, int], None], count: int) -> None:
        in_parts(work, count, self.threads)

    def _begin_earlier(self, customers: Records) -> None:
        """Before a run-in the opening state is that of its first moment, and so are its times."""
        start = self.numbers[0] * self.market.window
        if start == 0:
            return
        customers["now"] = start
        for name in ("need_at", "converted_at"):
            times = customers[name]
            times[times >= 0] = np.maximum(times[times >= 0] + start // MINUTE, 0)

    def _memory(self) -> tuple[Records, bool]:
        """Memory that some phase asks for: one record a customer, else some idle ones."""
        width = self.market.width
        phases = self._params.values()
        own = any(p["own_conversions"][0] for p in phases)
        last = self.market.last_memory
        for params in phases:
            params["own_conversions"] = own
            params["remembers"] = last is not None
        if last is None:
            return remembered(1, width), False
        memory = remembered(len(self.customers), width, last, self._in_parts)
        if self._remembers("obs", last):
            for place in range(memory["obs"].shape[1]):
                whole(memory["obs"])[: len(self.customers), place] = whole(self.customers["obs"])
        if own:
            remember_history(memory, self.customers)
        return memory, True

    def _remembers(self, field: str, last: str) -> bool:
        """Whether the memory goes as far as a field."""
        names = memory_dtype(self.market.width).names or ()
        return names.index(field) <= names.index(last)

    def _open_shared(self) -> None:
        """What is on show and on the air at the start."""
        for place, channel in enumerate(self.market.scenario.channels):
            reviews = channel.opening_reviews
            self.S["rated_before"][0, place] = reviews
            self.S["stars_before"][0, place] = round(reviews * channel.opening_stars)
        self.S["airing"] = -1

    def _rows_of(self, wanted: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The rows of customers of these ids, -1 where there is none of an id."""
        ids = self.customers["id"]
        if ids[-1] - ids[0] == len(ids) - 1:  # nobody is left out: no need to search through all
            rows: np.ndarray[Any, np.dtype[np.int64]] = np.asarray(wanted, np.int64) - ids[0]
            rows[(rows < 0) | (rows >= len(ids))] = -1
            return rows
        rows = np.searchsorted(ids, wanted)
        rows[rows == len(ids)] = 0
        rows[ids[rows] != wanted] = -1
        return rows

    def new_output(self) -> Records:
        """An empty output record for one block of customers."""
        output = np.zeros(1, output_dtype(self.market.width))
        output["active_from"] = FOREVER
        return output

    def new_flights(self, count: int) -> Records:
        """Idle flights."""
        flights = np.zeros(count, flight_dtype(self.market.width))
        flights["plan"] = -1
        flights["member"] = -1
        flights["request"] = -1
        flights["residual"] = np.full(CLOCKS, -1.0)
        return flights

    # --- borders --------------------------------------------------------------------------

    def open_window(self, number: int) -> None:
        """News, observations and spending of before become visible; changes take effect."""
        market = self.market
        start = number * market.window
        self._enter(market.phase_at(start))
        end = min(start + market.window, round(market.days * DAY))
        # the run-in has the last numbers but the one of what is drawn before anything happens
        address = number if number >= 0 else BEFORE + number
        left = market.windows - number if number >= 0 else -number
        place = market.lead + number
        open_page(self.P, self.S, address, left, start, end, place, *market.calendar)
        if number > 0:
            self.steering.act(number, self.S["spent"][0])
        self._read_news()
        self.pending.tell(self.K, number)
        if self.market.airs:
            open_media(self.P, self.S, self.outputs[0])
        open_tables(self.P, self.S, self.anew, self.many)
        self.anew = False

    def _enter(self, phase: Phase) -> None:
        """Let a phase's parameters hold; links with a new delay start from what is known now."""
        if phase is self.phase:
            return
        before, self.P = self.P, self._params[phase.start]
        self.phase = phase
        self.anew = True
        self.S["price"] = np.inf  # pools may be others now: prices are looked for anew
        self.S["limit_price"] = 0.0
        self.S["solved"] = 0
        self.S["step"] = 0
        old, new = _delays(before), self.delays
        if old == new or not self.remembers:
            return
        told = self.K["obs"][: len(self.customers)].copy()
        for place, delay in enumerate(new):
            self.K["obs"][: len(self.customers), place] = (
                told[:, old.index(delay)] if delay in old else self.customers["obs"]
            )
        self.pending.rearrange(old, new)

    def _read_news(self) -> None:
        """Deliver what customers told one another, in an order that no schedule can change."""
        self.told = np.zeros(0, np.int64)
        if not self.news:
            return
        news = np.concatenate(self.news)
        self.news = []
        order = np.lexsort(
            (news["value"], news["channel"], news["kind"], news["source"], news["target"])
        )
        news = news[order]
        rows = self._rows_of(news["target"])
        self.told = rows[rows >= 0]
        first = 0
        while True:
            first = deliver_news(self.P, self.S, self.customers, rows, self.outputs[0], news, first)
            if first == len(news):
                break
            self.flush(self.outputs[0])

    def flush(self, output: Records) -> None:
        """Empty the buffers of an output record: rows to the sink, news and decisions to lists."""
        o = output[0]
        if o["rows"] > 0 and self.sink is not None:
            self.sink.write(
                copied(o["row"][: o["rows"]]),
                replication=self.replication,
                first_window=int(self.S["window"][0]),
            )
        output["rows"] = 0
        if o["messages"] > 0:
            self.news.append(copied(o["message"][: o["messages"]]))
            output["messages"] = 0
        if o["watched"] > 0:
            self.decisions.append(copied(o["decision"][: o["watched"]]))
            output["watched"] = 0

    def close_window(self, number: int) -> None:
        """Sum up counts, money and digest; note what linked channels will be told."""
        main = number >= 0
        series = self.series[number] if main else np.zeros(3, np.int64)
        sums = self.sums[number] if main else np.zeros(2, np.uint64)
        if main:
            note_prices(self.P, self.S, self.prices[number])
        for block, output in enumerate(self.outputs):
            if sum_up(self.P, self.S, output, series, sums, block == 0):
                self.flush(output)
        self.pending.note(self.customers, number, self.delays)
        if main and self.market.scenario.document.kpi_rule:
            self.steering.count(self._counted())
        if number == -1:
            self._begin_run()
        if main:
            self.windows_closed(1)

    def note_cohorts(self, cohorts: int, stretches: int) -> None:
        """Keep how many cohorts there have been, and picks: one for each stretch of draws."""
        self.cohorts = max(self.cohorts, cohorts)
        self.picks = max(self.picks, cohorts * stretches)

    def windows_closed(self, count: int) -> None:
        """Tell whoever follows the run that so many windows have closed."""
        if self.each_window is not None:
            self.each_window(count)

    def _begin_run(self) -> None:
        """The run-in is over: nothing that it counted, spent or wrote is kept."""
        end_run_in(self.S, self.customers)
        leave_absent(self.market, self.customers)
        self.opening_customers = self._customers_so_far()
        for output in self.outputs:
            for name in ("counters", "series", "sums", "events", "rows", "watched"):
                output[name] = 0
        for name in ("spent", "forecast"):
            self.S[name] = 0
        self.limits.clear()

    def _customers_so_far(self) -> int:
        return int(np.count_nonzero(self.customers["flags"] & CUSTOMER_BEFORE))

    @property
    def delays(self) -> list[int]:
        """Windows after which linked channels are told, where not at once."""
        return _delays(self.P)

    @property
    def numbers(self) -> range:
        """Numbers of all windows; those of the run-in are below 0."""
        return range(-self.market.lead, self.market.windows)

    def _counted(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """int64[channels, counters], of the run so far."""
        counters = sum(output["counters"][0] for output in self.outputs)
        return np.ascontiguousarray(counters[: len(self.market.channels)])

    # --- results --------------------------------------------------------------------------

    def outcome(self) -> Outcome:
        """What the run came to."""
        return Outcome(
            counters=self._counted(),
            series=self.series,
            prices=self.prices,
            digest_sums=self.sums,
            events=int(sum(int(output["events"][0]) for output in self.outputs)),
            customers=len(self.customers),
            opening_customers=self.opening_customers,
            windows=self.market.windows,
            replication=self.replication,
            moves=tuple(self.steering.moves),
            limits=tuple(self.limits[name] for name in sorted(self.limits)),
        )


def _delays(params: Records) -> list[int]:
    return [int(delay) for delay in params["delays"][0][: int(params["n_delays"][0])]]


__all__ = ["EventSink", "Records", "World", "dynamics", "plan", "standing"]
