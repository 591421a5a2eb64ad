"""What happens, in plain words: a sentence for each event of a life."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from sim.study.course import MESSAGING, Course
from sim.study.money import Currency
from sim.study.replay import Life

IN_PERSON = ("phone", "service", "shop", "showroom", "till", "event")
"""Kinds of channels where people meet: a contact there is no message to be read."""
APPOINTMENT = "%a %d %b, %H:%M"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence in parts, which can be joined with others.

    Attributes:
        short: what happens, without place and full stop.
        where: title of the channel, empty where it is no matter.
        more: what goes with it, after a semicolon.
        end: a sentence for how the visit ends here.
    """

    short: str
    where: str = ""
    more: str = ""
    end: str = ""

    @property
    def text(self) -> str:
        """The whole."""
        where = f" ({self.where})" if self.where else ""
        more = f"; {self.more}" if self.more else ""
        return f"{self.short}{where}{more}." + (f" {self.end}" if self.end else "")


def _the(what: str) -> str:
    """With its article, which the title of a variant may bring along."""
    return what if what.startswith("the ") else f"the {what}"


class Phrases:
    """Puts the rows of one life into words.

    Args:
        start, offset: the start of the run, and how far the customer's clock is from the firm's.
    """

    def __init__(
        self, life: Life, course: Course, start: datetime.datetime, offset: datetime.timedelta
    ) -> None:
        self._life = life
        self._course = course
        self._start, self._offset = start, offset
        scenario = life.market.scenario
        self._currency = Currency(scenario.scenario.currency)
        self._titles = {item.name: item.title or item.name for item in scenario.actions}
        self._channels = [item.title or item.name for item in scenario.channels]

    def date(self, time: int) -> datetime.datetime:
        """When it is where the customer lives."""
        return self._start + datetime.timedelta(microseconds=time) + self._offset

    def phrase(self, place: int, event: str) -> Phrase:
        """What happens at a row."""
        row = self._life.rows[place]
        channel = int(row["channel"])
        where = self._channels[channel] if channel >= 0 else ""
        end = self._course.ends.get(place, "")
        if event in ("deliver", "impression", "open", "click"):
            short, more = self._contact(place, row, event)
            return Phrase(short, where, more, end)
        if event in ("code_used", "point", "lapse", "need"):
            return Phrase(self._alone(place, row, event), where if event == "lapse" else "")
        more = ""
        if event == "signup":
            new = [self._channels[number] for number in self._course.granted(place)]
            more = f"now allows {' and '.join(new)}" if new else ""
        short = self._short(place, row, event)
        return Phrase(short, "" if short.endswith(where) else where, more, end)

    def _alone(self, place: int, row: np.void, event: str) -> str:
        """An event that needs no place."""
        if event == "code_used":
            offer = self._course.offer_used(place)
            what = "an offer" if offer is None else f"the offer “{offer.title or offer.name}”"
            return f"Uses {what}: {self._money(int(row['value']))} off"
        return {
            "need": "A need arises",
            "point": "Earns a point: a friend has used the code",
            "lapse": "Buys from a competitor found there"
            if int(row["channel"]) >= 0
            else "The need is met elsewhere, or dropped",
        }[event]

    def _short(self, place: int, row: np.void, event: str) -> str:
        if event in ("visit", "browse", "product", "basket", "checkout"):
            return self._step(place, row, event)
        value = int(row["value"])
        waited = f"after {value} s" if value else "at once"
        return {
            "purchase": f"Pays {self._money(value)}",
            "booking": f"Books an appointment {self._appointment(place, value)}",
            "no_show": "Does not come to the appointment",
            "service": "The work is done",
            "bounce": "It does not arrive",
            "signup": "Leaves an address",
            "opt_out": "Wants no more messages there",
            "call": "Calls",
            "answer": f"Is answered {waited}",
            "give_up": f"Hangs up after {value} s of waiting" if value else self._full(row),
            "case": "Asks a question" if value == 1 else "Complains",
            "solved": "Gets an answer that helps" if value == 1 else "The complaint is settled",
            "follow": "Begins to follow",
            "survey": "Answers a survey",
            "join": "Joins the loyalty programme",
            "review": f"Writes a review: {value} of 5 stars",
            "referral": "Passes a code on to a friend",
        }[event]

    def _full(self, row: np.void) -> str:
        """What is given up at once: a call, a way to what is out of order, or a full book."""
        channel = self._life.market.scenario.channels[int(row["channel"])]
        if channel.appointments:
            return "Finds no free appointment"
        return "Hangs up at once" if channel.takes_calls else "Finds it out of order"

    def _step(self, place: int, row: np.void, event: str) -> str:
        channel = self._life.market.scenario.channels[int(row["channel"])]
        books = channel.books is not None
        what = "service" if books else "product"
        variants = self._life.market.scenario.variants
        if event == "product" and int(row["value"]) > 0:
            variant = variants[int(row["value"]) - 1]
            what = variant.title or variant.name
        if channel.takes_calls:
            return {
                "visit": "Speaks with somebody",
                "browse": "Asks in general",
                "product": f"Asks about {_the(what)}",
                "basket": "Asks for a price",
                "checkout": "Wants an appointment" if books else "Wants to order",
            }[event]
        if channel.kind in MESSAGING:
            return {
                "visit": "Writes",
                "browse": "Asks in general",
                "product": f"Asks about {_the(what)}",
                "basket": "Asks for a price",
                "checkout": "Asks for an appointment" if books else "Asks how to order",
            }[event]
        return {
            "visit": f"Comes to: {self._channels[int(row['channel'])]}",
            "browse": "Looks around",
            "product": f"Looks at {_the(what)}",
            "basket": "Fills the basket",
            "checkout": "Begins the booking form" if books else "Goes to the checkout",
        }[event]

    def _appointment(self, place: int, days: int) -> str:
        """When it is, as far as it falls within the run."""
        kept = self._course.kept.get(place)
        if kept is not None:
            at = self.date(int(self._life.rows[kept]["time"]))
            made = self.date(int(self._life.rows[place]["time"]))
            year = "" if at.year == made.year else f" {at.year}"
            return f"for {at:%a %d %b}{year}, {at:%H:%M}"
        ahead = f"{days} day{'s' * (days != 1)}" if days else "less than a day"
        return f"{ahead} ahead, after the end of this story"

    def _contact(self, place: int, row: np.void, event: str) -> tuple[str, str]:
        """Words for a contact and its effect, and what goes with them."""
        scenario = self._life.market.scenario
        number = int(row["channel"])
        channel = scenario.channels[number]
        name = self._life.market.actions[int(row["action"])]
        what = f"“{self._titles[name]}”"
        if event == "impression":
            return f"Notices an ad: {what}", ""
        if event == "open":
            return (f"Is greeted: {what}" if channel.kind in IN_PERSON else f"Reads {what}"), ""
        if event == "click":
            return f"Clicks on {what}", "it leads nowhere" if self._course.idle(place) else ""
        if channel.kind in IN_PERSON:
            return f"Is received with {what}", ""
        if channel.contact == "inbound":
            return f"Is shown {what}", ""
        action = next(item for item in scenario.actions if item.name == name)
        if action.transactional and not self._course.consents[place] >> number & 1:
            return f"Is sent {what}", "it serves the booking or order and needs no consent"
        return f"Is sent {what}", ""

    def _money(self, minor: int) -> str:
        return f"{self._currency.code} {minor / 10.0**self._currency.digits:,.2f}"
