"""What draws of the inputs say about the best strategy, in words."""

from __future__ import annotations

from sim.study.uncertainty.carried import Carried


def wins(inputs: Carried, name: str) -> str:
    """In how many draws a strategy is best; in tenths where equal strategies share one."""
    return f"{round((inputs.shares or {}).get(name, 0.0) * inputs.draws, 1):g}"


def tally_of(inputs: Carried, leader: str) -> str:
    """``38 of 40 draws of what is uncertain``: those in which a strategy is best."""
    return f"{wins(inputs, leader)} of {inputs.draws} draws of what is uncertain"


def others_best(inputs: Carried, leader: str) -> str:
    """`` (today in 2)``: the other strategies that are best in some draw, most often first."""
    shares = inputs.shares or {}
    won = sorted(
        (name for name in shares if name != leader and shares[name]), key=shares.__getitem__
    )
    listed = [f"{name} in {wins(inputs, name)}" for name in reversed(won)]
    return f" ({', '.join(listed)})" if listed else ""


def draws_words(inputs: Carried, leader: str, *, sure: bool) -> str:
    """A sentence on the draws, where the answer itself does not tell of them.

    Args:
        sure: whether the simulation alone tells which strategy is best at the stated values.
    """
    if inputs.draws == 0 or (sure and not inputs.settles(leader)):
        return ""
    if inputs.shares is None:
        return f"In some of the {inputs.draws} draws of what is uncertain it is not defined."
    many = f"{inputs.numbers} numbers have" if inputs.numbers != 1 else "one number has"
    words = (
        f"As {many} a range: {leader} is best in {tally_of(inputs, leader)}"
        f"{others_best(inputs, leader)}."
    )
    if not inputs.settles(leader):
        words += " More replications alone do not decide that."
    return words


def unsettled(inputs: Carried, leader: str) -> str:
    """Why the draws leave it open, as the end of a sentence."""
    if inputs.shares is None:
        return f"but not defined in some of the {inputs.draws} draws of what is uncertain"
    return f"but it is best in only {tally_of(inputs, leader)}{others_best(inputs, leader)}"
