"""Which settings are best, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.optimise import optimise_answer, optimise_below, optimise_bounds
from sim.report.words.answered import Found
from sim.study.money import Currency
from sim.study.optimise.settings import SPLIT

EQUAL, TUNED = {"email": 0.5, "search": 0.5}, {"email": 0.9, "search": 0.1}
CAP = "contact_policy.caps.1.limit"
KEPT = "They lie at the bound: on fresh luck media_cost comes out beyond it, which may be chance."


def estimate(mean, low=None, high=None, unit="EUR"):
    return {"mean": mean, "ci_low": low, "ci_high": high, "unit": unit, "period": "year"}


def bound(kept=True, sure=True, **limit):
    return {"kpi": "media_cost", **(limit or {"at_most": 1000.0}), "kept": kept, "sure": sure,
            "best": estimate(800.0, 700.0, 900.0), "stated": estimate(1200.0)}  # fmt: skip


def found(verdict, gain=(), *, best=None, stated=None, plain=None, kpi="profit", bounds=(),
          worth=None, unit="EUR", **more):  # fmt: skip
    answer = {
        "strategy": "joined", "verdict": verdict, "best": best or {CAP: 1},
        "kpi": {"name": kpi, **estimate(9000.0)},
        "stated": {"values": stated or {CAP: 2}, "kpi": estimate(8000.0)},
        "gain": estimate(*(gain or (63.0, 13.0, 123.0)), unit=unit), "plain_split": plain,
        "constraints": list(bounds), "worth": worth or {}, "evaluations": 60, "given_up": 0,
        "each": 5, "replications": 40, "search_gain": estimate(90.0, 40.0, 140.0), **more,
    }  # fmt: skip
    return Found("optimize", answer, Currency("EUR"))


def split(values, *gain):
    return {"values": values, "kpi": estimate(1.0), "gain": estimate(*gain)}


def plain(verdict, gain):
    """Where nothing but the split is searched, and equal parts are stated."""
    return found(verdict, gain, best={SPLIT: TUNED}, stated={SPLIT: EQUAL},
                 plain=split({SPLIT: EQUAL}, *gain))  # fmt: skip


def both(over, best_split=TUNED):
    """Where a cap is searched as well."""
    return found("better", best={SPLIT: best_split, CAP: 1}, stated={SPLIT: EQUAL, CAP: 2},
                 plain=split({SPLIT: EQUAL, CAP: 1}, *over))  # fmt: skip


def told(sentences):
    return " ".join(map(str, sentences)).replace("\N{MINUS SIGN}", "-")


BETTER = "With these settings joined earns EUR 63 a year more (13 to 123) than as stated."


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            found("none keeps", bounds=[bound(kept=False)]),
            "No settings of joined were found that keep what must hold; those shown come nearest.",
        ),
        (found("nothing better"), "Nothing better was found than joined as stated."),
        (found("better"), BETTER),
        (
            found("better", (-7.0, -9.0, -5.0), kpi="wasted_contacts", unit="count"),
            "With these settings joined has in 'Useless messages and ads' 7 a year less (5 to 9) "
            "than as stated.",
        ),
        (
            found("better", (0.012, 0.006, 0.017), kpi="conversion_rate", unit="share"),
            "With these settings joined has in 'Purchases per visit' 1.2 points more (0.6 points "
            "to 1.7 points) than as stated.",
        ),
        (
            found("worse", (-1805.0, -2500.0, -1100.0)),
            "Stay with joined as stated: on fresh luck the settings found earn EUR 1,805 a year "
            "less (1,100 to 2,500).",
        ),
        (
            found("worse", (7.0, 5.0, 9.0), kpi="wasted_contacts", unit="count"),
            "Stay with joined as stated: on fresh luck the settings found have in 'Useless "
            "messages and ads' 7 a year more (5 to 9).",
        ),
        (
            found("keeps", (-1805.0, -2500.0, -1100.0), bounds=[bound()]),
            "As stated, joined breaks what must hold. These settings keep it, and earn EUR 1,805 a "
            "year less (1,100 to 2,500) than as stated.",
        ),
        (
            found("keeps", (62.0, -520.0, 643.0), bounds=[bound()]),
            "As stated, joined breaks what must hold. These settings keep it, and earn EUR 62 a "
            "year more (-520 to 643) than as stated, which may be chance.",
        ),
        (
            found("keeps", (None,), bounds=[bound()]),
            "As stated, joined breaks what must hold. These settings keep it, and how they stand "
            "to that in 'Profit' cannot be told.",
        ),
        (
            found("as good", (-56.0, -327.0, 215.0)),
            "joined as stated is as good: with the settings found it earns EUR 56 a year less (327 "
            "less to 215 more), which may be chance.",
        ),
        (
            found("as good", (0.0, 0.0, 0.0)),
            "joined as stated is as good: with the settings found it comes out exactly the same.",
        ),
        (
            found("as good", (None,)),
            "Whether other settings do better than joined as stated cannot be told: there is "
            "nothing to divide 'Profit' by.",
        ),
        (
            found("better", bounds=[bound(kept=False, sure=False)]),
            f"{BETTER} {KEPT} A bound with some room is surer.",
        ),
        (
            found("better", bounds=[bound(kept=False), {**bound(kept=False), "kpi": "revenue"}]),
            f"{BETTER} They lie at the bound: on fresh luck media_cost, revenue come out beyond "
            "it, which may be chance. A bound with some room is surer.",
        ),
        (
            plain("better", (63.0, 13.0, 123.0)),
            "With this split joined earns EUR 63 a year more (13 to 123) than with equal parts.",
        ),
        (
            plain("as good", (97.0, -800.0, 993.0)),
            "A plain split is as good: the tuned one earns EUR 97 a year more (-800 to 993), which "
            "may be chance.",
        ),
        (
            both((50.0, 20.0, 80.0)),
            f"{BETTER} The split of the budget matters: with equal parts, all else alike, it would "
            "earn EUR 50 a year less (20 to 80).",
        ),
        (
            both((50.0, -20.0, 120.0)),
            f"{BETTER} A plain split of the budget is as good: the tuned one earns EUR 50 a year "
            "more (-20 to 120), which may be chance.",
        ),
        (
            both((None,)),
            f"{BETTER} A plain split of the budget is as good: the tuned one cannot be compared.",
        ),
        (
            both((0.0, 0.0, 0.0), EQUAL),
            f"{BETTER} For the budget nothing better was found than a plain split, in equal parts.",
        ),
    ],
)
def test_each_verdict_has_its_words(given, words):
    assert told(optimise_answer(given)) == words


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (bound(), "at most EUR 1,000: {middle}, which keeps that."),
        (bound(kept=False), "at most EUR 1,000: {middle}, which breaks that."),
        (bound(sure=False, at_least=500.0),
         "at least EUR 500: {middle}, which keeps that, perhaps by chance."),
    ],
)  # fmt: skip
def test_bounds_and_what_each_comes_to(one, words):
    middle = "as stated it is EUR 1,200, with the settings found EUR 800 (700 to 900)"
    said = told(optimise_bounds(found("keeps", bounds=[one])))
    assert said == "Media cost must be " + words.format(middle=middle)


FRESH = (
    "All figures above are of 40 fresh replications that the search has never met, those around "
    "the best of the first 5."
)
FLATTERED = (
    "There the gain looked like EUR 90 a year more (40 to 140): the best was picked for its luck "
    "too."
)
SURE, CHANCE = estimate(50.0, 20.0, 80.0), estimate(5.0, -20.0, 30.0)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            found("nothing better", best={CAP: 2}),
            f"60 settings were tried, on luck of their own. {FRESH}",
        ),
        (
            found("better", given_up=11),
            "60 settings were tried, 11 of which were given up early, on luck of their own. "
            f"{FLATTERED} {FRESH}",
        ),
        (
            found("better", worth={"a": SURE, "b": CHANCE}, each=50),
            "More than chance: a. b may stay as stated. 60 settings were tried, on luck of their "
            f"own. {FLATTERED} {FRESH.replace('first 5', 'first 40')}",
        ),
        (
            found("better", worth={"a": CHANCE, "b": CHANCE}, best={SPLIT: TUNED}),
            "No single change is more than chance: each may stay as stated. 60 settings were "
            f"tried, on luck of their own. {FLATTERED} {FRESH} Where one part of the budget is "
            "moved, the others keep their proportions.",
        ),
        (
            found("better", worth={"a": SURE, "b": SURE}),
            f"60 settings were tried, on luck of their own. {FLATTERED} {FRESH}",
        ),
    ],
)
def test_what_matters_and_what_it_rests_on(given, words):
    assert told(optimise_below(given)) == words
