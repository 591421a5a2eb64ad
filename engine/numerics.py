"""Elementary functions whose every bit is ours.

Library exp and log differ between vector and scalar code, between platforms and between releases;
results must not. These use only IEEE 754 addition, multiplication, division and square root, in a
fixed order, so the compiled function and its plain Python form (``exp.py_func``) agree bit for bit.

Sources: exp and log follow the reductions and coefficients of fdlibm (Sun Microsystems, 1993,
freely distributable); the normal quantile is algorithm AS 241 (Wichura, Applied Statistics 37,
1988), variant PPND16.
"""

from __future__ import annotations

import math

import numpy as np

from engine.kernels import kernel, part

__all__ = ["exp", "log", "logistic", "normal_quantile", "poisson_quantile", "rounded_mean"]

EXP_HIGHEST = 709.782712893384
EXP_LOWEST = -745.1332191019412
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
INVERSE_LN2 = 1.44269504088896338700

SIGNIFICAND_BITS = 52
EXPONENT_BIAS = 1023
SIGNIFICAND_MASK = (1 << SIGNIFICAND_BITS) - 1
ONE_BITS = EXPONENT_BIAS << SIGNIFICAND_BITS
ROOT_HALF_BITS = 0x3FE6A09E << 32  # sqrt(1/2), its upper word
SMALLEST_NORMAL = 2.2250738585072014e-308
TWO_54 = 18014398509481984.0

POISSON_HIGHEST_MEAN = 1_000_000.0
POISSON_LOWEST_U = 2.0**-60
POISSON_HIGHEST_U = 1.0 - 2.0**-53
POISSON_NEGLIGIBLE = 1e-40  # against a tail of 2^-60 and 10,000 terms it does not count
POISSON_STIRLING = 128.0
POISSON_SMALL_MEAN = 16.0  # up to here summing up from 0 is the quickest
POISSON_UNSURE = 1e-12  # a thousand times what that sum can err
MEAN_DROPPED_BITS = 20  # leaves 33 significant bits
ROOT_TWO_PI = 2.5066282746310002


@part
def _power_of_two(exponent: int) -> float:
    """2 to an integer power between -1022 and 1023."""
    return float(np.int64((exponent + EXPONENT_BIAS) << SIGNIFICAND_BITS).view(np.float64))


@kernel
def exp(x: float) -> float:
    """e to the power x, within one unit in the last place; overflows to inf, NaN stays NaN."""
    x = float(x)
    if x != x:
        return x
    if x > EXP_HIGHEST:
        return math.inf
    if x < EXP_LOWEST:
        return 0.0
    k = int(x * INVERSE_LN2 + (0.5 if x >= 0.0 else -0.5))
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t
            * (
                6.61375632143793436117e-05
                + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08)
            )
        )
    )
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    half = k >> 1  # two steps, so that subnormal results are rounded once
    return y * _power_of_two(half) * _power_of_two(k - half)


