"""How much a mean person of a persona is on a channel, with a need and without."""

from __future__ import annotations

from sim.scenario.models import Behaviour, Channel, Persona
from sim.scenario.values.quantities import DAY

YEAR = 365


def affinity(channel: Channel, persona: Persona) -> float:
    """The persona's affinity, less where the way is far; of ages no more than the mean counts."""
    liking = persona.channels.get(channel.name, 0.0)
    if channel.catchment > 0.0:
        liking *= 2.0 ** (-persona.distance / channel.catchment)
    return liking * users(channel, persona)


def users(channel: Channel, persona: Persona) -> float:
    """Share of the persona that uses the channel: the mean of what is said of ages."""
    if persona.business and "business" in channel.users:
        return channel.users["business"]
    ages = [share for years, share in channel.users.items() if years != "business"]
    return sum(ages) / len(ages) if ages else 1.0


def there(channel: Channel) -> float:
    """Share of a year in which a channel is there: a fair is for some days."""
    if not channel.dates:
        return 1.0
    return min(1.0, sum(span.lasts for span in channel.dates) / (YEAR * DAY))


def idle_visits(channel: Channel, persona: Persona, behaviour: Behaviour) -> float:
    """Visits a day without a need, of somebody who knows the firm."""
    if channel.friends_only:
        return 0.0
    liking = affinity(channel, persona) * there(channel)
    return channel.visits * liking * idle_share(channel, behaviour)


def idle_share(channel: Channel, behaviour: Behaviour) -> float:
    """Share of visits, or impressions, that there are without a need: searches follow needs."""
    return {"none": 1.0, "general": behaviour.idle_search, "specific": 0.0}[channel.intent]


def need_share(channel: Channel, interest: float) -> float:
    """Share of searches of the channel's intent that people with a need make."""
    return {"none": 1.0, "general": 1.0 - interest, "specific": interest}[channel.intent]


def visits_in_need(
    channel: Channel, persona: Persona, *, time: float, length: float, interest: float
) -> float:
    """Visits that fall into a need, were it not to end in an order.

    Args:
        time: visits by unit of a channel's rate, with the push of need and interest.
        length: days that the need is open, which is all that counts for searches.
        interest: mean interest.
    """
    if channel.friends_only:
        return 0.0
    lasting = time if channel.intent == "none" else length * need_share(channel, interest)
    return channel.visits * affinity(channel, persona) * there(channel) * lasting
