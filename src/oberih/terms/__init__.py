"""What every room agrees on: names of columns, units, regions, kinds of weapon, errors, and the words of both
languages.

This room imports no other.
"""
