"""Trials: who goes the new way, and what is known about it at every moment. Numbers in, numbers out.

It reads no clock, no record and no page. Every method here keeps its promise however often it is looked at; what that
rests on stands in each module, and benchmarks/trials.py simulates it. `allocation`, `planning` and the words of
`verdict` need no package of numbers: the process that serves pages has none.
"""
