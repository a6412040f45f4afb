"""What cannot be served into automatic, emergency and scheduled cuts, by queue.

Nothing is imported here: a schedule of a file of limits needs no scenario.
"""
