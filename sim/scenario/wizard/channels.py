"""The tables [[channel]] of a firm, each with what is known of its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.scenario.kinds import PRESETS
from sim.scenario.wizard.answers import Firm
from sim.scenario.wizard.industries import MAILCHIMP, WORDSTREAM
from sim.scenario.wizard.intensity import Intensity
from sim.scenario.wizard.menu import AUDIENCES, SPOTS, Offered
from sim.scenario.wizard.spending import flight, monthly_fee
from sim.scenario.wizard.toml_writing import Labelled, labels, number, percent, rounded, text

PAID = "WordStream 2018/19"
BID, CLICKS_THAT_BUY, LEAST_CLICK, MOST_TIMES = 0.5, 0.08, 0.10, 8.0
"""Part of what an order earns that is bid for it; share of clicks with a need that buy; euro; times
that it may be dearer."""
DIGITAL = ("email", "sms", "push", "search", *AUDIENCES)
"""Channels whose links people follow at once, where there is a site."""


@dataclass(frozen=True)
class Setting:
    """What the tables of channels are written from.

    Attributes:
        firm: the firm.
        intensity: how busy its market is.
        servers: people or places by channel.
    """

    firm: Firm
    intensity: Intensity
    servers: Mapping[str, int]


def channel_lines(setting: Setting) -> list[str]:
    """The tables [[channel]]."""
    lines: list[str] = []
    for offered in setting.firm.channels:
        lines += [
            "[[channel]]",
            f"name = {text(offered.name)}",
            f"kind = {text(_kind(setting.firm, offered))}",
            f"title = {text(_title(setting.firm, offered))}",
            *_BODIES[offered.name](setting, offered),
            *_always(offered),
            *_landing_delay(setting.firm, offered),
            *_hours(setting.firm, offered),
            labels(_SOURCES[offered.name]),
            "",
        ]
    return lines


def _kind(firm: Firm, offered: Offered) -> str:
    return "web-push" if offered.name == "push" and not firm.has("app") else offered.kind


def _title(firm: Firm, offered: Offered) -> str:
    return firm.industry.place if offered.name == "place" else offered.title


def _landing_delay(firm: Firm, offered: Offered) -> list[str]:
    """Where there is no site, people come or call later."""
    if firm.site is not None or offered.name not in DIGITAL:
        return []
    delay = "2 h" if firm.counter == "phone" else "1 d"
    return [f"landing_delay = {text(delay)} # there is no site: people come or call later"]


def _always(offered: Offered) -> list[str]:
    """What people use by themselves costs the same, whether or not an action uses it as well."""
    kept = offered.visits > 0.0 and not PRESETS[offered.kind].values.get("always")
    return ["always = true # costs are due under every strategy"] if kept else []


def _hours(firm: Firm, offered: Offered) -> list[str]:
    """The firm's hours for marketing, over its channels by how much work they are."""
    total = sum(sum(channel.hours) for channel in firm.channels)
    month = firm.hours * 52.0 / 12.0
    lines = []
    for key, weight in zip(("content_hours", "staff_hours"), offered.hours, strict=True):
        hours = rounded(month * weight / total) if total else 0.0
        if hours:
            kind, source = firm.mine("staff")
            about = f"{number(firm.hours)} hours a week, spread over the channels"
            label = Labelled(hours, kind, about if kind == "mine" else f"{about}; {source}")
            lines.append(f"{key} = {label}")
    return lines


def _visits(setting: Setting, offered: Offered) -> str:
    weight = offered.visits * setting.firm.fit.visits.get(offered.name, 1.0)
    often = f"1 per {number(setting.intensity.days_between(weight))} d"
    share = setting.firm.shares.get(offered.name)
    if share is None:
        return f"visits = {text(often)}"
    source = f"set so that {percent(share)} of orders are made here, as you answered"
    return f"visits = {Labelled(often, 'fitted', source)}"


def _books(setting: Setting) -> list[str]:
    return ['books = "place"'] if setting.firm.books else []


def _range(value: float, low: float, high: float, source: str) -> Labelled:
    return Labelled(value, "assumed", source, None, low, high)


# --- places to buy -------------------------------------------------------------------------------


