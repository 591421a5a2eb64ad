"""`journey new`: a file to edit: a built-in scenario, one from ten answers, or a catalogue."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import UsageError
from sim.cli.options import AsJson
from sim.cli.output import note, print_json, wrapped

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.wizard.fit import Found

EPILOG = """\b
Example:
  journey new my-firm.toml --from auto-service
  journey new my-firm.toml --ask
  journey new my-firm.toml --answers answers.json
  journey new catalogue.toml --catalog-from auto-service

\b
ANSWERS is a JSON object with these keys, each a question of --ask; what is
left out, null or "?" is not known and takes a default, whose source the file
tells:
  industry   retail, car, beauty, food, b2b, travel, finance, home,
             technology, other
  size       people in reach, customers included          2000
  currency   three letters                                "EUR"
  channels   names, such as web, email, facebook, phone   ["web", "email"]
             or with parts of the orders, if known
                                              "shop 90 %, web 10 %, email"
  spend      on media last year                           "12k"
  customers  people who bought last year                  800
  orders     paid last year                               1200
  basket     mean value of an order                       "85 EUR"
  margin     share left after cost of goods               "40 %"
  staff      hours a week for marketing, price of one
                                                   {"hours": 10, "wage": 30}
"""


def new_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to make.")],
    source: Annotated[
        str | None, typer.Option("--from", metavar="NAME", help="The built-in scenario to copy.")
    ] = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask ten questions about your firm; they go to stderr.")
    ] = False,
    answers: Annotated[
        str | None,
        typer.Option("--answers", metavar="ANSWERS", help="A JSON file with the answers to these."),
    ] = None,
    catalog_from: Annotated[
        str | None,
        typer.Option(
            "--catalog-from",
            metavar="SCENARIO",
            help="A scenario, built-in or a .toml file, whose actions, channels and limits make a "
            "catalogue for journey decide.",
        ),
    ] = None,
    simulate: Annotated[
        bool,
        typer.Option(
            "--simulate/--no-simulate",
            help="Whether some years of today are simulated, so that orders and buyers come near "
            "your answers.",
        ),
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Make a commented file to edit: a copy of a scenario, your own firm, or a catalogue."""
    ways = {"--from": source, "--ask": ask or None, "--answers": answers,
            "--catalog-from": catalog_from}  # fmt: skip
    _one_way(file, {option: given is not None for option, given in ways.items()})
    path = Path(file)
    free(path, file)
    if source is not None:
        from sim.scenario.docs.template import template

        write_new(path, file, template(source))
        if not as_json:
            typer.echo(f"{path} is a copy of {source}, ready to edit")
            typer.echo(f"next: journey check {path}")
    elif catalog_from is not None:
        _catalogue(path, file, catalog_from, as_json=as_json)
    else:
        _from_answers(path, file, answers, simulate=simulate, as_json=as_json)
    if as_json:
        print_json({"path": str(path)})


def _one_way(file: str, given: dict[str, bool]) -> None:
    """One way to make the file, and no more."""
    from sim.scenario.library import names

    chosen = [option for option, there in given.items() if there]
    if len(chosen) > 1:
        raise UsageError(
            "these exclude each other", place="journey new", found=" and ".join(chosen),
            expected="one of --from NAME, --ask, --answers FILE, --catalog-from SCENARIO",
        )  # fmt: skip
    if not chosen:
        raise UsageError(
            "--from is missing: which built-in scenario shall be copied? Or --ask, for your own",
            place="journey new",
            expected=f"journey new {file} --from NAME, where NAME is one of: {', '.join(names())}; "
            f"or journey new {file} --ask, or --catalog-from SCENARIO for journey decide",
        )


def _catalogue(path: Path, file: str, source: str, *, as_json: bool) -> None:
    """Write the catalogue of a scenario, once it has been read as `journey decide` reads it."""
    from engine.catalog import Catalog
    from sim.scenario import Scenario
    from sim.scenario.catalogue.page import catalogue_text

    scenario = Scenario.load(source)
    text = catalogue_text(scenario, file=path.name)
    catalog = Catalog.from_text(text, file=file)
    write_new(path, file, text)
    for warning in catalog.warnings:
        note(wrapped(f"{file}: {warning}", indent="  "))
    if not as_json:
        typer.echo(f"{path} has {len(catalog.actions)} actions of {scenario.name}")
        typer.echo(
            wrapped(
                "Its first lines tell which columns your profiles need, and how to decide with it.",
                indent="  ",
            )
        )


