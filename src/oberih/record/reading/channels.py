"""The channel by which something was said: a site, a post, Telegram, X, an address, a message, a briefing, a call."""

from typing import Literal

from oberih.record.reading.wordings import Wording

Channel = Literal["website", "tweet", "telegram", "address", "post", "briefing", "message"]

CHANNELS: tuple[tuple[Channel, Wording], ...] = (
    ("website", Wording(r"\bна (?:(?:офіційному|своєму|її|його) )?(?:веб-?)?сайті\b|\bweb-?site\b|\bsite of the\b")),
    ("tweet", Wording(
        r"\btwitter\b|\bтві(?:т)?тер\w*|\btweet\w*|\bтвіт\w*|\bмікроблоз\w+|(?-i:\b(?:on|in|у|в|via|post on"
        r"|соцмереж\w+) [xхXХ]\b)"
        r"|\bx \(twitter\)|\bпост\w* (?:у|в|на) [xх]\b"
    )),
    ("address", Wording(
        r"\bвідеозверненн\w+|\b(?:вечірн|щоденн|нічн)\w+ (?:відео)?(?:зверненн|відео|промов)\w*|\bу зверненні\b"
        r"|\b(?:video|evening|nightly|nighttime|daily)\s+(?:video\s+|televised\s+)?(?:address|message|speech)\b|\bin"
        r" his address\b"
    )),
    ("telegram", Wording(r"\btelegram\b|\bтелеграм\w*|\bтелеґрам\w*|\bтг-канал\w*")),
    ("post", Wording(
        r"\bfacebook\b|\bфейсбу\w+|\bу? ?соцмереж\w*|\bsocial (?:media|networks?)\b|\bдопис\w*|\binstagram\b"
        r"|\bwhatsapp\b|\bthreads\b"
        r"|\bінстаграм\w*|\bнаписа(?:в|ла)\b|\bwrote\b|\bposted\b|\bпост(?:і|у|ом)\b|\bin a post\b"
    )),
    ("briefing", Wording(r"\bбрифінг\w*|\bbriefing\b|\bпресконференц\w+|\bpress conference\b|\btold (?:reporters"
                            r"|journalists)")),
    ("message", Wording(
        r"\b(?:у|в) (?:своїй |офіційній |спільній )?заяві\b|\bпрес-?реліз\w*|\bпрес-?заяв\w+"
        r"|\bin (?:a|its|his|their|an) (?:\w+ )?(?:statement|press release|notice|message|communiqu[ée])\b"
        r"|\b(?:press )?(?:statement|press release|communiqu[ée]|notice) (?:from|by|of|issued by)\b|\bpress release\b"
    )),
)  # fmt: skip


def channel_of(low: str) -> Channel | None:
    """The channel that a stretch of text (in small letters) names, if it names one.

    >>> channel_of("написав мер у телеграмі"), channel_of("he wrote on x"), channel_of("he said")
    ('telegram', 'tweet', None)
    """
    return next((name for name, pattern in CHANNELS if pattern.search(low)), None)
