"""Broken scenarios: each refused with the place, what was found, and what would be accepted."""

from __future__ import annotations

import pytest

from engine.errors import InputError, InputErrors, ScenarioError
from sim.scenario import Scenario

# (what is broken, text replaced, text put in its place, parts that the message must have)
BROKEN: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("no TOML", "[scenario]\n", "[scenario\n", ("1:10", "not valid TOML", "found:")),
    ("unclosed text", 'title = "Corner shop"', 'title = "Corner', ("3:", "not valid TOML")),
    ("key twice", "market = 100", "market = 100\nmarket = 5", ("not valid TOML",)),
    ("no table", "[scenario]\n", "scenario = 3\n[other]\n", ("1:1: scenario", "[scenario]")),
    ("unknown table", "[budget]", "[budgte]", ("17:1: budgte", "nearest:  budget")),
    ("single persona", "[budget]", "[cost]\n[budget]", ("the file has no key", "cost")),
    ("unknown key", "market = 100", "marktet = 100",
     ('[scenario] has no key "marktet"', "7:1: scenario.marktet", "nearest:  market")),
    ("missing key", "market = 100\n", "", ('"market" is missing', "prospects included")),
    ("misspelt channel key", 'kind = "display"', 'kind = "display"\ncost_per_clik = 1',
     ("channel.display.cost_per_clik", "nearest:  cost_per_click")),
    ("percentage as number", "share = 0.6", "share = 60",
     ("23:1: persona.neighbour.share", "found:    60", '"60 %" or 0.6')),
    ("percentage as text", "share = 0.6", 'share = "60"', ('"60 %" or 0.6',)),
    ("share as 22", "open = { value = 0.2,", "open = { value = 22,",
     ("channel.email.open", '"22 %" or 0.22')),
    ("share of 120 %", "share = 0.6", 'share = "120 %"', ("between 0 % and 100 %",)),
    ("decimal comma", "share = 0.6", 'share = "60,5 %"', ("comma", "0.5, not 0,5")),
    ("duration without unit", 'valid = "14 d"', "valid = 14",
     ("offer.ten.valid", "needs its unit", '"14 d"')),
    ("range of a rate without unit", 'need = "1 per 365 d"',
     'need = { value = "1 per 365 d", low = 1, high = 2 }', ("passer-by.need.low", "per year")),
    ("a date", 'valid = "14 d"', 'valid = "1 July"', ("this is a date", '"181 d"')),
    ("an ISO date", 'valid = "14 d"', 'valid = "2026-02-01"', ("this is a date", '"31 d"')),
    (
        "money for a share", 'discount = "5 %"', 'discount = "20 EUR"',
        ("amount of money", "key amount"),
    ),
    ("unknown unit", 'valid = "14 d"', 'valid = "14 dy"', ('"dy" is no unit of time',)),
    ("rate without unit", 'need = "1 per 90 d"', "need = 2",
     ("persona.neighbour.need", "needs its unit", '"2 per year"')),
    ("change of a rate without unit", '"channel.email.open" = 0.1', '"persona.passer-by.need" = 2',
     ("change.#1.set", "needs its unit", '"2 per year"')),
    ("change of a time without unit", '"channel.email.open" = 0.1', '"offer.ten.valid" = 2',
     ("change.#1.set", "needs its unit", '"2 d"')),
    ("offer valid never", 'valid = "14 d"', 'valid = "0 d"', ("above 0",)),
    ("negative duration", 'valid = "14 d"', 'valid = "-2 d"', ("cannot be negative",)),
    ("other currency", 'order_value = "40 EUR"', 'order_value = "40 USD"',
     ("currency is EUR, not USD", '"40 EUR"')),
    ("sign of the currency", 'total = "1000 EUR"', 'total = "1000€"',
     ("three letters, EUR, not as €", 'expected: "1000 EUR"')),
    ("sign of another currency", 'total = "1000 EUR"', 'total = "$1000"', ("is EUR, not $",)),
    ("amount a month", 'total = "1000 EUR"', 'total = "200 EUR a month"',
     ("without its period", '"200 EUR" where the key is for a month, "2400 EUR" where')),
    ("amount / year", 'total = "1000 EUR"', 'total = "€200 / year"',
     ('expected: "200 EUR" where the key is for a year',)),
    ("another name of a kind", 'kind = "email"', 'kind = "newsletter"', ("nearest:  email",)),
    ("key of another table", "market = 100", 'market = 100\norder_value = 3',
     ('[scenario] has no key "order_value"; [[persona]] has',)),
    ("negative money", "order_value = 30", "order_value = -30", ("cannot be negative",)),
    ("thousands with a point", 'total = "1000 EUR"', 'total = "3.600 EUR"',
     ("3.600 could mean 3600, with a mark for thousands, or 3.6", '"3600 EUR" or "3.6 EUR"')),
    ("thousands with a comma", 'total = "1000 EUR"', 'total = "3,600 EUR"',
     ("mark for thousands", 'expected: "3600 EUR" (or, if the comma marks decimals, 3.6)')),
    ("thousands in a worth", 'value = "20 EUR"', 'value = "1.250 EUR"',
     ("action.ads.value", '"1250 EUR" or "1.25 EUR"')),
    ("three decimals", 'value = "20 EUR"', 'value = "1.125 EUR"',
     ("action.ads.value", '"1125 EUR" or "1.1250 EUR"')),
    ("decimal comma of an amount", 'total = "1000 EUR"', 'total = "0,5 EUR"',
     ("decimal point", "0.5, not 0,5")),
    ("rate without time", 'need = "1 per 90 d"', 'need = "once"', ("not a rate", "1 per 90 d")),
    ("rate per nothing", 'need = "1 per 90 d"', 'need = "1 per 0 d"', ("longer than 0",)),
    ("text for a number", "days = 30", 'days = "thirty"', ("text, not a number",)),
    ("yes for a number", "market = 100", "market = true", ("true or false",)),
    ("infinite number", "market = 100", "market = inf", ("not a finite number",)),
    ("half a person", "market = 100", "market = 10.5", ("not a whole number",)),
    ("nobody", "market = 100", "market = 0", ("above 0",)),
    ("date in quotes", "start = 2026-01-05", 'start = "2026-01-05"', ("without quotation marks",)),
    ("date in quotes that does not exist", "start = 2026-01-05", 'start = "2026-02-30"',
     ("February 2026 has 28 days", "2026-02-28, without quotation marks")),
    ("date that does not exist", "start = 2026-01-05", "start = 2026-02-30",
     ("5:", "February 2026 has 28 days", "start = 2026-02-28")),
    ("nights without minutes", 'quiet = "21:00-08:00"', 'quiet = "20-8"', ('"20:00-08:00"',)),
    ("nights in words", 'quiet = "21:00-08:00"', 'quiet = "at night"', ('"20:00-08:00"',)),
    ("impossible hours", 'quiet = "21:00-08:00"', 'quiet = "21:00-28:00"', ("no clock shows",)),
    ("hours in words", 'quiet = "21:00-08:00"', 'quiet = "nights"', ("not hours of the day",)),
    ("unknown zone", '"Europe/Berlin"', '"Europe/Berln"', ("time zone", "IANA")),
    ("unknown currency", 'currency = "EUR"', 'currency = "euro"', ("not a currency", "EUR")),
    ("season too short", "days = 30", "days = 30\nseason = [1, 1]", ("12 factors", "found:    2")),
    ("window across days", "days = 30", 'days = 30\nwindow = "5 h"',
     ("windows do not end with the days", '"6 h"')),
    ("too many windows", "days = 30", 'days = 30\nwindow = "1 s"', ("too many windows",)),
    ("personas over 1", "share = 0.4", "share = 0.5",
     ("do not add up to 1", "0.6 + 0.5 = 1.1", "0.1 too much")),
    ("two of a name", 'name = "passer-by"', 'name = "neighbour"',
     ('two personas are called "neighbour"', '"neighbour" in line 22 and in line 31')),
    ("bad name", 'name = "passer-by"', 'name = "Passer By"', ("not a name", "hyphens")),
    ("reserved name", 'name = "hello"', 'name = "default"', ("means something else",)),
    ("unknown kind", 'kind = "display"', 'kind = "displai"',
     ("kind of channel does not exist", "nearest:  display")),
    ("unknown affinity", "channels = { web = 0.5,", "channels = { wbe = 0.5,",
     ('no channel "wbe"', "persona.neighbour.channels.wbe", "nearest:  web")),
    ("unknown consent", "consents = { email = 0.5 }", "consents = { emial = 0.5 }",
     ("nearest:  email",)),
    ("books no appointments", 'books = "desk"', 'books = "shop"',
     ("takes no appointments", "expected: desk")),
    ("books nowhere", 'books = "desk"', 'books = "dsk"', ('no channel "dsk"', "nearest:  desk")),
    ("appointments without places", 'kind = "service"', 'kind = "service"\nservers = 0',
     ("need somebody", "servers = 1")),
    ("appointment too long", 'kind = "service"', 'kind = "service"\nservice = "11 h"',
     ("does not fit", "11 h in 10 h")),
    ("unknown step", 'kind = "site"', 'kind = "site"\nsteps = ["browse", "baskett"]',
     ("step does not exist", "nearest:  basket")),
    ("steps out of order", 'kind = "site"', 'kind = "site"\nsteps = ["basket", "browse"]',
     ("out of order",)),
    ("chance at no step", 'kind = "shop"', 'kind = "shop"\npass = { basket = 0.5 }',
     ("channel.shop.pass.basket", '"shop" has no step "basket"',
      "its steps: browse, product, checkout, pay")),
    ("chance to go on without steps", 'kind = "display"', 'kind = "display"\npass = { pay = 0.5 }',
     ('"display" has no step "pay"', "or steps such as")),
    ("unknown objection", "resolves = { trust = 0.2 }", "resolves = { truth = 0.2 }",
     ("objection does not exist", "nearest:  trust")),
    ("discount twice", "amount = 10", "amount = 10\ndiscount = 0.1", ("not both",)),
    ("offers in a circle", "amount = 10", 'amount = 10\nreplaces = ["five"]',
     ("in a circle", "five -> ten -> five")),
    ("replaces nothing", 'replaces = ["ten"]', 'replaces = ["tn"]', ('no offer "tn"',)),
    ("unknown trigger", 'when = "visit"', 'when = "vist"', ("nearest:  visit",)),
    ("plan on a channel", 'at = "10:00"', 'on = ["web"]', ("does not start on a channel",)),
    ("plan with delay", 'at = "10:00"', 'delay = "1 h"', ("no event to wait after",)),
    ("trigger with a time", 'when = "visit"', 'when = "visit"\nat = "10:00"',
     ("has no time of day", "delay")),
    ("plan on the web", 'treatments = [{ channel = "display", landing = "web" }]',
     'treatments = [{ channel = "web" }]', ("cannot be used by the plan", "action.ads")),
    ("shown elsewhere", 'when = "visit"\non = ["web"]', 'when = "visit"\non = ["shop"]',
     ("cannot answer what happens elsewhere", 'expected: on = ["web"]')),
    ("shown later", 'when = "visit"\non = ["web"]', 'when = "visit"\ndelay = "1 h"',
     ('"web" cannot answer later', "no delay, or a channel that sends")),
    ("unknown creative", 'creative = "hello"', 'creative = "helo"', ("nearest:  hello",)),
    ("unknown offer", 'offer = "five"', 'offer = "fife"', ("nearest:  five",)),
    ("landing without steps", 'channel = "display", landing = "web"',
     'channel = "display", landing = "email"', ("has no steps", "web, shop")),
    ("start at no step", 'starts = "basket"', 'starts = "pay"', ("has no such step",)),
    ("start nowhere", 'landing = "web", starts = "basket"', 'starts = "basket"',
     ("not said where this leads",)),
    ("no treatment", 'treatments = [{ channel = "display", landing = "web" }]', "treatments = []",
     ("at least one treatment",)),
    ("asks nonsense", 'asks = "signup"', 'asks = "sign-up"', ("no such setting", "signup")),
    ("asks a call of nobody", 'asks = "signup"', 'asks = "call"', ("nobody takes calls",)),
    ("rule with unknown field", 'eligible = "signups < 1"', 'eligible = "sign_ups < 1"',
     ("action.popup.eligible", "nearest:  signups")),
    ("rule that is a number", 'eligible = "signups < 1"', 'eligible = "signups"',
     ("action.popup.eligible",)),
    ("rule that is no rule", 'eligible = "signups < 1"', 'eligible = "__import__(1)"',
     ("action.popup.eligible",)),
    ("formula that is a condition", "clip(0.01 * visits, 0.001, 0.1)", "visits > 1",
     ("action.ads.propensity",)),
    ("learned nonsense", 'learned = "signup"', 'learned = "sign"', ("cannot be learned",)),
    ("propensity with odd keys", "{ intercept = -3, weights", "{ start = -3, weights",
     ('a propensity has no "start"',)),
    ("weights of nothing", "weights = { visits = 0.2 }", "weights = { vists = 0.2 }",
     ("field of the profile", "nearest:  visits")),
    ("weights of a word", "weights = { visits = 0.2 }", "weights = { step = 0.2 }",
     ("is a word", "cannot be weighed")),
    ("unknown group member", 'groups = [["web", "email", "display"]]',
     'groups = [["web", "emails"]]', ("nearest:  email",)),
    ("in two groups", 'groups = [["web", "email", "display"]]',
     'groups = [["web", "email"], ["web", "display"]]', ("stands in two places",)),
    ("group without groups", 'groups = [["web", "email", "display"]]\n', "",
     ("has no groups", "strategy.linked.knowledge")),
    ("unknown knowledge", 'knowledge = "all"', 'knowledge = "everything"', ("no knowledge",)),
    ("link of nothing", 'knowledge = "all"', 'knowledge = ["web -> emial"]', ("nearest:  email",)),
    ("no link", 'knowledge = "all"', 'knowledge = ["web to email"]', ("this is not a link",)),
    ("link to itself", 'knowledge = "all"', 'knowledge = ["web -> web"]',
     ("always linked to itself",)),
    ("sync of odd key", "sync = { default = 0, group = 1 }", "sync = { defualt = 0 }",
     ("nearest:  default",)),
    ("three delays", "sync = { default = 0, group = 1 }",
     'sync = { default = 1, group = 2, "web -> shop" = 3 }', ("too many different delays",)),
    ("unknown scope", 'decider = "customer"', 'decider = "custmer"', ("nearest:  customer",)),
    ("no slots", 'decider = "customer"', 'decider = "customer"\nslots = 0', ("above 0",)),
    ("recognition of nothing", "web = 0.6, false_match", "wbe = 0.6, false_match",
     ("nearest:  web",)),
    ("unknown action", 'except = ["ads"]', 'except = ["adds"]', ('no action "adds"', "ads")),
    ("actions nonsense", 'actions = { except = ["ads"] }', 'actions = "some"', ("no actions",)),
    ("two budgets", "split = { display = 0.9,", "split = { display = 0.7, shop = 0.7,",
     ("more than the whole", "1.5")),
    ("split of nothing", "split = { display = 0.9, email = 0.1 }", "split = { dispaly = 0.5 }",
     ("nearest:  display",)),
    ("cap nonsense", 'per = "7 d"', 'per = "fortnight"', ('"day", "week"',)),
    ("cap that cannot roll", 'per = "7 d"', 'per = "week", rolling = true', ("rolls",)),
    ("cap too long to remember", "limit = 2", "limit = 20", ("at most 8",)),
    ("unknown KPI", "[budget]", '[kpi]\nprimary = "proft"\n[budget]', ("nearest:  profit",)),
    ("KPI of a long list", "[budget]", '[kpi]\nprimary = "conversion"\n[budget]',
     ("expected: conversion_rate, ", ", or another of the 30 in docs/kpis.md")),
    ("change on a date", 'at = "10 d"', "at = 2026-01-15",
     ("days after the start", '"10 d" for 2026-01-15')),
    ("change on a date in quotes", 'at = "10 d"', 'at = "2026-01-15"', ('"10 d" for 2026-01-15',)),
    ("change before the start", 'at = "10 d"', "at = 2025-12-31", ('such as "117 d"',)),
    ("change of nothing", '"channel.email.open" = 0.1', '"channel.emial.open" = 0.1',
     ("change.#1.set", "nearest:  email")),
    ("change of a name", '"channel.email.open" = 0.1', '"channel.email.name" = "x"',
     ('there is no key "name"',)),
    ("change of the market", '"channel.email.open" = 0.1', '"scenario.market" = 5',
     ("cannot change during a run",)),
    ("change to nonsense", '"channel.email.open" = 0.1', '"channel.email.open" = 10',
     ("between 0 and 1", "channel.email.open")),
    ("change too late", 'at = "10 d"', 'at = "40 d"', ("after the end of the run", "40 d")),
    ("change without quotes", '"channel.email.open" = 0.1', "channel.email.open = 0.1",
     ("quotation marks",)),
    ("unknown kind of source", 'kind = "published", source', 'kind = "publshed", source',
     ("nearest:  published",)),
    ("published without year", 'source = "Mailchimp", year = 2019', 'source = "Mailchimp"',
     ("names its source and year",)),
    ("label with odd key", "low = 0.1, high", "lowest = 0.1, high",
     ('a label has no "lowest"', "nearest:  low")),
    ("range upside down", "low = 0.1, high = 0.3", "low = 0.4, high = 0.3", ("upside down",)),
    ("currency by its name", '"40 EUR"', '"40 Euro"',
     ("three letters, EUR, not as Euro", 'found:    "40 Euro"', 'expected: "40 EUR"')),
    ("currency in small letters", '"40 EUR"', '"40 eur"', ("three letters, EUR, not as eur",)),
    ("kind with a capital", 'kind = "shop"', 'kind = "SHOP"', ("nearest:  shop",)),
    ("kind by another name", 'kind = "shop"', 'kind = "Live Chats"', ("nearest:  chat",)),
    ("kind without its hyphen", 'kind = "shop"', 'kind = "callcentre"', ("nearest:  phone",)),
    ("range of rates upside down", 'need = "1 per 365 d"',
     'need = {value = "1 per 60 d", low = "1 per 50 d", high = "1 per 70 d"}',
     ("upside down", '"1 per 70 d" is the lower rate', 'low = "1 per 70 d", high = "1 per 50 d"')),
    ("half a range", "low = 0.1, high = 0.3", "low = 0.1", ("both ends",)),
    ("uncertain nothing", "[budget]", '[uncertainty]\n"channel.emial.open" = {low=0}\n[budget]',
     ("nearest:  email",)),
    ("uncertain word", "[budget]", '[uncertainty]\n"channel.email.kind" = {low=0,high=1}\n[budget]',
     ("not a number of the scenario",)),
    ("uncertain by nothing", "[budget]", '[uncertainty]\n"channel.email.open" = 0.2\n[budget]',
     ("both ends", "low = 0.1")),
    ("strategy missing", "[[strategy]]", "[[strategies]]", ("nearest:  strategy",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "parts"), [item[1:] for item in BROKEN], ids=[item[0] for item in BROKEN]
)
def test_broken_scenario_is_refused(base: str, old: str, new: str, parts: tuple[str, ...]) -> None:
    assert old in base
    with pytest.raises((ScenarioError, InputErrors)) as caught:
        Scenario.from_text(base.replace(old, new), file="corner.toml")
    message = str(caught.value)
    assert caught.value.exit_code == 2
    for part in (*parts, "corner.toml"):
        assert part in message
    errors = caught.value.errors if isinstance(caught.value, InputErrors) else (caught.value,)
    for error in errors:
        assert isinstance(error, InputError)
        assert error.found, f"nothing found: {error}"
        assert error.expected, f"nothing expected: {error}"


