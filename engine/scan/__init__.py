"""Profiles judged column by column: whole tables, a block of rows at a time.

`engine.arbitration.judge` says what is decided about one customer. Here the same is done for many:
a treatment's rules, gates and factors go over a block of rows one after the other, and each leaves
fewer rows to the next. Catalogues stay data, so no edit compiles anything.
"""
