"""The whole edge with a picture: a player bets, the round is played and filmed, its clip is there, proves itself, and is kept by name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from edge_api.__main__ import main
from edge_api.signing import load_or_make_signer
from hardware.sim.ports import free_port
from tests.edge_api.reference import EDGE, TABLE, wait_until
from tests.edge_api.running import RunningEdge, placement, running_edge
from tests.edge_api.video.fake_board import FakeBoard
from tests.fixtures.x264 import Coding, coded

pytestmark = [pytest.mark.broker, pytest.mark.slow]


@contextmanager
def filmed(edge: RunningEdge, port: int) -> Iterator[FakeBoard]:
    """The table's board sends its picture, in real time."""
    board = FakeBoard(TABLE, coded(Coding(gop=15), 30), key=edge.board.key)
    wait_until(lambda: _answers(port), 20, "the video process")
    with board.filming(port):
        yield board


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/video/v1/health", timeout=1).status_code == 200
    except httpx.TransportError:
        return False


def test_a_round_from_the_bet_to_the_clip_that_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    with running_edge(tmp_path, f"video = {{}}\n[video]\nport = {port}\n") as edge, filmed(edge, port):
        time.sleep(2.5)  # what is to be seen before a round opens has to have been filmed
        round_id = edge.open_round()
        path = f"/api/v1/rounds/{round_id}/clip"
        with edge.player("better") as better, edge.player("other") as other:
            assert better.post(f"/api/v1/tables/{TABLE}/bets", json=placement(round_id)).status_code == 201
            assert better.get(path).status_code == 404
            edge.settle_round("17")
            assert better.get(path).status_code == 202
            wait_until(lambda: better.get(path).status_code == 307, 20, "the clip")
            assert httpx.get(better.get(path).headers["location"]).content[4:8] == b"ftyp"
            assert other.get(path).status_code == 403
            assert other.get(f"{path}/bets").status_code == 403
            own = better.get(f"{path}/bets")
            (bet,) = own.json()["bets"]
            assert bet["number"] == better.get("/api/v1/me/bets").json()[0]["number"]
        (folder,) = (tmp_path / "store" / "video" / "round_clips" / TABLE).iterdir()
        keys, bets = _keys(edge, tmp_path), tmp_path / "bets.json"
        bets.write_text(own.text)
        command = ["verify-clip", str(folder), "--keys", str(keys), "--bets", str(bets)]
        assert main(command) == 0, capsys.readouterr().err
        with edge.staff("ada") as ada:
            assert (
                ada.post(
                    f"/floor/rounds/{round_id}/hold_evidence", json={"reason": "disputed by phone"}
                ).status_code
                == 200
            )
            page = ada.get(f"/floor/rounds/{round_id}").text
            assert (
                "Verified by this edge" in page and "disputed by phone" in page and "Let the video go" in page
            )
            assert "hold_evidence" in ada.get("/floor/audit").text
        with edge.staff("tess") as tess:
            answer = tess.post(f"/floor/rounds/{round_id}/lift_evidence", json={"reason": "not mine to say"})
            assert answer.status_code == 403


def _keys(edge: RunningEdge, folder: Path) -> Path:
    """As the two admin commands print them."""
    signer = load_or_make_signer(folder / "store" / "key.pem", EDGE)
    file = folder / "keys.txt"
    file.write_text(f"{signer.key_id} {signer.public_key} edge\n{TABLE}#1 {edge.board.public_key} board\n")
    return file
