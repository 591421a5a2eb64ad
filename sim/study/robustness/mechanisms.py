"""The mechanisms of the model, each by the numbers that hold it.

A mechanism is switched off by setting its numbers to where they do nothing, and made half or twice
as strong by moving them towards there or away from it. Numbers that only shape a mechanism (how
long something is remembered, from where on something counts) are left as they are: without the
mechanism they do nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from sim.scenario import keys

__all__ = ["LEFT", "MECHANISMS", "Mechanism", "Rule"]

PLENTY = 20.0
"""Times as many people and places as stated, where nobody shall wait."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Numbers of a mechanism.

    Attributes:
        pattern: of their dotted keys, part by part; ``*`` is any name.
        off: where they do nothing; None: they are only varied.
        inverse: whether more of them is less of the mechanism: half as strong is twice as much.
        plenty: switched off by `PLENTY` times as much.
    """

    pattern: str
    off: float | None = 0.0
    inverse: bool = False
    plenty: bool = False

    def matches(self, key: str) -> bool:
        """Whether a number is one of them."""
        parts, wanted = keys.split(key), self.pattern.split(".")
        return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))

    def at(self, value: float, strength: float) -> float | None:
        """The number where the mechanism is so strong, 0 is off; None: it is left."""
        if strength == 0.0:
            return value * PLENTY if self.plenty else self.off
        if self.inverse or self.plenty:
            return value / strength
        neutral = self.off or 0.0
        return neutral + strength * (value - neutral)


@dataclass(frozen=True, slots=True)
class Mechanism:
    """Something that moves customers, or the firm.

    Attributes:
        name: in the field's words.
        about: what it is, in a sentence that goes on after its name and a colon.
        rules: the numbers that hold it.
        kept: numbers of [behaviour] that only shape it, and are left.
        curves: keys of curves that are flattened: factors on needs.
    """

    name: str
    about: str
    rules: tuple[Rule, ...] = ()
    kept: tuple[str, ...] = ()
    curves: tuple[str, ...] = ()

    @property
    def can_be_off(self) -> bool:
        """Whether there is a market without it."""
        return bool(self.curves) or any(rule.off is not None or rule.plenty for rule in self.rules)

    def found_in(self, numbers: Iterable[str]) -> Iterator[tuple[str, Rule]]:
        """Its numbers among these keys."""
        for key in numbers:
            for rule in self.rules:
                if rule.matches(key):
                    yield key, rule
                    break


def _own(*names: str, off: float | None = 0.0) -> tuple[Rule, ...]:
    """Numbers of [behaviour] that do nothing at 0."""
    return tuple(Rule(f"behaviour.{name}", off) for name in names)


MECHANISMS: tuple[Mechanism, ...] = (
    Mechanism(
        "annoyance", "who is contacted too often notices less, thinks worse and opts out sooner",
        _own("pressure_weight", "excess_goodwill", "excess_opt_out"),
        kept=("pressure_half_life", "annoyance_limit", "strain_limit"),
    ),
    Mechanism("irrelevance", "contacts that fit nothing one needs cost goodwill",
              _own("irrelevance_goodwill")),
    Mechanism("intrusion", "contacts more personal than one likes cost goodwill (reactance)",
              _own("intrusion_goodwill")),
    Mechanism("opting out", "a delivery may end with consent withdrawn",
              (Rule("channel.*.unsubscribe"),)),
    Mechanism("contradiction", "offers and messages that contradict each other cost goodwill",
              _own("contradiction_goodwill"), kept=("offer_memory",)),
    Mechanism("consistency", "a message heard before in other words is answered more",
              _own("consistency_weight"), kept=("content_memory",)),
    Mechanism("wear", "a creative seen before on the same channel is answered less",
              _own("wear_weight")),
    Mechanism("sameness", "a creative seen before on another channel is answered less",
              _own("sameness_weight")),
    Mechanism(
        "goodwill", "how a firm is felt about moves response, going on and satisfaction",
        _own("goodwill_weight", "satisfaction_goodwill", "goodwill_opt_out"),
        kept=("goodwill_half_life",),
    ),
    Mechanism("effort", "who has spent much effort goes on less, and is less satisfied",
              _own("effort_weight", "satisfaction_effort"), kept=("effort_onset",)),
    Mechanism(
        "continuity", "what was begun on one channel is found again on another",
        (Rule("strategy.*.continuity"), Rule("strategy.*.continuity.*")), kept=("step_memory",),
    ),
    Mechanism(
        "recognition", "people let themselves be recognised",
        (Rule("persona.*.recognisability"),),
    ),
    Mechanism(
        "false matches", "a touch may be tied to somebody else",
        (Rule("strategy.*.recognition.false_match"),),
    ),
    Mechanism("devices", "another device asks for more effort, and hides who one is",
              (Rule("device.*.effort", 1.0), Rule("device.*.recognition", 1.0))),
    Mechanism("objections", "what is in the way of a purchase holds people up",
              _own("objection_weight")),
    Mechanism(
        "interest", "who is interested goes on and responds more", _own("interest_weight"),
        kept=("interest_half_life", "need_interest", "usual_interest"),
    ),
    Mechanism("rousing interest", "contacts, clicks and visits raise interest",
              _own("open_interest", "click_interest", "visit_interest")),
    Mechanism(
        "having a need", "who has a need looks for it and goes on; who has none hardly does",
        _own("seek", "browsing", off=None), kept=("idle_interest", "idle_search"),
    ),
    Mechanism("fit", "contacts that fit what is in the way, stage and channel are answered more",
              _own("fit_weight", "stage_fit")),
    Mechanism("urgency", "urgent messages are answered more", _own("urgency_weight")),
    Mechanism("price sensitivity", "discounts and prices move people", _own("offer_weight")),
    Mechanism("comfort", "a comforting touch brings goodwill", _own("comfort_goodwill")),
    Mechanism(
        "experience", "a purchase that satisfies brings goodwill, another costs it",
        _own("experience_goodwill"), kept=("satisfaction_base",),
    ),
    Mechanism(
        "loyalty", "who was satisfied comes back, objects less and is lost less",
        (*_own("loyalty_weight", "loyalty_step", "loyalty_lapse"), Rule("persona.*.loyalty")),
        kept=("neutral_satisfaction",),
    ),
    Mechanism(
        "word of mouth", "buyers praise the firm or warn of it",
        _own("word_of_mouth", "bad_word_of_mouth"),
        kept=("delight", "disappointment", "warning_weight", "advocate_loyalty"),
    ),
    Mechanism("referrals", "who is asked tells a friend", (Rule("persona.*.refer"),),
              kept=("referral_interest", "referral_goodwill")),
    Mechanism("reviews", "stars that others gave move visitors", _own("reviews_weight"),
              kept=("reviews_trusted", "stars_noise", "spontaneous_review")),
    Mechanism("competitors", "who leaves without buying may buy from others",
              (Rule("competitor.*.presence.*"),)),
    Mechanism("lapse", "a need that stays open is met elsewhere", _own("competitor")),
    Mechanism(
        "awareness", "not everybody knows the firm at the start", (Rule("persona.*.aware", 1.0),),
        kept=("unaware_interest",),
    ),
    Mechanism(
        "waiting", "people and places are few, so people wait, give up and resent it",
        (Rule("channel.*.servers", None, plenty=True), *_own("waiting_goodwill")),
        kept=("callback_spread",),
    ),
    Mechanism("no-shows", "appointments are missed", (Rule("channel.*.no_show"),),
              kept=("reminder_weight",)),
    Mechanism("passing on", "some visits and questions have to be passed on",
              (Rule("channel.*.solves", 1.0),)),
    Mechanism("service cases", "people ask questions and complain",
              (Rule("service.questions"), Rule("service.complaints"))),
    Mechanism("loyalty programme", "purchases earn points, points pay for purchases",
              (Rule("loyalty_programme.joins"), Rule("loyalty_programme.earns"))),
    Mechanism("two channels at once", "another channel is looked at during a visit",
              (Rule("channel.*.beside.*"),)),
    Mechanism("distance", "who lives far away comes less",
              (Rule("channel.*.catchment", inverse=True),)),
    Mechanism("bounces", "some contacts do not arrive", (Rule("channel.*.bounce"),)),
    Mechanism("mistaken personas", "the firm takes people for others than they are",
              (Rule("persona.*.taken_for.*"),), kept=("insight",)),
    Mechanism("variants", "who looks at the product may turn to another form of it",
              (Rule("variant.*.chance"),)),
    Mechanism(
        "spread of people", "people of one kind differ from one another",
        (*_own("trait_spread"), Rule("persona.*.order_spread"), Rule("persona.*.distance_spread")),
    ),
    Mechanism("regular needs", "needs come back when they are due",
              (Rule("persona.*.regularity", 1.0),)),
    Mechanism("season", "needs follow month and weekday",
              curves=("scenario.season", "scenario.weekday")),
)  # fmt: skip

LEFT: Mapping[str, str] = {
    "attribution": "to which contact an outcome is credited; no customer is moved by it",
    "landing_delay": "seconds until a page is there",
    "opening_need": "the state at the start, the same for both strategies",
    "opening_satisfaction": "the state at the start, the same for both strategies",
}
"""Numbers of [behaviour] that belong to no mechanism, and why."""
