"""What a survey would claim, next to what is true, in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from sim.report.answers.selection import selection_answer
from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.tables import LABEL, table_of
from sim.report.words.answered import found_of
from sim.study.money import Currency
from sim.study.selection import SelectionResult, View
from sim.study.selection.measures import MEASURES, Measure
from sim.study.selection.published import CLAIMS
from sim.study.statistics import Estimate

FEW = 4
"""Numbers of channels that have rows of their own, the last with all above."""
VALUE = MEASURES[0]


def show_selection(result: SelectionResult, out: Console) -> None:
    """Print the claim, the truth, and where the gap comes from."""
    open_answer(result, selection_answer(found_of(result)), out)
    out.print(_strategies(result))
    out.print(_measures(result))
    out.print(_numbers(result))
    close_answer(result, _below(result), out)


def _strategies(result: SelectionResult) -> Table:
    """Claim and truth by strategy."""
    table = table_of(f"{VALUE.title}: claimed, and true against {result.baseline}")
    table.add_column("", max_width=LABEL)
    for heading in ("a survey claims", "95 % interval", "true", "95 % interval"):
        table.add_column(heading, justify="right")
    for name, view in result.views.items():
        table.add_row(Key(name), *_claim(view, VALUE), *_truth(view, VALUE))
    table.add_section()
    table.add_row("silent market", *_claim(result.silent, VALUE), *_truth(result.silent, VALUE))
    return table


def _measures(result: SelectionResult) -> Table:
    """The headline's strategy in all figures."""
    table = table_of(f"{result.strategy}, in all figures that surveys tell")
    table.add_column("", overflow="fold")
    for heading in ("1 channel", f"{result.channels_from} or more", "claimed", "silent", "true"):
        table.add_column(heading, justify="right")
    table.add_column("published", justify="right", overflow="fold")
    claims = {claim.measure: claim for claim in CLAIMS}
    for measure in MEASURES:
        naive = result.head.naive[measure.name]
        claim = claims.get(measure.name)
        table.add_row(
            measure.title,
            _figure(measure, naive.one, result.setting.currency),
            _figure(measure, naive.many, result.setting.currency),
            _claim(result.head, measure)[0],
            _claim(result.silent, measure)[0],
            _truth(result.head, measure)[0],
            "" if claim is None else _signed(claim.ratio - 1.0),
        )
    return table


def _numbers(result: SelectionResult) -> Table:
    """People by number of channels used, under the strategy and where the brand is silent."""
    table = table_of(
        f"People by channels used, share who buy, and {VALUE.title.lower()}:\n"
        f"{result.strategy} on the left, silent market on the right"
    )
    table.add_column("channels used")
    for _ in range(2):
        for heading in ("people", "who buy", "a head"):
            table.add_column(heading, justify="right")
    most = max(FEW, result.channels_from)
    buyers = next(measure for measure in MEASURES if measure.name == "buyers")
    for here, there in zip(result.head.rows(most), result.silent.rows(most), strict=True):
        low, high, _ = here
        cells = []
        for _, _, sums in (here, there):
            cells += [
                f"{result.people(sums):,.0f}",
                _figure(buyers, result.mean(buyers, sums), result.setting.currency),
                _figure(VALUE, result.mean(VALUE, sums), result.setting.currency),
            ]
        table.add_row(
            "none" if high == 0 else f"{low}" if low == high else f"{low} or more", *cells
        )
    return table


def _below(result: SelectionResult) -> list[str]:
    """What the tables do not say by themselves."""
    told = [
        "'Silent' is what the same survey claims in the silent market, where all strategies are "
        f"{result.baseline} without any action: that much is selection alone. "
        "A survey compares different people. Who has a need looks around on several channels, and "
        "buys more often; who has none is seen on few. The true effect compares the same people "
        "with the same luck under two strategies.",
        "A channel counts as used by a visit, a click, a call or a booking there; tills, and "
        "places where appointments are kept, do not count. People who used none are in no survey. "
        f"Intervals hold {result.setting.replications} replications; each is for itself.",
    ]
    sources = dict.fromkeys(claim.source for claim in CLAIMS)
    told.append(f"Published, of other firms and in part by other rules: {'; '.join(sources)}.")
    return told


def _claim(view: View, measure: Measure) -> tuple[str, str]:
    found = view.naive[measure.name].ratio
    if found.mean is None:
        return "-", "-"
    return _signed(found.mean - 1.0), _span(found, 1.0)


def _truth(view: View, measure: Measure) -> tuple[str, str]:
    if view.true is None:
        return "", ""
    found = view.true.relative[measure.name]
    if found.mean is None:
        return "-", "-"
    return _signed(found.mean), _span(found, 0.0)


def _span(found: Estimate, less: float) -> str:
    if found.low is None or found.high is None:
        return "-"
    return f"{_signed(found.low - less)[:-2]} to {_signed(found.high - less)}"


def _signed(share: float | None) -> str:
    """Such as ``+211 %``, with one digit after the point below 10."""
    if share is None:
        return "-"
    value = 100.0 * share
    digits = 0 if abs(value) >= 10.0 or value == 0.0 else 1
    return f"{value:+,.{digits}f} %" if value else "0 %"


def _figure(measure: Measure, value: float | None, currency: Currency) -> str:
    if value is None:
        return "-"
    if measure.unit == "money":
        return _money(value, currency)
    return f"{100.0 * value:.1f} %" if measure.unit == "share" else f"{value:.2f}"


def _money(minor: float, currency: Currency) -> str:
    """An amount a head, with its minor units: heads bring little."""
    return f"{currency.main(minor):,.{currency.digits}f}"
