"""The replay as a page and as frames: what is on it, in both languages, and nothing that asks the network."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from oberih.report.replay import Replay, replay_html
from oberih.report.replay.clip import write_clip
from oberih.report.replay.film import Camera, Film
from oberih.terms.errors import OutputError
from oberih.terms.kinds import KINDS
from oberih.terms.words import LANGS, Lang, say

SMALL = Film(width=480, height=270, fps=4, seconds=14)


@pytest.fixture
def shown(geometry: dict[str, Any]) -> Replay:
    """Two weapons with tracks, one of them stopped by a unit, and six hours with cuts."""
    cut = [[0, 0], [400, 100], [400, 100], [200, 50], [50, 0], [0, 0]]
    mw = [0.0, 250.0, 250.0, 125.0, 25.0, 0.0]
    return Replay(
        run="20260101T000000-abcd", draw=3, chosen="median", title={"uk": "Атака", "en": "A raid"}, invented=True,
        internal=False, raid_date=date(2022, 12, 5), start_hour=13, known_hour=True,
        regions=({"iso": "UA-32", "uk": "Київська", "en": "Kyiv", "hit": True},
                 {"iso": "UA-51", "uk": "Одеська", "en": "Odesa", "hit": False}),
        geometry=geometry, kinds=KINDS, weapons=[[0, 2, -600.0, 900.0, 0], [4, 0, -600.0, 500.0, 1]],
        tracks=[[-600.0, 10, 10, 900.0, 300, 200], [-600.0, 600, 10, 500.0, 500, 200]], shots=[[480.0, 0, 1, 1]],
        units=[{"name": "north", "family": "missile", "x": 480.0, "y": 220.0, "reach": 90.0}],
        counts={"launched": 2, "stopped": 1, "lost": 0, "leaked": 1}, cut=cut,
        national={"demand_mw": [1000.0] * 6, "cut_mw": mw, "base_cut_mw": [0.0] * 6, "automatic_mw": [0.0] * 6,
                  "emergency_mw": mw, "scheduled_mw": [0.0] * 6, "damage_mw": [0.0] * 6},
        tripped=2, tripped_h=0.3, separated_h=None, restored_h=5.5,
    )  # fmt: skip


def data_of(page: str, name: str) -> Any:
    return json.loads(re.search(rf'id="{name}">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_holds_all_and_asks_for_nothing(shown: Replay, lang: Lang) -> None:
    page = replay_html(shown, lang)
    assert say("replay.illustration", lang) in page
    assert say("replay.invented", lang) in page
    assert not re.findall(r"(?:src|href)=|https?://(?!www\.w3\.org)|import\(|fetch\(|XMLHttp", page)
    assert "default-src 'none'" in page
    data, texts = data_of(page, "replay-data"), data_of(page, "replay-texts")
    assert len(data["tracks"]) == len(data["weapons"]) == 2
    assert set(texts) == set(LANGS)
    assert len(texts["uk"]["events"]) == len(texts["en"]["events"]) == len(data["at"]) == page.count("data-at=")
    assert page.count("data-region=") == 2


def test_what_happens_is_told_in_order_with_its_hour(shown: Replay) -> None:
    events = shown.events("en")
    assert [at for at, _ in events] == sorted(at for at, _ in events)
    assert [text for _, text in events] == [
        "Cruise missile comes through: Kyiv", "Power units trip: 2", "Emergency cuts begin",
        "The worst hour: 25% of demand is cut", "Nine tenths of what would be served without the raid are served again",
        "The last repair of the raid's damage ends",
    ]  # fmt: skip
    assert shown.told_at(900.0, "en") == "5\u00a0December 2022, 13:15"


def test_a_title_cannot_end_the_script(shown: Replay) -> None:
    bad = "</script><script>alert(1)</script>"
    page = replay_html(replace(shown, title={"uk": bad, "en": bad}), "uk")
    assert page.count("<script") == 3
    assert "<script>alert" not in page


def test_a_frame_is_a_function_of_its_number(shown: Replay) -> None:
    first, again = Camera(shown, SMALL, "uk"), Camera(shown, SMALL, "uk")
    later = np.asarray(again.frame(30))  # another order of frames
    for which in (0, 20, 30, SMALL.frames - 1):
        one, two = np.asarray(first.frame(which)), np.asarray(again.frame(which))
        assert one.shape == (270, 480, 3)
        assert (one == two).all()
        assert np.ptp(one) > 100, "not blank"
    assert (np.asarray(first.frame(30)) == later).all()
    assert len({first.frame(which).tobytes() for which in (0, 17, 18, 20, 30, SMALL.frames - 1)}) == 6


def test_time_runs_through_the_raid_and_then_through_the_hours(shown: Replay) -> None:
    camera = Camera(shown, SMALL, "en")
    times = [camera.time_at(share) for share in np.linspace(0, 1, 50)]
    assert times == sorted(times)
    assert times[0] == shown.raid_s[0] < 0
    assert times[-1] == 6 * 3600


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg here")
def test_a_clip_of_each_kind(shown: Replay, tmp_path: Path) -> None:
    files = {kind: tmp_path / f"clip.{kind}" for kind in ("mp4", "webm", "gif")}
    told: list[tuple[int, int]] = []
    write_clip(Camera(shown, SMALL, "uk"), files, lambda done, of: told.append((done, of)))  # type: ignore[arg-type]
    heads = {"mp4": b"ftyp", "webm": b"\x1aE\xdf\xa3", "gif": b"GIF8"}
    for kind, path in files.items():
        assert heads[kind] in path.read_bytes()[:12]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.gif", "clip.mp4", "clip.webm"]
    assert told[-1][1] == SMALL.frames


def test_what_keeps_a_clip_from_being_made_is_said(
    shown: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    with pytest.raises(OutputError) as caught:
        write_clip(Camera(shown, SMALL, "uk"), {"mp4": tmp_path / "clip.mp4"})
    assert [fault.key for fault in caught.value.faults] == ["replay.no_ffmpeg"]
    monkeypatch.setattr("shutil.which", lambda name: "/bin/false")
    with pytest.raises(OutputError) as caught:
        write_clip(Camera(shown, SMALL, "uk"), {"mp4": tmp_path / "clip.mp4"})
    assert [fault.key for fault in caught.value.faults] == ["replay.ffmpeg_failed"]
    assert not list(tmp_path.iterdir())
