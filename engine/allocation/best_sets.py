"""The best set of picks that a customer may get at net values, and proof that none is better.

Taking the best first need not give the best set: it may shut out two others, by channel, cap or
exclusion; and an ordinary action shuts out every fallback, however much a minimum asks for one. So
sets are searched depth first. Candidates of an action stand together, actions in the order of what
they bring at most; a branch ends where the best of as many further actions as there are slots left
would not do.

A set is some ordinary actions, or one fallback in place of them all; at a moment transactional
actions go beside, without a slot. Of an action that delivers all of its treatments any may go out.
Caps hold what is not transactional, whatever goes out first.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arbitration import FALLBACK, NEEDED, ORDINARY, clash, fits, has, kind_of, take
from engine.kernels import kernel, part
from engine.tables import ACTIONS, TREATMENTS

__all__ = ["best_sets", "scratch"]

NODES = 4_000
"""Steps of one customer's search; who needs more keeps the best set so far, and no proof."""
ROUNDED = 1.0 + 1e-13
"""What sums in floating point may be too low by."""
ITEM = np.dtype(
    [
        ("place", "i8"),
        ("treatment", "i8"),
        ("action", "i8"),
        ("channel", "i8"),
        ("group", "i8"),  # place of the action among those that are searched
        ("after", "i8"),  # where the next one's items begin
        ("every", "u1"),  # whether further items of the action may follow
        ("free", "u1"),  # whether it needs no slot
        ("worth", "f8"),
        ("total", "f8"),  # what its action brings at most
        ("rest", "f8"),  # what is left of that from here on
    ],
    align=True,
)


def scratch(channels: int, caps: int) -> tuple[Any, ...]:
    """Items, what caps leave, what is chosen, the path to it, and worth of actions and paths."""
    return (
        np.zeros(TREATMENTS + 1, ITEM), np.zeros(max(caps, 1)), np.zeros(channels, np.int64),
        np.zeros(channels + 1, np.int64), np.zeros(ACTIONS), np.zeros(ACTIONS + 1),
        np.zeros(channels + 1),
    )  # fmt: skip


@kernel
def best_sets(
    p: Any, treatments: Any, net: Any, first: Any, last: Any, room: Any, held: Any, ceiling: Any,
    picks: Any, items: Any, left: Any, chosen: Any, path: Any, by_action: Any, top: Any, worth: Any,
) -> Any:  # fmt: skip
    """Improve each customer's picks to its best set, and lower its ceiling to what that is worth.

    Args:
        held: whether transactional picks of a moment stay as they are; else they are chosen too.
        ceiling: float64 (n,), what each customer could get at most, by a rougher reckoning.
        picks: int64 (n, channels), places of a set that each customer may get.
        items and what follows: as of `scratch`.

    Returns:
        number of customers whose ceiling is still the rougher one, and above the set found.
    """
    unproved = 0
    for i in range(len(first)):
        best = 0.0
        for channel in range(p.channels):
            if picks[i, channel] >= 0:
                best += max(net[picks[i, channel]], 0.0)
        if best >= ceiling[i]:
            continue
        nodes = np.int64(0)
        for kind in (ORDINARY, FALLBACK):
            slots = np.int64(p.slots) if kind == ORDINARY else np.int64(1)
            worth[0] = begin(p, treatments, net, room[i], held, picks[i], left, chosen)
            others = bring(
                p, treatments, net, first[i], last[i], kind, held, left, chosen, slots, by_action,
                top,
            )  # fmt: skip
            count = listed(
                p, treatments, net, first[i], last[i], kind, held, left, chosen, by_action,
                best - worth[0] - others * ROUNDED, items,
            )  # fmt: skip
            best, nodes = search(
                p, items, count, slots, best, nodes, left, chosen, top, worth, path, picks[i]
            )
        if nodes < NODES:
            ceiling[i] = min(ceiling[i], best * ROUNDED)
        else:
            unproved += 1
    return unproved


@part
def begin(
    p: Any, treatments: Any, net: Any, room: Any, held: Any, picks: Any, left: Any, chosen: Any
) -> Any:
    """What picks that are held leave of channels and caps; what they are worth."""
    worth = 0.0
    for cap in range(p.planned_caps):
        left[cap] = room[cap]
    for channel in range(p.channels):
        chosen[channel] = -1
    for channel in range(p.channels):
        place = picks[channel]
        if held and place >= 0 and kind_of(p, np.int64(treatments[place])) == NEEDED:
            take(p, place, np.int64(treatments[place]), left, chosen)
            worth += max(net[place], 0.0)
    return worth


