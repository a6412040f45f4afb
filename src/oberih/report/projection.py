"""Albers equal-area conic projection: regions keep their areas, so that a colour's weight on the map is honest.

Formulas of the sphere: Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395, 1987), pages 100-101.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Albers:
    """One projection: its centre and two standard parallels, in degrees. Lengths come out in radii of the Earth."""

    lon0: float
    lat0: float
    lat1: float
    lat2: float

    def __call__(self, lonlat: FloatArray) -> FloatArray:
        """Points (n, 2) in degrees into x, y (n, 2), y growing northward."""
        phi0, phi1, phi2 = (math.radians(each) for each in (self.lat0, self.lat1, self.lat2))
        n = (math.sin(phi1) + math.sin(phi2)) / 2
        c = math.cos(phi1) ** 2 + 2 * n * math.sin(phi1)
        rho = np.sqrt(c - 2 * n * np.sin(np.radians(lonlat[:, 1]))) / n
        rho0 = math.sqrt(c - 2 * n * math.sin(phi0)) / n
        theta = n * np.radians(lonlat[:, 0] - self.lon0)
        return np.column_stack((rho * np.sin(theta), rho0 - rho * np.cos(theta)))


def fitted(lonlat: FloatArray) -> Albers:
    """The projection that suits these points: parallels at a sixth from the southern and northern edges."""
    (west, south), (east, north) = lonlat.min(axis=0), lonlat.max(axis=0)
    sixth = (north - south) / 6
    return Albers((west + east) / 2, (south + north) / 2, south + sixth, north - sixth)


@dataclass(frozen=True, slots=True)
class Shape:
    """One region on the picture: rings and label point in the picture's units, y growing downward."""

    iso: str
    rings: tuple[FloatArray, ...]
    label: FloatArray | None

    def path(self) -> str:
        """The `d` of an SVG path."""
        return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in self.rings)


def _rings(geometry: Mapping[str, Any]) -> list[FloatArray]:
    coordinates = geometry["coordinates"]
    polygons: Sequence[Any] = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    return [np.asarray(ring, dtype=np.float64)[:, :2] for polygon in polygons for ring in polygon]


def _label_point(properties: Mapping[str, Any]) -> list[float] | None:
    """Where the pack would have the region's name, if it says so."""
    if "label_lon" not in properties or "label_lat" not in properties:
        return None
    return [float(properties["label_lon"]), float(properties["label_lat"])]


def _as_it_is(xy: FloatArray) -> FloatArray:
    return xy


Placed = Callable[[FloatArray], FloatArray]


def placing(geometry: Mapping[str, Any], width: float) -> tuple[Placed, float]:
    """What puts points of a GeoJSON collection onto a picture of this width; and the picture's height.

    A collection that says `"plane": "km"` has its points on a plane already: an invented country.
    """
    every = np.concatenate([ring for feature in geometry["features"] for ring in _rings(feature["geometry"])])
    project = _as_it_is if geometry.get("plane") == "km" else fitted(every)
    points = np.concatenate(
        [project(ring) for feature in geometry["features"] for ring in _rings(feature["geometry"])]
    )
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 4.0
    scale = (width - 2 * margin) / (high[0] - low[0])

    def place(lonlat: FloatArray) -> FloatArray:
        xy = project(lonlat)
        placed: FloatArray = np.column_stack(((xy[:, 0] - low[0]) * scale, (high[1] - xy[:, 1]) * scale)) + margin
        return placed

    return place, float((high[1] - low[1]) * scale + 2 * margin)


def shapes(geometry: Mapping[str, Any], width: float) -> tuple[tuple[Shape, ...], float]:
    """Every region of a GeoJSON collection, projected to a picture of this width; and the picture's height."""
    place, height = placing(geometry, width)
    out = []
    for feature in geometry["features"]:
        label = _label_point(feature["properties"])
        rings = tuple(place(ring) for ring in _rings(feature["geometry"]))
        at = None if label is None else place(np.asarray([label], float))[0]
        out.append(Shape(str(feature["properties"]["id"]), rings, at))
    return tuple(out), height
