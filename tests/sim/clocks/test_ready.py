"""Preparing the transitions, asked for by several replications at once."""

from __future__ import annotations

import threading
import time

import pytest

from sim.clocks import world


def test_replications_that_start_together_compile_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    known: set[str] = set()

    def compile_slowly(layout: str, *_: object) -> None:
        compiled.append(layout)
        time.sleep(0.05)  # long enough for all others to have asked

    monkeypatch.setattr(world, "in_parallel", compile_slowly)
    monkeypatch.setattr(world, "linked", lambda layout, _: layout in known)
    monkeypatch.setattr(world, "link", lambda layout, *_: known.add(layout))
    asking = [threading.Thread(target=world.ready, args=(12,)) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert compiled == ["12 channels"]
