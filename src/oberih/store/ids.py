"""Names of runs: they sort by time, can be read aloud, and two made at once differ."""

import re
import secrets
from datetime import UTC, datetime

#: RFC 4648 base32 in small letters: no 0, 1, 8 or 9 to mistake for O, I, B or g
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
RUN_ID = re.compile(r"\d{8}-\d{6}-[a-z2-7]{4}")


def new_id(now: datetime) -> str:
    """A run's id: the time in UTC to the second, then four letters by chance (about one in a million to meet).

    These letters name a folder and touch no result, so they come from the system and not from `luck`.

    >>> new_id(datetime(2022, 12, 6, 8, 15, 30, tzinfo=UTC))[:16]
    '20221206-081530-'
    """
    tail = "".join(secrets.choice(_LETTERS) for _ in range(4))
    return f"{now.astimezone(UTC):%Y%m%d-%H%M%S}-{tail}"
