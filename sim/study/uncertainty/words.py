"""What draws of the inputs say about the best strategy, in words."""

from __future__ import annotations

from sim.study.uncertainty.carried import FEWEST_DRAWS, Carried

_TOO_FEW = f"fewer than {FEWEST_DRAWS} draws decide nothing"


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


def draws_words(inputs: Carried, leader: str, *, sure: bool) -> str:
    """A sentence on the draws, where the answer itself does not tell of them.

    Args:
        sure: whether the simulation alone tells which strategy is best at the stated values.
    """
    if inputs.draws == 0 or (sure and not inputs.settles(leader)):
        return ""
    if inputs.shares is None:
        return f"It is not defined in some of the {inputs.draws} draws of what is uncertain."
    many = f"their ranges, the {inputs.numbers} uncertain numbers leave"
    if inputs.numbers == 1:
        many = "its range, the one uncertain number leaves"
    words = (
        f"Drawn anew within {many} {leader} best in {wins(inputs, leader)} of {inputs.draws} "
        f"draws{others_best(inputs, leader)}."
    )
    if not inputs.enough:
        return f"{words} {_TOO_FEW[0].upper()}{_TOO_FEW[1:]}."
    if not inputs.settles(leader):
        words += " More replications alone do not decide that."
    return words


def unsettled(inputs: Carried, leader: str) -> str:
    """Why the draws leave it open, as the end of a sentence."""
    if inputs.shares is None:
        return f"but that is not defined in some of the {inputs.draws} draws of what is uncertain"
    if inputs.wins_most(leader):
        many = f"{inputs.draws} draws" if inputs.draws > 1 else "one draw"
        return f"and it is best in {wins(inputs, leader)} of {many}; {_TOO_FEW}"
    return (
        f"but it is best in only {wins(inputs, leader)} of {inputs.draws} draws of what is "
        f"uncertain{others_best(inputs, leader)}"
    )
