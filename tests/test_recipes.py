"""The recipes of docs/recipes.md, all in one file: it is valid, and each of them counts.

They are put into a file of ten answers, and into a copy of a built-in scenario.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from sim import Scenario, run
from sim.scenario import library
from sim.scenario.checking.warnings import warnings_of
from sim.scenario.wizard.answers import read_all
from sim.scenario.wizard.page import page_of

PAGE = Path(__file__).parents[1] / "docs" / "recipes.md"
FENCE = re.compile(r"```toml\n(.*?)```", re.DOTALL)
TEXT = PAGE.read_text(encoding="utf-8")
SHOP = re.search(r"(?ms)^## Appointments beside goods\n.*?(?=^## )", TEXT)
assert SHOP is not None
BLOCKS = FENCE.findall(TEXT.replace(SHOP[0], ""))
OTHER_NAMES = {"place": "bays", "busy": "commuter", "bring-a-friend": "keep-informed"}
"""What the copy of the car service calls them."""


def cook(text: str, names: dict[str, str]) -> Scenario:
    """A file with every recipe in it, put in as the page says."""
    tables = []
    for block in BLOCKS:
        for old, new in names.items():
            block = re.sub(rf"\b{old}\b", new, block)
        if block.startswith("[["):
            tables.append(block)
            continue
        where, *lines = block.splitlines()
        if where == "# in each [[persona]]":
            text = in_each_persona(text, lines)
        elif (
            more := re.fullmatch(r"# under \[contact_policy\], one more in (\w+)", where)
        ) is not None:
            text = one_more(text, more[1], lines)
        else:
            found = re.fullmatch(r"# under (\[\w+\])", where)
            assert found is not None, where
            text = under(text, found[1], lines)
    return Scenario.from_text("\n".join([text, *tables]), file="mine.toml")


def in_each_persona(text: str, lines: Sequence[str]) -> str:
    """The names that are new, before those that are there."""
    for line in lines:
        key, value = line.split(" = ", 1)
        new = ", ".join(re.findall(r"(?:letters|fair) = [0-9.]+", value))
        text, count = re.subn(rf"(?m)^{key} = {{ ", f"{key} = {{ {new}, ", text)
        assert count == text.count("[[persona]]")
    return text


def one_more(text: str, key: str, lines: Sequence[str]) -> str:
    """One more item of a list of the contact policy."""
    (line,) = lines
    if f"\n{key} = [\n" in text:
        item = line.removeprefix(f"{key} = [").removesuffix("]")
        return text.replace(f"\n{key} = [\n", f"\n{key} = [\n  {item},\n")
    return text.replace("[contact_policy]\n", f"[contact_policy]\n{line}\n")


def under(text: str, table: str, lines: Sequence[str]) -> str:
    """Lines under a table: new ones, and in place of those with the same key."""
    if f"\n{table}\n" not in text:
        text += f"\n{table}\n"
    head, body = text.split(f"\n{table}\n")
    own, bracket, rest = body.partition("\n[")
    for line in lines:
        key = re.escape(line.split(" = ", 1)[0])
        own = re.sub(rf"(?m)^{key} = .*\n", "", own)
    return "\n".join([head, table, *lines, own]) + bracket + rest


@pytest.fixture(scope="module")
def garage() -> Scenario:
    """A file of ten answers with every recipe in it."""
    return cook(page_of(read_all({"industry": "car"}, file="x")).text, {})


@pytest.fixture(scope="module")
def copied() -> Scenario:
    """A copy of the car service with every recipe in it."""
    return cook(library.text_of("auto-service"), OTHER_NAMES)


def test_all_recipes_fit_together(garage: Scenario, copied: Scenario) -> None:
    assert len(BLOCKS) == 12
    assert not warnings_of(garage)
    assert {item.where for item in warnings_of(copied)} == {
        "known.visits.web", "budget.split",  # of another firm, with other paid channels
        "strategy.with-friday-mail.knowledge", "strategy.without-friday-mail.knowledge",
    }  # fmt: skip
    for scenario in (garage, copied):
        assert set(scenario.known.visits) == {"web", "phone"}
        assert scenario.budget.split["letters"] == 0.2
        assert any(cap.scope == "customer" for cap in scenario.contact_policy.caps)


def test_they_do_something(garage: Scenario, copied: Scenario) -> None:
    for scenario, linked in ((garage, "mail-and-place"), (copied, "mail-and-bays")):
        channels = run(scenario, "omnichannel", replications=2).to_json()["kpis"]["channels"]
        assert channels["letters"]["contacts"]["mean"] > 5
        assert channels["fair"]["visits"]["mean"] > 5
        assert run(scenario, linked, replications=2, days=60).to_json()["events"] > 100


def test_fridays_are_fridays_and_an_action_left_out_sends_nothing(garage: Scenario) -> None:
    sent = {
        name: run(garage, name, replications=1, days=4).kpis.channels["email"]["contacts"].mean
        for name in ("with-friday-mail", "without-friday-mail")
    }
    assert sent["with-friday-mail"] == sent["without-friday-mail"]  # Monday to Thursday
    week = {
        name: run(garage, name, replications=1, days=5).kpis.channels["email"]["contacts"].mean
        for name in ("with-friday-mail", "without-friday-mail")
    }
    assert week["with-friday-mail"] > week["without-friday-mail"]


def test_a_shop_gets_a_workshop() -> None:
    text = page_of(read_all({"industry": "retail"}, file="x")).text
    text = re.sub(
        r"(?m)^share = ([0-9.]+)", lambda found: f"share = {0.8 * float(found[1])!r}", text
    )
    (block,) = FENCE.findall(SHOP[0])
    shop = Scenario.from_text(f"{text}\n{block}", file="mine.toml")
    assert not warnings_of(shop)
    kpis = run(shop, "today", replications=2).kpis
    assert kpis.estimates["bookings"].mean > 200
    assert kpis.estimates["purchases"].mean > 2 * kpis.estimates["bookings"].mean
