"""Learning: counts of trials and successes by action and segment, and what follows from them.

Counts come from a log of decisions (`from_log`), lie in a file (`files`), and give the rates that
a catalogue's learned propensities stand for (`counts`, `posterior`).
"""
