"""What to join next, in a terminal: the answer, the steps, cash over time, what was left out."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.charts import bar
from sim.report.terminal.parts.tables import table_of
from sim.study.money import amount
from sim.study.roadmap import Alternative, RoadmapResult, Step
from sim.study.sample import YEAR
from sim.study.statistics import Estimate

NAME = 20
"""Columns of a step's name."""
NARROW = 14
"""The same beside many figures."""
HALF = 22
"""Columns of the longest bar on either side of 0."""
ROWS = 16
"""Most rows of the chart."""
MONTH = YEAR / 12.0


def show_roadmap(result: RoadmapResult, out: Console) -> None:
    """Print the path, what it brings over time, and what else there was."""
    open_answer(result, [_sentence(result)], out)
    if not result.stay:
        _show_steps(result, out)
        _show_cash(result, out)
    if result.left_out:
        _show_left_out(result, out)
    close_answer(result, _below(result), out)


def _sentence(result: RoadmapResult) -> str:
    """The answer in words."""
    years = _years(result)
    if result.stay:
        return (
            f"Stay as you are: of {result.states:,} states between {result.start} and "
            f"{result.target} none is on a path that earns more over {years}."
        )
    gain, spread = _amount(result, result.gain.mean), _spread(result, result.gain)
    side, luck = "more", ""
    if (result.gain.mean or 0.0) < 0.0:
        side, gain = "less", _amount(result, -(result.gain.mean or 0.0))
    if result.gain.low is not None and not result.gain.excludes_zero():
        luck = " That may be luck: staying as you are may be as good."
    return (
        f"{_path(result)}. Over {years} that earns {gain} {side} than staying as you are"
        f"{spread}.{luck}{_in_one_run(result)}"
    )


def _in_one_run(result: RoadmapResult) -> str:
    """What the run from end to end says, where it says something else."""
    checked = result.checked
    if checked is None or not checked.apart.excludes_zero():
        return ""
    return (
        f" Lived in one run it comes to {_amount(result, checked.simulated.mean)}"
        f"{_spread(result, checked.simulated)}."
    )


def _path(result: RoadmapResult) -> str:
    """Such as ``Join web first, then email; after that phone, within chance``."""
    sure = list(result.steps)
    while len(sure) > 1 and sure[-1].profit.has_interval and not _brings(sure[-1]):
        sure.pop()
    names = [step.item.name for step in sure]
    unsure = ", then ".join(step.item.name for step in result.steps[len(sure) :])
    after = f"; after that {unsure}, if at all, as it is within chance" if unsure else ""
    verb = "Link" if all(step.item.links and not step.item.channels for step in result.steps) \
        else "Join"  # fmt: skip
    if len(names) == 1:
        return f"{verb} {names[0]}{' first' if after else ''}{after}"
    return f"{verb} {names[0]} first, then {', then '.join(names[1:])}{after}"


def _brings(step: Step) -> bool:
    """Whether a step adds something beyond chance."""
    return step.profit.excludes_zero() and (step.profit.mean or 0.0) > 0.0


def _show_steps(result: RoadmapResult, out: Console) -> None:
    table = table_of(f"On the way from {result.start} towards {result.target}")
    table.add_column("step", width=NARROW, overflow="fold")
    table.add_column("day", justify="right")
    for heading in ("adds a year", "95 % interval", "set-up", "running", "pays back"):
        table.add_column(heading, justify="right")
    for place, step in enumerate(result.steps, 1):
        table.add_row(
            f"{place} {step.item.name}",
            f"{step.begin:.0f}",
            _plain(result, step.profit.mean),
            _interval(result, step.profit),
            _plain(result, step.setup),
            _plain(result, step.running),
            "never" if step.payback is None else _days(step.payback),
        )
    out.print(table)


def _show_cash(result: RoadmapResult, out: Console) -> None:
    """Bars to the left and right of 0, a row every so many months."""
    months = round(result.terms.horizon / MONTH)
    stride = next(each for each in (1, 3, 6, 12, 24) if months <= ROWS * each or each == 24)
    days = [MONTH * month for month in range(stride, months + 1, stride)]
    if not days or days[-1] < result.terms.horizon - 1.0:
        days.append(result.terms.horizon)
    worst, least = result.cash.worst
    found = [(_when(day), result.cash.estimate(day).mean or 0.0) for day in days]
    if (least.mean or 0.0) < 0.0:
        found.insert(
            sum(day < worst for day in days), (f"day {worst:.0f}, lowest", least.mean or 0)
        )
    longest = max(abs(value) for _, value in found) or 1.0
    table = table_of("Cash so far, against staying as you are")
    table.add_column("", width=NAME)
    table.add_column("", justify="right")
    left = any(value < 0.0 for _, value in found)
    table.add_column("", width=HALF if left else 2 * HALF, justify="right" if left else "left")
    table.add_column("", width=HALF if left else None)
    table.show_header = False
    for label, value in found:
        drawn = bar(value, longest, HALF, good=value >= 0.0)
        ends = (drawn, Text()) if value < 0.0 else (Text(), drawn)
        table.add_row(label, _plain(result, value), *(ends if left else ends[::-1]))
    out.print(table)


