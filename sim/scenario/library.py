"""The scenarios that come with the program."""

from __future__ import annotations

from importlib import resources
from pathlib import Path as FilePath

from engine.errors import ScenarioError, nearest_name

PACKAGE = "scenarios"


def names() -> tuple[str, ...]:
    """Names of the built-in scenarios, sorted."""
    files = resources.files(PACKAGE).iterdir()
    return tuple(sorted(item.name[:-5] for item in files if item.name.endswith(".toml")))


def text_of(name: str) -> str:
    """The text of a built-in scenario.

    Raises:
        ScenarioError: there is none of this name; with the nearest.
    """
    if name not in names():
        raise ScenarioError(
            "there is no built-in scenario of this name",
            found=name,
            expected=", ".join(names()),
            nearest=nearest_name(name, names()),
        )
    return resources.files(PACKAGE).joinpath(f"{name}.toml").read_text(encoding="utf-8")


def resolve(path_or_name: str | FilePath) -> tuple[str, str, bool]:
    """File (or name), text, and whether it is built in.

    A file wins over a built-in scenario of the same name.

    Raises:
        ScenarioError: neither a readable file nor a built-in name.
    """
    given = str(path_or_name)
    path = FilePath(given)
    try:
        if path.is_file():
            return given, _read(path), False
        if path.is_dir() and given not in names():
            raise ScenarioError(
                "this is a folder", file=given, found="a folder", expected="a .toml file"
            )
    except (OSError, ValueError) as error:
        raise ScenarioError(
            "this file cannot be read",
            file=given[:200],
            found=str(error)[:200],
            expected="a .toml file, or one of " + ", ".join(names()),
        ) from None
    if given in names():
        return given, text_of(given), True
    raise ScenarioError(
        "there is no such file or built-in scenario",
        file=given[:200],
        found=given[:200] or "nothing",
        expected="a .toml file, or one of " + ", ".join(names()),
        nearest=nearest_name(given, names()),
    )


def _read(path: FilePath) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(
            "this file is not text in UTF-8",
            file=str(path),
            place=f"byte {error.start}",
            found=f"byte 0x{error.object[error.start]:02x}",
            expected="a .toml file saved as UTF-8",
        ) from None
