"""Files of cases and states as text, with what can go wrong before a word of them is read."""

from pathlib import Path

from oberih.scenario.cases.base import CaseError
from oberih.terms.errors import Fault

#: the largest public case, of 78,484 buses, has 27 million bytes
MOST_BYTES = 200_000_000


def read_bytes(path: Path) -> bytes:
    """The file as it is. Raises CaseError where it is missing, a folder, unreadable, too large or empty."""
    where = str(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise CaseError(Fault(key="cases.folder", where=where))
        if size > MOST_BYTES:
            raise CaseError(Fault(key="cases.large", where=where, values={"found": size, "most": MOST_BYTES}))
        content = path.read_bytes()
    except FileNotFoundError:
        raise CaseError(Fault(key="cases.missing", where=where)) from None
    except (OSError, ValueError) as error:  # ValueError: a name with a null character in it
        why = getattr(error, "strerror", None) or str(error)
        raise CaseError(Fault(key="cases.unreadable", where=where, values={"why": why})) from None
    if not content.strip():
        raise CaseError(Fault(key="cases.empty", where=where))
    return content


def read_text(path: Path) -> str:
    """The file as text. Raises CaseError, for a binary file too."""
    content = read_bytes(path)
    if b"\0" in content or content.translate(None, bytes(range(32, 256)) + b"\t\n\v\f\r"):
        raise CaseError(Fault(key="cases.binary", where=str(path)))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")  # comments of older cases name their authors so
