"""Is there anything to do? Takes pin, registry, releases and runs; gives a plan or a reason.

Refuses to call unanswered questions answered: unknown is a red run.
"""
