"""The main text of a web page and the day on which it was published."""

import logging
import re
from datetime import date

_PAGE = re.compile(r"<!doctype html|<html\b|<body\b|<head\b|<article\b|<p[ >]|<div[ >]", re.IGNORECASE)
_TAG_STARTS = re.compile(r"<\w")
_DROP = re.compile(r"<(script|style|noscript|svg|template)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"</?(?:p|div|br|li|h\d|tr|section|article|blockquote|ul|ol)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_DATE_META = re.compile(
    r"""<meta[^<>]{0,200}?(?:article:published_time|datepublished|date|pubdate|publish[-_]?date"
    r"|dc\.date\S*)["'][^<>]{0,200}?content\s*=\s*["'](\d{4}-\d\d-\d\d)"""
    r"""|<meta[^<>]{0,200}?content\s*=\s*["'](\d{4}-\d\d-\d\d)[^"'<>]*["'][^<>]{0,200}?(?:article:published_time"
    r"|datepublished|pubdate|date)["']"""
    r"""|"datePublished"\s*:\s*"(\d{4}-\d\d-\d\d)|<time[^<>]{0,200}?datetime\s*=\s*["'](\d{4}-\d\d-\d\d)""",
    re.IGNORECASE,
)
#: a page with more tags than this is read without the library's slow second opinion
MANY_TAGS = 3_000
#: a page longer than this is cut: the article stands far before
LONGEST_PAGE = 3_000_000


def is_page(text: str) -> bool:
    """Whether a text is HTML."""
    return bool(_PAGE.search(text[:5000]))


def published(html: str) -> date | None:
    """The day on which a page says that it was published: its own metadata first, then the library's guess."""
    match = _DATE_META.search(html[:500_000])
    if match:
        try:
            return date.fromisoformat(next(group for group in match.groups() if group))
        except ValueError:
            return None
    if len(_TAG_STARTS.findall(html)) > MANY_TAGS:
        return None
    import htmldate  # noqa: PLC0415  # slow to load, and only pages need it

    try:
        found = htmldate.find_date(html, original_date=True, extensive_search=False)
        return date.fromisoformat(found) if found else None
    except (ValueError, TypeError, AttributeError):
        return None


def _plain(html: str) -> str:
    """All text of a page, where no main text can be told apart."""
    import html as entities  # noqa: PLC0415  # the name is taken by what it decodes

    text = _TAG.sub(" ", _BREAK.sub("\n", _DROP.sub(" ", html)))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in entities.unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def main_text(html: str) -> str:
    """The main text of a page: title and article, without menus and other headlines."""
    html = html[:LONGEST_PAGE]
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html)
    if len(_TAG_STARTS.findall(html)) > MANY_TAGS * 3:
        return _plain(html)
    import trafilatura  # noqa: PLC0415  # slow to load, and only pages need it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.extract(html, fast=True, include_comments=False, include_tables=True, deduplicate=False)
    return found if found and len(found) > 40 else _plain(html)
