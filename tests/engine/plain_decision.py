"""The decision in the plainest Python, one customer at a time: what the kernels must agree with.

Rules and formulas go through the reference interpreter; all else is spelt out anew.
"""

from __future__ import annotations

from itertools import pairwise, product

from engine import numerics
from engine.arbitration import ALWAYS, EVERYONE, HOLDOUT, MARGIN
from engine.catalog import Catalog, Learned, Scorecard
from engine.catalog_checks import elementary_caps
from engine.exploration.courses import EXPLORE
from engine.prices import GRID, grid_place, grid_price
from engine.quantities import currency_digits
from engine.random import entity, uniform, uniform_pair
from engine.rules import evaluate

INFINITY = float("inf")


class Plain:
    """One catalogue at one moment, for customers given as {field: value}."""

    def __init__(self, catalog: Catalog, *, when="plan", channel=None, learned=None, seed=0):
        self.catalog = catalog
        self.when = when
        self.learned = learned or {}
        self.seed = seed
        self.unit = 10.0 ** currency_digits(catalog.currency)
        self.channels = {item.name: item for item in catalog.channels}
        self.moment = when != "plan"
        self.offered = [
            (action, place)
            for action, place in catalog.treatments
            if action.when == when and (not action.on or channel in action.on)
        ]

    def draw(self, customer, kind, which, window=ALWAYS, ordinal=0):
        return uniform(self.seed, customer, 0, kind, which, window, ordinal)

    @property
    def policy_share(self):
        """Share that no planned action reaches."""
        return 0.0 if self.moment else self.catalog.contact_policy.holdout

    def policy_held(self, customer):
        return self.draw(customer, HOLDOUT, EVERYONE, ordinal=1) < self.policy_share

    def room(self, values):
        left = []
        for cap, names in elementary_caps(self.catalog):
            count = 0.0
            for name in names:
                column = self.channels[name].contacts.get(cap.per)
                if column is not None and values.get(column) is not None:
                    count += max(values[column], 0.0)
            left.append([set(names), cap.limit - count])
        return left

    def score(self, action, values):
        """Propensity and priority (minor units); None where it is missing."""

        def part(key, constant):
            expr = self.catalog.expressions.get((action.name, key))
            return constant if expr is None else evaluate(expr, values)

        estimate = action.propensity
        if isinstance(estimate, Learned):
            trials, successes = self.counts(action, values)
            top = estimate.prior * estimate.strength + successes
            propensity = top / (estimate.strength + trials)
        elif isinstance(estimate, Scorecard):
            score = estimate.intercept
            for name in sorted(estimate.weights):
                if values.get(name) is not None:
                    score += estimate.weights[name] * float(values[name])
            propensity = numerics.logistic(score)
        else:
            propensity = part("propensity", estimate)
        context = part("context", action.context)
        worth = self.catalog.value if action.value is None else action.value
        if isinstance(worth, str):
            value, boost = part("value", None), action.boost * self.unit
        else:
            value, boost = worth * self.unit, action.boost
        if propensity is None or context is None or value is None:
            return propensity, None
        priority = propensity * context * value * boost
        return propensity, None if priority != priority else priority

    def counts(self, action, values):
        """Trials and successes that a customer's rate is learned from."""
        given = self.learned.get(action.name, (0.0, 0.0))
        segment = action.propensity.segment
        if segment is None:
            return given
        given = dict(given) if isinstance(given, dict) else {}
        if values.get(segment) is None:
            return tuple(sum(pair[k] for pair in given.values()) for k in range(2))
        return given.get(values[segment], (0.0, 0.0))

    def outcome(self, action, place, values):
        """What stands in the way, and (propensity, priority)."""
        for layer, name in (
            ("eligible", "not-eligible"),
            ("applicable", "not-applicable"),
            ("suitable", "not-suitable"),
        ):
            rule = self.catalog.expressions.get((action.name, layer))
            if rule is not None and evaluate(rule, values) is not True:
                return name, None
        channel = self.channels[action.treatments[place].channel]
        if not action.transactional:
            if channel.consent is not None and values.get(channel.consent) is not True:
                return "no-consent", None
            if channel.suppressed is not None and values.get(channel.suppressed) is True:
                if not action.after_purchase:
                    return "suppressed", None
            if any(channel.name in names and left <= 0 for names, left in self.room(values)):
                return "at-cap", None
        propensity, priority = self.score(action, values)
        if priority is None or (priority <= 0 and not (self.moment and action.transactional)):
            return "no-priority", None
        return "", (propensity, priority)

    def candidates(self, values):
        found = []
        for action, place in self.offered:
            why, numbers = self.outcome(action, place, values)
            if not why:
                found.append((action, place, *numbers))
        return found

    def net(self, candidate, prices):
        action, place, _, priority = candidate
        channel = action.treatments[place].channel
        cost = self.channels[channel].cost * self.unit
        if cost <= 0:
            return priority
        price = prices[channel] if self.catalog.budget.split else prices["all"]
        return -1.0 if price == INFINITY else priority - price * cost

    def cost(self, candidate):
        action, place = candidate[:2]
        return self.channels[action.treatments[place].channel].cost * self.unit

    def pick(self, values, candidates, prices, held, policy):
        """Picks, given which actions are held out and whether the policy's holdout applies."""
        room = self.room(values)
        picks, busy, done = [], set(), set()

        def channel(candidate):
            return candidate[0].treatments[candidate[1]].channel

        def possible(candidate):
            if candidate[0].name in held or channel(candidate) in busy:
                return False
            if candidate[0].transactional:
                return True
            return not policy and all(
                left > 0 for names, left in room if channel(candidate) in names
            )

        def take(candidate):
            picks.append(candidate)
            busy.add(channel(candidate))
            if candidate[0].transactional and not self.catalog.contact_policy.count_transactional:
                return
            for item in room:
                if channel(candidate) in item[0]:
                    item[1] -= 1

        def affordable(candidate):
            return self.cost(candidate) <= 0 or self.net(candidate, prices) > 0

        def unpriced(candidate):
            """Earns nothing, and money has no price."""
            name = candidate[0].treatments[candidate[1]].channel
            price = prices[name] if self.catalog.budget.split else prices["all"]
            return candidate[3] == 0 and price == 0

        def best(kind):
            options = [c for c in candidates if self.kind(c[0]) == kind]
            options = [c for c in options if c[0].name not in done and possible(c)]
            if kind == "needed":
                options = [c for c in options if affordable(c) or unpriced(c)]
            else:
                options = [c for c in options if self.net(c, prices) > 0]
            # the first of the best, in the catalogue's order
            return max(options, key=lambda c: self.net(c, prices), default=None)

        started = 0
        for kind in ("needed", "ordinary", "fallback"):
            if kind == "fallback" and started:
                break
            while kind == "needed" or started < self.catalog.slots:
                candidate = best(kind)
                if candidate is None:
                    break
                done.add(candidate[0].name)
                take(candidate)
                if candidate[0].deliver == "all":
                    for other in candidates:
                        if other[0] is candidate[0] and possible(other) and affordable(other):
                            take(other)
                started += kind != "needed"
                if kind == "fallback":
                    break
        return picks

    def kind(self, action):
        if self.moment and action.transactional:
            return "needed"
        return "fallback" if action.fallback else "ordinary"

    def customer_prices(self, customer, prices, window):
        """The prices that a customer meets, by its own draws at the margin."""
        met = {}
        for name, price in prices.items():
            met[name] = price.price
            if price.low < price.price and self.draw(customer, MARGIN, 0, window) < price.share:
                met[name] = price.low
        return met

    def decide(self, customer, values, prices, window=0):
        """Picks as (treatment, propensity, priority), and the same without any holdout."""
        candidates = self.candidates(values)
        met = self.customer_prices(customer, prices, window)
        policy = self.policy_held(customer)
        held = {
            action.name
            for action in self.catalog.actions
            if self.draw(customer, HOLDOUT, entity(action.name)) < action.holdout
        }
        picks = self.pick(values, candidates, met, held, policy)
        course, where = self.course(customer, window)
        if course != "":
            ends = self.explored(values, candidates, met, held, policy, course)
            picks = ends[int(where * len(ends))]
        return (
            picks,
            self.pick(values, candidates, met, set(), False),
        )

    def forced(self):
        """Actions of the moment with a share that is forced, by name."""
        names = {action.name for action, _ in self.offered}
        shares = [(a.name, a.explore) for a in self.catalog.actions if a.name in names]
        return [(name, share) for name, share in shares if share > 0]

    def options(self, values, candidates, prices, held, policy):
        """What a pick could be drawn from, and the candidates without all that compete for it."""
        needed = [c for c in candidates if self.kind(c[0]) == "needed"]
        found = []
        for candidate in candidates:
            if candidate in needed:
                continue
            alone = self.pick(values, [*needed, candidate], prices, held, policy)
            if candidate in alone:
                found.append(candidate)
        return needed, found

    def explored(self, values, candidates, prices, held, policy, course):
        """Picks of each end that a course may have, all equally likely."""
        needed, options = self.options(values, candidates, prices, held, policy)
        ends = []
        for candidate in options:
            same = [c for c in candidates if c[0] is candidate[0]]
            rivals = same if candidate[0].deliver == "all" else [candidate]
            if course is None:
                rest = sorted([*needed, *rivals], key=candidates.index)
                ends.append(self.pick(values, rest, prices, held, policy))
            elif candidate[0].name == course:
                rest = sorted([*needed, *same], key=candidates.index)
                return [self.pick(values, rest, prices, held, policy)]
        return ends or [self.pick(values, candidates, prices, held, policy)]

    def course(self, customer, window):
        """The course of a customer's draw: None any, a name, or "" for what is worth most."""
        above = 0.0
        drawn, where = uniform_pair(self.seed, customer, 0, EXPLORE, 0, window, 0)
        for name, share in self.forced():
            above += share
            if drawn < above:
                return name, where
        return (None if drawn < above + self.catalog.explore.share else ""), where

    def chances(self, values, prices):
        """Probability of every set of picks, by playing through all draws."""
        candidates = self.candidates(values)
        random = sorted({c[0].name for c in candidates if 0 < c[0].holdout < 1})
        always = {c[0].name for c in candidates if c[0].holdout >= 1}
        share = {action.name: action.holdout for action in self.catalog.actions}
        # one draw of the customer tells for all pools whether the lower price is met
        ends = {price.share for price in prices.values() if price.low < price.price}
        borders = sorted({0.0, 1.0, *ends})
        found: dict[frozenset[str], float] = {}
        for answers, (start, end) in product(
            product((False, True), repeat=len(random) + 1), pairwise(borders)
        ):
            policy, rest = answers[0], answers[1:]
            whole = self.policy_share
            weight = whole if policy else 1.0 - whole
            held = set(always)
            for name, answer in zip(random, rest, strict=True):
                weight *= share[name] if answer else 1.0 - share[name]
                if answer:
                    held.add(name)
            weight *= end - start
            met = {
                name: price.low if price.low < price.price and start < price.share else price.price
                for name, price in prices.items()
            }
            if weight == 0.0:
                continue
            picks = self.pick(values, candidates, met, held, policy)
            courses = [*self.forced(), (None, self.catalog.explore.share)]
            ends = [(picks, weight * (1.0 - sum(mass for _, mass in courses)))]
            for course, mass in courses:
                drawn = self.explored(values, candidates, met, held, policy, course)
                ends += [(picks, weight * mass / len(drawn)) for picks in drawn]
            for picks, chance in ends:
                key = frozenset(f"{action.name}/{place}" for action, place, *_ in picks)
                found[key] = found.get(key, 0.0) + chance
        return found

    def demand(self, customers, prices, pool):
        """What all picks would cost a pool at common prices, in millionths of a minor unit."""
        total = 0
        for customer, values in customers.items():
            policy = self.policy_held(customer)
            held = {
                action.name
                for action in self.catalog.actions
                if self.draw(customer, HOLDOUT, entity(action.name)) < action.holdout
            }
            for candidate in self.pick(values, self.candidates(values), prices, held, policy):
                channel = candidate[0].treatments[candidate[1]].channel
                if pool in ("all", channel):
                    total += int(self.cost(candidate) * 1_000_000)
        return total

    def price(self, customers, allowance):
        """Price, lower price and share of one pool for all, by trying one grid step after another.

        Args:
            allowance: in millionths of a minor unit.
        """
        place = grid_place(self.catalog.budget.minimum_return)
        wanted = self.demand(customers, {"all": grid_price(place)}, "all")
        if wanted <= allowance:
            return grid_price(place), grid_price(place), 1.0
        if allowance == 0:
            return INFINITY, INFINITY, 1.0
        low, high = place, GRID  # demand never rises with the price where each takes one at most
        while high - low > 1:
            middle = (low + high) // 2
            trial = self.demand(customers, {"all": grid_price(middle)}, "all")
            low, high, wanted = (
                (middle, high, trial) if trial > allowance else (low, middle, wanted)
            )
        spent = self.demand(customers, {"all": grid_price(high)}, "all")
        return grid_price(high), grid_price(low), (allowance - spent) / (wanted - spent)
