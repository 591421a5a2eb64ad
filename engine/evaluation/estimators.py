"""Four estimators of what a policy would have earned, from decisions that another one made.

Of row i: x profile, a what was done, p = P(a | x), r reward; c what the policy does; q(x, c) the
reward that a model predicts. With w = 1/p where a = c, else 0:

========  =================================================  ==========================
name      mean                                               right where
========  =================================================  ==========================
``ips``   sum w r / n                                        p is right
``snips`` sum w r / sum w                                    p is right, n large
``dm``    sum q(x, c) / n                                    the model is right
``dr``    sum (q(x, c) + w (r - q(x, c))) / n                either of the two is right
========  =================================================  ==========================

Sources: Horvitz and Thompson 1952 (inverse propensity scores); Swaminathan and Joachims 2015,
"The self-normalized estimator for counterfactual learning"; Dudík, Langford and Li 2011, "Doubly
robust policy evaluation and learning" (direct method and doubly robust).

All need that whatever the policy does could have been done by the log, and that p hangs on x alone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.evaluation.intervals import Ratio
from engine.evaluation.reward_model import Predictions

__all__ = ["ESTIMATORS", "LOGGED", "ratios", "weights"]

Floats = npt.NDArray[np.float64]

ESTIMATORS = ("ips", "snips", "dm", "dr")
LOGGED = "logged"


def weights(
    arm: npt.NDArray[np.int64], chosen: npt.NDArray[np.int64], probability: Floats
) -> Floats:
    """float64[n]: 1 / P(what was done) where the policy does the same, else 0."""
    return np.where(arm == chosen, 1.0 / probability, 0.0)


def ratios(weight: Floats, reward: Floats, predicted: Predictions) -> dict[str, Ratio]:
    """All estimators and the logged mean, each as a ratio of sums.

    Where no row agrees with the policy nothing but the model speaks, and all but ``dm`` are NaN.
    """
    one = np.ones(len(reward))
    q = predicted.chosen
    learning = predicted.learning - predicted.learning.mean()
    if not weight.any():
        weight = np.full(len(reward), np.nan)
    return {
        "ips": Ratio(weight * reward, one),
        "snips": Ratio(weight * reward, weight),
        "dm": Ratio(q + learning, one),
        "dr": Ratio(q + weight * (reward - q), one),
        LOGGED: Ratio(reward, one),
    }
