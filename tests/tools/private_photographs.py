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
class _Fold:
    """Pictures to calibrate from, and pictures to read with what is readable in each."""

    learn: Sequence[Path]
    read: Sequence[Picture]


@dataclass(frozen=True, slots=True)
class _Set:
    """Where pictures are few, each is a fold of its own: read by what the others taught."""

    name: str
    kind: SightKind
    folds: Sequence[_Fold]

    @property
    def pictures(self) -> int:
        return sum(len(fold.read) for fold in self.folds)


def photographs_told() -> list[str]:
    """A table, or nothing where there are no photographs."""
    if not ARE_HERE:
        return []
    head = "| set | pictures | readable | top-1 | accepted | pictures read whole | wrong accepted |\n|---|---|---|---|---|---|---|"
    sets = _sets(json.loads(LABELS.read_text(encoding="utf-8")))
    return ["\n".join((head, *(f"| {one.name} | {one.pictures} | {_read(one, LABELS)} |" for one in sets)))]


def _sets(told: dict[str, Any]) -> Iterator[_Set]:
    cards = [SAMPLES / one["file"] for one in told["cards"] if one.get("split") == "enrol"]
    for round_ in told["sequences"]:
        yield _Set("cards, one dealt round", SightKind.CARDS, [_Fold(cards, list(dealt(round_)))])
    wheel = told["roulette"]
    learn = [SAMPLES / one["file"] for one in wheel if one["kind"] == "calibration"]
    read = [Picture(SAMPLES / one["file"], _pocket(one)) for one in wheel if one["kind"] != "calibration"]
    yield _Set("wheel, ball drawn in or on the track", SightKind.WHEEL, [_Fold(learn, read)])
    for place in ("tray", "window"):
        dice = [one for one in told["dice"] if one["kind"].startswith(place)]
        shown = [Picture(SAMPLES / one["file"], tuple(sorted(map(str, one["faces"])))) for one in dice]
        folds = [_Fold([other.path for other in shown if other is not one], [one]) for one in shown]
        yield _Set(f"dice, {place}: each read by what the others taught", SightKind.DICE, folds)


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
    counts, whole = Counts(), 0
    for fold in one.folds:
        try:
            looker = _looker(one.kind, fold, labels)
        except CalibrationError as wrong:
            return f"not calibrated: {wrong} | | | | "
        whole += sum(_read_whole(shown, looker, counts) for shown in fold.read)
    return f"{counts.things} | {counts.right} | {counts.accepted} | {whole} | {counts.wrong}"


def _read_whole(shown: Picture, looker: Looker, counts: Counts) -> bool:
    """Whether all that is readable in the picture was accepted."""
    frame, before = picture(shown.path), counts.accepted
    if isinstance(frame, str):
        return False
    count(DrawnScene(frame, shown.truth, shown.also), looker.look(frame), counts)
    return counts.accepted - before == len(shown.truth)


def _looker(of: SightKind, fold: _Fold, labels: Path) -> Looker:
    kind = kind_of(of)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "site.json"
        if not kind.calibrate(CalibrateWish(labels, out, fold.learn), io.StringIO()):
            raise CalibrationError("its self-test took one thing for another")
        return kind.looker(out)
