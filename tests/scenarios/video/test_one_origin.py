"""nginx, set up as docs/examples says, is one TLS origin before the real front and the real video process: a board films through it, players play and watch."""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvloop
from websockets.sync.client import ClientConnection, connect

from firmware_agent import signing
from firmware_agent.config_file import load_config
from firmware_agent.video.process import VideoProcess
from hardware.sim.ports import free_port
from tests.bench.video.house_files import board_key
from tests.edge_api.reference import TABLE, Board, wait_until
from tests.edge_api.running import PASSWORD, RunningEdge, placement, running_edge
from tests.edge_api.video.outputs.house import until
from tests.edge_api.video.outputs.watcher import watcher
from tests.firmware_agent.video.conftest import Running, video_toml
from tests.firmware_agent.video.far_camera import FarCamera
from tests.fixtures.media_servers import missing, one_origin
from tests.systemd.certificates import Authority

FILMED = "roulette-02"
LACKING = missing("nginx")

pytestmark = [pytest.mark.slow, pytest.mark.broker, pytest.mark.skipif(bool(LACKING), reason=LACKING)]


@dataclass
class Studio:
    """``place``: host and port of the origin. ``trust``: a context that believes in its certificate."""

    edge: RunningEdge
    place: str
    trust: ssl.SSLContext
    log: Path

    def client(self, **headers: str) -> httpx.Client:
        """Somebody from outside."""
        address = f"https://{self.place}"
        return httpx.Client(base_url=address, verify=self.trust, headers=headers, timeout=20)

    def player(self, name: str) -> httpx.Client:
        return self.client(authorization=f"Bearer {self.edge.token(name)}")

    @contextmanager
    def socket(self, address: str, **more: Any) -> Iterator[ClientConnection]:
        with connect(address, ssl=self.trust, proxy=None, max_size=None, **more) as line:
            yield line


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """The real board has only the origin's address, and trusts the studio's own authority."""
    folder = tmp_path_factory.mktemp("one-origin")
    authority, port, video = Authority(folder), free_port(), free_port()
    trust = ssl.create_default_context(cafile=str(authority.ca))
    with running_edge(folder, _more(video, f"https://127.0.0.1:{port}"), {"pia": "pit_boss"}) as edge:
        secret = authority.issue("studio")
        with one_origin(folder / "nginx", port, (edge.port, video), secret) as log:
            studio = Studio(edge, f"127.0.0.1:{port}", trust, log)
            with _board(folder / "board", edge, studio.place, authority.ca):
                wait_until(lambda: _has_picture(studio), 90, "the board's picture, through the origin")
                yield studio


@contextmanager
def _board(folder: Path, edge: RunningEdge, place: str, ca: Path) -> Iterator[None]:
    folder.mkdir()
    signing.board_key(folder / "store", FILMED)
    edge.admit_board(Board(FILMED, key=board_key(folder / "store" / "key.pem")))
    text = video_toml(folder, f"wss://{place}", f'ca = "{ca}"')
    (folder / "agent.toml").write_text(re.sub('\nid = ".*"', f'\nid = "{FILMED}"', text), encoding="utf-8")
    running = Running(VideoProcess(load_config(folder / "agent.toml"), None, lambda _: FarCamera()))
    try:
        yield
    finally:
        running.end()


def _more(video_port: int, address: str) -> str:
    return (
        f'[[table]]\nid = "{FILMED}"\nname = "Filmed"\ngame = "roulette"\ncurrency = "EUR"\nvideo = {{}}\n'
        f'[video]\nport = {video_port}\npublic_url = "{address}"\n'
    )


def _has_picture(studio: Studio) -> bool:
    with studio.player("first") as player:
        return player.get(_addresses(player)["thumb"]).status_code == 200


def _addresses(player: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = player.get(f"/api/v1/tables/{FILMED}/video").json()
    return found


def test_every_address_that_a_player_is_told_is_of_the_one_origin(studio: Studio) -> None:
    with studio.player("p-1") as player:
        told = _addresses(player)
        page = player.get(f"/play/{FILMED}")
    addresses = {name: told[name] for name in ("live", "lobby", "whep", "hls", "thumb", "beat")}
    assert {each.split("/video/")[0] for each in addresses.values()} == {
        f"wss://{studio.place}",
        f"https://{studio.place}",
    }
    hosts = re.findall(r"(?:https?|wss?)://([^ ;]+)", page.headers["content-security-policy"])
    assert set(hosts) == {studio.place}


def test_live_pictures_and_the_players_socket_come_over_tls(studio: Studio) -> None:
    with studio.player("p-2") as player, studio.socket(_addresses(player)["live"]) as live:
        hello = json.loads(live.recv(timeout=10))
        assert hello["op"] == "hello" and hello["codec"].startswith("avc1")
        assert all(isinstance(live.recv(timeout=10), bytes) for _ in range(40))
    with studio.socket(f"wss://{studio.place}/api/v1/tables/{FILMED}/socket") as line:
        line.send(json.dumps({"op": "hello", "token": studio.edge.token("p-2")}))
        assert json.loads(line.recv(timeout=10))["ev"] == "snapshot"


def test_a_bet_is_taken_through_it(studio: Studio) -> None:
    round_id = studio.edge.open_round()
    with studio.player("p-3") as player:
        answer = player.post(f"/api/v1/tables/{TABLE}/bets", json=placement(round_id))
    assert answer.status_code in (200, 201), answer.text


def test_webrtc_is_answered_through_it_and_comes_past_it(studio: Studio) -> None:
    async def scene(address: str) -> None:
        async with httpx.AsyncClient(verify=studio.trust, timeout=20) as client, watcher() as viewer:
            answer = await viewer.ask(client, address)
            assert answer.status_code == 201, answer.text
            await until(lambda: len(viewer.got) > 5)
            left = await client.delete(f"https://{studio.place}{answer.headers['location']}")
            assert left.status_code == 200

    with studio.player("p-4") as player:
        uvloop.run(scene(_addresses(player)["whep"]))


def test_hls_comes_from_the_cache_for_those_with_a_ticket(studio: Studio) -> None:
    playlist = f"/video/v1/tables/{FILMED}/hls/main/index.m3u8"
    with studio.player("p-5") as player:
        ticket = _addresses(player)["ticket"]
        said = player.get(playlist, params={"ticket": ticket})
        part = re.findall('#EXT-X-PART:.*URI="([^"]+)"', said.text)[-1]
        fetched = [player.get(f"/video/v1/tables/{FILMED}/hls/main/{part}") for _ in range(2)]
        assert [each.status_code for each in (said, *fetched)] == [200] * 3
        assert fetched[1].headers["x-cache"] == "HIT"
        assert fetched[0].content == fetched[1].content
        assert player.get(playlist, params={"ticket": "forged"}).status_code == 403
    assert "ticket=" not in studio.log.read_text()


def test_the_floor_signs_in_on_it_and_nobody_passes_for_this_machine(studio: Studio) -> None:
    with studio.client(origin=f"https://{studio.place}") as browser:
        assert browser.post("/login", data={"name": "pia", "password": PASSWORD}).status_code == 303
    with studio.client(**{"origin": "https://elsewhere.example", "x-forwarded-for": "10.9.9.9"}) as stranger:
        assert stranger.post("/login", data={"name": "pia", "password": PASSWORD}).status_code == 403
