"""Who says it, where, and by what channel.

A speaker stands beside a verb of saying, after "according to" and its like, or before a colon. "He",
"the mayor" and "the
company" mean who spoke last. What follows in quotation marks, or in the same breath, is said by the same one.
"""

import re
from dataclasses import dataclass

from oberih.record.reading.base import Draft
from oberih.record.reading.channels import CHANNELS, channel_of
from oberih.record.reading.names import Mention, Voices, named
from oberih.record.reading.saying import AT_ONCE, BEHIND, POSSESSED, VERBS
from oberih.record.reading.surnames import declined, is_first_name
from oberih.record.reading.view import View
from oberih.record.reading.wordings import Wording

_SAYING = (
    rf"\b(?:{VERBS}|"
    r"повідоми(?:в|ла|ли|ло)|повідомля(?:є|ють|ється|ла|в)|повідомлен(?:о|ні)|заяви(?:в|ла|ли)|заявля(?:є|ють)"
    r"|сказа(?:в|ла|ли)"
    r"|сказано|каж(?:е|уть)|розпові(?:в|ла|ли|даю\w+|дає)|зазначи(?:в|ла|ли)|зазнача(?:є|ють|ється)|зазначено"
    r"|написа(?:в|ла|ли)|пиш(?:е|уть)"
    r"|дода(?:в|ла|ли)|дода(?:є|ють)|наголоси(?:в|ла|ли)|наголошу\w+|уточни(?:в|ла|ли)|уточню(?:є|ють)|підкресли(?:в"
    r"|ла|ли)"
    r"|оголоси(?:в|ла|ли)|підтверди(?:в|ла|ли)|підтверджу(?:є|ють)|заклик(?:ав|ала|али|ає)|переда(?:є|ють|в|ла)"
    r"|інформу(?:є|ють)"
    r"|(?:по|про)?інформува(?:в|ла|ли)|йдеться|поясни(?:в|ла|ли)|поясню(?:є|ють)|попереди(?:в|ла|ли)|попереджа(?:є"
    r"|ють)|назва(?:в|ла|ли)"
    r"|назива(?:є|ють)|запевни(?:в|ла|ли)|запевня(?:є|ють)|подякува(?:в|ла|ли)|(?:від)?звітува(?:в|ла|ли)"
    r"|підсумува(?:в|ла|ли)|задокументува(?:в|ла|ли)"
    r"|підсумову(?:є|ють)|порахува(?:в|ла|ли)|прос(?:ять|ить)|констату\w+|визна(?:в|ла|ли|є|ють)|спростува(?:в|ла"
    r"|ли)|стверджу(?:є|ють)"
    r"|опублікува(?:в|ла|ли)|оприлюдни(?:в|ла|ли)|розрахову\w+|нагада(?:в|ла|ли)|відзначи(?:в|ла|ли)|пообіця(?:в|ла"
    r"|ли)|обіця(?:є|ють)"
    r"|закликала|засуди(?:в|ла|ли)|зауважи(?:в|ла|ли)|зауважу(?:є|ють)|відреагува(?:в|ла|ли)|доповіда(?:є|ють|в|ла)"
    r"|доповів"
    r"|доповіла|відзвітували|скаржи\w+ся|резюмува(?:в|ла|ли)|показа(?:в|ла|ли)|наголосили|підби(?:в|ли|ла)"
    r"|висловлю\w+|висловив"
    r"|tweet(?:ed|s)|твітну(?:в|ла)|said|says|saying|reported|reports?|announced|announces|stated|states|told"
    r"|tells?|added|adds|wrote|writes"
    r"|confirmed|confirms"
    r"|noted|notes|posted|posts|warned|warns|stressed|stresses|explained|explains|thanked|insisted|insists|claimed"
    r"|claims"
    r"|promised|promises|acknowledged|clarified|specified|informed|informs|condemned|condemns|described|admitted"
    r"|denied|urged|estimated"
    r"|counted|verified|recorded|reckoned|declared|summed up|emphasi[sz]ed|remarked|commented|recalled|pointed out"
    r"|concluded|disclosed"
    r"|published|registered|pledged|put the|puts the|quoted|tallied|listed|logged|assured|assures|argued|conceded"
    r"|asked|observed|hailed"
    r"|звіту(?:є|ють)|відзвіту\w+|мови(?:в|ла|ли)|рахує|кажуть|відповіла?|відповів|підрахува(?:в|ла|ли)|перелічи(?:в"
    r"|ла|ли)|доповни(?:в|ла|ли)|деталізува(?:в|ла|ли)"
    r"|replied|transmits?|informs?|assures|remarks|sums up|insisting|adding|writing|specif(?:y|ies)|credited|blamed"
    r"|dismiss(?:ed|es)|rejected|refuted|pointed to|points to|referred to|refers to|reiterated|recounted|relayed"
    r"|stipulated|related|lamented"
    r"|detailed|outlined|notified|shared|signalled|signaled|suggested|speculated|maintained|testified|issued (?:a|its)"
    r"|нарахува(?:в|ла|ли)|зафіксува(?:в|ла|ли)|наві(?:в|вела|вели)|навела|навели|поінформува(?:в|ла|ли)"
    r"|поскаржи\w+|розкри(?:в|ла|ли)|зві[тд]у\w+"
    r"|вказа(?:в|ла|ли)|вказу(?:є|ють)|окресли(?:в|ла|ли)|запости(?:в|ла|ли)|відзвіту\w+|згада(?:в|ла|ли)"
    r"|прокоментува(?:в|ла|ли)|поділи(?:в|ла|ли)с[ья]"
    r"|took stock|takes stock|summari[sz]ed|records?"
    r"|(?:was |were |is |are |had )?(?:speaking|spoke|speaks|spoken) of|opened (?:a |an )?(?:criminal"
    r" )?(?:investigation|case|proceedings)|відкри(?:ла|ли|в) (?:кримінальне )?провадження"
    r"|(?:роз)?поча(?:ла|ли|в) (?:\w+ )?розслідування|called|vowed|cautioned|briefed|corrected|revised|tallies"
    r"|counts)\b"
)
#: bodies are often neuter: "міністерство підтвердило"
_STRONG = Wording(_SAYING.replace("(?:в|ла|ли)", "(?:в|ла|ли|ло)"))
_BY = Wording(
    rf"\b(?:{BEHIND}|"
    r"за\s+(?:\w+\s+)?(?:словами|даними|інформацією|оцінк(?:ами|ою)|підрахунками|повідомленням|твердженням"
    r"|уточненими даними)|зі слів|як (?:повідомля|переда|інформу|зазнача|каж"
    r"|пиш|уточню|свідчить)\w+|на думку|з посиланням на|посилаючись на|за спостереженнями|за зведенням|за"
    r" (?:уточненими |попередніми |останніми |офіційними )даними|за версією|за відомостями|per|with reference to|in"
    r" a post by|according to|in the words of|as told by|citing|quoting|by the account of)\b"
)
_HE = Wording(
    r"\b(?:він|вона|he|she|за (?:його|її) (?:словами|даними)|його словами|її словами|according to"
    r" (?:him|her))\b"
)
_HIS_TITLE = Wording(
    r"\b(?:(?P<title>президент|глава держави|мер|міський голова|губернатор|очільник (?:ова|області|регіону|міста)"
    r"|керівник (?:ова|області)"
    r"|голова (?:ова|області|адміністрації)|начальник (?:ова|області)|міністр|прем'єр(?:-міністр)?|командувач|речник"
    r"|посадовець|чиновник|генерал|посол|канцлер|очільни(?:к|ця)|керівни(?:к|ця)|начальни(?:к|ця)|речниця|дипломат)"
    r"|the (?P<english>president|mayor|governor|minister|prime minister|secretary|spokes(?:man|woman|person)"
    r"|commander|general"
    r"|official|regional head|head of the region|ambassador|chancellor|secretary-general|director|chief|colonel|head"
    r"|envoy|diplomat))\b"
)
_BODY_AGAIN = Wording(
    r"\bтам (?:же )?(?:також )?(?=дода|зазнач|каж|повідом|уточн|наголо|поясн|розпов)|\bthe press service\b|\b(?:у"
    r"|в) (?:компанії|відомстві|міністерстві|командуванні|пресслужбі|адміністрації|ова"
    r"|службі|прокуратурі|операторі)\b(?! [«\"“])"
    r"|\b(?:компанія|відомство|міністерство)\b(?! [«\"“])"
    r"|\bthe (?:company|ministry|operator|utility|command|service|agency|administration)\b"
)
_CALL = Wording(
    r"\bтелефонн\w+ розмов\w*|\bзателефону\w+|\bпоговори\w+ (?:по )?телефон\w+|\bтелефоном\b|\b(?:phone|telephone)"
    r" (?:call|conversation)\b"
    r"|\btelephone\b|\bby (?:tele)?phone\b|\bphoned\b|\bcalled his\b|\bon the phone\b|\bin a call\b|\ba call with\b"
    r"|\bпід час розмови\b"
    r"|\bcall with\b|\bread-?out of\b"
)
_MESSAGE = re.compile(
    r"^\W*(?:в|у)\s+(?:нек\s+)?[«\"“]?[\w'’]+[»\"”]?\s+(?:повідоми|заяви|зазначи|поясни|уточни|розпові|додал"
    r"|наголоси)\w+"
)
_LEAD = re.compile(r"^\W*(?:\d{1,2}[:.]\d\d\s*[–—-]?\s*)?[^.!?:]{3,140}:(?!\d\d)")
#: what is said of the sentence before: "Про це повідомив", "This was reported by"
ABOUT_THIS = re.compile(
    r"^\W*(?:про це|про ситуацію|таку інформацію|такі дані|відповідн\w+|this (?:was|is|has been)|that was|about this"
    r"|about it|the figures were)\b"
)


