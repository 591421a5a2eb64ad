"""What is searched, from what somebody asks for: settings of one strategy of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.errors import UsageError
from sim.scenario.keys import split as parts_of
from sim.study.optimise.settings import SPLIT, Choice, Number, Setting, Split
from sim.study.trials.ranges import span_of

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["EACH", "Over", "over_json", "over_of", "settings_of", "split_of"]

Over: TypeAlias = Mapping[str, tuple[Any, Any] | list[Any] | None]
"""By dotted key: the ends of a range, a list of options, or None for the split of the budget."""

EACH = "*"
"""Stands for the strategy's name in a key, so that one key serves several strategies."""


def over_json(over: Over) -> dict[str, Any]:
    """The same as JSON, which knows no pairs: ``{key: {low, high} | {options} | null}``."""
    told: dict[str, Any] = {}
    for key, wanted in over.items():
        if isinstance(wanted, tuple):
            told[key] = {"low": wanted[0], "high": wanted[1]}
        else:
            told[key] = None if wanted is None else {"options": wanted}
    return told


def over_of(told: Mapping[str, Any]) -> dict[str, tuple[Any, Any] | list[Any] | None]:
    """What `over_json` has told."""
    found: dict[str, tuple[Any, Any] | list[Any] | None] = {}
    for key, one in told.items():
        if one is None:
            found[key] = None
        elif "options" in one:
            found[key] = list(one["options"])
        else:
            found[key] = (one["low"], one["high"])
    return found


def settings_of(
    scenario: Scenario, strategy: str, over: Over, *, place: str = "--over"
) -> tuple[Setting, ...]:
    """The settings that somebody asks for, in the order in which they were asked for.

    Raises:
        InputError: no such key, or nothing that could be searched.
    """
    found: list[Setting] = []
    for given, wanted in over.items():
        key = _own(given, strategy, place)
        if key == SPLIT:
            found.append(_split(scenario, strategy, place))
        elif isinstance(wanted, list):
            found.append(_choice(scenario, key, wanted, place))
        elif wanted is None:
            raise UsageError(
                "a number needs a range, or options", place=place, found=given,
                expected=f'"{given}=LO:HI" or "{given}=A|B"',
            )  # fmt: skip
        else:
            if key.startswith(f"{SPLIT}.") and any(
                _own(one, strategy, place) == SPLIT for one in over
            ):
                raise UsageError(
                    "a part of the budget is searched twice", place=place, found=key,
                    expected=f"{SPLIT} alone, which has all parts and keeps their sum",
                )  # fmt: skip
            found.append(Number.of(span_of(scenario, (key, *wanted), place)))
    names = [setting.key for setting in found]
    for name in names:
        if names.count(name) > 1:
            raise UsageError("a setting is searched twice", place=place, found=name)
    return tuple(found)


def split_of(scenario: Scenario, strategy: str) -> Split | None:
    """The split of the budget over the pools that a strategy spends from.

    Channels that share a pool whenever something is spent are one part, in the proportion that the
    file gives them. Channels on which the strategy spends nothing keep what they have.

    Returns:
        None: it has one pool, or none that has money and is spent from.
    """
    from sim.model.market.tables import paid_channels

    dials = [phase.resolved(strategy) for _, phase in scenario.phases()]
    paid = {
        name
        for (_, phase), own in zip(scenario.phases(), dials, strict=True)
        for name in paid_channels(phase, own)
    }
    pools: dict[tuple[int, ...], list[str]] = {}
    for place, channel in enumerate(scenario.channels):
        if channel.name in paid:
            pool = tuple(int(own.budget[place]) for own in dials)
            pools.setdefault(pool, []).append(channel.name)
    first = paid_channels(scenario, dials[0])
    stated = dict(scenario.budget.split) or {name: 1.0 / len(first) for name in first}
    money = [sum(stated.get(name, 0.0) for name in pool) for pool in pools.values()]
    if len(pools) < 2 or not sum(money) > 0.0:
        return None
    within = [
        tuple(stated.get(name, 0.0) / whole if whole else 1.0 / len(pool) for name in pool)
        for pool, whole in zip(pools.values(), money, strict=True)
    ]
    now = tuple(whole / sum(money) for whole in money)
    return Split(
        key=SPLIT, stated=now, start=now, pools=tuple(tuple(pool) for pool in pools.values()),
        within=tuple(within), total=sum(money),
    )  # fmt: skip


def _own(key: str, strategy: str, place: str) -> str:
    """The key with the strategy's name in it.

    Raises:
        UsageError: it is of another strategy.
    """
    parts = parts_of(key)
    if len(parts) < 2 or parts[0] != "strategy":
        return key
    if parts[1] == EACH:
        return key.replace(EACH, strategy, 1)
    if parts[1] != strategy:
        raise UsageError(
            "this is a setting of another strategy", place=place, found=key,
            expected=f"one of {strategy}, or strategy.{EACH}",
        )  # fmt: skip
    return key


def _split(scenario: Scenario, strategy: str, place: str) -> Split:
    found = split_of(scenario, strategy)
    if found is None:
        raise UsageError(
            f"{strategy} has no budget to split", place=f"{place} {SPLIT}",
            found="one pool of money, or one channel that costs some",
            expected="a strategy that spends on two channels or more, each from its own part",
        )  # fmt: skip
    return found


def _choice(scenario: Scenario, key: str, options: list[Any], place: str) -> Choice:
    """A choice, each option of which fits by itself.

    Raises:
        InputError: one does not.
    """
    if len(options) < 2:
        raise UsageError(
            "a choice needs two options or more", place=f"{place} {key}",
            found="|".join(map(str, options)), expected=f'such as "{key}=a|b"',
        )  # fmt: skip
    same = -1
    for number, option in enumerate(options):
        if scenario.with_values({key: option}).document == scenario.document:
            same = number
    return Choice.of(key, options, same, scenario.get(key))