def test_there_are_many_kinds() -> None:
    assert len({item[0] for item in BROKEN}) == len(BROKEN) >= 40


def test_base_is_valid(base: str) -> None:
    assert Scenario.from_text(base).name == "corner"


def test_all_mistakes_are_told_at_once(base: str) -> None:
    text = base.replace("share = 0.6", "share = 60").replace('valid = "14 d"', "valid = 14")
    with pytest.raises(InputErrors) as caught:
        Scenario.from_text(text)
    assert len(caught.value.errors) == 2


def test_place_is_line_and_column_of_the_key(base: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_text(base.replace("  ", " ").replace("margin = 0.4", "margin = 4"))
    line = 1 + base[: base.index("margin = 0.4")].count("\n")
    assert caught.value.place == f"{line}:1: persona.neighbour.margin"


def test_missing_file_and_built_in_name() -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.load("auto-servce")
    assert caught.value.nearest == "auto-service"


def errors_of(text: str) -> list[InputError]:
    with pytest.raises((ScenarioError, InputErrors)) as caught:
        Scenario.from_text(text, file="corner.toml")
    error = caught.value
    return list(error.errors) if isinstance(error, InputErrors) else [error]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "shop"', 'name = "web"', 'two channels are called "web"'),
        ('name = "five"', 'name = "ten"', 'two offers are called "ten"'),
        ('name = "ads"', 'name = "mail"', 'two actions are called "mail"'),
        ('name = "joined"', 'name = "today"', 'two strategies are called "today"'),
        (
            "[[offer]]",
            '[[creative]]\nname = "hello"\n[[offer]]',
            'two creatives are called "hello"',
        ),
    ],
)
def test_a_name_twice_is_told_with_both_lines(base: str, old: str, new: str, message: str) -> None:
    text = base.replace(old, new, 1)
    errors = [error for error in errors_of(text) if error.message == message]
    assert len(errors) == 1
    name = message.split()[-1]
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line == f"name = {name}"]
    assert errors[0].found == f"{name} in line {lines[0]} and in line {lines[1]}"
    assert str(errors[0].place).startswith(f"{lines[1]}:1")