@dataclass(slots=True)
class Said:
    """Who a sentence says speaks."""

    speaker: str | None = None  #: a person, or the body itself where no person is named
    organisation: str | None = None
    channel: str | None = None
    span: tuple[int, int] | None = None
    others: tuple[tuple[str, tuple[int, int]], ...] = ()  #: further speakers of the same sentence, with their words
    told: bool = False  #: who speaks is told, not merely meant: it may be listed as a speaker
    lead: bool = False  #: stands before a colon, and speaks all that follows


def speech_facts(view: View, voices: Voices) -> tuple[Said, list[Draft]]:
    """Who speaks in a sentence, and the acts of speech that it tells of (statements, posts, calls)."""
    mentions = named(view, voices)
    drafts = _calls(view, mentions, voices) + _published(view, mentions)
    said = _speaker(view, mentions, voices)
    if said.speaker and said.span:
        pairs = ((said.speaker, said.span), *said.others)
        vague = {each.name for each in mentions if each.vague}
        for number, (name, span) in enumerate(pairs):
            rule = "speech.said" if name not in vague else "speech.generic"
            drafts.append(view.draft("speech_act", span, rule, speaker=name, organisation=said.organisation,
                                     channel=(said.channel if number == 0 else None) or "statement"))  # fmt: skip
    _remember(view, mentions, said, voices)
    return said, drafts


