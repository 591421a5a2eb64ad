"""What a study will take, told before it starts: time, memory and disk.

`memory` and `disk` are arithmetic, which every study does first: what cannot fit is refused before
anything is written (`room`). `forecast` adds a short probe, for ``--dry-run``.
"""
