"""Answers as people write them."""

from __future__ import annotations

import pytest

from engine.errors import InputErrors, UsageError
from sim.scenario.wizard import reading
from sim.scenario.wizard.answers import load, read_all


@pytest.mark.parametrize(
    ("text", "value"),
    [("800", 800), ("10k", 10_000), ("1.5 M", 1_500_000), ("10_000", 10_000), ("10 000", 10_000),
     (2000, 2000), (2000.0, 2000), (" 12K ", 12_000), ("about 3000", 3000), ("ca. 3000", 3000),
     ("~3000", 3000), ("3k", 3000), ("Circa 3 000", 3000), ("approximately 3k", 3000),
     ("2k-3k", 2500), ("2000 to 3000", 2500), ("about 20 – 30", 25)],
)  # fmt: skip
def test_counts(text, value) -> None:
    assert reading.count(text, what="people") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("85", 85), ("EUR 85", 85), ("85 eur", 85), ("€85", 85), ("85€", 85), ("12k", 12_000),
     ("EUR 1.5M", 1_500_000), ("1 200.50", 1200.5), (85, 85), (8.5, 8.5),
     ("about EUR 12k", 12_000), ("~85", 85), ("85 to 95", 90), ("EUR 10k-12k", 11_000),
     ("85-95 €", 90)],
)  # fmt: skip
def test_amounts(text, value) -> None:
    assert reading.amount(text, currency="EUR") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 %", 0.12),
        ("12%", 0.12),
        ("0.12", 0.12),
        (0.12, 0.12),
        ("12 percent", 0.12),
        ("about 12 %", 0.12),
    ],
)
def test_shares(text, value) -> None:
    assert reading.share(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("10", (10, None)), ("10 h", (10, None)), ("10 hours a week", (10, None)), (7.5, (7.5, None)),
     ("10 h at 30", (10, 30)), ("10h, EUR 30", (10, 30)),
     ("10 h a week at 30 EUR an hour", (10, 30)),
     ("2 people at 45", (76, 45)), ("about 10 h at 30", (10, 30)),
     ({"hours": 3, "wage": "25 EUR"}, (3, 25)), ({"hours": 3}, (3, None))],
)  # fmt: skip
def test_hours(text, value) -> None:
    assert reading.staff(text, currency="EUR") == value


def answer(key: str, value: object) -> object:
    return read_all({key: value}, file="a.json")[key]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("web, mail, facebook, phone", ("web", "phone", "email", "facebook")),
        ("web mail phone", ("web", "phone", "email")),
        ("Online shop and newsletter", ("web", "email")),
        (["Web", "web", "TV"], ("web", "tv")),
        ("text messages; store", None),
        ("shop", ("shop",)),
        ("call centre, LinkedIn, catalogue, web push, chatbot, referral, web",
         ("web", "phone", "chatbot", "push", "catalogue", "linkedin", "referral")),
        ("shop 90 %, web 10 %, mail", {"web": 0.1, "shop": 0.9, "email": None}),
        ("shop: 90%; web", {"web": 0.1, "shop": 0.9}),
        ("90 % shop and 10 % in the web", {"web": 0.1, "shop": 0.9}),
        ("shop 90% web 10%", {"web": 0.1, "shop": 0.9}),
        ("site 50 %, shop 40 %, web 10 percent", {"web": 0.6, "shop": 0.4}),
        ({"shop": 0.9, "web": "10 %", "email": None}, {"web": 0.1, "shop": 0.9, "email": None}),
    ],
)  # fmt: skip
def test_channels(text, names) -> None:
    if names is None:
        with pytest.raises(InputErrors):
            answer("channels", text)
    else:
        assert answer("channels", text) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a small bakery and café with an online shop", "food"),
        ("dog groomer", "beauty"),
        ("We repair cars", "car"),
        ("furniture shop", "home"),
        ("Flower shops", "retail"),
        ("a law firm", "b2b"),
    ],
)
def test_industries_in_words(text, name) -> None:
    assert answer("industry", text) == name


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("channels", "web, google", "channels: google is taken as paid ads beside search results"),
        ("channels", "web, Instagram", "channels: instagram is taken as paid ads there; posts"),
        ("channels", ["web", "Google"], "channels: google is taken as paid ads"),
        ("channels", "web, google ads", None),
        ("channels", "web, app, web push", "channels: push messages are taken as those of the app"),
        ("channels", "web, web push", None),
        ("industry", "a café in town", "industry: taken as food (Food and drink); who is"),
        ("industry", "Café", None),
        ("industry", "4", None),
    ],
)
def test_what_an_answer_was_taken_for_is_said(key, value, said) -> None:
    heard: list[str] = []
    read_all({key: value}, file="a.json", say=heard.append)
    assert len(heard) == (said is not None)
    assert said is None or heard[0].startswith(said)


