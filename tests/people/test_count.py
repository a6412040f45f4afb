"""People behind the megawatts, by hand: who is off, what outlasts its backup, and laws over random cuts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oberih.people import _kernels

HOURS = 30


def counted(
    *, struck=0.0, turns=0.0, short=0.0, frost=False, chp_lost=0.0, people=1000.0, district=0.5, electric=0.5, chp=0.2,
    piped=0.8, booster=0.25, sites=(10.0, 20.0, 30.0, 40.0), backup=(36.0, 4.0, 2.0, 2.0),
):  # fmt: skip
    """One draw and one region; shares by hour or one for all hours. Answer: (day, what)."""

    def flat(value):
        return np.broadcast_to(np.asarray(value, float), (1, HOURS)).reshape(1, HOURS, 1).copy()

    out = np.zeros((1, 2, 1, 4))
    _kernels.count(
        flat(struck), flat(turns), flat(short), flat(frost).astype(bool), flat(chp_lost), np.array([people]),
        np.array([district]), electric, np.array([chp]), piped, booster, np.array(sites)[:, None],
        np.array([backup]), np.arange(HOURS) // 24, out,
    )  # fmt: skip
    return out[0, :, 0]


def test_nothing_cut_is_nobody_without():
    assert (counted() == 0).all()
    assert (counted(frost=True) == 0).all()


def test_a_cut_by_turns_counts_people_and_spares_critical_sites():
    """A fifth of demand off by order for 30 hours."""
    day, rest = counted(turns=0.2)
    assert day[0] == pytest.approx(1000 * 0.2 * 24)
    assert rest[0] == pytest.approx(1000 * 0.2 * 6)
    assert day[1] == 0  # no frost
    assert day[2] == pytest.approx(1000 * 0.8 * 0.25 * 0.2 * 24)  # only where a building's own pumps lift the water
    assert day[3] == pytest.approx(30 * (1 - 2 / 4) * 0.2)  # of a turn of four hours two are past the battery


def test_damage_reaches_critical_sites_once_their_backup_is_out():
    """Half of a region off by damage from hour 0 on."""
    day, rest = counted(struck=0.5)
    assert day[0] == pytest.approx(1000 * 0.5 * 24)
    # water: pumps stop after 4 whole hours for the half; before, only the buildings with pumps of their own
    before, after = 0.8 * (0.25 * 0.5), 0.8 * (1 - 0.5 * (1 - 0.25 * 0.5))
    assert day[2] == pytest.approx(1000 * (4 * before + 20 * after))
    assert day[3] == pytest.approx(0.5 * (20 + 30 + 40))  # the hospitals' 36 hours are not over
    assert rest[3] == pytest.approx(day[3])


def test_hospitals_last_as_long_as_their_fuel():
    assert counted(struck=1.0, sites=(10, 0, 0, 0), backup=(23.0, 0, 0, 0))[:, 3].tolist() == [10, 10]
    assert counted(struck=1.0, sites=(10, 0, 0, 0), backup=(24.0, 0, 0, 0))[:, 3].tolist() == [0, 10]
    assert counted(struck=1.0, sites=(10, 0, 0, 0), backup=(29.25, 0, 0, 0))[:, 3] == pytest.approx([0, 7.5])
    assert counted(struck=1.0, sites=(10, 0, 0, 0), backup=(30.0, 0, 0, 0))[:, 3].tolist() == [0, 0]


def test_backup_is_filled_again_when_power_is_back():
    off = np.ones(HOURS)
    off[::3] = 0.0  # never more than two hours in a row
    assert counted(struck=off, sites=(0, 20, 0, 0), backup=(9, 2.0, 9, 9))[0, 3] == 0
    assert counted(struck=off, sites=(0, 20, 0, 0), backup=(9, 1.0, 9, 9))[0, 3] == 20


def test_heat_is_lost_in_frost_alone():
    """A third of critical load is not served: boiler houses of a third stand still after their two hours."""
    day = counted(short=1 / 3, frost=True)[0]
    assert day[0] == 0
    assert day[1] == pytest.approx(1000 * 0.5 / 3 * 22)
    assert counted(short=1 / 3, frost=False)[0, 1] == 0


def test_struck_chp_takes_its_part_of_district_heat():
    assert counted(chp_lost=0.5, frost=True)[0, 1] == pytest.approx(1000 * 0.5 * 0.2 * 0.5 * 24)


def test_stoves_work_without_power_and_pumps_of_boilers_do_not():
    assert counted(turns=0.4, frost=True)[0, 1] == pytest.approx(1000 * 0.5 * 0.5 * 0.4 * 24)
    assert counted(turns=0.4, frost=True, electric=0.0)[0, 1] == 0


shares = st.lists(st.floats(0, 1), min_size=HOURS, max_size=HOURS)
hours = st.floats(0, 40)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(struck=shares, turns=shares, short=shares, chp_lost=shares, backup=st.tuples(hours, hours, hours, hours),
       less=st.floats(0, 1))  # fmt: skip
def test_laws(struck, turns, short, chp_lost, backup, less):
    """Never more than all people in all hours; less cut is never worse for anybody."""
    struck = np.array(struck)
    turns = np.minimum(turns, 1 - struck)
    given_ = {"short": np.array(short), "chp_lost": np.array(chp_lost)}
    more = counted(struck=struck, turns=turns, frost=True, backup=backup, **given_)
    fewer = counted(
        struck=less * struck, turns=less * turns, frost=True, backup=backup, **{k: less * v for k, v in given_.items()}
    )
    assert (more >= 0).all()
    assert (more[:, :3] <= 1000 * np.array([24, 6])[:, None] * (1 + 1e-12)).all()
    assert (more[:, 3] <= 100 + 1e-9).all()
    assert (fewer <= more * (1 + 1e-12) + 1e-9).all()


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(struck=shares, backup=hours, longer=st.floats(0, 10))
def test_longer_backup_is_never_worse(struck, backup, longer):
    before = counted(struck=struck, backup=(backup,) * 4, frost=True)
    after = counted(struck=struck, backup=(backup + longer,) * 4, frost=True)
    assert (after <= before + 1e-9).all()


def test_the_kernel_runs_as_plain_python(monkeypatch):
    whole = counted(struck=0.3, turns=0.2, short=0.1, frost=True, chp_lost=0.4)
    for name in ("least_since", "past_backup", "count"):
        monkeypatch.setattr(_kernels, name, getattr(_kernels, name).py_func)
    assert counted(struck=0.3, turns=0.2, short=0.1, frost=True, chp_lost=0.4) == pytest.approx(whole)
