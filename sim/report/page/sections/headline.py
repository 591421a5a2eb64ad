"""The answer in one sentence, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.page.compared import Compared
from sim.report.words.counted import counted
from sim.report.words.told import Code, Part, Sentence, Term, joined, say
from sim.study.uncertainty.carried import FEWEST_DRAWS

__all__ = ["compared_words", "headline", "period", "sureness"]

CHANCE = "which may be chance"


def period(compared: Compared) -> str:
    """``a year`` where the KPI is scaled to one."""
    return " a year" if compared.kpi.period == "year" else ""


def headline(compared: Compared) -> Sentence:
    """Which strategy, and by how much; where that is open, between whom."""
    base, first = compared.baseline, compared.leading
    if len(compared.strategies) < 2:
        return _alone(compared)
    if not compared.leads:
        return say("Not decided: what is judged is not defined for all strategies.")
    if compared.decided:
        return _decided(compared)
    other = compared.open_rival
    if other is None:
        return say(
            "Not decided, as {why}: at stated values {ahead}.", why=_why_open(compared),
            ahead=_ahead(compared, base if base in compared.leads else compared.nearest),
        )  # fmt: skip
    if not compared.lead_is(other):
        return say(
            "Not decided: {first} and {other} come out exactly the same.", first=first, other=other
        )
    open_ = say("Not decided: {ahead}, {chance}", ahead=_ahead(compared, other), chance=CHANCE)
    if base in (first, other) or not compared.is_apart(base):
        return say("{open}.", open=open_)
    return say(
        "{open}; that {ahead} is sure.", open=open_, ahead=_ahead(compared, base, named=False)
    )


def _alone(compared: Compared) -> Sentence:
    """Where one strategy, or none, is left to be compared."""
    dear = [Code(str(name)) for name in compared.source.at("not_affordable")]
    if not dear:
        one = compared.strategies[0] if compared.strategies else compared.baseline
        return say("Only {one} was simulated: there is nothing to compare.", one=one)
    who = say("only {one}", one=compared.strategies[0]) if compared.strategies else "no strategy"
    return say(
        "Nothing to compare: {who} can pay for its platform. That of {dear} alone costs more than "
        "the budget.",
        who=who, dear=joined(dear),
    )  # fmt: skip


def _why_open(compared: Compared) -> Sentence:
    """Where the simulation is sure at the stated values, and their ranges leave it open."""
    if compared.draws >= FEWEST_DRAWS:
        return say("numbers of the scenario are uncertain")
    return say(
        "{draws} {are} too few to decide", draws=compared.source.figure("inputs", "draws"),
        are="draw of its numbers is" if compared.draws == 1 else "draws of its numbers are",
    )  # fmt: skip


def _decided(compared: Compared) -> Sentence:
    """What the others are behind, or the baseline and who comes next; and on what that hangs."""
    base, first = compared.baseline, compared.leading
    nearest = compared.nearest
    if first == base:
        if not compared.has_difference(nearest):
            return say("Stay as you are: no other strategy can be told to do better.")
        return say(
            "{decided}: stay as you are. If the numbers hold, {rival}, the next best, {does} "
            "{gain}{period} {than} {base}{what}.",
            decided=_settled(compared), rival=nearest, base=base,
            **compared_words(compared, nearest),
        )  # fmt: skip
    next_: Part = ""
    if base in compared.leads and nearest != base:
        next_ = say(
            " and {more} {side} than {next}, the next best",
            more=compared.lead(nearest, size=True), next=nearest, side=_side(compared),
        )  # fmt: skip
    return say(
        "{decided}: {ahead}{next}, if the numbers hold{free}.", decided=_settled(compared),
        ahead=_ahead(compared, base if base in compared.leads else nearest), next=next_,
        free=" and its extra hours cost nothing" if compared.is_undone() else "",
    )  # fmt: skip


def _settled(compared: Compared) -> str:
    """``Decided``, and of what where the ranges of the scenario were left out."""
    left_out = bool(compared.source.at("inputs", "ranges")) and not compared.draws
    return "Decided at stated values" if left_out else "Decided"


def _side(compared: Compared) -> str:
    """How the better one differs."""
    return "more" if compared.kpi.better == "higher" else "less"


def _ahead(compared: Compared, other: str, *, named: bool = True) -> Sentence:
    """``omnichannel earns EUR 719 a year more than today``; where it was named before, ``it``."""
    return say(
        "{first} {does} {gain}{period} {more} than {other}{what}",
        first=compared.leading if named else "it", does=_does(compared), what=_what(compared),
        gain=compared.lead(other, size=True), period=period(compared), other=other,
        more=_side(compared),
    )  # fmt: skip


def _does(compared: Compared) -> str:
    return "earns" if compared.kpi.name == "profit" else "has"


def _what(compared: Compared) -> str:
    """In what, where it is not profit."""
    return "" if compared.kpi.name == "profit" else f' in "{compared.kpi.title.lower()}"'


def compared_words(compared: Compared, name: str) -> dict[str, Part]:
    """``earns EUR 719 a year more than`` the baseline, by KPI and sign."""
    more = float(compared.source.at(*compared.pair(name), "mean")) >= 0.0
    return {
        "does": _does(compared),
        "gain": compared.gain(name, size=True),
        "period": period(compared),
        "than": "more than" if more else "less than",
        "what": _what(compared),
    }


def sureness(compared: Compared) -> Iterator[Sentence]:
    """The intervals that the headline rests on: by simulation, by inputs, and draws won."""
    first, base, source = compared.leading, compared.baseline, compared.source
    against = (compared.rival, compared.open_rival)
    told = list(dict.fromkeys(one for one in against if one is not None and one in compared.leads))
    if not told:
        return
    if not all(compared.has_lead_interval(other) for other in told):
        yield say("There are too few replications for an interval.")
        return
    for place, other in enumerate(told):
        low, high = compared.lead_ends(other)
        yield say(
            "By simulation the lead over {other} is {low} to {high}{how}: {sure}.",
            other=other, low=low, high=high,
            how="" if place else _how(compared),
            sure="more than chance" if compared.is_apart(other) else "it may be chance",
        )  # fmt: skip
    name = first if first != base else told[0]
    if source.has(*compared.pair(name), "input_low"):
        yield say(
            "With the numbers of the scenario as uncertain as they are stated to be {first} comes "
            "to {low} to {high} against {base}.",
            first=name, base=base,
            low=compared.gain(name, "input_low"), high=compared.gain(name, "input_high"),
        )  # fmt: skip
    if source.has("inputs", "probability_best", first):
        yield say(
            "{first} is best in {share} of {draws} of these numbers{few}.",
            first=first, few="" if compared.draws >= FEWEST_DRAWS else ", too few to decide",
            share=source.figure("inputs", "probability_best", first, unit="share", digits=0),
            draws=counted(source.figure("inputs", "draws"), "draw"),
        )  # fmt: skip
    elif source.at("inputs", "ranges") and not compared.draws:
        many = int(source.at("inputs", "ranges")) > 1
        yield say(
            "{count} of the scenario {have}, and {each} taken at {its} value: what {they} {leave} "
            "open is not in these figures.",
            count=source.quoted(f"{source.at('inputs', 'ranges')} numbers" if many else "1 number",
                                "inputs", "ranges"),
            have="have ranges" if many else "has a range", each="each is" if many else "it is",
            its="its", they="they" if many else "it", leave="leave" if many else "leaves",
        )  # fmt: skip


def _how(compared: Compared) -> Sentence:
    joint = ", for all comparisons of the best with another at once"
    joint = joint if len(compared.leads) > 1 else ""
    return say(" (95 % {interval}{joint})", interval=Term("interval", "interval"), joint=joint)
