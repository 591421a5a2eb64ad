"""A customer of the small journey without time: state, chances and what counts.

The packages call this at the times that their own processes or events say, so that what differs
between them is how they let time pass.
"""

from __future__ import annotations

from random import Random

from benchmarks.peers.journey import (
    BASKET,
    END_OF_NEED,
    PAID,
    TO_PHONE,
    TO_WEB,
    Journey,
    Step,
    Tally,
)

NEVER = float("-inf")


class Shopper:
    """One customer; times are days since a Monday."""

    __slots__ = (
        "bought_at", "consents", "dice", "journey", "mailed_at", "mails", "need", "seen_at", "step",
        "step_on", "tally", "week",
    )  # fmt: skip

    def __init__(self, journey: Journey, dice: Random, tally: Tally) -> None:
        self.journey, self.dice, self.tally = journey, dice, tally
        self.need = dice.random() < journey.needs_at_start
        self.consents = dice.random() < journey.consent
        self.step, self.step_on = 0, ""
        self.seen_at = self.mailed_at = self.bought_at = NEVER
        self.mails, self.week = 0, 0

    # --- what comes of itself -------------------------------------------------------------

    def wait(self) -> float:
        """Time until one of the competing clocks runs out."""
        return self.dice.expovariate(self.journey.rates[self.need][0])

    def next(self) -> int:
        """Which of them it is; where it is the need, it begins or ends here."""
        journey = self.journey
        anything, no_call = journey.rates[self.need]
        u = self.dice.random() * anything
        if u >= no_call:
            return TO_PHONE
        if u >= (journey.lapse if self.need else journey.need):
            return TO_WEB
        if self.need:
            self.tally.lapses += 1
        else:
            self.tally.needs += 1
        self.need = not self.need
        self.step = 0
        return END_OF_NEED

    # --- a visit --------------------------------------------------------------------------

    def arrive(self, channel: str, now: float) -> list[Step]:
        """A visit begins; the steps that lie before the customer."""
        self.tally.visits += 1
        self.seen_at = now
        done = self.step if self.need and self.step_on == channel else 0
        return [step for step in self.journey.steps[channel] if step.number > done]

    def goes_on(self, step: Step) -> bool:
        """Whether the customer goes on to a step."""
        return self.dice.random() < (step.chance if self.need else step.idly)

    def take(self, step: int, channel: str, now: float) -> None:
        """A step is taken: paying ends the need, others are progress."""
        if step == PAID:
            self.tally.purchases += 1
            self.bought_at = now
            self.need = False
            self.step = 0
            return
        self.tally.steps += 1
        if step == BASKET:
            self.tally.baskets += 1
        if self.need and step > self.step:
            self.step, self.step_on = step, channel

    # --- a newsletter ---------------------------------------------------------------------

    def may_get(self, now: float) -> bool:
        """Whether consent, the week and the silence after a purchase allow a newsletter."""
        if not self.consents or now < self.bought_at + self.journey.silence:
            return False
        return self.mails < self.journey.weekly or self.week != int(now // 7)

    def is_picked(self, midnight: float) -> bool:
        """Whether the firm picks the customer for today's newsletter."""
        journey = self.journey
        return (
            midnight - self.seen_at <= journey.seen_within
            and midnight - self.mailed_at >= journey.gap
            and self.may_get(midnight)
        )

    def receive(self, now: float) -> bool:
        """The newsletter arrives; whether it will be opened."""
        if self.week != int(now // 7):
            self.week, self.mails = int(now // 7), 0
        self.mails += 1
        self.mailed_at = now
        self.tally.deliveries += 1
        if self.dice.random() < self.journey.opt_out:
            self.tally.opt_outs += 1
            self.consents = False
        return self.dice.random() < self.journey.open

    def opening_time(self) -> float:
        """Time until it is opened."""
        return self.dice.expovariate(self.journey.opening_rate)

    def opens(self) -> bool:
        """It is opened; whether it is clicked."""
        self.tally.opens += 1
        clicked = self.dice.random() < self.journey.click
        self.tally.clicks += clicked
        return clicked

    # --- a call ---------------------------------------------------------------------------

    def patience(self) -> float:
        """How long the customer waits for an answer."""
        return self.dice.expovariate(1 / self.journey.patience)

    def talk(self) -> float:
        """How long the customer talks."""
        return self.dice.expovariate(1 / self.journey.service)
