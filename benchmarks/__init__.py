"""Speed and memory of the service, beside what others do (peers) and what cannot be beaten (limits).

Every measurement is a process of its own with a database of its own; roles of one row take turns in shuffled rounds; a
figure is the ratio of the best clean rounds. See docs/benchmarks.md.
"""
