"""Answers for tests: made up at random from a seed, with what people type now and then."""

from __future__ import annotations

import random
from typing import Any

from sim.scenario.wizard.industries import INDUSTRIES
from sim.scenario.wizard.menu import MENU

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "JPY", "CZK", "KWD", "XPF")
TYPICAL: dict[str, Any] = {
    "industry": "car", "size": 2000, "currency": "EUR",
    "channels": ["web", "phone", "email", "search", "facebook"], "spend": 4000, "customers": 400,
    "orders": 520, "basket": 170, "margin": 0.45, "staff": {"hours": 5, "wage": 30},
}  # fmt: skip


def random_answers(seed: int) -> dict[str, Any]:
    """Answers that can be read; together they may make no sense."""
    luck = random.Random(seed)
    selling = [channel.name for channel in MENU if channel.sells]
    chosen = {luck.choice(selling), *luck.sample([c.name for c in MENU], luck.randint(0, 8))}
    if not chosen & {"web", "app"}:
        chosen -= {channel.name for channel in MENU if channel.needs}
    size = round(10 ** luck.uniform(1.5, 6.5))
    answers: dict[str, Any] = {
        "industry": luck.choice(INDUSTRIES).name,
        "size": size,
        "currency": luck.choice(CURRENCIES),
        "channels": sorted(chosen),
        "spend": round(10 ** luck.uniform(0, 6)),
        "customers": max(1, round(size * luck.random() ** 2)),
        "orders": size + round(size * 10 ** luck.uniform(-3, 1)),
        "basket": round(10 ** luck.uniform(0.5, 4.5), 1),
        "margin": round(luck.uniform(0.02, 0.98), 2),
        "staff": f"{luck.randint(0, 200)} h at {luck.randint(5, 90)}",
    }
    return {key: value for key, value in answers.items() if luck.random() < 0.7}
