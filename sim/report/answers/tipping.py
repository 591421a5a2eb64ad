"""What turns the verdict on two strategies, and what to measure first, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.report.answers.gap import of_kpi
from sim.report.answers.judged import difference, relative
from sim.report.words.answered import Answered
from sim.report.words.counted import counted
from sim.report.words.quantities import number_text
from sim.report.words.told import Code, Figure, Part, Sentence, joined, say

__all__ = ["behind_of", "lead_of", "measure_items", "number_at", "tipping_answer", "tipping_below",
           "whose_lead"]  # fmt: skip

NEAREST = 5
"""Numbers that do not turn the verdict, of which the nearest are told."""
REASONS = 4
"""Why numbers were not tried, at most."""


def tipping_answer(found: Answered) -> list[Sentence]:
    """Who is ahead, how sure that is, of how many numbers how many turn it, and which first."""
    first, second = str(found.at("first")), str(found.at("second"))
    if found.at("ahead") is None:
        return [say("{first} and {second} come out the same{what}: there is nothing to turn.",
                    first=first, second=second, what=of_kpi(found.kpi))]  # fmt: skip
    ahead = say(
        "{ahead} is ahead of {behind} by {gap}{period}{what}{sure}.",
        ahead=str(found.at("ahead")), behind=behind_of(found), what=of_kpi(found.kpi),
        gap=difference(found, "difference", "mean", size=True),
        period=" a year" if found.kpi.period == "year" else "", sure=_sure(found),
    )  # fmt: skip
    only = [say("No other numbers than those of {keys} were tried.", keys=_keys(found))]
    return [ahead, _turned(found), *(only if found.at("keys") else [])]


def tipping_below(found: Answered) -> list[Sentence]:
    """What no table says: numbers that are 0, those that turn nothing, and how it was looked."""
    return list(_below(found))


def measure_items(found: Answered, lead: str = "") -> list[Sentence]:
    """The facts that deserve measuring, each with who says it.

    Args:
        lead: what turns, where that is not said before.
    """
    keys = [str(one["key"]) for one in found.at("tipping")]
    return [
        say(
            "{key}: {now} now, {lead}turns at {at}{about}. {origin}.",
            key=Code(keys[place]), now=number_at(found, place, "now"),
            lead=f"{lead} " if lead else "", at=number_at(found, place, "flips_at"),
            about=_about(found, place), origin=_origin(found, place),
        )
        for place in (keys.index(key) for key in found.at("measure_first"))
    ]  # fmt: skip


def lead_of(found: Answered) -> str:
    """``the lead of joined over today``, in what, where it is not profit."""
    return f"the lead of {found.at('ahead')} over {behind_of(found)}{of_kpi(found.kpi)}"


def whose_lead(found: Answered) -> list[Sentence]:
    """What `measure_items` are about, and in which order they stand."""
    luck = {True: "", False: ", which may be luck", None: ", which too few replications tell from "
            "luck"}[found.at("beyond_chance")]  # fmt: skip
    return [
        say("These would turn {lead}{luck}.", lead=lead_of(found), luck=luck),
        say(
            "The smallest relative change stands first; it counts double where the number is "
            "published or fitted, and where it lies beyond the number's own range. What the firm "
            "chooses itself is left out."
        ),
    ]


def behind_of(found: Answered) -> str:
    """Who is not ahead."""
    first, second = str(found.at("first")), str(found.at("second"))
    return second if found.at("ahead") == first else first


def number_at(found: Answered, place: int, name: str) -> Figure:
    """A value of a number that was tried, in its unit."""
    one = found.at("tipping", place)
    return found.quoted(number_text(one[name], one["unit"]), "tipping", place, name)


# --- the answer ----------------------------------------------------------------------------------


def _sure(found: Answered) -> Part:
    """Whether the lead may be luck."""
    sure = found.at("beyond_chance")
    if sure is None:
        return ", which may be luck: there are too few replications to tell"
    if not sure:
        return ", which may be luck"
    ends = ("ci_low", "ci_high")
    low, high = sorted(ends, key=lambda end: abs(float(found.at("difference", end))))
    return say(
        " ({low} to {high}: more than luck)",
        low=difference(found, "difference", low, size=True),
        high=difference(found, "difference", high, size=True),
    )


def _keys(found: Answered) -> Part:
    return joined([Code(str(key)) for key in found.at("keys")])


def _turned(found: Answered) -> Sentence:
    """Of how many numbers how many turn it, and which does first."""
    count, turning = int(found.at("tried")), int(found.at("turning"))
    if not count:
        return say("There was no number to move.")
    tried = say(
        "Of {count} number, moved by {low} to {high}" if count == 1
        else "Of {count} numbers, each moved alone by {low} to {high}",
        count=found.figure("tried", unit="count"),
        low=relative(found, "within", 0), high=relative(found, "within", 1),
    )  # fmt: skip
    if not turning:
        return say("{tried}, none turns that lead.", tried=tried)
    place = next(place for place, one in enumerate(found.at("tipping")) if _flips(one))
    return say(
        "{tried}, {turning} {verb} that lead; {which} is {key}: {now} now, turning at {at}{about}.",
        tried=tried, turning=found.figure("turning", unit="count"),
        verb="turns" if turning == 1 else "turn",
        which="it" if turning == 1 else "the nearest",
        key=Code(str(found.at("tipping", place, "key"))),
        now=number_at(found, place, "now"), at=number_at(found, place, "flips_at"),
        about=_about(found, place),
    )  # fmt: skip


def _flips(one: dict[str, object]) -> bool:
    return one["outcome"] == "flips"


def _about(found: Answered, place: int) -> Part:
    """The change, the interval of where it turns, and whether that is beyond its range."""
    one = found.at("tipping", place)
    told: list[Part] = []
    if one["relative_change"] is not None:
        told.append(relative(found, "tipping", place, "relative_change"))
    if one["ci_low"] is not None or one["ci_high"] is not None:
        low, high = (
            "the end of what was tried" if one[end] is None else number_at(found, place, end)
            for end in ("ci_low", "ci_high")
        )
        told.append(say("{low} to {high}", low=low, high=high))
    if one["within_range"] is False:
        told.append("beyond its range")
    return say(" ({about})", about=joined(told, last=", ")) if told else ""


def _origin(found: Answered, place: int) -> Sentence:
    """Who says a number: ``Published: Mailchimp (2019)``."""
    one = found.at("tipping", place)
    kind = f"{str(one['kind']).capitalize()}{' by default' if one['default'] else ''}"
    source: Part = ""
    if one["source"]:
        said = found.quoted(str(one["source"]), "tipping", place, "source")
        source = say(": {source}", source=said)
    year: Part = ""
    if one["year"]:
        year = say(" ({year})", year=found.quoted(str(one["year"]), "tipping", place, "year"))
    return say("{kind}{source}{year}", kind=kind, source=source, year=year)


# --- below the tables ----------------------------------------------------------------------------


def _below(found: Answered) -> Iterator[Sentence]:
    tips = found.at("tipping")
    zero = [place for place, one in enumerate(tips) if _flips(one) and not one["now"]]
    if zero:
        told = [
            say("{key} at {at}", key=_key(found, place), at=number_at(found, place, "flips_at"))
            for place in zero[:NEAREST]
        ]
        more = "; and others" if len(zero) > NEAREST else ""
        yield say("Now at nothing, so without a relative change: {told}{more}.",
                  told=_listed(told), more=more)  # fmt: skip
    holds = [place for place, one in enumerate(tips) if one["outcome"] == "holds" and one["closes"]]
    if holds:
        told = [
            say("{key} {closes}", key=_key(found, place),
                closes=found.figure("tipping", place, "closes", unit="share", digits=0))
            for place in holds[:NEAREST]
        ]  # fmt: skip
        yield say("Nearest without turning it, with the part of the lead that each takes: {told}.",
                  told=_listed(told))  # fmt: skip
    if found.at("still"):
        yield say(
            "{count} {move} nothing between these two strategies.",
            count=found.figure("still", unit="count"),
            move="number moves" if found.at("still") == 1 else "numbers move",
        )
    if found.at("skipped"):
        yield _skipped(found)
    if tips:
        yield say(
            "Each number was moved alone, all others as stated: first in {few} "
            "half-way and all the way to either end, then in all of them where that may be "
            "enough. What turns the verdict only between these values, and what two numbers do "
            "together, is not seen. All points meet the same luck.",
            few=counted(found.figure("first_look", unit="count"), "replication"),
        )


def _key(found: Answered, place: int) -> Code:
    return Code(str(found.at("tipping", place, "key")))


def _listed(told: Sequence[Part]) -> Sentence:
    return joined(told, last="; ", between="; ")


def _skipped(found: Answered) -> Sentence:
    """How many numbers were not tried, by reason: the most frequent first."""
    counts = found.at("skipped_for")
    reasons = sorted(counts, key=lambda reason: -int(counts[reason]))
    places = {one["reason"]: place for place, one in reversed([*enumerate(found.at("skipped"))])}
    told = [
        say(
            "{count} ({reason})", count=found.figure("skipped_for", reason, unit="count"),
            reason=found.quoted(str(reason), "skipped", places[reason], "reason"),
        )
        for reason in reasons[:REASONS]
    ]  # fmt: skip
    more = "; others for other reasons" if len(reasons) > REASONS else ""
    return say("Not tried: {told}{more}.", told=_listed(told), more=more)
