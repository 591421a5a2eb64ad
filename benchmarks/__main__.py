"""Side-by-side measurements: ``python -m benchmarks NAME [--json | --markdown] [--quick]``.

`docs/benchmarks.md` says what each name measures. Sizes are written as `journey` takes them: 20000,
20_000, 20k.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from engine.errors import JourneyError, UsageError, one_of
from sim.cli.options import parse_count

if TYPE_CHECKING:
    from benchmarks.report import Report


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code: 0 done, 1 failed while working, 2 bad input."""
    asked = _parser().parse_args(arguments)
    try:
        one_of(asked.name, NAMES, "there is no measurement of this name", place="NAME")
        report = NAMES[asked.name](asked)
    except JourneyError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    lines = report.lines()
    if asked.json:
        lines = [report.as_json()]
    elif asked.markdown:
        lines = report.markdown()
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _clocks(asked: argparse.Namespace) -> Report:
    from benchmarks import clocks

    size = clocks.QUICK if asked.quick else clocks.FULL
    given = {name: getattr(asked, name) for name in ("customers", "days", "rounds", "growth")}
    return clocks.measure(_resized(size, given))


def _journeys(asked: argparse.Namespace) -> Report:
    from benchmarks import journeys

    if asked.growth is not None:
        raise UsageError("only clocks has a growth", place="--growth")
    size = journeys.QUICK if asked.quick else journeys.FULL
    lengths = {"customers": asked.customers, "days": asked.days}
    journey = _resized(size.journey, lengths)
    return journeys.measure(_resized(size, {"journey": journey, "rounds": asked.rounds}))


def _scoring(asked: argparse.Namespace) -> Report:
    from benchmarks import scoring

    for option in ("growth", "days"):
        if getattr(asked, option) is not None:
            raise UsageError(f"scoring has no {option}", place=f"--{option}")
    size = scoring.QUICK if asked.quick else scoring.FULL
    return scoring.measure(scoring.resized(size, asked.customers, asked.rounds))


def _allocation(asked: argparse.Namespace) -> Report:
    from benchmarks import allocation

    if asked.growth is not None or asked.days is not None:
        option = "--days" if asked.growth is None else "--growth"
        raise UsageError("plans have no days and no growth", place=option)
    size = allocation.QUICK if asked.quick else allocation.FULL
    return allocation.measure(
        _resized(size, {"customers": asked.customers, "rounds": asked.rounds})
    )


def _study(asked: argparse.Namespace) -> Report:
    from benchmarks import study

    for option in ("growth", "rounds"):
        if getattr(asked, option) is not None:
            raise UsageError(f"maps have no {option}", place=f"--{option}")
    size = study.QUICK if asked.quick else study.FULL
    return study.measure(_resized(size, {"customers": asked.customers, "days": asked.days}))


def _resized(size: Any, given: dict[str, Any]) -> Any:
    """The size with what was given in place of its own."""
    return replace(size, **{name: value for name, value in given.items() if value is not None})


NAMES: dict[str, Callable[[argparse.Namespace], Report]] = {
    "allocation": _allocation,
    "clocks": _clocks,
    "journeys": _journeys,
    "scoring": _scoring,
    "study": _study,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure side by side, in one run, systems that do the same work.",
        epilog="Example: python -m benchmarks clocks --quick",
    )
    parser.add_argument("name", metavar="NAME", help=f"what to measure: {', '.join(NAMES)}")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help="one JSON object, for scripts")
    shown.add_argument("--markdown", action="store_true", help="tables to paste into a page")
    parser.add_argument("--quick", action="store_true", help="a size for checks: seconds")
    parser.add_argument("--customers", type=_whole, metavar="N", help="people, or rows")
    parser.add_argument("--days", type=_whole, metavar="D", help="days simulated")
    parser.add_argument("--rounds", type=_whole, metavar="R", help="how often each is timed here")
    parser.add_argument(
        "--growth", type=_whole, nargs="*", metavar="N",
        help="markets whose time for a customer and day is compared; none leaves it out",
    )  # fmt: skip
    return parser


def _whole(text: str) -> int:
    try:
        count = parse_count(text)
    except typer.BadParameter as error:
        raise argparse.ArgumentTypeError(error.message) from None
    if count < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return count


if __name__ == "__main__":
    sys.exit(main())
