"""What the brand can do, and within which limits: the catalogue that `decide` chooses from.

A catalogue is built of the plain objects below or read from a TOML file (`Catalog.load`). Money is
in the main unit of the currency, shares are 0 to 1. All of it is checked when it is made: rules
against the profile's fields, names against one another; every mistake is told at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

from engine.constraints import Constraint, Exclusion
from engine.rules import Expr, ProfileSchema

__all__ = [
    "Action",
    "Budget",
    "Cap",
    "Catalog",
    "Channel",
    "Constraint",
    "ContactPolicy",
    "Creative",
    "Exclusion",
    "Explore",
    "Learned",
    "Offer",
    "Scorecard",
    "Treatment",
]

Estimate = "float | str | Scorecard | Learned"


@dataclass(frozen=True, slots=True)
class Channel:
    """Where customers are met.

    Attributes:
        cost: money that starting an action here is expected to cost.
        consent: boolean field that must be true for contact; None needs no consent.
        suppressed: boolean field that, where true, stops all but exempt actions here.
        contacts: numeric fields with the contacts that a customer has had here, by the period of
            the caps that count them: ``{"day": "mails_today", "7 d": "mails_this_week"}``. A
            missing value counts as none.
    """

    name: str
    cost: float = 0.0
    consent: str | None = None
    suppressed: str | None = None
    contacts: Mapping[str, str] = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True, slots=True)
class Creative:
    """Words and pictures."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A discount or a gift."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Treatment:
    """An action on a channel, with the creative and the offer that it shows there."""

    channel: str
    creative: str | None = None
    offer: str | None = None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A propensity of logistic(intercept + Σ weight × field); a missing field adds nothing."""

    intercept: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Learned:
    """A propensity learned from counts: the mean of a Beta posterior.

    (prior × strength + successes) / (strength + trials); the counts are given to `decide`.

    Attributes:
        outcome: what counts as a success, in the catalogue's own words.
        prior: share expected beforehand.
        strength: how many observations that expectation is worth.
        segment: a category or boolean of the profiles, each value of which has a rate of its own;
            whoever has no value there has the rate of all counts together. None: one rate for all.
    """

    outcome: str = "click"
    prior: float = 0.05
    strength: float = 20.0
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class Explore:
    """How decisions try what they know little of; either `share` or `thompson`.

    Attributes:
        share: probability that a customer's pick is drawn among all that it could get, each
            treatment alike (epsilon-greedy).
        thompson: whether learned rates are drawn from their posteriors, for each customer anew.
        draws: further draws of the posteriors from which a choice probability is then estimated.
        floor: what such an estimate is at least.
    """

    share: float = 0.0
    thompson: bool = False
    draws: int = 256
    floor: float = 0.001


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the brand can do for or with a customer.

    Attributes:
        treatments: the forms that it can take.
        when: ``plan``, or the event that it answers; on: channels where that event counts.
        deliver: the ``best`` treatment, or ``all`` of them.
        eligible, applicable, suitable: the three layers of the engagement policy, as rules.
        propensity: estimated chance of the outcome: a share, a formula, a scorecard or learned.
        context, value, boost: the other factors of priority; value is the outcome's worth in
            money, by default the catalogue's.
        holdout: share of customers that it never reaches, always the same ones.
        explore: probability that a customer gets it, whatever else is worth more, where the
            customer could get it.
        fallback: taken only where nothing else is left.
        transactional: exempt from suppression and caps, though counted; at a moment it needs no
            slot.
        after_purchase: exempt from suppression alone.
    """

    name: str
    treatments: tuple[Treatment, ...]
    propensity: float | str | Scorecard | Learned
    value: float | str | None = None
    context: float | str = 1.0
    boost: float = 1.0
    eligible: str | None = None
    applicable: str | None = None
    suitable: str | None = None
    when: str = "plan"
    on: tuple[str, ...] = ()
    deliver: Literal["best", "all"] = "best"
    holdout: float = 0.0
    explore: float = 0.0
    fallback: bool = False
    transactional: bool = False
    after_purchase: bool = False
    title: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit on the contacts of one customer.

    Attributes:
        limit: contacts allowed in the period.
        per: the period, as `Channel.contacts` names it.
        channels: channels counted and held; empty for all.
        scope: whether they are counted together (``customer``), by the catalogue's groups, or each
            by itself (``channel``).
    """

    limit: int
    per: str
    channels: tuple[str, ...] = ()
    scope: Literal["channel", "group", "customer"] = "customer"


@dataclass(frozen=True, slots=True)
class ContactPolicy:
    """Limits on contacts.

    Attributes:
        caps: numbers of contacts in a period.
        holdout: share of customers whom no planned action reaches but transactional ones.
        count_transactional: whether transactional actions, which no cap holds back, use up the
            caps of others.
    """

    caps: tuple[Cap, ...] = ()
    holdout: float = 0.0
    count_transactional: bool = True


@dataclass(frozen=True, slots=True)
class Budget:
    """Money that the actions of a plan may cost.

    Attributes:
        total: money for 365 days, of which a plan gets its days' part; None sets no limit.
        split: parts of the total by channel; each then has a price of its own. Empty: one pool.
        minimum_return: priority that a unit of money must bring at least.
    """

    total: float | None = None
    split: Mapping[str, float] = field(default_factory=dict)
    minimum_return: float = 0.0


@dataclass(frozen=True)
class Catalog:
    """All actions and the limits on them, checked against the fields of a profile.

    Attributes:
        schema: fields of a profile, which rules may read.
        value: money that an outcome is worth where its action does not say.
        slots: actions that a customer may get in one plan; those that deliver all of their
            treatments count once. A channel carries one of them.
        groups: groups of channels, for caps of that scope; a channel in none is on its own.
        constraints: limits that all picks of a plan keep together, beside the budget.
        exclusions: actions that no customer gets together in one plan.
        explore: how decisions try what they know little of.
        currency: code of the currency, such as EUR.
        file: where it was read, for messages.

    Channels, actions, creatives, offers and constraints are kept sorted by name, so that their
    order in a file changes nothing.

    Raises:
        InputErrors: everything that is wrong with it.
    """

    schema: ProfileSchema
    channels: tuple[Channel, ...]
    actions: tuple[Action, ...]
    creatives: tuple[Creative, ...] = ()
    offers: tuple[Offer, ...] = ()
    contact_policy: ContactPolicy = field(default_factory=ContactPolicy)
    budget: Budget = field(default_factory=Budget)
    value: float | None = None
    slots: int = 1
    groups: tuple[tuple[str, ...], ...] = ()
    constraints: tuple[Constraint, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    explore: Explore = field(default_factory=Explore)
    currency: str = "EUR"
    file: str | None = None

    def __post_init__(self) -> None:
        from engine.catalog_checks import check

        for name in ("channels", "actions", "creatives", "offers", "constraints"):
            ordered = tuple(sorted(getattr(self, name), key=lambda item: item.name))
            object.__setattr__(self, name, ordered)
        object.__setattr__(self, "_expressions", check(self))

    @classmethod
    def load(cls, file: str | Path, schema: ProfileSchema | None = None) -> Self:
        """Read a catalogue file.

        Args:
            file: a TOML file with the tables of docs/engine.md.
            schema: fields of a profile; by default those of the file's ``[[profile]]`` tables.

        Raises:
            InputErrors: everything that is wrong with it.
        """
        from engine.catalog_file import read

        return cls(**read(Path(file), schema))

    @classmethod
    def from_text(cls, text: str, *, file: str, schema: ProfileSchema | None = None) -> Self:
        """Read a catalogue from the text of a file; errors as of `load`, which name `file`."""
        from engine.catalog_file import parsed

        return cls(**parsed(text.encode("utf-8"), file, schema))

    @property
    def expressions(self) -> Mapping[tuple[str, str], Expr]:
        """Rules and formulas once read, by action and attribute."""
        found: Mapping[tuple[str, str], Expr] = self.__dict__["_expressions"]
        return found

    @cached_property
    def treatments(self) -> tuple[tuple[Action, int], ...]:
        """All treatments in the order of their numbers: each with its action and place in it."""
        return tuple((a, place) for a in self.actions for place in range(len(a.treatments)))

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What is odd, though not wrong, one sentence each."""
        from engine.catalog_checks import dead_rules, uncounted_caps

        return (*uncounted_caps(self), *dead_rules(self))

    @cached_property
    def tables(self) -> Any:
        """The catalogue as one record, shape (1,), for the kernels; see `engine.tables`."""
        from engine.tables import fill

        return fill(self)
