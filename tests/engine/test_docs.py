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
    text = re.search(r"```toml\n(.*?)```", (DOCS / "engine.md").read_text(encoding="utf-8"), re.S)
    assert text is not None
    file = tmp_path / "catalog.toml"
    file.write_text(text.group(1), encoding="utf-8")
    assert [action.name for action in Catalog.load(file).actions] == ["offer"]