@pytest.mark.parametrize(
    ("key", "value", "parts"),
    [
        ("industry", "astrologer", ["no such industry", "other fits every firm"]),
        ("industry", "We sell it", ["no such industry", "other fits every firm"]),
        ("channels", "shop 50 %, web 10 %", ["do not make a whole", "60 % together"]),
        ("channels", "shop 90 %, web 30 %", ["do not make a whole", "120 % together"]),
        ("channels", "mail 20 %, web 80 %", ["nobody orders by email", "orders on web"]),
        ("channels", {"shop": 9}, ["between 0 and 1"]),
        ("industry", "retial", ["no such industry", "nearest:  retail"]),
        ("industry", 11, ["no industry", "retail, car"]),
        ("size", "many", ["not a number", "10k or 1M"]),
        ("size", 5, ["too few", "10 or more"]),
        ("size", "2G", ["not a number"]),
        ("size", 1e12, ["too many"]),
        ("size", True, ["not a number", "found:    true"]),
        ("orders", "3.600", ["marks for thousands", "expected: 3600"]),
        ("orders", "10,000", ["marks for thousands", "expected: 10000"]),
        ("orders", 1.5, ["not a whole number"]),
        ("orders", 0, ["too few"]),
        ("customers", -4, ["too few"]),
        ("currency", "euros of France", ["not a currency", "EUR, USD"]),
        ("currency", 5, ["not a currency"]),
        ("spend", "1,200", ["thousands", "1200"]),
        ("orders", "100 a month", ["not a number", "1200, as numbers are of a year"]),
        ("spend", "250 a month", ["not an amount", "3000, as numbers are of a year"]),
        ("spend", "EUR 1k per month", ["not an amount", "12000, as numbers are of a year"]),
        ("spend", "60 EUR / week", ["not an amount", "3120, as numbers are of a year"]),
        ("spend", -1, ["negative"]),
        ("spend", "USD 100", ["currency is EUR, not USD"]),
        ("basket", 0, ["too little"]),
        ("basket", "a lot", ["amount of money"]),
        ("basket", [], ["not a number"]),
        ("margin", "45", ["between 0 and 1", '"45 %" or 0.45']),
        ("margin", "0 %", ["nothing can be earned"]),
        ("margin", "120 %", ["0 % and 100 %"]),
        ("channels", "web, facbook", ["no such channel", "nearest:  facebook"]),
        ("channels", "email, facebook", ["nobody could buy", "web, app, shop"]),
        ("channels", "shop, push", ["push leads to a site", "web or app besides"]),
        ("channels", [], ["no channel is named"]),
        ("channels", 7, ["no channel"]),
        ("staff", "lots", ["no hours"]),
        ("staff", "-3", ["negative"]),
        ("staff", {"hour": 3}, ["hours and wage"]),
        ("staff", "10 h at nothing", ["amount of money"]),
        ("stuff", 3, ["no such question", "nearest:  staff"]),
    ],
)  # fmt: skip
def test_answers_that_cannot_be_taken(key, value, parts) -> None:
    with pytest.raises(InputErrors) as caught:
        read_all({key: value}, file="a.json")
    message = str(caught.value)
    assert message.startswith(f"a.json: {key}: ")
    for part in parts:
        assert part in message


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(InputErrors) as caught:
        read_all({"size": "x", "margin": 45, "buget": 3}, file="a.json")
    assert len(caught.value.errors) == 3


@pytest.mark.parametrize("unknown", [None, "", " ", "?", "don't know", "Don't know"])
def test_not_known(unknown) -> None:
    assert answer("size", unknown) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[1]", "a JSON object"),
        ("{", "not JSON"),
        ('{"size": 10, "size": 20}', "stands twice"),
        ('{"size": NaN}', "not a whole number"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_files_that_are_no_answers(tmp_path, text, part) -> None:
    file = tmp_path / "a.json"
    file.write_text(text)
    with pytest.raises((UsageError, InputErrors)) as caught:
        load(str(file))
    assert part in str(caught.value)
    assert str(file) in str(caught.value)


def test_files_that_cannot_be_read(tmp_path) -> None:
    (tmp_path / "latin").write_bytes(b'{"industry": "caf\xe9"}')
    for name in ("none.json", "latin", ""):
        with pytest.raises(UsageError) as caught:
            load(str(tmp_path / name))
        assert caught.value.exit_code == 2
