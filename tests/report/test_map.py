"""The projection keeps areas, labels stay on their land, and what is not modelled is hatched."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from oberih.report.base import Interval, RegionRow
from oberih.report.labels import inside, lands
from oberih.report.map import draw
from oberih.report.projection import Albers, shapes


def _row(iso: str, share: float, *, hit: bool = False) -> RegionRow:
    same = Interval(share, 0.0, *([share] * 5))
    return RegionRow(
        iso=iso, hit=hit, peak_cut_mw=None, peak_cut_share=same, raid_peak_cut_share=None, raid_unserved_mwh=None,
        hours_cut=None, people=None, emergency=None,
    )  # fmt: skip


def test_snyders_worked_case() -> None:
    # Snyder 1987, page 291: sphere of radius 1, parallels 29.5 and 45.5, origin 23 N 96 W; the point 35 N 75 W
    x, y = Albers(-96, 23, 29.5, 45.5)(np.array([[-75.0, 35.0]]))[0]
    assert (x, y) == (pytest.approx(0.2952720, abs=1e-6), pytest.approx(0.2416774, abs=1e-6))


def test_equal_areas_stay_equal() -> None:
    project = Albers(31, 48, 46, 51)

    def area(south: float) -> float:
        """Of a box two degrees wide that holds the same area of the sphere at any latitude."""
        north = math.degrees(math.asin(math.sin(math.radians(south)) + 0.02))
        along = np.linspace(30, 32, 400)
        edge = np.concatenate(
            [np.column_stack((along, np.full(400, south))), np.column_stack((along[::-1], np.full(400, north)))]
        )
        x, y = project(edge).T
        return abs(float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))) / 2

    assert area(45.0) == pytest.approx(area(51.0), rel=1e-4)


def test_a_label_stands_on_its_land_and_off_its_enclave(geometry: dict[str, Any]) -> None:
    every, _ = shapes(geometry, 760)
    by_iso = {shape.iso: shape for shape in every}
    place = lands(every)["UA-32"].fit(40, 14)
    assert place is not None
    corners = np.array([[place[0] + x, place[1] + y] for x in (-20, 20) for y in (-7, 7)])
    assert inside(by_iso["UA-32"].rings, corners).all()
    assert not inside(by_iso["UA-30"].rings, corners).any()
    assert lands(every)["UA-30"].fit(400, 14) is None


def test_colours_marks_and_hatches(geometry: dict[str, Any]) -> None:
    picture, missing = draw((_row("UA-05", 0.42, hit=True), _row("UA-12", 0.0), _row("UA-30", 0.2)), geometry, "en")
    assert picture.count('fill="url(#map-hatch)"') == 24
    assert picture.count("stroke-dasharray") == 1
    assert ">42%<" in picture
    assert ">◆ Vinnytsia<" in picture
    assert missing == ()


def test_the_packs_own_map_is_drawn() -> None:
    import json
    from importlib.resources import files

    path = Path(str(files("oberih"))) / "scenario" / "packs" / "ua" / "regions.geojson"
    if not path.exists():
        pytest.skip("the country pack is not there yet")
    picture, missing = draw((_row("UA-32", 0.3),), json.loads(path.read_text(encoding="utf-8")), "uk")
    assert picture.count("<path d=") == 27 + 1  # and the stripe of the hatch
    assert missing == ()


def test_a_packs_own_label_points_are_heeded() -> None:
    import json
    from importlib.resources import files

    path = Path(str(files("oberih"))) / "scenario" / "packs" / "ozeria" / "regions.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    every, _ = shapes(collection, 760)
    said = np.array([[f["properties"]["label_lon"], f["properties"]["label_lat"]] for f in collection["features"]])
    drawn = np.array([shape.label for shape in every])
    # a plane is scaled and turned upside down, nothing else: distances between label points keep their ratios
    scale = (drawn[1, 0] - drawn[0, 0]) / (said[1, 0] - said[0, 0])
    assert scale > 0
    assert drawn - drawn[0] == pytest.approx((said - said[0]) * [scale, -scale], abs=1e-6)
