"""A report from a file or from standard input: its text, its language, and when it was published."""

import hashlib
import re
import stat
import sys
from datetime import date
from pathlib import Path

from oberih.record.reading import page
from oberih.record.reading.base import Document, PublishedFrom
from oberih.record.reading.dates import days
from oberih.record.reading.decode import decode, language
from oberih.record.reading.tokens import lower
from oberih.terms.errors import Fault, ReportError

LARGEST_BYTES = 20 * 1024 * 1024  #: a larger file is refused unread: a report is a page or two

_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)")
_SAYS_PUBLISHED = re.compile(
    r"^\W*(?:опубліковано|дата публікації|оновлено|published|updated|posted|date)\b", re.IGNORECASE
)
#: a line that is nothing but a date, perhaps with a time
_DATELINE = 40


def load(source: Path | str, *, published: date | None = None) -> Document:
    """Read a report from a file ("-" is standard input): plain text or HTML, in Ukrainian or English.

    Raises ReportError for what cannot be read: no such file, a folder, empty, binary, over `LARGEST_BYTES`, or in
    another language.
    """
    if str(source) == "-":
        data = sys.stdin.buffer.read(LARGEST_BYTES + 1)
        return from_bytes(data, name="-", published=published)
    path = Path(source)
    where = str(source)
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise ReportError(Fault(key="record.missing", where=where)) from None
    except (OSError, ValueError) as error:
        raise ReportError(Fault(key="record.unreadable", where=where, values={"reason": _reason(error)})) from None
    if stat.S_ISDIR(status.st_mode):
        raise ReportError(Fault(key="record.folder", where=where))
    if status.st_size > LARGEST_BYTES:
        raise ReportError(_too_large(status.st_size, where))
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise ReportError(Fault(key="record.unreadable", where=where, values={"reason": _reason(error)})) from None
    return _document(data, path.name, where, published)


def from_bytes(data: bytes, *, name: str, published: date | None = None) -> Document:
    """A report from bytes that were handed over; `name` may carry a date. Raises ReportError as `load` does."""
    return _document(data, Path(name).name or name, name, published)


def from_text(text: str, *, name: str = "text", published: date | None = None) -> Document:
    """A report from text that was pasted. Raises ReportError as `load` does."""
    return from_bytes(text.encode("utf-8", errors="replace"), name=name, published=published)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__


def _too_large(size: int, where: str) -> Fault:
    return Fault(
        key="record.too_large", where=where, values={"mb": f"{size / 2**20:.1f}", "most": LARGEST_BYTES // 2**20}
    )


def _document(data: bytes, name: str, where: str, published: date | None) -> Document:
    where = "stdin" if where == "-" else where
    if len(data) > LARGEST_BYTES:
        raise ReportError(_too_large(len(data), where))
    if not data.strip():
        raise ReportError(Fault(key="fault.report_empty", where=where))
    text = decode(data, where)
    on_page = None
    if page.is_page(text) or name.lower().endswith((".html", ".htm")):
        on_page = page.published(text) if published is None else None
        text = page.main_text(text)
    if not text.strip():
        raise ReportError(Fault(key="fault.report_empty", where=where))
    lang = language(text, where)
    day, told_by = _published(text, name, published, on_page)
    return Document(
        name=name,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        language=lang,
        published=day,
        published_from=told_by,
    )


def _published(
    text: str, name: str, option: date | None, on_page: date | None
) -> tuple[date | None, PublishedFrom | None]:
    if option:
        return option, "option"
    if on_page:
        return on_page, "page"
    match = _IN_NAME.search(name)
    if match:
        try:
            return date(int(match[1]), int(match[2]), int(match[3])), "file name"
        except ValueError:
            pass  # digits that are no date: an article's number
    found = _in_text(text)
    return (found, "text") if found else (None, None)


def _in_text(text: str) -> date | None:
    """A dateline among the first lines, or a day whose year the text itself gives."""
    for line in text[:2000].split("\n")[:6]:
        if "20" not in line or not (len(line.strip()) <= _DATELINE or _SAYS_PUBLISHED.match(line)):
            continue
        named = [day for day in days(lower(line)) if day.year]
        if named:
            return named[0].on(None)
    return None
