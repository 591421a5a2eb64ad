"""[[persona]]: a kind of customer."""

from __future__ import annotations

from pydantic import field_validator

from sim.scenario.models.base import (
    Count,
    Flag,
    Money,
    Name,
    NotNegative,
    Positive,
    PositiveCount,
    Rate,
    Real,
    Share,
    Table,
    given,
    refuse,
)

MOST_AGE = 128


class Objections(Table):
    """Chance that a need comes with each objection."""

    price: Share = given(0.0, "it costs too much")
    trust: Share = given(0.0, "the firm is not trusted yet")
    information: Share = given(0.0, "something is not known yet")
    timing: Share = given(0.0, "now is not the moment")
    touch: Share = given(0.0, "it has to be seen or touched first")


class Persona(Table):
    """[[persona]]: a kind of customer, and how many of the market are of it.

    What each person is given once, at the start, is fixed: a change during the run would not reach
    anybody. Needs, margins and objections are met anew each time, and can change.
    """

    name: Name = given(..., "short name", fixed=True)
    title: str = given("", "name as a reader sees it", fixed=True)
    description: str = given("", "who they are", fixed=True)
    share: Share = given(..., "share of the market", fixed=True)
    motivations: tuple[str, ...] = given((), "what they want, in words", fixed=True)
    pain_points: tuple[str, ...] = given((), "what bothers them, in words", fixed=True)
    age: tuple[Count, Count] = given((18, 80), "youngest and oldest, in years", fixed=True)
    business: Flag = given(False, "buys for a firm", fixed=True)
    taken_for: dict[Name, Share] = given(
        {}, "chance that the firm takes them for another persona, until it knows better",
        fixed=True,
    )  # fmt: skip
    devices: dict[Name, Share] = given(
        {}, "shares of their visits made on each device; missing is 0", fixed=True
    )
    need: Rate = given(..., "how often the need arises")
    regularity: PositiveCount = given(
        1, "how regularly it arises: 1 at any time alike, 10 about as often as it is due",
        fixed=True, le=100,
    )  # fmt: skip
    order_value: Money = given(..., "value of an order before discounts, median", fixed=True)
    order_spread: NotNegative = given(
        0.0, "spread of order values (standard deviation of the logarithm)", fixed=True, le=3.0
    )
    margin: Share = given(..., "share of the order value that is left after cost of goods")
    price_sensitivity: Share = given(0.5, "how much price and discounts matter", fixed=True)
    objections: Objections = given({}, "chance that a need comes with each objection")
    effort_tolerance: Positive = given(
        3.0, "effort borne before giving up; one step of a session costs about 0.2 to 1",
        fixed=True,
    )  # fmt: skip
    annoyance: Positive = given(
        4.0, "contact pressure borne; one contact adds its weight", fixed=True
    )
    intrusion: Share = given(
        0.5, "how personal a contact may be before it is too personal", fixed=True
    )
    recognisability: Share = given(
        0.5, "how willingly they log in, identify or accept cookies", fixed=True
    )
    distance: NotNegative = given(5.0, "distance to the shop in km, median", fixed=True)
    distance_spread: NotNegative = given(
        0.5, "spread of distances (standard deviation of the logarithm)", fixed=True, le=3.0
    )
    reach: NotNegative = given(2.0, "friends who may hear of a purchase", fixed=True, le=100.0)
    review: Share = given(0.05, "chance of a review once a request is noticed", fixed=True)
    refer: Share = given(
        0.05, "chance, times satisfaction, to tell a friend once asked", fixed=True
    )
    aware: Share = given(1.0, "share that knows the firm at the start", fixed=True)
    customer: Share = given(0.0, "share that bought before the start", fixed=True)
    loyalty: Share = given(0.3, "loyalty of customers at the start", fixed=True)
    channels: dict[Name, Share] = given({}, "affinity to each channel; missing is 0", fixed=True)
    consents: dict[Name, Share] = given(
        {},
        "share that permits contact on each channel; missing is 0 for channels that send "
        "messages, else 1",
        fixed=True,
    )
    addressed: Flag = given(
        True,
        "whether actions reach them; false leaves them alone from the start of the run on, which "
        "no firm could do, as it does not know who they are: it tells what addressing them brings",
        fixed=True,
    )
    offset: Real = given(
        0.0, "hours that their clock is ahead of the firm's", fixed=True, ge=-14.0, le=14.0
    )

    @field_validator("age")
    @classmethod
    def _range_of_ages(cls, value: tuple[int, int]) -> tuple[int, int]:
        youngest, oldest = value
        if not 0 <= youngest <= oldest < MOST_AGE:
            raise refuse(
                "these are no ages", found=list(value), expected="[youngest, oldest], 0 to 127"
            )
        return value
