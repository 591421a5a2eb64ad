"""What numbers of a scenario usually are: bands outside which a slip is likelier than the truth.

One row a number, read by `sim.scenario.checking.plausible`. A new kind of channel needs a row in
`OF_KIND`, a new field one in `OF_TABLE`; what has no row is not judged. Bands are wide on purpose:
a false alarm costs more trust than a missed oddity. Sources of figures are those of the defaults;
where none is named the band is assumed.

Units: shares 0 to 1, money in euros, rates a year, times in hours, other numbers as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass

MAIL = "usual: 15 to 25 %, automatic mails up to 52 % (Mailchimp 2019, Omnisend 2018)"
MAIL_CLICK = "usual: 12.8 % of opens, automatic mails 22 to 29 % (Mailchimp 2019, Omnisend 2018)"
ADS = "usual: EUR 0.63 (display), EUR 2.69 (search) (WordStream 2018/19)"
LISTENS = "of those who have this objection; one in a hundred is none"
MINUTE, DAY, YEAR = 1.0 / 60.0, 24.0, 24.0 * 365.0


@dataclass(frozen=True)
class Band:
    """Ends of what is plausible, and what is usual, with its source. 0 is never judged."""

    low: float
    high: float
    usual: str = ""


OF_KIND: dict[str, dict[str, Band]] = {
    "email": {
        "open": Band(0.03, 0.60, MAIL),
        "click": Band(0.002, 0.40, MAIL_CLICK),
        "unsubscribe": Band(0.0002, 0.02, "usual: 0.25 % (Mailchimp 2019)"),
        "bounce": Band(0.0005, 0.10, "usual: 1 % (Mailchimp 2019)"),
        "cost": Band(0.0, 0.10, "usual: about a cent"),
    },
    "sms": {
        "open": Band(0.3, 1.0, "usual: nearly all are read"),
        "click": Band(0.005, 0.5, "usual: 11.8 % of those read (Omnisend 2020)"),
        "cost": Band(0.005, 0.5, "usual: 8 cents in Europe"),
    },
    "messenger": {
        "open": Band(0.1, 1.0, "usual: most are read"),
        "cost": Band(0.0, 0.5),
    },
    "display": {
        "click_share": Band(0.0002, 0.02, "usual: 0.46 % (WordStream 2018/19)"),
        "cost_per_click": Band(0.05, 6.0, "usual: EUR 0.63 (WordStream 2018/19)"),
        "cost_per_thousand": Band(0.2, 60.0),
    },
    "social": {
        "impressions": Band(0.0, 20 * 365.0, "usual: about one a day"),
        "click_share": Band(0.0005, 0.025, "usual: about 1 %"),
        "cost_per_click": Band(0.05, 12.0),
        "cost_per_thousand": Band(0.5, 80.0, "usual: EUR 7"),
    },
    "video": {"click_share": Band(0.0002, 0.02, "usual: less than 1 %, as videos are watched")},
    "shoppable": {"click_share": Band(0.0005, 0.03, "usual: about 1 %")},
    "search": {
        "impressions": Band(0.0, 3 * 365.0, "usual: a search or two a month"),
        "click_share": Band(0.002, 0.3, "usual: 3.17 % (WordStream 2018/19)"),
        "cost_per_click": Band(0.1, 30.0, "usual: EUR 2.69 (WordStream 2018/19)"),
    },
    "phone": {
        "service": Band(20 / 3600, 2.0, "usual: minutes"),
        "patience": Band(10 / 3600, 2.0, "usual: minutes"),
        "cost": Band(0.0, 30.0, "USD 10 to 16 a contact (DMA 2012)"),
        "pass.product": Band(0.15, 1.0, "usual: most who call with a need go on"),
        "pass.checkout": Band(0.15, 1.0, "usual: most who call with a need go on"),
    },
    "site": {
        "visits": Band(0.0, 52.0, "of somebody without a need, who comes a few times a year"),
    },
    "service": {"service": Band(5 * MINUTE, 12.0)},
    "app-push": {"open": Band(0.003, 0.3, "usual: 2 to 6 % (Appboy 2016)")},
    "web-push": {"open": Band(0.003, 0.3, "usual: 2 to 3.5 % (Leanplum)")},
    "mail": {
        "click": Band(0.003, 0.3, "usual: 3.4 % of the letters, 5.7 % of those opened (DMA 2012)"),
        "cost": Band(0.1, 10.0, "usual: USD 0.56 a letter (DMA 2012)"),
    },
    "catalogue": {
        "click": Band(0.003, 0.4, "usual: 4.26 % of the catalogues (DMA 2012)"),
        "cost": Band(0.2, 30.0),
    },
    "outbound-call": {"cost": Band(1.0, 100.0, "usual: USD 10 to 16 a contact (DMA 2012)")},
    "tv": {
        "cost_per_spot": Band(20.0, 500_000.0),
        "rating": Band(0.0005, 0.3, "a spot reaches a few in a hundred"),
    },
    "print": {
        "rating": Band(0.005, 0.8, "share of the market that opens such a paper"),
        "cost_per_spot": Band(10.0, 500_000.0, "of an insertion, not of a copy"),
    },
}  # fmt: skip
"""By kind of channel and field; ``click_share`` is clicks by impression, noticed or not."""

OF_CHANNEL: dict[str, Band] = {
    "visits": Band(0.0, 500.0, "of somebody without a need"),
    "discover": Band(0.0, 1.0),
    "step_effort": Band(0.0, 3.0, "a step costs about 0.2 to 1"),
    "session": Band(0.0, 4.0),
    "open": Band(0.001, 1.0),
    "click": Band(0.0002, 0.6),
    "unsubscribe": Band(0.0001, 0.05),
    "bounce": Band(0.0001, 0.2),
    "delay": Band(0.0, 21 * DAY),
    "cost": Band(0.0, 50.0),
    "pressure": Band(0.0, 20.0, "an e-mail weighs 1"),
    "impressions": Band(0.0, 30 * 365.0, "usual: up to a few a day"),
    "notice": Band(0.002, 1.0),
    "cost_per_thousand": Band(0.2, 200.0),
    "cost_per_click": Band(0.03, 50.0, ADS),
    "service": Band(0.0, 12.0),
    "patience": Band(0.0, 6.0),
    "no_show": Band(0.001, 0.4, "usual: one in twenty"),
    "lead": Band(0.0, 60 * DAY),
    "transit": Band(0.0, 21 * DAY, "usual: a day or two by post"),
    "answer_time": Band(0.0, 14 * DAY),
    "landing_delay": Band(0.0, 14 * DAY),
    "commission": Band(0.005, 0.6, "usual: 3 to 20 %"),
    "order_fee": Band(0.0, 100.0),
    "rating": Band(0.0001, 0.7, "a spot reaches a few in a hundred"),
    "cost_per_spot": Band(0.5, 500_000.0),
    "catchment": Band(0.5, 500.0, "in km, not in m"),
    "express": Band(0.0, 5.0),
    "solves": Band(0.05, 1.0),
    "automation": Band(0.01, 0.95),
    "resolves.*": Band(0.01, 1.0, LISTENS),
    "beside.*": Band(0.005, 1.0),
    "users.*": Band(0.005, 1.0, "share of people of this age who use it at all"),
    "pass.browse": Band(0.01, 1.0),
    "pass.product": Band(0.01, 1.0),
    "pass.basket": Band(0.02, 1.0),
    "pass.checkout": Band(0.02, 1.0),
    "pass.pay": Band(0.2, 1.0),
}
"""Of channels of any kind, where the kind has no row of its own."""

OF_TABLE: dict[str, dict[str, Band]] = {
    "persona": {
        "need": Band(1 / 30, 60.0),
        "order_value": Band(0.5, 500_000.0),
        "order_spread": Band(0.0, 1.5, "at 1 one order in six is above 2.7 times the median"),
        "margin": Band(0.02, 0.9, "usual: 20 to 60 %, after the cost of what is sold"),
        "effort_tolerance": Band(0.2, 50.0, "a step costs about 0.2 to 1"),
        "annoyance": Band(0.2, 100.0, "an e-mail weighs 1"),
        "distance": Band(0.0, 300.0, "in km, not in m"),
        "reach": Band(0.0, 50.0),
        "recognisability": Band(0.02, 1.0),
        "aware": Band(0.01, 1.0, "0 for a firm that nobody knows yet"),
        "price_sensitivity": Band(0.02, 1.0),
    },
    "behaviour": {
        "interest_half_life": Band(3.0, YEAR, "usual: days or weeks"),
        "pressure_half_life": Band(3.0, YEAR, "usual: days or weeks"),
        "goodwill_half_life": Band(DAY, 5 * YEAR, "usual: weeks or months"),
        "offer_memory": Band(0.5, YEAR, "usual: days or weeks"),
        "attribution": Band(1.0, 180 * DAY, "usual: 1 to 30 days"),
        "step_memory": Band(0.5, 2 * YEAR),
        "opening_need": Band(0.0, 2 * YEAR),
        "callback_spread": Band(0.0, 36.0),
        "landing_delay": Band(0.0, 6.0),
        "competitor": Band(0.1, 500.0, "usual: a need is met within days or weeks"),
        "seek": Band(2.0, 1000.0, "usual: 20, as who needs it looks for it"),
        "strain_limit": Band(0.0, 50.0),
        "trait_spread": Band(0.0, 1.5),
        **dict.fromkeys(
            (
                "browsing", "fit_weight", "pressure_weight", "interest_weight", "objection_weight",
                "effort_weight", "goodwill_weight", "loyalty_weight", "offer_weight",
                "urgency_weight", "reminder_weight", "satisfaction_effort",
                "satisfaction_goodwill",
            ),
            Band(0.0, 10.0, "in log-odds: 1 takes 50 % to 73 %, 10 makes it certain"),
        ),
    },
    "platform": {
        "wage": Band(4.0, 300.0, "usual: EUR 15 to 60 with side costs"),
        "factor": Band(0.05, 20.0, "1 is the table as it stands"),
    },
    "contact_policy": {
        "holdout": Band(0.01, 0.5, "usual: 5 to 20 %"),
        "after_purchase": Band(12.0, 2 * YEAR, "usual: weeks or months; 0 for none"),
        "counters_lag": Band(0.0, 3 * DAY, "usual: minutes"),
    },
    "competitor": {
        "price": Band(0.2, 5.0, "1 is the firm's own price"),
        "presence.*": Band(0.0001, 0.9, "share of those who come that look at it too"),
    },
    "outage": {"lasts": Band(1 * MINUTE, 60 * DAY, "usual: hours or days")},
    "kpi_rule": {"for": Band(1.0, 120.0, "usual: two to eight weeks, so that it can act")},
    "variant": {
        "chance": Band(0.005, 0.95, "of those who look at the product"),
        "price": Band(0.1, 8.0, "1 is the price of the product itself"),
    },
    "device": {
        "effort": Band(0.2, 5.0, "1 is the yardstick"),
        "recognition": Band(0.05, 1.5, "1 is the yardstick"),
    },
    "service": {
        "questions": Band(0.0005, 0.6, "usual: a few in a hundred"),
        "complaints": Band(0.0005, 0.4, "usual: a few in a hundred"),
    },
    "loyalty_programme": {"earns": Band(0.001, 0.25, "usual: 1 to 5 %")},
    "budget": {"minimum_return": Band(0.0, 50.0)},
    "creative": {
        "appeal": Band(0.05, 10.0),
        "resolves.*": Band(0.01, 1.0, LISTENS),
        "comfort": Band(0.02, 1.0),
    },
    "offer": {
        "discount": Band(0.005, 0.9, "usual: 5 to 50 %"),
        "valid": Band(0.25, 3 * YEAR, "usual: days or weeks"),
    },
    "action": {
        "propensity": Band(1e-6, 0.95),
        "propensity.prior": Band(1e-6, 0.8),
        "holdout": Band(0.01, 0.5, "usual: 5 to 20 %"),
        "boost": Band(0.005, 200.0),
        "delay": Band(0.0, 180 * DAY),
        "treatments.*.spots": Band(0.0, 50.0, "spots, posts or insertions a window"),
    },
    "strategy": {
        "slots": Band(1.0, 12.0),
        **dict.fromkeys(
            ("sync", "sync.default", "sync.group"),
            Band(0.0, 30.0, "in windows, not in minutes or hours"),
        ),
        **dict.fromkeys(
            ("continuity", "continuity.*"),
            Band(0.02, 1.0, "share of what was begun that is found again elsewhere"),
        ),
        "recognition.*": Band(0.02, 1.0, "0 where nobody is recognised"),
        "recognition.false_match": Band(0.0001, 0.2, "a few in a hundred at most"),
    },
}  # fmt: skip
"""By table and field, the part of a key after the member's name; ``*`` is any name or number."""


def band_of(table: str, kind: str | None, field: str) -> Band | None:
    """The band of a number; None where none is known.

    Args:
        table: first part of its key.
        kind: of its channel.
        field: the rest of its key after the name: ``open``, ``pass.browse``.
    """
    if table == "channel":
        rows = {**OF_CHANNEL, **OF_KIND.get(kind or "", {})}
    else:
        rows = OF_TABLE.get(table, {})
    first, *inner = field.split(".")
    any_member = ".".join((first, "*", *inner[1:]))
    return rows.get(field) or rows.get(any_member)
