"""Cross-checks of actions: what they name, and the rules and formulas in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from engine.errors import RuleError, nearest_name
from engine.rules import Expr, ProfileSchema, parse
from engine.rules.expressions import fields_of
from sim.scenario import profile
from sim.scenario.checking.naming import known, repeated
from sim.scenario.checking.ways import check_spans
from sim.scenario.models import Action, Channel, Document, Treatment
from sim.scenario.reading.labels import Path
from sim.scenario.reading.translate import Mistakes
from sim.scenario.words import NAME

RULES = ("eligible", "applicable", "suitable")
CALENDAR = {"month", "weekday"}
"""Fields that say nothing about anybody."""


def check_actions(document: Document, mistakes: Mistakes) -> None:
    """Add every mistake of the actions."""
    view = profile.schema(profile.names_of(document))
    channels = {channel.name: channel for channel in document.channel}
    creatives = [creative.name for creative in document.creative]
    offers = [offer.name for offer in document.offer]
    for index, action in enumerate(document.action):
        path: Path = ("action", index)
        _moment(action, path, channels, mistakes)
        for position, treatment in enumerate(action.treatments):
            place = (*path, "treatments", position)
            if treatment.creative is not None:
                known(mistakes, (*place, "creative"), treatment.creative, creatives, "creative")
            if treatment.offer is not None:
                known(mistakes, (*place, "offer"), treatment.offer, offers, "offer")
            if known(mistakes, (*place, "channel"), treatment.channel, channels, "channel"):
                _reach(action, channels[treatment.channel], place, mistakes)
            _landing(treatment, channels, place, mistakes)
            _asks(treatment, channels, place, mistakes)
        _rules(action, path, view, mistakes)
        check_spans(action.runs, (*path, "runs"), mistakes)
        _mass(action, path, channels, view, mistakes)


def check_written_rules(data: Mapping[str, Any], mistakes: Mistakes) -> None:
    """Add the mistakes of rules in a file that has others which keep it from being a scenario.

    Without the names of all channels and offers nothing can be said, and nothing is.
    """
    names: dict[str, list[str]] = {}
    for table in profile.CATEGORIES.values():
        key = "message" if table == "message" else "name"
        found = _all_names(data.get("creative" if key == "message" else table, []), key)
        if found is None:
            return
        names[table] = found
    actions = data.get("action")
    if not isinstance(actions, list):
        return
    view = profile.schema(names)
    for index, action in enumerate(actions):
        for key in RULES if isinstance(action, Mapping) else ():
            if isinstance(action.get(key), str) and action[key].strip():
                check_rule(("action", index, key), action[key], "condition", view, mistakes)


def _all_names(members: Any, key: str) -> list[str] | None:
    """The names that a list of tables has under a key, sorted; None where one is not proper."""
    if not isinstance(members, list):
        return None
    names = [item.get(key) if isinstance(item, Mapping) else None for item in members]
    if key == "message":
        names = [name for name in names if name is not None]
    proper = [name for name in names if isinstance(name, str) and NAME.fullmatch(name)]
    return sorted(set(proper)) if len(proper) == len(names) else None


def _moment(action: Action, path: Path, channels: dict[str, Channel], mistakes: Mistakes) -> None:
    """When the action starts, and where."""
    for position, name in enumerate(action.on):
        known(mistakes, (*path, "on", position), name, channels, "channel")
    if repeated(action.on):
        mistakes.add(
            (*path, "on"), "a channel stands twice", found=repeated(action.on), expected="once each"
        )
    if action.planned and action.on:
        mistakes.add(
            (*path, "on"), "a planned action does not start on a channel",
            found=", ".join(action.on), expected='when = "visit" or another event, or no on',
        )  # fmt: skip
    if action.planned and action.delay:
        mistakes.add(
            (*path, "delay"), "a planned action has no event to wait after", found="delay",
            expected='at = "10:00" for the time of day, or when = "visit" or another event',
        )  # fmt: skip
    if not action.planned and action.at is not None:
        mistakes.add(
            (*path, "at"), "an action that an event starts has no time of day", found="at",
            expected='delay = "1 d" for the time after the event, or when = "plan"',
        )  # fmt: skip


def _reach(action: Action, channel: Channel, place: Path, mistakes: Mistakes) -> None:
    """Where people only come by themselves, something can be shown while they are there."""
    if channel.contact != "inbound":
        return
    if action.planned:
        mistakes.add(
            (*place, "channel"),
            f'"{channel.name}" cannot be used by the plan: people come there by themselves',
            found=channel.name,
            expected='when = "visit" or another event, or a channel that sends or advertises',
        )
    elif action.on and channel.name not in action.on:
        mistakes.add(
            (*place, "channel"),
            f'"{channel.name}" cannot answer what happens elsewhere: people come there by '
            "themselves",
            found=f"{channel.name}, on {', '.join(action.on)}",
            expected=f'on = ["{channel.name}"], or a channel that sends or advertises',
        )
    elif action.delay:
        mistakes.add(
            (*place, "channel"),
            f'"{channel.name}" cannot answer later: people come there by themselves',
            found=f"{channel.name}, with a delay",
            expected="no delay, or a channel that sends",
        )


def _mass(
    action: Action,
    path: Path,
    channels: dict[str, Channel],
    view: ProfileSchema,
    mistakes: Mistakes,
) -> None:
    """On a mass medium nobody is chosen: an action runs by the calendar alone."""
    places = [
        position
        for position, treatment in enumerate(action.treatments)
        if treatment.channel in channels and channels[treatment.channel].is_mass
    ]
    if not places:
        return
    name = action.treatments[places[0]].channel
    place = (*path, "treatments", places[0], "channel")
    if not action.planned:
        mistakes.add(
            place, f'"{name}" is a mass medium: no event of one person can start anything there',
            found=f'when = "{action.when}"', expected='when = "plan"',
        )  # fmt: skip
    if len(places) < len(action.treatments):
        mistakes.add(
            place, "an action is for a mass medium or for single people, not for both",
            found=name, expected="an action of its own",
        )  # fmt: skip
    for layer in RULES:
        text = getattr(action, layer)
        if text is None:
            continue
        try:
            used = {field.name for field in fields_of(parse(text, view, expects="condition"))}
        except RuleError:
            continue  # told where all rules are checked
        if used - CALENDAR:
            mistakes.add(
                (*path, layer), f'"{name}" is a mass medium, of whose public nothing is known',
                found=", ".join(sorted(used - CALENDAR)),
                expected=f"rules on {', '.join(sorted(CALENDAR))}, or runs",
            )  # fmt: skip


def _landing(
    treatment: Treatment, channels: dict[str, Channel], place: Path, mistakes: Mistakes
) -> None:
    target = treatment.landing
    if target is None:
        if treatment.starts is not None:
            mistakes.add(
                (*place, "starts"), "it is not said where this leads", found=treatment.starts,
                expected='landing = "web", or another channel with steps',
            )  # fmt: skip
        return
    if not known(mistakes, (*place, "landing"), target, channels, "channel"):
        return
    own = channels.get(treatment.channel)
    if own is not None and not own.links and treatment.starts is not None:
        mistakes.add(
            (*place, "starts"), f'no link leads from "{own.name}" to a certain step',
            found=treatment.starts, expected="no starts: the visit begins at the beginning",
        )  # fmt: skip
    steps = channels[target].steps
    if not steps:
        mistakes.add(
            (*place, "landing"), f'nobody can go on at "{target}", as it has no steps',
            found=target,
            expected=", ".join(name for name, other in channels.items() if other.steps)
            or 'a channel with steps such as ["product", "checkout"]',
        )  # fmt: skip
    elif treatment.starts is not None and treatment.starts not in steps:
        mistakes.add(
            (*place, "starts"), f'"{target}" has no such step', found=treatment.starts,
            expected=", ".join(steps), nearest=nearest_name(treatment.starts, steps),
        )  # fmt: skip


def _asks(
    treatment: Treatment, channels: dict[str, Channel], place: Path, mistakes: Mistakes
) -> None:
    """What a treatment asks for can be done somewhere."""
    for position, name in enumerate(treatment.grants):
        known(mistakes, (*place, "grants", position), name, channels, "channel")
    if treatment.grants and treatment.asks not in ("signup", "follow"):
        mistakes.add(
            (*place, "grants"), "only a sign-up permits contact, or following",
            found=f"asks = {treatment.asks!r}".replace("'", '"').replace("None", "nothing"),
            expected='asks = "signup" or "follow", or no grants',
        )  # fmt: skip
    if treatment.asks == "call" and not any(other.takes_calls for other in channels.values()):
        mistakes.add(
            (*place, "asks"), "nobody takes calls in this scenario", found="call",
            expected='a channel with servers, such as kind = "phone"',
        )  # fmt: skip


def _rules(action: Action, path: Path, view: ProfileSchema, mistakes: Mistakes) -> None:
    texts: list[tuple[str, str | None, Literal["condition", "number"]]] = [
        (name, getattr(action, name), "condition") for name in RULES
    ]
    if action.propensity.mode == "formula":
        texts.append(("propensity", action.propensity.text, "number"))
    texts.append(("context", action.context.text, "number"))
    texts.append(("value", action.value.text if action.value is not None else None, "number"))
    for key, text, expects in texts:
        if text is not None:
            check_rule((*path, key), text, expects, view, mistakes)
    for name in action.propensity.weights:
        place = (*path, "propensity", "weights", name)
        if known(mistakes, place, name, view.names, "field of the profile"):
            if view[name].kind == "category":
                numbers = [field.name for field in view if field.kind != "category"]
                mistakes.add(
                    place, f'"{name}" is a word, and cannot be weighed', found=name,
                    expected=", ".join(numbers),
                )  # fmt: skip


def check_rule(
    place: Path,
    text: str,
    expects: Literal["condition", "number"],
    view: ProfileSchema,
    mistakes: Mistakes,
) -> Expr | None:
    """A rule or formula; None where something is wrong with it, which is added."""
    try:
        return parse(text, view, expects=expects)
    except RuleError as error:
        at = (error.place or "").removeprefix("" if "\n" in text else "line 1, ")
        where = f" ({at} of the rule)" if at else ""
        mistakes.add(
            place, error.message + where, found=error.found, expected=error.expected,
            nearest=error.nearest,
        )  # fmt: skip
        return None