def test_a_misspelt_key_is_one_mistake(base: str) -> None:
    (error,) = errors_of(base.replace("margin = 0.4", "margn = 0.4"))
    assert error.nearest == "margin"


def test_a_key_that_is_missing_beside_an_unknown_one(base: str) -> None:
    errors = errors_of(base.replace("margin = 0.4", "colour = 0.4"))
    assert sorted(error.message for error in errors) == [
        '"margin" is missing',
        '[[persona]] has no key "colour"',
    ]


def test_mistakes_come_in_order_of_lines_with_those_of_rules(base: str) -> None:
    text = base.replace("share = 0.6", "share = 60").replace('valid = "14 d"', "valid = 14")
    text = text.replace("signups < 1", "sign_ups < 1").replace("market = 100", "market = true")
    errors = errors_of(text)
    lines = [int(str(error.place).split(":")[0]) for error in errors]
    assert lines == sorted(lines)
    assert [str(error.place).split(": ")[1] for error in errors] == [
        "scenario.market",
        "persona.neighbour.share",
        "offer.ten.valid",
        "action.popup.eligible",
    ]


def test_rules_are_not_judged_without_the_names_they_may_use(base: str) -> None:
    text = base.replace('name = "shop"', 'name = "S!"').replace("signups < 1", "channel == 'S!'")
    (error,) = errors_of(text)
    assert "not a name" in error.message


