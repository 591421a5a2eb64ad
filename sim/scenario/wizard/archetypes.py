"""Kinds of people whom every firm meets: personas to start from.

All of it is assumed. Numbers are those of the built-in scenarios, where the same people appear
under other names.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Archetype:
    """A kind of people, against others of the same firm.

    Attributes:
        name, title, description, source: as the file has them.
        taste: which channels they like: ``digital``, ``mixed`` or ``personal``.
        needs, worth, buyers: how often they need something, what they spend, and the odds that
            they are customers, as multiples of the firm's mean.
        objections: price, trust, information, timing.
        traits: other keys of the persona.
        business: whether they buy for a firm.
        comes: factor on their affinity to where people come by themselves.
        known_to: share of those who have not bought who know the firm.
    """

    name: str
    title: str
    description: str
    source: str
    taste: str
    needs: float
    worth: float
    buyers: float
    objections: tuple[float, float, float, float]
    traits: dict[str, float]
    business: bool = False
    comes: float = 1.0
    known_to: float = 0.5


ARCHETYPES: tuple[Archetype, ...] = (
    Archetype(
        name="regular",
        title="Comes back",
        description="Knows the firm, buys out of habit, and wants it to stay as simple as it is.",
        source="those whom a firm lives on: often there, loyal, not after a bargain",
        taste="mixed", needs=1.3, worth=1.0, buyers=2.5,
        objections=(0.10, 0.05, 0.10, 0.20),
        traits={
            "price_sensitivity": 0.25, "effort_tolerance": 3.0, "annoyance": 3.5,
            "intrusion": 0.45, "recognisability": 0.65, "reach": 2, "review": 0.15, "refer": 0.30,
            "loyalty": 0.50,
        },
    ),
    Archetype(
        name="busy",
        title="Has little time",
        description="Does things on the phone in the hand, and gives up where it takes long.",
        source="works all day: what is in the way is time, and effort is hardly borne",
        taste="digital", needs=1.0, worth=0.95, buyers=1.0,
        objections=(0.20, 0.10, 0.20, 0.40),
        traits={
            "price_sensitivity": 0.40, "effort_tolerance": 2.5, "annoyance": 4.0,
            "intrusion": 0.60, "recognisability": 0.60, "reach": 3, "review": 0.15, "refer": 0.20,
            "loyalty": 0.25,
        },
    ),
    Archetype(
        name="bargain",
        title="Waits for an offer",
        description="Compares prices, puts things off, and goes where it is cheap.",
        source="price-led buyers, beside those who are not",
        taste="digital", needs=0.8, worth=0.8, buyers=0.7,
        objections=(0.60, 0.15, 0.25, 0.10),
        traits={
            "price_sensitivity": 0.90, "effort_tolerance": 4.5, "annoyance": 5.5,
            "intrusion": 0.50, "recognisability": 0.45, "reach": 3, "review": 0.15, "refer": 0.25,
            "loyalty": 0.12,
        },
    ),
    Archetype(
        name="careful",
        title="Wants to be sure",
        description="Reads, asks and compares for a long time, then spends more than others.",
        source="what is in the way is doubt: trust and information, not the price",
        taste="mixed", needs=0.8, worth=1.3, buyers=0.9,
        objections=(0.15, 0.40, 0.50, 0.15),
        traits={
            "price_sensitivity": 0.30, "effort_tolerance": 5.0, "annoyance": 3.5,
            "intrusion": 0.40, "recognisability": 0.55, "reach": 2, "review": 0.20, "refer": 0.30,
            "loyalty": 0.35,
        },
    ),
    Archetype(
        name="caller",
        title="Rather talks to somebody",
        description="Calls or comes by, and values people who remember.",
        source="rather older; channels with people on them count for more than others",
        taste="personal", needs=1.0, worth=1.05, buyers=1.8,
        objections=(0.15, 0.10, 0.15, 0.20),
        traits={
            "price_sensitivity": 0.25, "effort_tolerance": 3.0, "annoyance": 3.0,
            "intrusion": 0.35, "recognisability": 0.60, "reach": 2, "review": 0.12, "refer": 0.32,
            "loyalty": 0.50,
        },
    ),
    Archetype(
        name="buyer",
        title="Buys for a firm",
        description="Orders what the work needs, again and again, and wants no trouble with it.",
        source="buying is work: habit, terms and reliability count",
        taste="mixed", needs=1.2, worth=1.1, buyers=1.8,
        objections=(0.30, 0.15, 0.25, 0.15),
        traits={
            "price_sensitivity": 0.45, "effort_tolerance": 4.0, "annoyance": 3.0,
            "intrusion": 0.45, "recognisability": 0.75, "reach": 3, "review": 0.10, "refer": 0.30,
            "loyalty": 0.45,
        },
        business=True,
    ),
    Archetype(
        name="elsewhere",
        title="Buys elsewhere",
        description="Could be a customer, but is content with somebody else and hardly looks.",
        source="those in reach who are no customers: few know the firm or come by themselves",
        taste="mixed", needs=0.7, worth=1.0, buyers=0.05,
        objections=(0.30, 0.30, 0.30, 0.20),
        traits={
            "price_sensitivity": 0.50, "effort_tolerance": 3.0, "annoyance": 4.0,
            "intrusion": 0.45, "recognisability": 0.45, "reach": 2, "review": 0.10, "refer": 0.15,
            "loyalty": 0.15,
        },
        comes=0.25, known_to=0.15,
    ),
)  # fmt: skip

BY_NAME = {archetype.name: archetype for archetype in ARCHETYPES}
OBJECTIONS = ("price", "trust", "information", "timing")
"""What the four numbers of `Archetype.objections` are."""
