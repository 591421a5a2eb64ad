"""What draws of the inputs say about the best strategy, in words."""

from __future__ import annotations

from sim.study.uncertainty.carried import FEWEST_DRAWS, Carried

_NEITHER = "Sure neither by simulation nor by inputs"
_TOO_FEW = f"where {FEWEST_DRAWS} are the least that decide"


def wins(inputs: Carried, name: str) -> str:
    """In how many draws a strategy is best; in tenths where equal strategies share one."""
    return f"{round((inputs.shares or {}).get(name, 0.0) * inputs.draws, 1):g}"


def others_best(inputs: Carried, leader: str) -> str:
    """`` (today in 2)``: the other strategies that are best in some draw, most often first."""
    shares = inputs.shares or {}
    won = [name for name in shares if name != leader and shares[name] > 0.0]
    won.sort(key=lambda name: -shares[name])
    listed = [f"{name} in {wins(inputs, name)}" for name in won]
    return f" ({', '.join(listed)})" if listed else ""


def sure_words(inputs: Carried, leader: str, *, sure: bool, likely: bool = False) -> str:
    """How sure a verdict is, in words.

    Args:
        sure: whether the simulation alone tells which strategy is best at the stated values.
        likely: whether the interval by inputs that is told holds 0, so that the draws won are a
            likelihood: nobody would call sure what stands beside such an interval.
    """
    if inputs.draws == 0:
        return "Sure by simulation" if sure else "Not sure by simulation"
    settled = inputs.settles(leader)
    if not inputs.enough:
        return f"{'Sure' if sure else 'Not sure'} by simulation; too few draws to say by inputs"
    if sure:
        by_inputs = ", likely by inputs" if likely else " and by inputs"
        return f"Sure by simulation{by_inputs if settled else ', not by inputs'}"
    by_inputs = "Likely by inputs, not sure" if likely else "Sure by inputs, not"
    return f"{by_inputs} by simulation" if settled else _NEITHER


def draws_words(inputs: Carried, leader: str) -> str:
    """``best in 36 of 40 draws (linked in 3, today in 1)``; empty where nothing was drawn."""
    if inputs.draws == 0:
        return ""
    if inputs.shares is None:
        return f"not defined in some of the {inputs.draws} draws of what is uncertain"
    words = f"best in {wins(inputs, leader)} of {inputs.draws} draws{others_best(inputs, leader)}"
    return words if inputs.enough else f"{words}, {_TOO_FEW}"
