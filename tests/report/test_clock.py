"""Hours of a run as local time."""

from datetime import date

from oberih.report.clock import Clock


def test_the_raids_hour_is_hour_zero() -> None:
    clock = Clock(date(2022, 12, 5), 13)
    assert clock.told(0, "en") == "5\u00a0December 2022, 13:00"
    assert clock.told(11, "uk") == "6\u00a0грудня 2022 року, 0:00"


def test_summer_time_ends_within_a_run() -> None:
    clock = Clock(date(2022, 10, 30), 0)  # clocks in Ukraine went back at 4:00 that day: the hour from 3:00 came twice
    assert [clock.at(hour)[2] for hour in (2, 3, 4, 5)] == [2, 3, 3, 4]


def test_without_a_date_days_are_counted_and_without_an_hour_hours() -> None:
    assert Clock(None, 13).told(12, "en") == "day 2, 1:00"
    assert Clock(None, None).told(12, "en") == "hour 12 of the raid"


def test_an_axis_never_has_more_marks_than_it_has_room_for() -> None:
    for hours in (1, 24, 72, 168, 500):
        for most in (3, 5, 10):
            assert 1 <= len(Clock(date(2022, 12, 5), 13).ticks(hours, "uk", most)) <= most + 2
