"""A study that is killed at any moment goes on, and ends with the same bytes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import pytest

WORDS = ("drivers", "auto-service", "omnichannel", "today", "--days", "120", "--replications", "12")


def begun(folder):
    command = [sys.executable, "-m", "sim.cli", *WORDS, "--out", str(folder), "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


@pytest.mark.slow
def test_killed_at_twenty_moments_it_ends_with_the_same_bytes(tmp_path):
    start = time.perf_counter()
    whole = begun(tmp_path / "whole")
    whole.communicate()
    lasts = time.perf_counter() - start
    assert whole.returncode == 0
    luck, killed = random.Random(7), 0
    while killed < 20:
        study = tmp_path / f"killed-{killed // 5}"
        work = begun(study)
        try:
            work.wait(luck.uniform(0.05, 0.8) * lasts)
        except subprocess.TimeoutExpired:
            work.send_signal(signal.SIGKILL)
        work.communicate()
        killed += 1
    for number in range(4):
        last = begun(tmp_path / f"killed-{number}")
        _, err = last.communicate()
        assert last.returncode == 0, err
        assert files(tmp_path / f"killed-{number}") == files(tmp_path / "whole")
