"""[known]: last year as the owner knows it, to hold the scenario against."""

from __future__ import annotations

from sim.scenario.models.base import Count, Money, Name, Table, given


class Known(Table):
    """[known]: totals of a year as the books have them. No result depends on them.

    `journey check` holds what the other numbers imply against them. Everything is optional.
    """

    orders: Count | None = given(None, "orders paid in a year", fixed=True)
    revenue: Money | None = given(None, "revenue of a year, net of discounts", fixed=True)
    customers: Count | None = given(None, "people who have bought before", fixed=True)
    buyers: Count | None = given(None, "people who bought in that year", fixed=True)
    bookings: Count | None = given(None, "appointments made in a year", fixed=True)
    calls: Count | None = given(None, "telephone calls of a year", fixed=True)
    visits: dict[Name, Count] = given({}, "visits of a year, by channel", fixed=True)
    spend: dict[Name, Money] = given({}, "media money spent in a year, by channel", fixed=True)

    @property
    def empty(self) -> bool:
        """Whether nothing is known."""
        return not any(getattr(self, name) not in (None, {}) for name in type(self).model_fields)