def _web(setting: Setting, offered: Offered) -> list[str]:
    visits = _visits(setting, offered) + " # of somebody without a need; a need brings far more"
    fee = f"monthly = {number(monthly_fee(setting.firm, 25))}"
    if setting.firm.books:
        pay = _range(0.6, 0.45, 0.75, "six in ten finish the form")
        return [
            visits, 'steps = ["browse", "product", "checkout"] # a look, the service, the form',
            f"pass = {{ browse = 0.6, product = 0.5, checkout = {pay}, pay = 0.97 }}",
            'form = "checkout" # there a name and an address are left', *_books(setting), fee,
        ]  # fmt: skip
    basket = _range(0.55, 0.4, 0.65, "see labels")
    return [
        visits,
        f"pass = {{ browse = 0.6, product = 0.45, basket = {basket}, checkout = 0.6, pay = 0.97 }}",
        'form = "checkout" # there a name and an address are left', "express = 0.3", fee,
    ]  # fmt: skip


def _app(setting: Setting, offered: Offered) -> list[str]:
    return [
        _visits(setting, offered), *_books(setting),
        f"monthly = {number(monthly_fee(setting.firm, 60))}",
    ]  # fmt: skip


def _shop(setting: Setting, offered: Offered) -> list[str]:
    return [
        _visits(setting, offered), 'hours = "09:00-18:30"', 'open_days = "mon-sat"',
        "pass = { browse = 0.8, product = 0.6, checkout = 0.95 }",
        *_books(setting), "monthly = 0 # rent and people are there whatever the strategy",
    ]  # fmt: skip


def _phone(setting: Setting, offered: Offered) -> list[str]:
    return [
        _visits(setting, offered),
        f"servers = {setting.servers['phone']} # people who take calls",
        'hours = "08:00-18:00"', 'open_days = "mon-fri"', 'service = "4 min"',
        'patience = "3 min"', "pass = { product = 0.75, checkout = 0.8, pay = 1.0 }",
        *_books(setting),
    ]  # fmt: skip


def _marketplace(setting: Setting, offered: Offered) -> list[str]:
    fee = _range(0.15, 0.08, 0.2, "the usual fee of large marketplaces is about 15 %")
    return [
        _visits(setting, offered), *_books(setting), f"commission = {fee}",
        "opening_reviews = 50", "opening_stars = 4.0",
    ]  # fmt: skip


def _chat(setting: Setting, offered: Offered) -> list[str]:
    return [
        _visits(setting, offered),
        f"servers = {setting.servers['chat']} # people, three chats at a time each",
        *_books(setting),
    ]  # fmt: skip


def _chatbot(setting: Setting, offered: Offered) -> list[str]:
    return [_visits(setting, offered), *_books(setting)]


def _event(setting: Setting, offered: Offered) -> list[str]:
    days = max(10.0, setting.intensity.days_between(20.0))
    return [
        f'visits = "1 per {number(days)} d" # while it is there',
        'dates = [{ at = "75 d", lasts = "3 d" }, { at = "250 d", lasts = "3 d" }]',
        *_books(setting),
    ]  # fmt: skip


def _place(setting: Setting, offered: Offered) -> list[str]:
    missed = _range(0.06, 0.02, 0.12, "some forget; one in sixteen")
    return [
        f"servers = {setting.servers['place']} # how many are served at the same time",
        'hours = "08:00-18:00"', 'open_days = "mon-fri"',
        f'service = "{setting.firm.industry.appointment} min"',
        f"no_show = {missed}", 'lead = "1 d"',
    ]  # fmt: skip


# --- messages ------------------------------------------------------------------------------------


def _email(setting: Setting, offered: Offered) -> list[str]:
    firm = setting.firm
    opened, clicked, left, whom = firm.industry.mail
    after = clicked / opened
    open_rate = Labelled(
        percent(opened), "published", f"{MAILCHIMP}: open rate, {whom}", 2019,
        percent(0.7 * opened), percent(1.2 * opened),
    )  # fmt: skip
    click_rate = Labelled(
        percent(rounded(after, 3)), "published",
        f"{MAILCHIMP}: click {percent(clicked)} of deliveries over open {percent(opened)}, {whom}",
        2019, percent(rounded(0.6 * after, 2)), percent(rounded(1.2 * after, 2)),
    )  # fmt: skip
    stop = Labelled(percent(left), "published", f"{MAILCHIMP}: {whom}", 2019)
    return [
        f"open = {open_rate}", f"click = {click_rate}", f"unsubscribe = {stop}",
        f"cost = {number(firm.purse.euro(0.01))}",
        f"monthly = {number(monthly_fee(firm, 15))}",
    ]  # fmt: skip


