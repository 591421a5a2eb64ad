"""The first decisions after an edit of a rule: the whole process, warm.

``python -m benchmarks.edited [--json]`` writes a catalogue of 50 actions and 10,000 profiles among
the temporary files and decides once. Then it edits one rule, decides again, and takes the time
that ``journey decide`` needs from its start to its end; five times, each edit another one.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.figures import machine, versions
from benchmarks.scorers.task import Scored, Task
from benchmarks.timing import ADDED, reference

TASK = Task(rows=10_000, actions=50)
EDITS = 5


def catalog(task: Task, edited: int) -> str:
    """The task's catalogue as a file; the first clause of action `edited` is another number."""
    parts = [f'[[profile]]\nname = "{name}"\n' for name in task.names]
    parts.append('[[channel]]\nname = "email"\n')
    parts += [_action(each, number == edited) for number, each in enumerate(task.scored)]
    return "\n".join(parts)


def _action(scored: Scored, edited: bool) -> str:
    clauses = [f"{name} {op} {number}" for name, op, number in scored.clauses]
    if edited:
        clauses[0] = " ".join([*clauses[0].split()[:2], "0.125"])
    weights = ", ".join(f"{name} = {weight}" for name, weight in scored.weights)
    return (
        f'[[action]]\nname = "{scored.name}"\neligible = "{" and ".join(clauses)}"\n'
        f"propensity = {{ intercept = {scored.intercept}, weights = {{ {weights} }} }}\n"
        f'value = "{scored.value} EUR"\ntreatments = [{{ channel = "email" }}]\n'
    )


def measured(task: Task = TASK, edits: int = EDITS) -> dict[str, Any]:
    """Seconds of the whole process after each edit, and of the fixed loop beside it."""
    with tempfile.TemporaryDirectory(prefix="journey-") as folder:
        place = Path(folder)
        pq.write_table(task.table, place / "profiles.parquet")
        found = [decided(task, edited, place) for edited in range(-1, edits)]
    return {
        "rows": task.rows,
        "actions": task.actions,
        "seconds": [seconds for _, seconds in found[1:]],
        "changed": [picks != found[0][0] for picks, _ in found[1:]],
        "reference_s": reference(),
    }


def decided(task: Task, edited: int, place: Path) -> tuple[dict[str, int], float]:
    """The picks of each action, and seconds of the process that decided."""
    (place / "catalog.toml").write_text(catalog(task, edited), encoding="utf-8")
    words = ["decide", str(place / "catalog.toml"), str(place / "profiles.parquet"), "--json"]
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", *words, "--out", str(place / f"{edited}.parquet")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    return json.loads(done.stdout)["actions"], seconds


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measured()
    if asked.json:
        found |= {"machine": machine(), "versions": versions()}
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    seconds = found["seconds"]
    sys.stdout.write(
        f"{machine()}\nfirst decisions after an edit, {found['rows']:,} rows × "
        f"{found['actions']} actions: median {statistics.median(seconds):.2f} s of the whole "
        f"process ({min(seconds):.2f} to {max(seconds):.2f})\n"
        f"{ADDED} took {found['reference_s']:.2f} s\n"
    )


if __name__ == "__main__":
    main()
