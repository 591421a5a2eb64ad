"""Renews the tables of docs/verdicts.md from what `journey compare NAME --json` came to.

``python -m sim.report.verdicts_page DIR`` reads ``DIR/NAME.json`` of each scenario on the page, and
keeps the words around the tables.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAGE = Path("docs") / "verdicts.md"
BLOCK = re.compile(r"<!-- (?P<scenario>\S+) -->\n(?P<told>.*?)<!-- end -->\n", re.S)
WIDTH = 115
HEAD = (
    "| strategy | profit a year | against {baseline} | by simulation, 95 % | by inputs, 95 % "
    "| best in draws | of it actions | of it joining |\n"
    "|---|---|---|---|---|---|---|---|\n"
)


def section(result: Mapping[str, Any]) -> str:
    """The sentence of the verdict and a table of the strategies, from the JSON of a comparison."""
    baseline = result["baseline"]
    inputs = result["inputs"]
    draws = inputs["draws"]
    rows = ""
    for name, kpis in result["strategies"].items():
        share = inputs["probability_best"][name]
        cells = [name, _money(kpis["profit"]["mean"]), *_against(result, name)]
        cells[5:5] = [f"{round(share * draws)} of {draws}"]
        rows += f"| {' | '.join(cells)} |\n"
    sentence = textwrap.fill(result["verdict"]["sentence"], WIDTH, break_on_hyphens=False)
    currency = result["strategies"][baseline]["profit"]["unit"]
    measured = textwrap.fill(
        f"{result['customers']:,} people, {result['replications']} replications, and {draws} draws "
        f"of {inputs['ranges']} ranges with {inputs['replications']} replications each; "
        f"{result['events']:,} events. Money in {currency}.",
        WIDTH,
    )
    return f"{sentence}\n\n{HEAD.format(baseline=baseline)}{rows}\n{measured}\n"


def _against(result: Mapping[str, Any], name: str) -> list[str]:
    """Difference, its two intervals, and what of it actions and joining are."""
    baseline = result["baseline"]
    if name == baseline:
        return ["", "", "", "", ""]
    profit = result["differences"][f"{name} - {baseline}"]["profit"]
    parts = result["verdict"]["by_actions"].get(name)
    actions = None if parts is None else round(parts["actions"]["mean"])
    return [
        _money(profit["mean"]),
        f"{_money(profit['ci_low'])} to {_money(profit['ci_high'])}",
        f"{_money(profit['input_low'])} to {_money(profit['input_high'])}",
        "" if actions is None else _money(actions),
        "" if actions is None else _money(round(profit["mean"]) - actions),  # both add up as shown
    ]


def _money(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def renewed(page: str, results: Mapping[str, Mapping[str, Any]]) -> str:
    """The page with the tables of these results; the others stay."""

    def again(block: re.Match[str]) -> str:
        result = results.get(block["scenario"])
        if result is None:
            return block[0]
        return f"<!-- {block['scenario']} -->\n{section(result)}<!-- end -->\n"

    return BLOCK.sub(again, page)


if __name__ == "__main__":
    results = {
        file.stem: json.loads(file.read_text(encoding="utf-8"))
        for file in Path(sys.argv[1]).glob("*.json")
    }
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")
