"""How much memory a market takes: ``python -m benchmarks.resident CUSTOMERS DAYS``.

Prints the greatest resident memory of this process, in bytes, and the seconds of the run.
"""

from __future__ import annotations

import resource
import sys


def main(customers: int, days: int) -> None:
    """Live a market once."""
    from benchmarks.clocks import market
    from benchmarks.worlds import live

    lived = live(market(customers, days))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024
    sys.stdout.write(f"{most * unit} {lived.seconds}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
