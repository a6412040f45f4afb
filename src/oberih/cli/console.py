"""How the command line speaks: language, errors with their exit codes, and the progress bar."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from oberih.terms.errors import OberihError
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
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
    try:
        yield
    except OberihError as error:
        leave(error.text(lang), error.exit_code)
    except KeyboardInterrupt:
        leave(say("console.stopped", lang), CTRL_C)
    except BrokenPipeError:
        os._exit(0)  # the reader of the pipe has had enough; there is nobody left to tell


def leave(message: str, code: int) -> NoReturn:
    """Say why on standard error and end, not waiting for compiled loops in other threads."""
    print(message, file=sys.stderr, flush=True)
    sys.stdout.flush()
    os._exit(code)


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


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
