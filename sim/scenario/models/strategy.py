"""[[strategy]]: what each channel may know, and who decides."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema

from engine.errors import nearest_name
from sim.scenario.models.base import (
    Count,
    Name,
    PositiveCount,
    Share,
    Table,
    given,
    refuse,
)
from sim.scenario.values import quantities as q
from sim.scenario.words import NAME

LINK = re.compile(rf"\s*({NAME.pattern})\s*->\s*({NAME.pattern})\s*")


def parse_link(text: object) -> tuple[str, str]:
    """The two channels of ``"a -> b"``."""
    match = LINK.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise refuse("this is not a link", found=text, expected='"web -> email"')
    return match[1], match[2]


class Knowledge(Table):
    """Whose observations a channel reads: ``mode``, or ``links`` (from, to): `to` reads `from`."""

    mode: Literal["own", "group", "all", "links"] = "own"
    links: tuple[tuple[str, str], ...] = ()


class Scope(Table):
    """Which channels share something: ``mode``, or ``classes`` as lists of channels."""

    mode: Literal["channel", "group", "customer", "classes"] = "channel"
    classes: tuple[tuple[str, ...], ...] = ()


class Sync(Table):
    """Windows until a linked channel knows: for all pairs, pairs of one group, single links."""

    default: Count = given(0, "windows until a linked channel knows; 0 is at once", le=1_000)
    group: Count | None = given(None, "the same, within a group", le=1_000)
    links: dict[str, Count] = given({}, "the same, for single links")


class Continuity(Table):
    """Share of progress that survives a change of channel: all pairs, in a group, single links."""

    default: Share = given(0.0, "share of progress that survives a change of channel")
    group: Share | None = given(None, "the same, within a group")
    links: dict[str, Share] = given({}, "the same, for single links")


class Recognition(Table):
    """Chance that a touch is tied to the profile, by channel, and the rate of false matches."""

    default: Share = given(0.0, "chance that a touch is tied to the profile")
    false_match: Share = given(0.0, "chance that a tied touch is tied to somebody else")
    channels: dict[Name, Share] = given({}, "the same, by channel")


class Allowed(Table):
    """Actions that a strategy may use: all but ``excepted``, or only ``names``."""

    names: tuple[str, ...] | None = None
    excepted: tuple[str, ...] = ()


def _knowledge(value: Any) -> Any:
    expected = '"own", "group", "all", or links such as ["web -> email"]'
    if isinstance(value, str) and value in ("own", "group", "all"):
        return {"mode": value}
    if isinstance(value, list):
        return {"mode": "links", "links": tuple(parse_link(link) for link in value)}
    near = nearest_name(value, ("own", "group", "all")) if isinstance(value, str) else None
    raise refuse("this is no knowledge", found=value, expected=expected, nearest=near)


def _is_class(names: Any) -> bool:
    return isinstance(names, list) and all(isinstance(name, str) for name in names) and bool(names)


def _scope(words: dict[str, str], what: str) -> BeforeValidator:
    expected = ", ".join(f'"{word}"' for word in words) + ', or lists such as [["web", "email"]]'

    def read(value: Any) -> Any:
        if isinstance(value, str) and value in words:
            return {"mode": words[value]}
        if isinstance(value, list) and all(_is_class(names) for names in value):
            return {"mode": "classes", "classes": tuple(tuple(names) for names in value)}
        near = nearest_name(value, words) if isinstance(value, str) else None
        raise refuse(f"this is no scope for {what}", found=value, expected=expected, nearest=near)

    return BeforeValidator(read)


def _pairs(what: str) -> BeforeValidator:
    """A number, or a table of ``default``, ``group`` and links, as fields of the model."""

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            return {"default": value}
        table: dict[str, Any] = {"links": {}}
        for key, item in value.items():
            if key in ("default", "group"):
                table[key] = item
            elif "->" in key:
                table["links"][" -> ".join(parse_link(key))] = item
            else:
                raise refuse(
                    f'{what} has no "{key}"',
                    found=key,
                    expected='default, group, or a link such as "web -> email"',
                    nearest=nearest_name(key, ("default", "group")),
                )
        return table

    return BeforeValidator(read)


def _recognition(value: Any) -> Any:
    if not isinstance(value, dict):
        return {"default": value}
    table: dict[str, Any] = {"channels": {}}
    for key, item in value.items():
        if key in ("default", "false_match"):
            table[key] = item
        else:
            table["channels"][key] = item
    return table


def _allowed(value: Any) -> Any:
    expected = '"all", a list of actions, or {except = ["action"]}'
    if value == "all":
        return {}
    names = value
    if isinstance(value, dict):
        if list(value) != ["except"]:
            raise refuse("these are no actions", found=value, expected=expected)
        names = value["except"]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise refuse("these are no actions", found=value, expected=expected)
    return {"excepted" if isinstance(value, dict) else "names": tuple(names)}


_SCOPES = {"channel": "channel", "group": "group", "customer": "customer"}
_SHARE = q.Quantity("share", "share", 0.0, 1.0)
_WINDOWS = q.Quantity("count", "windows", 0.0, 1_000.0)
_SHARED = WithJsonSchema({"x-quantity": "scope"})

KnowledgeDial = Annotated[
    Knowledge, WithJsonSchema({"x-quantity": "knowledge"}), BeforeValidator(_knowledge)
]
SyncDial = Annotated[
    Sync,
    _WINDOWS,
    WithJsonSchema({"x-quantity": "sync"}),
    _pairs("sync"),
]
ContinuityDial = Annotated[
    Continuity, _SHARE, WithJsonSchema({"x-quantity": "continuity"}),
    _pairs("continuity"),
]  # fmt: skip
RecognitionDial = Annotated[
    Recognition, _SHARE, WithJsonSchema({"x-quantity": "recognition"}),
    BeforeValidator(_recognition),
]  # fmt: skip
DeciderDial = Annotated[Scope, _SHARED, _scope(_SCOPES, "decider")]
PolicyDial = Annotated[Scope, _SHARED, _scope(_SCOPES, "contact_policy")]
OffersDial = Annotated[Scope, _SHARED, _scope(_SCOPES, "offers")]
SuppressionDial = Annotated[
    Scope, _SHARED, _scope({**_SCOPES, "everywhere": "customer"}, "suppression")
]
BudgetDial = Annotated[Scope, _SHARED, _scope({**_SCOPES, "pooled": "customer"}, "budget")]
ActionsDial = Annotated[
    Allowed, WithJsonSchema({"x-quantity": "actions"}), BeforeValidator(_allowed)
]


class Strategy(Table):
    """[[strategy]]: what each channel may know, and who decides."""

    name: Name = given(..., "short name", fixed=True)
    title: str = given("", "title as a reader sees it", fixed=True)
    description: str = given("", "how the firm works under it", fixed=True)
    groups: tuple[tuple[Name, ...], ...] = given(
        (), "groups of channels, for dials set to group", fixed=True
    )
    knowledge: KnowledgeDial = given("own", "whose observations a channel may read")
    sync: SyncDial = given(0, "windows until a linked channel knows; 0 is at once")
    recognition: RecognitionDial = given(
        0.0, "chance that a touch on a channel is tied to the customer's profile"
    )
    decider: DeciderDial = given("channel", "who decides: each channel, each group, or one")
    slots: PositiveCount = given(
        1, "actions that a decider may start per customer and window", le=32
    )
    contact_policy: PolicyDial = given("channel", "whose contacts are counted together")
    continuity: ContinuityDial = given(0.0, "share of progress that survives a change of channel")
    offers: OffersDial = given("channel", "who shares one state of offers")
    suppression: SuppressionDial = given("channel", "where contact stops after a purchase")
    budget: BudgetDial = given("channel", "who shares a budget")
    actions: ActionsDial = given("all", "actions of the catalogue that may be used")
