"""How much memory a market takes: ``python -m benchmarks.resident CUSTOMERS DAYS``.

Prints the greatest resident memory of this process, in bytes, and the seconds of the run.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path


def main(customers: int, days: int) -> None:
    """Live a market once."""
    from benchmarks.clocks import market
    from benchmarks.worlds import live

    lived = live(market(customers, days))
    sys.stdout.write(f"{most_resident()} {lived.seconds}\n")


def most_resident() -> int:
    """The greatest resident memory of this process so far, in bytes.

    On Linux `getrusage` also knows the memory of the process that started this one, so it is asked
    only elsewhere.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
