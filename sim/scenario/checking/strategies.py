"""Cross-checks of strategies: channels, groups, links and actions that their dials name."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.checking.naming import known, repeated
from sim.scenario.models import Document, Strategy
from sim.scenario.reading.labels import Path
from sim.scenario.reading.translate import Mistakes

MOST_DELAYS = 2
SHARED = ("decider", "contact_policy", "offers", "suppression", "budget")


def check_strategies(document: Document, mistakes: Mistakes) -> None:
    """Add every mistake of the strategies."""
    channels = [channel.name for channel in document.channel]
    actions = [action.name for action in document.action]
    for index, strategy in enumerate(document.strategy):
        path: Path = ("strategy", index)
        _classes(strategy.groups, (*path, "groups"), channels, mistakes)
        for dial in SHARED:
            scope = getattr(strategy, dial)
            _classes(scope.classes, (*path, dial), channels, mistakes)
        _groups_exist(strategy, path, mistakes)
        _delays(strategy, path, mistakes)
        _links(strategy, path, channels, mistakes)
        for name in strategy.recognition.channels:
            known(mistakes, (*path, "recognition", name), name, channels, "channel")
        _actions(strategy, path, actions, mistakes)


def _classes(
    classes: Sequence[Sequence[str]], path: Path, channels: Sequence[str], mistakes: Mistakes
) -> None:
    """Known channels, each in one class at most."""
    for position, names in enumerate(classes):
        for place, name in enumerate(names):
            known(mistakes, (*path, position, place), name, channels, "channel")
    twice = repeated([name for names in classes for name in names])
    if twice is not None:
        mistakes.add(
            path, f'the channel "{twice}" stands in two places', found=twice,
            expected="each channel once at most",
        )  # fmt: skip


def _groups_exist(strategy: Strategy, path: Path, mistakes: Mistakes) -> None:
    if strategy.groups:
        return
    using = [dial for dial in SHARED if getattr(strategy, dial).mode == "group"]
    if strategy.knowledge.mode == "group":
        using.append("knowledge")
    using += [dial for dial in ("sync", "continuity") if getattr(strategy, dial).group is not None]
    for dial in using:
        mistakes.add(
            (*path, dial), "the strategy has no groups", found=f"{dial} by group",
            expected='groups such as [["web", "email"], ["phone", "shop"]], or another setting',
        )  # fmt: skip


def _delays(strategy: Strategy, path: Path, mistakes: Mistakes) -> None:
    """What is passed on late is kept once for each delay, and that only a few times."""
    sync = strategy.sync
    delays = {sync.default, *sync.links.values()}
    if sync.group is not None:
        delays.add(sync.group)
    late = sorted(delay for delay in delays if delay > 0)
    if len(late) > MOST_DELAYS:
        mistakes.add(
            (*path, "sync"), "there are too many different delays",
            found=", ".join(str(delay) for delay in late),
            expected=f"at most {MOST_DELAYS} different numbers of windows besides 0",
        )  # fmt: skip


def _links(strategy: Strategy, path: Path, channels: Sequence[str], mistakes: Mistakes) -> None:
    links: list[tuple[Path, tuple[str, str]]] = [
        ((*path, "knowledge", position), link)
        for position, link in enumerate(strategy.knowledge.links)
    ]
    for dial in ("sync", "continuity"):
        for text in getattr(strategy, dial).links:
            source, target = text.split(" -> ")
            links.append(((*path, dial, text), (source, target)))
    for place, (source, target) in links:
        fine = known(mistakes, place, source, channels, "channel")
        fine &= known(mistakes, place, target, channels, "channel")
        if fine and source == target:
            mistakes.add(
                place, "a channel is always linked to itself", found=f"{source} -> {target}",
                expected="a link between two channels",
            )  # fmt: skip


def _actions(strategy: Strategy, path: Path, actions: Sequence[str], mistakes: Mistakes) -> None:
    named = strategy.actions.names if strategy.actions.names is not None else ()
    for position, name in enumerate(named):
        known(mistakes, (*path, "actions", position), name, actions, "action")
    for position, name in enumerate(strategy.actions.excepted):
        known(mistakes, (*path, "actions", "except", position), name, actions, "action")
    twice = repeated([*named, *strategy.actions.excepted])
    if twice is not None:
        mistakes.add(
            (*path, "actions"), f'the action "{twice}" stands twice', found=twice,
            expected="each action once",
        )  # fmt: skip
