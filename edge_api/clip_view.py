"""What the front knows of a round's clip: its state, how long it is kept and by whom, and whether its signatures hold. Reads only; makes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edge_api.config import EdgeConfig
from edge_api.signing import Signer, load_or_make_signer
from edge_api.video.clips.check import check_folder, read_manifest
from edge_api.video.clips.entry import ClipRow
from edge_api.video.clips.finding import Finding, verdict
from edge_api.video.clips.index import read_clip
from edge_api.video.clips.keys import ClipKeys
from edge_api.video.clips.manifest import CLIP, COPY, COPY_SAID, CUES, ENDS, MANIFEST, Manifest
from edge_api.video.clips.places import clips_folder, keeping_of
from edge_api.video.clips.policy import Class, Clips, RoundRow, class_of, expires_ns, wanted
from edge_api.video.clips.promise import BetsOpened, Placed, Salts
from edge_api.video.clips.rounds import round_of
from schemas.times import rfc3339

MOST_CHECKED = 64
SOON_NS = 60 * 10**9
"""So long after a round's end its clip may be on its way without being entered yet."""

_HOLD = "SELECT held_by, held_utc_ns, reason FROM evidence_holds WHERE round_id = ? AND lifted_utc_ns IS NULL"
_PLAYED = "SELECT 1 FROM placements JOIN rounds USING (round_no) WHERE round_id = ? AND player_no = ? LIMIT 1"
_KEYS = "SELECT key_id, public_key FROM board_keys"

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the books say that matters to a clip. ``hold``: who keeps it, since when (UTC ns) and why."""

    of: RoundRow
    hold: tuple[str, int, str] | None
    keys: Mapping[str, str]


def told(conn: sqlite3.Connection, round_id: str) -> Told | None:
    """The round, its hold, and every board key that was ever believed."""
    of = round_of(conn, round_id)
    if of is None:
        return None
    hold = conn.execute(_HOLD, (round_id,)).fetchone()
    keys = dict(conn.execute(_KEYS).fetchall())
    return Told(of, tuple(hold) if hold else None, keys)


def has_played(conn: sqlite3.Connection, round_id: str, player_no: int) -> bool:
    """Whether the player placed something in that round, whatever became of it."""
    return conn.execute(_PLAYED, (round_id, player_no)).fetchone() is not None


def may_come(config: EdgeConfig, of: RoundRow, now_ns: int) -> bool:
    """Whether a round without an entry gets one in a moment."""
    ended_ns = of.standing.ended_ns
    if config.video is None or ended_ns is None or not wanted(Clips(config.video.clips), of.standing):
        return False
    return now_ns - ended_ns < SOON_NS


@dataclass(slots=True)
class ClipView:
    """One per front. All of it blocks: call it in a thread."""

    config: EdgeConfig
    _checked: dict[tuple[str, Stamp], list[Finding]] = field(default_factory=dict)
    _signer: Signer | None = None

    def row(self, round_id: str) -> ClipRow | None:
        """The index's row."""
        return read_clip(clips_folder(self.config), round_id)

    def page(self, said: Told) -> dict[str, Any] | None:
        """What the round's page shows; None at a table without video."""
        table = self.config.tables.get(said.of.table)
        if self.config.video is None or table is None or table.video is None:
            return None
        row = self.row(said.of.round_id)
        return {
            **self._kept(said),
            "state": row.state.value if row else "none",
            "why": row.why if row else "",
            "is_there": bool(row and row.state.is_there),
            "version": f"{row.attempt}" if row else "",
            "digest": row.digest if row else "",
            "bytes": row.size if row else 0,
            "changed_at": rfc3339(row.changed_utc_ns) if row else None,
            **(self._proof(row, said) if row and row.state.is_there else {"findings": [], "verdict": ""}),
        }

    def replay(self, said: Told) -> dict[str, Any] | None:
        """The timeline of a clip that is there: what the manifest says, if it is signed by this edge."""
        row = self.row(said.of.round_id)
        if row is None or not row.state.is_there:
            return None
        manifest, _ = read_manifest(self._folder(row), self._keys(said))
        return None if manifest is None else _timeline(manifest)

    def opened(self, round_id: str, placed: Sequence[Placed]) -> BetsOpened:
        """What opens the promises that a clip's manifest makes of these placements."""
        salts = Salts(round_id, self._edge().sign)
        return BetsOpened(round_id=round_id, bets=tuple(map(salts.open, placed)))

    def _kept(self, said: Told) -> dict[str, Any]:
        assert self.config.video is not None
        kind = class_of(said.of.standing)
        over_ns = expires_ns(said.of.standing, keeping_of(self.config.video))
        hold = said.hold
        return {
            "class": kind.value,
            "expires_at": rfc3339(over_ns) if over_ns is not None else None,
            "hold": {"by": hold[0], "at": rfc3339(hold[1]), "reason": hold[2]} if hold else None,
            "is_held": kind is Class.HELD,
        }

    def _folder(self, row: ClipRow) -> Path:
        return clips_folder(self.config) / row.folder_name

    def _proof(self, row: ClipRow, said: Told) -> dict[str, Any]:
        found = self._findings(row, said)
        told = [{"holds": each.holds, "is_gap": each.is_gap, "text": each.text} for each in found]
        return {"findings": told, "verdict": verdict(found)}

    def _findings(self, row: ClipRow, said: Told) -> list[Finding]:
        """Worked out once for each state of the files and of the keys."""
        folder = self._folder(row)
        stamp = (*_stamp(folder), ("keys", len(said.keys), hash(frozenset(said.keys.items()))))
        found = self._checked.get((row.round_id, stamp))
        if found is None:
            found = check_folder(folder, self._keys(said))
            while len(self._checked) >= MOST_CHECKED:
                self._checked.pop(next(iter(self._checked)))
            self._checked[row.round_id, stamp] = found
        return found

    def _keys(self, said: Told) -> ClipKeys:
        """Those that the books know, and our own; a board's key of our name, or our own key as a board's, is none."""
        own = self._edge()
        boards = {
            key_id: key for key_id, key in said.keys.items() if key_id != own.key_id and key != own.public_key
        }
        return ClipKeys.of({own.key_id: own.public_key}, boards)

    def _edge(self) -> Signer:
        if self._signer is None:
            self._signer = load_or_make_signer(self.config.store.key, self.config.site.edge)
        return self._signer


