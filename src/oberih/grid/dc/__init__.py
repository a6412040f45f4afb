"""Grids with branches: flows by Kirchhoff's laws in their linear (DC) form."""
