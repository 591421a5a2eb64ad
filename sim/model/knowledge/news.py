"""News between customers of one block of 256 ids: left within a window, read at the next open."""

from __future__ import annotations

import numpy as np

from engine.kernels import part
from sim.model.customers.draws import draw

MISFILE_NEWS, FRIEND_NEWS, PRAISE_NEWS, WARNING_NEWS, POINT_NEWS = range(5)
"""Kinds of news between customers; the order is the order of reading."""


@part
def tell(O, c, target, kind, channel, value):
    """Leave news for another customer, read at the next open."""
    news = O.message[O.messages]
    news.target = target
    news.source = c.id
    news.kind = kind
    news.channel = channel
    news.value = value
    O.messages += 1


@part
def neighbour(P, c, F, kind, channel):
    """The id of another member of the customer's block of 256, drawn; it may not exist."""
    u = draw(P, c, F, kind, P.c_entity[channel])
    block = c.id & ~np.int64(255)
    return block + ((c.id & np.int64(255)) + 1 + np.int64(u * 255.0)) % 256
