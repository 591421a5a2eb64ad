"""The name *allocation*: plans under constraints, here and by HiGHS, and how far each is off.

Small jobs have an exact optimum by HiGHS to be held against; a large one is measured in passes,
each of which asks every customer once what it takes at some prices; and a mailing whose readers
call shows what filling up customer by customer gives away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from benchmarks.report import Report, Row
from benchmarks.timing import Seconds, timed
from benchmarks.timing import median as middle
from engine.allocation.choice import Single
from engine.allocation.effort import Effort
from engine.allocation.problem import FREE, Limits, Offers, draws_of, fixed_point
from engine.allocation.solving import Allocation, Certificate, allocate
from engine.errors import RunError

NEAR_FROM, NEAR = 500, 0.005
"""From how many customers on prices and repair alone must come how near to the optimum."""
LARGE_GAP = 0.0002


@dataclass(frozen=True)
class Size:
    """How much is done.

    Attributes:
        small: customers of jobs that HiGHS solves too, each with ten treatments and five limits.
        customers, treatments, limits: of the large job.
        readers: people of the mailing.
        rounds: how often each is done here.
    """

    small: tuple[int, ...] = (100, 500, 2_000)
    customers: int = 1_000_000
    treatments: int = 20
    limits: int = 10
    readers: int = 200_000
    rounds: int = 3


FULL = Size()
QUICK = Size(small=(100, 500), customers=100_000, readers=60_000, rounds=1)


def measure(size: Size) -> Report:
    """All groups, one after the other."""
    _, warm = timed(lambda: allocate(*posed(2_000, 10, 5, 99)))
    report = Report(
        "allocation",
        "plans under constraints across customers, one pick each; seed 1 unless a row says more",
        packages=("scipy",),
    )
    report.notes.append(f"Compiled, or loaded, in {warm.wall:.1f} s before anything was timed.")
    for customers in size.small:
        report.add(against_exact(customers, size, report.notes))
    report.add(large(size, report.notes))
    report.add(mailing(size, report.notes))
    report.look_around()
    return report


# --- jobs -------------------------------------------------------------------------------------


def posed(customers: int, treatments: int, limits: int, seed: int) -> tuple[Single, Limits]:
    """A random job that some plan keeps.

    Each customer may get six in ten of the treatments. Limits are money, most and least picks of
    some treatments, and expected calls; a random plan of good picks keeps all of them, tightened
    so that nearly all bind.
    """
    rng = np.random.default_rng(seed)
    has = rng.random((customers, treatments)) < 0.6
    count = has.sum(axis=1)
    last = np.cumsum(count)
    treatment = np.nonzero(has)[1].astype(np.int32)
    base = rng.gamma(2.0, 1.0, treatments)
    value = base[treatment] * rng.gamma(2.0, 0.1, len(treatment))
    usage, loads = np.zeros((treatments, limits)), {}
    minimum, maximum = np.full(limits, np.nan), np.full(limits, np.nan)
    planted = _planted(rng, value, count, last)
    for k in range(limits):
        kind = k % 4
        usage[:, k] = rng.random(treatments) < 0.4
        if kind == 0:
            usage[:, k] = rng.choice([0.02, 0.1, 0.6, 1.2], treatments)
        elif kind == 3:
            loads[k] = np.round(rng.random(len(treatment)) * 0.05, 6)
        elif kind == 2:  # what brings little is wanted
            usage[:, k] = base < np.quantile(base, 0.3 + 0.02 * k)
        used = usage[treatment[planted], k] * (loads[k][planted] if k in loads else 1.0)
        if kind == 2:
            minimum[k] = np.floor(used.sum())
        else:
            maximum[k] = used.sum() + 1e-6
    whole, load, load_of, limited = fixed_point(
        [f"limit-{k}" for k in range(limits)], usage, loads, minimum, maximum, customers
    )
    if not loads:
        load = np.zeros((len(value), 0), np.int64)
    numbers = rng.permutation(customers).astype(np.uint64)
    offers = Offers(
        numbers, last - count, last, treatment, value, whole, load, load_of,
        draws_of(numbers, seed, 0),
    )  # fmt: skip
    return Single(offers), limited


def _planted(rng: Any, value: Any, count: Any, last: Any) -> Any:
    """Places of picks of a plan that mixes good with chance, for seven in ten customers."""
    noisy = value * rng.gamma(1.0, 1.0, len(value))
    order = np.lexsort((-noisy, np.repeat(np.arange(len(count)), count)))
    picks = order[(last - count)[count > 0]]
    return picks[rng.random(len(picks)) < 0.7]


def by_highs(choice: Single, limits: Limits) -> tuple[float, float]:
    """Value of the optimum by HiGHS, within 10^-6 of itself, and its bound."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    offers, m, n = choice.offers, len(choice.offers.value), len(choice.offers.first)
    owner = np.repeat(np.arange(n), offers.last - offers.first)
    once = coo_array((np.ones(m), (owner, np.arange(m))), shape=(n, m))
    usage = offers.usages(np.arange(m)).T.astype(np.float64)
    most = np.maximum(usage.max(axis=1), 1.0)
    upper = np.where(limits.upper < FREE, limits.upper / most, np.inf)
    found = milp(
        -offers.value,
        integrality=np.ones(m),
        bounds=Bounds(0.0, 1.0),
        constraints=[
            LinearConstraint(once, -np.inf, 1.0),
            LinearConstraint(usage / most[:, None], limits.lower / most, upper),
        ],
        options={"mip_rel_gap": OPTIMAL, "time_limit": PATIENCE},
    )
    if found.x is None:
        raise RunError("HiGHS found no plan, though there is one")
    return -float(found.fun), -float(found.mip_dual_bound)


