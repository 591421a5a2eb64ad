"""Examples in the engine's pages are run, and what they print compared."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from engine import Catalog

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("page", ["rules.md", "engine.md", "evaluation.md"])
def test_examples(page):
    failed, tried = doctest.testfile(str(DOCS / page), module_relative=False)
    assert tried >= 8
    assert failed == 0


def test_the_file_of_the_page(tmp_path):
    file = tmp_path / "catalog.toml"
    file.write_text(block("The file"), encoding="utf-8")
    assert [action.name for action in Catalog.load(file).actions] == ["offer"]


def block(section):
    """The TOML of a section of the page."""
    page = (DOCS / "engine.md").read_text(encoding="utf-8").split(f"## {section}\n")[1]
    text = re.search(r"```toml\n(.*?)```", page, re.S)
    assert text is not None
    return text.group(1)


def test_the_constraints_of_the_page(tmp_path):
    file = tmp_path / "catalog.toml"
    channels = "".join(f'[[channel]]\nname = "{name}"\n' for name in ("letter", "sms"))
    actions = "".join(
        f'[[action]]\nname = "{name}"\npropensity = 0.1\nvalue = 1\n'
        'treatments = [{ channel = "letter" }]\n'
        for name in ("survey", "win-back")
    )
    file.write_text(block("The file") + channels + actions + block("Constraints"), encoding="utf-8")
    catalog = Catalog.load(file)
    assert [each.name for each in catalog.constraints] == ["calls", "letters"]
    assert catalog.exclusions[0].actions == ("survey", "win-back")
