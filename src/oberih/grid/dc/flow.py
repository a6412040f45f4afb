"""Flows by Kirchhoff's laws alone: what each bus puts in decides them, and no limit does."""

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import splu

from oberih.grid.dc.conventions import Grid
from oberih.scenario.cases.base import CaseError
from oberih.terms.batch import Floats
from oberih.terms.errors import Fault


def flows_pu(network: Grid, put_pu: Floats, where: str) -> Floats:
    """Flow of each line, per unit, for what each bus puts in; each island must balance. Raises CaseError, with the
    place `where`, if reactances of opposite sign cancel and no flow is defined."""
    free = np.setdiff1d(np.arange(put_pu.size), network.reference)
    angle = np.zeros(put_pu.size)
    if free.size:
        matrix = csc_array(network.balance_matrix())[free][:, free]
        try:
            angle[free] = splu(csc_array(matrix)).solve((put_pu - network.shift_injection_pu())[free])
        except RuntimeError:  # exactly singular
            raise CaseError(Fault(key="cases.singular", where=where)) from None
    return network.flow_pu(angle)
