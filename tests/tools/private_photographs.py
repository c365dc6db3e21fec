"""The vision report's part on photographs that may be looked at and never shown: figures only. Says nothing where they are not."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firmware_agent.sight.looker import CalibrateWish, Looker, kind_of
from firmware_agent.sight.pictures import picture
from hardware.decode.sight.reader import CalibrationError
from hardware.sim.scenes.scene import DrawnScene
from schemas.sight import SightKind
from tests.fixtures.private_samples import ARE_HERE, LABELS, SAMPLES
from tests.tools.vision_shards import Counts, count


@dataclass(frozen=True, slots=True)
class Picture:
    """``truth`` and ``also`` as in ``DrawnScene``."""

    path: Path
    truth: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Set:
    """Pictures to calibrate from, and pictures to read with what is readable in each."""

    name: str
    kind: SightKind
    learn: Sequence[Path]
    read: Sequence[Picture]


def photographs_told() -> list[str]:
    """A table, or nothing where there are no photographs."""
    if not ARE_HERE:
        return []
    head = "| set | pictures | readable | top-1 | accepted | wrong accepted |\n|---|---|---|---|---|---|"
    sets = _sets(json.loads(LABELS.read_text(encoding="utf-8")))
    return ["\n".join((head, *(f"| {one.name} | {len(one.read)} | {_read(one, LABELS)} |" for one in sets)))]


def _sets(told: dict[str, Any]) -> Iterator[_Set]:
    cards = [SAMPLES / one["file"] for one in told["cards"] if one.get("split") == "enrol"]
    for round_ in told["sequences"]:
        yield _Set("cards, one dealt round", SightKind.CARDS, cards, list(dealt(round_)))
    wheel = told["roulette"]
    learn = [SAMPLES / one["file"] for one in wheel if one["kind"] == "calibration"]
    read = [Picture(SAMPLES / one["file"], _pocket(one)) for one in wheel if one["kind"] != "calibration"]
    yield _Set("wheel, ball drawn in or on the track", SightKind.WHEEL, learn, read)
    for place in ("tray", "window"):
        dice = [one for one in told["dice"] if one["kind"].startswith(place)]
        half = [SAMPLES / one["file"] for one in dice[::2]]
        rest = [Picture(SAMPLES / one["file"], tuple(sorted(map(str, one["faces"])))) for one in dice[1::2]]
        yield _Set(f"dice, {place}: half to learn, half to read", SightKind.DICE, half, rest)


def _pocket(one: dict[str, Any]) -> tuple[str, ...]:
    return () if one.get("result") is None else (str(one["result"]),)


def dealt(round_: dict[str, Any]) -> Iterator[Picture]:
    """From its first clear frame on a card is readable; one frame before it may be told, as labels go by whole frames."""
    for number in range(round_["frames"]):
        path = SAMPLES / round_["dir"] / f"f{number:03d}.jpg"
        yield Picture(path, _lying(round_, number), tuple(_clear_at(round_, number + 1)))


def _lying(round_: dict[str, Any], number: int) -> tuple[str, ...]:
    return tuple(sorted(card for first in range(number + 1) for card in _clear_at(round_, first)))


def _clear_at(round_: dict[str, Any], number: int) -> list[str]:
    """Cards whose first clear frame this is."""
    firsts = round_["first_clear_frame"].items()
    return sorted(round_["cards"][slot].replace("10", "T") for slot, first in firsts if first == number)


def _read(one: _Set, labels: Path) -> str:
    try:
        looker = _looker(one, labels)
    except CalibrationError as wrong:
        return f"not calibrated: {wrong} | | | "
    counts = Counts()
    for shown in one.read:
        frame = picture(shown.path)
        if not isinstance(frame, str):
            count(DrawnScene(frame, shown.truth, shown.also), looker.look(frame), counts)
    return f"{counts.things} | {counts.right} | {counts.accepted} | {counts.wrong}"


def _looker(one: _Set, labels: Path) -> Looker:
    kind = kind_of(one.kind)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "site.json"
        if not kind.calibrate(CalibrateWish(labels, out, one.learn), io.StringIO()):
            raise CalibrationError("its self-test took one thing for another")
        return kind.looker(out)
