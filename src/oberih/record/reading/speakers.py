"""Who says it, where, and by what channel."""

import re
from dataclasses import dataclass

from oberih.record.reading.base import Draft
from oberih.record.reading.names import Mention, Voices, named
from oberih.record.reading.view import View

_SAID = frozenset({"say", "by"})
_HE = re.compile(r"\b(?:він|вона|he|she|за (?:його|її) словами|його словами|president said)\b")
_CHANNELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("website", re.compile(r"\bна (?:офіційному )?(?:веб)?сайті\b|\bweb-?site\b|\bsite of the\b")),
    ("tweet", re.compile(r"\btwitter\b|\bтві(?:т)?тер\w*|\btweet\w*|\bмікроблоз\w+")),
    ("address", re.compile(r"\bвідеозверненн\w+|\b(?:вечірн|щоденн|нічн)\w+ (?:відео)?зверненн\w+|\b(?:video|evening"
                           r"|nightly|daily) (?:video )?address\b")),
    ("post", re.compile(r"\btelegram\b|\bтелеграм\w*|\bfacebook\b|\bфейсбу\w+|\bнаписа(?:в|ла)\b|\bwrote\b"
                        r"|\bposted\b|\bдопис\w*")),
    ("briefing", re.compile(r"\bбрифінг\w*|\bbriefing\b")),
)  # fmt: skip
_CALL = re.compile(
    r"\bтелефонн\w+ розмов\w*|\bзателефону\w+|\bphone call\b|\btelephone\b|\bspoke by phone\b|\bby phone\b"
    r"|\bphoned\b|\bcalled his\b"
)
#: an institution that speaks at the head of its sentence: "В Укренерго повідомили"
_IN_BODY = re.compile(
    r"^\W*(?:в|у)\s+(?:нек\s+)?[«\"“]?(\w+)[»\"”]?\s+(?:повідоми|заяви|зазначи|поясни|уточни|розпові|додал|наголоси)\w+"
)
_IN_BODY_EN = re.compile(
    r"^\W*(?:a |the )?(?:message|notice|statement) (?:from|by) |\bsaid in a (?:message|notice|statement)\b"
    r"|\bin a (?:message|notice|statement)\b"
)
_ABOUT_THIS = re.compile(r"^\W*(?:про це|this was|that was|as)\b")


@dataclass(slots=True)
class Said:
    """Who a sentence says speaks."""

    speaker: str | None = None  #: a person, or the body itself where no person is named
    organisation: str | None = None
    channel: str | None = None
    span: tuple[int, int] | None = None
    others: tuple[tuple[str, tuple[int, int]], ...] = ()  #: further speakers of the same sentence, with their words


def _channel(low: str) -> str | None:
    return next((name for name, pattern in _CHANNELS if pattern.search(low)), None)


def speech_facts(view: View, voices: Voices) -> tuple[Said, list[Draft]]:
    """Who speaks in a sentence, and the acts of speech that it tells of (statements, posts, calls)."""
    low, base = view.sentence.low, view.sentence.start
    mentions = named(view, voices)
    drafts: list[Draft] = []
    people = [mention for mention in mentions if mention.person]
    call = _CALL.search(low)
    if call and len({mention.name for mention in people}) >= 2 and not _said(view):
        first, second = list(dict.fromkeys(mention.name for mention in people))[:2]
        drafts.append(view.draft("speech_act", (base + call.start(), base + call.end()), "speech.call", speaker=first,
                                 organisation=second, channel="call"))  # fmt: skip
        voices.last, voices.paragraph = first, view.sentence.paragraph
    elif call and len(people) >= 2:
        names = list(dict.fromkeys(mention.name for mention in people))
        if len(names) >= 2 and re.search(r"\bпровели\b|\bspoke\b|\bheld\b", low):
            drafts.append(view.draft("speech_act", (base + call.start(), base + call.end()), "speech.call",
            speaker=names[0],
                                     organisation=names[1], channel="call"))  # fmt: skip
    drafts += _published(view, mentions)
    said = _speaker(view, mentions, voices)
    if said.speaker and said.span:
        for name, span in ((said.speaker, said.span), *said.others):
            drafts.append(view.draft("speech_act", span, "speech.said", speaker=name, organisation=said.organisation,
                                     channel=said.channel or "statement"))  # fmt: skip
    return said, drafts


def _said(view: View) -> list[tuple[int, int]]:
    base = view.sentence.start
    return [(word.start - base, word.end - base) for word in view.words if word.tag in _SAID]


def _published(view: View, mentions: list[Mention]) -> list[Draft]:
    """ "Details are on the site of the ministry and in the minister's Twitter": two channels, two speakers."""
    low, base = view.sentence.low, view.sentence.start
    if not re.search(r"\bоприлюднен\w+|\bопублікован\w+|\bpublished\b|\bmade public\b|\bappeared\b", low):
        return []
    drafts = []
    for name, pattern in _CHANNELS:
        match = pattern.search(low)
        near = [each for each in mentions if match and abs(each.start - match.end()) < 40] if match else []
        if match and near:
            who = min(near, key=lambda each: (abs(each.start - match.end()), each.start))
            drafts.append(view.draft("speech_act", (base + match.start(), base + match.end()), "speech.channel",
                                     speaker=who.name, channel=name))  # fmt: skip
    return drafts


def _speaker(view: View, mentions: list[Mention], voices: Voices) -> Said:
    low, base = view.sentence.low, view.sentence.start
    verbs = _said(view)
    found: list[Mention] = []
    for start, end in verbs:
        if mentions:
            best = min(mentions, key=lambda each: _gap(low, each, start, end))
            if _gap(low, best, start, end) < 90 and best not in found:
                found.append(best)
    channel = _channel(low)
    if verbs and not found and _HE.search(low) and voices.last and view.sentence.paragraph - voices.paragraph <= 2:
        match = _HE.search(low) or re.search("", low)
        span = (base + match.start(), base + match.end()) if match else (base, base)
        return Said(voices.last, None, channel, span)
    if mentions:
        people = [each for each in mentions if each.person]
        if people:
            voices.last, voices.paragraph = (
                (found or people)[0].name if (found or people)[0].person else people[0].name,
                view.sentence.paragraph,
            )
    if not found:
        return Said()
    if channel is None and found[0].person is False and (_IN_BODY.search(low) or _IN_BODY_EN.search(low)):
        channel = "message"
    first = found[0]
    body = next((each.name for each in mentions if not each.person), None) if first.person else first.name
    others = tuple((each.name, (base + each.start, base + each.end)) for each in found[1:] if each.name != first.name)
    return Said(first.name, body, channel, (base + first.start, base + first.end), others)


def _gap(low: str, mention: Mention, start: int, end: int) -> float:
    """How far a name stands from a verb of saying; a name before the verb with nothing between is the nearest."""
    between = low[mention.end : start] if mention.end <= start else low[end : mention.start]
    clause = 60 if re.search(r"\b(?:що|that)\b", between) else 0
    return len(between) + clause
