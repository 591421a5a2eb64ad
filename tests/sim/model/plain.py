"""Behaviour run as plain Python on records of one customer, with every draw stated by the test."""

from __future__ import annotations

import importlib
import inspect
import math
import pkgutil
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import sim.model
from sim.model.customers.draws import KINDS
from sim.model.customers.state import step_of
from sim.model.records.layout import records
from sim.model.records.parameters import BEHAVIOUR, stored
from sim.model.records.sizes import AGENDA, DAY, EPOCH_MINUTES, FOREVER, MINUTE
from sim.model.records.vocabulary import COUNTER, EVENTS, STAGES, STEPS
from sim.scenario.models.behaviour import Behaviour

NOW = 40 * DAY
"""When things happen in these tests."""
CLOSE = 1e-6
"""Relative error that single precision of a customer's state leaves."""


def sigma(x: float) -> float:
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + math.exp(-x))


def logit(p: float) -> float:
    """ln(p / (1 - p))."""
    return math.log(p / (1.0 - p))


def clip(x: float, low: float, high: float) -> float:
    """x kept between two bounds."""
    return min(max(x, low), high)


def minute(t: int) -> int:
    """An observed time."""
    return t // MINUTE + EPOCH_MINUTES


def widened(value: Any) -> Any:
    """An integer as compiled code computes with it: in 64 bits."""
    small = isinstance(value, np.integer) and value.dtype.itemsize < 8
    return np.int64(value) if small else value


class Column(np.ndarray[Any, Any]):
    """A field that is an array; its integers are read as compiled code computes with them."""

    def __getitem__(self, place: Any) -> Any:
        return widened(super().__getitem__(place))


class Record:
    """A structured scalar whose fields are attributes, as in compiled code."""

    def __init__(self, held: Any) -> None:
        object.__setattr__(self, "held", held)

    def __getattr__(self, name: str) -> Any:
        value = self.held[name]
        if isinstance(value, np.void):
            return Record(value)
        if not isinstance(value, np.ndarray):
            return widened(value)
        return [Record(item) for item in value] if value.dtype.names else value.view(Column)

    def __setattr__(self, name: str, value: Any) -> None:
        self.held[name] = value


