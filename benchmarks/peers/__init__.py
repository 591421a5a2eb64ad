"""One fixed small journey (`journey`), in four other simulation packages and here.

Each module lives the same journey in the way that its package is meant to be used, and comes to the
same counts within chance (`tests/benchmarks/peers`). What a customer is and decides stands once, in
`shopper`; the modules add what packages are for: time, processes, queues.
"""