OPTIMAL = 1e-5
PATIENCE = 20.0
"""Seconds after which HiGHS is taken at its best plan and its bound."""


def checked(choice: Single, limits: Limits, found: Allocation) -> Allocation:
    """The plan, once it is seen to keep every limit."""
    used = choice.use(found.picks)
    if not (found.certificate.feasible and limits.kept(used)):
        raise RunError("a plan does not keep its limits: these figures mean nothing")
    return found


# --- groups -----------------------------------------------------------------------------------


def against_exact(customers: int, size: Size, notes: list[str]) -> Iterator[Row]:
    """The whole of it, prices and repair alone, and HiGHS, on the same job."""
    group = f"against HiGHS: {customers:,} customers × 10 treatments, 5 limits"
    choice, limits = posed(customers, 10, 5, 1)
    (exact, bound), taken = timed(lambda: by_highs(choice, limits))
    ours: float | None = None
    for finish, system in ((True, "here: with the search"), (False, "here: prices and repair")):
        plan = partial(allocate, choice, limits, Effort(finish=finish))
        made = [timed(plan) for _ in range(size.rounds)]
        found = checked(choice, limits, made[0][0]).certificate
        if found.value > bound * (1 + 1e-6) or found.bound < exact * (1 - 1e-6):
            raise RunError("a certificate is not true")
        loss = (bound - found.value) / bound
        if customers >= NEAR_FROM and loss > NEAR:
            raise RunError(f"prices and repair are {loss:.2%} below the optimum")
        seconds = middle([each[1] for each in made])
        notes.append(
            f"{customers:,} customers, {system[6:]}: gap as certified {found.gap:.4%}, "
            f"against the optimum {max((exact - found.value) / exact, 0.0):.4%}."
        )
        ours = seconds.wall if ours is None else ours
        yield _row(group, system, customers, seconds, seconds.wall / ours, size.rounds, found)
    yield Row(
        group, "HiGHS", _amount(customers), customers, taken.wall, unit="customers",
        processor=taken.processor, ratio=None if ours is None else taken.wall / ours,
        more={"value": exact, "bound": bound, "gap": (bound - exact) / bound},
    )  # fmt: skip


def large(size: Size, notes: list[str]) -> Iterator[Row]:
    """One pass of arbitration, and the whole plan as a multiple of it."""
    group = f"passes: {size.customers:,} × {size.treatments} treatments, {size.limits} limits"
    choice, limits = posed(size.customers, size.treatments, size.limits, 1)
    found = checked(choice, limits, allocate(choice, limits))
    passes, plans = [], []
    for _ in range(size.rounds):
        passes += [timed(lambda: choice.respond(np.zeros(len(limits))))[1] for _ in range(3)]
        plans.append(timed(lambda: allocate(choice, limits))[1])
    one, all_ = middle(passes), middle(plans)
    certificate = found.certificate
    if certificate.gap > LARGE_GAP:
        raise RunError(f"the gap is {certificate.gap:.4%}, more than {LARGE_GAP:.2%}")
    binding = sum(1 for limit in certificate.limits if limit.price)
    notes.append(
        f"{size.customers:,} customers: {all_.wall / one.wall:.1f} times one pass, gap "
        f"{certificate.gap:.5%}, {certificate.repaired} customers moved, {binding} of "
        f"{size.limits} limits bind."
    )
    yield _row(group, "the plan", size.customers, all_, 1.0, size.rounds, certificate)
    yield _row(group, "one pass", size.customers, one, one.wall / all_.wall, len(passes))


