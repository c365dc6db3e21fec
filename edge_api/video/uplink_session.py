"""A board's line after it was accepted: every message is judged, handed to viewers and to who records. Nothing here waits for either."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from fastapi import WebSocket
from pydantic import ValidationError

from edge_api.video.admission import Admitted
from edge_api.video.claims import Claim
from edge_api.video.frames import KEPT, Record
from edge_api.video.judge import Judge, Pass, Verdict
from edge_api.video.keeping import Keeping
from edge_api.video.pieces import Pieces, is_piece
from edge_api.video.room import Room
from schemas.video.record import BadRecord, decode
from schemas.video.uplink import Gone, Segment, VideoHealth, Want, from_board

MOST_BAD = 50
MALFORMED, REPLACED, FAILED = 4400, 4409, 1011
ILL = {
    "stalled": "no frame comes from the camera",
    "frozen": "the camera sends the same picture again and again",
    "lost": "the board has no camera",
}
"""Of VideoHealth.state."""

NO_BOARD = "no board sends this table's picture"
MOST_TEXT = 64 * 1024
"""Of a text message; what is larger is none."""

log = logging.getLogger(__name__)


class UplinkSession:
    """``run`` it until it ends; ``end`` and ``replace`` end it from outside."""

    def __init__(
        self, socket: WebSocket, room: Room, board: Admitted, claim: Claim, keeping: Keeping
    ) -> None:
        self.table, self.key_id, self.claim = board.table, board.key_id, claim
        self._socket, self._clock, self._keeping = socket, room.clock, keeping
        self._state = room.table(board.table)
        self._tracks, self._judge = board.tracks, Judge(board.tracks)
        self._bad, self._pieces = 0, Pieces()
        self._ended: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()
        self._asking: set[asyncio.Task[None]] = set()

    async def run(self) -> tuple[int, str]:
        """Until the board goes or is sent away; close code and why."""
        self._state.stream.begin(self._tracks)
        self._state.board, self._state.health = self.key_id, None
        self._state.alarms.clear("no_board")
        self._keeping.joined(self.table, self._ask)
        reading = asyncio.create_task(self._read())
        waiting: list[asyncio.Future[Any]] = [reading, self._ended]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (reading, *self._asking):
                task.cancel()
            await asyncio.gather(reading, *self._asking, return_exceptions=True)
        if not reading.cancelled() and (failed := reading.exception()) is not None:
            log.error("table %s: its board's line failed here", self.table, exc_info=failed)
            return FAILED, "the edge failed on a message"
        return self._ended.result() if self._ended.done() else (1000, "")

    def end(self, code: int, why: str) -> None:
        """Send the board away."""
        if not self._ended.done():
            self._ended.set_result((code, why))

    def replace(self) -> None:
        """The table's picture comes on another line from now on."""
        self.end(REPLACED, "replaced by another line")

    def left(self) -> None:
        """Nobody has taken its place."""
        for state in ILL:
            self._state.alarms.clear(f"camera_{state}")
        self._keeping.left(self.table)
        self._state.board = None
        self._state.goes_on("no_board", NO_BOARD)

    async def _read(self) -> None:
        while (message := await self._socket.receive())["type"] == "websocket.receive":
            if self._ended.done():
                return
            content, text = message.get("bytes"), message.get("text")
            if content is not None:
                self._take_bytes(content)
            elif text is not None:
                self._take_text(text)

    def _take_bytes(self, message: bytes) -> None:
        if is_piece(message):
            if (whole := self._pieces.take(message)) is not None:
                self._keeping.filled(self.table, *whole)
            return
        try:
            record = decode(message)
        except BadRecord as bad:
            self._bad_message("bad_record", str(bad))
            return
        self._take_record(record, message)

    def _take_record(self, record: Record, message: bytes) -> None:
        now = self._clock.now()
        verdict = self._judge.judge(record, now.utc_ns)
        self._note(verdict)
        if verdict.goes is not Pass.DROP and record.track in KEPT:
            self._keeping.frame(self.table, record, message)
        if verdict.goes is Pass.SHOW:
            self._bad = 0
            self._state.heard_ns = self.claim.heard_ns = now.mono_ns
            self._note_clock(verdict.clock)
            if verdict.info is not None:
                self._state.stream.tracks[record.track] = verdict.info
            self._state.stream.push(record)

    def _note(self, verdict: Verdict) -> None:
        self._state.lost += verdict.lost
        if verdict.fault is None:
            return
        code, message = verdict.fault
        if verdict.goes is Pass.KEEP:
            self._state.refused += 1
            self._state.goes_on(code, message)
        else:
            self._bad_message(code, message)

    def _note_clock(self, said: str | None) -> None:
        if said:
            self._state.goes_on("capture_time", said)
        elif said is not None:
            self._state.alarms.clear("capture_time")

    def _take_text(self, text: str) -> None:
        if len(text) > MOST_TEXT:
            self._bad_message("bad_message", f"a text of {len(text)} characters")
            return
        try:
            said = from_board(text)
        except ValidationError as bad:
            self._bad_message("bad_message", f"none of the uplink's messages: {bad.error_count()} mistakes")
            return
        match said:
            case VideoHealth():
                self._feels(said)
            case Segment(wrapper=wrapper, filled=filled):
                self._keeping.stated(self.table, wrapper, filled)
            case Gone(number=number):
                self._keeping.gone(self.table, int(number))

    def _feels(self, said: VideoHealth) -> None:
        """What the board finds wrong with its own picture is an alarm here as well."""
        self._state.health = said
        for state, meaning in ILL.items():
            if said.state == state:
                self._state.goes_on(f"camera_{state}", said.detail or meaning)
            else:
                self._state.alarms.clear(f"camera_{state}")
        if said.disk == "ok":
            self._state.alarms.clear("board_disk")
        else:
            self._state.goes_on("board_disk", f"the board's recording stands still: disk {said.disk}")

    def _bad_message(self, code: str, detail: str) -> None:
        self._state.refused += 1
        self._state.happened(code, detail)
        self._bad += 1
        if self._bad >= MOST_BAD:
            self.end(MALFORMED, f"{MOST_BAD} messages in a row that are none of ours")

    def _ask(self, number: int) -> None:
        """Ask for a segment; a line that is full is no reason to wait here."""
        text = Want(numbers=(str(number),)).model_dump_json()
        task = asyncio.create_task(self._socket.send_text(text))
        self._asking.add(task)
        task.add_done_callback(self._asked)

    def _asked(self, task: asyncio.Task[None]) -> None:
        self._asking.discard(task)
        if not task.cancelled():
            task.exception()
