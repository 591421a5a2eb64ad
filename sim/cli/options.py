"""Options that several commands share, and numbers as people write them."""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from engine.errors import UsageError

if TYPE_CHECKING:
    from sim.scenario import Scenario

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_NUMBER = re.compile(r"([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([kKMG]?)")
_SUFFIX = {"": 1, "k": 1_000, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000}
MOST_DIGITS = 40
_FORM = "a number such as 10000, 10_000, 10k or 1M"


def parse_number(text: str | float) -> float:
    """A number as people write it: 365, 0.5, 10_000, 10k, 1M."""
    if not isinstance(text, str):
        return float(text)
    return float(_exact(text))


def parse_count(text: str | int) -> int:
    """A whole number as people write it, to its last digit: 600, 10_000, 10k, 1.5M."""
    if not isinstance(text, str):
        return int(text)
    value = _exact(text)
    if value != value.to_integral_value():
        raise typer.BadParameter(f'"{text}" is not a whole number')
    return int(value)


def parse_share(text: str | float) -> float:
    """A share, as a number or in percent: 0.8, 80%, "80 %"."""
    if isinstance(text, str) and text.strip().endswith("%"):
        return parse_number(text.strip()[:-1]) / 100.0
    return parse_number(text)


def _exact(text: str) -> Decimal:
    match = _NUMBER.fullmatch(text.strip())
    if match is None or len(text) > MOST_DIGITS:
        raise typer.BadParameter(f'"{text}" is not {_FORM}')
    return Decimal(match.group(1)) * _SUFFIX[match.group(2)]


def number_or_text(text: str) -> float | str:
    """A number as people write it, or what a file would have there."""
    try:
        return parse_number(text)
    except typer.BadParameter:
        return text


def parquet_to_make(out: str | None, command: str, instead: str = "") -> str:
    """The file of ``--out``, which must be named.

    Args:
        instead: what may be given in its place, for the message.

    Raises:
        UsageError: it is missing, or no Parquet file.
    """
    if out is not None and out.endswith(".parquet"):
        return out
    raise UsageError(
        "--out is missing" if out is None else "this is no Parquet file",
        place=command,
        found=out,
        expected=f"--out FILE.parquet{instead}",
    )


def parse_length(text: str | float) -> float:
    """A number of days, or a time with its unit: 90, "90 d", "12 weeks", "1 year"."""
    if not isinstance(text, str) or _NUMBER.fullmatch(text.strip()):
        return parse_number(text)
    from engine.quantities import DAY, QuantityError, parse_duration

    try:
        return parse_duration(text) / DAY
    except QuantityError:
        form = 'days, such as 90, or a time such as "90 d" or "12 w"'
        raise typer.BadParameter(f'"{text}" is not a number of {form}') from None