@kernel
def log(x: float) -> float:
    """Natural logarithm, within one unit in the last place.

    log(0) is -inf, of a negative number NaN, of inf inf.
    """
    x = float(x)
    if x != x or x < 0.0:
        return math.nan
    if x == 0.0:
        return -math.inf
    if x == math.inf:
        return x
    k = 0
    if x < SMALLEST_NORMAL:
        k = -54
        x = x * TWO_54
    bits = int(np.float64(x).view(np.int64)) + (ONE_BITS - ROOT_HALF_BITS)
    k += (bits >> SIGNIFICAND_BITS) - EXPONENT_BIAS
    bits = (bits & SIGNIFICAND_MASK) + ROOT_HALF_BITS
    f = float(np.int64(bits).view(np.float64)) - 1.0
    half_square = 0.5 * f * f
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (
        3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01)
    )
    odd = z * (
        6.666666666666735130e-01
        + w
        * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    exponent = float(k)
    return (
        s * (half_square + (even + odd))
        + exponent * LN2_LOW
        - half_square
        + f
        + exponent * LN2_HIGH
    )


@kernel
def logistic(x: float) -> float:
    """1 / (1 + e^-x), without overflow; NaN stays NaN."""
    x = float(x)
    z = exp(-abs(x))
    if x >= 0.0:
        return 1.0 / (1.0 + z)
    return z / (1.0 + z)


@kernel
def normal_quantile(p: float) -> float:
    """The standard normal value below which a share p lies (AS 241, relative error near 1e-16).

    0 gives -inf, 1 gives inf, anything outside [0, 1] NaN.
    """
    p = float(p)
    if not (0.0 <= p <= 1.0):
        return math.nan
    if p == 0.0:
        return -math.inf
    if p == 1.0:
        return math.inf
    q = p - 0.5
    if abs(q) <= 0.425:
        return q * _central_ratio(0.180625 - q * q)
    r = math.sqrt(-log(p if q < 0.0 else 1.0 - p))
    value = _middle_ratio(r - 1.6) if r <= 5.0 else _far_ratio(r - 5.0)
    return -value if q < 0.0 else value


@part
def _central_ratio(r: float) -> float:
    """AS 241 for |p - 1/2| up to 0.425."""
    above = 2.5090809287301226727e3
    above = above * r + 3.3430575583588128105e4
    above = above * r + 6.7265770927008700853e4
    above = above * r + 4.5921953931549871457e4
    above = above * r + 1.3731693765509461125e4
    above = above * r + 1.9715909503065514427e3
    above = above * r + 1.3314166789178437745e2
    above = above * r + 3.3871328727963666080e0
    below = 5.2264952788528545610e3
    below = below * r + 2.8729085735721942674e4
    below = below * r + 3.9307895800092710610e4
    below = below * r + 2.1213794301586595867e4
    below = below * r + 5.3941960214247511077e3
    below = below * r + 6.8718700749205790830e2
    below = below * r + 4.2313330701600911252e1
    below = below * r + 1.0
    return above / below


@part
def _middle_ratio(r: float) -> float:
    """AS 241 for tails down to e^-25."""
    above = 7.74545014278341407640e-4
    above = above * r + 2.27238449892691845833e-2
    above = above * r + 2.41780725177450611770e-1
    above = above * r + 1.27045825245236838258e0
    above = above * r + 3.64784832476320460504e0
    above = above * r + 5.76949722146069140550e0
    above = above * r + 4.63033784615654529590e0
    above = above * r + 1.42343711074968357734e0
    below = 1.05075007164441684324e-9
    below = below * r + 5.47593808499534494600e-4
    below = below * r + 1.51986665636164571966e-2
    below = below * r + 1.48103976427480074590e-1
    below = below * r + 6.89767334985100004550e-1
    below = below * r + 1.67638483018380384940e0
    below = below * r + 2.05319162663775882187e0
    below = below * r + 1.0
    return above / below


@part
def _far_ratio(r: float) -> float:
    """AS 241 for tails below e^-25."""
    above = 2.01033439929228813265e-7
    above = above * r + 2.71155556874348757815e-5
    above = above * r + 1.24266094738807843860e-3
    above = above * r + 2.65321895265761230930e-2
    above = above * r + 2.96560571828504891230e-1
    above = above * r + 1.78482653991729133580e0
    above = above * r + 5.46378491116411436990e0
    above = above * r + 6.65790464350110377720e0
    below = 2.04426310338993978564e-15
    below = below * r + 1.42151175831644588870e-7
    below = below * r + 1.84631831751005468180e-5
    below = below * r + 7.86869131145613259100e-4
    below = below * r + 1.48753612908506148525e-2
    below = below * r + 1.36929880922735805310e-1
    below = below * r + 5.99832206555887937690e-1
    below = below * r + 1.0
    return above / below


@kernel
def poisson_quantile(u: float, mean: float) -> int:
    """The smallest count whose Poisson distribution function reaches u.

    Plain inversion at every mean: one uniform gives one count, and a higher mean or a higher u
    never gives a lower count. To make that hold to the last bit, the mean is first rounded to 33
    significant bits: between neighbours the distribution function then moves by far more than the
    sums below can err, because each tail is summed from its small end.

    Bounded: means above a million count as a million, u below 2^-60 as 2^-60, u of one or more as
    1 - 2^-53. A mean of zero, below zero or NaN, and a u of NaN, give 0.
    """
    u = float(u)
    mean = float(mean)
    if not mean > 0.0 or u != u:
        return 0
    u = min(max(u, POISSON_LOWEST_U), POISSON_HIGHEST_U)
    mean = rounded_mean(min(mean, POISSON_HIGHEST_MEAN))
    above = 1.0 - u
    if above > mean:  # P(count > 0) < mean
        return 0
    if mean <= POISSON_SMALL_MEAN:
        count = _poisson_from_zero(u, mean)
        if count >= 0:
            return count
    mode = int(mean)
    at_mode = _poisson_mass_at_floor(mean)
    lower = _poisson_lower(u, mean, mode, at_mode)
    if lower < mode:
        return lower
    return _poisson_upper(above, mean, mode, at_mode)


@part
def rounded_mean(mean: float) -> float:
    """The mean rounded to fewer significant bits; keeps the order of means."""
    bits = int(np.float64(mean).view(np.int64)) + (1 << (MEAN_DROPPED_BITS - 1))
    bits = (bits >> MEAN_DROPPED_BITS) << MEAN_DROPPED_BITS
    return float(np.int64(bits).view(np.float64))


@part
def _poisson_from_zero(u: float, mean: float) -> int:
    """The quantile by plain summing up, -1 where u is too near a step to be sure of it."""
    mass = exp(-mean)
    total = mass
    count = 0
    while total < u:
        if u - total < POISSON_UNSURE:
            return -1
        count += 1
        mass = mass * mean / count
        total += mass
    return count if total - u > POISSON_UNSURE else -1


@part
def _poisson_mass_at_floor(mean: float) -> float:
    """P(count = floor(mean)), relative error below 1e-13."""
    mode = int(mean)
    if mean < POISSON_STIRLING:
        mass = exp(-mean)
        for count in range(1, mode + 1):
            mass = mass * mean / count
        return mass
    # Stirling's series for the factorial; mean - mode - mode log(mean / mode) as a power series.
    e = (mean - mode) / mode
    series = 0.0
    for n in range(10, 1, -1):
        series = (1.0 / n) - e * series
    deviance = mode * (e * e * series)
    k = float(mode)
    stirling = (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * k * k)) / (k * k)) / k
    return exp(-deviance - stirling) / (ROOT_TWO_PI * math.sqrt(k))


@part
def _poisson_lower(u: float, mean: float, mode: int, at_mode: float) -> int:
    """The smallest count below the mode whose distribution function reaches u, else the mode."""
    count = mode
    mass = at_mode
    while count > 0 and mass > POISSON_NEGLIGIBLE:
        mass = mass * count / mean
        count -= 1
    total = mass
    while count < mode and total < u:
        count += 1
        mass = mass * mean / count
        total += mass
    return count


@part
def _poisson_upper(above: float, mean: float, mode: int, at_mode: float) -> int:
    """The smallest count from the mode on with P(more than it) at most `above`."""
    count = mode
    mass = at_mode
    while mass > POISSON_NEGLIGIBLE:
        count += 1
        mass = mass * mean / count
    total = mass
    while count > mode and total <= above:  # total is P(count or more)
        mass = mass * count / mean
        count -= 1
        total += mass
    return count
