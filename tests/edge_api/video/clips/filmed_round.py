"""A round of the real video process: written into its books, filmed by a board as fast as the line takes it."""

from __future__ import annotations

from edge_api.books.store import open_writer
from edge_api.video.clips.entry import State
from edge_api.video.clips.index import read_clip
from edge_api.video.clips.places import FOLDER
from tests.edge_api.video.fake_board import FPS, FakeBoard
from tests.edge_api.video.video_edge import VideoEdge

S = 10**9


def film(board: FakeBoard, start_ns: int, seconds: int) -> int:
    """So many seconds, as fast as the line takes them; the time behind them."""
    for place in range(seconds * FPS):
        for record in board.next(start_ns + place * S // FPS):
            board.send(record.encode())
    return start_ns + seconds * S


def write_round(edge: VideoEdge, table: str, round_id: str, opened_ns: int, ended_ns: int) -> None:
    """As the books write a settled one."""
    conn = open_writer(edge.books)
    conn.execute("INSERT INTO rule_sets VALUES ('0', 'roulette', '{}')")
    conn.execute(
        "INSERT INTO rounds (round_id, table_id, game, rules_hash, currency, phase, opened_utc_ns, edge_boot, opened_mono_ns, deadline_mono_ns,"
        " ended_utc_ns) VALUES (?, ?, 'roulette', '0', 'EUR', 'settled', ?, 'b', 0, 0, ?)",
        (round_id, table, opened_ns, ended_ns),
    )
    conn.close()


def state_of(edge: VideoEdge, round_id: str) -> State | None:
    """Of its clip; None while nobody has thought of one."""
    row = read_clip(edge.folder / FOLDER, round_id)
    return row.state if row else None
