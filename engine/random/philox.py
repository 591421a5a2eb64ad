"""Counter-based random numbers: Philox4x32-10.

Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011);
tested with the known answers of their library Random123.

The 128 bits of the counter name one draw, so that no draw depends on any other:

========  ===========  ====
bits      what         word
========  ===========  ====
40        customer     0 and the low 8 bits of 1
24        replication  the high 24 bits of 1
8         kind         the low 8 bits of 2
24        entity       the high 24 bits of 2
16        window       the low 16 bits of 3
16        ordinal      the high 16 bits of 3
========  ===========  ====

The key is the 64-bit seed. A part wider than its field is cut to it; callers keep within.
32-bit words are held in uint64, and every constant is cast, since Numba turns uint64 mixed with
plain integers into something else.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from engine.kernels import inlined, kernel, part

__all__ = ["block", "philox4x32", "uniform", "uniform_pair", "uniform_pairs", "uniforms"]

MULTIPLIER_0 = 0xD2511F53
MULTIPLIER_1 = 0xCD9E8D57
WEYL_0 = 0x9E3779B9
WEYL_1 = 0xBB67AE85
WORD_MASK = 0xFFFFFFFF
ROUNDS = 10

CUSTOMER_MASK = (1 << 40) - 1
MASK_24 = (1 << 24) - 1
MASK_16 = (1 << 16) - 1
MASK_8 = (1 << 8) - 1
TWO_TO_MINUS_52 = 2.0**-52

Integer: TypeAlias = "int | np.integer[Any]"
Words: TypeAlias = "tuple[np.uint64, np.uint64, np.uint64, np.uint64]"


@inlined
def _rounds(a: Any, b: Any, c: Any, d: Any, key_0: Any, key_1: Any) -> Words:
    """Four random words for a counter of four words and a key of two; all uint64.

    Taken into its callers' code, as a loop over many counters is made vectors of only then.
    """
    mask = np.uint64(WORD_MASK)
    shift = np.uint64(32)
    for _ in range(ROUNDS):
        first = np.uint64(MULTIPLIER_0) * a
        second = np.uint64(MULTIPLIER_1) * c
        a = (second >> shift) ^ b ^ key_0
        b = second & mask
        c = (first >> shift) ^ d ^ key_1
        d = first & mask
        key_0 = (key_0 + np.uint64(WEYL_0)) & mask
        key_1 = (key_1 + np.uint64(WEYL_1)) & mask
    return a, b, c, d


@kernel
def philox4x32(
    c0: Integer, c1: Integer, c2: Integer, c3: Integer, k0: Integer, k1: Integer
) -> Words:
    """Four random 32-bit words for a counter of four words and a key of two (all uint64)."""
    return _rounds(
        np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3), np.uint64(k0), np.uint64(k1)
    )


@inlined
def _block(
    seed: Integer,
    customer: Integer,
    replication: Integer,
    kind: Integer,
    entity: Integer,
    window: Integer,
    ordinal: Integer,
) -> Words:
    """The four 32-bit words (uint64) that belong to one draw."""
    mask = np.uint64(WORD_MASK)
    word = np.uint64(32)
    byte = np.uint64(8)
    key = np.uint64(seed)
    who = np.uint64(customer) & np.uint64(CUSTOMER_MASK)
    run = np.uint64(replication) & np.uint64(MASK_24)
    which = np.uint64(entity) & np.uint64(MASK_24)
    nth = np.uint64(ordinal) & np.uint64(MASK_16)
    return _rounds(
        who & mask,
        (who >> word) | (run << byte),
        (np.uint64(kind) & np.uint64(MASK_8)) | (which << byte),
        (np.uint64(window) & np.uint64(MASK_16)) | (nth << np.uint64(16)),
        key & mask,
        key >> word,
    )


@kernel
def block(
    seed: Integer,
    customer: Integer,
    replication: Integer,
    kind: Integer,
    entity: Integer,
    window: Integer,
    ordinal: Integer,
) -> Words:
    """The four 32-bit words (uint64) that belong to one draw."""
    return _block(seed, customer, replication, kind, entity, window, ordinal)


@inlined
def _open_unit(high: Integer, low: Integer) -> float:
    """A number in the open interval (0, 1) from the top 52 bits of two words."""
    k = (np.uint64(high) << np.uint64(20)) | (np.uint64(low) >> np.uint64(12))
    return (float(k) + 0.5) * TWO_TO_MINUS_52


@kernel
def uniform_pair(
    seed: Integer,
    customer: Integer,
    replication: Integer,
    kind: Integer,
    entity: Integer,
    window: Integer,
    ordinal: Integer,
) -> tuple[float, float]:
    """Two independent uniforms of one draw; the first is that of `uniform`."""
    a, b, c, d = _block(seed, customer, replication, kind, entity, window, ordinal)
    return _open_unit(a, b), _open_unit(c, d)


@part
def uniform_pairs(
    seed: Integer,
    customers: Any,
    replication: Integer,
    kind: Integer,
    entities: Any,
    window: Integer,
    first: Any,
    second: Any,
    count: Integer,
) -> None:
    """`uniform_pair` with ordinal 0 for many customers at once: a tenth of the time for each.

    Args:
        customers, entities: int64 and uint64, one a draw.
        first, second: float64, filled with the two uniforms of each.
        count: how many there are.
    """
    for place in range(count):
        a, b, c, d = _block(
            seed, customers[place], replication, kind, entities[place], window, np.uint64(0)
        )
        first[place] = _open_unit(a, b)
        second[place] = _open_unit(c, d)


@part
def uniforms(
    seed: Integer,
    customers: Any,
    replication: Integer,
    kind: Integer,
    entities: Any,
    window: Integer,
    found: Any,
    count: Integer,
) -> None:
    """`uniform` with ordinal 0 for many customers at once: a tenth of the time for each.

    Args:
        customers, entities: int64 and uint64, one a draw.
        found: float64, filled with the uniforms.
        count: how many there are.
    """
    for place in range(count):
        a, b, _, _ = _block(
            seed, customers[place], replication, kind, entities[place], window, np.uint64(0)
        )
        found[place] = _open_unit(a, b)


@kernel
def uniform(
    seed: Integer,
    customer: Integer,
    replication: Integer,
    kind: Integer,
    entity: Integer,
    window: Integer,
    ordinal: Integer,
) -> float:
    """The uniform of one draw, a multiple of 2^-53 in the open interval (0, 1).

    Args:
        seed: the key, 64 bits; from Python as np.uint64, since 2^63 and above fit no int64.
        customer: 0 to 2^40 - 1.
        replication: 0 to 2^24 - 1.
        kind: kind of draw, 0 to 255.
        entity: 24-bit hash of the name of a channel, action or creative; 0 for none.
        window: 0 to 65,535.
        ordinal: number of the draw within (window, kind, entity), 0 to 65,535.
    """
    a, b, _, _ = _block(seed, customer, replication, kind, entity, window, ordinal)
    return _open_unit(a, b)
