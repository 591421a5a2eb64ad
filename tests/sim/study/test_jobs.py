"""Replications side by side: what becomes of them when one fails or the study is interrupted."""

import itertools
import threading
import time

import numpy as np
import pytest

from engine.errors import RunError
from sim.model.records.vocabulary import ROW
from sim.store.event_writer import EventWriter
from sim.study import jobs
from sim.study.jobs import Plan, simulate_all
from sim.study.progress import Stopped, Tally

PLAN = Plan(600, 30.0, 1, 2, 2, "compiled")


class Endless:
    """A clock that lives until it is stopped; the second replication fails meanwhile."""

    windows = 30

    def __init__(self, problem=None):
        self.problem = problem
        self.begun = threading.Barrier(2)
        self.stopped = []

    def __call__(self, market, *, replication, sink, each_window, **_):
        self.begun.wait(timeout=30)
        if replication == 1:
            raise self.problem
        try:
            for _ in itertools.count():
                each_window(1)
                time.sleep(0.001)
        except Stopped:
            self.stopped.append(replication)
            raise


@pytest.mark.parametrize("problem", [RunError("full"), KeyboardInterrupt()])
def test_those_under_way_are_not_waited_for(monkeypatch, problem):
    clock = Endless(problem)
    monkeypatch.setattr(jobs, "simulator", lambda: clock)
    with pytest.raises(type(problem)):
        simulate_all({"today": clock}, PLAN)
    assert clock.stopped == [0]


def test_a_sink_is_closed_only_when_its_replication_is_whole(monkeypatch):
    class Sink:
        closed = 0

        def close(self):
            self.closed += 1

    sinks = {0: Sink(), 1: Sink()}

    def simulate(market, *, replication, **_):
        if replication == 1:
            raise RunError("full")
        return replication

    monkeypatch.setattr(jobs, "simulator", lambda: simulate)
    one_by_one = Plan(600, 30.0, 1, 2, 1, "compiled")
    with pytest.raises(RunError):
        simulate_all({"today": Endless()}, one_by_one, sink_for=lambda _, number: sinks[number])
    assert (sinks[0].closed, sinks[1].closed) == (1, 0)


def test_a_stopped_tally_ends_replications_at_their_next_window():
    tally = Tally(None, 10.0)
    job = tally.job(10.0)
    job.lived(0.1)
    tally.stop()
    with pytest.raises(Stopped):
        job.lived(0.1)


def test_a_writer_that_failed_can_still_be_discarded(tmp_path, monkeypatch):
    """A disk that was full takes the end of no file; what was wrong first is what is told."""
    writer = EventWriter(
        tmp_path, strategy="today", channels=("web",), actions=("hello",), row_group=10
    )
    rows = np.zeros(25, ROW)
    rows["customer"] = np.arange(25)
    writer.write(rows, replication=0, first_window=0)
    writer.write(rows[:0], replication=0, first_window=1)
    (file,) = (one._file for one in writer._open.values())
    file.close()  # as pyarrow does by itself when a write fails
    writer.discard()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
