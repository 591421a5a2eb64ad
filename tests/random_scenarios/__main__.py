"""``python -m tests.random_scenarios 17`` prints random scenario number 17."""

from __future__ import annotations

import sys

from tests.random_scenarios import random_scenario

sys.stdout.write(random_scenario(int(sys.argv[1])))
