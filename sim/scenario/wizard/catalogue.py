"""What a firm can do with its channels: actions, and the words and offers that they use.

An action is there if the channels are that it needs. Its treatments are those of its channels that
the firm has. All numbers without a publisher are assumed, as in the built-in scenarios.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.scenario.wizard.actions import Action
from sim.scenario.wizard.answers import Firm
from sim.scenario.wizard.menu import AUDIENCES, SITES, SPOTS
from sim.scenario.wizard.spending import flight
from sim.scenario.wizard.toml_writing import names, rounded, text

UNLINKED = ("letter", "catalogue", *SPOTS)
"""Nothing on paper or on air leads to a certain page."""
RECOVERY = "Omnisend, 2018 data: basket recovery, clicks 10.46 %"
WELCOME = "Omnisend, 2018 data: welcome mails, clicks 14.7 %"
CAMPAIGN = "Omnisend, first half of 2022: campaigns, orders 0.08 % per mail"


LONG_DUE = 180
"""Days from which a year is too short for most to be due again within it."""


def actions_of(firm: Firm, pause: int, due: int) -> tuple[Action, ...]:
    """The firm's catalogue, in the order of the file.

    Args:
        pause: days after a purchase in which nobody needs anything again.
        due: days after which they may.
    """
    found = [
        *_reach(firm, pause), *_stay(firm, pause), *_address(firm), *_in_shop(firm),
        *_bring_back(firm), *_serve(firm), *_keep(firm, due),
    ]  # fmt: skip
    return tuple(action for action in found if action.treatments)


def _treatments(
    firm: Firm,
    channels: Iterable[str],
    creative: str,
    *,
    offer: str = "",
    lands: bool = True,
    starts: str = "",
    more: str = "",
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(treatments, channels) on those channels that the firm has."""
    there = firm.those(*channels)
    found = []
    for name in there:
        parts = [f"channel = {text(name)}", f"creative = {text(creative)}"]
        if offer:
            parts.append(f"offer = {text(offer)}")
        if lands:
            target = "app" if name == "push" and firm.has("app") else firm.counter
            parts.append(f"landing = {text(target)}")
            if starts and target in SITES and name not in UNLINKED:
                parts.append(f"starts = {text(_step(firm, target, starts))}")
        found.append(f"{{ {', '.join(parts)}{more} }}")
    return tuple(found), there


def _step(firm: Firm, target: str, wanted: str) -> str:
    """A booking form has no basket."""
    return "checkout" if wanted == "basket" and firm.books and target == "web" else wanted


def _sold(firm: Firm) -> str:
    """The event that ends a purchase: the work done, or the payment."""
    return "service" if firm.books else "purchase"


def _made(firm: Firm) -> tuple[str, str]:
    """(event, rule that it has not happened) of what a firm wants: a booking or an order."""
    return ("booking", "not booked") if firm.books else ("purchase", "not bought")


def _selling(firm: Firm) -> tuple[str, ...]:
    """Channels where people order or book."""
    return firm.those(
        "web", "app", "shop", "phone", "marketplace", "chat", "chatbot", "messenger", "event"
    )


# --- reach: to be found and known ----------------------------------------------------------------


