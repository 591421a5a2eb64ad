"""A file of very many profiles decided in constant memory.

``python -m benchmarks.stream [--rows 100M] [--json]`` makes a Parquet file among the temporary
files block by block, decides it in a process of its own, and prints rows a second and the greatest
memory of that. Money has no limit, or its price is kept; two numbers, two flags, a category.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.figures import machine, versions
from sim.cli.options import parse_count

BLOCK = 1 << 20
KINDS = ("new", "regular", "lost")
CATALOG = """
[[profile]]
name = "visits"

[[profile]]
name = "spent"

[[profile]]
name = "kind"
kind = "category"
values = ["new", "regular", "lost"]

[[profile]]
name = "mail_ok"
kind = "boolean"

[[channel]]
name = "email"
cost = "0.02 EUR"
consent = "mail_ok"

[[channel]]
name = "letter"
cost = "1.20 EUR"

[[action]]
name = "offer"
eligible = "visits >= 1"
propensity = { intercept = -4, weights = { visits = 0.2, spent = 0.01 } }
value = "60 EUR"
treatments = [{ channel = "email" }, { channel = "letter" }]

[[action]]
name = "return"
eligible = "kind == 'lost' and spent > 20"
propensity = "0.001 * spent"
value = "40 EUR"
treatments = [{ channel = "letter" }]

[[action]]
name = "news"
propensity = 0.005
value = "10 EUR"
treatments = [{ channel = "email" }]
"""
DECIDE = """
import pathlib, sys
from sim.cli import main
try:
    main(sys.argv[1:])
finally:
    print(pathlib.Path("/proc/self/status").read_text(), file=sys.stderr)
"""
"""A process that tells its own greatest memory: what its parent sees begins at the parent's own."""


def write_profiles(file: Path, rows: int) -> None:
    """Profiles of so many customers, a block at a time; a tenth of the numbers is missing."""
    rng = np.random.default_rng(1)
    writer: pq.ParquetWriter | None = None
    for first in range(0, rows, BLOCK):
        count = min(BLOCK, rows - first)
        table = pa.table(
            {
                "customer": np.arange(first, first + count),
                "visits": pa.array(
                    rng.poisson(1.5, count).astype(np.int32), mask=rng.random(count) < 0.1
                ),
                "spent": rng.gamma(1.0, 40.0, count).astype(np.float32),
                "kind": pa.DictionaryArray.from_arrays(
                    rng.integers(0, len(KINDS), count).astype(np.int8), pa.array(KINDS)
                ),
                "mail_ok": rng.random(count) < 0.7,
            }
        )
        writer = writer or pq.ParquetWriter(file, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def measured(rows: int) -> dict[str, Any]:
    """Seconds, and greatest bytes of memory, of `journey decide`."""
    with tempfile.TemporaryDirectory(prefix="journey-") as folder:
        place = Path(folder)
        (place / "catalog.toml").write_text(CATALOG, encoding="utf-8")
        write_profiles(place / "profiles.parquet", rows)
        words = ["decide", str(place / "catalog.toml"), str(place / "profiles.parquet"), "--json"]
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", DECIDE, *words, "--out", str(place / "decided.parquet")],
            capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"},
        )  # fmt: skip
        seconds = time.perf_counter() - began
        sizes = [(place / f"{name}.parquet").stat().st_size for name in ("profiles", "decided")]
    return {
        "rows": rows,
        "decided": json.loads(done.stdout)["decided"],
        "seconds": seconds,
        "rows_per_s": rows / seconds,
        "memory_bytes": 1024 * int(done.stderr.split("VmHWM:")[1].split()[0]),
        "bytes_read": sizes[0],
        "bytes_written": sizes[1],
    }


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=parse_count, default=100_000_000, metavar="N")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measured(asked.rows)
    if asked.json:
        found |= {"machine": machine(), "versions": versions()}
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    sys.stdout.write(
        f"{machine()}\n{found['rows']:,} rows in {found['seconds']:,.1f} s, "
        f"{found['rows_per_s']:,.0f} a second, {found['memory_bytes'] / 1e6:,.0f} MB at most\n"
    )


if __name__ == "__main__":
    main()
