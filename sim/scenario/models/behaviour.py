"""[behaviour]: how people react; each parameter with its default, unit and source."""

from __future__ import annotations

from sim.scenario.models.base import (
    Duration,
    LongDuration,
    NotNegative,
    Positive,
    Rate,
    Real,
    Share,
    Table,
    given,
)


class Behaviour(Table):
    """[behaviour]: how people react. Every number has a default, assumed until data says more."""

    interest_half_life: LongDuration = given(
        "10 d",
        "time in which interest falls by half",
        source="a purchase is on one's mind for weeks",
    )
    pressure_half_life: LongDuration = given(
        "5 d", "time in which the pressure of past contacts falls by half",
        source="a contact is forgotten within two weeks",
    )  # fmt: skip
    goodwill_half_life: LongDuration = given(
        "60 d", "time in which goodwill returns half the way to neutral",
        source="a bad or good experience is felt for months",
    )  # fmt: skip
    offer_memory: Duration = given(
        "14 d", "how long an offer seen is remembered, and so can contradict another",
        source="offers are compared within two weeks",
    )  # fmt: skip
    attribution: LongDuration = given(
        "7 d", "time after a contact in which its outcome is credited to it",
        source="common setting of ad networks", fixed=True,
    )  # fmt: skip
    contradiction_goodwill: NotNegative = given(
        0.15, "goodwill lost by seeing two offers that contradict each other",
        source="nine in ten expect consistency; its price is a guess",
    )  # fmt: skip
    irrelevance_goodwill: NotNegative = given(
        0.03, "goodwill lost by a contact that fits nothing one needs", source="a small nuisance"
    )
    excess_goodwill: NotNegative = given(
        0.10, "goodwill lost by a contact beyond the pressure one bears", source="a clear nuisance"
    )
    intrusion_goodwill: NotNegative = given(
        0.10, "goodwill lost by a contact more personal than one likes", source="reactance"
    )
    seek: NotNegative = given(
        20.0, "visits with a need and full interest, as a multiple of those of an idle person",
        source="who needs it looks for it within days, who does not comes a few times a year",
    )  # fmt: skip
    browsing: NotNegative = given(
        3.0, "how much less people go on in a visit without a need (log-odds)",
        source="one in twenty of the usual rate",
    )  # fmt: skip
    fit_weight: NotNegative = given(1.0, "weight of fit on notice and response (log-odds)")
    pressure_weight: NotNegative = given(
        1.0, "weight of contact pressure against notice (log-odds, at the pressure one bears)"
    )
    interest_weight: NotNegative = given(1.5, "weight of interest on going on and on response")
    objection_weight: NotNegative = given(1.5, "weight of an open objection against going on")
    effort_weight: NotNegative = given(1.0, "weight of effort spent against going on")
    goodwill_weight: NotNegative = given(0.8, "weight of goodwill on going on and on response")
    loyalty_weight: NotNegative = given(1.0, "weight of loyalty on going on")
    offer_weight: NotNegative = given(
        2.0, "weight of an offer's share of the price, times price sensitivity"
    )
    urgency_weight: NotNegative = given(0.3, "weight of an urgent message on response")
    reminder_weight: NotNegative = given(
        0.7, "weight of a reminder against missing an appointment",
        source="about half as many are missed",
    )  # fmt: skip
    need_interest: Share = given(0.6, "interest that a new need brings")
    unaware_interest: Share = given(
        0.3, "part of that interest which falls to a firm one has not heard of"
    )
    open_interest: Share = given(0.1, "interest that noticing a contact adds, with a need")
    click_interest: Share = given(0.3, "interest that a click adds, with a need")
    visit_interest: Share = given(0.1, "interest that a visit adds, with a need")
    referral_interest: Share = given(0.3, "interest that a friend's recommendation adds")
    word_of_mouth: Share = given(
        0.1, "chance that a delighted buyer praises the firm to somebody, for each friend they have"
    )
    bad_word_of_mouth: Share = given(
        0.1, "chance that a disappointed buyer warns somebody, for each friend they have",
        source="as often as praise",
    )  # fmt: skip
    referral_goodwill: Share = given(0.1, "goodwill that a friend's word brings")
    comfort_goodwill: NotNegative = given(
        0.2, "goodwill that a comforting touch brings", source="a clear pleasure, half a surprise"
    )
    waiting_goodwill: NotNegative = given(
        0.15, "goodwill lost by giving up waiting or finding no appointment"
    )
    satisfaction_base: Real = given(
        1.5, "log-odds of satisfaction without effort and with neutral goodwill",
        source="most reviews of garages are good: four stars and more",
    )  # fmt: skip
    satisfaction_effort: NotNegative = given(
        1.5, "weight against satisfaction of effort, as a part of what one bears"
    )
    satisfaction_goodwill: NotNegative = given(2.0, "weight of goodwill on satisfaction")
    stars_noise: NotNegative = given(0.15, "noise in the stars of a review (standard deviation)")
    trait_spread: NotNegative = given(
        0.4, "spread of people around their persona (log-odds of shares, log of amounts)", le=3.0
    )
    spontaneous_review: Share = given(
        0.1, "chance to review without being asked, as a part of the chance when asked"
    )
    competitor: Rate = given(
        "1 per 30 d", "rate at which an open need is met elsewhere",
        source="a need that stays open is met by somebody within weeks",
    )  # fmt: skip
    loyalty_step: Share = given(
        0.25, "share of the gap to full loyalty that a good purchase closes"
    )
    loyalty_lapse: Share = given(
        0.8, "share of needs met elsewhere that full loyalty prevents",
        source="even the most loyal are not always reached in time",
    )  # fmt: skip
    idle_interest: Share = given(
        0.1, "part of interest that leads to visits without a need",
        source="who needs nothing rarely looks in",
    )  # fmt: skip
    opening_need: Duration = given(
        "14 d", "greatest age of a need that is open at the start", fixed=True,
        source="most needs are met within weeks",
    )  # fmt: skip
    opening_satisfaction: Share = given(
        0.5, "satisfaction of those who have not bought yet", fixed=True, source="undecided"
    )
    usual_interest: Share = given(
        0.5, "interest at which people go on in a visit as often as the channel's rates say",
        source="between a need that fades and one that is pursued",
    )  # fmt: skip
    effort_onset: NotNegative = given(
        0.5, "effort that is not felt in a visit, as a part of what one bears",
        source="half of what one bears passes unnoticed",
    )  # fmt: skip
    strain_limit: NotNegative = given(
        4.0, "how often what one bears effort and pressure count at most",
        source="who has had enough four times over does not mind a fifth",
    )  # fmt: skip
    stage_fit: NotNegative = given(
        0.5, "fit of a creative made for the stage that one is at (log-odds)"
    )
    annoyance_limit: NotNegative = given(
        1.0, "weight of a channel's contacts on goodwill: their pressure, but at most this",
        source="an ad in the corner annoys less than a message, a call no more",
    )  # fmt: skip
    excess_opt_out: NotNegative = given(
        1.0, "weight of excess pressure on the chance to opt out",
        source="twice the pressure that one bears doubles it",
    )  # fmt: skip
    goodwill_opt_out: Share = given(
        0.5, "part of the chance to opt out that full goodwill takes away"
    )
    landing_delay: Duration = given(
        "10 s", "time from a click to the page that it opens", source="a page loads"
    )
    callback_spread: Duration = given(
        "2 h", "time after opening within which those call who called in vain",
        source="the first hours of a day are the busiest on the phone",
    )  # fmt: skip
    neutral_satisfaction: Share = given(
        0.5, "satisfaction from which a purchase adds to loyalty and goodwill"
    )
    experience_goodwill: NotNegative = given(
        0.4, "goodwill that a purchase brings by unit of satisfaction above the neutral",
        source="a perfect visit is as good as two comforting touches",
    )  # fmt: skip
    delight: Share = given(
        0.75, "satisfaction from which people praise a firm", source="four stars and more"
    )
    disappointment: Share = given(
        0.35, "satisfaction below which people warn of a firm", source="two stars and fewer"
    )
    advocate_loyalty: Share = given(
        0.5, "loyalty above which a delighted customer becomes an advocate"
    )
    warning_weight: NotNegative = given(
        2.0, "goodwill that a warning costs, as a multiple of what praise brings",
        source="bad weighs more than good",
    )  # fmt: skip
    step_memory: LongDuration = given(
        "30 d", "time for which a channel remembers how far a visit went",
        source="common lifetime of a basket or cookie",
    )  # fmt: skip
    idle_search: Share = given(
        0.02, "searches without a need, as a part of those with one",
        source="hardly anybody looks for a firm that they do not need",
    )  # fmt: skip
    content_memory: Duration = given(
        "14 d", "how long words and pictures are remembered", source="as offers are",
    )  # fmt: skip
    wear_weight: NotNegative = given(
        0.2, "weight against response of a creative seen before on the same channel"
    )
    sameness_weight: NotNegative = given(
        0.3, "weight against response of a creative seen before on another channel",
        source="the same everywhere gives no reason to turn to another channel",
    )  # fmt: skip
    consistency_weight: NotNegative = given(
        0.2, "weight on response of a message heard before in other words",
        source="nine in ten expect consistency; what it brings is a guess",
    )  # fmt: skip
    insight: Share = given(
        0.1, "chance that a recognised visit tells the firm which persona a customer is",
        source="what is looked at shows who looks, sometimes",
    )  # fmt: skip
    reviews_weight: NotNegative = given(
        0.5, "weight of five stars on going on, where many reviews are shown"
    )
    reviews_trusted: Positive = given(
        20, "reviews at which half of their weight is felt", source="a page of them"
    )
