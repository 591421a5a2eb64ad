"""The one table of KPIs: what each is called, what it divides by what, and what it means.

``docs/kpis.md`` is printed from this table by ``python -m sim.study.kpis.docs``.
"""

from sim.study.kpis.bonds import BONDS
from sim.study.kpis.experience import EXPERIENCE
from sim.study.kpis.money import MONEY
from sim.study.kpis.row import Kpi
from sim.study.kpis.selling import SELLING

KPIS: tuple[Kpi, ...] = (*MONEY, *SELLING, *EXPERIENCE, *BONDS)
"""Every KPI, in the order in which it is shown."""

KPI = {kpi.name: kpi for kpi in KPIS}

__all__ = ["KPI", "KPIS", "Kpi"]