def _calls(view: View, mentions: list[Mention], voices: Voices) -> list[Draft]:
    low, base = view.sentence.low, view.sentence.start
    call = _CALL.search(low)
    people = list(dict.fromkeys(mention.name for mention in mentions if mention.person))
    if call is None or not people:
        return []
    if len(people) == 1:
        if not voices.last or voices.last == people[0] or not re.search(r"\b(?:з|із|with|to|his|своїм)\b", low):
            return []
        people = [voices.last, people[0]]
    span = (base + call.start(), base + call.end())
    return [view.draft("speech_act", span, "speech.call", speaker=people[0], organisation=people[1], channel="call")]


_MADE_PUBLIC = Wording(
    r"\bоприлюднен\w+|\bопублікован\w+|\bpublished\b|\bmade public\b|\bappeared\b|\baccording to a (?:statement"
    r"|post)"
    r"|\b(?:statement|notice|read-?out) on the\b|\bповідомляє(?:ться)? на сайті|\bна сайті \w+ (?:також"
    r" )?(?:повідомля|зазнач)\w+"
)


def _published(view: View, mentions: list[Mention]) -> list[Draft]:
    """ "Details are on the site of the ministry and in the minister's Twitter": two channels, two speakers."""
    low, base = view.sentence.low, view.sentence.start
    if not _MADE_PUBLIC.search(low):
        return []
    drafts = []
    for name, pattern in CHANNELS:
        match = pattern.search(low)
        near = [each for each in mentions if match and -45 < each.start - match.end() < 40] if match else []
        if name in ("website", "address") and near and match:
            near = [each for each in near if name != "website" or not each.person] or near
        if match and near:
            who = min(near, key=lambda each: (abs(each.start - match.end()), each.start))
            drafts.append(view.draft("speech_act", (base + match.start(), base + match.end()), "speech.channel",
                                     speaker=who.name, channel=name))  # fmt: skip
    return drafts


