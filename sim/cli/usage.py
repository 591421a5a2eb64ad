"""Wrong words on the command line, told in the same form as every other mistake."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer

from engine.errors import UsageError, nearest_name

# Typer carries its own copy of click in some versions and imports click in others; the classes
# are the same, and a public one of typer's leads to them.
UsageProblem: type[Exception] = typer.BadParameter.__mro__[1]

LIST_OPTION = "--strategies"
"""The option that takes names joined by commas."""

_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")


def joined_lists(words: Sequence[str]) -> list[str]:
    """The arguments, with ``--strategies a, b`` as one list: the shell parts it at the blank."""
    joined: list[str] = []
    inside = False
    for word in words:
        more = inside and (joined[-1].endswith(",") or word.startswith(","))
        if more and not word.startswith("-"):
            joined[-1] += word
            continue
        inside = (
            bool(joined) and joined[-1] == LIST_OPTION and not word.startswith("-")
        ) or word.startswith(LIST_OPTION + "=")
        joined.append(word)
    return joined


def usage_error(problem: Any, command: Any) -> UsageError:
    """The same mistake as an UsageError with the nearest valid name.

    Args:
        problem: what the option parser raised.
        command: the whole application, for the names of its commands.
    """
    context = getattr(problem, "ctx", None)
    path = context.command_path if context is not None else "journey"
    help_ = f"`{path} --help` shows what there is"
    kind = type(problem).__name__
    if kind == "NoSuchOption":
        return _option(problem, context, path, help_)
    if kind == "MissingParameter":
        name = _name_of(problem)
        return UsageError(f"{name} is missing", place=path, expected=help_)
    if kind == "BadParameter":
        return UsageError(problem.message.rstrip("."), place=_name_of(problem), expected=help_)
    words = str(problem.message)
    quoted = _QUOTED.search(words)
    if quoted is not None and "command" in words.lower():
        names = list(getattr(command, "commands", {}))
        return UsageError(
            "there is no such command",
            place=path,
            found=quoted.group(1),
            expected=", ".join(names),
            nearest=nearest_name(quoted.group(1), names),
        )
    return UsageError(words[:1].lower() + words[1:].rstrip("."), place=path, expected=help_)


def _option(problem: Any, context: Any, path: str, help_: str) -> UsageError:
    found = str(problem.option_name)
    known: list[str] = []
    if context is not None:
        for parameter in context.command.params:
            known += [name for name in parameter.opts if name.startswith("--")]
    known += ["--help", "--debug"]
    return UsageError(
        "there is no such option",
        place=path,
        found=found,
        expected=help_,
        nearest=nearest_name(found, known),
    )


def _name_of(problem: Any) -> str:
    parameter = getattr(problem, "param", None)
    if parameter is None:
        hint = getattr(problem, "param_hint", None)
        return str(hint) if hint else "an argument"
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name).upper()
    return str(max(parameter.opts, key=len))
