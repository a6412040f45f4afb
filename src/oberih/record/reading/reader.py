"""A document into a report: every sentence by every rule, then which raid it is and who says it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from oberih.record.reading import counts, dates, events, people, pledges, speakers, triggers
from oberih.record.reading.attribution import (
    Carried,
    attribute,
    attribute_power,
    attribute_quotes,
    attribute_sole,
    signed,
)
from oberih.record.reading.base import Document, Draft, Fact, FactType, Report, TimeOfDay
from oberih.record.reading.links import linked
from oberih.record.reading.names import Voices
from oberih.record.reading.summary import of_this_raid, summarise
from oberih.record.reading.tokens import Sentence, sentences
from oberih.record.reading.view import View, look
from oberih.record.reading.wordings import Wording

#: characters read of one document: a report is a page or two, and a longer text is not read in a moment
LONGEST = 100_000
#: sentences read of one document: a text of shorter ones than of five characters is no report
MOST_SENTENCES = 20_000
_RAID = frozenset({"launch", "attack", "destroy", "hit", "damage", "killed", "wounded", "uav", "missile"})
_CARRIES = _RAID - {"killed", "wounded"}
_EVENTS = frozenset({"launched", "destroyed", "lost", "fell", "hit", "outage", "unit_trip", "attack"})
_CORRECTION = Wording(
    r"\bуточн\w+|\bоновлен\w+|\bзрос(?:ла|ло|ли)\b|\bзбільшил\w+|\bвиправлен\w+|\b(?:rose|risen|climbed|increased"
    r"|grew) to\b|\bupdated?\b|\bcorrect(?:ed|ion)\b"
    r"|\brevised\b|\bспершу\b|\bспочатку\b|\binitially\b|\bрозтаємнен\w+"
)
#: a summary of the day before
_PAST_DAY = re.compile(r"\bза (?:минулу|попередню) добу\b|\b(?:минулої|попередньої) доби\b|\bдобу, що минула\b")
_THEN = re.compile(r"^\W*(?:тоді|того дня|then|that day|back then|на той час)\b")


_ATTACK_BEFORE = re.compile(
    r"\b(?:атак\w*|удар\w*|обстріл\w*|нальот\w*|attacks?|strikes?|raids?|barrage|assault)\s+(?:\w+\s+){0,2}?(?:on"
    r"|of|у|в|на|від|за)?\s*(?:the\s+)?$"
)
_ATTACK_AFTER = re.compile(
    r"(?:'s)?\s+(?:[\w-]+\s+){0,3}?(?:атак\w*|удар\w*|обстріл\w*|attacks?|strikes?|raids?|barrage|assault)\b"
)


def _of_attack(low: str, day: dates.Day) -> bool:
    """Whether a day is told as that of an attack ("атаки 4 грудня", "Tuesday's strike"), not of what came of it."""
    before, after = low[max(0, day.start - 45) : day.start], low[day.end : day.end + 50]
    return bool(_ATTACK_BEFORE.search(before) or _ATTACK_AFTER.match(after))


_DAY_AFTER = re.compile(r"\b(?:days?|weeks?|nights?) after\b[^,.;]*$")


def _after_it(low: str, day: dates.Day) -> bool:
    """Whether a day is that of an earlier raid: "a day after Moscow launched 300 drones on 8 December"."""
    return bool(_DAY_AFTER.search(low[: day.start]))


class _Reading:
    """What is gathered while a document is read."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.memory, self.trail, self.voices = (
            counts.Memory(),
            events.Trail(),
            Voices(pentagon="entagon" in document.text),
        )
        self.saying = Carried()
        self.drafts: list[Draft] = []
        self.spare: list[dates.Day] = []  # days named elsewhere
        self.days: list[tuple[dates.Day, str]] = []  # days named where a raid is told, with the clause
        self.times: list[tuple[int, TimeOfDay]] = []
        self.timed = -1  # the sentence that told them
        self.clock = False  # an hour was told for something that happened
        self.hours: tuple[float | None, float | None] = (None, None)
        self.corrections: dict[int, str] = {}
        self.around: list[str] = []  # regions named so far, the latest first
        self.carried: dates.Day | None = None
        self.background = False
        self.drill = False
        self.paragraph = -1
        self.nights: dict[tuple[int, int, int], dates.Day] = {}  # the evening that a night began → the night's own day

    def sentence(self, sentence: Sentence) -> None:
        if sentence.paragraph != self.paragraph:
            self.paragraph, self.carried, self.drill = sentence.paragraph, None, False
        view = look(sentence, self.carried, self.drill, self.around)
        for place in view.places:
            if place.iso in self.around:
                self.around.remove(place.iso)
            self.around.insert(0, place.iso)
        self.drill = view.drill
        found = self._facts(view)
        self._time(view)
        self._night(view)
        told = [day for day in view.days if not day.said and not _after_it(sentence.low, day)]
        if told and {word.tag for word in view.words} & _CARRIES:
            self.carried = told[-1] if not told[-1].since else self.carried
        if self.background and _THEN.match(sentence.low):
            for draft in found:
                draft.columns["scope"] = "background"
        else:
            self.background = all(zone.scope == "background" for zone in view.zones)
        if _CORRECTION.search(sentence.low):
            self.corrections[sentence.index] = sentence.low
        self.drafts += found

    def _night(self, view: View) -> None:
        """ "У ніч на 25 грудня (з 19:30 24 грудня)": one night has two dates, and is told by the later."""
        named = [day for day in view.days if day.month]
        if len(named) < 2 or not (dates.hours(view.sentence.low)[0] or dates.time_of_day(view.sentence.low) == "night"):
            return
        for early in named:
            late = next((day for day in named if day.follows(early)), None)
            if late:
                self.nights[early.key] = late

    def _facts(self, view: View) -> list[Draft]:
        said, acts = speakers.speech_facts(view, self.voices)
        found = [
            *counts.weapon_facts(view, self.memory), *people.people_facts(view, self._befell(view)),
            *events.place_facts(view, self.trail),
            *triggers.location_facts(view), *triggers.attack_facts(view), *pledges.pledge_facts(view),
        ]  # fmt: skip
        attribute(view, said, found, self.drafts, self.saying)
        return found + acts

    def _befell(self, view: View) -> FactType | None:
        """What befell those that the last two sentences counted last."""
        near = [draft for draft in self.drafts[-12:] if view.sentence.index - draft.sentence <= 2]
        types = [draft.type for draft in near if draft.type in ("killed", "wounded") and draft.get("n")]
        return types[-1] if types else None

    def _time(self, view: View) -> None:
        low = view.sentence.low
        tags = {word.tag for word in view.words}
        if not tags & _RAID:
            self.spare += [
                day for day in view.days
                if not day.since and view.zone(day.start).scope in ("event",
                "day") and view.zone(day.start).modality == "fact"
            ]  # fmt: skip
            return
        own = [day for day in view.days if _of_attack(low, day)] if not tags & {"launch", "hit", "destroy"} else []
        for day in view.days:
            zone = view.zone(day.start)
            if day.said or (own and day not in own):
                self.spare.append(day)
            elif zone.scope in ("event", "day") and not day.since and zone.modality == "fact" and not view.drill:
                self.days.append((day, low[zone.start : zone.end]))
        if all(zone.scope == "event" for zone in view.zones) and tags & {"launch", "attack", "destroy", "hit"}:
            part = dates.time_of_day(low)
            if part:
                self.times.append((3 if "launch" in tags else 2 if "attack" in tags else 1, part))
            self.clock = self.clock or dates.hours(low)[0] is not None
            struck = "launch" in tags or any(triggers.attack_facts(view))
            if struck and self.hours == (None, None):
                self.hours = dates.hours(low)
                if self.hours != (None, None):
                    self.timed = view.sentence.index