def _speaker(view: View, mentions: list[Mention], voices: Voices) -> Said:
    low, base = view.sentence.low, view.sentence.start
    by = {match.span() for match in _BY.finditer(low)}
    verbs = [match.span() for match in _STRONG.finditer(low)] + list(by)
    found = _beside(view, mentions, sorted(verbs), by, known=voices.last is not None)
    lead = False
    if not found:
        found, lead = _leading(view, mentions)
    channel = channel_of(low)
    if channel == "website" and any(not each.person for each in mentions) and all(each.person for each in found):
        channel = None  # the site is the body's
    pronouns = any(_pronoun(low, *verb) for verb in verbs if verb not in by)
    meant = None if found and not pronouns else _meant(view, voices, bool(verbs))
    if not found and meant is None and (verbs or ":" in low):
        found = _office(view, verbs, voices)
    if meant:
        name, span = meant
        return Said(name, None, channel, (base + span[0], base + span[1]), told=True)
    if not found:
        return Said()
    first = next((each for each in found if not each.vague), found[0])
    if channel is None and not first.person and _MESSAGE.search(low):
        channel = "message"
    body = next((each.name for each in mentions if not each.person), None) if first.person else first.name
    others = tuple(
        (each.name, (base + each.start, base + each.end))
        for each in found
        if each is not first and each.name != first.name
    )
    return Said(
        first.name,
        body,
        channel,
        (base + first.start, base + first.end),
        others,
        told=not first.vague,
        lead=lead or _opens(view, first),
    )


#: words of an event: a line that has one is no mere heading
_EVENT_TAGS = frozenset({"launch", "destroy", "hit", "damage", "killed", "wounded", "lost", "debris", "uav", "missile"})


def _pronoun(low: str, start: int, end: int) -> bool:
    """Whether "he" or "she" is the subject of a verb of saying: right before it or right behind it."""
    return bool(
        re.search(r"\b(?:він|вона|he|she)\s+(?:\w+\s+){0,2}$", low[max(0, start - 24) : start])
        or re.match(r"\s+(?:\w+\s+)?(?:він|вона|he|she)\b", low[end : end + 18])
    )


#: a verb in small letters: names like Микола end alike
_VERBAL = re.compile(
    r"\b[а-яіїєґ'][\w']{2,}(?:ла|ли|ло|вся|лася|ється|ють|уть|ився|ено|ано)\b|\b(?:is|are|was|were|has|have|will|had"
    r"|to)\b"
)


def _heads(view: View, mentions: list[Mention]) -> bool:
    """Whether a sentence only says whose report this is: "ДТЕК Одеські електромережі", "Press statement of the
    Embassy"."""
    sentence = view.sentence
    if sentence.paragraph > 0 or sentence.index > 1 or len(sentence.text) > 110 or all(each.vague for each in mentions):
        return False
    return _VERBAL.search(sentence.text) is None and not any(word.tag in _EVENT_TAGS for word in view.words)


_INFORMS = re.compile(
    r"\W*(?:за інформацією|інформація|за даними|за матеріалами|джерело|source|signed|with information from)\b"
)


def _undersigned(view: View, mentions: list[Mention]) -> bool:
    """Whether a line only names who wrote what stands before it: "Володимир Когут, начальник Полтавської ОВА"."""
    sentence = view.sentence
    text = sentence.text.strip()
    if not sentence.index or len(text) > 120 or any(each.vague or each.generic for each in mentions[:1]):
        return False
    if any(word.tag in _EVENT_TAGS for word in view.words) or view.weapons or _VERBAL.search(sentence.text):
        return False
    if _INFORMS.match(sentence.low):
        return True
    before = sentence.text[: mentions[0].start].strip(" –—-\n\t").split()
    titled = all(word[0].isupper() or len(word) < 22 for word in before) and len(before) <= 6
    return titled and not text.endswith((".", "!", "?", ":", "»", "”", "…")) and (mentions[0].person or not before)


_BY_CHANNEL = re.compile(
    r"^\s*,?\s*(?:у|в|на|on|in|via)\s+(?:(?:своєму|офіційному|власному|his|her|their)\s+)?(?:телеграм\w*"
    r"|телеграм-каналі"
    r"|фейсбуці|твіттері|соцмереж\w+|дописі|ефірі|facebook|telegram|twitter|x|post)\b",
    re.IGNORECASE,
)


def _signed(view: View, mentions: list[Mention]) -> list[Mention]:
    """Who signs a sentence behind a dash: «збито 21, – командування Повітряних сил»."""
    text, last = view.sentence.text, mentions[-1]
    ends = not _BY_CHANNEL.sub("", text[last.end :]).strip(' .!»”"\n\t)')
    before = re.search(r"[–—-]\s*(?:[^\W\d]+\s+){0,3}$", text[: last.start])
    return [last] if ends and before and not last.vague else []


