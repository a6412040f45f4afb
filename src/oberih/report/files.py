"""What leaves as a file: whole or not at all, and with what must not be parted at a line's end kept together."""

import os
import re
import tempfile
from pathlib import Path

from oberih.terms.errors import Fault, OutputError


def written(path: Path, page: str | bytes) -> Path:
    """Write a page, whole or not at all. Raises OutputError."""
    part = ""
    try:
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        with os.fdopen(handle, "wb") as out:
            out.write(page.encode() if isinstance(page, str) else page)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(part, 0o644)
        os.replace(part, path)
    except OSError as trouble:
        if part:
            Path(part).unlink(missing_ok=True)
        fault = Fault(
            key="briefing.cannot_write", where=str(path), values={"trouble": trouble.strerror or str(trouble)}
        )
        raise OutputError(fault) from trouble
    return path


def kept_together(page: str) -> str:
    """Ranges and "90-відсотковий" are not parted at a line's end."""
    page = re.sub(r"(?<=\d)–(?=\d)", "\u2060–\u2060", page)
    return re.sub(r"(?<=\d)-(?=відсотков)", "\u2011", page)