@part
def may_be_had(
    p: Any, treatments: Any, treatment: Any, kind: Any, held: Any, left: Any, chosen: Any
) -> Any:
    """Whether a treatment may be part of a set of a kind, beside what is held."""
    own = kind_of(p, treatment)
    if held if own == NEEDED else own != kind:
        return False
    channel = np.int64(p.t_channel[treatment])
    if chosen[channel] >= 0 or shut_out(p, treatments, treatment, chosen):
        return False
    return p.t_transactional[treatment] or fits(p, channel, left)


@part
def bring(
    p: Any, treatments: Any, net: Any, first: Any, last: Any, kind: Any, held: Any, left: Any,
    chosen: Any, slots: Any, by_action: Any, top: Any,
) -> Any:  # fmt: skip
    """What each action brings at most; together all that needs no slot, and all slots but one.

    Args:
        by_action: float64 (actions,), written; top: float64, scratch.
    """
    for each in range(p.n_actions):
        by_action[each] = 0.0
    total = 0.0
    for place in range(first, last):
        treatment = np.int64(treatments[place])
        if net[place] > 0.0 and may_be_had(p, treatments, treatment, kind, held, left, chosen):
            action, worth = np.int64(p.t_action[treatment]), net[place]
            before = by_action[action]
            by_action[action] = before + worth if p.t_every[treatment] else max(before, worth)
            if kind_of(p, treatment) == NEEDED:
                total += by_action[action] - before
    for rank in range(slots - 1):
        top[rank] = 0.0
    for each in range(p.n_actions):
        worth = by_action[each]
        for rank in range(slots - 1):
            if worth > top[rank]:
                worth, top[rank] = top[rank], worth
    for rank in range(slots - 1):
        total += top[rank]
    return total


@part
def listed(
    p: Any, treatments: Any, net: Any, first: Any, last: Any, kind: Any, held: Any, left: Any,
    chosen: Any, by_action: Any, least: Any, items: Any,
) -> Any:  # fmt: skip
    """List candidates that a better set may hold, by what their actions bring; how many.

    Args:
        least: what an action must bring more than, unless it needs no slot.
    """
    count = np.int64(0)
    for place in range(first, last):
        treatment = np.int64(treatments[place])
        action, free = np.int64(p.t_action[treatment]), kind_of(p, treatment) == NEEDED
        if not net[place] > 0.0 or not (free or by_action[action] > least):
            continue
        if not may_be_had(p, treatments, treatment, kind, held, left, chosen):
            continue
        items[count].place = place
        items[count].treatment = treatment
        items[count].action = action
        items[count].channel = p.t_channel[treatment]
        items[count].every = p.t_every[treatment]
        items[count].free = free
        items[count].worth = net[place]
        items[count].total = by_action[action]
        settle_in(items, count)
        count += 1
    return count


@part
def shut_out(p: Any, treatments: Any, treatment: Any, chosen: Any) -> Any:
    """Whether picks are of a treatment's action, or of one that never goes together with it."""
    for channel in range(p.channels):
        if chosen[channel] >= 0:
            other = np.int64(treatments[chosen[channel]])
            if p.t_action[other] == p.t_action[treatment] or clash(p, treatment, other):
                return True
    return False


@part
def settle_in(items: Any, at: Any) -> None:
    """Move an item to where it belongs among those before it, which are in order."""
    spare = len(items) - 1
    items[spare] = items[at]
    while at > 0 and comes_first(items[spare], items[at - 1]):
        items[at] = items[at - 1]
        at -= 1
    items[at] = items[spare]


@part
def comes_first(one: Any, other: Any) -> Any:
    """Order of items: those without a slot, then what their action brings, then the catalogue's."""
    if one.free != other.free:
        return one.free > other.free
    if one.total != other.total:
        return one.total > other.total
    return one.treatment < other.treatment


@part
def line_up(items: Any, count: Any, top: Any) -> Any:
    """Tell items what their actions are; number of actions, and of those without a slot.

    Args:
        top: float64, written: what the first so many actions bring together.
    """
    groups, free, start, top[0] = np.int64(0), np.int64(0), np.int64(0), 0.0
    while start < count:
        stop = start
        while stop < count and items[stop].action == items[start].action:
            items[stop].group = groups
            stop += 1
        rest = 0.0
        for k in range(stop - 1, start - 1, -1):
            rest = rest + items[k].worth if items[k].every else max(rest, items[k].worth)
            items[k].rest = rest
            items[k].after = stop
        free += items[start].free
        top[groups + 1] = top[groups] + items[start].total
        groups += 1
        start = stop
    return groups, free


