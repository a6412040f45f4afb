"""How the command line speaks: language, errors with their exit codes, and the progress bar."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from oberih.terms.errors import OberihError
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.scenario.cases.base import Note
    from oberih.study import Progress as Step

CTRL_C = 130


def language(choice: str | None) -> Lang:
    """The language of the terminal: what was asked for, else what the machine speaks, else English."""
    if choice in ("uk", "en"):
        return "uk" if choice == "uk" else "en"
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "uk" if spoken.lower().startswith("uk") else "en"


@contextmanager
def speaking(lang: Lang) -> Iterator[None]:
    """Turn what a user can cause into one clear message and an exit code; Ctrl-C ends at once."""
    _mind_encoding()
    try:
        yield
        _flush()
    except OberihError as error:
        leave(error.text(lang), error.exit_code)
    except KeyboardInterrupt:
        leave(say("console.stopped", lang), CTRL_C)
    except BrokenPipeError:
        os._exit(0)  # the reader of the pipe has had enough; there is nobody left to tell
    except OSError as error:  # the rooms speak for their own files: what is left is the output, or a folder to delete
        leave(
            say("console.output", lang, where=error.filename or "stdout", why=error.strerror or error), 2
        )


def leave(message: str, code: int) -> NoReturn:
    """Say why on standard error and end, not waiting for compiled loops in other threads."""
    if sys.stderr is not None:  # closed by the caller: the exit code has to do
        with suppress(OSError):
            print(message, file=sys.stderr, flush=True)
    with suppress(OSError):
        _flush()
    os._exit(code)


def tell_notes(notes: "Iterable[Note]", lang: Lang) -> None:
    """What was left out or assumed when a file was read, on standard error: the answer itself stays what was asked."""
    for note in notes:
        print(note.text(lang), file=sys.stderr)


def _flush() -> None:
    """Write out what was printed while a full disk or a closed pipe can still be answered; Python would do it too
    late."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _mind_encoding() -> None:
    """Let a terminal that cannot show Ukrainian show question marks: better than no answer."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            stream.reconfigure(errors="replace")


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    narrow = sys.stdout is not None and not sys.stdout.encoding.lower().startswith("utf")
    print(json.dumps(value, ensure_ascii=narrow, indent=2, default=str))


@contextmanager
def bar(lang: Lang, what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar of steps done, with the time left; none where nobody watches. Until the first step it says that loops are
    being compiled."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(what, total=None, note=say("console.compiling", lang))

        def tell(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total, note="")

        yield tell


@contextmanager
def progress(lang: Lang) -> Iterator["Callable[[Step], None] | None"]:
    """A bar with the rate, the time left and the main figure's shrinking interval; none where nobody watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(), TextColumn("{task.fields[figure]}"),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(say("console.draws", lang), total=None, rate="", figure=say("console.compiling", lang))

        def tell(step: "Step") -> None:
            elapsed = bar.tasks[0].elapsed or 1e-9
            figure = say(
                "console.figure", lang, mean=f"{step.raid_unserved_mwh:,.0f}".replace(",", " "),
                half=f"{step.half_width_mwh:,.0f}".replace(",", " "),
            )  # fmt: skip
            rate = say("console.rate", lang, rate=f"{step.done / elapsed:.0f}")
            bar.update(task, completed=step.done, total=step.total, rate=rate, figure=figure)

        yield tell
