"""Example reports of the built-in scenarios: ``python -m sim.report.page.examples DIR``.

Each is made from a comparison, its drivers and a break-even, of a sample of the market where one
may be taken, so that all of it takes minutes. The same each time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.errors import JourneyError
from sim.report.page.compared import Compared
from sim.report.page.sources import read_sources
from sim.report.page.write import write_report
from sim.scenario import Scenario
from sim.scenario.library import names
from sim.study.breakeven import breakeven
from sim.study.compare import compare
from sim.study.drivers import drivers
from sim.study.market_part import part_of

__all__ = ["example", "main"]

PEOPLE = 5_000
"""Of a sample, where the market is larger."""
REPLICATIONS = 10


def example(name: str, place: Path) -> Path:
    """Study one scenario and report; returns the page.

    Args:
        place: a folder for what is found, and for the page.

    Raises:
        InputError: something is there already. RunError: failed while working.
    """
    scenario = Scenario.load(name)
    people = part_of(scenario, scenario.scenario.market, largest=PEOPLE, size=PEOPLE)
    options: dict[str, Any] = {"customers": people, "replications": REPLICATIONS}
    folders = [place / f"{name}-{what}" for what in ("compare", "drivers", "breakeven")]
    compare(scenario, draws=0, out=folders[0], **options)
    compared = Compared(next(read_sources(folders[:1]).of("compare")))
    first = compared.leading if compared.leading != compared.baseline else compared.others[-1]
    drivers(scenario, first, compared.baseline, out=folders[1], **options)
    breakeven(
        scenario, first, compared.baseline, over=("platform.factor", 0.0, 3.0), out=folders[2],
        **options,
    )  # fmt: skip
    write_report(folders, place / f"{name}.html")
    return place / f"{name}.html"


def main(words: Sequence[str] | None = None) -> int:
    """Write the examples that are asked for; exit code."""
    parser = argparse.ArgumentParser(description="Example reports of the built-in scenarios.")
    parser.add_argument("folder", type=Path, help="where they go")
    parser.add_argument("--scenario", action="append", choices=names(), help="default: all")
    asked = parser.parse_args(words)
    asked.folder.mkdir(parents=True, exist_ok=True)
    for name in asked.scenario or names():
        try:
            sys.stdout.write(f"{example(name, asked.folder)} written\n")
        except JourneyError as problem:
            sys.stderr.write(f"error: {problem}\n")
            return problem.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