def _sms(setting: Setting, offered: Offered) -> list[str]:
    return [f"cost = {number(setting.firm.purse.euro(0.08))}"]


def _messenger(setting: Setting, offered: Offered) -> list[str]:
    return _books(setting)


def _push(setting: Setting, offered: Offered) -> list[str]:
    return []


def _letter(setting: Setting, offered: Offered) -> list[str]:
    source = "DMA 2012: letter $556 per thousand" + _as_euro(setting.firm)
    price = Labelled(setting.firm.purse.dollar(0.56), "published", source, 2012)
    return [f"cost = {price}"]


def _catalogue(setting: Setting, offered: Offered) -> list[str]:
    euro = setting.firm.purse.euro
    return [f"cost = {_range(euro(1.5), euro(0.8), euro(4), 'print and postage')}"]


def _as_euro(firm: Firm) -> str:
    if firm.purse.currency == "USD":
        return ""
    if firm.purse.rate == 1.0:
        return f", taken as {firm.purse.currency}"
    return f", taken as euro at {number(firm.purse.rate)} {firm.purse.currency}"


# --- advertising ---------------------------------------------------------------------------------


def _shown(setting: Setting, offered: Offered) -> list[str]:
    """Ads a day, where more than usual of its kind are needed to spend what was spent."""
    ads = setting.firm.fit.ads.get(offered.name, 1.0)
    if ads == 1.0:
        return []
    source = "as many as spend about the media money of your year, under today"
    often = f"{number(rounded(ads * offered.ads))} per d"
    return [f"impressions = {Labelled(often, 'fitted', source)}"]


def _search(setting: Setting, offered: Offered) -> list[str]:
    firm = setting.firm
    clicked, _, whom = firm.industry.ads
    return [
        "# Of each who searches, while there is a need.",
        *(_shown(setting, offered) or ['impressions = "1 per 6 d"']),
        f"click = {_clicks(clicked, 0.5, f'search, {whom}', 'half noticed')}",
        f"cost_per_click = {_click_price(firm, 2.69)}",
    ]


def _display(setting: Setting, offered: Offered) -> list[str]:
    firm = setting.firm
    _, clicked, whom = firm.industry.ads
    return [
        *_shown(setting, offered),
        f"click = {_clicks(clicked, 0.1, f'display, {whom}', 'one in ten noticed')}",
        f"cost_per_click = {_click_price(firm, 0.63)}",
    ]


def _clicks(clicked: float, noticed: float, whom: str, how: str) -> Labelled:
    share = clicked / noticed
    return Labelled(
        percent(rounded(share, 3)), "published",
        f"{WORDSTREAM}: {whom}, click {percent(clicked)} of impressions, {how}", 2016,
        percent(rounded(0.6 * share)), percent(rounded(1.5 * share)),
    )  # fmt: skip


def _click_price(firm: Firm, dollars: float) -> Labelled:
    """The published price, or what firms can bid whose orders earn too little for it."""
    price = firm.purse.dollar(dollars)
    bid = rounded(BID * CLICKS_THAT_BUY * firm.basket * firm.margin)
    least = firm.purse.euro(LEAST_CLICK)
    if bid < price:
        return _range(
            max(least, bid), max(least, rounded(0.5 * bid)),
            max(least, min(price, rounded(MOST_TIMES * max(least, bid)))),
            f"bids follow what an order earns; {PAID}: ${dollars:.2f} over all industries",
        )  # fmt: skip
    return Labelled(
        price, "published", f"{PAID}: ${dollars:.2f} a click, all industries{_as_euro(firm)}", 2018,
        rounded(0.5 * price), rounded(1.6 * price),
    )  # fmt: skip


