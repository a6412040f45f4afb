"""A schedule in the shapes that people and programs read, read back as they would."""

import csv as tables
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import numpy as np
import pytest
from lxml import etree

from oberih.report.schedule import calendar, cap, csv, dtek, page, queue_picture, region_picture, text, yasno
from oberih.report.schedule.picture import png
from oberih.terms.slots import Slots
from oberih.terms.timetable import PLANNED, POSSIBLE, Timetable

KYIV = ZoneInfo("Europe/Kyiv")


def table(day=date(2024, 11, 20), days=2, as_of=datetime(2024, 11, 20, 8, 15, tzinfo=KYIV)):
    """Two regions and two queues; the first queue of the first region is off 2:30 to 6:00 and 23:00 to 1:00."""
    slots = Slots(day, days, "Europe/Kyiv")
    status = np.zeros((2, slots.n, 2), np.int8)
    status[0, 5:12, 0] = PLANNED
    status[0, 46:50, 0] = PLANNED
    status[0, 21:24, 1] = POSSIBLE
    status[0, 24:25, 1] = PLANNED
    emergency = np.zeros((2, slots.n), bool)
    emergency[0, 30:33] = True
    return Timetable(
        slots=slots, regions=("UA-30", "UA-46"), queues=("1.1", "1.2"), parts=2, status=status, emergency=emergency,
        limit=(status == PLANNED).sum(axis=2) / 2, known=np.ones(slots.n, bool), as_of=as_of, preset="ua-2023",
        source="limits.csv",
    )  # fmt: skip


def outages_by_dtek(found, queue):
    """As public integrations read it: by day in Unix time, by hour of the day, `first` and `second` being halves."""
    spans = []
    for midnight, groups in found["data"].items():
        day = datetime.fromtimestamp(int(midnight), UTC).astimezone(KYIV)
        for hour, word in groups[f"GPV{queue}"].items():
            begin = day + timedelta(hours=int(hour) - 1)
            if word in ("no", "first"):
                spans.append(begin)
            if word in ("no", "second"):
                spans.append(begin + timedelta(minutes=30))
    return sorted(spans)


def outages_by_yasno(found, queue):
    """As public integrations read it: minutes from the midnight of a day, 1440 being the next midnight."""
    halves = []
    for name in ("today", "tomorrow"):
        day = datetime.fromisoformat(found[queue][name]["date"])
        for slot in found[queue][name]["slots"]:
            assert slot["type"] in ("Definite", "NotPlanned")
            if slot["type"] == "Definite":
                halves += [day + timedelta(minutes=at) for at in range(slot["start"], slot["end"], 30)]
    return sorted(halves)


def planned(made, region, queue):
    return [made.slots.starts[slot] for slot in np.flatnonzero(made.status[region, :, queue] == PLANNED)]


def test_dtek_says_what_was_planned():
    made = table()
    found = json.loads(json.dumps(dtek(made, 0)))
    for queue, name in enumerate(made.queues):
        assert outages_by_dtek(found, name) == planned(made, 0, queue)
    first = found["data"][str(found["today"])]
    assert set(first) == {"GPV1.1", "GPV1.2"}
    assert all(list(hours) == [str(hour) for hour in range(1, 25)] for hours in first.values())
    assert [first["GPV1.1"][hour] for hour in ("2", "3", "4", "6", "7", "24")] == [
        "yes", "second", "no", "no", "yes", "no"
    ]  # fmt: skip
    assert [first["GPV1.2"][hour] for hour in ("11", "12", "13")] == ["msecond", "maybe", "first"]
    assert found["update"] == "20.11.2024 08:15"
    assert datetime.strptime(found["update"], "%d.%m.%Y %H:%M")  # noqa: DTZ007 - as apps read it
    assert found["emergency"] == {str(found["today"]): ["16", "17"]}
    assert "emergency" not in dtek(made, 1)


def test_yasno_says_what_was_planned():
    made = table()
    found = json.loads(json.dumps(yasno(made, 0)))
    for queue, name in enumerate(made.queues):
        assert outages_by_yasno(found, name) == planned(made, 0, queue)
    today = found["1.1"]["today"]
    assert today["status"] == "EmergencyShutdowns"
    assert found["1.1"]["tomorrow"]["status"] == "ScheduleApplies"
    assert [(a["end"], b["start"]) for a, b in zip(today["slots"], today["slots"][1:], strict=False)] == [
        (150, 150), (360, 360), (1380, 1380)
    ]  # fmt: skip
    assert (today["slots"][0]["start"], today["slots"][-1]["end"]) == (0, 1440)
    assert found["1.2"]["today"]["possible"] == [{"start": 630, "end": 720}]
    assert datetime.fromisoformat(found["1.1"]["updatedOn"]) == made.as_of


