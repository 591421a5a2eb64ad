"""Behaviour parameters: their places in the kernel's vector `P.b`.

The scenario table `[behaviour]` sets them; docs/model.md says in which equation each stands.
"""

from __future__ import annotations

BEHAVIOUR: tuple[str, ...] = (
    "interest_half_life",  # microseconds; stored as 1 / mean life
    "pressure_half_life",
    "goodwill_half_life",
    "offer_memory",  # minutes
    "attribution",  # minutes
    "contradiction_goodwill",
    "irrelevance_goodwill",
    "excess_goodwill",
    "intrusion_goodwill",
    "fit_weight",
    "pressure_weight",
    "interest_weight",
    "objection_weight",
    "effort_weight",
    "goodwill_weight",
    "offer_weight",
    "need_interest",
    "click_interest",
    "visit_interest",
    "open_interest",
    "word_of_mouth",
    "bad_word_of_mouth",
    "competitor",  # a microsecond
    "loyalty_step",
    "seek",
    "browsing",
    "unaware_interest",
    "loyalty_weight",
    "comfort_goodwill",
    "waiting_goodwill",
    "reminder_weight",
    "urgency_weight",
    "satisfaction_base",
    "satisfaction_effort",
    "satisfaction_goodwill",
    "stars_noise",
    "referral_interest",
    "referral_goodwill",
    "spontaneous_review",
    "trait_spread",
)

(
    INTEREST_LIFE, PRESSURE_LIFE, GOODWILL_LIFE, OFFER_MEMORY, ATTRIBUTION,
    CONTRADICTION, IRRELEVANCE, EXCESS, INTRUSION,
    FIT, PRESSURE, INTEREST, OBJECTION, EFFORT, GOODWILL, OFFER,
    NEED_INTEREST, CLICK_INTEREST, VISIT_INTEREST, OPEN_INTEREST,
    WORD_OF_MOUTH, BAD_WORD_OF_MOUTH, COMPETITOR, LOYALTY_STEP, SEEK, BROWSING,
    UNAWARE_INTEREST, LOYALTY, COMFORT, WAITING, REMINDER, URGENCY,
    SATISFACTION_BASE, SATISFACTION_EFFORT, SATISFACTION_GOODWILL, STARS_NOISE,
    REFERRAL_INTEREST, REFERRAL_GOODWILL, SPONTANEOUS_REVIEW, TRAIT_SPREAD,
) = range(len(BEHAVIOUR))  # fmt: skip
