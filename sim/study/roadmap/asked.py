"""What ``roadmap`` is asked: from where to where, in which steps, and what that takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import UsageError, one_of
from sim.scenario.joining import Joining, Link, Way
from sim.scenario.models.strategy import LINK
from sim.study.estimate.work import Lot, Workload
from sim.study.prepare import build_market, load, named_strategy, strategy_names
from sim.study.roadmap.paths import State, Terms
from sim.study.sample import YEAR
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire
from sim.study.trials.variant import Variant

if TYPE_CHECKING:
    from sim.scenario import Scenario

ROADMAP_REPLICATIONS = 10
"""Replications of ``roadmap`` unless told otherwise: as many again tell of the chosen path."""
FEW = 4
"""Steps up to whose number all sets of them are lived: 16."""
EVERY, YEARS = 90.0, 3.0
MOST_YEARS = 30.0
MOST_ITEMS = 40


@dataclass(frozen=True, slots=True)
class Item:
    """A step that can be taken.

    Attributes:
        name: of the channel, of the link, or as given.
        channels: that it joins; links: that it makes.
    """

    name: str
    channels: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A way from one strategy towards another.

    Attributes:
        way: in what the two differ.
        items: steps that can be taken, by name.
        terms: when they are, and how long they count.
    """

    inquiry: Inquiry
    way: Way
    items: Mapping[str, Item]
    terms: Terms

    @property
    def start(self) -> str:
        """The strategy that it begins with."""
        return self.way.start

    @property
    def target(self) -> str:
        """The strategy that it goes towards."""
        return self.way.target

    @property
    def whole(self) -> bool:
        """Whether all sets of steps are lived."""
        return len(self.items) <= FEW

    @property
    def question(self) -> dict[str, Any]:
        """What else than plan and strategies shapes the result."""
        return {
            "items": {name: [*item.channels, *map(arrow, item.links)]
                      for name, item in self.items.items()},
            "every": self.terms.every,
            "horizon": self.terms.horizon,
        }  # fmt: skip

    def variant(self, state: State) -> Variant:
        """What is lived once these steps have been taken."""
        if not state:
            return Variant.of(self.start)
        taken = [self.items[name] for name in sorted(state)]
        channels = {name for item in taken for name in item.channels}
        links = {link for item in taken for link in item.links}
        return Variant.of(self.start, dials=self.way.joining(channels, links))

    def actions_alone(self, state: State) -> Variant:
        """The start with the actions that these steps bring, and nothing else of them."""
        dials = self.variant(state).dials
        if not isinstance(dials, Joining) or not dials.actions:
            return self.variant(frozenset())
        return Variant.of(self.start, dials=Joining(self.start, self.target, actions=dials.actions))


def arrow(link: Link) -> str:
    """A link as a file has it."""
    return " -> ".join(link)


def ask(
    scenario: Scenario | str | Path,
    start: str | None,
    target: str | None,
    channels: Sequence[str] | None,
    links: Sequence[str],
    steps: Mapping[str, Sequence[str]],
    every: float,
    years: float,
    options: TrialOptions,
) -> Asked:
    """Settle which way is looked at, and in which steps; see `sim.study.roadmap.roadmap`.

    Raises:
        InputError: bad input.
    """
    loaded = load(scenario)
    begin = loaded.baseline if start is None else named_strategy(loaded, start, "--from")
    end = _most_joined(loaded, begin) if target is None else named_strategy(loaded, target, "--to")
    if begin == end:
        raise UsageError(
            "a way leads from one strategy to another", place="--from, --to", found=begin,
            expected=f"two of {', '.join(strategy_names(loaded))}",
        )  # fmt: skip
    inquiry = inquire(
        loaded, (begin, end), "profit", options, command="roadmap", usage="--from",
        replications=ROADMAP_REPLICATIONS,
    )  # fmt: skip
    way = Way.between(loaded, begin, end)
    items = _items(loaded, way, channels, links, steps)
    terms = _terms(every, years)
    # what cannot last so long is told before anything is lived
    build_market(loaded, begin, replace(inquiry.study.plan, days=terms.horizon))
    return Asked(inquiry, way, items, terms)


def _most_joined(scenario: Scenario, start: str) -> str:
    """The other strategy in which most is linked and shared; of equals the first of the file.

    Raises:
        UsageError: there is no other, or none in which more is.
    """
    others = [name for name in strategy_names(scenario) if name != start]
    if not others:
        raise UsageError(
            "the scenario has no strategy to go towards", place="--to", found=start,
            expected="a scenario with another strategy, such as one that joins the channels",
        )  # fmt: skip

    def joined(name: str) -> float:
        last = scenario.phases()[-1][1]
        units = last.resolved(name).units()
        return sum(count for dial, count in units.items() if dial not in ("recognition", "sync"))

    found = max(others, key=joined)
    if joined(found) <= joined(start):
        raise UsageError(
            "no other strategy joins more than this one", place="--from", found=start,
            expected=f"another one, or --to {found} to go the way back",
        )  # fmt: skip
    return found


