"""Events at which an action may be triggered, by place in `Flight.pending`."""

from __future__ import annotations

TRIGGERS: tuple[str, ...] = (
    "visit", "basket", "exit", "signup", "open", "click", "call", "booking", "no_show",
    "purchase", "service", "review", "case", "solved",
)  # fmt: skip

(
    ON_VISIT, ON_BASKET, ON_EXIT, ON_SIGNUP, ON_OPEN, ON_CLICK, ON_CALL, ON_BOOKING, ON_NO_SHOW,
    ON_PURCHASE, ON_SERVICE, ON_REVIEW, ON_CASE, ON_SOLVED,
) = range(len(TRIGGERS))  # fmt: skip

ASKS: tuple[str, ...] = ("visit", "signup", "review", "referral", "follow", "survey")
"""What a click on a contact leads to."""

ASK_VISIT, ASK_SIGNUP, ASK_REVIEW, ASK_REFERRAL, ASK_FOLLOW, ASK_SURVEY = range(len(ASKS))

OUTCOMES: tuple[str, ...] = ("open", "click", "visit", "signup", "booking", "purchase", "review")
"""What a learned rate may be the rate of."""

(
    OPENED, CLICKED, VISITED, SIGNED_UP, BOOKED_ONE, PURCHASED, REVIEWED_ONE,
) = range(len(OUTCOMES))  # fmt: skip