_CHANNEL_LEAD = re.compile(
    r"\W*(?:\d{1,2}[:.]\d\d\s*[–—-]?\s*)?(?P<name>[A-ZА-ЯІЇЄҐ][^\W\d_'’]+) (?:у|в|на|on) (?:фейсбуці|телеграмі"
    r"|твіттері|facebook|telegram|x|twitter"
    r"|своєму \w+|ефірі\b[^:]{0,30}):(?!\d)",
    re.IGNORECASE,
)
_NAME = r"[A-ZА-ЯІЇЄҐ][^\W\d_'’]+(?:[-'’][^\W\d_]+)*"
_TWO_AFTER = re.compile(rf"\s+(?:[^\W\d_A-ZА-ЯІЇЄҐ][\w'’-]*\s+){{0,6}}?({_NAME})\s+({_NAME})")
_TWO_BEFORE = re.compile(rf"({_NAME})\s+({_NAME})(?:,[^,.;]{{3,70}},)?\s+(?:[^\W\d_A-ZА-ЯІЇЄҐ]+\s+){{0,2}}$")
_ACRONYM = re.compile(r"\b([A-ZА-ЯІЇЄҐ]{3,7})\s+$")
_NO_NAME = re.compile(
    r"(?i)(?:там|тут|тоді|згодом|також|водночас|міністр\w*|президент\w*|губернатор\w*|мер|посол|речни\w+"
    r"|очільни\w+|начальни\w+"
    r"|керівни\w+|голова|глава|генерал|прем'єр\w*|канцлер|командувач\w*|the|in|on|at|kyiv|ukrain\w*|russia\w*"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|telegram"
    r"|facebook|twitter|україн\w*|росі\w*"
    r"|київ\w*|харків\w*|\w+ськ(?:ий|а|ої|ій|ого|ому)|air|force|forces|сил\w*|повітрян\w*|united|states|gen|lt|col"
    r"|сполучен\w*|штат\w*|велик\w*|британі\w*|німеччин\w*|норвегі\w*|франці\w*|italy|germany|norway|britain"
    r"|france|denmark|sweden"
    r"|netherlands|canada|poland|lithuania|azerbaijan|european|commission|nato|оон|єс|president|minister|mayor"
    r"|earlier|later|meanwhile|officials?|statement|раніше|пізніше|but|and|it|he|she"
    r"|they|we|this|that|there|no|as|over|after|during|energy|ministry|defen[cs]e|russian|сша|рф|ова|тес|аес|january"
    r"|february|march|april|may|june|july|august"
    r"|september|october|november|december|according|у|в|на|за|від|про|як|інший|also)"
)


def _unlisted(view: View, start: int, end: int, *, oblique: bool = False) -> list[Mention]:
    """A speaker whom no list knows, told by capitals right beside a verb of saying: "said Ivo Daalder", "HRMMU
    recorded"."""
    text = view.sentence.text
    found: list[Mention] = []
    after = _TWO_AFTER.match(text, end)
    before = _TWO_BEFORE.search(text[max(0, start - 120) : start])
    for match, shift in ((after, 0), (before, max(0, start - 120))):
        if match and not _NO_NAME.fullmatch(match[1]) and not _NO_NAME.fullmatch(match[2]) and not any(
            place.start <= match.start(1) + shift < place.end
                or place.start <= match.start(2) + shift < place.end for place in view.places
        ):  # fmt: skip
            found.append(Mention(match[2], match.start(2) + shift, match.end(2) + shift, person=True))
    if not found:
        found = _single(view, start, end, oblique=oblique)
    if not found and (match := _ACRONYM.search(text[max(0, start - 12) : start])):
        shift = max(0, start - 12)
        found.append(Mention(match[1], match.start(1) + shift, match.end(1) + shift, person=False))
    return found[:1]


