"""What `--dry-run` foretells beside what the same command then takes.

``python -m benchmarks.foretold [--quick] [--json]`` runs each command twice, as a process of its
own: with `--dry-run`, then as it is, measured from outside. A ratio is foretold over taken.
Where others use the machine too, times of the two may differ for that reason alone.
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

from benchmarks.figures import machine, versions

COMMANDS = (
    "compare auto-service --draws 0",
    "run growing-brand --strategy omnichannel --customers 100k --days 90 --replications 1 "
    "--events all",
    "run mattress --strategy omnichannel --customers 1M --days 30 --replications 1",
)
QUICK = ("run auto-service --strategy cross-channel --days 30 --events all",)
START = "import sys; from sim.cli import main; main(sys.argv[1:])"
MEASURES = ("seconds", "memory_bytes", "disk_bytes")


def measured(words: list[str], out: Path) -> dict[str, float]:
    """Seconds, greatest memory and bytes written of a command."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", START, *words], stdout=subprocess.DEVNULL) as one:
        _, status, usage = os.wait4(one.pid, 0)
        one.returncode = os.waitstatus_to_exitcode(status)
    if one.returncode:
        raise SystemExit(f"journey {' '.join(words)} failed")
    files = [file.stat().st_size for file in out.rglob("*") if file.is_file()]
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "seconds": time.perf_counter() - began,
        "memory_bytes": usage.ru_maxrss * unit,
        "disk_bytes": sum(files),
    }


def foretold(words: list[str]) -> dict[str, float]:
    """The estimate of the same command."""
    command = [sys.executable, "-c", START, *words, "--dry-run", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    estimate = json.loads(done.stdout)["estimate"]
    return {name: estimate[name] for name in MEASURES}


def row(command: str) -> dict[str, Any]:
    """One command, foretold and taken."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        words = [*command.split(), "--out", str(out)]
        told = foretold(words)
        taken = measured(words, out)
    ratio = {name: round(told[name] / taken[name], 2) for name in MEASURES}
    return {"command": f"journey {command}", "foretold": told, "taken": taken, "ratio": ratio}


def main() -> None:
    """Print what was foretold and taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one small run")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = [row(command) for command in (QUICK if asked.quick else COMMANDS)]
    if asked.json:
        found = {"machine": machine(), "versions": versions(), "rows": rows}
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    sys.stdout.write(machine() + "\n")
    for one in rows:
        sys.stdout.write(one["command"] + "\n")
        for name in MEASURES:
            told, taken = one["foretold"][name], one["taken"][name]
            sys.stdout.write(
                f"  {name:<13} {told:>16,.1f} {taken:>16,.1f} {one['ratio'][name]:>7}\n"
            )


if __name__ == "__main__":
    main()