ScenarioName: TypeAlias = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A .toml file or a built-in name.")
]
StrategyName: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Which of the scenario's strategies; must be given."),
]
StrategyNames: TypeAlias = Annotated[
    str | None, typer.Option(metavar="A,B", help="Which strategies. Default: all of the scenario.")
]
BaselineName: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="What the others are compared with. Default: today, or the first."
    ),
]
AtEvent: TypeAlias = Annotated[
    str, typer.Option(metavar="EVENT", help="The event that is answered, such as visit.")
]
AtChannel: TypeAlias = Annotated[
    str | None, typer.Option(metavar="CHANNEL", help="Where that event happens.")
]
ActionColumn: TypeAlias = Annotated[
    str, typer.Option(metavar="COLUMN", help="The column of what was done: action or treatment.")
]
PlanNumber: TypeAlias = Annotated[
    int,
    typer.Option(
        parser=parse_count,
        metavar="N",
        help="Number of the plan, for draws at the margin of a limit.",
    ),
]
AsOf: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="TIME",
        help="When the decision is made, for rules that count days since a timestamp: 2026-11-30, "
        "or 2026-11-30T08:00 (UTC). No clock is asked.",
    ),
]
Customers: TypeAlias = Annotated[
    int | None,
    typer.Option(
        parser=parse_count,
        metavar="N",
        help="People simulated. Fewer than the scenario's market: a sample, reported at market "
        "scale; more: an artificial market. Default: the market.",
    ),
]
Days: TypeAlias = Annotated[
    float | None,
    typer.Option(parser=parse_length, metavar="D", help="Days simulated. Default: the scenario's."),
]
Seed: TypeAlias = Annotated[
    int, typer.Option(parser=parse_count, metavar="S", help="The same seed gives the same bytes.")
]
Replications: TypeAlias = Annotated[
    int,
    typer.Option(
        parser=parse_count, metavar="R", help="Times that the same year is lived with other luck."
    ),
]
Threads: TypeAlias = Annotated[
    int | None,
    typer.Option(
        parser=parse_count,
        metavar="T",
        help="Default: all processors. Results do not depend on it.",
    ),
]
Clock: TypeAlias = Annotated[
    str,
    typer.Option(metavar="compiled|simpy", help="compiled is fast, simpy the model of record."),
]
Out: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="DIR", help="Folder to make for the results. Default: none is written."),
]
StudyFolder: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="DIR",
        help="Folder of the study: what is finished is kept there, and taken up again. Default: "
        "none is written.",
    ),
]
Events: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="none|sample|all",
        help="Whose events are written under --out. sample: some 1,000 customers of the first "
        "replication.",
    ),
]
People: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="Customers from a CSV or Parquet file, with our own column names (journey people "
        "--columns lists them) or those that [customers] maps. Default: the table of [customers], "
        "else people drawn from the personas.",
    ),
]
IdMap: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="FILE", help="Write which customer of the table is which. Default: nowhere."
    ),
]
DryRun: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Only tell what this would take, in time, memory and disk: a probe of a few seconds, "
        "nothing is written. Exit 2 where it does not fit.",
    ),
]
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print one JSON object and nothing else.")
]


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """Options of every command that simulates; names and meaning as in `sim.study.options`."""

    customers: Customers = None
    days: Days = None
    seed: Seed = 1
    threads: Threads = None
    clock: Clock = "compiled"
    people: People = None
    dry_run: DryRun = False

    def given(self, progress: Callable[[float, float], None] | None = None) -> dict[str, Any]:
        """By name, as studies take them, with whom to tell how far they are."""
        found = {**dataclasses.asdict(self), "progress": progress}
        del found["dry_run"]  # asks for another work
        return found

    @property
    def rate(self) -> float:
        """Customer-days a second, roughly."""
        from sim.study.estimate.rates import rough_rate

        return rough_rate(self.clock, self.threads)


@dataclass(frozen=True, kw_only=True)
class Kept(Simulated):
    """The same where results may be kept."""

    id_map: IdMap = None
    out: Out = None
    events: Events = "none"

    def given(self, progress: Callable[[float, float], None] | None = None) -> dict[str, Any]:
        """The same, with the command as it was typed."""
        return {**super().given(progress), "command": ("journey", *sys.argv[1:])}


@dataclass(frozen=True, kw_only=True)
class Lasting(Simulated):
    """The same of a trial with real customers, whose days they are."""

    days: Annotated[
        float | None,
        typer.Option(
            parser=parse_length,
            metavar="D",
            help="Days of the pilot. Default: the fewest for which there are people enough.",
        ),
    ] = None


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command have the fields of its dataclass parameters as options of its own.

    typer knows an option as a parameter; this is how several commands share some.
    """
    groups: dict[str, type] = {}
    parameters: list[inspect.Parameter] = []
    last: list[inspect.Parameter] = []
    for parameter in inspect.signature(command, eval_str=True).parameters.values():
        group = parameter.annotation
        if isinstance(group, type) and dataclasses.is_dataclass(group):
            groups[parameter.name] = group
            last.extend(inspect.signature(group, eval_str=True).parameters.values())
        else:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))

    def called(**words: Any) -> None:
        for name, group in groups.items():
            names = [field.name for field in dataclasses.fields(group)]
            words[name] = group(**{field: words.pop(field) for field in names})
        command(**words)

    # The command's own options come first in its help, --json last.
    place = len(parameters) - ("as_json" in {parameter.name for parameter in parameters})
    parameters[place:place] = last
    called.__name__ = command.__name__
    called.__doc__ = command.__doc__
    called.__annotations__ = {item.name: item.annotation for item in parameters}
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return called


def named(strategy: str | None, scenario: Scenario, command: str) -> str:
    """The strategy that a command needs.

    Raises:
        UsageError: none was named.
    """
    if strategy is None:
        raise UsageError(
            "--strategy is missing",
            place=command,
            expected=f"one of {', '.join(scenario.strategies)}",
        )
    return strategy


def split_names(text: str) -> list[str]:
    """``a, b`` as a list; empty parts are left out."""
    return [name.strip() for name in text.split(",") if name.strip()]


def names_of(text: str | None) -> list[str] | None:
    """The same, None where nothing is said."""
    return None if text is None else split_names(text)
