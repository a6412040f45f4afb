"""Who says each fact: the speaker of its sentence, of the quotation that it stands in, or of what was said just"
" before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oberih.record.reading.base import Draft
from oberih.record.reading.speakers import ABOUT_THIS, Said
from oberih.record.reading.view import View

_QUOTE = re.compile(r"«[^«»]{1,3000}»|“[^“”]{1,3000}”|(?:(?<=\s)|(?<=^)|(?<=[(–—-]))\"[^\"]{1,3000}\"(?![\w])")
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


def attribute(view: View, said: Said, found: Sequence[Draft], earlier: Sequence[Draft], carried: Carried) -> None:
    """Give each fact of a sentence its speaker; "this was reported by" reaches back over the paragraph."""
    here = view.sentence.paragraph
    if said.speaker:
        for draft in found:
            speaker, span = _nearest(view, said, draft)
            _give(draft, speaker, said, span)
        if ABOUT_THIS.match(view.sentence.low):
            for draft in earlier:
                if draft.paragraph == here and not draft.get("speaker"):
                    _give(draft, said.speaker, said, said.span)
        carried.said, carried.paragraph, carried.lead = said, here, said.lead
        carried.families, carried.index = _families(found), view.sentence.index
        return
    if carried.said is None:
        return
    if carried.lead or (carried.paragraph == here and view.sentence.index - carried.index == 1):
        for draft in found:
            if not carried.lead and not _families([draft]) & carried.families:
                continue
            _give(draft, carried.said.speaker, carried.said, carried.said.span)
    elif carried.paragraph != here:
        carried.said = None


def _families(drafts: Sequence[Draft]) -> frozenset[str]:
    """What facts tell of, in the large: who counted the dead does not count the drones of the next sentence."""
    return frozenset(_FAMILY[draft.type] for draft in drafts if draft.type in _FAMILY)


def _nearest(view: View, said: Said, draft: Draft) -> tuple[str | None, tuple[int, int] | None]:
    """Of several speakers in a sentence the one in whose clause a fact stands."""
    if not said.others or said.span is None:
        return said.speaker, said.span
    base, low = view.sentence.start, view.sentence.low
    cuts = [0, *(match.start() for match in _TURN.finditer(low)), len(low)]
    pairs = [(said.speaker, said.span), *said.others]
    at = draft.span[0] - base

    def cost(pair: tuple[str | None, tuple[int, int]]) -> float:
        where = pair[1][0] - base
        turns = sum(min(at, where) < cut <= max(at, where) for cut in cuts)
        return turns * 100 + abs(at - where) + (0 if where <= at else 20)

    return min(pairs, key=cost)


def attribute_quotes(text: str, drafts: Sequence[Draft]) -> None:
    """A quotation belongs to whoever is named beside it: where it ends, or just before it begins."""
    spoken = [draft for draft in drafts if draft.rule in ("speech.said", "speech.generic")]
    for start, end in _quotes(text):
        inside = [draft for draft in drafts if start <= draft.span[0] < end and draft not in spoken]
        if not inside or end - start < 25:
            continue
        after = [each for each in spoken if end <= each.span[0] < end + 120 and "\n" not in text[end : each.span[0]]]
        before = [
            each for each in spoken if start - 150 <= each.span[0] < start and "\n\n" not in text[each.span[0] : start]
        ]
        colon = text[max(0, start - 3) : start].strip().endswith((":", ","))
        follows = re.match(r"\s*[,.]?\s*[–—-]?\s*", text[end : end + 8])
        who = (before[-1:] if colon and before else after[:1] if follows and after else before[-1:]) or None
        if who:
            for draft in inside:
                draft.columns.update(
                    speaker=who[0].get("speaker"), organisation=who[0].get("organisation"), source_span=who[0].span
                )


def _quotes(text: str) -> Iterator[tuple[int, int]]:
    for match in _QUOTE.finditer(text):
        yield match.span()