@part
def bearing(p: Any, items: Any, count: Any) -> Any:
    """Channels of what needs a slot, a bit each; none where some of it is exempt from caps."""
    found = np.uint64(0)
    for k in range(count):
        if not items[k].free:
            if p.t_transactional[items[k].treatment]:
                return np.uint64(0)
            found |= np.uint64(1) << np.uint64(items[k].channel)
    return found


@part
def within_caps(p: Any, slots: Any, channels: Any, left: Any) -> Any:
    """Slots that can still be filled, as far as caps that count all of these channels tell."""
    if channels == np.uint64(0):
        return slots
    for cap in range(p.planned_caps):
        if p.cap_channels[cap] & channels == channels:
            slots = min(slots, np.int64(np.ceil(max(left[cap], 0.0))))
    return slots


@part
def promise(items: Any, k: Any, begun: Any, slots: Any, top: Any, groups: Any, free: Any) -> Any:
    """What items from `k` on bring at most, with so many slots left."""
    group = items[k].group
    if not begun and (k == 0 or items[k - 1].group != group):
        return top[min(max(group, free) + slots, groups)] - top[group]
    left = slots if begun or items[k].free else slots - 1
    later = max(group + 1, free)
    without = top[min(later + slots, groups)] - top[group + 1]
    if left < 0:
        return without
    return max(without, items[k].rest + top[min(later + left, groups)] - top[group + 1])


@part
def may_follow(
    p: Any, items: Any, k: Any, begun: Any, slots: Any, left: Any, chosen: Any, path: Any,
    depth: Any,
) -> Any:  # fmt: skip
    """Whether an item can be taken after those on the path."""
    if chosen[items[k].channel] >= 0:
        return False
    if not p.t_transactional[items[k].treatment] and not fits(p, items[k].channel, left):
        return False
    if begun:
        return True
    if slots < 1 and not items[k].free:
        return False
    for step in range(depth):
        if clash(p, items[k].treatment, items[path[step]].treatment):
            return False
    return True


@part
def count_against_caps(p: Any, item: Any, by: Any, left: Any) -> None:
    """Take a contact off what caps leave, or give it back; transactional ones hold nobody back."""
    if p.t_transactional[item.treatment]:
        return
    for cap in range(p.planned_caps):
        if has(p.cap_channels[cap], item.channel):
            left[cap] -= by


@part
def search(
    p: Any, items: Any, count: Any, slots: Any, best: Any, nodes: Any, left: Any, chosen: Any,
    top: Any, worth: Any, path: Any, picks: Any,
) -> Any:  # fmt: skip
    """Find the best set of these items; its worth, and steps so far.

    Args:
        best: what is to be outdone; picks: written where that is done.
        worth: float64 (channels + 1,): of what is taken along the path, the first given.
    """
    groups, free = line_up(items, count, top)
    channels = bearing(p, items, count)
    depth, k = np.int64(0), np.int64(0)
    while nodes < NODES:
        nodes += 1
        begun = depth > 0 and k < count and items[path[depth - 1]].group == items[k].group
        most = within_caps(p, slots, channels, left)
        if k < count and worth[depth] + promise(items, k, begun, most, top, groups, free) > best:
            if not may_follow(p, items, k, begun, slots, left, chosen, path, depth):
                k += 1
                continue
            chosen[items[k].channel] = items[k].place
            count_against_caps(p, items[k], 1.0, left)
            slots -= 0 if begun or items[k].free else 1
            path[depth] = k
            depth += 1
            worth[depth] = worth[depth - 1] + items[k].worth
            if worth[depth] > best:
                best = worth[depth]
                for channel in range(p.channels):
                    picks[channel] = chosen[channel]
            k = k + 1 if items[k].every else items[k].after
            continue
        if depth == 0:
            break
        depth -= 1
        k = path[depth]
        chosen[items[k].channel] = -1
        count_against_caps(p, items[k], -1.0, left)
        begun = depth > 0 and items[path[depth - 1]].group == items[k].group
        slots += 0 if begun or items[k].free else 1
        k += 1
    return best, nodes