def _from_answers(
    path: Path, file: str, answers: str | None, *, simulate: bool, as_json: bool
) -> None:
    """Write the file of a firm, and say what is odd in it."""
    from sim.cli.advice import next_steps
    from sim.cli.concerns import warn
    from sim.scenario import Scenario
    from sim.scenario.wizard.answers import load
    from sim.scenario.wizard.page import page_of

    given = load(answers, _remark) if answers is not None else _asked()
    page = page_of(given, _fitted(given) if simulate else None)
    scenario = Scenario.from_text(page.text, file=file)
    write_new(path, file, page.text)
    warn(scenario, file, full=True)
    _unspent(scenario)
    if not as_json:
        for line in next_steps(scenario, path, page):
            command = line.startswith("  journey ")  # is copied, and so never broken
            indent = " " * (len(line) - len(line.lstrip()) or 2)
            typer.echo(line if command else wrapped(line, indent=indent))


def _remark(said: str) -> None:
    note(wrapped(f"note: {said}", indent="  "))


def _fitted(given: dict[str, Any]) -> Found | None:
    """The firm's fit; says that it takes a while."""
    from sim.study.fitting import fitted

    note(
        wrapped(
            "simulating some years of today, until orders and buyers come near your answers "
            "(--no-simulate leaves that out) …",
            indent="  ",
        )
    )
    return fitted(given)


def _unspent(scenario: Scenario) -> None:
    """Say where money that the firm has spent cannot be spent in its file."""
    from sim.study.money import Currency

    total = scenario.budget.total
    paid = any(channel.contact in ("audience", "mass") for channel in scenario.channels)
    if total and not paid and scenario.labels["budget.total"].kind == "mine":
        money = Currency(scenario.scenario.currency).text(total)
        note(
            wrapped(
                f"note: none of these channels takes money for advertising, so most of the {money} "
                "of last year is not simulated: name the channels on which it was spent",
                indent="  ",
            )
        )


def _asked() -> dict[str, Any]:
    from sim.scenario.wizard.dialogue import ask

    def say(words: str) -> None:
        sys.stderr.write(words)
        sys.stderr.flush()

    try:
        return ask(sys.stdin.readline, say, typed=sys.stdin.isatty())
    except UnicodeDecodeError:
        raise UsageError(
            "an answer is not text in UTF-8", place="journey new --ask", expected="text in UTF-8"
        ) from None
    finally:
        say("\n")


# --- the file ------------------------------------------------------------------------------------


def free(path: Path, file: str) -> None:
    """Refuse a place that is taken before anything is asked."""
    if path.is_dir():
        raise UsageError("this is a folder", file=file, expected="the name of a new .toml file")
    if path.exists():
        raise _taken(file)
    if not path.parent.is_dir():
        raise UsageError(
            "this file cannot be written", file=file, found="No such file or directory",
            expected="a file in a folder that exists",
        )  # fmt: skip


def _taken(file: str) -> UsageError:
    return UsageError("this file exists and is not overwritten", file=file, expected="a new name")


def write_new(path: Path, file: str, text: str) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises:
        UsageError: it is there, or cannot be written.
    """
    made = False
    try:
        # "x" refuses to overwrite, and does so even if the file appears this very moment.
        with path.open("x", encoding="utf-8", newline="\n") as handle:
            made = True
            handle.write(text)
    except FileExistsError:
        raise _taken(file) from None
    except OSError as error:
        if made:
            with suppress(OSError):
                path.unlink(missing_ok=True)  # half a scenario is none
        raise UsageError(
            "this file cannot be written",
            file=file,
            found=os.strerror(error.errno) if error.errno else str(error),
            expected="a file in a folder that exists",
        ) from None
