"""Calibrations: what the file says, that it comes back the same, what is refused, and the two commands."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from oberih.jobs.calibrate import calibrate_table, hindcast_table
from oberih.record.raids.calibration import (
    DECOY_STOPPED,
    Assumptions,
    calibrate,
    family_order,
    load_calibration,
    parse,
)  # fmt: skip
from oberih.record.raids.charts import shares_over_time
from oberih.record.raids.table import COLUMNS, read_table
from oberih.terms.errors import InputError, OutputError
from oberih.terms.words import LANGS


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A made-up table of 40 nights: drones, two families of cruise missiles, S-300, and one row that cannot be used."""
    rng = np.random.default_rng(8)
    lines = [",".join(COLUMNS)]
    for n in range(40):
        day = date(2023, 1, 1) + timedelta(days=3 * n)
        for model, launched, share in (("Shahed-136/131", 30, 0.8), ("X-101/X-555", 12, 0.85), ("Kalibr", 6, 0.6),
                                       ("C-300", 4, 0.01)):  # fmt: skip
            lines.append(f"{day} 21:00,,{model},{launched},{rng.binomial(launched, share)},,kpszsu/posts/{n}")
    lines.append("2023-02-30,,Kalibr,5,5,,kpszsu/posts/x")
    path = tmp_path_factory.mktemp("table") / "raids.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def table(source):
    return read_table(source)


@pytest.fixture(scope="module")
def fitted(table):
    return calibrate(table, draws=200)


def test_shares_come_near_the_truth_and_families_stay_apart(fitted):
    assert fitted.kinds["drone"].mean.mean() == pytest.approx(0.8, abs=0.05)
    cruise = fitted.families["cruise"]
    assert cruise["kh101"].mean.mean() > cruise["kalibr"].mean.mean() + 0.1
    assert fitted.kinds["ballistic"].mean.mean() < 0.1
    mix = (12 * cruise["kh101"].mean.mean() + 6 * cruise["kalibr"].mean.mean()) / 18
    assert fitted.kinds["cruise"].mean.mean() == pytest.approx(mix, abs=0.02)


def test_what_it_says_of_itself(fitted):
    assert (fitted.first, fitted.last, fitted.as_of) == (date(2023, 1, 1), date(2023, 4, 28), date(2023, 4, 29))
    assert fitted.rows == {"read": 161, "kept": 160, "mended": 0, "aside": 1, "official": 160, "used": 160}
    assert "Petro Ivaniuk" in fitted.attribution
    drone = fitted.kinds["drone"]
    assert (drone.raids, drone.launched, drone.reference_launched, drone.mean.size) == (40, 1200, 30, 200)
    assert sum(fitted.half_lives["drone"].values()) == pytest.approx(1, abs=1e-3)
    bands = list(drone.bands.values())
    assert bands == sorted(bands)
    assert drone.path[-1]["date"] == "2023-04-29"


def test_the_file_comes_back_the_same(fitted, tmp_path):
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(fitted.plain()), encoding="utf-8")
    assert path.stat().st_size < 400_000
    assert load_calibration(path).plain() == json.loads(path.read_text(encoding="utf-8"))


def test_a_day_knows_only_what_was_before_it(table, source, tmp_path):
    day = date(2023, 2, 15)
    lines = source.read_text(encoding="utf-8").splitlines()
    cut = tmp_path / "cut.csv"
    cut.write_text("\n".join([lines[0], *(line for line in lines[1:] if line[:10] < str(day))]) + "\n")
    whole, short = calibrate(table, day, draws=50), calibrate(read_table(cut), day, draws=50)
    assert whole.kinds["drone"].mean.tolist() == short.kinds["drone"].mean.tolist()
    assert whole.last < day


def test_draws_hang_on_the_seed_alone(table, fitted):
    day = date(2023, 2, 1)
    first, again, other = (calibrate(table, day, draws=50, seed=seed).plain() for seed in (1, 1, 2))
    assert first == again
    assert first["kinds"]["drone"]["draws"] != other["kinds"]["drone"]["draws"]


def test_assumptions_lower_what_they_should_and_nothing_else(table):
    day = date(2023, 2, 1)
    plain, claims, decoys = (
        calibrate(table, day, draws=50, assumptions=each).kinds
        for each in (None, Assumptions(claims_over=0.1), Assumptions(decoys=0.4))
    )
    assert claims["cruise"].mean == pytest.approx(0.9 * plain["cruise"].mean, abs=2e-4)
    assert decoys["drone"].mean == pytest.approx((plain["drone"].mean - 0.4 * DECOY_STOPPED) / 0.6, abs=2e-4)
    assert decoys["cruise"].mean.tolist() == plain["cruise"].mean.tolist()


@pytest.mark.parametrize("given", [{"decoys": 1.0}, {"claims_over": -0.1}, {"decoys": float("nan")}])
def test_an_assumption_out_of_range_is_refused(given):
    with pytest.raises(InputError, match="Expected a share"):
        Assumptions(**given)


