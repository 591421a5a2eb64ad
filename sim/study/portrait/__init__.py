"""What single lives tell that sums do not: one replication of each strategy, looked at row by row.

How far people came, which way they took between channels, how often they were contacted, which
actions met whom, who waited, and how fast the money went.
"""

from sim.study.portrait.portrait import MOST_LIVED, Portrait, portrait

__all__ = ["MOST_LIVED", "Portrait", "portrait"]
