"""Oberih: from the report of an air raid to who loses power, when, for how long, and what would have helped."""

__version__ = "0.1.0"
