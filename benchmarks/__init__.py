"""Figures of speed: ``pytest benchmarks --benchmark-only``. Not part of the tests.

A benchmark states its work, asserts that exactly this work was done, and leaves compile time out:
one run before the clock starts compiles, or loads, all that the timed runs need.
"""
