"""A real e-mail experiment as a market: can response rates, set per segment, predict the rest?

Hillstrom's experiment (2008) sent men's mail, women's mail or none to a random third each, and
counted who visited the shop's site in the two weeks after. Rates are set from a random half of the
rows, per segment (newbie, history segment, channel); the model then lives the two weeks of the
other half under each arm, and its visits are held against what happened.

``python -m tests.verification.hillstrom [FILE] [--json]`` prints the figures of docs/hillstrom.md.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.clocks import simulate
from sim.model.market.market import Market
from sim.model.people.given import records
from sim.model.people.table import PeopleTable, customers_of
from sim.model.records.vocabulary import EVENT
from sim.scenario import Scenario

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "hillstrom" / "hillstrom_half.csv"
ARMS = {"no-mail": "No E-Mail", "mens-mail": "Mens E-Mail", "womens-mail": "Womens E-Mail"}
MAILS = ("mens-mail", "womens-mail")
SEED = 2008
REPLICATIONS = 10
BASE_SCALE = 0.4
"""Visits in two weeks of somebody with affinity 1 to the site."""
MAIL_ODDS = 0.25
"""Odds of a visit by mail of somebody with affinity 1 to it."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SCENARIO = """
[scenario]
name = "hillstrom"
title = "An e-mail experiment of 2008"
start = 2008-03-20
days = 14
market = {market}

# What is not in the data is left out: no needs, no fatigue, nobody reads twice.
[behaviour]
seek = 0
browsing = 0
fit_weight = 0
pressure_weight = 0
goodwill_weight = 0
interest_weight = 0
trait_spread = 0

[customers]
file = "customers.csv"

[customers.columns]
id = "row"
affinity.web = "web"
affinity.mens-mail = "mens"
affinity.womens-mail = "womens"

[[persona]]
name = "buyer"
share = 1
need = "1 per 36500 d"
order_value = 100
margin = 0.5
customer = 1
channels = {{ web = 1, mens-mail = 1, womens-mail = 1 }}
consents = {{ mens-mail = 1, womens-mail = 1 }}

[[channel]]
name = "web"
kind = "site"
visits = "{visits} per d"
pass = {{ browse = 0 }}

[[channel]]
name = "mens-mail"
kind = "email"
open = {open}
click = 1
unsubscribe = 0
bounce = 0
cost = 0
delay = "6 h"

[[channel]]
name = "womens-mail"
kind = "email"
open = {open}
click = 1
unsubscribe = 0
bounce = 0
cost = 0
delay = "6 h"

[[action]]
name = "mens-mail"
eligible = "is_missing(days_since_contact)"
propensity = 0.1
treatments = [{{ channel = "mens-mail", landing = "web", starts = "browse" }}]

[[action]]
name = "womens-mail"
eligible = "is_missing(days_since_contact)"
propensity = 0.1
treatments = [{{ channel = "womens-mail", landing = "web", starts = "browse" }}]

[[strategy]]
name = "no-mail"
actions = []

[[strategy]]
name = "mens-mail"
actions = ["mens-mail"]

