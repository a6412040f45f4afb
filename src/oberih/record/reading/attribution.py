"""Who says each fact: the speaker of its sentence, of the quotation that it stands in, or of what was said just"
" before."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oberih.record.reading.base import Draft
from oberih.record.reading.speakers import ABOUT_THIS, Said
from oberih.record.reading.view import View

_ATTACKER = re.compile(r"russia|moscow|kremlin|\bрф\b|росі[ії]|кремл")
_CLOCK = re.compile(r"\W*\d{1,2}:\d\d\b")
_QUOTE = re.compile(r"«[^«»]{1,3000}»|“[^“”]{1,3000}”|(?:(?<=\s)|(?<=^)|(?<=[(–—-]))\"[^\"]{1,3000}\"(?![\w])")
HEADLINE = 120  #: characters of the longest headline
_FAMILY = {
    "launched": "weapons", "destroyed": "weapons", "lost": "weapons", "fell": "weapons", "killed": "people",
    "wounded": "people",
    "outage": "power", "outage_lifted": "power", "unit_trip": "power", "commitment": "pledges",
}  # fmt: skip
_TURN = re.compile(r";|,? (?:while|whereas|тоді як|натомість|водночас)\b|, (?:а|but|and)\b|(?<=\w)\. ")


@dataclass(slots=True)
class Carried:
    """The speaker whose words go on in the sentences after."""

    said: Said | None = None
    paragraph: int = -1
    lead: bool = False  #: named before a colon at the head of a paragraph: speaks until another one does
    families: frozenset[str] = frozenset()  #: what the speaker told of: weapons, people, power
    index: int = -9  #: of the sentence


def _give(draft: Draft, speaker: str | None, said: Said, span: tuple[int, int] | None) -> None:
    draft.columns.update(
        speaker=speaker, organisation=said.organisation, channel=said.channel or "statement", source_span=span
    )
    if speaker and _ATTACKER.search(speaker.lower()):
        draft.columns["scope"] = "background"  # what the attacker claims enters no sum


def attribute(view: View, said: Said, found: Sequence[Draft], earlier: Sequence[Draft], carried: Carried) -> None:
    """Give each fact of a sentence its speaker; "this was reported by" reaches back over the paragraph."""
    here = view.sentence.paragraph
    if said.speaker:
        for draft in found:
            speaker, span = _nearest(view, said, draft)
            _give(draft, speaker, said, span)
        if ABOUT_THIS.match(view.sentence.low):
            alone = not any(draft.paragraph == here for draft in earlier)  # a paragraph of its own: of all before it
            for draft in earlier:
                if (alone or draft.paragraph == here) and not draft.get("speaker"):
                    _give(draft, said.speaker, said, said.span)
        carried.said, carried.paragraph, carried.lead = said, here, said.lead or _opens(view, said, found)
        carried.families, carried.index = _families(found), view.sentence.index
        if not carried.families and any(draft.type in ("hit", "object") for draft in found):
            carried.families = frozenset({"places"})
        return
    if carried.said is None:
        return
    personal = carried.said.speaker != carried.said.organisation and carried.index <= 1
    if carried.lead and not personal and carried.paragraph != here and _CLOCK.match(view.sentence.text):
        carried.lead = False  # a live blog: each entry has its own source
    # whoever counted weapons goes on counting them; the dead of the next sentence are as a rule the writer's own
    goes_on = carried.paragraph == here and (view.sentence.index - carried.index == 1 or not carried.families)
    if carried.lead or goes_on:
        for draft in found:
            if _goes_on(draft, carried):
                _give(draft, carried.said.speaker, carried.said, carried.said.span)
    elif carried.paragraph != here:
        carried.said = None


def _opens(view: View, said: Said, found: Sequence[Draft]) -> bool:
    """Whether a report opens with who wrote where, and tells nothing yet: it goes on in those words."""
    sentence = view.sentence
    headline = len(sentence.text) <= HEADLINE and not sentence.text.rstrip().endswith((".", "!", "?", "…", "»", "”"))
    at_end = said.span is not None and said.span[1] >= sentence.start + len(sentence.text.rstrip()) - 2
    if sentence.index or (_families(found) and not (headline and at_end)):
        return False
    return said.channel is not None or (headline and said.told)


def _goes_on(draft: Draft, carried: Carried) -> bool:
    """Whether a fact of a sentence without a speaker is told by the one before."""
    if draft.type in ("killed", "wounded") and draft.get("scope") == "background" and not carried.lead:
        return False
    same = _families([draft]) & (carried.families - {"people"})
    return carried.lead or not carried.families or bool(same)


def _families(drafts: Sequence[Draft]) -> frozenset[str]:
    """What facts tell of, in the large: who counted the dead does not count the drones of the next sentence."""
    return frozenset(_FAMILY[draft.type] for draft in drafts if draft.type in _FAMILY)


def _nearest(view: View, said: Said, draft: Draft) -> tuple[str | None, tuple[int, int] | None]:
    """Of several speakers in a sentence the one in whose clause a fact stands."""
    base, low = view.sentence.start, view.sentence.low
    if said.span is not None and not said.others:
        low_at, high_at = sorted((draft.span[0] - base, said.span[0] - base))
        closing = said.span[1] - base > len(low.rstrip()) - 30  # "..., the Air Force said." covers all before it
        apart = ";" in low[low_at:high_at] and not closing
        apart = apart and not (draft.type in ("destroyed", "lost") and said.span[0] < draft.span[0])
        return (None, None) if apart and not said.lead else (said.speaker, said.span)
    if said.span is None:
        return said.speaker, said.span
    cuts = [0, *(match.start() for match in _TURN.finditer(low)), len(low)]
    pairs = [(said.speaker, said.span), *said.others]
    at = draft.span[0] - base

    def cost(pair: tuple[str | None, tuple[int, int]]) -> float:
        where = pair[1][0] - base
        turns = sum(min(at, where) < cut <= max(at, where) for cut in cuts)
        return turns * 100 + abs(at - where) + (0 if where <= at else 20)

    return min(pairs, key=cost)


def _begins(draft: Draft) -> int:
    return draft.span[0]


def attribute_quotes(text: str, drafts: Sequence[Draft]) -> None:
    """A quotation belongs to whoever is named beside it: where it ends, or just before it begins."""
    voices = [draft for draft in drafts if draft.rule in ("speech.said", "speech.generic")]
    told = sorted((draft for draft in drafts if draft.rule not in ("speech.said", "speech.generic")), key=_begins)
    for start, end in _quotes(text):
        if end - start < 25:
            continue
        inside = told[bisect_left(told, start, key=_begins) : bisect_left(told, end, key=_begins)]
        if not inside:
            continue
        spoken = [each for each in voices if start - 150 <= each.span[0] < end + 120]
        after = [each for each in spoken if end <= each.span[0] < end + 120 and "\n" not in text[end : each.span[0]]]
        before = [
            each for each in spoken if start - 150 <= each.span[0] < start and "\n\n" not in text[each.span[0] : start]
        ]
        colon = text[max(0, start - 3) : start].strip().endswith((":", ","))
        follows = re.match(r"\s*[,.]?\s*[–—-]?\s*", text[end : end + 8])
        # "...", he said. "...": the words that cut a quotation in two name its speaker
        cut = [
            each for each in spoken
            if start <= each.span[0] < end and re.search(r"[,.!?]\s+[–—-]\s+[^–—]{0,40}$", text[start : each.span[0]])
        ]  # fmt: skip
        who = (
            cut[:1] if cut else before[-1:] if colon and before else after[:1] if follows and after else before[-1:]
        ) or None
        if who:
            for draft in inside:
                draft.columns.update(
                    speaker=who[0].get("speaker"), organisation=who[0].get("organisation"), source_span=who[0].span
                )


#: how a line begins that only says whose report this is
_SIGNS = re.compile(r"\W*(?:за інформацією|інформація|за даними|за матеріалами|джерело|source|\w+\s*$)")


def signed(text: str, drafts: Sequence[Draft]) -> None:
    """A report that is signed in its last line is said by who signs it, wherever nobody else speaks."""
    last = max((draft for draft in drafts if draft.rule == "speech.said"), key=lambda draft: draft.span, default=None)
    if last is None:
        return
    rest = text[last.span[1] :]
    line = re.split(r"[.!?]\s|\n", text[: last.span[0]])[-1]
    if rest.strip(' .!»”"\n\t)'):
        alone = all(draft.type == "speech_act" for draft in drafts if draft.sentence == last.sentence)
        whole = text[: last.span[0]].endswith("\n" + line) and not re.search(r"[»”\".!?]", line + rest.strip()[:-1])
        if not (alone and whole) or "\n" in rest.strip() or len(line) + len(rest.strip()) > HEADLINE:
            return
    elif len(line.strip(" –—-")) > 40 or not (
        re.search(r"[–—-]\s*|^$", line.strip()[:2] or "")
        or (text[: last.span[0]].endswith("\n" + line) and _SIGNS.match(line.lower()))
    ):
        return
    for draft in drafts:
        if not draft.get("speaker"):
            draft.columns.update(
                speaker=last.get("speaker"), organisation=last.get("organisation"), source_span=last.span
            )


def attribute_sole(drafts: Sequence[Draft]) -> None:
    """Where a report quotes one voice alone, what was launched, hit and cut is its news too; people need not be."""
    told = [draft for draft in drafts if draft.rule == "speech.said"]
    if len({str(draft.get("speaker")).lower() for draft in told}) != 1:
        return
    if any(draft.rule == "speech.generic" for draft in drafts):
        return
    for draft in drafts:
        if draft.get("speaker") or draft.type in ("killed", "wounded", "speech_act"):
            continue
        draft.columns.update(
            speaker=told[0].get("speaker"), organisation=told[0].get("organisation"), source_span=told[0].span
        )


_ENERGY = re.compile(
    r"укренерго|дтек|обленерго|міненерго|міністерство енергетики|ukrenergo|dtek|oblenergo|energy"
    r" ministry",
    re.IGNORECASE,
)


def attribute_power(drafts: Sequence[Draft]) -> None:
    """Cuts of power that nobody is said to tell of come from the one power company that the report quotes."""
    names = {
        str(draft.get("speaker")) for draft in drafts
        if draft.rule in ("speech.said", "speech.generic") and _ENERGY.search(str(draft.get("speaker")))
    }  # fmt: skip
    if len(names) != 1:
        return
    name = names.pop()
    first = min(draft.span[0] for draft in drafts if draft.get("speaker") == name)
    for draft in drafts:
        if (
            draft.type in ("outage", "outage_lifted", "unit_trip")
            and not draft.get("speaker")
            and draft.span[0] > first
        ):
            draft.columns.update(speaker=name, organisation=name)


def _quotes(text: str) -> Iterator[tuple[int, int]]:
    for match in _QUOTE.finditer(text):
        yield match.span()
