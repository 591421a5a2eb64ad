"""The first lines of a catalogue file: where it comes from, and which columns profiles need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sim.scenario.catalogue.needs import Column, Needs
from sim.scenario.models import Action
from sim.scenario.values.quantities import DAY, in_words
from sim.scenario.wizard.toml_writing import comment

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

NAME_WIDTH = 24
EXAMPLE = "people.parquet"


def head_lines(
    scenario: Scenario, needs: Needs, actions: Sequence[Action], left_out: Sequence[str], file: str
) -> list[str]:
    """Comments at the top of the file."""
    lines = [
        *comment(f"A catalogue for `journey decide`, made from the scenario {scenario.name}."),
        *comment(
            "Titles, rules, propensities and limits are the scenario's own; put your own numbers "
            "in their place. docs/engine.md tells what a catalogue may hold."
        ),
    ]
    if left_out:
        lines += [
            "#",
            *comment(
                "Left out, as these run on mass media alone, where nobody is chosen: "
                + ", ".join(left_out)
            ),
        ]
    if scenario.document.change:
        lines += [
            "#",
            *comment("What changes during the scenario is left out: these are its first days."),
        ]
    lines += ["#", *comment("Profiles are a .parquet file with a row for each customer:"), "#"]
    lines += _columns(needs)
    lines += ["#", *_example(needs), "#", *_commands(scenario, needs, actions, file)]
    return lines


def _columns(needs: Needs) -> Iterator[str]:
    who = Column(needs.customer, "number", "who it is: a whole number or a text, each once")
    for column in (who, *needs.columns):
        kind = ", ".join(f'"{value}"' for value in column.values) or column.kind
        if column is who:
            kind = "number or text"
        about = f"{kind}; {column.about.partition(';')[0]}"
        if column.missing:
            about += f"; null {column.missing.partition(':')[0]}"
        if column.read:
            about += f" (only for {', '.join(column.read)})"
        lines = comment(about, width=96 - NAME_WIDTH)
        first, *rest = (line[2:] for line in lines)
        yield f"#   {column.name:<{NAME_WIDTH}} {first}"
        for line in rest:
            yield f"#   {'':<{NAME_WIDTH}} {line}"


def _example(needs: Needs) -> Iterator[str]:
    yield "# For example, in Python:"
    yield "#"
    yield "#   import pyarrow as pa, pyarrow.parquet as pq"
    yield "#   people = pa.table({"
    yield f'#       "{needs.customer}": ["ann", "bob"],'
    for column in needs.columns:
        yield f'#       "{column.name}": [{", ".join(_values(column))}],'
    yield "#   })"
    yield f'#   pq.write_table(people, "{EXAMPLE}")'


def _values(column: Column) -> tuple[str, str]:
    """Two values of a column, the second missing where it may be."""
    none = "None" if column.missing else ""
    if column.values:
        return f'"{column.values[0]}"', none or f'"{column.values[-1]}"'
    if column.kind == "boolean":
        return "True", none or "False"
    return "2", none or "1"


def _commands(
    scenario: Scenario, needs: Needs, actions: Sequence[Action], file: str
) -> Iterator[str]:
    named = f" --customer {needs.customer}" if needs.customer != "customer" else ""
    moments: dict[str, set[str]] = {}
    for action in actions:
        if action.when != "plan":
            moments.setdefault(action.when, set()).update(action.on)
    days = _days(scenario)
    if days:
        yield from comment(
            f"The scenario plans once in {in_words(scenario.scenario.window)}; --days makes budget "
            "and limits those of such a plan:"
        )
        yield "#"
    yield f"#   journey decide {file} {EXAMPLE}{named}{days} --out decided.parquet"
    if not moments:
        return
    yield "#"
    yield from comment(
        "Actions of other moments than the plan are asked for by the event, with a file that holds "
        "only the customers to whom it has just happened (with --when booking those who booked):"
    )
    yield "#"
    for when, on in sorted(moments.items()):
        at = f" --at {sorted(on)[0]}" if on else ""
        yield f"#   journey decide {file} {EXAMPLE}{named} --out now.parquet --when {when}{at}"


def _days(scenario: Scenario) -> str:
    """The option that makes a plan as long as the scenario's; empty for one of a day."""
    window = scenario.scenario.window
    if window == DAY:
        return ""
    return f" --days {window // DAY}" if window % DAY == 0 else f' --days "{in_words(window)}"'
