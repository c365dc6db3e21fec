"""What the video process says of itself: to the front twice a second, and to whoever asks for its health. Measures nothing itself."""

from __future__ import annotations

from typing import Any

from edge_api.clock import Now
from edge_api.video.beat import Sync
from edge_api.video.recorder import Recorder
from edge_api.video.room import Room
from edge_api.video.table_state import TableState


def status(room: Room, recorder: Recorder) -> dict[str, Any]:
    """``{"tables": {table: ...}}``; a table's ``state`` is dark, live or stale, judged by the age of its last capture."""
    now = room.clock.now()
    return {
        "tables": {table: _table(room, recorder, table, state, now) for table, state in room.tables.items()}
    }


def _table(room: Room, recorder: Recorder, table: str, state: TableState, now: Now) -> dict[str, Any]:
    age_ns = state.age_ns(now)
    sinks = room.sinks.get(table)
    return {
        "state": state.picture(now).value,
        "age_ms": None if age_ns is None else age_ns // 1_000_000,
        "board": None if state.health is None else state.health.model_dump(mode="json", exclude={"op"}),
        "board_key": state.board,
        "tracks": {info.track.name.lower(): info.codec for info in state.stream.tracks.values()},
        "viewers": room.audience.of(table),
        "sinks": sinks() if sinks is not None else [],
        "sync": room.beats.sync.get(table, Sync()).said(now.mono_ns),
        "recording": recorder.said(table),
        "lost_frames": state.lost,
        "refused": state.refused,
        "alarms": [alarm.said() for alarm in state.alarms.active(now.mono_ns)],
    }


def public_health(said: dict[str, Any]) -> dict[str, Any]:
    """What anybody may know: whether each table's picture is there."""
    tables = {table: {"state": of["state"], "age_ms": of["age_ms"]} for table, of in said["tables"].items()}
    return {"status": "ok", "tables": tables}