def _thousand(euros: float, low: float, high: float) -> Callable[[Setting, Offered], list[str]]:
    def lines(setting: Setting, offered: Offered) -> list[str]:
        euro = setting.firm.purse.euro
        price = _range(
            euro(euros), euro(low), euro(high), "prices of a thousand impressions in Europe"
        )
        clicks = _range(0.025, 0.015, 0.04, "half a per cent of impressions, a fifth noticed")
        shown = _shown(setting, offered)
        if offered.kind != "social":
            return [*shown, f"cost_per_thousand = {price}"]
        return [*shown, f"click = {clicks}", f"cost_per_thousand = {price}"]

    return lines


def _spot(setting: Setting, offered: Offered) -> list[str]:
    assert offered.name in SPOTS
    price = flight(setting.firm, offered.name).price
    click = ['click = "2 %"'] if offered.name == "leaflet" else []
    return [f"cost_per_spot = {number(price)} # put your own price here", *click]


def _nothing(setting: Setting, offered: Offered) -> list[str]:
    return []


def _organic(setting: Setting, offered: Offered) -> list[str]:
    return [
        'visits = "1 per 14 d" # while there is a need',
        f"leads_to = {text(str(setting.firm.site))}",
    ]


def _referral(setting: Setting, offered: Offered) -> list[str]:
    return [
        'visits = "1 per 30 d" # of who holds a code and has a need',
        f"leads_to = {text(str(setting.firm.site))}",
    ]


def _affiliate(setting: Setting, offered: Offered) -> list[str]:
    fee = _range(0.08, 0.03, 0.15, "shares of a sale that shops offer")
    return [
        'visits = "1 per 60 d" # while there is a need',
        f"leads_to = {text(str(setting.firm.site))}", f"commission = {fee}",
    ]  # fmt: skip


_BODIES: dict[str, Callable[[Setting, Offered], list[str]]] = {
    "web": _web, "app": _app, "shop": _shop, "phone": _phone, "marketplace": _marketplace,
    "chat": _chat, "chatbot": _chatbot, "event": _event, "place": _place, "email": _email,
    "sms": _sms, "messenger": _messenger, "push": _push, "letter": _letter, "catalogue": _catalogue,
    "search": _search,
    "organic": _organic, "facebook": _thousand(8, 5, 14), "instagram": _thousand(9, 5, 15),
    "tiktok": _thousand(9, 4, 15), "linkedin": _thousand(30, 15, 60), "referral": _referral,
    "posts": _nothing, "display": _display, "video": _thousand(15, 8, 25), "leaflet": _spot,
    "radio": _spot, "tv": _spot, "posters": _spot, "affiliate": _affiliate,
}  # fmt: skip
"""What is written of each, besides its names and hours."""

_SOURCES = {
    "web": "a plain site; of people with nothing in the way a third of the baskets are bought, of "
    "all about three in ten (Baymard, November 2024: 70.19 % of baskets are left)",
    "app": "who has the app is logged in and has less to type",
    "shop": "four in ten who come in with a need leave with something",
    "phone": "calls of a few minutes in office hours; six in ten callers with a need order",
    "marketplace": "everybody is logged in, prices stand side by side, reviews are shown",
    "chat": "somebody answers in office hours",
    "chatbot": "answers at once what it understands",
    "event": "two stands of three days a year",
    "place": "as many places as keep them busy half of the time",
    "email": "a mail tool for small lists; a mail costs about a cent",
    "sms": "list prices of senders in Europe",
    "messenger": "messages are answered between other work",
    "push": "comes with the site or app",
    "letter": "printed and posted on demand",
    "catalogue": "leafed through at home; some dozen pages, printed and posted",
    "search": "bids on words for what is sold",
    "organic": "one of several on the first page",
    "facebook": "ads to people who may need it",
    "instagram": "ads to people who may need it, the younger ones",
    "tiktok": "ads to people who may need it, mostly the youngest",
    "linkedin": "ads to people by their work; dearer than elsewhere",
    "posts": "a post twice a week; it costs work, not money",
    "display": "two sizes of banner",
    "video": "films of half a minute",
    "leaflet": "one reader in fifty of those who notice it comes; price of a local print shop",
    "radio": "price and reach of a local station",
    "tv": "price and reach of a regional station",
    "posters": "price of a site in a town",
    "affiliate": "lists and tests of others",
    "referral": "who holds a code and needs something comes within some days",
}
"""Why its numbers are what they are."""
