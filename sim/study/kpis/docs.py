"""Prints docs/kpis.md from the table of KPIs: ``python -m sim.study.kpis.docs > docs/kpis.md``."""

from __future__ import annotations

import sys

from sim.study.kpis import KPIS, Kpi

HEAD = """\
# KPIs

<!-- Printed from sim/study/kpis/ by `python -m sim.study.kpis.docs > docs/kpis.md`. -->

Every figure that `journey run` and `journey compare` report, and how it is made.

- **Totals** are summed within a replication (one simulated life of the whole market) and reported
  as the mean over replications. **Ratios** are ratios of sums: all numerators over all
  denominators, so that a replication with few cases weighs little. Nothing over nothing, and
  anything over nothing, is undefined: `null`.
- **Per year** scales a run of other length to 365 days, all but set-up. A number of different
  people, and everything divided by one, is of the run: people do not add up over time.
- **Intervals** are 95 % Student's t-intervals over replications, of jackknife pseudo-values for
  ratios; null below five replications. Shares of replications have the exact binomial interval.
- **Money** is in the scenario's currency, rounded to its minor unit; revenue is net of discounts.
- **Scale**: a run of fewer people than the scenario's market is a sample and is reported at market
  scale; one of more people is an artificial market, reported at its own.
- **Variance ratio**: var(independent) / var(paired) of a difference, the number of times more
  replications that unpaired customers would need; its interval is exact under a normal
  distribution (Pitman 1939, Morgan 1939). Null where the difference does not vary.
- **Input intervals** (`input_low`, `input_high` of `compare`): what the ranges of the scenario's
  numbers do to a figure, the luck of simulation taken out; see [uncertainty.md](uncertainty.md).
  Null where nothing was drawn, below five draws, and where some draw does not define the figure.
- **Decided** means that the joint intervals (Bonferroni) of the best strategy minus every other
  exclude 0 and, where numbers with ranges were drawn, that it is best in nine of ten draws or more.
- Per channel there are only the KPIs that mean something there.

"""

UNITS = {
    "money": "currency", "count": "number", "people": "people", "hours": "hours", "days": "days",
    "share": "share", "ratio": "ratio",
}  # fmt: skip
PERIODS = {"year": "per year", "run": "of the run"}


def section(kpi: Kpi) -> str:
    """One KPI as Markdown."""
    lines = [
        f"## {kpi.name}",
        "",
        f"**{kpi.title}.** {kpi.meaning}",
        "",
        f"- numerator: {kpi.numerator}",
        f"- denominator: {kpi.denominator or 'none (a total)'}",
        f"- unit: {UNITS[kpi.unit]}, {PERIODS[kpi.period]}; {kpi.better} is better",
        f"- formula: `{kpi.formula}`",
        f"- example: {kpi.example}",
        f"- per channel: {'yes' if kpi.channels else 'no'}",
        "",
    ]
    return "\n".join(lines)


def page() -> str:
    """The whole page."""
    return HEAD + "\n".join(section(kpi) for kpi in KPIS)


if __name__ == "__main__":
    sys.stdout.write(page())
