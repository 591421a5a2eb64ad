"""Where the difference of two strategies turns as a number of the scenario changes.

`curve` simulates the difference at values of a number, `crossings` closes in on where it is 0:
what ``breakeven`` asks of one number and a range, and ``tipping`` of every number.
"""