_ATTACKER = re.compile(r"moscow|kremlin|russia|russians|москва|москві|кремль|кремлі|росія|росіяни|мінськ|minsk")
_IN_CHANNEL = (
    r"(?:(?:у|в|на|on|in|via)\s+(?:(?:своєму|своїй|своїх|офіційному|власному|his|her|a"
    r"|its)\s+)?(?:телеграм\w*(?:-каналі)?|фейсбуці|facebook"
    r"|твіттері|twitter|telegram|соцмереж\w+|x|дописі|відео|ефірі|post|instagram|сторінці)\s+)?"
)
_ONE_AFTER = re.compile(rf"\s+(?i:{_IN_CHANNEL})({_NAME})(?=\s*(?:[.,;:»”\"!?)]|$|у |в |на |on |in ))")
_ONE_BEFORE = re.compile(rf"(?:^|[.,;:–—»”\"]\s*|\bяк\s+)({_NAME})\s+(?i:{_IN_CHANNEL})$")
_SHAPE = re.compile(
    r"[а-яіїєґ'’-]+(?:енко|єнко|чук|щук|юк|ський|цький|ов|ев|єв|[нчшйь]ко|ак|ець|ін|їн|ишин)|[a-z'’-]+(?:enko|chuk"
    r"|iuk|yuk|[st]sky[iy]?"
    r"|skiy|ov|iev|yev|[nhy]ko|ets|shyn|ubov)"
)
_HEADLINE_NAME = re.compile(rf"\W*(?:\d{{1,2}}[:.]\d\d\W+)?({_NAME}):\s")


def _headline(view: View) -> list[Mention]:
    """A surname alone before a colon at the head of a line: "Терехов: у Харкові двоє загиблих"."""
    match = _HEADLINE_NAME.match(view.sentence.text)
    if view.places and match and view.places[0].start < match.end(1):
        return []
    if match and _SHAPE.fullmatch(match[1].lower()) and not _NO_NAME.fullmatch(match[1]):
        return [Mention(match[1], match.start(1), match.end(1), person=True)]
    return []


#: a word at the head of a sentence that its ending shows to be no surname: "Телефоном говорив"
_NO_SURNAME = re.compile(r"[а-яіїєґ'’-]+(?:ти|ом|ем|но|ло|ла|ли|ими|ах|ях|ую|ть|ам|ям|ше|ви|ся)")


def _single(view: View, start: int, end: int, *, oblique: bool = False) -> list[Mention]:
    """A surname alone right beside a verb of saying: "каже Садовий", "Popko said"."""
    text = view.sentence.text
    shift = max(0, start - 60)
    after, before = _ONE_AFTER.match(text, end), _ONE_BEFORE.search(text[shift:start])
    for match, by in ((after, 0), (before, shift)):
        if match is None or _NO_NAME.fullmatch(match[1]) or is_first_name(match[1].lower()):
            continue
        if match is before and (oblique or (not match.start(1) + shift and _NO_SURNAME.fullmatch(match[1].lower()))):
            continue
        at, last = match.start(1) + by, match.end(1) + by
        tag = next((word.tag for word in view.words if word.start - view.sentence.start == at), "?")
        if not tag and not any(place.start < last and at < place.end for place in view.places):
            attacker = bool(_ATTACKER.fullmatch(match[1].lower()))
            name = declined(match[1]) if oblique and match is after else match[1]
            return [Mention(name, at, last, person=not attacker, vague=attacker)]
    return []


def _beside(
    view: View, mentions: list[Mention], verbs: list[tuple[int, int]], by: set[tuple[int, int]], *, known: bool
) -> list[Mention]:
    """Who stands beside each verb of saying; `known` says that "he" has somebody to mean."""
    low = view.sentence.low
    found: list[Mention] = []
    for start, end in verbs:
        if (start, end) not in by and _pronoun(low, start, end) and known:
            continue
        near = [
            each for each in mentions
            if _gap(low, each, start, end) < (45 if each.generic else 90)
            and ((start, end) not in by or each.start >= end)
        ]  # fmt: skip
        if not near or min(_gap(low, each, start, end) for each in near) > 20:
            taken = {other.start for other in mentions}
            near += [
                each
                for each in _unlisted(view, start, end, oblique=(start, end) in by)
                if each.start not in taken and not any(0 <= other.start - each.end <= 2 for other in mentions)
            ]
        if near:
            best = _named_before(low, mentions, min(near, key=lambda each: _gap(low, each, start, end)), start)
            if best not in found:
                found.append(best)
    return found


def _named_before(low: str, mentions: list[Mention], best: Mention, verb: int) -> Mention:
    """Whoever an office or a description in commas belongs to: "Serhiy Popko, of the city's administration, said"."""
    if best.end > verb or best.person:
        return best
    before = [each for each in mentions if each.end <= best.start and (each.person or best.generic) and not each.vague]
    if not before or not re.match(r"[»\"”]?\s?[,(]", low[before[-1].end :]):
        return best
    between, after = low[before[-1].end : best.start], low[best.end : verb]
    if re.search(r"[.;:]|\b(?:and|і|та|while|where|де|who said|said)\b", between) or len(between) > 60:
        return best
    return before[-1] if re.match(r"[^,)]{0,50}[,)]\s*$", after) else best


