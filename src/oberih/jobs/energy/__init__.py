"""Raids on energy of the record, replayed by the model and foretold from earlier ones."""