def _reach(firm: Firm, pause: int) -> Iterator[Action]:
    treatments, channels = _treatments(firm, ("search",), "found", starts="browse")
    yield Action(
        "search-ads", "Ads beside search results",
        "Seen by people who look for such a thing; paid by the click.", "reach", "be found",
        ("propensity = 0.001",), treatments, channels, ("found",), (), (), True,
        "WordStream 2018/19: about 3 % of impressions are clicked, and 3.75 % of clicks buy",
    )  # fmt: skip
    treatments, channels = _treatments(firm, AUDIENCES, "brand", starts="browse")
    yield Action(
        "find-ads", "Ads to people who may need it",
        "Shown to people of the market; who has just bought is left out, where that is known.",
        "reach", "be known",
        (
            f'suitable = "is_missing(days_since_purchase) or days_since_purchase > {pause}"',
            "propensity = 0.0003",
        ),
        treatments, channels, ("brand",), (), (), True,
        "an ad a day to everybody; few need anything that day",
    )  # fmt: skip
    for name in firm.those(*SPOTS):
        days = flight(firm, name).days
        treatments, channels = _treatments(firm, (name,), "brand")
        yield Action(
            f"{name}-flights", _SPOTS[name],
            "Twice a year, as many days as its part of the budget pays for.", "reach", "be known",
            (
                f'runs = [{{ at = "60 d", lasts = "{days} d" }}, '
                f'{{ at = "240 d", lasts = "{days} d" }}]',
                "propensity = 0.0005",
            ),
            treatments, channels, ("brand",), (), (), True, "in spring and autumn",
        )  # fmt: skip
    treatments, channels = _treatments(firm, ("posts",), "brand")
    yield Action(
        "page-posts", "Posts on the page", "Tuesdays and Fridays, to those who follow.",
        "reach", "be liked", ('eligible = "weekday == 1 or weekday == 4"', "propensity = 0.0005"),
        treatments, channels, ("brand",), (), (), True,
        "a network shows them to one follower in ten",
    )  # fmt: skip


_SPOTS = {"tv": "Television spots", "radio": "Radio spots", "leaflet": "Leaflets",
          "posters": "Posters in town"}  # fmt: skip


# --- stay in mind: what many firms send today ----------------------------------------------------


def _stay(firm: Firm, pause: int) -> Iterator[Action]:
    treatments, channels = _treatments(firm, ("email",), "news", starts="browse")
    yield Action(
        "newsletter", "Monthly newsletter", "To everybody who permits it, once a month.", "news",
        "stay in mind",
        ('at = "10:00"', "propensity = 0.0008"),
        treatments, channels, ("news",), (), (), True, CAMPAIGN, 2022, every=28,
    )  # fmt: skip
    treatments, channels = _treatments(
        firm, ("push", "sms", "messenger"), "news", offer="limited", starts="browse"
    )
    yield Action(
        "short-news", "Short message with an offer", "Every two months at most, and it ends soon.",
        "news", "sell again",
        ('at = "17:00"', "propensity = 0.002"),
        treatments, channels, ("news",), ("limited",), (), True,
        "about twice a newsletter", every=60,
    )  # fmt: skip
    treatments, channels = _treatments(firm, ("letter", "catalogue"), "news", offer="welcome")
    yield Action(
        "letter-offer", "Letter or catalogue to customers",
        "Twice a year, to customers who have not just bought.",
        "news", "sell again",
        (
            'eligible = "customer"',
            f'applicable = "is_missing(days_since_purchase) or days_since_purchase > {pause}"',
            "propensity = 0.034",
        ),
        treatments, channels, ("news",), ("welcome",), (), True,
        "DMA 2012: letter, response of the house list 3.40 %", 2012, every=180,
    )  # fmt: skip


# --- win: an address, a first order --------------------------------------------------------------


def _grant(firm: Firm) -> str:
    """A sign-up, and what it permits."""
    return f', asks = "signup", grants = {names(firm.those("email", "sms"))}'


