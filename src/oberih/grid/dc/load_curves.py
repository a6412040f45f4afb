"""The load of the hours of a year, as shares of its peak.

Source of the shipped curve: IEEE Committee Report, "IEEE Reliability Test System", IEEE Transactions on Power Apparatus
and Systems PAS-98(6), 1979, doi 10.1109/TPAS.1979.319398, tables 1 to 3: weekly peaks in per cent of the year's, daily
peaks of the week's, hours of the day's. 52 weeks from a Monday, 8,736 hours.
"""

import numpy as np

from oberih.terms.batch import Floats

#: per cent of the year's peak, weeks 1 to 52
_WEEKS = (
    86.2, 90.0, 87.8, 83.4, 88.0, 84.1, 83.2, 80.6, 74.0, 73.7, 71.5, 72.7, 70.4,
    75.0, 72.1, 80.0, 75.4, 83.7, 87.0, 88.0, 85.6, 81.1, 90.0, 88.7, 89.6, 86.1,
    75.5, 81.6, 80.1, 88.0, 72.2, 77.6, 80.0, 72.9, 72.6, 70.5, 78.0, 69.5, 72.4,
    72.4, 74.3, 74.4, 80.0, 88.1, 88.5, 90.9, 94.0, 89.0, 94.2, 97.0, 100.0, 95.2,
)  # fmt: skip
#: per cent of the week's peak, Monday to Sunday
_DAYS = (93.0, 100.0, 98.0, 96.0, 94.0, 77.0, 75.0)
#: per cent of the day's peak, hours from midnight: (season, weekend) → 24 figures
_HOURS = {
    ("winter", False): (
        67, 63, 60, 59, 59, 60, 74, 86, 95, 96, 96, 95,
        95, 95, 93, 94, 99, 100, 100, 96, 91, 83, 73, 63,
    ),
    ("winter", True): (
        78, 72, 68, 66, 64, 65, 66, 70, 80, 88, 90, 91,
        90, 88, 87, 87, 91, 100, 99, 97, 94, 92, 87, 81,
    ),
    ("summer", False): (
        64, 60, 58, 56, 56, 58, 64, 76, 87, 95, 99, 100,
        99, 100, 100, 97, 96, 96, 93, 92, 92, 93, 87, 72,
    ),
    ("summer", True): (
        74, 70, 66, 65, 64, 62, 62, 66, 81, 86, 91, 93,
        93, 92, 91, 91, 92, 94, 95, 95, 100, 93, 88, 80,
    ),
    ("between", False): (
        63, 62, 60, 58, 59, 65, 72, 85, 95, 99, 100, 99,
        93, 92, 90, 88, 90, 92, 96, 98, 96, 90, 80, 70,
    ),
    ("between", True): (
        75, 73, 69, 66, 65, 65, 68, 74, 83, 89, 92, 94,
        91, 90, 90, 86, 85, 88, 92, 100, 97, 95, 90, 85,
    ),
}  # fmt: skip
_FIRST_WEEKEND_DAY = 5


def rts79() -> Floats:
    """Shares of the peak in the 8,736 hours of the IEEE Reliability Test System of 1979.

    >>> rts79().size, float(rts79().max())
    (8736, 1.0)
    """
    shares = [
        week * day * np.asarray(_HOURS[_season(number), place >= _FIRST_WEEKEND_DAY], dtype=np.float64) / 1e6
        for number, week in enumerate(_WEEKS, start=1)
        for place, day in enumerate(_DAYS)
    ]
    return np.concatenate(shares)


def _season(week: int) -> str:
    """Weeks 1 to 8 and 44 to 52 are winter, 18 to 30 summer."""
    if week <= 8 or week >= 44:
        return "winter"
    return "summer" if 18 <= week <= 30 else "between"