def _leading(view: View, mentions: list[Mention]) -> tuple[list[Mention], bool]:
    """Who speaks without a verb: before a colon, behind a closing dash, or as the heading of the whole report."""
    text = view.sentence.text
    if not mentions and (alone := _headline(view)):
        return alone, True
    if match := _CHANNEL_LEAD.match(text):
        return [Mention(match["name"], match.start("name"), match.end("name"), person=True)], True
    if mentions and (match := _LEAD.match(text)):
        before = [each for each in mentions if each.end <= match.end() and not each.vague]
        colon = _colon(text, before[0].end) if before else -1
        if before and 0 <= colon < before[0].end + 80:
            return [next((each for each in before if each.person), before[0])], True
    aside = [each for each in mentions if not each.vague and _aside(text, view.sentence.low, each)]
    if aside:
        return aside[-1:], _heads(view, mentions)
    signed = _signed(view, mentions) if mentions else []
    if not signed and mentions and _undersigned(view, mentions):
        return [next((each for each in mentions if each.person), mentions[0])], False
    if not signed and _heads(view, mentions):
        return [next(each for each in mentions if not each.vague)], True
    return signed, False


_IN_BRACKETS = re.compile(
    r"\((?:(?:за |по )?(?:дани(?:ми|х)|дані|інформаці[яєї]ю?|джерело|відомості|source|sources|per|according to"
    r"|figures?|data|via|from|as)"
    r"(?: (?:of|from|by|від))?:?\s*)?(?:the\s+)?(?:[а-яіїєґa-z'-]+\s+){0,4}[«\"“]?(?:[A-ZА-ЯІЇЄҐ][\w'’-]+\s+){0,3}$"
)
_GIVEN = re.compile(r"(?:[A-ZА-ЯІЇЄҐ][\w'’.-]*\s+){0,3}$")


def _first_names(text: str, mention: Mention) -> int:
    """Characters that first names before a surname take."""
    match = _GIVEN.search(text, max(0, mention.start - 50), mention.start) if mention.person else None
    return len(match.group()) if match else 0


_CLOSES = re.compile(r"[»\"”]?(?:,\s[^()]{0,50})?\)")


def _aside(text: str, low: str, mention: Mention) -> bool:
    """Whether somebody stands in brackets as the source, or a figure is told to be theirs."""
    if POSSESSED.match(text, mention.end):
        return True
    given = _first_names(text, mention) + 3
    if any(0 <= mention.start - match.end() <= given for match in AT_ONCE.finditer(low)):
        return True
    return bool(
        _CLOSES.match(text, mention.end) and _IN_BRACKETS.search(text[max(0, mention.start - 70) : mention.start])
    )


def _colon(text: str, at: int) -> int:
    """The first colon after a place that is no part of a time."""
    match = re.compile(r":(?!\d\d)").search(text, at)
    return match.start() if match else -1


def _opens(view: View, mention: Mention) -> bool:
    """Whether all that follows is this one's: "The command published the night's results: 521 targets ..."."""
    colon = _colon(view.sentence.text, mention.end)
    quoted = view.sentence.text[colon + 1 : colon + 3].strip().startswith(("«", '"', "“")) if colon >= 0 else False
    return 0 <= colon < mention.end + 90 and not quoted and not mention.vague and mention.start < 80


def _meant(view: View, voices: Voices, verbs: bool) -> tuple[str, tuple[int, int]] | None:
    """Who is meant by "he", "the mayor" or "the company", where the sentence says that somebody speaks."""
    low = view.sentence.low
    if view.sentence.paragraph - voices.paragraph > 3:
        return None
    if verbs and voices.last and (match := _HE.search(low)):
        return voices.last, match.span()
    if verbs and (match := _HIS_TITLE.search(low)):
        title = match["title"] or match["english"]
        who = voices.titles.get(title.split()[0][:5]) or voices.last
        if who:
            return who, match.span()
    if verbs and voices.body and (match := _BODY_AGAIN.search(low)):
        return voices.body, match.span()
    return None


