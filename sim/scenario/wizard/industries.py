"""What the wizard takes for granted of an industry: published figures, and guesses that say so."""

from __future__ import annotations

from dataclasses import dataclass, field

MAILCHIMP = "Mailchimp, October 2019"
WORDSTREAM = "WordStream 2016"
ALL_MAIL = (0.2271, 0.0291, 0.0025, "all industries")
ALL_ADS = (0.0191, 0.0035, "all industries")


@dataclass(frozen=True)
class Industry:
    """An industry, as a firm of middling size in it may be.

    Attributes:
        name, title, words: how it is called, and what else people type.
        mail: open, click and unsubscribe by delivery, and of whom (Mailchimp, October 2019).
        ads: click of search and of display ads by impression, and of whom (WordStream 2016).
        personas: archetypes with their shares.
        basket: value of an order, euro.
        margin: share left after cost of goods.
        per_customer: orders of a customer in a year.
        size: people in reach.
        channels: what such a firm has.
        media: part of sales that goes into advertising.
        met_in: days in which an open need is met by somebody.
        business: whether customers are firms.
        by_needs: part of the answered orders that needs alone should bring in the year that
            `solving` works out; measured so that a simulated year of the default firm under
            `today` comes near its orders.
        appointment: minutes of one, where customers come by appointment; 0 where they do not.
        place: where appointments are kept, in words.
        objections: what stands in the way more often than elsewhere.
        regularity: how regularly needs arise: 1 at any time alike, more where people come back
            after about the same time.
        season: factors on needs, January to December; flat where empty.
    """

    name: str
    title: str
    words: tuple[str, ...]
    personas: tuple[tuple[str, float], ...]
    basket: float
    margin: float
    per_customer: float
    size: int
    channels: tuple[str, ...]
    met_in: int
    mail: tuple[float, float, float, str] = ALL_MAIL
    ads: tuple[float, float, str] = ALL_ADS
    media: float = 0.05
    business: bool = False
    by_needs: float = 0.82
    appointment: int = 0
    place: str = ""
    objections: dict[str, float] = field(default_factory=dict)
    regularity: int = 1
    season: tuple[float, ...] = ()
    season_source: str = ""


DAY = (
    0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.4, 0.7, 1.0, 1.2, 1.3, 1.3, 1.3, 1.2, 1.2, 1.2, 1.3, 1.4, 1.6,
    1.9, 2.1, 1.9, 1.3, 0.7,
)  # fmt: skip
"""How active people are in each hour, from midnight; as in the built-in mattress seller."""
OFFICE_DAY = (
    0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.3, 0.8, 1.8, 2.4, 2.5, 2.3, 1.6, 2.0, 2.4, 2.3, 1.9, 1.2, 0.7,
    0.5, 0.4, 0.3, 0.2, 0.1,
)  # fmt: skip
"""The same of people who buy for a firm."""


