"""Answers as people write them: 10k, 1M, 12 %, EUR 85, "web, mail and phone"."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from engine.errors import nearest_name
from sim.scenario.values.currencies import PER_EURO
from sim.scenario.values.quantities import CURRENCY, QuantityError, parse_money, parse_share

UNKNOWN = frozenset(("", "?", "don't know", "dont know", "unknown", "no idea", "-"))
"""What says that somebody does not know."""
SHORTEST = 2
"""Letters of words that are left out in a sentence: "it" is no industry there."""
MOST_PEOPLE = 1_000_000_000
MOST_MONEY = 1e12
_SUFFIXES = {"k": 1_000, "K": 1_000, "M": 1_000_000}
_SUFFIXED = re.compile(r"(?<![\w.])(\d[\d_]*(?:\.\d+)?|\.\d+)\s*([kKM])(?![A-Za-z])")
_BETWEEN = re.compile(r"(\D*?)(\d+(?:\.\d+)?)\s*(?:-|–|to|bis)\s*(\d+(?:\.\d+)?)(\D*)")
_A_YEAR = {"day": 365, "week": 52, "month": 12}
_ROUGHLY = re.compile(
    r"^(?:~|≈|(?:about|around|roughly|circa|nearly|some|approx(?:imately)?|ca|c)\b\.?)\s*", re.I
)
_GROUPED = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_CURRENCIES = {
    **_SIGNS, "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "pound": "GBP",
    "pounds": "GBP", "franc": "CHF", "francs": "CHF", "yen": "JPY",
}  # fmt: skip


class AnswerError(ValueError):
    """An answer that cannot be taken: what is wrong, what was found, what would be accepted."""

    def __init__(
        self, message: str, *, found: object, expected: str, nearest: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        shown = str(found).lower() if isinstance(found, bool) else str(found)  # as JSON has it
        self.found = shown if len(shown) <= 60 else f"{shown[:57]}..."
        self.expected = expected
        self.nearest = nearest


def is_unknown(answer: object) -> bool:
    """Whether an answer says that somebody does not know."""
    return answer is None or (isinstance(answer, str) and answer.strip().lower() in UNKNOWN)


def plain(text: str) -> str:
    """A number written out.

    ``10k`` is ``10000``, ``1 200`` is ``1200``, ``about 30`` is ``30``, ``20 to 30`` is ``25``.
    """
    whole = _GROUPED.sub("", _ROUGHLY.sub("", text.strip()))
    number = _SUFFIXED.sub(lambda match: _times(match[1], _SUFFIXES[match[2]]), whole)
    between = _BETWEEN.fullmatch(number)
    if between is None or float(between[2]) > float(between[3]):
        return number
    middle = (float(between[2]) + float(between[3])) / 2.0
    return f"{between[1]}{middle:.12g}{between[4]}"


def _times(digits: str, factor: int) -> str:
    value = float(digits.replace("_", "")) * factor
    return str(int(value)) if value == int(value) else repr(value)


def count(answer: object, *, what: str, least: int = 1, most: int = MOST_PEOPLE) -> int:
    """A whole number of people or things.

    Raises:
        AnswerError: it is none, or out of bounds.
    """
    expected = f"a whole number of {what}, {least:,} or more, such as 800, 10k or 1M"
    value = answer
    if isinstance(answer, str):
        text = plain(answer)
        if re.fullmatch(r"[1-9]\d{0,2}([.,]\d{3})+", text):
            whole = re.sub("[.,]", "", text)
            raise AnswerError("marks for thousands are left out", found=answer, expected=whole)
        try:
            value = float(text.replace("_", "")) if re.fullmatch(r"-?[\d_.]+", text) else None
        except ValueError:
            value = None
        if value is None:
            raise AnswerError(
                "this is not a number", found=answer, expected=_of_a_year(text) or expected
            )
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise AnswerError("this is not a number", found=answer, expected=expected)
    if not value == value or abs(value) == float("inf") or value != int(value):
        raise AnswerError("this is not a whole number", found=answer, expected=expected)
    if value < least:
        raise AnswerError("this is too few", found=answer, expected=expected)
    if value > most:
        raise AnswerError("this is too many", found=answer, expected=f"at most {most:,}")
    return int(value)


def _of_a_year(text: str) -> str | None:
    """What "100 a month" is in a year, as all answers are of a year."""
    told = re.fullmatch(
        r"\D*?(\d+(?:\.\d+)?)\s*\D{0,4}?\s*(?:a|per|each|every|/)\s*(day|week|month)", plain(text)
    )
    if told is None:
        return None
    return f"{float(told[1]) * _A_YEAR[told[2]]:.12g}, as numbers are of a year"


def amount(answer: object, *, currency: str, least: float = 0.0) -> float:
    """An amount of money in main units.

    Raises:
        AnswerError: it is none, of another currency, or out of bounds.
    """
    expected = f'an amount such as 85, "85 {currency}", 12k or 1.5M'
    value: object = answer
    if isinstance(answer, str):
        value = plain(answer)
        for sign, code in _SIGNS.items():
            value = value.replace(sign, f" {code} " if code == currency else sign)
        value = " ".join(value.split())
        value = re.sub(r"[A-Za-z]{3}", lambda match: match[0].upper(), value)
        bare = re.fullmatch(r"-?[\d_.,]+", value) is not None
        value = f"{value} {currency}" if bare else value
    try:
        minor = parse_money(value, currency=currency)
        digits = parse_money(1, currency=currency)
    except QuantityError as error:
        accepted = error.expected if isinstance(value, str) and "," in value else expected
        yearly = _of_a_year(answer) if isinstance(answer, str) else None
        raise AnswerError(error.message, found=answer, expected=yearly or accepted) from None
    main = minor / digits
    if main < least or main > MOST_MONEY:
        raise AnswerError(
            "this is too little" if main < least else "this is too much", found=answer,
            expected=f"at least {least:g} {currency}" if main < least else "a smaller amount",
        )  # fmt: skip
    return main


def share(answer: object) -> float:
    """A share above 0, 1 at most.

    Raises:
        AnswerError: it is none.
    """
    value: object = answer
    if isinstance(answer, str):
        text = re.sub(r"\s*(per cent|percent)$", " %", _ROUGHLY.sub("", answer.strip()))
        value = text
        if "%" not in text and re.fullmatch(r"-?[\d.]+", text):
            try:
                value = float(text)
            except ValueError:
                value = text
    try:
        found = parse_share(value)
    except QuantityError as error:
        raise AnswerError(error.message, found=answer, expected=error.expected) from None
    if found == 0.0:
        raise AnswerError(
            "with a margin of 0 nothing can be earned", found=answer, expected='such as "40 %"'
        )
    return found


def currency(answer: object) -> str:
    """The code of a currency.

    Raises:
        AnswerError: it is none.
    """
    expected = f"three letters, such as {', '.join(['EUR', 'USD', 'GBP', 'CHF', 'PLN'])}"
    if not isinstance(answer, str):
        raise AnswerError("this is not a currency", found=answer, expected=expected)
    word = answer.strip()
    code = _CURRENCIES.get(word.lower(), word.upper())
    if not CURRENCY.fullmatch(code):
        near = nearest_name(code, PER_EURO)
        raise AnswerError("this is not a currency", found=answer, expected=expected, nearest=near)
    return code


def one(answer: object, words: Mapping[str, str], names: Sequence[str], what: str) -> str:
    """One of some names, by any of its words or its number in the list.

    Args:
        words: name by word, in small letters.
        names: what may be chosen, in the order of the list.

    Raises:
        AnswerError: it is none, with the nearest.
    """
    if not isinstance(answer, str):
        raise AnswerError(f"this is no {what}", found=_shown(answer), expected=", ".join(names))
    word = " ".join(answer.strip().lower().split())
    if word in words:
        return words[word]
    near = nearest_name(word, words)
    raise AnswerError(
        f"there is no such {what}", found=answer.strip(), expected=", ".join(names),
        nearest=_named(words[near], near) if near is not None else None,
    )  # fmt: skip


def _named(name: str, word: str) -> str:
    """A name, with the word by which it was found, where that is another one."""
    return name if word == name else f'{name}, as for "{word}"'


def several(
    answer: object, words: Mapping[str, str], names: Sequence[str], what: str
) -> dict[str, float | None]:
    """Several of some names, in the order of the list, each once, with its share if it has one.

    Accepted: ``web, mail``, ``web mail``, ``shop 90 %, web 10 %``, a list, and a table of shares.

    Raises:
        AnswerError: one is none of them, or nothing is there.
    """
    chosen: dict[str, float | None] = {}
    parts = _parts(answer, words)
    if not parts:
        raise AnswerError(f"no {what} is named", found="nothing", expected=", ".join(names))
    for part, told in parts:
        name = one(part, words, names, what)
        before = chosen.get(name)
        chosen[name] = told if before is None else before + (told or 0.0)
    return {name: chosen[name] for name in names if name in chosen}


_SHARE = r"(\d+(?:\.\d+)?|\.\d+)\s*(?:%|per ?cent\b)"
_BEHIND = re.compile(rf"\s*([^\d%]*[^\d%\s:=])[\s:=]*{_SHARE}\s*")
_BEFORE = re.compile(rf"\s*{_SHARE}\s*(?:(?:of|in|on|by|at)\s+)?(?:the\s+)?([^\d%]*[^\d%\s])\s*")


def _parts(answer: object, words: Mapping[str, str]) -> list[tuple[object, float | None]]:
    """What is named, each with its share if it has one."""
    if isinstance(answer, Mapping):
        return [(name, None if told is None else part(told)) for name, told in answer.items()]
    if isinstance(answer, str):
        texts = [text for text in re.split(r"[,;+&\n]|\band\b", answer) if text.strip()]
        found: list[tuple[object, float | None]] = []
        for text in texts:
            found += _shares(text) or ([(text, None)] if len(texts) > 1 else [])
        if found or not texts:
            return found
        alone = texts[0].strip().lower() not in words
        return [(name, None) for name in (_blanks(texts[0], words) if alone else texts)]
    listed = answer if isinstance(answer, Sequence) else [answer]
    return [
        pair
        for item in listed
        for pair in ((_shares(item) if isinstance(item, str) else []) or [(item, None)])
    ]


def _shares(text: str) -> list[tuple[object, float | None]]:
    """``shop 90 %``, or several with nothing between them; none where there is no share."""
    for pattern, name, told in ((_BEHIND, 1, 2), (_BEFORE, 2, 1)):
        matches = list(pattern.finditer(text))
        if matches and "".join(match[0] for match in matches) == text:
            return [(match[name], part(f"{match[told]} %")) for match in matches]
    return []


def part(answer: object) -> float:
    """A share of a whole, 0 and 1 included.

    Raises:
        AnswerError: it is none.
    """
    try:
        return parse_share(answer)
    except QuantityError as error:
        raise AnswerError(error.message, found=answer, expected=error.expected) from None


def _blanks(text: str, words: Mapping[str, str]) -> list[str]:
    """Words with blanks between them, where each is one that is known."""
    parts = text.split()
    return parts if all(part.lower() in words for part in parts) else [text]


def _shown(value: object) -> object:
    return "nothing" if value is None else value


_WAGE = re.compile(r"\s*(?:,|;|\bat\b|@|\bfor\b)\s*")
_HOURS = re.compile(r"(-?[\d_.]+)\s*(?:h|hrs?|hours?)?(?:\s*(?:a|per|/)\s*(?:w|wk|week))?", re.I)
_PEOPLE = re.compile(r"([\d_.]+)\s*(?:people|persons?|fte)", re.I)
WEEK = 38.0
"""Hours that one person works in a week; assumed."""
MOST_HOURS = 40_000.0


def staff(answer: object, *, currency: str) -> tuple[float, float | None]:
    """Hours a week, and the price of one: ``12 h``, ``12 h at EUR 30``, ``2 people``.

    Returns:
        hours a week, and the wage in main units; None where it is not said.

    Raises:
        AnswerError: it is neither.
    """
    expected = f'hours a week, and what one costs: "10 h at {currency} 30", or 10'
    if isinstance(answer, Mapping):
        left = set(answer) - {"hours", "wage"}
        if left or "hours" not in answer:
            raise AnswerError(
                "staff has hours and wage", found=", ".join(map(str, answer)) or "nothing",
                expected='{"hours": 10, "wage": 30}',
            )  # fmt: skip
        wage = answer.get("wage")
        price = None if wage is None else amount(wage, currency=currency, least=0.01)
        return _hours(answer["hours"], expected), price
    if not isinstance(answer, str):
        return _hours(answer, expected), None
    parts = _WAGE.split(_ROUGHLY.sub("", answer.strip()), maxsplit=1)
    hours = _hours(parts[0], expected)
    if len(parts) == 1:
        return hours, None
    wage_text = re.sub(r"\s*(?:an|per|/|a)\s*h(?:our)?$", "", parts[1].strip(), flags=re.I)
    return hours, amount(wage_text, currency=currency, least=0.01)


def _hours(answer: object, expected: str) -> float:
    value: float | None = None
    if isinstance(answer, str):
        text = plain(answer)
        people, hours = _PEOPLE.fullmatch(text), _HOURS.fullmatch(text)
        try:
            if people is not None:
                value = float(people[1].replace("_", "")) * WEEK
            elif hours is not None:
                value = float(hours[1].replace("_", ""))
        except ValueError:
            value = None
    elif isinstance(answer, (int, float)) and not isinstance(answer, bool):
        value = float(answer)
    if value is None or not value == value:
        raise AnswerError("these are no hours", found=_shown(answer), expected=expected)
    if not 0.0 <= value <= MOST_HOURS:
        raise AnswerError(
            "these are too many hours" if value > 0 else "hours cannot be negative",
            found=answer, expected=f"0 to {MOST_HOURS:,.0f} hours a week",
        )  # fmt: skip
    return value


def phrase(answer: str, words: Mapping[str, str], weak: Collection[str]) -> str | None:
    """The name of which a sentence has most words; of equals the one that is named first.

    Args:
        words: name by word, in small letters.
        weak: words that many would use, and that count half.
    """
    text = f" {_letters(answer)} "
    count: dict[str, float] = {}
    place: dict[str, int] = {}
    for word, name in words.items():
        plain_word = _letters(word)
        at = [text.find(f" {form} ") for form in (plain_word, f"{plain_word}s")]
        found = [where for where in at if where >= 0]
        if found and len(plain_word) > SHORTEST:
            count[name] = count.get(name, 0.0) + (0.5 if word in weak else 1.0)
            place[name] = min(place.get(name, len(text)), *found)
    if not count:
        return None
    return min(count, key=lambda name: (-count[name], place[name]))


def _letters(text: str) -> str:
    """Its words in small letters, with one blank in between."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))
