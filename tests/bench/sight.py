"""How long each reader looks at a frame, under every condition of its drawn photographs: the median beside OpenCV's own decoding of those frames from JPEG, and the slowest twentieth; what the process weighs that looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import thread_time_ns

import cv2
import numpy as np

from firmware_agent.sight.looker import kind_of
from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.laid_out import LaidOut
from hardware.decode.sight.reader import CalibrationError, Frame, Seen
from hardware.decode.sight.store import card_reader, load_cards
from hardware.decode.sight.table import table_from
from hardware.decode.sight.tracking.words import Slot
from hardware.sim.scenes.scene import DrawnScene, DrawnSite
from schemas.sight import SightKind
from tests.bench.figures import Aim, Figure, median, percentile, spread
from tests.bench.processes import BenchFailed
from tests.bench.sight_child import most_resident_mb
from tests.tools.vision_shards import Shard, calibrated, scenes_of

MOST_MS = {SightKind.CARDS: 60.0, SightKind.WHEEL: 15.0, SightKind.DICE: 100.0, SightKind.SEGMENTS: 15.0}
MOST_MB = 150.0
Look = tuple[Callable[[Frame], Seen], Frame]
SEEDS, PICTURES, ROUNDS = (1, 2, 3), 6, 3
WIDE = 1280
"""A studio's cameras give at least so many pixels across, whatever a site is drawn in."""


def bench_sight(kind: SightKind, folder: Path) -> list[Figure]:
    """Three figures, of cards two more where they lie in slots. Raises BenchFailed when nothing is read, or no site can be calibrated."""
    cv2.setNumThreads(1)
    site, calibration = _site(kind, folder)
    conditions = scenes_of(kind.value, False).conditions
    scenes = [site.draw(condition, number) for condition in conditions for number in range(PICTURES)]
    frames = [_wide(scene.frame) for scene in scenes]
    looker = kind_of(kind).looker(calibration)
    figures = _speed(kind.value, MOST_MS[kind], [(looker.look, frame) for frame in frames])
    if kind is SightKind.CARDS:
        figures += _speed("cards_in_slots", MOST_MS[kind], list(_slotted(calibration, scenes)))
    return [*figures, _weight(kind, calibration, frames[:PICTURES], folder)]


def _wide(frame: Frame) -> Frame:
    by = max(1.0, WIDE / frame.shape[1])
    return np.asarray(cv2.resize(frame, None, fx=by, fy=by, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _slotted(calibration: Path, scenes: Sequence[DrawnScene]) -> Iterator[Look]:
    """Each picture's own places are its slots, and its corners its marks, so that the camera stands."""
    reader, (site, _) = card_reader(), load_cards(calibration)
    for scene in scenes:
        high, wide = scene.frame.shape[:2]
        marks = np.array(((40, 40), (wide - 40, 40), (wide - 40, high - 40), (40, high - 40)), np.float32)
        slots = tuple(Slot("player", number, quad) for number, (_, quad) in enumerate(scene.places, 1))
        placed = replace(
            site, table=table_from(scene.frame, marks, (1000.0, 560.0)), laid_out=LaidOut(slots, (wide, high))
        )
        yield partial(_look, reader, placed), scene.frame


def _look(reader: CardReader, site: CardCalibration, frame: Frame) -> Seen:
    return Seen(tuple(reader.read(frame, site)))


def _site(kind: SightKind, folder: Path) -> tuple[DrawnSite, Path]:
    """The first that can be calibrated; why another one can't is said."""
    for seed in SEEDS:
        site = scenes_of(kind.value, False).site(seed)
        try:
            return site, calibrated(Shard(kind.value, seed, "plain", PICTURES, False), site, folder)
        except CalibrationError as wrong:
            print(f"{kind.value}: site {seed} can't be calibrated: {wrong}")
    raise BenchFailed(f"{kind.value}: none of sites {SEEDS} can be calibrated")


def _speed(what: str, most_ms: float, looks: Sequence[Look]) -> list[Figure]:
    if not any(look(frame).reads for look, frame in looks):
        raise BenchFailed(f"{what}: nothing was read")
    took = [_ms(partial(look, frame)) for look, frame in looks]
    files = [_jpeg(frame) for _, frame in looks]
    raw = [_ms(partial(cv2.imdecode, file, cv2.IMREAD_COLOR)) for file in files]
    high, wide = looks[0][1].shape[:2]
    said = f"{what}: a look at {wide} x {high}"
    aim = (Aim.AT_MOST, most_ms)
    return [
        Figure(f"sight_{what}_ms", f"{said} (raw: JPEG decode)", median(took), "ms", median(raw), aim, spread(took, "ms")),
        Figure(f"sight_{what}_p95_ms", f"{said}, the slowest in twenty", percentile(took, 95), "ms", None, aim),
    ]  # fmt: skip


def _ms(work: Callable[[], object]) -> float:
    """This thread's processor time, the least of some: other work on the machine does not count."""
    return min(_once_ms(work) for _ in range(ROUNDS))


def _once_ms(work: Callable[[], object]) -> float:
    start_ns = thread_time_ns()
    work()
    return (thread_time_ns() - start_ns) / 1e6


def _jpeg(frame: Frame) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 90])[1], dtype=np.uint8)


def _weight(kind: SightKind, calibration: Path, frames: list[Frame], folder: Path) -> Figure:
    weighs = most_resident_mb(kind, folder, calibration, frames)
    return Figure(
        f"sight_{kind.value}_mb", f"{kind.value}: the process that looks", weighs, "MB", None, (Aim.AT_MOST, MOST_MB)
    )  # fmt: skip
