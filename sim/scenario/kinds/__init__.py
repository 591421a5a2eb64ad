"""Kinds of channel: documented defaults for all that a file does not say.

One table for each form, every number with its source. Values are written as in a scenario file.
What a kind does not name has the neutral default of the channel's field (0, none, never).
"""

from sim.scenario.kinds.advertising import ADVERTISING
from sim.scenario.kinds.mass import MASS
from sim.scenario.kinds.messages import MESSAGES
from sim.scenario.kinds.online import ONLINE
from sim.scenario.kinds.people import PEOPLE
from sim.scenario.kinds.places import PLACES
from sim.scenario.kinds.preset import Preset

PRESETS: dict[str, Preset] = ONLINE | MESSAGES | ADVERTISING | PEOPLE | PLACES | MASS
"""All kinds."""

OTHER_NAMES: dict[str, str] = {
    word: kind
    for kind, words in {
        "site": "web website web-site homepage webshop web-shop online-shop shop-online",
        "app": "mobile-app",
        "organic-search": "seo",
        "search": "sea google google-ads adwords ppc bing paid-search",
        "marketplace": "amazon ebay",
        "email": "e-mail emails newsletter newsletters mailing",
        "messenger": "whatsapp telegram signal",
        "sms": "text text-message",
        "app-push": "push push-notification",
        "mail": "letter letters post direct-mail postal",
        "display": "banner banners ads retargeting",
        "social": "facebook instagram meta tiktok linkedin pinterest snapchat",
        "posts": "organic-social organic influencer",
        "video": "youtube",
        "phone": "telephone hotline call-center call-centre calls",
        "shop": "store branch boutique",
        "print": "newspaper magazine flyer flyers leaflet",
        "outdoor": "billboard billboards poster posters",
        "service": "workshop garage bays practice",
        "event": "fair trade-fair",
        "chatbot": "bot",
        "chat": "live-chat",
        "video-chat": "video-call",
        "catalogue": "catalog brochure",
        "tv": "television",
        "affiliate": "partner",
    }.items()
    for word in words.split()
}
"""What people also call a kind."""


def meant(word: str) -> str | None:
    """The kind that a word stands for, however it is written: App, call_centre, Live Chat."""
    return _WRITTEN.get(_plain(word)) or _WRITTEN.get(_plain(word).removesuffix("s"))


def _plain(word: str) -> str:
    """Its letters and digits, small."""
    return "".join(letter for letter in word.lower() if letter.isalnum())


_WRITTEN = {_plain(word): kind for word, kind in OTHER_NAMES.items()} | {
    _plain(kind): kind for kind in PRESETS
}
"""Kinds by all their names, without what is written between letters."""

__all__ = ["OTHER_NAMES", "PRESETS", "Preset", "meant"]