def test_a_day_before_all_raids_and_a_wrong_number_of_draws_are_refused(table):
    with pytest.raises(InputError, match="no raid is before"):
        calibrate(table, date(2023, 1, 1))
    with pytest.raises(InputError, match="whole number from 10"):
        calibrate(table, draws=5)


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda d: d.pop("kinds"), "kinds"),
        (lambda d: d.update(as_of="soon"), "as_of"),
        (lambda d: d["kinds"]["drone"]["draws"].update(mean=[1.5]), "kinds.drone.draws.mean"),
        (lambda d: d["kinds"]["drone"]["draws"].update(mean=["x"]), "kinds.drone.draws.mean"),
        (lambda d: d["kinds"]["drone"]["draws"].update(concentration=[-1.0] * 200), "kinds.drone.draws.concentration"),
        (lambda d: d["kinds"]["drone"].pop("draws"), "kinds.drone.draws"),
        (lambda d: d["kinds"].update(balloon={}), "kinds.balloon"),
        (lambda d: d["kinds"]["cruise"]["families"].update(kalibr=3), "kinds.cruise.families.kalibr"),
        (lambda d: d["kinds"]["drone"].update(raids=None), "kinds.drone.raids"),
    ],
)
def test_a_spoilt_file_is_refused_by_the_place(fitted, spoil, place):
    document = json.loads(json.dumps(fitted.plain()))
    spoil(document)
    with pytest.raises(InputError) as error:
        parse(document, "c.json")
    assert place in [fault.values["place"] for fault in error.value.faults]


@pytest.mark.parametrize(
    ("text", "key"),
    [("{", "not_json"), ("[]", "other_format"), ('{"format": "oberih-calibration", "version": 9}', "other_version")],
)
def test_another_file_is_refused(tmp_path, text, key):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        load_calibration(path)
    assert error.value.faults[0].key == f"calibrate.{key}"
    with pytest.raises(InputError, match="no such file"):
        load_calibration(tmp_path / "none.json")


def test_the_job_writes_over_its_own_file_and_over_no_other(source, tmp_path):
    out = tmp_path / "c.json"
    for day in (date(2023, 1, 20), date(2023, 1, 25)):
        calibrate_table(source, out, as_of=day, draws=20)
    assert load_calibration(out).as_of == date(2023, 1, 25)
    assert [path.name for path in tmp_path.iterdir()] == ["c.json"]
    out.write_text("my notes")
    with pytest.raises(OutputError, match="not written over"):
        calibrate_table(source, out, as_of=date(2023, 1, 20))
    assert out.read_text() == "my notes"
    with pytest.raises(OutputError, match="cannot be written"):
        calibrate_table(source, tmp_path / "no" / "c.json", as_of=date(2023, 1, 20), draws=20)


@pytest.mark.parametrize("lang", LANGS)
def test_pictures_show_summaries_and_no_raid(fitted, lang):
    spec = shares_over_time(fitted, lang)
    assert len(spec["concat"]) == 5  # three kinds, and the two families of one
    points = sum(len(layer["data"]["values"]) if "data" in layer else 0 for layer in spec["concat"])
    assert points == 5 * len(fitted.kinds["drone"].path)
    assert "launched" not in json.dumps(spec)


def test_pictures_are_written(source, tmp_path):
    _, pictures = hindcast_table(source, date(2023, 4, 20), plots=tmp_path / "p", lang="uk")
    assert [path.name for path in pictures] == ["reliability.svg", "reliability.png"]
    assert "Надійність" in pictures[0].read_text(encoding="utf-8")
    assert pictures[1].read_bytes().startswith(b"\x89PNG")


def oberih(*words, where):
    return subprocess.run(
        [sys.executable, "-m", "oberih.cli.main", *map(str, words)], cwd=where, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def test_commands(source, tmp_path):
    done = oberih("calibrate", source, "--as-of", "2023-01-20", "--draws", "20", "--json", where=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["as_of"] == load_calibration(tmp_path / "calibration.json").as_of.isoformat() == "2023-01-20"
    assert told["aside"] == [{"row": 162, "reason": "date_start", "found": "2023-02-30"}]
    refused = oberih("hindcast", source, "--from", "2023-02-30", "--to", "soon", "--lang", "uk", where=tmp_path)
    assert refused.returncode == 2
    assert "--from" in refused.stderr
    assert "--to" in refused.stderr
    assert refused.stdout == ""


def test_the_order_of_families_is_the_table_s():
    assert family_order(["cruise_mix", "kalibr", "kh101"]) == ["kh101", "kalibr", "cruise_mix"]


def test_no_row_of_the_shared_table_is_in_a_tracked_picture():
    folder = Path(__file__).parents[2] / "docs" / "img"
    for path in folder.glob("record-*.svg"):
        assert "kpszsu" not in path.read_text(encoding="utf-8")