#: an office that speaks though nobody is named: "the energy minister said"
_OFFICE_ENGLISH = re.compile(
    r"(?<!its )(?<!his )(?<!her )(?P<name>(?:(?:[Pp]rime|[Ee]nergy|[Ff]oreign|[Dd]efen[cs]e|[Ii]nterior|[Dd]eputy"
    r"|[Ff]irst|[Rr]egional|[Ll]ocal|[Rr]ussian|British|German|Polish|Dutch|Danish|Norwegian|French|Swedish|Italian"
    r"|Lithuanian|[Cc]ity) ){0,2}"
    r"(?:[Mm]inister|[Gg]overnor|[Mm]ayor|[Pp]resident|[Cc]hancellor|[Pp]remier|[Ss]pokes(?:man|woman|person)"
    r"|[Aa]mbassador))"
    r"(?: of (?:energy|defence|foreign affairs))?(?! (?:of|[A-Z])|,)"
)
_OFFICE_UKRAINIAN = re.compile(
    r"(?P<name>(?:міністр(?:ка)? (?:енергетики|оборони|закордонних справ)|прем'єр(?:-міністр(?:ка)?)?|президент"
    r"|мер(?:ка)?|губернатор(?:ка)?"
    r"|міський голова|голова (?:ова|області|громади|міста)|начальник (?:ова|області)|очільник (?:ова|області|міста"
    r"|регіону|громади)"
    r"|речни(?:к|ця)))(?! [а-яіїєґ']*(?:ської|цької)| [А-ЩЬЮЯЄІЇҐ])",
    re.IGNORECASE,
)


def _office(view: View, verbs: list[tuple[int, int]], voices: Voices) -> list[Mention]:
    """An office beside a verb of saying, or before a colon, where nobody is named."""
    text, low = view.sentence.text, view.sentence.low
    pattern = _OFFICE_ENGLISH if low[:1] < "\u0250" or view.sentence.low[1:2] < "\u0250" else _OFFICE_UKRAINIAN
    for match in pattern.finditer(text if pattern is _OFFICE_ENGLISH else text.replace("’", "'")):
        start, end = match.span("name")
        if match.start() and text[match.start() - 1].isalnum():
            continue
        beside = any(
            0 <= first - end <= 12 or 0 <= start - last <= (12 if last <= start else -1) for first, last in verbs
        )
        colon = re.match(r"\s*:\s", text[match.end() :]) and not text[: match.start()].strip(" –—-•")
        if beside or colon:
            voices.offices.add(match["name"])
            return [Mention(match["name"], start, end, person=True)]
    return []


def named_offices(voices: Voices) -> dict[str, str]:
    """Offices that spoke before their holder was named → that name."""
    found: dict[str, str] = {}
    for office in voices.offices:
        names = {voices.titles.get(word[:5]) for word in office.lower().replace("-", " ").split()}
        if len(names) == 1 and (name := names.pop()):
            found[office] = name
    return found


def _remember(view: View, mentions: list[Mention], said: Said, voices: Voices) -> None:
    people = [each for each in mentions if each.person]
    low = view.sentence.low
    before = [low[max(0, each.start - 60, *(other.end for other in people if other.end <= each.start)) : each.start]
              for each in people]  # fmt: skip
    after = [low[each.end : min([each.end + 40, *(other.start for other in people if other.start >= each.end)])]
             for each in people]  # fmt: skip
    for words in (before, after):
        for each, around in zip(people, words, strict=True):
            for match in re.finditer(r"[^\W\d]+(?:'[^\W\d]+)?", around):
                if len(match.group()) > 2:
                    voices.titles.setdefault(match.group()[:5], each.name)
    spoken = next((each for each in mentions if each.name == said.speaker), None)
    if people:
        names = {each.name for each in people}
        voices.last = said.speaker if said.speaker in names else people[0].name
        voices.paragraph = view.sentence.paragraph
    if spoken and not spoken.person and not spoken.generic:
        voices.body, voices.paragraph = spoken.name, view.sentence.paragraph
    elif said.organisation and not spoken:
        voices.body = voices.body or said.organisation


def _gap(low: str, mention: Mention, start: int, end: int) -> float:
    """How far a name stands from a verb of saying; a name before the verb with nothing between is the nearest."""
    between = low[mention.end : start] if mention.end <= start else low[end : mention.start]
    clause = 60 if re.search(r"\b(?:що|that)\b|;", between) else 0
    if mention.start >= end and re.search(r":(?!\d)", between):
        clause += 40
    if mention.end <= start and re.search(r"[»”\"]", between):
        clause += 25
    return len(between) + clause + (6 if mention.generic else 0)