def test_yasno_waits_for_a_day_that_is_not_planned():
    eve = yasno(table(as_of=datetime(2024, 11, 19, 18, 0, tzinfo=KYIV)), 0)["1.1"]
    assert [eve[day]["status"] for day in ("today", "tomorrow")] == ["WaitingForSchedule", "EmergencyShutdowns"]
    last = yasno(table(as_of=datetime(2024, 11, 21, 18, 0, tzinfo=KYIV)), 0)["1.1"]
    assert [last[day]["status"] for day in ("today", "tomorrow")] == ["ScheduleApplies", "WaitingForSchedule"]
    assert last["tomorrow"]["slots"] == []


def test_apps_that_count_24_hours_get_them_on_days_of_23_and_25():
    made = table(date(2024, 10, 27), 1, datetime(2024, 10, 27, 8, 0, tzinfo=KYIV))
    assert made.slots.n == 50
    made.status[0] = 0
    made.status[0, 8:9, 0] = PLANNED  # 03:00 to 03:30 of winter time: the second 03:00 of the day
    hours = next(iter(dtek(made, 0)["data"].values()))["GPV1.1"]
    assert len(hours) == 24
    assert [hour for hour, word in hours.items() if word != "yes"] == ["4"]
    assert hours["4"] == "first"
    short = table(date(2024, 3, 31), 1, datetime(2024, 3, 31, 8, 0, tzinfo=KYIV))
    short.status[0] = PLANNED
    hours = next(iter(dtek(short, 0)["data"].values()))["GPV1.1"]
    assert [hour for hour, word in hours.items() if word == "yes"] == ["4"]
    slots = yasno(short, 0)["1.1"]["today"]["slots"]
    assert [(slot["start"], slot["end"]) for slot in slots if slot["type"] == "Definite"] == [(0, 180), (240, 1440)]


def events(made, queue=0, **more):
    read = icalendar.Calendar.from_ical(calendar(made, 0, queue, "en", **more))
    return read, {str(event["uid"]): event for event in read.walk("VEVENT")}


def test_the_icalendar_library_reads_each_queue():
    made = table()
    read, found = events(made)
    assert str(read["x-wr-calname"]) == "Queue 1.1, Kyiv City"
    turns = [each for uid, each in found.items() if "-planned-" in uid]
    spans = [(each["dtstart"].dt.astimezone(KYIV), each["dtend"].dt.astimezone(KYIV)) for each in turns]
    assert spans == [
        (datetime(2024, 11, 20, 2, 30, tzinfo=KYIV), datetime(2024, 11, 20, 6, 0, tzinfo=KYIV)),
        (datetime(2024, 11, 20, 23, 0, tzinfo=KYIV), datetime(2024, 11, 21, 1, 0, tzinfo=KYIV)),
    ]
    for each in turns:
        (alarm,) = each.walk("VALARM")
        assert alarm["trigger"].dt == timedelta(minutes=-30)
        assert str(each["status"]) == "CONFIRMED"
    assert not events(made, alarm_minutes=0)[1]["UA-30-1.1-20241120-planned-1@oberih"].walk("VALARM")
    _, other = events(made, 1)
    assert {(uid.split("-")[-2], str(each["status"])) for uid, each in other.items()} == {
        ("planned", "CONFIRMED"), ("possible", "TENTATIVE"), ("emergency", "TENTATIVE")
    }  # fmt: skip


def test_a_turn_that_moves_keeps_its_uid_and_counts_up():
    before, made = table(), table(as_of=datetime(2024, 11, 20, 9, 0, tzinfo=KYIV))
    made.status[0, 5:7, 0] = 0
    old, new = events(before)[1], events(made)[1]
    assert list(old) == list(new)
    uid = "UA-30-1.1-20241120-planned-1@oberih"
    assert new[uid]["dtstart"].dt - old[uid]["dtstart"].dt == timedelta(hours=1)
    assert int(new[uid]["sequence"]) > int(old[uid]["sequence"])


def test_csv_has_a_row_a_stretch_with_offsets():
    rows = list(tables.DictReader(io.StringIO(csv(table()))))
    assert [(row["queue"], row["status"], row["start"], row["hours"]) for row in rows] == [
        ("1.1", "planned", "2024-11-20T02:30+02:00", "3.5"),
        ("1.1", "planned", "2024-11-20T23:00+02:00", "2"),
        ("1.2", "planned", "2024-11-20T12:00+02:00", "0.5"),
        ("1.2", "possible", "2024-11-20T10:30+02:00", "1.5"),
        ("", "emergency", "2024-11-20T15:00+02:00", "1.5"),
    ]


def test_text_in_both_languages():
    english, ukrainian = text(table(), "en"), text(table(), "uk")
    assert "1.1: off 02:30–06:00, 23:00–24:00" in english
    assert "1.1: off 00:00–01:00" in english
    assert "1.2: off 12:00–12:30; maybe 10:30–12:00" in english
    assert "emergency cuts, for which there is no schedule: 15:00–16:30" in english
    assert "02:30–06:00 0,5" in ukrainian
    assert "можливо 10:30–12:00" in ukrainian
    assert "станом на" in ukrainian.lower()


