"""One sentence as every rule sees it: its words, weapons, regions and days in it, what each stretch is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from oberih.record.reading import dates, places, scopes, weapons
from oberih.record.reading.base import Draft, FactType, Modality, Scope, Span
from oberih.record.reading.numbers import Quantity
from oberih.record.reading.tokens import Sentence, Token, Words
from oberih.record.reading.wordings import Wording

#: the day that the report tells of anyway
_SAME_DAY = Wording(
    r"\b(?:the )?same (?:day|night|evening|morning)\b|\bтого ж (?:дня|вечора|ранку)\b|\bтієї ж"
    r" ночі\b"
)


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of a sentence that tells of one matter; offsets are within the sentence."""

    start: int
    end: int
    scope: Scope
    modality: Modality


@dataclass(frozen=True, slots=True)
class View:
    """A sentence with what is named in it."""

    sentence: Sentence
    words: Words
    weapons: tuple[weapons.Weapons, ...]
    places: tuple[places.Place, ...]
    days: tuple[dates.Day, ...]
    zones: tuple[Zone, ...]
    carried: dates.Day | None  #: the day that the paragraph spoke of before
    drill: bool = False  #: the paragraph tells of a drill

    def zone(self, offset: int) -> Zone:
        return next((zone for zone in self.zones if zone.start <= offset < zone.end), self.zones[-1])

    def day(self, offset: int) -> dates.Day | None:
        """The day that something at an offset belongs to: the last before it in its stretch, or the first after."""
        if _SAME_DAY.search(self.sentence.low):
            return None
        zone = self.zone(offset)
        own = [day for day in self.days if zone.start <= day.start < zone.end and not day.said]
        before = [day for day in own if day.start < offset]
        if before:
            return before[-1]
        if own:
            return own[0]
        earlier = [day for day in self.days if day.start < offset and not day.said]
        return earlier[-1] if earlier else self.carried

    def span(self, first: int, last: int) -> Span:
        """The place in the text of words `first` to `last` (not included)."""
        return self.words[first].start, self.words[max(first, last - 1)].end

    def draft(self, what: FactType, span: Span, rule: str, **columns: object) -> Draft:
        """A fact about this sentence, its scope, modality and day filled in."""
        offset = span[0] - self.sentence.start
        zone = self.zone(offset)
        columns.setdefault("scope", zone.scope)
        columns.setdefault("modality", "drill" if self.drill else zone.modality)
        day = self.day(offset)
        columns["day"] = day
        if day is not None and day.since and columns["scope"] == "event":
            columns["scope"] = "cumulative"
        return Draft(what, span, rule, columns, False, self.sentence.index, self.sentence.paragraph)


def counted(quantity: Quantity | None) -> dict[str, object]:
    """The columns that a count fills."""
    if quantity is None:
        return {}
    least, most = quantity.bounds
    return {"op": quantity.op, "n": quantity.n, "n_min": least, "n_max": most}


def look(sentence: Sentence, carried: dates.Day | None, drill: bool, around: Sequence[str] = ()) -> View:
    """A sentence with everything that is named in it."""
    low = sentence.low
    cuts = scopes.zones(low) or [(0, len(low))]
    zones = tuple(
        Zone(start, end, scopes.scope(low[start:end]), scopes.modality(low[start:end])) for start, end in cuts
    )
    return View(
        sentence,
        sentence.tokens,
        tuple(weapons.weapons(sentence.tokens)),
        tuple(places.places(sentence.text, sentence.tokens, around)),
        tuple(dates.days(low)),
        zones,
        carried,
        drill or any(zone.modality == "drill" for zone in zones),
    )


def near(words: Sequence[Token], at: int) -> str:
    """The small letters of a word, "" where there is none."""
    return words[at].low if 0 <= at < len(words) else ""