def _address(firm: Firm) -> Iterator[Action]:
    """On the site: an address, and what was promised for it."""
    _, open_still = _made(firm)
    written = firm.those("email", "sms")
    site = firm.site
    if site is not None and written:
        treatments, channels = _treatments(
            firm, (site,), "pop-up", offer="welcome", lands=False, more=_grant(firm)
        )
        yield Action(
            "pop-up", "Pop-up: a discount for your address",
            "Shown once to visitors who are not known; the discount comes with the address.", "win",
            "win an address",
            (
                'when = "visit"', f"on = {names([site])}",
                f'eligible = "signups == 0 and not customer and {open_still}"',
                'propensity = { learned = "signup", prior = 0.04, strength = 30 }',
            ),
            treatments, channels, ("pop-up",), ("welcome",), (site,), False,
            "one in twenty-five leaves an address; learned as it goes",
        )  # fmt: skip
        treatments, channels = _treatments(
            firm, written, "welcome", offer="welcome", starts="product"
        )
        yield Action(
            "welcome-mail", "Automatic message with the discount",
            "Minutes after the address is left.",
            "win", "a first order",
            ('when = "signup"', f"on = {names([site])}", 'delay = "5 min"', "propensity = 0.147"),
            treatments, channels, ("welcome",), ("welcome",), (site,), False, WELCOME, 2018,
        )  # fmt: skip


def _in_shop(firm: Firm) -> Iterator[Action]:
    """In the shop: an address."""
    event, _ = _made(firm)
    if firm.has("shop") and firm.those("email", "sms"):
        treatments, channels = _treatments(
            firm, ("shop",), "thanks", lands=False, more=_grant(firm)
        )
        yield Action(
            "ask-in-shop", "In the shop: an address for news", "Asked of those who buy there.",
            "win", "win an address",
            (
                f'when = "{event}"', 'on = ["shop"]', "after_purchase = true", "propensity = 0.1",
                f"value = {firm.purse.money(firm.purse.euro(2))}",
            ),
            treatments, channels, ("thanks",), (), ("shop",), False,
            "one in ten who are asked writes it down",
        )  # fmt: skip


def _bring_back(firm: Firm) -> Iterator[Action]:
    """Whoever left the site in the midst of it."""
    _, open_still = _made(firm)
    sites = firm.those(*SITES)
    left = 'step == "checkout"' if firm.books else 'step == "basket" or step == "checkout"'
    treatments, channels = _treatments(
        firm, ("email", "push", "sms"), "left-behind", starts="basket"
    )
    if sites:
        yield Action(
            "left-behind", "Message about what was left behind",
            "Two hours after somebody leaves the site in the middle of it.", "win",
            "bring the basket home",
            (
                'when = "exit"', f"on = {names(sites)}", 'delay = "2 h"', f"eligible = '{left}'",
                f'applicable = "{open_still}"', "propensity = 0.1046",
            ),
            treatments, channels, ("left-behind",), (), sites, False, RECOVERY, 2018,
        )  # fmt: skip
        treatments, channels = _treatments(
            firm, AUDIENCES, "reminder", offer="welcome", starts="product"
        )
        yield Action(
            "follow-up-ads", "Ads that follow visitors",
            "For two weeks, to visitors who have not bought, as far as the channel knows.", "win",
            "bring visitors back",
            (
                f'eligible = "visits >= 1 and {open_still}"',
                'applicable = "days_since_visit <= 14"', "propensity = 0.003", 'deliver = "all"',
            ),
            treatments, channels, ("reminder",), ("welcome",), (), False,
            "WordStream 2018/19: 0.77 % of clicks on display buy, more of those who have looked",
        )  # fmt: skip
        if firm.has("chat", "web"):
            yield Action(
                "chat-invitation", "Chat invitation to who hesitates",
                "As somebody leaves the site.",
                "win", "help",
                (
                    'when = "exit"', 'on = ["web"]', f"eligible = '{_hesitates(firm)}'",
                    "propensity = 0.03",
                ),
                ('{ channel = "web", creative = "help", landing = "chat" }',), ("web",), ("help",),
                (), ("web",), False, "three in a hundred accept",
            )  # fmt: skip


def _hesitates(firm: Firm) -> str:
    return 'step == "product"' if firm.books else 'step == "product" or step == "basket"'


# --- keep: thank, ask, come again ----------------------------------------------------------------

WRITTEN = ("email", "sms", "messenger", "push")


