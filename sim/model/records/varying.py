"""What of a clause time alone can change, as bits: what its comparison or program reads."""

from __future__ import annotations

OF_VISIT, OF_CONTACT, OF_PURCHASE, OF_STEP, OF_VARIANT, OF_OFFER, OF_HOUR, OF_CALENDAR = (
    1 << bit for bit in range(8)
)
"""Days since a visit, a contact, a purchase; the step seen last; the variant looked at; the live
offer; the hour; weekday or month."""

AGEING = 1 << 8
"""In place of the first three: a comparison of one such number of days with a constant."""
ONLY_CALENDAR = 1 << 9
"""In place of the last: nothing but weekday and month is read, so it is the same for everybody."""

READS = {
    "days_since_visit": OF_VISIT,
    "days_since_contact": OF_CONTACT,
    "days_since_purchase": OF_PURCHASE,
    "step": OF_STEP,
    "variant": OF_VARIANT,
    "offer": OF_OFFER,
    "offer_days_left": OF_OFFER,
    "hour": OF_HOUR,
    "weekday": OF_CALENDAR,
    "month": OF_CALENDAR,
}
"""By field of a profile; all others change only with what happens to the customer."""

AD_FIELDS = frozenset({"days_since_contact", "unanswered", "offer", "offer_days_left"})
"""Fields that an ad may change which is noticed, but neither clicked nor the last that is borne."""

CALENDAR_FIELDS = frozenset({"weekday", "month"})