def test_single_and_double_brackets() -> None:
    (error,) = (e for e in errors_of('[persona]\nname = "a"\n') if "brackets" in str(e))
    assert error.message == "[persona] must be [[persona]], as there may be several"
    (error,) = (e for e in errors_of("[[budget]]\ntotal = 3\n") if "bracket " in str(e))
    assert error.message == "[[budget]] must be [budget], as there is only one"


@pytest.mark.parametrize(
    "text", ['[persona]\nname = "a"\n[[persona]]\n', '[[persona]]\n\n[persona] # b\nname = "a"\n']
)
def test_single_brackets_beside_double_ones(text: str) -> None:
    (error,) = errors_of(text)
    line = 1 + text.splitlines().index(next(t for t in text.splitlines() if t[:2] == "[p"))
    assert str(error.place).startswith(f"{line}:")
    assert "single brackets here" in error.message
    assert str(error.expected).endswith("[[persona]]")


def test_a_table_that_is_missing(base: str) -> None:
    text = base[: base.index("[[persona]]")] + base[base.index("[[channel]]") :]
    (error,) = errors_of(text)
    assert error.message == "there is no [[persona]] table"
    assert error.expected == "add a [[persona]] table: kinds of customers"


def test_all_names_are_listed_where_they_are_few(base: str) -> None:
    more = "".join(f'\n[[creative]]\nname = "c{i}"\n' for i in range(20))
    (error,) = errors_of(base.replace('creative = "hello"', 'creative = "hallo"') + more)
    assert error.expected == ", ".join(["hello", *(f"c{i}" for i in range(20))])


