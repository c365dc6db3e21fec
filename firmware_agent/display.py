"""Shows the table to people: lamps, the state topic and systemd's status line, each only when something changed."""

from __future__ import annotations

from collections.abc import Callable

from firmware_agent.rounds.machine import TableView
from hardware.lamp_scenes import LampScene, lamp_scene
from schemas.commands import TableState


class Display:
    """``utc_text`` turns monotonic nanoseconds into RFC 3339 UTC."""

    def __init__(
        self,
        lamps: Callable[[LampScene], None],
        publish: Callable[[TableState], None],
        status: Callable[[str], None],
        utc_text: Callable[[int], str],
    ) -> None:
        self._lamps, self._publish, self._status, self._utc_text = lamps, publish, status, utc_text
        self._shown: TableView | None = None

    def show(self, view: TableView) -> None:
        if view == self._shown:
            return
        self._shown = view
        self._publish(self._state(view))
        self._lamps(lamp_scene(view.phase.value))
        self._status(f"{view.phase.value} {view.round_id or ''}{', paused' if view.paused else ''}")

    def _state(self, view: TableView) -> TableState:
        return TableState(
            game=view.game,
            phase=view.phase,
            round_id=view.round_id,
            paused=view.paused,
            closes_at=None if view.closes_ns is None else self._utc_text(view.closes_ns),
            hold=view.hold,
            last_results=view.last_results,
            guidance=view.guidance,
        )
