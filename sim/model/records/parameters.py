"""Behaviour parameters: their places in the kernel's vector `P.b`.

The scenario table `[behaviour]` sets them; docs/model.md says in which equation each stands.
"""

from __future__ import annotations

import math

from sim.model.records.sizes import DAY, HOUR, MINUTE, PARAMETERS

BEHAVIOUR: tuple[str, ...] = (
    "interest_half_life",
    "pressure_half_life",
    "goodwill_half_life",
    "offer_memory",
    "attribution",
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
    "competitor",
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
    "loyalty_lapse",
    "idle_interest",
    "opening_need",
    "opening_satisfaction",
    "usual_interest",
    "effort_onset",
    "strain_limit",
    "stage_fit",
    "annoyance_limit",
    "excess_opt_out",
    "goodwill_opt_out",
    "landing_delay",
    "callback_spread",
    "neutral_satisfaction",
    "experience_goodwill",
    "delight",
    "disappointment",
    "advocate_loyalty",
    "warning_weight",
    "step_memory",
    "idle_search",
    "content_memory",
    "wear_weight",
    "sameness_weight",
    "consistency_weight",
    "insight",
    "reviews_weight",
    "reviews_trusted",
)
assert len(BEHAVIOUR) <= PARAMETERS

(
    INTEREST_LIFE, PRESSURE_LIFE, GOODWILL_LIFE, OFFER_MEMORY, ATTRIBUTION,
    CONTRADICTION, IRRELEVANCE, EXCESS, INTRUSION,
    FIT, PRESSURE, INTEREST, OBJECTION, EFFORT, GOODWILL, OFFER,
    NEED_INTEREST, CLICK_INTEREST, VISIT_INTEREST, OPEN_INTEREST,
    WORD_OF_MOUTH, BAD_WORD_OF_MOUTH, COMPETITOR, LOYALTY_STEP, SEEK, BROWSING,
    UNAWARE_INTEREST, LOYALTY, COMFORT, WAITING, REMINDER, URGENCY,
    SATISFACTION_BASE, SATISFACTION_EFFORT, SATISFACTION_GOODWILL, STARS_NOISE,
    REFERRAL_INTEREST, REFERRAL_GOODWILL, SPONTANEOUS_REVIEW, TRAIT_SPREAD,
    LOYALTY_LAPSE, IDLE_INTEREST, OPENING_NEED, OPENING_SATISFACTION, USUAL_INTEREST,
    EFFORT_ONSET, STRAIN_LIMIT, STAGE_FIT, ANNOYANCE_LIMIT, EXCESS_OPT_OUT, GOODWILL_OPT_OUT,
    LANDING_DELAY, CALLBACK_SPREAD, NEUTRAL_SATISFACTION, EXPERIENCE_GOODWILL,
    DELIGHT, DISAPPOINTMENT, ADVOCATE_LOYALTY, WARNING_WEIGHT, STEP_MEMORY,
    IDLE_SEARCH, CONTENT_MEMORY, WEAR, SAMENESS, CONSISTENCY, INSIGHT, REVIEWS, REVIEWS_TRUSTED,
) = range(len(BEHAVIOUR))  # fmt: skip

UNITS: dict[str, float] = {
    "offer_memory": MINUTE, "content_memory": MINUTE, "attribution": MINUTE, "step_memory": MINUTE,
    "callback_spread": HOUR,
    "opening_need": DAY, "competitor": DAY,
}  # fmt: skip
"""What values in base units (microseconds, a day) are divided by to be stored; 1 where missing."""


def stored(name: str, value: float) -> float:
    """A parameter as kernels take it: half lives as rates of decay, times in the unit of use."""
    if name.endswith("half_life"):
        return math.log(2.0) / value
    return value / UNITS.get(name, 1.0)