INDUSTRIES: tuple[Industry, ...] = (
    Industry(
        name="retail",
        title="Retail and e-commerce",
        words=(
            "e-commerce", "ecommerce", "online shop", "shop", "store", "fashion", "clothes", "book",
            "bookshop", "toy", "shoe", "jewellery", "jeweller", "florist", "flower", "gift",
            "pet shop", "pharmacy", "boutique", "sports shop", "bicycle", "bike", "e-bike",
        ),
        personas=(("regular", 0.30), ("busy", 0.35), ("bargain", 0.35)),
        basket=60, margin=0.40, per_customer=1.6, size=5_000,
        channels=("web", "email", "search", "facebook"),
        met_in=20, by_needs=0.76,
        mail=(0.1568, 0.0201, 0.0027, "e-commerce"),
        ads=(0.0166, 0.0045, "e-commerce"),
        objections={"touch": 0.10},
        season=(0.9, 0.8, 0.9, 1.0, 1.0, 0.9, 0.9, 0.9, 1.0, 1.0, 1.3, 1.4),
        season_source="presents are bought in November and December",
    ),
    Industry(
        name="car",
        title="Car and repair",
        words=(
            "cars", "garage", "repair", "auto", "automotive", "workshop", "tyres", "tyre",
            "mechanic", "car dealer", "dealership", "motorbike",
        ),
        personas=(("busy", 0.40), ("bargain", 0.30), ("caller", 0.30)),
        basket=180, margin=0.45, per_customer=1.2, size=2_000,
        channels=("web", "phone", "email", "search", "facebook"),
        met_in=21, by_needs=0.8,
        ads=(0.0214, 0.0041, "car"),
        appointment=60, place="Workshop", regularity=4,
        objections={"trust": 0.10},
        season=(0.9, 0.9, 1.1, 1.2, 1.1, 1.0, 0.9, 0.9, 1.0, 1.2, 1.1, 0.7),
        season_source="changes of tyres in spring and autumn remind of the rest",
    ),
    Industry(
        name="beauty",
        title="Beauty and health",
        words=(
            "health", "cosmetics", "hair", "hairdresser", "salon", "spa", "fitness", "physio",
            "barber", "dentist", "doctor", "massage", "nail", "yoga", "gym", "physiotherapist",
            "groomer", "dog groomer", "vet", "optician", "tattoo",
        ),
        personas=(("regular", 0.40), ("busy", 0.35), ("bargain", 0.25)),
        basket=55, margin=0.60, per_customer=3.0, size=2_000,
        channels=("web", "phone", "email", "instagram"),
        met_in=14, by_needs=0.87,
        mail=(0.1665, 0.0192, 0.0025, "beauty; unsubscribe of all industries"),
        ads=(0.0240, 0.0020, "consumer services"),
        appointment=45, place="Salon", regularity=4,
        objections={"trust": 0.05},
    ),
    Industry(
        name="food",
        title="Food and drink",
        words=(
            "drink", "grocery", "groceries", "restaurant", "wine", "delicatessen", "delivery",
            "bakery", "baker", "cafe", "café", "coffee", "butcher", "catering", "pizza", "pizzeria",
            "bar", "pub", "bistro", "brewery", "ice cream", "tea", "farm shop", "supermarket",
        ),
        personas=(("regular", 0.40), ("busy", 0.35), ("bargain", 0.25)),
        basket=32, margin=0.35, per_customer=8.0, size=5_000,
        channels=("shop", "web", "email", "facebook"),
        met_in=8, by_needs=0.97,
        mail=(0.2331, 0.0294, 0.0025, "food; unsubscribe of all industries"),
        season=(0.9, 0.9, 0.9, 1.0, 1.0, 1.0, 0.9, 0.9, 1.0, 1.0, 1.1, 1.4),
        season_source="tables are full in December",
    ),
    Industry(
        name="b2b",
        title="Business customers and consulting",
        words=(
            "consulting", "consultant", "business", "agency", "services", "industry", "industrial",
            "lawyer", "law firm", "tax adviser", "accountant", "architect", "supplier",
            "wholesale", "wholesaler", "manufacturer", "machine", "logistics",
            "business to business",
        ),
        personas=(("buyer", 0.45), ("careful", 0.30), ("caller", 0.25)),
        basket=800, margin=0.45, per_customer=3.0, size=1_000,
        channels=("web", "phone", "email", "search"),
        met_in=45, by_needs=0.7, media=0.01, business=True, regularity=2,
        mail=(0.2013, 0.0249, 0.0025, "consulting; unsubscribe of all industries"),
        ads=(0.0255, 0.0022, "business to business"),
        objections={"trust": 0.05, "information": 0.10},
        season=(1.0, 1.0, 1.1, 1.1, 1.1, 1.0, 0.8, 0.7, 1.1, 1.1, 1.1, 0.9),
        season_source="little is ordered in the holidays",
    ),
    Industry(
        name="travel",
        title="Travel and hotels",
        words=(
            "hotel", "hotels", "tourism", "holidays", "flights", "leisure", "hostel", "tour",
            "guest house", "camping", "campsite", "travel agency", "airline", "holiday flat",
        ),
        personas=(("careful", 0.40), ("busy", 0.30), ("bargain", 0.30)),
        basket=700, margin=0.18, per_customer=1.2, size=5_000,
        channels=("web", "phone", "email", "search", "facebook"),
        met_in=30, media=0.03,
        ads=(0.0218, 0.0047, "travel"),
        objections={"information": 0.10, "timing": 0.10},
        season=(1.5, 1.2, 1.1, 1.0, 1.0, 1.0, 1.0, 0.9, 0.8, 0.8, 0.8, 0.9),
        season_source="summers are booked in January",
    ),
    Industry(
        name="finance",
        title="Finance and insurance",
        words=("insurance", "bank", "banking", "broker", "loans", "loan", "credit", "mortgage"),
        personas=(("careful", 0.50), ("caller", 0.25), ("busy", 0.25)),
        basket=300, margin=0.60, per_customer=1.2, size=5_000,
        channels=("web", "phone", "email", "search"),
        met_in=45, by_needs=0.7, media=0.03,
        mail=(0.2156, 0.0272, 0.0025, "finance; unsubscribe of all industries"),
        ads=(0.0265, 0.0033, "finance"),
        objections={"trust": 0.20, "information": 0.10},
    ),
    Industry(
        name="home",
        title="Home and furniture",
        words=(
            "furniture", "interior", "garden", "kitchen", "mattress", "mattresses", "household",
            "carpenter", "carpet", "lamp", "bed", "plumber", "electrician", "painter", "gardener",
        ),
        personas=(("careful", 0.40), ("bargain", 0.35), ("busy", 0.25)),
        basket=350, margin=0.45, per_customer=1.1, size=10_000,
        channels=("web", "shop", "email", "search", "facebook"),
        met_in=45,
        ads=(0.0180, 0.0037, "home goods"),
        objections={"touch": 0.30},
        season=(1.2, 1.0, 1.0, 1.0, 1.0, 0.9, 0.9, 1.0, 1.0, 1.0, 1.2, 0.9),
        season_source="sales in January and on Black Friday",
    ),
    Industry(
        name="technology",
        title="Technology and computers",
        words=(
            "computers", "computer", "electronics", "software", "tech", "it", "laptop",
            "smartphone", "saas", "hosting",
        ),
        personas=(("careful", 0.35), ("bargain", 0.40), ("busy", 0.25)),
        basket=250, margin=0.25, per_customer=1.3, size=5_000,
        channels=("web", "email", "search", "display"),
        met_in=30, media=0.03,
        mail=(0.1929, 0.0208, 0.0025, "computers; unsubscribe of all industries"),
        ads=(0.0238, 0.0084, "technology"),
        objections={"information": 0.15},
        season=(0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 1.0, 1.0, 1.0, 1.4, 1.3),
        season_source="Black Friday and presents",
    ),
    Industry(
        name="other",
        title="Something else",
        words=("else", "mixed", "general"),
        personas=(("regular", 0.35), ("busy", 0.35), ("bargain", 0.30)),
        basket=80, margin=0.40, per_customer=1.5, size=5_000,
        channels=("web", "phone", "email", "facebook"),
        met_in=30, by_needs=0.87,
    ),
)  # fmt: skip
"""In the order in which they are offered."""

BY_NAME = {industry.name: industry for industry in INDUSTRIES}
