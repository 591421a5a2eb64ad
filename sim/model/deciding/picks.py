"""Who picks what among a customer's candidates: the engine's picks, on the output record O."""

from __future__ import annotations

from engine import arbitration
from engine.kernels import part


@part
def take_up(P, S, O, rows, i):
    """Load the candidates of row i into O, and what was picked of them under limits."""
    first = rows.first[i]
    O.candidates = rows.last[i] - first
    for place in range(O.candidates):
        O.candidate[place] = rows.candidate[first + place]
        O.candidate_priority[place] = rows.priority[first + place]
        O.candidate_propensity[place] = rows.propensity[first + place]
        for load in range(P.n_loads):
            O.candidate_load[place, load] = rows.load[first + place, load]
    if S.solved:
        O.repaired = rows.repaired[i]
        for channel in range(P.channels):
            O.chosen[channel] = rows.chosen[i, channel]


@part
def pick(P, O):
    """Every decider's picks among the candidates in O, at the prices in O.

    Writes the candidates' places into O.chosen (one a channel, -1 none).
    """
    arbitration.pick(
        P, O.prices, O.candidate, O.candidate_priority, 0, O.candidates, False, O.status, O.left,
        O.state, O.left, O.tape, O.chosen,
    )  # fmt: skip


@part
def best_of(P, O, prices, decider, first, last, kind):
    """Place of a decider's best candidate of a kind among those from `first` to `last`, or -1."""
    for channel in range(P.channels):
        O.chosen[channel] = -1
    for place in range(first, last):
        O.state[P.t_action[O.candidate[place]]] = arbitration.FREE
    return arbitration.best_for(
        P, decider, prices, O.candidate, O.candidate_priority, first, last, O.state, O.left,
        O.chosen, False, kind,
    )  # fmt: skip
