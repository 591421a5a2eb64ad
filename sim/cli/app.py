"""The application: its commands, and what becomes of errors.

Exit: 0 done, 1 failed while working, 2 bad input, 130 interrupted. An error is one message on
stderr, never a traceback unless ``--debug`` is given.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from engine.errors import InputErrors, JourneyError
from sim.cli import (
    choosing,
    deciding,
    differing,
    driving,
    evaluating,
    figures,
    joining,
    learning,
    lifting,
    mapping,
    optimising,
    people,
    piloting,
    repeating,
    reporting,
    scenarios,
    selecting,
    studies,
    sweeping,
    tipping,
    tracing,
    trusting,
    turning,
    words,
)
from sim.cli.options import CONTEXT
from sim.cli.output import wrapped_error
from sim.cli.usage import UsageProblem, joined_lists, usage_error

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
RARELY = 100_000
"""Objects made between two searches for garbage: most are those of imports, which stay."""

EPILOG = """\b
Example:
  journey compare auto-service

\b
SCENARIO is a path to a .toml file or a built-in name.
Numbers accept 10_000, 10k, 1M.
"""

app = typer.Typer(
    name="journey",
    help="Put the same simulated customers through several strategies and see which earns more.",
    epilog=EPILOG,
    context_settings=CONTEXT,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
scenarios.add_to(app)
studies.add_to(app)
choosing.add_to(app)
driving.add_to(app)
lifting.add_to(app)
turning.add_to(app)
tipping.add_to(app)
mapping.add_to(app)
sweeping.add_to(app)
trusting.add_to(app)
optimising.add_to(app)
joining.add_to(app)
piloting.add_to(app)
selecting.add_to(app)
tracing.add_to(app)
repeating.add_to(app)
reporting.add_to(app)
differing.add_to(app)
figures.add_to(app)
people.add_to(app)
deciding.add_to(app)
evaluating.add_to(app)
learning.add_to(app)
words.add_to(app)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="On an error show where it came from; any command.")
    ] = False,
) -> None:
    """Show help or the version when no command is given."""
    del debug  # taken out of the arguments by main
    if version:
        typer.echo(f"journey {_version()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _version() -> str:
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as version_of

    try:
        return version_of("journey-engine")
    except PackageNotFoundError:
        return "(not installed, run from its sources)"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave the process with its exit code."""
    gc.set_threshold(RARELY, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)  # else all modules are searched once more, for nothing: 0.3 s
    sys.exit(run_command(sys.argv[1:] if arguments is None else arguments))


def run_command(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code, never raises."""
    words = list(arguments)
    end = words.index("--") if "--" in words else len(words)
    debug = "--debug" in words[:end]
    words = [word for place, word in enumerate(words) if word != "--debug" or place > end]
    try:
        with _readable_streams():
            code = _invoke(words)
            sys.stdout.flush()
            return code
    except BrokenPipeError:
        # The reader of our output has gone, as `journey … | head` does: nothing is wrong.
        _discard_output()
        return DONE
    except KeyboardInterrupt as stop:
        _say("\n".join(["interrupted", *getattr(stop, "__notes__", ())]))
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- the last net: nobody who asks not sees a traceback
        if debug:
            _say(traceback.format_exc().rstrip())
        else:
            _say(_told(error))
        return error.exit_code if isinstance(error, JourneyError) else FAILED


def _told(error: Exception) -> str:
    """An error as one message; of several mistakes each begins in the same way."""
    if isinstance(error, InputErrors):
        return "\n".join(wrapped_error(f"error: {one}") for one in error.told)
    if isinstance(error, JourneyError):
        return wrapped_error(f"error: {error}")
    if isinstance(error, MemoryError):
        return wrapped_error(
            "error: not enough memory; fewer --customers or --replications need less"
        )
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return wrapped_error(f"error: {place}{error.strerror or error}")
    return wrapped_error(
        f"error: the program failed ({type(error).__name__}: {error})\n"
        "  this is a fault of the program, not of your input; --debug shows where"
    )


def _invoke(words: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        # Not command.main: that turns interrupts and closed pipes into exits of its own.
        with command.make_context("journey", joined_lists(words)) as context:
            command.invoke(context)
    except UsageProblem as problem:
        raise usage_error(problem, command) from problem
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.Exit as leave:
        return leave.exit_code
    return DONE


@contextlib.contextmanager
def _readable_streams() -> Iterator[None]:
    """Let output that a terminal's encoding lacks be replaced rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    yield


def _discard_output() -> None:
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(message: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(message, file=sys.stderr, flush=True)  # noqa: T201 -- the one place that speaks