def _show_left_out(result: RoadmapResult, out: Console) -> None:
    title = "What else could be joined, and what each would do next"
    table = table_of(title if result.stay else "Left out, and what each would do next")
    table.add_column("step", width=NAME, overflow="fold")
    for heading in ("adds a year", "set-up", "running"):
        table.add_column(heading, justify="right")
    table.add_column("why it is left out")
    for one in result.left_out:
        table.add_row(
            one.item.name,
            _plain(result, one.profit.mean),
            _plain(result, one.setup),
            _plain(result, one.running),
            one.why,
        )
    out.print(table)


def _below(result: RoadmapResult) -> list[str]:
    """What the tables do not say by themselves."""
    found = []
    if not result.stay:
        found.append(_paid_back(result))
        unsure = [step.item.name for step in result.steps if not step.profit.excludes_zero()]
        if unsure and result.gain.low is not None:
            found.append(
                f"Within chance: {', '.join(unsure)}. Whether that adds anything, "
                f"{result.setting.replications} replications do not tell."
            )
    found += [_other(result, one) for one in result.alternatives if one.path or result.stay]
    if result.checked is not None:
        found.append(_lived(result))
    if not result.stay:
        found.append(
            f"States on the way lie between {result.start} and {result.target}: compare, which has "
            "the two ends alone, may say otherwise of these. Steps bring new actions as well as "
            "links; journey drivers parts the two."
        )
    found.append(_how(result))
    return found


def _paid_back(result: RoadmapResult) -> str:
    payback, (worst, least) = result.cash.payback, result.cash.worst
    if payback.days is None:
        when = f"It has not paid back within {_years(result)}."
    elif payback.days == 0.0:
        when = "It is never behind staying as you are."
    else:
        low = "0" if payback.low is None else f"{payback.low:.0f}"
        high = "beyond the horizon" if payback.high is None else f"{payback.high:.0f}"
        sure = "" if payback.low is None and payback.high is None else f" ({low} to {high})"
        when = f"It has paid back for good after {_days(payback.days)}{sure}."
    if (least.mean or 0.0) < 0.0:
        when += f" The lowest that cash falls is {_amount(result, least.mean)}, on day {worst:.0f}."
    return when


def _other(result: RoadmapResult, one: Alternative) -> str:
    names = ", then ".join(one.path)
    words = {
        "runner-up": f"Next best: {names}",
        "another first step": f"Best with another first step: {names}",
        "everything": f"Everything, in its best order: {names}",
    }.get(one.kind, names)
    behind = one.behind.mean or 0.0
    side = "less" if behind >= 0.0 else "more"
    luck = "" if one.behind.excludes_zero() or one.behind.low is None else ", within chance"
    return f"{words}. That earns {_amount(result, abs(behind))} {side}{luck}."


def _lived(result: RoadmapResult) -> str:
    assert result.checked is not None
    checked = result.checked
    apart = "which is within chance"
    if checked.apart.low is None:
        apart = "from too few replications to tell"
    elif checked.apart.excludes_zero():
        apart = (
            "more than chance: what customers and firm remember from one step to the next counts"
        )
    return (
        "Steps are added up as if customers and firm began afresh with each. Lived once from end "
        f"to end over {_years(result)}, the path brings {_amount(result, checked.simulated.mean)}"
        f"{_spread(result, checked.simulated)}: {_signed(result, checked.apart.mean)} than the "
        f"sum, {apart}."
    )


def _how(result: RoadmapResult) -> str:
    count = len(result.items)
    way = f"All {result.states:,} sets of the {count} steps were lived, all on the same luck."
    if not result.exact:
        way = (
            f"{result.states:,} of the {2**count:,} sets of {count} steps were lived, all on the "
            "same luck, by a greedy search that looks two steps ahead: it may have missed a better "
            "path."
        )
    again = result.setting.replications
    return (
        f"{way} The path was chosen on {again} replications and is told on "
        f"{again} others, so that luck in choosing does not flatter it. A step is taken every "
        f"{result.terms.every:g} days; set-up is paid in full as it begins. What a step adds is "
        "after its running platform, before its set-up."
    )


def _years(result: RoadmapResult) -> str:
    years = result.terms.horizon / YEAR
    return f"{years:g} year{'' if years == 1.0 else 's'}"


def _when(day: float) -> str:
    """Such as ``month 12``."""
    months = day / MONTH
    return f"month {months:.0f}" if abs(months - round(months)) < 0.01 else f"day {day:.0f}"


def _days(days: float) -> str:
    return f"{days:,.0f} day{'' if round(days) == 1 else 's'}"


def _amount(result: RoadmapResult, value: float | None) -> str:
    return amount(result.kpi, value, result.setting.currency, code=True)


def _plain(result: RoadmapResult, value: float | None) -> str:
    return amount(result.kpi, value, result.setting.currency)


def _signed(result: RoadmapResult, value: float | None) -> str:
    side = "more" if (value or 0.0) >= 0.0 else "less"
    return f"{_amount(result, abs(value or 0.0))} {side}"


def _interval(result: RoadmapResult, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return "-"
    return f"{_plain(result, found.low)} to {_plain(result, found.high)}"


def _spread(result: RoadmapResult, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return ""
    return f" ({_interval(result, found)})"