def test_the_nearest_names_are_listed_where_there_are_many(base: str) -> None:
    more = "".join(f'\n[[creative]]\nname = "quite-a-long-name-{i}"\n' for i in range(20))
    (error,) = errors_of(base.replace('creative = "hello"', 'creative = "hallo"') + more)
    assert error.expected == "hello, or another of the 21 in the [[creative]] tables"


def test_share_of_a_single_persona(base: str) -> None:
    start, end = base.index('[[persona]]\nname = "passer-by"'), base.index("[[channel]]")
    (error,) = errors_of(base[:start] + base[end:])
    assert error.found == "0.6, and there is one persona only"


@pytest.mark.parametrize("content", [b"\xff\xfe[scenario]", b"\x00\x01", b"", b"[", b"a" * 100])
def test_no_scenario_at_all(tmp_path, content: bytes) -> None:
    path = tmp_path / "odd.toml"
    path.write_bytes(content)
    with pytest.raises((ScenarioError, InputErrors)) as caught:
        Scenario.load(path)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", ["", "\0", "no/such/file.toml", "x" * 5000, "."])
def test_odd_names_of_files(name: str) -> None:
    with pytest.raises(ScenarioError):
        Scenario.load(name)


def test_no_letter_leads_to_a_basket(base: str) -> None:
    letter = base.replace('name = "email"', 'name = "email"\nlinks = false', 1)
    (error,) = errors_of(letter)
    assert 'no link leads from "email" to a certain step' in error.message
    assert error.found == "basket"
    Scenario.from_text(letter.replace(', starts = "basket"', ""))  # who reads it may come


@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 5000 + "]" * 5000, "x = " + "9" * 5000, "\ud800", "a." * 3000 + "b = 1",
     "x = {" + "a = {" * 400 + "}" * 401],
)  # fmt: skip
def test_hostile_toml(text: str) -> None:
    with pytest.raises((ScenarioError, InputErrors)):
        Scenario.from_text(text)


def test_library_refuses_numbers_without_source(base: str) -> None:
    from sim.scenario.reading.load import from_text

    with pytest.raises((ScenarioError, InputErrors)) as caught:
        from_text(base, library=True)
    assert "has no source" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "email"', 'name = "web"', 'two channels are called "web"'),
        ('currency = "EUR"', 'currency = "EURO"', "this is not a currency"),
        ("market = 100", "market = 99999999999999", "at most 1,000,000,000,000"),
    ],
)
def test_what_follows_from_a_mistake_is_not_told_beside_it(base, old, new, words):
    with pytest.raises(ScenarioError) as found:
        Scenario.from_text(base.replace(old, new, 1))
    assert words in str(found.value)
