"""When a raid is too recent for regional figures to be shared."""

from datetime import date

YOUNG_DAYS = 7  #: damage assessment just after a raid helps the wrong side


def is_young(day: date | None, today: date) -> bool:
    """Whether a raid is so recent that its public briefing holds national figures only. A raid without a day is not.

    >>> is_young(date(2026, 11, 20), date(2026, 11, 22)), is_young(date(2022, 12, 5), date(2026, 11, 22))
    (True, False)
    """
    return day is not None and (today - day).days < YOUNG_DAYS