def _serve(firm: Firm) -> Iterator[Action]:
    """What goes with an order or an appointment."""
    event, _ = _made(firm)
    first = firm.those("email", "sms")[:1]
    treatments, channels = _treatments(firm, first, "thanks", lands=False)
    yield Action(
        "thank-you", "Confirmation and thanks",
        "What was ordered is confirmed, whatever the strategy.",
        "service", "thank",
        (f'when = "{event}"', "transactional = true", "after_purchase = true", "propensity = 0.5"),
        treatments, channels, ("thanks",), (), _selling(firm), True,
        "half of the buyers look at the confirmation",
    )  # fmt: skip
    if firm.books:
        yield Action(
            "expected", "Expected by name, with a comfortable wait",
            "When somebody comes to the appointment.", "service", "make it pleasant",
            ('when = "visit"', 'on = ["place"]', 'eligible = "identified"', "after_purchase = true",
             "propensity = 0.5"),
            ('{ channel = "place", creative = "expected" }',), ("place",), ("expected",), (),
            ("place",), False, "half of the guests take notice",
        )  # fmt: skip


def _keep(firm: Firm, due: int) -> Iterator[Action]:
    """Praise, friends, and the next time."""
    treatments, channels = _treatments(
        firm, WRITTEN, "rate-us", lands=False, more=', asks = "review"'
    )
    yield Action(
        "review-request", "Please rate us", "A few days after it is done.", "keep", "a review",
        (
            f'when = "{_sold(firm)}"', 'delay = "5 d"', 'eligible = "not reviewed"',
            "after_purchase = true", "propensity = 0.04",
            f"value = {firm.purse.money(_worth(firm, 0.05))}",
        ),
        treatments, channels, ("rate-us",), (), ("place",) if firm.books else _selling(firm), False,
        "one in twenty-five who are asked rates; what a review is worth is a guess",
    )  # fmt: skip
    treatments, channels = _treatments(
        firm,
        (*WRITTEN, "letter"),
        "friend",
        offer="friend",
        lands=False,
        more=', asks = "referral"',
    )
    yield Action(
        "bring-a-friend", "A code for friends", "To those who gave five stars.", "keep", "a friend",
        (
            'when = "review"', 'delay = "2 d"', 'eligible = "rating >= 5"', "after_purchase = true",
            "propensity = 0.05", f"value = {firm.purse.money(_worth(firm, 0.25))}",
        ),
        treatments, channels, ("friend",), ("friend",), firm.names, False,
        "one in twenty satisfied customers refers somebody",
    )  # fmt: skip
    treatments, channels = _treatments(
        firm, (*WRITTEN, "letter"), "come-back", offer="come-back", starts="product"
    )
    when, rules, every = _due_again(due)
    yield Action(
        "come-back", "Time to come back", when, "keep", "sell again", (*rules, "propensity = 0.02"),
        treatments, channels, ("come-back",), ("come-back",), (), False,
        "comes as the next need arises, for many", every=every,
    )  # fmt: skip


def _due_again(due: int) -> tuple[str, tuple[str, ...], int]:
    """To whom it is time to come back: in words, as rules, and days between two such contacts.

    Of a year's run only its own purchases have a day. Where most are due again after more than
    that, customers are written to who are not known to have bought lately.
    """
    if due <= LONG_DUE:
        fortnight = f"days_since_purchase > {due} and days_since_purchase <= {due + 14}"
        rules = ('eligible = "bought"', f'applicable = "{fortnight}"')
        return "When customers are about due again.", rules, 28
    lately = f"is_missing(days_since_purchase) or days_since_purchase > {LONG_DUE}"
    rules = ('eligible = "customer"', f'applicable = "{lately}"')
    return "Twice a year to customers who have not bought lately.", rules, 182


def _worth(firm: Firm, share: float) -> float:
    """Part of what a mean order earns, at least a coin."""
    return rounded(max(firm.purse.euro(0.1), share * firm.basket * firm.margin))