[[strategy]]
name = "womens-mail"
actions = ["womens-mail"]
"""


@dataclass(frozen=True)
class Rows:
    """Some of the experiment: segment and arm of each row (numbers), and whether it visited."""

    segment: Ints
    arm: Ints
    visit: Ints

    def __getitem__(self, which: Ints) -> Rows:
        return Rows(self.segment[which], self.arm[which], self.visit[which])

    def cells(self, segments: int) -> tuple[Floats, Floats]:
        """float64[segments, arms]: people and visitors."""
        shape = (segments, len(ARMS))
        people, visitors = np.zeros(shape), np.zeros(shape)
        np.add.at(people, (self.segment, self.arm), 1)
        np.add.at(visitors, (self.segment, self.arm), self.visit)
        return people, visitors


def read(file: Path) -> tuple[Rows, list[str]]:
    """All rows, and the names of the segments."""
    with file.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    names = [
        f"{'new' if row['newbie'] == '1' else 'old'} | {row['history_segment']} | {row['channel']}"
        for row in rows
    ]
    segments, segment = np.unique(names, return_inverse=True)
    arm = np.array([list(ARMS.values()).index(row["segment"]) for row in rows])
    visit = np.array([int(row["visit"]) for row in rows])
    return Rows(segment.astype(np.int64), arm, visit), segments.tolist()


def halves(count: int, seed: int) -> tuple[Ints, Ints]:
    """Row numbers of two random halves."""
    mixed = np.random.default_rng(seed).permutation(count)
    return np.sort(mixed[: count // 2]), np.sort(mixed[count // 2 :])


def shrunk(people: Floats, visitors: Floats) -> Floats:
    """Rates of segments, drawn towards their arm's mean as far as chance explains their spread.

    (k + m p) / (n + m) with m = p (1 - p) / v - 1, where v is the variance between segments that
    is left when that of binomial chance is taken off (method of moments).
    """
    rates = np.zeros_like(people)
    for arm in range(people.shape[1]):
        n, k = people[:, arm], visitors[:, arm]
        mean = k.sum() / n.sum()
        seen = np.average((k / np.maximum(n, 1) - mean) ** 2, weights=n)
        chance = np.average(mean * (1 - mean) / np.maximum(n, 1), weights=n)
        between = max(seen - chance, 1e-9)
        strength = max(mean * (1 - mean) / between - 1.0, 0.0)
        rates[:, arm] = (k + strength * mean) / (n + strength)
    return rates


# --- the model ---------------------------------------------------------------------------------


def write_scenario(folder: Path, rates: Floats, segment: Ints) -> Path:
    """The scenario and its customers; each one has the rates of their segment.

    A mail adds the visits that are missing: 1 - (1 - with mail) / (1 - without).
    """
    base = rates[:, 0]
    web = -np.log1p(-base) / BASE_SCALE
    columns = [web]
    for arm in range(1, len(ARMS)):
        added = np.clip(1.0 - (1.0 - rates[:, arm]) / (1.0 - base), 0.0, 0.99)
        columns.append(added / (1.0 - added) / MAIL_ODDS)
    assert max(column.max() for column in columns) <= 1.0
    with (folder / "customers.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["row", "web", "mens", "womens"])
        for row, number in enumerate(segment):
            writer.writerow([row, *(f"{column[number]:.6f}" for column in columns)])
    file = folder / "hillstrom.toml"
    file.write_text(
        SCENARIO.format(
            market=len(segment), visits=BASE_SCALE / 14, open=MAIL_ODDS / (1 + MAIL_ODDS)
        ),
        encoding="utf-8",
    )
    return file


class Visitors:
    """An event sink that keeps who came."""

    def __init__(self, customers: int) -> None:
        self.came = np.zeros(customers, bool)

    def write(self, rows: Any, *, replication: int, first_window: int) -> None:
        """Take a block of events."""
        self.came[rows["customer"][rows["event"] == EVENT["visit"]]] = True

    def close(self) -> None:
        """No more rows will come."""


def visits(scenario: Scenario, strategy: str, table: PeopleTable, replications: int) -> Floats:
    """float64[customers]: share of replications in which each customer came."""
    market = Market.build(scenario, strategy, customers=len(table))
    came = np.zeros(len(table))
    for replication in range(replications):
        sink = Visitors(len(table))
        people = records(table, market, seed=SEED, replication=replication)
        simulate(market, people=people, seed=SEED, replication=replication, sink=sink)
        came += sink.came
    return came / replications


def predicted(scenario: Scenario, segment: Ints, segments: int, replications: int) -> Floats:
    """float64[segments, arms]: simulated share of visitors, everybody under every arm."""
    table = customers_of(scenario)
    assert table is not None
    people = np.bincount(segment, minlength=segments)
    return np.stack(
        [
            np.bincount(segment, visits(scenario, arm, table, replications), segments)
            / np.maximum(people, 1)
            for arm in ARMS
        ],
        axis=1,
    )


# --- how good it is ----------------------------------------------------------------------------


def errors(observed: Floats, guess: Floats, weight: Floats, noise: Floats) -> dict[str, float]:
    """Error, rank correlation and calibration of predictions, segments weighted by people.

    Args:
        noise: variance of each observation by chance; its mean is what no prediction removes.
    """
    from scipy.stats import spearmanr

    result = {
        "rmse": float(np.sqrt(np.average((observed - guess) ** 2, weights=weight))),
        "chance": float(np.sqrt(np.average(noise, weights=weight))),
        "bias": float(np.average(guess - observed, weights=weight)),
    }
    if np.ptp(guess) > 0:
        result["rank"] = float(spearmanr(observed, guess).statistic)
        middle = np.average(guess, weights=weight)
        spread = np.average((guess - middle) ** 2, weights=weight)
        both = np.average((guess - middle) * observed, weights=weight)
        result["slope"] = float(both / spread)
    return result


def study(file: Path = DATA, *, replications: int = REPLICATIONS, seed: int = SEED) -> Any:
    """All figures: by arm and by difference of arms, model next to plain means."""
    rows, names = read(file)
    fit, test = halves(len(rows.visit), seed)
    known, hidden = rows[fit], rows[test]
    people, visitors = known.cells(len(names))
    rates = shrunk(people, visitors)
    with tempfile.TemporaryDirectory() as folder:
        scenario = Scenario.load(write_scenario(Path(folder), rates, hidden.segment))
        model = predicted(scenario, hidden.segment, len(names), replications)
    plain = np.broadcast_to(visitors.sum(axis=0) / people.sum(axis=0), model.shape)
    n, k = hidden.cells(len(names))
    real = k / np.maximum(n, 1)
    chance = real.mean(axis=0) * (1 - real.mean(axis=0)) / np.maximum(n, 1)
    ways = {
        "model": model,
        "plain arm mean": plain,
        "segment mean": visitors / np.maximum(people, 1),
    }
    figures: dict[str, Any] = {
        "rows": {"set from": len(fit), "held out": len(test)},
        "segments": len(names),
        "smallest_cell": int(n.min()),
        "replications": replications,
        "arms": {},
        "visits": {},
        "differences": {},
    }
    for place, arm in enumerate(ARMS):
        figures["arms"][arm] = {
            "real": float(k[:, place].sum() / n[:, place].sum()),
            "model": float(np.average(model[:, place], weights=n[:, place])),
            "plain": float(plain[0, place]),
            "standard_error": float(
                np.sqrt(real[:, place].mean() * (1 - real[:, place].mean()) / n[:, place].sum())
            ),
        }
        figures["visits"][arm] = {
            way: errors(real[:, place], guess[:, place], n[:, place], chance[:, place])
            for way, guess in ways.items()
        }
    for place, arm in enumerate(MAILS, start=1):
        weight = 1.0 / (1.0 / np.maximum(n[:, place], 1) + 1.0 / np.maximum(n[:, 0], 1))
        figures["differences"][f"{arm} - no-mail"] = {
            way: errors(
                real[:, place] - real[:, 0], guess[:, place] - guess[:, 0], weight,
                chance[:, place] + chance[:, 0],
            )
            for way, guess in ways.items()
        }  # fmt: skip
    largest = np.argsort(-n.sum(axis=1))[:6]
    figures["largest_segments"] = [
        {
            "segment": names[place],
            "people": int(n[place].sum()),
            "real": [round(float(x), 4) for x in real[place]],
            "model": [round(float(x), 4) for x in model[place]],
            "plain": [round(float(x), 4) for x in plain[place]],
        }
        for place in largest
    ]
    figures["set_rates_error"] = float(np.abs(model - rates)[n.sum(axis=1) > 100].max())
    return figures


def lines(figures: Mapping[str, Any]) -> list[str]:
    """The figures as tables in Markdown."""
    text = ["| arm | visits, real | model | plain mean | standard error of the real |"]
    text.append("|---|---|---|---|---|")
    for arm, row in figures["arms"].items():
        cells = (row["real"], row["model"], row["plain"], row["standard_error"])
        text.append(f"| {arm} | " + " | ".join(f"{cell:.2%}" for cell in cells) + " |")
    for part in ("visits", "differences"):
        text += ["", f"| {part} | prediction | error | by chance alone | bias | rank | slope |"]
        text.append("|---|---|---|---|---|---|---|")
        for name, ways in figures[part].items():
            for way, row in ways.items():
                more = [f"{row[key]:.2f}" if key in row else "–" for key in ("rank", "slope")]
                shown = [f"{row[key]:.2%}" for key in ("rmse", "chance", "bias")]
                text.append(f"| {name} | {way} | " + " | ".join([*shown, *more]) + " |")
    return text


def main(arguments: list[str]) -> None:
    """Print the figures."""
    names = [item for item in arguments if not item.startswith("-")]
    file = Path(names[0]) if names else DATA
    if not file.exists():
        sys.exit(
            f"{file.name} is not there: give its path, or put it into ../shared/data/hillstrom"
        )
    figures = study(file)
    sys.stdout.write(
        json.dumps(figures, indent=2) if "--json" in arguments else "\n".join(lines(figures))
    )
    sys.stdout.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])
