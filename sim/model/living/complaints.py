"""Complaints: who is not satisfied with a purchase may say so some time after it."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from sim.model.customers import draws
from sim.model.customers.draws import draw, exponential
from sim.model.customers.state import CASE, minute, schedule
from sim.model.records.mechanisms import COMPLAINING

(
    QUESTIONS, COMPLAINTS, COMPLAINT_DELAY, PATIENCE, REPEAT_EFFORT, REPEAT_GOODWILL, RECOVERY,
    UNANSWERED, MOST_TRIES, FORGOTTEN,
) = range(10)  # fmt: skip
"""Places in `P.help`: what [service] says."""

QUESTION, COMPLAINT = 1, 2
"""Kinds of case."""


@boundary("P S k c F O i8 f8 i8", door=COMPLAINING)
def complain(P, S, k, c, F, O, channel, mood, t):
    """Open a complaint with a chance that is as large as satisfaction is small.

    `COMPLAINTS` is the chance at a satisfaction of one half; twice as much at none.
    """
    if k.case_kind > 0 and minute(t) - k.case_at < P.help[FORGOTTEN]:
        return
    chance = min(P.help[COMPLAINTS] * 2.0 * (1.0 - mood), 1.0)
    if draw(P, c, F, draws.COMPLAINT, P.c_entity[channel]) >= chance:
        return
    late = P.help[COMPLAINT_DELAY] * exponential(
        draw(P, c, F, draws.COMPLAINT_DELAY, P.c_entity[channel])
    )
    k.case_kind = np.uint8(COMPLAINT)
    k.case_tries = np.uint8(0)
    k.case_on = np.uint8(channel)
    at = t + np.int64(late) + 1
    k.case_at = minute(at)
    schedule(c, O, at, CASE, channel, -1)
