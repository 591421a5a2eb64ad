"""Clock, threads, size of blocks, another process: the same bytes (DESIGN §8)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.invariance.worlds import assert_same, digest, run, strategies, text_of

ROOT = Path(__file__).resolve().parents[2]
MARKET = {"customers": 3000, "days": 20}


@pytest.mark.parametrize("strategy", strategies("auto-service"))
def test_blocks_and_threads(strategy):
    text = text_of("auto-service")
    record = run(text, strategy, **MARKET)
    for block, threads in ((1536, 2), (768, 2), (256, 1), (256, 5)):
        assert_same(record, run(text, strategy, block=block, threads=threads, **MARKET))


@pytest.mark.parametrize("strategy", ["multichannel", "omnichannel"])
def test_both_clocks(strategy):
    text = text_of("auto-service")
    assert_same(run(text, strategy, days=30), run(text, strategy, days=30, clock="simpy"))


def test_rows_come_as_equal_bytes_from_any_number_of_blocks():
    text = text_of("random-3")
    strategy = strategies("random-3")[0]
    whole, parts = run(text, strategy), run(text, strategy, block=256, threads=2)
    assert whole.rows.tobytes() == parts.rows.tobytes()


SCRIPT = """
from tests.invariance.worlds import digest, run, text_of
print(digest(run(text_of("auto-service"), "omnichannel", days=20)))
"""


@pytest.mark.parametrize("hashes", ["0", "12345"])
def test_another_process_with_other_hashes_and_threads(hashes):
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hashes,
        "NUMBA_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT),
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.strip() == digest(run(text_of("auto-service"), "omnichannel", days=20))


def test_a_run_does_not_disturb_the_next():
    text = text_of("auto-service")
    first = run(text, "omnichannel", days=30)
    run(text, "multichannel", days=30)
    assert_same(first, run(text, "omnichannel", days=30))


def test_a_longer_run_begins_like_a_shorter_one_where_no_budget_is_spread():
    text = text_of("auto-service").replace('actions = ["thank-you"]', "actions = []")
    short, long = run(text, "today", days=20), run(text, "today", days=40)
    rows = long.rows[long.rows["window"] < 20]
    # whose window is cut short by the end of the run may still act in the longer one
    assert short.rows.tobytes() == rows.tobytes()
