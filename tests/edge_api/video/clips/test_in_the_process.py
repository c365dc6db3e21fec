"""The real video process: frames over an uplink, segments on its disk, a round in the books, and the clip that comes of it, whole though the line was cut."""

from __future__ import annotations

import time
from collections.abc import Sequence

import httpx

from edge_api.signing import load_or_make_signer
from edge_api.video.clips.check_frames import check_clip
from edge_api.video.clips.entry import State
from edge_api.video.clips.index import read_clip
from edge_api.video.clips.keys import ClipKeys
from edge_api.video.clips.places import FOLDER
from tests.edge_api.reference import wait_until
from tests.edge_api.video.clips.filmed_round import S, film, state_of, write_round
from tests.edge_api.video.fake_board import FakeBoard
from tests.edge_api.video.video_edge import VideoEdge
from tests.fixtures.x264 import Coded

TABLE, ROUND = "t-13", "t-13-1795382400-1"


def test_a_round_gets_its_whole_clip_though_the_line_was_cut_in_the_middle_of_it(
    edge: VideoEdge, pictures: Sequence[Coded], sounds: Sequence[bytes]
) -> None:
    board = FakeBoard(TABLE, pictures, sounds)
    edge.register(board)
    start_ns = time.time_ns() - 30 * S
    board.join(edge.port)
    at_ns = film(board, start_ns, 8)
    board.cut()
    at_ns = film(board, at_ns, 6)  # nobody hears of this
    board.join(edge.port)
    film(board, at_ns, 14)
    write_round(edge, TABLE, ROUND, start_ns + 5 * S, start_ns + 20 * S)
    wait_until(
        lambda: state_of(edge, ROUND) is State.READY,
        20,
        f"the clip: {read_clip(edge.folder / FOLDER, ROUND)}",
    )
    assert board.wanted
    board.cut()

    row = read_clip(edge.folder / FOLDER, ROUND)
    assert row is not None and row.why == ""
    signer = load_or_make_signer(edge.books.parent / "key.pem", "edge-1")
    keys = ClipKeys.of({signer.key_id: signer.public_key}, {board.key_id: board.public_key})
    folder = edge.folder / FOLDER / row.folder_name
    findings = check_clip(folder, keys)
    assert [finding.text for finding in findings if not finding.holds] == []
    ticket = edge.ticket(TABLE, scope=f"clip:{ROUND}")
    part = httpx.get(
        f"{edge.url}/video/v1/clips/{ROUND}/clip.mp4?ticket={ticket}",
        headers={"range": "bytes=0-99"},
        timeout=5,
    )
    assert part.status_code == 206 and part.content == (folder / "clip.mp4").read_bytes()[:100]