def test_an_hour_that_comes_twice_is_told_apart_in_words():
    made = table(date(2024, 10, 27), 1)
    made.status[0] = 0
    made.status[0, 7:9, 0] = PLANNED
    assert "1.1: off 03:30 (+03)–03:30 (+02)" in text(made, "en")


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_pictures_say_what_they_are(lang):
    made = table()
    svg = region_picture(made, 0, 0, lang)
    tree = etree.fromstring(svg.encode())
    words = "".join(tree.itertext())
    assert ("Станом на" if lang == "uk" else "as of").lower() in words.lower()
    assert all(queue in words for queue in made.queues)
    fills = [each.get("fill") for each in tree.iter("{*}rect")]
    assert fills.count("#1f3a5f") == 1 + 3  # the legend's, and three planned stretches
    assert fills.count("url(#possible)") == 2
    assert fills.count("url(#emergency)") == 2
    right = [float(each.get("x")) + float(each.get("width")) for each in tree.iter("{*}rect") if each.get("x")]
    assert max(right) <= 960
    queue = etree.fromstring(queue_picture(made, 0, 0, lang).encode())
    assert [each.get("fill") for each in queue.iter("{*}rect")].count("#1f3a5f") == 1 + 3
    assert png(svg).startswith(b"\x89PNG")
    assert made.name("all", lang) == ("Увесь регіон" if lang == "uk" else "Whole region")


@pytest.mark.parametrize(("day", "slots"), [(date(2024, 3, 31), 46), (date(2024, 10, 27), 50)])
def test_a_day_of_another_length_fills_the_same_width(day, slots):
    made = table(day, 1)
    made.status[0] = PLANNED
    tree = etree.fromstring(region_picture(made, 0, 0, "en").encode())
    bars = [each for each in tree.iter("{*}rect") if each.get("fill") == "#1f3a5f" and float(each.get("width")) > 100]
    assert {float(each.get("width")) for each in bars} == {772.0}
    assert made.slots.n == slots


def test_the_page_stands_alone_and_keeps_its_ids_apart():
    made = table()
    found = page(made, "uk")
    ids = re.findall(r'\bid="([^"]+)"', found)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", found)) <= set(ids)
    addresses = set(re.findall(r'(?:src|href)="([^"]+)"', found))
    assert addresses == {"#r0", "#r1"}
    tree = etree.fromstring(found.encode(), etree.HTMLParser())
    assert tree.get("lang") == "uk"
    assert len(tree.findall(".//h2")) == 3
    assert "СГАВ" in found
    assert "Not the operator" in page(made, "en")


ORDER = {
    "alert": ("identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses",
              "code", "note", "references", "incidents", "info"),
    "info": ("language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience",
             "eventCode", "effective", "onset", "expires", "senderName", "headline", "description", "instruction",
             "web", "contact", "parameter", "resource", "area"),
    "area": ("areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"),
    "geocode": ("valueName", "value"),
}  # fmt: skip
NEEDED = {
    "alert": {"identifier", "sender", "sent", "status", "msgType", "scope"},
    "info": {"category", "event", "urgency", "severity", "certainty"},
    "area": {"areaDesc"},
    "geocode": {"valueName", "value"},
}
CODES = {
    "status": {"Exercise"}, "msgType": {"Alert", "Update", "Cancel", "Ack", "Error"},
    "scope": {"Public", "Restricted", "Private"}, "category": {"Infra", "Other", "Safety"},
    "responseType": {"Prepare", "Avoid", "Monitor", "None"},
    "urgency": {"Immediate", "Expected", "Future", "Past", "Unknown"},
    "severity": {"Extreme", "Severe", "Moderate", "Minor", "Unknown"},
    "certainty": {"Observed", "Likely", "Possible", "Unlikely", "Unknown"},
}  # fmt: skip


def test_cap_is_an_exercise_and_keeps_to_the_standard():
    """Order, needed elements, codes and times as in the tables of CAP 1.2, section 3.2."""
    tree = etree.fromstring(cap(table(), 0))
    assert etree.QName(tree).namespace == "urn:oasis:names:tc:emergency:cap:1.2"
    for element in tree.iter():
        name = etree.QName(element).localname
        if name in ORDER:
            children = [etree.QName(child).localname for child in element]
            places = [ORDER[name].index(child) for child in children]
            assert places == sorted(places)
            assert NEEDED[name] <= set(children)
        if name in CODES:
            assert element.text in CODES[name]
        if name in ("sent", "onset", "expires"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", element.text)
        if name in ("identifier", "sender"):
            assert not re.search(r"[\s,&<]", element.text)
    infos = tree.findall("{*}info")
    assert sorted(info.findtext("{*}language") for info in infos) == ["en-GB"] * 3 + ["uk-UA"] * 3
    assert {info.findtext("{*}urgency") for info in infos} == {"Future", "Immediate"}
    assert {info.findtext("{*}headline").split(":")[0] for info in infos} == {"EXERCISE", "НАВЧАННЯ"}
    assert tree.findtext(".//{*}geocode/{*}value") == "UA-30"
