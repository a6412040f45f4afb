"""Branches as MATPOWER models them (User's Manual, AC modelling): an ideal transformer at the from end, then a pi."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from oberih.terms.batch import Floats, Ints

Complexes = np.ndarray[tuple[int, ...], np.dtype[np.complex128]]


@dataclass(frozen=True, slots=True, eq=False)
class Branches:
    """Per unit, (branch,). Current into the from end: y_ff·V_from + y_ft·V_to; into the to end: y_tf, y_tt."""

    from_bus: Ints
    to_bus: Ints
    y_ff: Complexes
    y_ft: Complexes
    y_tf: Complexes
    y_tt: Complexes

    def powers(self, voltage: Complexes) -> tuple[Complexes, Complexes]:
        """Power that enters each branch at its from end and at its to end, per unit, for voltages of all buses."""
        start, end = voltage[self.from_bus], voltage[self.to_bus]
        at_from = start * np.conj(self.y_ff * start + self.y_ft * end)
        at_to = end * np.conj(self.y_tf * start + self.y_tt * end)
        return at_from, at_to


def branches(
    from_bus: Ints, to_bus: Ints, r_pu: Floats, x_pu: Floats, b_pu: Floats, tap: Floats, shift_deg: Floats
) -> Branches:
    """Admittances of branches.

    >>> one = np.ones(1)
    >>> line = branches(np.array([0]), np.array([1]), 0 * one, 0.1 * one, 0.2 * one, one, 0 * one)
    >>> round(float(line.y_ff[0].imag), 9), round(float(line.y_ft[0].imag), 9)
    (-9.9, 10.0)
    """
    series = 1 / (r_pu + 1j * x_pu)
    ratio = tap * np.exp(1j * np.radians(shift_deg))
    own = series + 0.5j * b_pu
    four = (own / tap**2, -series / np.conj(ratio), -series / ratio, own)
    return Branches(from_bus, to_bus, *(np.asarray(each, np.complex128) for each in four))


def leaving(lines: Branches, voltage: Complexes, shunt_pu: Complexes) -> Complexes:
    """Power that each bus puts into its branches and its shunt (conductance + j·susceptance), per unit, (bus,)."""
    at_from, at_to = lines.powers(voltage)
    total: Any = np.conj(shunt_pu) * np.abs(voltage) ** 2
    np.add.at(total, lines.from_bus, at_from)
    np.add.at(total, lines.to_bus, at_to)
    return np.asarray(total, dtype=np.complex128)
