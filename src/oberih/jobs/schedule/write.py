"""Writing a schedule: one document to print, or files, all of them or none."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from oberih.jobs.schedule.asked import Scheduled
from oberih.report.schedule import calendar, cap, csv, dtek, page, queue_picture, region_picture, text, yasno
from oberih.report.schedule.picture import png
from oberih.store.trouble import out_error
from oberih.terms.errors import Fault, InputError, OutputError
from oberih.terms.words import Lang

FORMATS = ("text", "json", "dtek", "yasno", "ics", "csv", "png", "html", "cap")
#: formats that are one document whatever the number of regions
WHOLE = ("text", "json", "csv", "html")
_SUFFIX = {"text": "txt", "json": "json", "dtek": "json", "yasno": "json", "ics": "ics", "csv": "csv", "png": "png",
           "html": "html", "cap": "xml"}  # fmt: skip


def documents(
    made: Scheduled, form: str, lang: Lang, queues: tuple[str, ...] = (), alarm_minutes: int = 30
) -> Iterator[tuple[str, bytes]]:
    """Names and contents of what a format is, one or several."""
    table = made.table
    unknown = [name for name in queues if name not in table.queues]
    if unknown:
        values = {"found": ", ".join(unknown), "known": ", ".join(table.queues)}
        raise InputError(Fault(key="schedule.no_queue", where="--queue", values=values))
    chosen = [(i, name) for i, name in enumerate(table.queues) if not queues or name in queues]
    suffix = _SUFFIX[form]
    if form in WHOLE:
        spoken = f".{lang}" if form in ("text", "html") else ""
        yield f"schedule{spoken}.{suffix}", _whole(made, form, lang)
        return
    for region, code in enumerate(table.regions):
        safe = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in code)
        if form == "dtek":
            yield f"dtek-{safe}.json", _json(dtek(table, region))
        elif form == "yasno":
            yield f"yasno-{safe}.json", _json(yasno(table, region))
        elif form == "cap":
            yield f"cap-{safe}.xml", cap(table, region)
        elif form == "ics":
            for queue, name in chosen:
                yield f"{safe}-{name}.{lang}.ics", calendar(table, region, queue, lang, alarm_minutes)
        else:
            for number, (day, slots) in enumerate(table.slots.each_day()):
                if table.known[slots].any():
                    yield f"{safe}-{day}.{lang}.png", png(region_picture(table, region, number, lang))
            for queue, name in chosen if queues else ():
                yield f"{safe}-{name}.{lang}.png", png(queue_picture(table, region, queue, lang))


def _whole(made: Scheduled, form: str, lang: Lang) -> bytes:
    if form == "json":
        return _json(made.to_json())
    if form == "csv":
        return csv(made.table).encode()
    return (page if form == "html" else text)(made.table, lang).encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def write(found: list[tuple[str, bytes]], out: Path, *, force: bool = False) -> list[Path]:
    """One document into a file, several into a folder, new unless `force`. All of them, or none."""
    single = len(found) == 1 and out.suffix != "" and not out.is_dir()
    if out.exists() and not force and (single or not out.is_dir() or any(out.iterdir())):
        raise OutputError(Fault(key="schedule.there", where=str(out)))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise out_error(out, error) from error
    try:
        for name, content in found:
            (part / name).write_bytes(content)
        if single:
            os.replace(part / found[0][0], out)
            return [out]
        if out.is_dir():
            for name, _ in found:
                os.replace(part / name, out / name)
        else:
            part.chmod(0o777 & ~_umask())
            os.replace(part, out)
        return [out / name for name, _ in found]
    except OSError as error:
        raise out_error(out, error) from error
    finally:
        with suppress(OSError):
            shutil.rmtree(part)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
