"""The ten questions: what is asked, what "don't know" takes, and how an answer is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.wizard import reading
from sim.scenario.wizard.industries import BY_NAME as INDUSTRY
from sim.scenario.wizard.industries import INDUSTRIES, Industry
from sim.scenario.wizard.menu import BY_NAME as CHANNEL
from sim.scenario.wizard.menu import MENU
from sim.scenario.wizard.reading import AnswerError
from sim.scenario.wizard.toml_writing import Purse, rounded

Known = Mapping[str, Any]
"""Answers and defaults so far, by key."""

SHARE_OF_REACH, SALES_AN_HOUR, WAGE = 0.20, 30_000.0, 30.0
MOST_HOURS = 400.0
"""Hours a week that are assumed at most: ten people, whatever is sold."""


@dataclass(frozen=True)
class Default:
    """What "don't know" takes, and why."""

    value: Any
    source: str


@dataclass(frozen=True)
class Question:
    """One of the ten.

    Attributes:
        key: in the answers.
        asks: the question.
        hint: unit and an example.
        unknown: what "don't know" takes, before all answers are there.
        read: the answer, validated; given the answers so far, which it may not contradict.
        default: what "don't know" takes, given what is known.
    """

    key: str
    asks: str
    hint: str
    unknown: Callable[[Known], str]
    read: Callable[[object, Known], Any]
    default: Callable[[Known], Default]


def purse(known: Known) -> Purse:
    """The currency, and what a euro is worth in it: 1 where that is not known here."""
    from sim.scenario.values.currencies import PER_EURO

    code = str(known.get("currency", "EUR"))
    return Purse(code, PER_EURO.get(code, 1.0))


def industry(known: Known) -> Industry:
    """The industry chosen, "other" before it is."""
    return INDUSTRY[known.get("industry", "other")]


def words_of(entries: Any) -> dict[str, str]:
    """Name by word, in small letters: names, titles, other words, and plain plurals."""
    found: dict[str, str] = {}
    for entry in entries:
        for word in (entry.name, entry.title, *entry.words):
            found.setdefault(word.lower(), entry.name)
    return found


INDUSTRY_WORDS = words_of(INDUSTRIES)
_CHANNELS = words_of(MENU)


_WEAK = frozenset(
    ("shop", "store", "online shop", "e-commerce", "services", "business", "delivery", "repair",
     "industry", "industrial", "general", "mixed", "else", "leisure", "health", "home", "food")
)  # fmt: skip


def read_industry(answer: object, known: Known) -> str:
    """Name of an industry, by name, number in the list, a word for it, or a sentence."""
    if isinstance(answer, str) and answer.strip().isdigit():
        place = int(answer)
        if 1 <= place <= len(INDUSTRIES):
            return INDUSTRIES[place - 1].name
    try:
        return reading.one(answer, INDUSTRY_WORDS, tuple(INDUSTRY), "industry")
    except AnswerError as error:
        told = reading.phrase(answer, INDUSTRY_WORDS, _WEAK) if isinstance(answer, str) else None
        if told is not None:
            return told
        raise AnswerError(
            error.message, found=error.found, nearest=error.nearest,
            expected=f"{', '.join(INDUSTRY)}; other fits every firm",
        ) from None  # fmt: skip


def read_channels(answer: object, known: Known) -> tuple[str, ...] | dict[str, float | None]:
    """Names of channels, in the order of the menu; together they must make sense.

    Returns:
        names; where parts of the orders were said, each with its part, None where nobody orders.
    """
    chosen = reading.several(answer, _CHANNELS, tuple(CHANNEL), "channel")
    selling = [name for name in chosen if CHANNEL[name].sells]
    if not selling:
        raise reading.AnswerError(
            "nobody could buy anywhere", found=", ".join(chosen),
            expected=f"one of {', '.join(c.name for c in MENU if c.sells)} besides",
        )  # fmt: skip
    for name in chosen:
        needs = CHANNEL[name].needs
        if needs and not set(needs) & set(chosen):
            raise reading.AnswerError(
                f"{name} leads to a site of your own", found=", ".join(chosen),
                expected=f"{' or '.join(needs)} besides",
            )  # fmt: skip
    if all(share is None for share in chosen.values()):
        return tuple(chosen)
    return _split(chosen, selling)


def _split(chosen: dict[str, float | None], selling: list[str]) -> dict[str, float | None]:
    """Parts of all orders: what is left goes to channels of which none was said."""
    for name, share in chosen.items():
        if share is not None and name not in selling:
            raise reading.AnswerError(
                f"nobody orders by {name}", found=f"{name} {100.0 * share:g} %",
                expected=f"parts of the orders on {', '.join(selling)}",
            )  # fmt: skip
    said = sum(share for share in chosen.values() if share is not None)
    silent = [name for name in selling if chosen[name] is None]
    if said > 1.005 or (not silent and said < 0.995):
        raise reading.AnswerError(
            "the parts of the orders do not make a whole", found=f"{100.0 * said:g} % together",
            expected="parts that add up to 100 %, such as: shop 90 %, web 10 %",
        )  # fmt: skip
    rest = round(max(0.0, 1.0 - said) / len(silent), 4) if silent else 0.0
    return {name: rest if name in silent else share for name, share in chosen.items()}


# --- what "don't know" takes ---------------------------------------------------------------------


def _basket(known: Known) -> Default:
    found = industry(known)
    return Default(
        purse(known).euro(found.basket), f"a middling order of this industry: {_title(found)}"
    )


def _margin(known: Known) -> Default:
    found = industry(known)
    return Default(found.margin, f"a middling margin of this industry: {_title(found)}")


def _title(found: Industry) -> str:
    return found.title[0].lower() + found.title[1:]


def _size(known: Known) -> Default:
    customers = known.get("customers")
    if customers is not None:
        return Default(
            _people(customers / SHARE_OF_REACH), "one in five whom a firm could reach buys there"
        )
    orders = known.get("orders")
    if orders is not None:
        each = industry(known).per_customer
        return Default(
            max(10, _people(orders / each / SHARE_OF_REACH)),
            f"{each:g} orders a customer, and one in five whom a firm could reach buys there",
        )
    return Default(industry(known).size, "the market of a firm of middling size")


def _customers(known: Known) -> Default:
    orders, size, found = known.get("orders"), known.get("size"), industry(known)
    if orders is not None:
        most = orders if size is None else min(orders, size)
        return Default(
            max(1, min(most, round(orders / found.per_customer))),
            f"{found.per_customer:g} orders a customer and year",
        )
    return Default(
        max(1, round((size or found.size) * SHARE_OF_REACH)),
        "one in five whom a firm could reach buys there",
    )


def _orders(known: Known) -> Default:
    each = industry(known).per_customer
    return Default(_people(known["customers"] * each), f"{each:g} orders a customer and year")


def _people(value: float) -> int:
    return max(1, int(rounded(value, 3)))


def _sales(known: Known) -> float:
    return float(known["orders"]) * float(known["basket"])


def _spend(known: Known) -> Default:
    part = industry(known).media
    return Default(rounded(part * _sales(known)), f"{100.0 * part:g} % of sales, a rule of thumb")


def _of_euros(amount: float, known: Known) -> str:
    wallet = purse(known)
    return f"{wallet.currency} {wallet.euro(amount):,.10g}"


def _staff(known: Known) -> Default:
    wallet = purse(known)
    hours = _sales(known) / wallet.rate / SALES_AN_HOUR
    return Default(
        (max(1.0, min(rounded(hours), MOST_HOURS)), wallet.euro(WAGE)),
        f"an hour a week for every {_of_euros(SALES_AN_HOUR, known)} of sales; a typical wage with "
        "side costs",
    )


def read_staff(answer: object, known: Known) -> tuple[float, float | None]:
    """Hours a week, and the wage if it is said."""
    return reading.staff(answer, currency=str(known["currency"]))


def _money(least: float) -> Callable[[object, Known], float]:
    return lambda answer, known: reading.amount(
        answer, currency=str(known["currency"]), least=least
    )


def _count(what: str, least: int = 1) -> Callable[[object, Known], int]:
    return lambda answer, known: reading.count(answer, what=what, least=least)


def read_customers(answer: object, known: Known) -> int:
    """People who bought: no more than could be reached at all."""
    count = reading.count(answer, what="people")
    size = known.get("size")
    if size is not None and count > size:
        raise AnswerError(
            "more people than you could reach at all", found=f"{count:,}",
            expected=f"at most {size:,}, your answer to the question of how many you could reach",
        )  # fmt: skip
    return count


def read_orders(answer: object, known: Known) -> int:
    """Orders paid: one at least of everybody who bought."""
    count = reading.count(answer, what="orders")
    customers = known.get("customers")
    if customers is not None and count < customers:
        raise AnswerError(
            "fewer orders than people who bought", found=f"{count:,}",
            expected=f"at least {customers:,}, your answer to how many bought in that year: not "
            "all who ever have",
        )  # fmt: skip
    return count


def _shown_default(name: str) -> Callable[[Known], str]:
    """A default that earlier answers tell in full, as a text with its source."""

    def told(known: Known) -> str:
        found = next(item for item in QUESTIONS if item.key == name).default(known)
        return f"{value_text(name, found.value, known)} ({found.source})"

    return told


def _said(text: str) -> Callable[[Known], str]:
    return lambda known: text


def value_text(key: str, value: Any, known: Known) -> str:
    """An answer as people read it."""
    code = known.get("currency", "EUR")
    if key == "channels":
        if isinstance(value, Mapping):
            parts = (
                (name, "" if part is None else f" {100.0 * part:g} %")
                for name, part in value.items()
            )
            return ", ".join(name + told for name, told in parts)
        return ", ".join(value)
    if key == "margin":
        return f"{100.0 * value:g} %"
    if key in ("spend", "basket"):
        return f"{code} {value:,.10g}"
    if key == "staff":
        hours, wage = value
        return f"{hours:g} h a week" + (f" at {code} {wage:,.10g}" if wage is not None else "")
    return f"{value:,}" if isinstance(value, int) else str(value)


QUESTIONS: tuple[Question, ...] = (
    Question(
        "industry", "What does the firm do?",
        "one of these, by name or number, or in your own words",
        _said("other (figures of all industries together)"),
        read_industry, lambda known: Default("other", "figures of all industries together"),
    ),
    Question(
        "size", "How many people could you reach at all, customers included?",
        "people (firms, if you sell to firms); such as 2000, 10k or 1M",
        _said("five times your customers (one in five whom a firm could reach buys there)"),
        _count("people", 10), _size,
    ),
    Question(
        "currency", "In which currency do you reckon?", "three letters, such as EUR, USD or CHF",
        _said("EUR (that of the built-in scenarios)"),
        lambda answer, known: reading.currency(answer),
        lambda known: Default("EUR", "that of the built-in scenarios"),
    ),
    Question(
        "channels", "On which channels do you meet people?",
        "several of these, such as: web, mail, facebook, phone; who knows where people order adds "
        "it: shop 90 %, web 10 %, mail", _shown_default("channels"),
        read_channels,
        lambda known: Default(
            industry(known).channels,
            f"what firms have that sell or serve here: {_title(industry(known))}",
        ),
    ),
    Question(
        "spend", "What did you spend on advertising and media last year?",
        "money a year, without wages; such as 12k, or 0",
        lambda known: f"{100.0 * industry(known).media:g} % of sales (a rule of thumb)",
        _money(0.0), _spend,
    ),
    Question(
        "customers", "How many different people bought from you last year?",
        "people; such as 800 or 3k",
        lambda known: f"orders divided by {industry(known).per_customer:g} (so many a customer and "
        "year), or one in five of those whom you could reach",
        read_customers, _customers,
    ),
    Question(
        "orders", "How many orders or appointments were paid last year?",
        "orders a year; such as 1200 or 5k",
        lambda known: f"{industry(known).per_customer:g} a customer (a middling firm of this "
        "industry)",
        read_orders, _orders,
    ),
    Question(
        "basket", "What is an order worth, in the mean?",
        "money, without tax and before discounts; such as 85", _shown_default("basket"),
        _money(0.01), _basket,
    ),
    Question(
        "margin", "What is left of that after the cost of goods?",
        "a share of the price, before wages and advertising; such as 40 %",
        _shown_default("margin"), lambda answer, known: reading.share(answer), _margin,
    ),
    Question(
        "staff", "How many hours a week go into marketing, and what does one cost?",
        "hours, and money an hour; such as: 10 h at 30",
        lambda known: f"an hour a week for every {_of_euros(SALES_AN_HOUR, known)} of sales, at "
        f"{_of_euros(WAGE, known)} (a typical wage with side costs)",
        read_staff, _staff,
    ),
)  # fmt: skip
"""In the order in which they are asked."""

KEYS = tuple(question.key for question in QUESTIONS)
SETTLED = (
    "industry", "currency", "channels", "basket", "margin", "customers", "size", "orders", "spend",
    "staff",
)  # fmt: skip
"""The order in which defaults are found: each may use those before it."""
