"""Words and pictures, and offers, that the actions of a firm use."""

from __future__ import annotations

from collections.abc import Iterable

from sim.scenario.wizard.answers import Firm
from sim.scenario.wizard.toml_writing import Labelled, labels, number, text

MOST_OFF, OF_MARGIN = 0.10, 0.25
"""A discount takes so much off at most, and so much of what an order earns."""

_AGAINST = "against 22.71 and 2.91 % (Mailchimp, October 2019)"


def _appeal(value: float, low: float, high: float, what: str, opens: float, clicks: float) -> str:
    """Odds of an automatic mail against those of a newsletter.

    They lie below those of opening and of clicking what is opened, as need and interest of those
    who get one are added by the model, and are in the published figures already.
    """
    source = (
        f"Omnisend, 2018 data: {what}; {_AGAINST} odds of opening {opens}, of clicking an opened "
        f"one {clicks} times as high, part of it by need"
    )
    return f"appeal = {Labelled(value, 'published', source, 2018, low, high)}"


_CREATIVES: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "found": (
        "What you are looking for", "consideration", ("resolves = { information = 0.1 }",),
        "a line of text",
    ),
    "brand": ("Who we are", "awareness", ("resolves = { trust = 0.1 }",), "a picture and a name"),
    "news": (
        "News of the month", "loyalty", ("resolves = { information = 0.2 }",),
        "what is new, and what others liked",
    ),
    "welcome": (
        "Welcome: your discount", "conversion",
        (
            "resolves = { price = 0.25, trust = 0.1 }",
            _appeal(2.5, 1.5, 3.6, "welcome mails opened 51.5 %, clicked 14.7 %", 3.6, 2.7),
        ),
        "comes when asked for",
    ),
    "pop-up": (
        "A discount for your address", "consideration", ("resolves = { price = 0.2 }",),
        "names a discount; most people close it",
    ),
    "left-behind": (
        "You have left something here", "conversion",
        (
            "personal = 0.3", "resolves = { timing = 0.2, information = 0.15 }",
            _appeal(
                2.0, 1.3, 3, "basket recovery mails opened 46.8 %, clicked 10.46 %", 3.0, 2.0
            ),
        ),
        "shows the very thing",
    ),
    "reminder": (
        "Still interested?", "consideration", ("personal = 0.4", "resolves = { timing = 0.15 }"),
        "follows people about, which some find too personal",
    ),
    "help": (
        "Can we help?", "conversion", ("resolves = { information = 0.2 }",),
        "somebody is there who knows",
    ),
    "thanks": (
        "Thank you", "loyalty", ("appeal = 2.0", "personal = 0.2", "resolves = { trust = 0.1 }"),
        "people look for what confirms an order",
    ),
    "expected": (
        "We have been expecting you", "loyalty",
        ("personal = 0.3", "comfort = 0.8", "resolves = { trust = 0.3 }"),
        "to be known by name is a pleasure",
    ),
    "rate-us": ("How was it?", "loyalty", ("personal = 0.2",), "a short question"),
    "friend": ("A code for your friends", "loyalty", ("personal = 0.3",), "a personal code"),
    "come-back": (
        "Time to come back?", "loyalty", ("personal = 0.3", "resolves = { timing = 0.2 }"),
        "comes when it is needed again",
    ),
}  # fmt: skip
"""By name: title, stage of the funnel, other lines, reason."""


def creative_lines(used: Iterable[str]) -> list[str]:
    """The tables [[creative]] of those that are used."""
    wanted = set(used)
    lines: list[str] = []
    for name, (title, stage, more, why) in _CREATIVES.items():
        if name in wanted:
            lines += [
                "[[creative]]", f"name = {text(name)}", f"title = {text(title)}",
                f"stage = {text(stage)}", *more, labels(why), "",
            ]  # fmt: skip
    return lines


def discount(firm: Firm) -> float:
    """What an offer takes off the price: a tenth, or less where little is earned."""
    return max(0.01, min(MOST_OFF, round(OF_MARGIN * firm.margin, 2)))


def offer_lines(firm: Firm, used: Iterable[str]) -> list[str]:
    """The tables [[offer]] of those that are used."""
    wanted = set(used)
    off = discount(firm)
    percent = f"{number(100.0 * off)} %"
    offers: dict[str, tuple[str, tuple[str, ...], str]] = {
        "welcome": (f"{percent} off", ('valid = "30 d"',), "what many firms give"),
        "limited": (
            f"{percent} off, this week only",
            ('valid = "7 d"', *(['replaces = ["welcome"]'] if "welcome" in wanted else [])),
            "the same with an end",
        ),
        "friend": (f"{percent} off for a friend", ('valid = "180 d"',), "a usual thank-you"),
        "come-back": (f"{percent} off the next one", ('valid = "30 d"',), "what many firms give"),
    }
    lines: list[str] = []
    for name, (title, more, why) in offers.items():
        if name in wanted:
            lines += [
                "[[offer]]", f"name = {text(name)}", f"title = {text(title)}",
                f"discount = {text(percent)}", *more, labels(why), "",
            ]  # fmt: skip
    return lines
