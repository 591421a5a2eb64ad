"""Which rows of a block a treatment is for: rules first, then consent, suppression and caps.

A list of rows (places in the block, ascending) is filtered again and again. Rows that come to a
stage are marked with its level, so that those who get nothing are told what came last.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arbitration import has
from engine.kernels import part
from engine.rules.tables import PROGRAM
from engine.scan.formulas import amounts
from engine.scan.intervals import OUTSIDE, OUTSIDE_OR_MISSING, WITHIN, WITHIN_OR_MISSING
from engine.scan.memory import number_at

__all__ = [
    "CAPPED",
    "CONSENT",
    "DEAR",
    "HELD",
    "LAYER",
    "LEVELS",
    "PRICED",
    "SUPPRESSED",
    "base_level",
    "qualified",
    "reach",
]

LEVELS: tuple[str, ...] = (
    "other-moment", "not-eligible", "not-applicable", "not-suitable", "no-consent", "suppressed",
    "at-cap", "no-priority", "held-out", "too-dear",
)  # fmt: skip
"""Outcomes by how near they come to a pick, the furthest first."""
LAYER, CONSENT, SUPPRESSED, CAPPED, PRICED, HELD, DEAR = 1, 4, 5, 6, 7, 8, 9


@part
def reach(level: Any, start: Any, rows: Any, count: Any, stage: Any) -> None:
    """Mark rows that have come to a stage."""
    for j in range(count):
        row = start + rows[j]
        if level[row] < stage:
            level[row] = stage


@part
def gated(p: Any, treatment: Any, channel: Any, stage: Any) -> Any:
    """Whether a treatment has to pass a gate of its channel."""
    if p.t_transactional[treatment]:
        return False
    if stage == CONSENT:
        return p.consent[channel] >= 0
    if stage == SUPPRESSED:
        return p.suppressed[channel] >= 0 and not p.t_after_purchase[treatment]
    for cap in range(p.planned_caps):  # noqa: SIM110 -- no generators in compiled code
        if has(p.cap_channels[cap], channel):
            return True
    return False


@part
def first_stage(p: Any, treatment: Any) -> Any:
    """The first stage that a treatment has."""
    for layer in range(3):
        if p.actions.layer[treatment, layer] >= 0:
            return LAYER + layer
    channel = np.int64(p.t_channel[treatment])
    for stage in range(CONSENT, PRICED):
        if gated(p, treatment, channel, stage):
            return stage
    return PRICED


@part
def base_level(p: Any) -> Any:
    """What every customer comes to: the latest first stage of what the moment offers."""
    level = 0
    for place in range(p.n_planned):
        level = max(level, first_stage(p, np.int64(p.planned[place])))
    return level


@part
def keep_within(
    column: Any, start: Any, rows: Any, count: Any, low: Any, high: Any, kind: Any
) -> Any:
    """Those of the rows that pass a test; see `engine.scan.intervals`."""
    kept = 0
    if kind == WITHIN:
        for j in range(count):
            row = rows[j]
            x = number_at(column, start + row)
            rows[kept] = row
            kept += (x >= low) & (x <= high)
    elif kind == WITHIN_OR_MISSING:
        for j in range(count):
            row = rows[j]
            x = number_at(column, start + row)
            rows[kept] = row
            kept += not ((x < low) | (x > high))
    elif kind == OUTSIDE:
        for j in range(count):
            row = rows[j]
            x = number_at(column, start + row)
            rows[kept] = row
            kept += (x < low) | (x > high)
    else:
        for j in range(count):
            row = rows[j]
            x = number_at(column, start + row)
            rows[kept] = row
            kept += not ((x >= low) & (x <= high))
    return kept


@part
def mark_within(
    column: Any, start: Any, size: Any, low: Any, high: Any, kind: Any, mask: Any
) -> None:
    """Clear the mask of those of all rows of a block that fail a test.

    Several tests of the same rows are quicker this way than `keep_within`: there is nothing that
    one row has to wait for another for, so the processor takes many at once.
    """
    if kind == WITHIN:
        for row in range(size):
            x = number_at(column, start + row)
            mask[row] &= (x >= low) & (x <= high)
    elif kind == WITHIN_OR_MISSING:
        for row in range(size):
            x = number_at(column, start + row)
            mask[row] &= not ((x < low) | (x > high))
    elif kind == OUTSIDE:
        for row in range(size):
            x = number_at(column, start + row)
            mask[row] &= (x < low) | (x > high)
    else:
        for row in range(size):
            x = number_at(column, start + row)
            mask[row] &= not ((x >= low) & (x <= high))


@part
def list_marked(size: Any, mask: Any, rows: Any) -> Any:
    """List the rows whose mask is set; returns their number."""
    kept = 0
    for row in range(size):
        rows[kept] = row
        kept += mask[row]
    return kept


@part
def keep_true(rows: Any, count: Any, stack: Any) -> Any:
    """Those of the rows for which a program came out true."""
    kept = 0
    for j in range(count):
        row = rows[j]
        rows[kept] = row
        kept += stack[0, j] == 1.0
    return kept


@part
def satisfying(
    p: Any, intervals: Any, rule: Any, columns: Any, start: Any, rows: Any, count: Any, size: Any,
    mask: Any, stack: Any,
) -> Any:  # fmt: skip
    """Those of the rows for which a rule is true, of the `size` of the block."""
    r = p.rules
    place = np.int64(r.rule_start[rule])
    stop = np.int64(r.rule_stop[rule])
    if count == size:
        for row in range(size):
            mask[row] = 1
        while place < stop and r.clause_op[place] != PROGRAM:  # programs come last
            mark_within(
                columns[np.int64(r.clause_field[place])], start, size, intervals[place].low,
                intervals[place].high, intervals[place].kind, mask,
            )  # fmt: skip
            place += 1
        count = list_marked(size, mask, rows)
    while place < stop:
        field = np.int64(r.clause_field[place])
        if r.clause_op[place] == PROGRAM:
            amounts(r, field, columns, start, rows, count, stack)
            count = keep_true(rows, count, stack)
        else:
            count = keep_within(
                columns[field], start, rows, count, intervals[place].low, intervals[place].high,
                intervals[place].kind,
            )  # fmt: skip
        place += 1
    return count


@part
def with_room(p: Any, channel: Any, room: Any, start: Any, rows: Any, count: Any) -> Any:
    """Those of the rows whose caps leave room for a contact on a channel."""
    for cap in range(p.planned_caps):
        if not has(p.cap_channels[cap], channel):
            continue
        kept = 0
        for j in range(count):
            row = rows[j]
            rows[kept] = row
            kept += room[start + row, cap] > 0.0
        count = kept
    return count


@part
def qualified(
    p: Any, intervals: Any, treatment: Any, columns: Any, start: Any, size: Any, room: Any,
    level: Any, rows: Any, mask: Any, stack: Any,
) -> Any:  # fmt: skip
    """Fill `rows` with those of a block that a treatment is for; returns how many these are.

    Args:
        intervals: the clauses of the catalogue's rules, see `engine.scan.intervals`.
        room: float64 (customers, caps), contacts that each cap still allows.
        level: uint8 (customers,), raised to the stage that each has come to.
        mask, stack: scratch.
    """
    count = size
    begun = False
    for layer in range(3):
        rule = np.int64(p.actions.layer[treatment, layer])
        if rule < 0:
            continue
        if begun:
            reach(level, start, rows, count, LAYER + layer)
        begun = True
        count = satisfying(p, intervals, rule, columns, start, rows, count, size, mask, stack)
    if not begun:
        for row in range(size):
            rows[row] = row
    channel = np.int64(p.t_channel[treatment])
    for stage in range(CONSENT, PRICED):
        if count == 0 or not gated(p, treatment, channel, stage):
            continue
        reach(level, start, rows, count, stage)
        if stage == CAPPED:
            count = with_room(p, channel, room, start, rows, count)
        elif stage == CONSENT:
            column = columns[np.int64(p.consent[channel])]
            count = keep_within(column, start, rows, count, 1.0, 1.0, WITHIN)
        else:
            column = columns[np.int64(p.suppressed[channel])]
            count = keep_within(column, start, rows, count, 1.0, 1.0, OUTSIDE_OR_MISSING)
    return count