class Person:
    """One customer of a market of three channels and four treatments, to whom things happen.

    All traits and state are 0 but for what a bare customer needs; behaviour parameters are the
    defaults, each made a little different, so that none can stand in for another.

    Attributes:
        P, S, k, c, F, O: the records, as kernels name them.
        value: behaviour parameters by name, in the unit of the scenario's base.
        luck: the uniforms that the next draws of a kind give; a kind without any must not be drawn.
        drawn: how often each kind was drawn.
        events: rows as (event, channel, treatment, value).
    """

    def __init__(self) -> None:
        for name, dtype in records(12).items():
            setattr(self, name, Record(np.zeros(1, dtype)[0]))
        self.luck: dict[str, list[float]] = {}
        self.drawn: Counter[str] = Counter()
        self.events: list[tuple[str, int, int, int]] = []
        self.value = {
            name: float(getattr(Behaviour(), name)) * (1.0 + place / 1000.0)
            for place, name in enumerate(BEHAVIOUR)
        }
        for name, value in self.value.items():
            self.P.b[BEHAVIOUR.index(name)] = stored(name, value)
        p, c, f = self.P, self.c, self.F
        p.channels, p.treatments, p.watch = 3, 4, -1
        p.window, p.windows = DAY, 100
        for channel in range(3):
            p.knows[channel] = 1 << channel
        p.n_deciders = 1
        p.after_purchase = 7 * 1440
        p.quiet_from = -1
        for name in (
            "delay", "c_books", "c_leads_to", "c_overflow", "c_pays_at", "c_business", "t_landing",
            "t_trigger", "t_stage", "t_outcome", "t_at",
        ):  # fmt: skip
            getattr(p, name)[...] = -1
        for name in ("c_names_buyers", "c_solves", "p_phases", "p_change"):
            getattr(p, name)[...] = 1
        p.flat_day = p.count_inbound = p.keeps_earlier = 1
        p.visited = 0b111
        p.c_landing[...] = self.value["landing_delay"]
        p.t_chance[...] = 1.0
        p.t_trigger_on[...] = 7
        p.c_affinity[...] = 0.5
        p.c_entity[:3] = 11, 22, 33
        p.continuity[...] = 1.0
        p.p_margin[0] = 0.4
        p.o_valid[...] = 10 * 1440
        self.S.start, self.S.end, self.S.window, self.S.season = NOW, NOW + DAY, 40, 1.0
        f.start, f.end, f.clock_from, f.window = NOW, NOW + DAY, NOW, 40
        f.active_from, f.active_end = NOW, NOW + DAY  # activity is flat
        for name in ("plan", "member"):
            getattr(f, name)[...] = -1
        f.request = f.treatment = f.session_channel = -1
        self.k.recent[...] = -1
        self.k.converted[...] = self.k.converted_before[...] = -1
        self.k.converted_before_all = self.k.case_at = self.k.variant_at = -1
        self.k.content_at[...] = self.k.sent_at[...] = -1
        self.S.present, self.S.left, self.S.airing[...] = 2**32 - 1, 60, -1
        f.via = -1
        for name in ("seen", "contacted"):
            getattr(c.obs, name)[...] = -1
        c.id, c.now = 256 * 3 + 7, NOW
        c.due[:AGENDA] = FOREVER
        c.tolerance = c.annoyance = 2.0
        c.need_at = c.converted_at = -1
        c.order_value = 10_000
        c.consents = 7
        c.affinity[:3] = 127
        c.stage = STAGES.index("aware")

    def __call__(self, function: Callable[..., Any], **given: Any) -> Any:
        """Call a transition; records are passed to arguments of their names."""
        function = getattr(function, "py_func", function)
        if hasattr(function, "declared"):
            function = function.declared.function
        names = inspect.signature(function).parameters
        known = {name: getattr(self, name) for name in ("P", "S", "k", "c", "F", "O")}
        return function(*(given[name] if name in given else known[name] for name in names))

    def draw(self, _p: Any, _c: Any, _f: Any, kind: int, _entity: Any) -> float:
        """Stands in for the draws of behaviour."""
        name = KINDS[kind]
        self.drawn[name] += 1
        assert self.luck.get(name), f"unexpected draw of {name}"
        return self.luck[name].pop(0)

    def emit(self, *row: Any) -> None:
        """Stands in for the event log."""
        event, channel, treatment, value = row[5:9]
        self.events.append((EVENTS[event], int(channel), int(treatment), int(value)))

    def count(self, counter: str, channel: int = 0) -> int:
        """A counter of a channel."""
        return int(self.O.counters[channel, COUNTER[counter]])

    @property
    def stage(self) -> str:
        """The funnel stage by name."""
        return STAGES[self.c.stage]

    @property
    def step(self) -> str:
        """The furthest step by name."""
        return STEPS[step_of(self.c)]

    def told(self) -> list[tuple[int, int, int, int]]:
        """News left for others: target, kind, channel, value."""
        news = self.O.message[: int(self.O.messages)]
        return [(int(n.target), int(n.kind), int(n.channel), int(n.value)) for n in news]

    def raised(self, trigger: int) -> bool:
        """Whether a trigger waits to be settled."""
        return bool(int(self.F.pending) >> trigger & 1)


def model_modules() -> list[Any]:
    """All modules of sim.model."""
    found = pkgutil.walk_packages(sim.model.__path__, "sim.model.")
    return [importlib.import_module(module.name) for module in found]


def run_as_python(monkeypatch: pytest.MonkeyPatch, person: Person) -> None:
    """Let all of sim.model run as Python for a person: no draw and no row but the person's."""
    for module in model_modules():
        for name, held in list(vars(module).items()):
            if hasattr(held, "declared"):
                stand_in = {"draw": person.draw, "emit": person.emit}.get(held.__name__)
                monkeypatch.setattr(module, name, stand_in or through_door(held, person))


def through_door(stub: Any, person: Person) -> Callable[..., Any]:
    """A boundary as Python calls it: one behind a door does nothing while that is shut."""
    function, door = stub.declared.function, stub.declared.door

    def call(*given: Any) -> Any:
        return function(*given) if person.P.doors[door] else 0

    return function if door is None else call
