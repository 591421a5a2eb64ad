"""Channels that the wizard offers, with the words by which people call them.

What a channel is like is in `channels`; here stands who likes it, what it needs and what it takes.
All of it is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

TASTES = ("digital", "mixed", "personal")


@dataclass(frozen=True)
class Offered:
    """A channel to choose.

    Attributes:
        name, kind, title: as the file has them.
        words: what else people type.
        about: what it is, for the list of choices.
        visits: visits of a need against those of a web site; 0 where people come by a contact.
        liking: affinity of people of each taste, in order of `TASTES`.
        consent: share that permits contact: of all people, and of customers in addition.
        media: part of the budget against that of other channels.
        ads: that each of those who may see them sees a day, as is usual; 0 where none are shown.
        hours: hours of content and of staff against those of other channels.
        group: which channels it is linked with: ``online``, ``people``, or none.
        sells: whether people come by themselves and can buy.
        needs: channels of which it needs one.
    """

    name: str
    kind: str
    title: str
    words: tuple[str, ...]
    about: str
    liking: tuple[float, float, float]
    visits: float = 0.0
    consent: tuple[float, float] | None = None
    media: float = 0.0
    ads: float = 0.0
    hours: tuple[float, float] = (1.0, 0.0)
    group: str = "online"
    sells: bool = False
    needs: tuple[str, ...] = ()


SITES = ("web", "app")
"""Where baskets are left, and links lead."""

MENU: tuple[Offered, ...] = (
    Offered(
        "web", "site", "Web site", ("site", "website", "web shop", "webshop", "online shop",
        "homepage"), "your own site, where people buy or book", (0.9, 0.8, 0.4),
        visits=1.0, hours=(3, 0), sells=True,
    ),
    Offered(
        "app", "app", "App", ("mobile app", "application"),
        "your own app, where people buy or book",
        (0.35, 0.2, 0.05), visits=1.5, hours=(2, 0), sells=True,
    ),
    Offered(
        "shop", "shop", "Shop", ("store", "branch", "showroom", "counter"),
        "a place where people walk in", (0.5, 0.7, 0.9), visits=0.7, hours=(1, 0), group="people",
        sells=True,
    ),
    Offered(
        "phone", "phone", "Telephone", ("telephone", "call", "calls", "hotline", "call centre",
        "call center", "callcentre", "callcenter"),
        "people call and order or book", (0.15, 0.3, 0.8), visits=0.5, hours=(0, 0),
        group="people", sells=True,
    ),
    Offered(
        "marketplace", "marketplace", "Marketplace", ("amazon", "ebay", "market place", "platform"),
        "somebody else's site, where prices are compared", (0.7, 0.5, 0.2), visits=0.8,
        hours=(1, 0), group="", sells=True,
    ),
    Offered(
        "chat", "chat", "Live chat", ("live chat", "chats"),
        "people write, somebody answers at once",
        (0.5, 0.3, 0.1), visits=0.25, hours=(0, 0), group="people", needs=SITES,
    ),
    Offered(
        "chatbot", "chatbot", "Chatbot", ("bot", "chat bot", "chatbots"),
        "people write, a program answers at any hour", (0.4, 0.25, 0.05), visits=0.25,
        hours=(0.5, 0), needs=SITES,
    ),
    Offered(
        "event", "event", "Fair or event", ("events", "fair", "fairs", "trade fair", "trade fairs",
        "exhibition", "market stall"),
        "a stand, twice a year", (0.3, 0.4, 0.5), visits=0.3, hours=(1, 1), group="people",
    ),
    Offered(
        "email", "email", "E-mail", ("mail", "e-mail", "mails", "newsletter", "mailing"),
        "newsletters and automatic mails", (0.6, 0.6, 0.5), consent=(0.10, 0.50), media=0.1,
        hours=(3, 0),
    ),
    Offered(
        "sms", "sms", "Text message", ("text", "texts", "text message"), "text messages",
        (0.8, 0.7, 0.6), consent=(0.03, 0.25), media=0.2, hours=(0.5, 0), group="people",
    ),
    Offered(
        "messenger", "messenger", "Messenger", ("whatsapp", "facebook messenger", "telegram"),
        "WhatsApp and others", (0.5, 0.4, 0.2), consent=(0.02, 0.10), hours=(0.5, 1),
        group="people",
    ),
    Offered(
        "push", "app-push", "Push message", ("push message", "notifications", "notification",
        "web push", "web-push", "browser push", "app push", "app-push", "push messages"),
        "of the app, or of the browser", (0.4, 0.25, 0.1), consent=(0.05, 0.10), hours=(0.5, 0),
        needs=SITES,
    ),
    Offered(
        "letter", "mail", "Letters", ("letters", "post", "direct mail", "postcard", "postcards"),
        "letters and postcards", (0.5, 0.6, 0.8), consent=(0.30, 0.40), media=0.8, hours=(0.5, 0),
        group="people",
    ),
    Offered(
        "catalogue", "catalogue", "Catalogue", ("catalog", "catalogues", "catalogs", "brochure"),
        "a catalogue by post", (0.4, 0.5, 0.8), consent=(0.20, 0.40), media=1.0, hours=(1, 0),
        group="people",
    ),
    Offered(
        "search", "search-general", "Search ads", ("google", "search ads", "google ads", "sea",
        "adwords"), "ads beside the results of a search", (0.8, 0.7, 0.4), media=1.5,
        ads=1.0 / 6.0, hours=(0, 1),
    ),
    Offered(
        "organic", "organic-search", "Search results", ("seo", "search results", "organic search"),
        "being found without paying", (0.8, 0.7, 0.4), visits=1.0, hours=(1, 0), needs=SITES,
    ),
    Offered(
        "facebook", "social", "Facebook ads", ("meta", "facebook ads", "social", "social media"),
        "ads on Facebook", (0.5, 0.6, 0.4), consent=(0.70, 0.0), media=1.0, ads=1.0, hours=(1, 0),
    ),
    Offered(
        "instagram", "social", "Instagram ads", ("insta", "instagram ads"),
        "ads on Instagram", (0.7, 0.4, 0.15), consent=(0.70, 0.0), media=1.0, ads=1.0, hours=(1, 0),
    ),
    Offered(
        "tiktok", "social", "TikTok ads", ("tiktok ads", "tik tok"),
        "ads on TikTok", (0.6, 0.25, 0.08), consent=(0.70, 0.0), media=1.0, ads=1.0, hours=(1, 0),
    ),
    Offered(
        "linkedin", "social", "LinkedIn ads", ("linked in", "linkedin ads", "xing"),
        "ads on LinkedIn", (0.4, 0.4, 0.2), consent=(0.70, 0.0), media=1.0, ads=1.0, hours=(1, 0),
    ),
    Offered(
        "posts", "posts", "Posts for followers", ("followers", "page", "organic social"),
        "a page on a network that people follow", (0.6, 0.5, 0.3), consent=(0.02, 0.15),
        hours=(2, 0),
    ),
    Offered(
        "display", "display", "Display ads", ("banner", "banners", "banner ads", "display ads"),
        "banners on other sites", (0.6, 0.6, 0.4), consent=(0.60, 0.0), media=0.8, ads=2.0,
        hours=(0.5, 0),
    ),
    Offered(
        "video", "video", "Video ads", ("youtube", "videos", "video ads"),
        "before films on YouTube",
        (0.8, 0.5, 0.2), consent=(0.70, 0.0), media=1.0, ads=1.0, hours=(1, 0),
    ),
    Offered(
        "leaflet", "print", "Leaflets and print", ("print", "leaflets", "flyer", "flyers",
        "newspaper", "magazine", "paper"), "a leaflet, or an ad in the paper", (0.4, 0.6, 0.8),
        media=1.0, hours=(0.5, 0), group="",
    ),
    Offered(
        "radio", "radio", "Radio", ("radio spots",), "spots of a local station", (0.3, 0.5, 0.7),
        media=1.2, hours=(0.5, 0), group="",
    ),
    Offered(
        "tv", "tv", "Television", ("television", "tv spots"), "spots of a regional station",
        (0.3, 0.6, 0.8), media=3.0, hours=(1, 0), group="",
    ),
    Offered(
        "posters", "outdoor", "Posters", ("poster", "outdoor", "billboard", "billboards"),
        "posters in town", (0.6, 0.6, 0.6), media=0.8, hours=(0.5, 0), group="",
    ),
    Offered(
        "affiliate", "affiliate", "Affiliate sites", ("affiliates", "partners", "comparison sites"),
        "others send you buyers for a share of the sale", (0.6, 0.5, 0.2), visits=0.3,
        hours=(0, 0.5), group="", needs=SITES,
    ),
    Offered(
        "referral", "referral", "Friends with a code", ("referrals", "refer a friend",
        "word of mouth", "recommendation", "recommendations"),
        "customers hand on a code, and friends come by its link", (0.5, 0.5, 0.4), visits=0.3,
        hours=(0.5, 0), group="", needs=SITES,
    ),
)  # fmt: skip
"""In the order in which they are offered, and written."""

BY_NAME = {offered.name: offered for offered in MENU}

PLACE = Offered(
    "place", "service", "Place of appointments", (), "where appointments are kept", (1.0, 1.0, 1.0),
    hours=(0, 0), group="people",
)  # fmt: skip
"""Not chosen: there where customers come by appointment."""

SPOTS = ("tv", "radio", "leaflet", "posters")
"""Bought by the spot, poster or insertion."""
AUDIENCES = ("facebook", "instagram", "tiktok", "linkedin", "display", "video")
"""Ads that can be shown to chosen people."""
