"""The telephone of the small journey in Ciw, which simulates networks of queues and nothing else.

Calls arrive in a Poisson stream at the rate that they have in the whole journey: people call
rarely, and independently but for those few who are on the telephone already.
"""

from __future__ import annotations

import ciw

from benchmarks.peers.journey import Journey, Tally


def run(journey: Journey, seed: int, calls: float) -> Tally:
    """Live the queue once.

    Args:
        calls: calls a day.
    """
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(calls)],
        service_distributions=[ciw.dists.Exponential(1 / journey.service)],
        number_of_servers=[journey.servers],
        reneging_time_distributions=[ciw.dists.Exponential(1 / journey.patience)],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(journey.days)
    tally = Tally()
    for record in simulation.get_all_records():
        tally.calls += 1
        tally.waited += record.waiting_time
        if record.record_type == "renege":
            tally.give_ups += 1
        else:
            tally.answers += 1
    return tally


__all__ = ["run"]
