"""What stands in a built-in scenario does something: without it, some strategy lives otherwise.

`WITHOUT_EFFECT` lists what is known to do nothing; the test fails too where that has become wrong.
"""

from __future__ import annotations

import copy
import functools
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.clocks import simulate
from sim.model.market.market import Market
from sim.scenario import Scenario, library
from tests.random_scenarios.pick import Raw, toml
from tests.verification.firms import toml_key

WITHOUT_EFFECT: frozenset[str] = frozenset()
"""Parts, as `parts` names them, of which it is known that nothing changes without them."""

Tables = dict[str, Any]

NEUTRAL: dict[str, dict[str, Any]] = {
    "service": {"questions": 0, "complaints": 0},
    "loyalty_programme": {"joins": 0},
    "variant": {"chance": 0},
    "competitor": {"presence": {}},
}
"""Values at which a table does nothing, where rules or other tables name what is in it."""


@functools.cache
def tables_of(name: str) -> Tables:
    """The tables of a built-in scenario."""
    return tomllib.loads(library.text_of(name))


def parts(name: str) -> Iterator[str]:
    """What can be taken out of a scenario: `table`, `table.name`, `policy.caps.#1` and the like."""
    tables = tables_of(name)
    for table in ("kpi_rule", "outage", "competitor", "device", "variant"):
        yield from (f"{table}.{one['name']}" for one in tables.get(table, ()))
    yield from (f"change.#{place + 1}" for place, _ in enumerate(tables.get("change", ())))
    yield from (table for table in ("service", "loyalty_programme", "run_in") if table in tables)
    policy = tables.get("contact_policy", {})
    for many in ("caps", "gaps", "never_together"):
        yield from (f"policy.{many}.#{place + 1}" for place, _ in enumerate(policy.get(many, ())))
    yield from (f"policy.{key}" for key in ("in_quiet", "at_cap", "quiet") if key in policy)


CASES = [(name, part) for name in library.names() for part in parts(name)]


def without(name: str, part: str) -> Tables:
    """The tables of the scenario without one part."""
    tables = copy.deepcopy(tables_of(name))
    table, *path = part.split(".")
    if table == "policy":
        place, policy = path[-1], tables["contact_policy"]
        if place.startswith("#"):
            del policy[path[0]][int(place[1:]) - 1]
        else:
            del policy[place]
    elif table == "change":
        del tables["change"][int(path[0][1:]) - 1]
    elif table == "device":  # it is there, and nobody holds it
        for one in (*tables["persona"], *tables["channel"]):
            if isinstance(held := one.get("devices"), dict):
                held.pop(path[0], None)
            elif held:
                one["devices"] = [device for device in held if device != path[0]]
    elif table in NEUTRAL:
        for one in tables[table] if path else [tables[table]]:
            if not path or one["name"] == path[0]:
                one |= NEUTRAL[table]
        for change in tables.get("change", ()):  # what is set later counts too
            change["set"] = {
                key: value for key, value in change["set"].items() if not key.startswith(part + ".")
            }
        tables["change"] = [change for change in tables.get("change", ()) if change["set"]]
    elif path:
        tables[table] = [one for one in tables[table] if one["name"] != path[0]]
    else:
        del tables[table]
    return tables


def plain(value: Any) -> Any:
    """Dates as TOML has them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return Raw(value.isoformat()) if isinstance(value, date) else value


def written(tables: Tables) -> str:
    """The tables as a scenario file."""
    lines = []
    for table, content in plain(tables).items():
        many = isinstance(content, list)
        for one in content if many else [content]:
            lines.append(f"[[{table}]]" if many else f"[{table}]")
            lines += [f"{toml_key(key)} = {toml(value)}" for key, value in one.items()]
    return "\n".join(lines)


def lived(scenario: Scenario, strategy: str) -> bytes:
    """The digest of a year of the whole market."""
    outcome = simulate(
        Market.build(scenario, strategy), seed=1, replication=0, clock="compiled", threads=1
    )
    return np.concatenate([outcome.digest_sums.ravel(), outcome.counters.ravel()]).tobytes()


@functools.cache
def usual(name: str, strategy: str) -> bytes:
    """The digest of a strategy as it comes."""
    return lived(Scenario.load(name), strategy)


@pytest.mark.parametrize("name", library.names())
def test_a_scenario_written_anew_is_the_same(name: str) -> None:
    assert Scenario.from_text(written(tables_of(name))).numbers == Scenario.load(name).numbers


@pytest.mark.slow
@pytest.mark.parametrize(("name", "part"), CASES, ids=[f"{name}: {part}" for name, part in CASES])
def test_what_stands_in_a_scenario_does_something(name: str, part: str) -> None:
    scenario = Scenario.from_text(written(without(name, part)))
    strategies = sorted(scenario.strategies, key=lambda one: (one == "today", one != "omnichannel"))
    differs = any(lived(scenario, one) != usual(name, one) for one in strategies)
    assert differs == (f"{name}: {part}" not in WITHOUT_EFFECT)


def test_the_list_of_what_does_nothing_names_what_is_there() -> None:
    assert {f"{name}: {part}" for name, part in CASES} >= WITHOUT_EFFECT