def _row(
    group: str, system: str, customers: int, seconds: Seconds, ratio: float, rounds: int,
    found: Certificate | None = None,
) -> Row:  # fmt: skip
    more = {}
    if found is not None:
        more = {
            "value": found.value, "bound": found.bound, "gap": found.gap,
            "passes": found.passes, "repaired": found.repaired, "searched": found.searched,
        }  # fmt: skip
    return Row(
        group, system, _amount(customers), customers, seconds.wall, unit="customers",
        processor=seconds.processor, ratio=ratio, rounds=rounds, more=more,
    )  # fmt: skip


def _amount(customers: int) -> str:
    return f"{customers:,} customers"


# --- a mailing whose readers call -------------------------------------------------------------


def mailing(size: Size, notes: list[str]) -> Iterator[Row]:
    """50,000 e-mails to 200,000 readers, of whom 2 to 3 % call; 1,000 calls can be taken."""
    choice, limits = readers(size.readers)
    group = f"calls: {size.readers:,} readers, e-mails and calls limited"
    made = [timed(lambda: allocate(choice, limits)) for _ in range(size.rounds)]
    found = checked(choice, limits, made[0][0]).certificate
    filled = [timed(lambda: filled_greedily(choice, limits)) for _ in range(size.rounds)]
    picks = filled[0][0]
    if not limits.kept(choice.use(picks)):
        raise RunError("greedy filling does not keep its limits")
    greedy = choice.worth(picks)
    calls = found.limits[1]
    mails = np.argsort(-choice.offers.value)[: int(limits.upper[0] / limits.scale[0])]
    free = choice.use(mails)[1] / limits.scale[1]
    notes.append(
        f"Calls: {calls.used:,.1f} expected of {calls.maximum:,.0f} that can be taken, where "
        f"the best e-mails alone would bring {free:,.0f}; greedy filling, the highest value first, "
        f"keeps to it too and brings {1 - greedy / found.value:.2%} less."
    )
    ours = middle([each[1] for each in made])
    theirs = middle([each[1] for each in filled])
    yield _row(group, "here", size.readers, ours, 1.0, size.rounds, found)
    yield Row(
        group, "greedy filling", _amount(size.readers), size.readers, theirs.wall,
        unit="customers", processor=theirs.processor, ratio=theirs.wall / ours.wall,
        rounds=size.rounds, more={"value": greedy, "value_ratio": greedy / found.value},
    )  # fmt: skip


def readers(people: int) -> tuple[Single, Limits]:
    """An e-mail for everybody: worth what it brings, and 2 to 3 % of those who get it call."""
    rng = np.random.default_rng(1)
    value = rng.gamma(2.0, 0.5, people)
    calls = np.round(rng.uniform(0.02, 0.03, people), 6)
    most = people / 4.0
    usage, load, load_of, limits = fixed_point(
        ["e-mails", "calls"], np.ones((1, 2)), {1: calls}, np.full(2, np.nan),
        np.array([most, most * 0.02]), people,
    )  # fmt: skip
    numbers = np.arange(people, dtype=np.uint64)
    places = np.arange(people)
    offers = Offers(
        numbers, places, places + 1, np.zeros(people, np.int32), value, usage, load, load_of,
        draws_of(numbers, 1, 0),
    )  # fmt: skip
    return Single(offers), limits


def filled_greedily(choice: Single, limits: Limits) -> Any:
    """The highest value first, as long as it fits: what is done without prices."""
    offers = choice.offers
    picks = np.full(len(offers.first), -1, np.int64)
    used = [0] * len(limits)
    upper = limits.upper.tolist()
    order = np.argsort(-offers.value, kind="stable")
    usage = offers.usages(order).tolist()
    for place, use in zip(order.tolist(), usage, strict=True):
        after = [a + b for a, b in zip(used, use, strict=True)]
        if all(a <= b for a, b in zip(after, upper, strict=True)):
            used = after
            picks[place] = place
    return picks
