"""Compiled loops of grids with branches: arrays and numbers only."""