def _stamp(folder: Path) -> Stamp:
    """Changes whenever a file of the clip does."""
    found = []
    for name in (CLIP, MANIFEST, CUES, ENDS, COPY, COPY_SAID):
        file = folder / name
        if file.exists():
            stat = file.stat()
            found.append((name, stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def _timeline(said: Manifest) -> dict[str, Any]:
    return {
        "round_id": said.round_id,
        "table": said.table,
        "timescale": said.timescale,
        "origin_ms": int(said.origin_utc_ns) / 1e6,
        "pts": said.frames.pts,
        "offset_ms": [round(offset_ns / 1e6, 3) for offset_ns in said.frames.offset_ns],
        "moments": [
            {"event": each.event, "at": rfc3339(int(each.shown_utc_ns)), "frame": each.frame, "text": each.text, "effect": each.effect}
            for each in said.moments
        ],
        "bets": [
            {"number": number, "at": rfc3339(int(utc_ns)), "frame": frame}
            for number, utc_ns, frame in zip(said.bets.number, said.bets.utc_ns, said.bets.frame, strict=True)
        ],
        "gaps": [
            {"frame": gap.frame, "ms": (int(gap.to_utc_ns) - int(gap.from_utc_ns)) // 1_000_000, "why": gap.why}
            for gap in said.gaps
        ],
    }  # fmt: skip
