"""Findings of a finished run, and the briefing in Ukrainian and English that is made from them.

Findings are data (keys and values); a language is the last step. The room reads stored tables alone. Nothing is
imported here: charts bring Altair, and a schedule needs none.
"""
