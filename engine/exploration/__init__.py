"""Exploration: picks that are drawn, so that what is known little of is tried (docs/engine.md).

Prices are found beforehand from what would be picked without it. `courses` draws some customers'
picks by lot and knows exactly how likely each was; `thompson` draws learned rates and estimates it.
"""