def read(document: Document) -> Report:
    """What a document says: facts with their spans, and their summary.

    Nothing is looked up and nothing is drawn: the same document gives the same report. At most `LONGEST` characters and
    `MOST_SENTENCES` are read; a note says so where there is more.
    """
    reading = _Reading(document)
    cut = len(document.text) > LONGEST
    for sentence in sentences(document.text[:LONGEST]):
        if sentence.index == MOST_SENTENCES:
            cut = True
            break
        reading.sentence(sentence)
    known = speakers.named_offices(reading.voices)
    for draft in reading.drafts if known else ():
        for column in ("speaker", "organisation"):
            if draft.get(column) in known:
                draft.columns[column] = known[str(draft.get(column))]
    signed(document.text[:LONGEST], reading.drafts)
    attribute_power(reading.drafts)
    attribute_quotes(document.text[:LONGEST], reading.drafts)
    attribute_sole(reading.drafts)
    for draft in reading.drafts:
        day = draft.get("day")
        if isinstance(day, dates.Day) and day.key in reading.nights:
            draft.columns["day"] = reading.nights[day.key]
    raid_day = _raid_day(reading, document.published)
    raid_date = raid_day.on(document.published) if raid_day else None
    for draft in reading.drafts:
        _place_in_time(draft, raid_day, raid_date, document.published)
    _set_hours(reading, raid_date)
    facts = linked(document, reading.drafts, reading.corrections, document.published)
    notes = _notes(document, raid_day, raid_date, cut=cut)
    tells = any(of_this_raid(fact) and _tells(fact) for fact in facts)
    raid_date = raid_date if tells else None
    start, end = reading.hours
    part = max(reading.times, key=lambda pair: pair[0])[1] if reading.times else None
    if part is None and start is not None:
        part = dates.part_of_day(start)
    return Report(
        document=document, facts=facts, summary=summarise(facts, [raid_date] if raid_date else []), notes=notes,
        tells_of_raid=tells, raid_date=raid_date, time_of_day=part, start_hour=start, end_hour=end,
    )  # fmt: skip


