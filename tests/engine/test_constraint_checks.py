"""Constraints and exclusions as they are written: read from files, and checked."""

from __future__ import annotations

import pytest

from engine import Catalog
from engine.catalog import Action, Channel, Constraint, Exclusion, Treatment
from engine.errors import InputErrors
from engine.rules import Field, ProfileSchema
from tests.engine.small_catalogs import SCHEMA, catalogue

# --- mistakes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "place", "part"),
    [
        (Constraint("x"), "constraint.x", "limits nothing"),
        (Constraint("x", minimum=3, maximum=2), "constraint.x", "above the maximum"),
        (Constraint("x", minimum=-1), "constraint.x.minimum", "not accepted"),
        (Constraint("x", maximum=float("nan")), "constraint.x.maximum", "not accepted"),
        (Constraint("all", maximum=1), "constraint.all", "pool of money"),
        (Constraint("email", maximum=1), "constraint.email", "pool of money"),
        (Constraint("X y", maximum=1), "constraint", "not a name"),
        (Constraint("x", maximum=1, of={"chanel": "sms"}), "constraint.x.of", 'no "chanel"'),
        (Constraint("x", maximum=1, of={"channel": "smss"}), "constraint.x.of.channel", "smss"),
        (Constraint("x", maximum=1, of={"group": "sale"}), "constraint.x.of.group", "no group"),
        (
            Constraint("x", maximum=1, of={"channel": "sms", "action": "call-us"}),
            "constraint.x.of",
            "no treatment is all of this",
        ),
        (Constraint("x", maximum=1, per="week"), "constraint.x.per", "not a span"),
        (Constraint("x", maximum=1, per="week"), "constraint.x.per", "divided by 7"),
        (Constraint("x", maximum=1, counts="agee"), "constraint.x.counts", "no such field"),
        (Constraint("x", maximum=1, counts=3), "constraint.x.counts", "cannot be counted"),
        (Constraint("x", maximum=1, counts="-1"), "constraint.x.counts", "found:    -1"),
        (Constraint("x", maximum=1, counts="2 - 2.5"), "constraint.x.counts", "0 or more"),
    ],
)  # fmt: skip
def test_mistakes_in_constraints(constraint, place, part):
    with pytest.raises(InputErrors) as caught:
        catalogue(constraint)
    error = caught.value.errors[0]
    assert error.place.startswith(place)
    assert part in str(error)


def test_mistakes_in_exclusions_and_names():
    for actions, part in ((("news",), "exclude nothing"), (("news", "nws"), 'no action "nws"')):
        with pytest.raises(InputErrors, match=part):
            catalogue(exclusions=(Exclusion(actions),))
    with pytest.raises(InputErrors, match="two of the same name"):
        catalogue(Constraint("x", maximum=1), Constraint("x", maximum=2))
    schema = ProfileSchema((*SCHEMA, Field("propensity", "number")))
    with pytest.raises(InputErrors, match="which propensity"):
        Catalog(
            schema,
            (Channel("sms"),),
            (Action("a", (Treatment("sms"),), 0.1, value=1.0),),
            constraints=(Constraint("x", maximum=1, counts="propensity"),),
        )


FILE = """
[[profile]]
name = "visits"

[[channel]]
name = "email"

[[channel]]
name = "letter"
cost = "1.20 EUR"

[[action]]
name = "offer"
group = "sales"
propensity = "0.01 * visits"
value = 60
treatments = [{ channel = "email" }, { channel = "letter" }]

[[action]]
name = "news"
propensity = 0.01
value = 60
treatments = [{ channel = "email" }]
"""


def loaded(tmp_path, text):
    file = tmp_path / "catalog.toml"
    file.write_text(FILE + text)
    return Catalog.load(file)


def test_constraints_of_a_file(tmp_path):
    catalog = loaded(
        tmp_path,
        """
[[constraint]]
name = "money"
counts = "cost"
maximum = "400 EUR"
of = { group = "sales", channel = ["letter", "email"] }

[[constraint]]
name = "calls"
counts = 0.025
minimum = 3
maximum = 10_000
per = "day"

[[exclusion]]
actions = ["offer", "news"]
""",
    )
    assert catalog.constraints == (
        Constraint("calls", 3, 10_000, {}, "0.025", "day"),
        Constraint(
            "money", None, 400.0, {"group": ("sales",), "channel": ("letter", "email")}, "cost"
        ),
    )
    assert catalog.exclusions == (Exclusion(("offer", "news")),)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('[[constraint]]\nname = "x"\nmaximum = "ten"', "constraint.x.maximum"),
        ('[[constraint]]\nname = "x"\nmaximum = 1\ncounts = true', "cannot be counted"),
        ('[[constraint]]\nname = "x"\nmaximum = 1\ncounts = -1', "cannot be counted"),
        ('[[constraint]]\nname = "x"\nmaximum = 1\ncounts = "-0.5"', "cannot be counted"),
        ('[[constraint]]\nname = "x"\nmaximum = 1\nof = "email"', "no table"),
        ('[[constraint]]\nname = "x"\nmaxmum = 1', 'nearest:  maximum'),
        ('[[constraint]]\nname = "x"\nmaximum = 1\nof = { chanel = "email" }', "nearest:  channel"),
        ('[[constraint]]\nname = "x"\ncounts = "cost"\nmaximum = "9 USD"', "constraint.x.maximum"),
        ("[constraint]\nmaximum = 1", "no tables"),
        ('[[exclusion]]\nactions = "offer"', "no list"),
    ],
)  # fmt: skip
def test_mistakes_in_a_file(tmp_path, text, part):
    with pytest.raises(InputErrors) as caught:
        loaded(tmp_path, text)
    assert part in str(caught.value)


def test_a_file_has_what_is_counted_with_its_source(tmp_path):
    catalog = loaded(
        tmp_path,
        """
[[constraint]]
name = "calls"
counts = { value = 0.3, low = 0.1, high = 0.5, kind = "assumed", source = "a guess" }
of = { channel = "letter", labels = { kind = "mine" } }
maximum = { value = 40, kind = "fitted", source = "the telephone" }
labels = { kind = "mine" }
""",
    )
    (calls,) = catalog.constraints
    assert (calls.counts, calls.of, calls.maximum) == ("0.3", {"channel": ("letter",)}, 40.0)
