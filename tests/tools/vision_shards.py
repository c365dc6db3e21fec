"""The vision report's work, cut into shards that can each be done once, in any order, by any process: a site of a kind is calibrated, a condition of it is read. Keeps results as JSON in a folder."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from time import thread_time_ns
from typing import Any, cast

import cv2

from firmware_agent.sight.looker import CalibrateWish, Looker, kind_of
from hardware.decode.sight.reader import CalibrationError, Corners, Seen
from hardware.sim.scenes.scene import NOTHING_IS_THERE, DrawnKind, DrawnScene, DrawnSite
from schemas.sight import SightKind

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Shard:
    """``scenes`` pictures of one condition of one site."""

    kind: str
    seed: int
    condition: str
    scenes: int
    unseen: bool

    @property
    def name(self) -> str:
        return (
            f"{self.kind}-{self.seed}-{self.condition}-{self.scenes}{'-unseen' if self.unseen else ''}.json"
        )


@dataclass
class Counts:
    """Of one shard, or of several together. ``things``: what lay readable; ``other``: accepted though not asked for (DrawnScene.also); ``strange``: accepted and of another deck."""

    scenes: int = 0
    things: int = 0
    right: int = 0
    accepted: int = 0
    wrong: int = 0
    other: int = 0
    strange: int = 0
    nothings: int = 0
    told: int = 0
    ms: list[float] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, more: Counts) -> None:
        for name in (
            "scenes",
            "things",
            "right",
            "accepted",
            "wrong",
            "other",
            "strange",
            "nothings",
            "told",
        ):
            setattr(self, name, getattr(self, name) + getattr(more, name))
        self.ms += more.ms
        self.reasons.update(more.reasons)
        self.faults += more.faults


def scenes_of(kind: str, unseen: bool) -> DrawnKind:
    """The kind's drawn photographs."""
    module = import_module(f"hardware.sim.scenes.{kind}")
    return cast(DrawnKind, module.UNSEEN if unseen and kind == "cards" else module.SCENES)


def done(shard: Shard, folder: Path) -> Counts:
    """From the folder where it is there, else read now."""
    path = folder / shard.name
    if path.exists():
        told = json.loads(path.read_text())
        return Counts(**{**told, "reasons": Counter(told["reasons"])})
    site = scenes_of(shard.kind, shard.unseen).site(shard.seed)
    looker = kind_of(SightKind(shard.kind)).looker(calibrated(shard, site, folder))
    counts = Counts()
    for number in range(shard.scenes):
        _read(site.draw(shard.condition, number), looker, shard, number, counts)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(vars(counts)))
    part.replace(path)
    return counts


def calibrated(shard: Shard, site: DrawnSite, folder: Path) -> Path:
    """The site's calibration, made by the command's own code from files, as a technician would."""
    place = folder / f"{shard.kind}-{shard.seed}{'-unseen' if shard.unseen else ''}"
    if (place / "told.json").exists():
        return place / "site.json"
    place.mkdir(parents=True, exist_ok=True)
    pictures, entries = [], []
    for number, (frame, entry) in enumerate(site.labelled()):
        pictures.append(place / f"{number:02d}.png")
        cv2.imwrite(str(pictures[-1]), frame)
        entries.append({"file": pictures[-1].name, **cast(dict[str, Any], entry)})
    (place / "labels.json").write_text(json.dumps(_labels(shard.kind, entries)))
    out, wheel = io.StringIO(), str(entries[0].get("wheel", "european"))
    wish = CalibrateWish(place / "labels.json", place / "site.json", pictures, wheel=wheel)
    if not kind_of(SightKind(shard.kind)).calibrate(wish, out):
        raise CalibrationError(f"{place.name}: its self-test took one thing for another")
    (place / "told.json").write_text(out.getvalue())
    return place / "site.json"


def _labels(kind: str, entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A money wheel's order stands once, for all pictures."""
    order = entries[0].get("order")
    return {kind: entries, **({"order": order} if order else {})}


def _read(scene: DrawnScene, looker: Looker, shard: Shard, number: int, counts: Counts) -> None:
    start_ns = thread_time_ns()
    seen = looker.look(scene.frame)
    counts.ms.append(round((thread_time_ns() - start_ns) / 1e6, 2))
    wrong = count(scene, seen, counts)
    if wrong:
        counts.faults.append(f"{shard.kind} site {shard.seed} {shard.condition} {number}: {', '.join(wrong)}")
    if shard.condition == NOTHING_IS_THERE:
        counts.nothings += 1
        counts.told += any(read.value is not None for read in seen.reads)


def count(scene: DrawnScene, seen: Seen, counts: Counts) -> list[str]:
    """Values are compared with copies, each where it lies; returns what was accepted wrongly."""
    named = _named(seen, scene.places)
    truth, told = Counter(scene.truth), Counter(value for value, _ in named)
    accepted = Counter(value for value, sure in named if sure)
    counts.scenes += 1
    counts.things += truth.total()
    counts.right += (truth & told).total()
    counts.accepted += (truth & accepted).total()
    beside = ((accepted - truth) & Counter(scene.also)).total()
    counts.other += 0 if scene.strange else beside
    counts.strange += beside if scene.strange else 0
    wrong = sorted((accepted - truth - Counter(scene.also)).elements())
    counts.wrong += len(wrong)
    counts.reasons.update(str(reason) for reason in seen.reasons)
    counts.reasons.update(str(reason) for read in seen.reads if not read.accepted for reason in read.reasons)
    return wrong


def _named(seen: Seen, places: Sequence[tuple[str, Corners]]) -> list[tuple[str, bool]]:
    """Each value that was read, and whether it was accepted; with where it was read when it does not lie there."""
    free, named = list(places), []
    for read in sorted(seen.reads, key=lambda read: not read.accepted):
        value = read.value or ("?" if read.accepted else None)
        if value is None:
            continue
        own = next((n for n, (what, at) in enumerate(free) if what == value and _covers(read.quad, at)), None)
        if own is not None:
            free.pop(own)
        named.append(
            (value if own is not None or not places else _elsewhere(value, read.quad), read.accepted)
        )
    return named


def _covers(seen: Corners, lies: Corners) -> bool:
    """Each has the other's middle in it."""
    return all(
        cv2.pointPolygonTest(one.reshape(-1, 1, 2), tuple(map(float, other.mean(axis=0))), False) >= 0
        for one, other in ((seen, lies), (lies, seen))
    )


def _elsewhere(value: str, quad: Corners) -> str:
    x, y = quad.mean(axis=0)
    return f"{value} at {x:.0f},{y:.0f}"
