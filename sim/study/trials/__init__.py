"""Variants of a scenario, lived on the same luck: what studies of more than one question share.

A *variant* says what is simulated, an *experiment* lives it, replication by replication, and keeps
what is finished as *parts* on disk, so that a study that was stopped goes on where it was.
"""
