"""Kinds of random draw, and the one function through which behaviour draws (DESIGN §5).

A draw is addressed by (customer, replication, kind, entity, window, ordinal), so it does not
depend on what else was drawn. The ordinal counts draws of the same kind and entity within the
customer's window; it is kept in the flight and forgotten with the window.
"""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from engine.numerics import log
from engine.random import uniform
from sim.model.records.sizes import ORDINALS

KINDS: tuple[str, ...] = (
    "trait", "history", "clock", "visit-channel", "notice-channel", "impressions", "recognise",
    "misfile", "found", "step", "objection", "bounce", "open", "delay", "click", "opt-out",
    "sign-up", "service-time", "patience", "no-show", "review", "stars", "refer", "friend",
    "word-of-mouth", "holdout", "margin", "reply", "case", "misfiled-to", "listener",
    "device", "insight", "aside", "rival", "coming", "solve", "desk", "answer", "join",
    "complaint", "variant", "complaint-delay", "helped",
)  # fmt: skip

(
    TRAIT, HISTORY, CLOCK, VISIT_CHANNEL, NOTICE_CHANNEL, IMPRESSIONS, RECOGNISE,
    MISFILE, FOUND, STEP, OBJECTION, BOUNCE, OPEN, DELAY, CLICK, OPT_OUT,
    SIGN_UP, SERVICE_TIME, PATIENCE, NO_SHOW, REVIEW, STARS, REFER, FRIEND,
    WORD_OF_MOUTH, HOLDOUT, MARGIN, REPLY, CASE, MISFILED_TO, LISTENER,
    DEVICE, INSIGHT, ASIDE, RIVAL, COMING, SOLVE, DESK, ANSWER, JOIN,
    COMPLAINT, VARIANT, COMPLAINT_DELAY, HELPED,
) = range(len(KINDS))  # fmt: skip

BEFORE = 0xFFFF
"""The window number of draws made before the run starts (traits, history)."""


@part
def next_ordinal(F, kind, entity):
    """How many draws of (kind, entity) this window has seen; the next will be told one more."""
    key = np.uint32((np.uint32(kind) << np.uint32(24)) | np.uint32(entity & np.uint64(0xFFFFFF)))
    for place in range(F.ordinals):
        if F.ordinal_key[place] == key:
            ordinal = np.int64(F.ordinal[place]) + 1
            F.ordinal[place] = ordinal
            return ordinal
    if F.ordinals < ORDINALS:
        F.ordinal_key[F.ordinals] = key
        F.ordinal[F.ordinals] = 0
        F.ordinals += 1
        return np.int64(0)
    # a very busy window: the pairs that found no place share one high counter
    ordinal = 0x8000 + np.int64(F.overflow)
    F.overflow += 1
    return ordinal


@part
def nth_draw(P, c, F, kind, entity, ordinal):
    """The uniform in (0, 1) with this ordinal."""
    return uniform(
        P.seed,
        np.uint64(c.id),
        np.uint64(P.replication),
        np.uint64(kind),
        np.uint64(entity),
        np.uint64(F.window),
        np.uint64(ordinal),
    )


@boundary("P c F i8 u8 -> f8")
def draw(P, c, F, kind, entity):
    """A uniform in (0, 1) for one decision; the next ordinal of (kind, entity) in this window."""
    return nth_draw(P, c, F, kind, entity, next_ordinal(F, kind, entity))


@part
def before(P, customer, kind, entity, ordinal):
    """A uniform in (0, 1) drawn before the run starts."""
    return uniform(
        P.seed,
        np.uint64(customer),
        np.uint64(P.replication),
        np.uint64(kind),
        np.uint64(entity),
        np.uint64(BEFORE),
        np.uint64(ordinal),
    )


@part
def exponential(u):
    """A unit exponential by inversion."""
    return -log(u)
