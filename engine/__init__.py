"""Decisions and random numbers, without any simulation: profiles in, next best actions out."""

__all__: list[str] = []
