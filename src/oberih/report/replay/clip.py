"""Frames into a clip: one pass of ffmpeg, which gets them through a pipe. A file is there whole or not at all."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

from oberih.report.replay.film import Camera
from oberih.terms.errors import Fault, OutputError

Kind = Literal["mp4", "webm", "gif"]
#: what ffmpeg is told for each kind: quick enough for a minute of clip in a minute on two cores
_CODECS: Mapping[Kind, tuple[str, ...]] = {
    "mp4": ("-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-pix_fmt", "yuv420p", "-movflags", "+faststart"),
    "webm": ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1", "-crf", "36", "-b:v", "0",
             "-pix_fmt", "yuv420p"),
    "gif": ("-vf", "fps=8,scale='min(640,iw)':-2:flags=area,split[a][b];[a]palettegen=max_colors=64[p];[b][p]paletteuse"
            "=dither=none"),
}  # fmt: skip


def write_clip(
    camera: Camera, files: Mapping[Kind, Path], tell: Callable[[int, int], None] | None = None
) -> list[Path]:
    """Write the clip in each of the kinds. Raises OutputError where ffmpeg is missing or cannot write."""
    program = _ffmpeg()
    film = camera.film
    parts = {kind: path.with_name(f".{path.name}.part.{kind}") for kind, path in files.items()}
    command = [program, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s",
               f"{film.width}x{film.height}", "-r", str(film.fps), "-i", "-"]  # fmt: skip
    for kind, part in parts.items():
        command += ["-an", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", *_CODECS[kind],
                    str(part)]  # fmt: skip
    try:
        _run(command, camera, tell)
        for kind, path in files.items():
            os.replace(parts[kind], path)
    except OSError as trouble:
        raise OutputError(
            Fault(key="replay.ffmpeg_failed", where=str(next(iter(files.values()))),
                  values={"why": trouble.strerror or str(trouble)})
        ) from trouble  # fmt: skip
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
    return list(files.values())


def _run(command: list[str], camera: Camera, tell: Callable[[int, int], None] | None) -> None:
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stderr is not None
        try:
            for done, frame in enumerate(camera.frames(), start=1):
                running.stdin.write(frame.tobytes())
                if tell is not None and done % 10 == 0:
                    tell(done, camera.film.frames)
            running.stdin.close()
        except BrokenPipeError:
            pass  # ffmpeg ended before its time and says why below
        except BaseException:  # Ctrl-C too
            running.kill()
            raise
        said = running.stderr.read().decode(errors="replace").strip()
        if running.wait() != 0:
            raise OSError(said.splitlines()[-1] if said else f"exit code {running.returncode}")


def _ffmpeg() -> str:
    found = shutil.which("ffmpeg")
    if found is None:
        with suppress(ImportError):
            import imageio_ffmpeg  # noqa: PLC0415 - the extra `clip`

            found = str(imageio_ffmpeg.get_ffmpeg_exe())
    if found is None:
        raise OutputError(Fault(key="replay.no_ffmpeg"))
    return found
