"""Commands that do the work of a folder again, from what its manifest says."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.report.page.sources import Source
from sim.scenario import library
from sim.study.folders import COMPARE, RUN, Folder

__all__ = [
    "again_into", "as_typed", "folder_named", "is_built_in", "repeat_command", "reproduce_command",
    "typed",
]  # fmt: skip

AGAIN = "again"
"""What names of folders begin with that the repeated work is written to."""
PROGRAMS = ("journey", "journey.exe", "__main__.py")
WITH_VALUE = ("--out", "--threads", "--id-map", "--to")
"""Options that no result depends on and that name files or machines, left out with their values."""
ALONE = ("--json",)


def again_into(source: Source) -> str:
    """The new folder that the repeated work of a source is written to."""
    return f"{AGAIN}-{source.name}"


def repeat_command(source: Source, scenario: str | None = None) -> tuple[str, ...] | None:
    """The command that makes a folder like this one again, into a new folder.

    That is the recorded one where a command line was recorded; a run or a comparison that was asked
    for in another way is told from its settings.

    Args:
        scenario: the scenario's file that is to stand there; None: as it was named.

    Returns:
        Words of a command line; None where values were set from Python, or where a study was asked
        for from Python: `reproduce_command` does these again.
    """
    folder = source.folder
    if folder.scenario.changed:
        return None
    words = _recorded(folder, scenario)
    if words is None and not folder.is_study:
        words = _told(source, scenario or folder.scenario.name)
    return None if words is None else (*words, "--out", again_into(source))


def reproduce_command(path: str) -> tuple[str, ...]:
    """The command that does the work of a folder again and compares what comes out."""
    return ("journey", "reproduce", path)


def as_typed(words: Sequence[str]) -> str:
    """A command line that a shell reads as these words."""
    return shlex.join(words)


def is_built_in(folder: Folder) -> bool:
    """Whether the scenario of a folder is one that comes with this version, unchanged."""
    name = folder.scenario.name
    return name in library.names() and library.text_of(name) == folder.scenario.text


def typed(folder: Folder) -> tuple[str, ...] | None:
    """The words after the name of the command, as they were typed; None if it was no command."""
    recorded = [str(word) for word in folder.manifest["command"]]
    if len(recorded) < 3 or Path(recorded[0]).name not in PROGRAMS or recorded[1] != folder.kind:
        return None
    return tuple(recorded[2:])


def _recorded(folder: Folder, scenario: str | None) -> tuple[str, ...] | None:
    """The recorded words, as far as results depend on them; None where it was no command line."""
    recorded = typed(folder)
    if recorded is None:
        return None
    words = list(_without(recorded))
    place = _scenario_at(words, folder.scenario.name)
    if scenario is not None:
        if place is None:
            return None
        words[place] = scenario
    return ("journey", folder.kind, *map(_no_machine, words))


def _without(words: Sequence[str]) -> Iterator[str]:
    """All but the options that no result depends on."""
    skip = False
    for word in words:
        name, equals, _ = word.partition("=")
        if skip:
            skip = False
        elif name in WITH_VALUE:
            skip = not equals
        elif word not in ALONE:
            yield word


def _scenario_at(words: Sequence[str], name: str) -> int | None:
    """Where the scenario is named: the first word that is its name, or a file of its kind."""
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        if before.startswith("--") and "=" not in before:
            continue
        if word == name or word.endswith(".toml"):
            return place
    return None


def _no_machine(word: str) -> str:
    """A path from the root of a machine says nothing elsewhere: the name of its file stays."""
    option, equals, value = word.partition("=") if word.startswith("--") else ("", "", word)
    path = Path(value)
    return f"{option}{equals}{path.name}" if path.is_absolute() and path.name else word


def _told(source: Source, scenario: str) -> tuple[str, ...] | None:
    """A run or a comparison in the words of its manifest."""
    folder = source.folder
    manifest, settings = folder.manifest, folder.manifest["settings"]
    if "tune" in settings:
        return None
    words = ["journey", folder.kind, scenario]
    if folder.kind == RUN:
        words += ["--strategy", *manifest["strategies"]]
    elif folder.kind == COMPARE:
        words += ["--strategies", ",".join(manifest["strategies"])]
        words += ["--baseline", str(source.at("baseline")), "--equal", str(settings["equal"])]
        words += ["--draws", str(settings["draws"])]
        words += ["--tuned", str(settings["tuned"])] if "tuned" in settings else []
    words += ["--customers", str(settings["customers"]), "--days", f"{settings['days']:g}"]
    words += ["--seed", str(manifest["seed"]), "--replications", str(manifest["replications"])]
    if "people" in settings and folder.scenario.document.customers is None:
        words += ["--people", str(settings["people"]["file"])]
    return tuple(words)


def folder_named(source: Source) -> str:
    """A folder as it was named, without the root of a machine."""
    path = source.folder.path
    return path.name if path.is_absolute() else path.as_posix()
