"""Who gets what where customers share limits: priced, repaired, certified (docs/engine.md).

``offers`` and ``limits`` (what there is) → ``choice`` (what customers take at given prices) →
``dual`` (the prices) → ``repair`` (a plan that keeps to every limit) → ``finish`` (an exact search
for small jobs) → ``solving`` (all of it, with a certificate). ``conflict`` says which limits
contradict one another.
"""