def _set_hours(reading: _Reading, raid_date: date | None) -> None:
    """Begin and end of the raid, on the facts of the sentence that tells them; a night is told by its morning's"
    " date."""
    start, end = reading.hours
    if raid_date is None or reading.timed < 0:
        return
    before = raid_date - timedelta(days=1) if start is not None and end is not None and start > end else raid_date
    for draft in reading.drafts:
        if draft.sentence == reading.timed and draft.type in ("launched", "attack") and draft.get("scope") == "event":
            for name, day, hour in (("start", before, start), ("end", raid_date, end)):
                if hour is not None:
                    draft.columns[name] = f"{day.isoformat()}T{int(hour) % 24:02d}:{round(hour % 1 * 60):02d}"


def _tells(fact: Fact) -> bool:
    if fact.op == "none":
        return False
    if fact.type in ("launched", "destroyed", "lost", "hit", "attack") or (
        fact.n and fact.type in ("killed", "wounded")
    ):
        return True
    return fact.type == "outage" and fact.rule == "power.cut.raid"


def _raid_day(reading: _Reading, published: date | None) -> dates.Day | None:
    """The day of the raid that the report tells of: the latest day with events that is not set apart as past."""
    dated: list[dates.Day] = []
    lead_undated = False
    first = True
    for draft in reading.drafts:
        if draft.type not in _EVENTS or draft.get("scope") != "event" or draft.get("modality") != "fact":
            continue
        day = draft.get("day")
        if isinstance(day, dates.Day):
            dated.append(day)
        elif first:
            lead_undated = True
        first = False
    candidates = dated + [day for day, _ in reading.days]
    nightly = [day for day in reading.spare if day.month and day.on(published) != published]
    candidates = candidates or nightly[:1] or reading.spare[:2]
    candidates = [day for day in candidates if not day.since]
    # "today" may stand in a quotation of another day; a day that is named outright is surer
    dated = [day for day in candidates if day.month]
    fresh = [day for day in dated if not (day.year and published and _old(day, published))]
    candidates = fresh or [day for day in candidates if day not in dated] or dated or candidates
    if not candidates:
        # no day is named at all: news tells of the night, or the day, before it
        tells = any(draft.type in _EVENTS and draft.get("scope") == "event" for draft in reading.drafts)
        named = any(day.month or day.weekday is not None for day in [*reading.spare, *(day for day, _ in reading.days)])
        if published is None or not tells or named:
            return None
        if _PAST_DAY.search(reading.document.text.lower()):
            return dates.Day(0, 0, offset=-1)
        return dates.Day(0, 0, offset=0) if reading.times or reading.clock else None
    if published is None:
        return max(
            candidates, key=lambda day: (day.year or 0, day.offset is None and day.weekday is None, day.month, day.day)
        )
    known = [(on, day) for day in candidates if (on := day.on(published)) is not None]
    if not known:
        return None
    if (
        lead_undated
        and all(on == published - timedelta(days=1) for on, _ in known)
        and any(day.offset == -1 for day, _ in reading.days)
    ):
        return dates.Day(0, 0, offset=0)  # a second raid is told behind the first: "Yesterday, 21 October, in ..."
    latest = max(known, key=lambda pair: pair[0])
    if lead_undated and (published - latest[0]).days > 10 and reading.document.published_from != "file name":
        return None
    return latest[1]


_OLD = 60  #: days: a raid told with its year so long before publication is remembered, not reported


def _old(day: dates.Day, published: date) -> bool:
    on = day.on(published)
    return on is not None and (published - on).days > _OLD


def _place_in_time(draft: Draft, raid: dates.Day | None, raid_date: date | None, published: date | None) -> None:
    """Facts of another day than the raid's are background."""
    day = draft.get("day")
    if not isinstance(day, dates.Day):
        return
    on = day.on(published)
    if draft.get("scope") not in ("event", "day") or draft.type in ("speech_act", "commitment"):
        return
    if raid is None:
        other = published is not None and on is not None and (published - on).days > 3
    elif on is not None and raid_date is not None:
        other = on != raid_date and not (draft.type == "outage" and on > raid_date)
    else:
        other = day.key != raid.key and (day.offset is None) == (raid.offset is None) and day.weekday is None
    if other:
        draft.columns["scope"] = "background"
        draft.columns["event"] = on.isoformat() if on else f"--{day.month:02d}-{day.day:02d}"


def _notes(document: Document, raid: dates.Day | None, raid_date: date | None, *, cut: bool) -> tuple[str, ...]:
    return tuple(_note_keys(document, raid, raid_date, cut=cut))


def _note_keys(document: Document, raid: dates.Day | None, raid_date: date | None, *, cut: bool) -> Iterator[str]:
    if cut:
        yield "record.note_truncated"
    if raid is not None and raid_date is None:
        yield "record.note_no_year"
    elif raid is None:
        yield "record.note_no_date"
    if document.published is None:
        yield "record.note_not_dated"
