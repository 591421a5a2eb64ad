"""The best settings in a terminal: the answer, what to set, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.settings import setting_rows
from sim.report.terminal.parts.tables import table_of
from sim.study.money import amount, difference_amount, difference_ends
from sim.study.optimise import OptimizeResult
from sim.study.optimise.goal import Bound
from sim.study.statistics import Estimate

KEY = 30
"""Columns kept for a key."""


def show_optimized(result: OptimizeResult, out: Console) -> None:
    """Print the best settings, their gain, and how flat it is around them."""
    open_answer(result, list(_answer(result)), out)
    out.print(_settings(result))
    if result.goal.bounds:
        out.print(_bounds(result))
    if result.checked.neighbours:
        out.print(_neighbours(result))
    close_answer(result, _below(result), out)


# --- the answer --------------------------------------------------------------------------------


def _answer(result: OptimizeResult) -> Iterator[str]:
    """What was found, in words; the first sentence is the answer."""
    gain, who, verdict = result.checked.gain, result.strategy, result.verdict
    if verdict == "none keeps":
        yield f"No settings of {who} were found that keep what must hold; the nearest are below."
        return
    if verdict == "keeps":
        yield (
            f"As stated, {who} breaks what must hold. These settings keep it, and "
            f"{_verb(result, many=True)} {_gap(result, gain)} than as stated."
        )
    elif verdict == "nothing better":
        yield f"Nothing better was found than {who} as stated."
        return
    elif verdict == "better" and _is_plain(result):
        yield f"With this split {who} {_verb(result)} {_gap(result, gain)} than with equal parts."
    elif verdict == "better":
        yield f"With these settings {who} {_verb(result)} {_gap(result, gain)} than as stated."
    elif verdict == "worse":
        yield (
            f"Stay with {who} as stated: on fresh luck the settings found "
            f"{_verb(result, many=True)} {_gap(result, gain)}."
        )
    elif _is_plain(result):
        yield f"A plain split is as good: the tuned one {_perhaps(result, gain)}."
        return
    else:
        yield f"{who} as stated is as good: with the settings found it {_perhaps(result, gain)}."
    yield from _at_bound(result)
    yield from _of_plain(result)


def _at_bound(result: OptimizeResult) -> Iterator[str]:
    """Where fresh luck falls beyond a bound that the search kept."""
    names = [bound.kpi.name for bound in result.broken]
    if names:
        yield (
            f"They lie at the bound: on fresh luck {', '.join(names)} "
            f"{'comes' if len(names) == 1 else 'come'} out beyond it, which may be chance. A bound "
            "with some room is surer."
        )


def _perhaps(result: OptimizeResult, gain: Estimate) -> str:
    if gain == Estimate(0.0, 0.0, 0.0):
        return "comes out exactly the same"
    return f"{_verb(result)} {_gap(result, gain)}, which may be chance"


def _is_plain(result: OptimizeResult) -> bool:
    """Whether nothing but a split is searched, and equal parts are stated."""
    split = result.space.split
    return len(result.space.settings) == 1 and split is not None and split.stated == split.plain


def _of_plain(result: OptimizeResult) -> Iterator[str]:
    """How the split that was found stands to equal parts, with all other settings as found."""
    over = result.checked.over_plain
    if over is None or _is_plain(result):
        return
    if result.space.plain(result.best) == result.best:
        yield "For the budget nothing better was found than a plain split, in equal parts."
    elif result.goal.sign * (over.mean or 0.0) > 0.0 and over.excludes_zero():
        yield (
            f"The split of the budget matters: with equal parts, all else alike, it would "
            f"{_verb(result, many=True)} {_gap(result, over, turned=True)}."
        )
    else:
        yield f"A plain split of the budget is as good: the tuned one {_perhaps(result, over)}."


def _verb(result: OptimizeResult, *, many: bool = False) -> str:
    if result.kpi.name == "profit":
        return "earn" if many else "earns"
    return f"{'have' if many else 'has'} in '{result.kpi.title}'"


def _gap(result: OptimizeResult, found: Estimate, *, turned: bool = False) -> str:
    """``EUR 63 a year more (3 to 123)``, of a difference; turned: seen from the other side."""
    if found.mean is None:
        return "what cannot be told (nothing to divide by)"
    up = found.mean >= 0.0
    words = difference_amount(result.kpi, abs(found.mean), result.setting.currency, code=True)
    words += (
        f"{' a year' if result.kpi.period == 'year' else ''} {'more' if up != turned else 'less'}"
    )
    if found.low is None or found.high is None:
        return words
    low, high = (found.low, found.high) if up else (-found.high, -found.low)
    return f"{words} ({difference_ends(result.kpi, low, high, result.setting.currency)})"


# --- tables ------------------------------------------------------------------------------------


def _settings(result: OptimizeResult) -> Table:
    """Each setting, as stated and as found, and what its change is worth."""
    table = table_of("What to set, and what each change is worth")
    table.add_column("", max_width=KEY, overflow="fold")
    for heading in ("stated", "best"):
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column("worth", justify="right")
    table.add_column("95 % interval", justify="right")
    rows = zip(result.space.settings, result.space.stated, result.best, strict=True)
    for setting, stated, best in rows:
        worth = result.checked.worth.get(setting.key)
        figures = ("as it is", "") if worth is None else _figures(result, worth)
        for name, *ends in setting_rows(setting, stated, best):
            table.add_row(Key(name), *ends, *(figures if name == setting.key else ("", "")))
    table.add_section()
    checked = result.checked
    table.add_row(
        result.kpi.title,
        *(amount(result.kpi, one.mean, result.setting.currency) for one in
          (checked.stated, checked.best)),
        *_figures(result, checked.gain), style="bold",
    )  # fmt: skip
    return table


def _figures(result: OptimizeResult, found: Estimate) -> tuple[str, str]:
    """A difference, and its interval."""
    mean = difference_amount(result.kpi, found.mean, result.setting.currency)
    if found.low is None or found.high is None:
        return mean, "-"
    return mean, difference_ends(result.kpi, found.low, found.high, result.setting.currency)


def _bounds(result: OptimizeResult) -> Table:
    """What must hold, and whether it does."""
    table = table_of("What must hold")
    table.add_column("", max_width=KEY, overflow="fold")
    for heading in ("stated", "best"):
        table.add_column(heading, justify="right")
    table.add_column("95 % interval", justify="right")
    table.add_column("kept")
    for bound in result.goal.bounds:
        name, currency = bound.kpi.name, result.setting.currency
        best = result.checked.bounds[name]
        stated = amount(bound.kpi, result.checked.stated_bounds[name].mean, currency)
        mean = amount(bound.kpi, best.mean, currency)
        ends = "-"
        if best.low is not None and best.high is not None:
            ends = " to ".join(amount(bound.kpi, end, currency) for end in (best.low, best.high))
        sign = "<=" if bound.upper else ">="
        limit = amount(bound.kpi, bound.value, currency)
        table.add_row(f"{name} {sign} {limit}", stated, mean, ends, _kept(bound, best))
    return table


def _kept(bound: Bound, found: Estimate) -> str:
    kept = "yes" if bound.kept(found) else "no"
    return kept if bound.sure(found) else f"{kept}, perhaps chance"


def _neighbours(result: OptimizeResult) -> Table:
    """What becomes of the KPI a step beside the best."""
    table = table_of(f"Around the best: {result.kpi.title} where one setting is moved")
    table.add_column("", max_width=KEY, overflow="fold")
    table.add_column("moved to", overflow="fold")
    table.add_column("change", justify="right")
    table.add_column("95 % interval", justify="right")
    last = ""
    for one in result.checked.neighbours:
        words = one.words if one.keeps else f"{one.words} (breaks what must hold)"
        table.add_row(Key("" if one.key == last else one.key), words, *_figures(result, one.gap))
        last = one.key
    return table


# --- below -------------------------------------------------------------------------------------


def _below(result: OptimizeResult) -> Iterator[str]:
    """What matters, and what it rests on."""
    changed = result.checked.worth
    if len(changed) > 1:
        matters = [key for key, found in changed.items() if found.excludes_zero()]
        idle = [key for key in changed if key not in matters]
        if idle and matters:
            yield f"More than chance: {', '.join(matters)}. {', '.join(idle)} may stay as stated."
        elif idle:
            yield "No single change is more than chance: each may stay as stated."
    dropped = sum(trial.dropped for trial in result.path)
    early = f", {dropped} of which were given up early" if dropped else ""
    flattered = ""
    if result.best != result.space.stated and result.search_gain.mean is not None:
        flattered = (
            f" There the gain looked like {_gap(result, result.search_gain)}: the best was picked "
            "for its luck too."
        )
    beside = min(result.allowance.each, result.setting.replications)
    yield (
        f"{len(result.path)} settings were tried{early}, on luck of their own.{flattered} All "
        f"figures above are of {result.setting.replications} fresh replications that the search "
        f"has never met, those around the best of the first {beside}."
    )
    if result.space.split is not None:
        yield "Where one part of the budget is moved, the others keep their proportions."