def _terms(every: float, years: float) -> Terms:
    if not 1.0 <= every <= MOST_YEARS * YEAR:
        raise UsageError(
            "steps cannot be so many days apart", place="--every", found=f"{every:g}",
            expected="1 day or more, such as 90",
        )  # fmt: skip
    if not 0.0 < years <= MOST_YEARS:
        raise UsageError(
            "this is no horizon", place="--horizon", found=f"{years:g}",
            expected=f"years, above 0 and at most {MOST_YEARS:g}",
        )  # fmt: skip
    return Terms(float(every), float(years) * YEAR)


def _items(
    scenario: Scenario,
    way: Way,
    channels: Sequence[str] | None,
    links: Sequence[str],
    steps: Mapping[str, Sequence[str]],
) -> dict[str, Item]:
    """Steps by name: those given, then each channel that is left, then links.

    Raises:
        UsageError: a name that there is not or that does not differ, one given twice, or nothing.
    """
    found: dict[str, Item] = {}
    taken: dict[str, str] = {}
    for name, members in steps.items():
        item = _step(scenario, way, name, members)
        for one in (*item.channels, *map(arrow, item.links)):
            if one in taken:
                raise UsageError(
                    "this is in two steps", place="--step", found=one,
                    expected=f"{taken[one]} or {name}",
                )  # fmt: skip
            taken[one] = name
        found[name] = item
    if channels is None:
        singles = () if links else way.channels
    else:
        singles = tuple(_channel(scenario, way, name, "--channels") for name in channels)
    for name in singles:
        if name not in taken:
            found.setdefault(name, Item(name, channels=(name,)))
    for text in links:
        link = _link(scenario, way, text, "--link")
        if arrow(link) not in taken:
            found.setdefault(arrow(link), Item(arrow(link), links=(link,)))
    if not found:
        raise UsageError(
            "there is no step to take", place="--channels" if channels is not None else
            "--from, --to", found=f"{way.start}, {way.target}",
            expected=", ".join(way.channels) or "two strategies that join channels in other ways",
        )  # fmt: skip
    if len(found) > MOST_ITEMS:
        raise UsageError(
            "so many steps cannot be looked at", place="--link", found=f"{len(found)}",
            expected=f"at most {MOST_ITEMS}",
        )  # fmt: skip
    return found


def _step(scenario: Scenario, way: Way, name: str, members: Sequence[str]) -> Item:
    """Channels and links that are taken together."""
    place = f"--step {name}"
    links = tuple(_link(scenario, way, one, place) for one in members if "->" in one)
    plain = (one.removeprefix("channel.") for one in members if "->" not in one)
    channels = tuple(_channel(scenario, way, one, place) for one in plain)
    return Item(name, tuple(dict.fromkeys(channels)), tuple(dict.fromkeys(links)))


def _channel(scenario: Scenario, way: Way, name: str, place: str) -> str:
    known = [channel.name for channel in scenario.channels]
    one_of(name, known, "there is no such channel", place=place)
    if name not in way.channels:
        why = "nobody uses it" if name in way.idle else f"it is the same under {way.target}"
        raise UsageError(
            f"there is nothing to join on this channel: {why}", place=place, found=name,
            expected=", ".join(way.channels) or "another target",
        )  # fmt: skip
    return name


def _link(scenario: Scenario, way: Way, text: str, place: str) -> Link:
    known = [channel.name for channel in scenario.channels]
    match = LINK.fullmatch(text)
    if match is None:
        raise UsageError("this is not a link", place=place, found=text, expected='"email -> till"')
    link = (match[1], match[2])
    for name in link:
        one_of(name, known, "there is no such channel", place=place)
    if link not in way.links:
        raise UsageError(
            f"{way.start} and {way.target} do not differ in this link", place=place, found=text,
            expected=_some(map(arrow, sorted(way.links))),
        )  # fmt: skip
    return link


def _some(words: Iterable[str], most: int = 8) -> str:
    """The first of them."""
    found = list(words)
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return (", ".join(found[:most]) + more) or "another target"


def states_at_most(asked: Asked) -> int:
    """States that are lived at most."""
    count = len(asked.items)
    if asked.whole:
        return int(2**count)
    rounds = range(min(count, asked.terms.most))
    return 1 + 2 * count + sum(comb(count - taken, 2) for taken in rounds)


def lives(asked: Asked) -> int:
    """Replications of states, and those of the path from end to end, at most."""
    plan, terms = asked.inquiry.study.plan, asked.terms
    checked = 3 * len(asked.items) + 1  # each state of the path with its actions alone as well
    throughout = 2 * round(terms.horizon / plan.days + 0.5)
    return (states_at_most(asked) + checked + throughout) * plan.replications


def workload(asked: Asked) -> Workload:
    """Lives, as if half of the states were like the start and half like the target."""
    inquiry, most = asked.inquiry, lives(asked)
    markets = inquiry.study.markets([asked.start, asked.target])
    lots = (
        Lot(markets[asked.start], most - most // 2),
        Lot(markets[asked.target], most // 2),
    )
    return Workload(inquiry.study, lots, at_most=True)
