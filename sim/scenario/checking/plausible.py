"""Single numbers far from what such numbers are: a forgotten percent sign, cents, minutes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario import keys
from sim.scenario.checking.bands import Band, band_of
from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.wording import A_YEAR, HOUR, amount, length, number, often, percent
from sim.scenario.implied.media import click_share
from sim.scenario.models import NAMED, Action, Channel, Pass, Recognition
from sim.scenario.values.currencies import minor_units_per_euro
from sim.scenario.values.quantities import DAY

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

FAR = 5.0
"""Times beyond its band from which a number is wrong, and not only odd."""
WIDE = 10.0
"""Times between a number and an end of its range from which a slip is likely."""
MANY_HOURS = 60.0
"""Hours which everybody would write as days."""
_HOURS = re.compile(r"\bper\s+(\d[\d_]*(?:\.\d+)?)\s*(?:h|hours?)\b")
SLIPS = {
    "share": (0.01, 100.0),  # a percent sign forgotten, or one too many
    "money": (0.01, 100.0, 0.001, 1000.0, 0.1, 10.0),  # cents, thousands, a decimal point
}
"""Factors by which numbers are off where somebody slips."""


@dataclass(frozen=True)
class _Scale:
    """How a kind of quantity is judged: base value of one unit of its bands."""

    kind: str
    unit: float


def implausible_numbers(scenario: Scenario) -> Iterator[Concern]:
    """Every number outside its band, and values that a change sets so."""
    yield from _of(scenario)
    for number_of_change, key, changed in _changes(scenario):
        for concern in _of(changed, only=key):
            where = keys.join(("change", str(number_of_change), "set", key))
            yield Concern(where, concern.message, concern.arithmetic, concern.weight)


def wide_ranges(scenario: Scenario) -> Iterator[Concern]:
    """Ranges that end many times off the number that they are of."""
    for leaf in keys.leaves(scenario.document):
        if not isinstance(leaf.value, tuple):
            yield from _wide(scenario, leaf)


def _changes(scenario: Scenario) -> Iterator[tuple[int, str, Scenario]]:
    """(number of the change in the file, key that it sets, the scenario from then on)."""
    order = {id(change): place for place, change in enumerate(scenario.document.change, start=1)}
    later = sorted(scenario.document.change, key=lambda item: item.at)
    for change, (_, changed) in zip(later, scenario.phases()[1:], strict=True):
        for key in change.set:
            yield order[id(change)], key, changed


def _of(scenario: Scenario, only: str | None = None) -> Iterator[Concern]:
    for leaf in keys.leaves(scenario.document):
        if isinstance(leaf.value, tuple) or (only is not None and leaf.key != only):
            continue
        channel = (
            scenario.document.channel[int(leaf.path[1])] if leaf.path[0] == "channel" else None
        )
        named = leaf.path[0] in NAMED
        field = ".".join(str(part) for part in leaf.path[2 if named else 1 :])
        band = band_of(str(leaf.path[0]), channel.kind if channel else None, field)
        if band is not None:
            yield from _judge(scenario, leaf, band)
        if leaf.quantity.kind == "rate":
            yield from _in_hours(scenario, leaf)
    for action in scenario.actions if only is None else ():
        yield from _quoted(action)
        yield from _above_clicks(scenario, action)
    for channel in scenario.channels:
        band = band_of("channel", channel.kind, "click_share")
        if band is not None and only in (None, f"channel.{channel.name}.click"):
            yield from _clicks(scenario, channel, band)


def _judge(scenario: Scenario, leaf: keys.Leaf, band: Band) -> Iterator[Concern]:
    """A number, and the ends of its range, against its band."""
    scale = _scale(scenario, leaf.quantity.kind)
    if scale is None:
        return
    value = float(leaf.value) / scale.unit
    if not _within(value, band):
        yield Concern(
            leaf.key,
            f"{_told(scenario, scale, value)} is {_side(value, band)} ({_what(leaf)})"
            + _meant(scenario, leaf.key, scale, value, band),
            _against(scenario, scale, value, band),
            _weight(value, band),
            rests_on=(leaf.key,),
        )
        return
    yield from _range(scenario, leaf, scale, band)


def _range(scenario: Scenario, leaf: keys.Leaf, scale: _Scale, band: Band) -> Iterator[Concern]:
    label = scenario.labels.get(leaf.key)
    if label is None or label.low is None or label.high is None:
        return
    plain = scenario.numbers.get(leaf.key)
    if not plain:
        return
    for name, end in (("low", label.low), ("high", label.high)):
        value = end / plain * float(leaf.value) / scale.unit
        if not _within(value, band):
            yield Concern(
                leaf.key,
                f"the {name} end of its range, {_told(scenario, scale, value)}, is "
                f"{_side(value, band)} ({_what(leaf)})",
                _against(scenario, scale, value, band),
                rests_on=(leaf.key,),
            )


def _wide(scenario: Scenario, leaf: keys.Leaf) -> Iterator[Concern]:
    """Each end of a range against its number."""
    label, plain = scenario.labels.get(leaf.key), scenario.numbers.get(leaf.key)
    scale = _scale(scenario, leaf.quantity.kind)
    if label is None or label.low is None or label.high is None or not plain or scale is None:
        return
    value = float(leaf.value) / scale.unit
    for name, end in (("low", label.low), ("high", label.high)):
        times = max(end / plain, plain / end) if end > 0.0 else 0.0
        far = end / plain * value
        if times > WIDE:
            yield Concern(
                leaf.key,
                f"the {name} end of its range is {number(times)} times "
                f"{'the number itself' if end > plain else 'smaller than the number itself'}",
                f"{_told(scenario, scale, max(value, far))} / "
                f"{_told(scenario, scale, min(value, far))} = {number(times)} ({_what(leaf)})",
                rests_on=(leaf.key,),
            )


def _in_hours(scenario: Scenario, leaf: keys.Leaf) -> Iterator[Concern]:
    """A rate by so many hours that days were meant."""
    label = scenario.labels.get(leaf.key)
    written = _HOURS.search(label.text) if label is not None and not label.default else None
    hours = float(written[1].replace("_", "")) if written is not None else 0.0
    if hours >= MANY_HOURS:
        yield Concern(
            leaf.key,
            f"{number(hours)} h are {number(hours / 24.0)} d; were {number(hours)} d meant?",
            f"{often(float(leaf.value))} ({_what(leaf)})",
            rests_on=(leaf.key,),
        )


def _clicks(scenario: Scenario, channel: Channel, band: Band) -> Iterator[Concern]:
    """Clicks by impression, which two numbers make together."""
    share = click_share(channel)
    if _within(share, band):
        return
    noticed = f"channel.{channel.name}.notice"
    yield Concern(
        f"channel.{channel.name}.click",
        f"{percent(share)} of the impressions here are clicked, which is {_side(share, band)}",
        f"{percent(channel.notice)} noticed x {percent(channel.click)} of them clicked = "
        + _against(scenario, _Scale("share", 1.0), share, band),
        _weight(share, band),
        rests_on=(f"channel.{channel.name}.click", noticed),
    )


def _quoted(action: Action) -> Iterator[Concern]:
    """A propensity in quotation marks without its percent sign, which is read as a formula."""
    text = action.propensity.text if action.propensity.mode == "formula" else ""
    try:
        value = float(text)
    except ValueError:
        return
    if not 0.0 <= value <= 1.0:
        meant = f'; was "{value:g} %" meant?' if 0.0 < value <= 100.0 else ""
        yield Concern(
            f"action.{action.name}.propensity",
            f"a chance of {value:g} is none{meant}",
            f'"{text}" in quotation marks is the number {value:g}, which is {percent(value)}',
            Weight.WRONG,
        )


def _above_clicks(scenario: Scenario, action: Action) -> Iterator[Concern]:
    """A chance of an order above the share that clicks, where no more is asked for."""
    channels = {channel.name: channel for channel in scenario.channels}
    appeals = {creative.name: creative.appeal for creative in scenario.creatives}
    if action.propensity.mode != "number" or action.transactional:
        return
    sent = [one for one in action.treatments if channels[one.channel].contact != "inbound"]
    if len(sent) < len(action.treatments) or any(one.asks for one in sent):
        return
    clicked = {
        one.channel: channels[one.channel].click * max(1.0, appeals.get(one.creative or "", 1.0))
        for one in sent
    }
    channel = max(clicked, key=lambda name: clicked[name])
    if 0.0 < clicked[channel] < action.propensity.constant:
        yield Concern(
            f"action.{action.name}.propensity",
            "more people would do what this is for than click on it",
            f"{percent(action.propensity.constant)} against {percent(clicked[channel])} of those "
            f"who notice it on {channel}, its appeal counted",
            rests_on=(f"action.{action.name}.propensity", f"channel.{channel}.click"),
        )


def _scale(scenario: Scenario, kind: str) -> _Scale | None:
    """How quantities of a kind are judged; None where that cannot be said."""
    if kind == "money":
        euro = minor_units_per_euro(scenario.scenario.currency)
        return None if euro is None else _Scale(kind, euro)
    unit = {"rate": 1.0 / A_YEAR, "duration": float(HOUR)}.get(kind, 1.0)
    return _Scale(kind, unit)


def _within(value: float, band: Band) -> bool:
    slack = 1e-9
    return value == 0.0 or band.low * (1.0 - slack) <= value <= band.high * (1.0 + slack)


def _side(value: float, band: Band) -> str:
    return "implausibly high" if value > band.high else "implausibly low"


def _weight(value: float, band: Band) -> Weight:
    far = value > FAR * band.high or value * FAR < band.low
    return Weight.WRONG if far else Weight.ODD


def _told(scenario: Scenario, scale: _Scale, value: float) -> str:
    base = value * scale.unit
    if scale.kind == "money":
        return amount(scenario, base)
    if scale.kind == "share":
        return percent(base)
    if scale.kind == "rate":
        return often(base)
    if scale.kind == "duration":
        return length(base) if base < 60 * DAY else f"{base / DAY:,.0f} d"
    return number(base)


def _against(scenario: Scenario, scale: _Scale, value: float, band: Band) -> str:
    """The value against the end of the band that it is beyond."""
    end = f"at most {_told(scenario, scale, band.high)}"
    if value < band.low:
        end = f"at least {_told(scenario, scale, band.low)}"
    told = f"{_told(scenario, scale, value)} against {end}"
    return f"{told}; {band.usual}" if band.usual else told


def _what(leaf: keys.Leaf) -> str:
    """What a number says, in a few words."""
    if isinstance(leaf.owner, Pass):
        return f"chance to go on at {leaf.path[-1]}"
    inner = Recognition.model_fields.get(str(leaf.path[-1]))
    return str((inner or leaf.field).description)


def _meant(scenario: Scenario, key: str, scale: _Scale, value: float, band: Band) -> str:
    """What was probably meant, where moving the decimal point makes it plausible."""
    if band.low <= 0.0:
        return ""
    label = scenario.labels.get(key)
    marked = label is not None and "%" in label.text
    slips = [
        value * factor
        for factor in SLIPS.get(scale.kind, ())
        # a sign that is there was not forgotten
        if (scale.kind != "share" or marked == (factor > 1.0))
        and band.low <= value * factor <= band.high
    ]
    if not slips:
        return ""
    middle = math.sqrt(band.low * band.high)
    other = min(slips, key=lambda slip: abs(math.log(slip / middle)))
    told = _told(scenario, scale, other)
    return f'; was "{told}" meant?' if scale.kind == "share" else f"; was {told} meant?"
