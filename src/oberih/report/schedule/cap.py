"""Common Alerting Protocol 1.2 (OASIS, 2010), for exercises alone: the status is always `Exercise`.

A real warning comes from who may give one. One alert a region, an `info` a day and language, planned hours and
emergency hours apart. The order of elements, codes and formats of time follow the standard's schema; times carry an
offset, never Z.
"""

from datetime import datetime
from xml.etree import ElementTree as ET

from oberih.report.numbers import day as day_in_words
from oberih.report.schedule.text import as_of, hours, limits, queue_line
from oberih.terms.timetable import Timetable
from oberih.terms.words import LANGS, Lang, say

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
STATUS = "Exercise"  #: and nothing else
SENDER = "oberih@exercise.invalid"
_TAG = {"uk": "uk-UA", "en": "en-GB"}


def cap(table: Timetable, region: int, langs: tuple[Lang, ...] = LANGS) -> bytes:
    """One region's alert as XML."""
    code = table.regions[region]
    safe = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in code)
    alert = ET.Element("alert", xmlns=NAMESPACE)
    _add(alert, "identifier", f"oberih-exercise-{safe}-{table.as_of:%Y%m%dT%H%M%S}")
    _add(alert, "sender", SENDER)
    _add(alert, "sent", _time(table.as_of))
    _add(alert, "status", STATUS)
    _add(alert, "msgType", "Alert")
    _add(alert, "scope", "Public")
    _add(alert, "note", " ".join(say("timetable.cap_note", lang) for lang in langs))
    for number, (_, day) in enumerate(table.slots.each_day()):
        for lang in langs:
            if (table.limit[region, day] > 0).any():
                _info(alert, table, region, number, lang, emergency=False)
            if table.emergency[region, day].any():
                _info(alert, table, region, number, lang, emergency=True)
    ET.indent(alert)
    return bytes(ET.tostring(alert, encoding="utf-8", xml_declaration=True)) + b"\n"


def _info(alert: ET.Element, table: Timetable, region: int, number: int, lang: Lang, *, emergency: bool) -> None:
    day = slice(table.slots.first[number], table.slots.first[number + 1])
    flags = table.emergency[region] if emergency else table.limit[region] > 0
    slots = [slot for slot in range(day.start, day.stop) if flags[slot]]
    kind = "emergency" if emergency else "planned"
    place, date = table.name(table.regions[region], lang), day_in_words(table.slots.days[number], lang)
    if emergency:
        about = [say("timetable.emergency_hours", lang, hours=hours(table, flags, day))]
    else:
        about = [say("timetable.limits", lang, limits=limits(table, region, day, lang))]
        about += [queue_line(table, region, queue, day, lang, name) for queue, name in enumerate(table.queues)]
    info = ET.SubElement(alert, "info")
    _add(info, "language", _TAG[lang])
    _add(info, "category", "Infra")
    _add(info, "event", say(f"timetable.{kind}", lang))
    _add(info, "responseType", "Prepare")
    _add(info, "urgency", "Immediate" if emergency else "Future")
    _add(info, "severity", "Severe" if emergency else "Moderate")
    _add(info, "certainty", "Likely")
    _add(info, "onset", _time(table.slots.at(slots[0])))
    _add(info, "expires", _time(table.slots.at(slots[-1] + 1)))
    _add(info, "senderName", say("timetable.cap_sender", lang))
    _add(info, "headline", say(f"timetable.cap_{kind}", lang, region=place, day=date))
    _add(info, "description", "\n".join([*about, say("timetable.as_of", lang, as_of=as_of(table, lang))]))
    area = ET.SubElement(info, "area")
    _add(area, "areaDesc", place)
    code = ET.SubElement(area, "geocode")
    _add(code, "valueName", "ISO 3166-2")
    _add(code, "value", table.regions[region])


def _add(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, name).text = value


def _time(moment: datetime) -> str:
    """As the standard asks: with seconds and an offset."""
    return moment.isoformat(timespec="seconds")
