"""The kinds of cuts stay apart, and add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oberih.outage.kinds import by_kind, cut_kinds
from oberih.terms.words import LANGS


def test_six_kinds_each_with_its_words():
    kinds = cut_kinds()
    assert list(kinds) == ["achr", "savn", "sgav", "gav", "gop", "gpv"]
    for kind in kinds.values():
        for lang in LANGS:
            assert kind.uk in kind.says("name", lang)
            assert all(kind.says(what, lang) for what in ("trigger", "speed", "who", "schedule"))


def test_only_what_is_ordered_ahead_has_a_schedule_and_only_special_cuts_spare_nobody():
    kinds = cut_kinds()
    assert {code for code, kind in kinds.items() if kind.schedule} == {"gop", "gpv"}
    assert {code for code, kind in kinds.items() if not kind.spares_critical} == {"sgav"}
    assert {code for code, kind in kinds.items() if kind.automatic} == {"achr", "savn"}
    speeds = [kind.most_minutes for kind in kinds.values()]
    assert speeds == sorted(speeds)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.floats(0, 0.5), st.floats(0, 0.3), st.booleans())
def test_every_megawatt_has_one_kind(parts, critical, industry, separated):
    demand = np.array([100.0])
    automatic, emergency, scheduled = (np.array([100.0 * part / 3]) for part in parts)
    split = by_kind(
        demand, automatic, emergency, scheduled, critical_share=critical, industry_share=industry, separated=separated
    )
    by_code = [float(getattr(split, f"{code}_mw")[0]) for code in cut_kinds()]
    assert sum(by_code) == pytest.approx(100 * sum(parts) / 3)
    assert min(by_code) >= 0
    assert (split.savn_mw[0] == 0) if separated else (split.achr_mw[0] == 0)
    assert split.gop_mw[0] <= industry * 100 + 1e-9
    beyond = split.gav_mw[0] + scheduled[0] + automatic[0] > (1 - critical) * 100 + 1e-6
    assert not (beyond and split.gav_mw[0] > 0)
