"""Who gets a clip and who does not; and the evidence copy: made once, marked as a copy in its picture and its file, vouched for by the edge."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import av
import httpx
import numpy as np
import pytest

from edge_api.books.store import open_writer
from edge_api.routes.callers import secret_hash
from edge_api.signing import load_or_make_signer
from edge_api.video.clips.burn import Happened, marked
from edge_api.video.clips.caption import Caption
from edge_api.video.clips.check_frames import check_clip
from edge_api.video.clips.entry import State
from edge_api.video.clips.index import ClipIndex
from edge_api.video.clips.keys import ClipKeys
from edge_api.video.clips.manifest import Manifest, opened
from edge_api.video.clips.places import clips_folder
from edge_api.video_ticket import Ticket, issue
from tests.edge_api.reference import wait_until
from tests.edge_api.video.clips.reel import BOARD, HEIGHT, WIDTH, number_in
from tests.edge_api.web import replay_stage, stage
from tests.edge_api.web.replay_stage import BARE, ROUND, TABLE, Playing, served

CLIP = f"/api/v1/rounds/{ROUND}/clip"


@pytest.fixture(scope="module")
def playing(tmp_path_factory: pytest.TempPathFactory) -> Playing:
    made = replay_stage.setup(tmp_path_factory.mktemp("access"))
    with closing(open_writer(made.config.store.database)) as books:
        books.execute(
            "INSERT INTO players (player_id, operator, currency, account_no, created_utc_ns) VALUES ('p-2', 'acme', 'EUR', 1, 0)"
        )
        for number, token in ((1, "who bet"), (2, "who did not")):
            books.execute("INSERT INTO player_tokens VALUES (?, ?, ?)", (secret_hash(token), number, 2**62))
    return made


@pytest.fixture(scope="module")
def front(playing: Playing) -> Iterator[str]:
    with served(playing.stage.app) as address, served(playing.video, playing.video_port):
        yield address


def ask(front: str, path: str, token: str = "", role: str = "", follow: bool = False) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    cookies = {"studio": stage.cookie_of(role)} if role else {}
    with httpx.Client(
        base_url=front, headers=headers, cookies=cookies, follow_redirects=follow, timeout=10
    ) as client:
        return client.get(path)


def keys(playing: Playing) -> ClipKeys:
    signer = load_or_make_signer(playing.config.store.key, playing.config.site.edge)
    return ClipKeys.of({signer.key_id: signer.public_key}, {f"{TABLE}#1": BOARD.public_key})


def manifest(playing: Playing) -> Manifest:
    return opened((playing.clip / "manifest.json").read_bytes(), keys(playing).edges.check)[0]


def test_a_player_gets_the_clip_of_a_round_in_which_he_bet(front: str, playing: Playing) -> None:
    sent = ask(front, CLIP, token="who bet")
    assert sent.status_code == 307
    assert sent.headers["location"].startswith(
        f"http://127.0.0.1:{playing.video_port}/video/v1/clips/{ROUND}/clip.mp4?ticket="
    )
    assert ask(front, CLIP, token="who bet", follow=True).content == (playing.clip / "clip.mp4").read_bytes()


def test_what_a_player_is_handed_names_nobody_and_no_stake(front: str, playing: Playing) -> None:
    said = manifest(playing).model_dump_json()
    assert "p-1" not in said and "player" not in said and "stake" not in said
    assert "bet-" not in said and len(manifest(playing).bets.promise) == 4
    opened_bets = ask(front, f"{CLIP}/bets", token="who bet").json()["bets"]
    assert [bet["bet_id"] for bet in opened_bets] == [
        bet["bet_id"] for bet in ask(front, f"{CLIP}/bets", role="auditor").json()["bets"]
    ]
    assert ask(front, f"{CLIP}/bets", token="who did not").status_code == 403
    assert ask(front, f"{CLIP}/bets", role="technician").status_code == 403


def test_other_players_and_strangers_get_none(front: str) -> None:
    other = ask(front, CLIP, token="who did not")
    assert (other.status_code, other.json()["error"]) == (403, "forbidden")
    assert ask(front, CLIP).status_code == 401
    assert ask(front, CLIP, role="dealer").status_code == 403
    assert ask(front, f"/floor/rounds/{ROUND}/replay", token="who bet").status_code == 401


@pytest.mark.parametrize("role", ["technician", "pit_boss", "auditor", "admin"])
def test_staff_get_every_clip_and_its_timeline(front: str, role: str) -> None:
    assert ask(front, CLIP, role=role, follow=True).status_code == 200
    timeline = ask(front, f"/floor/rounds/{ROUND}/replay", role=role).json()
    assert [moment["event"] for moment in timeline["moments"]] == [
        "betsopen",
        "betsclosed",
        "step",
        "gameresult",
    ]
    assert len(timeline["pts"]) == 450 and len(timeline["bets"]) == 4


def test_a_round_without_a_clip_says_why(front: str, playing: Playing) -> None:
    answers = {}
    missing = ask(front, f"/api/v1/rounds/{BARE}/clip", role="auditor")
    assert (missing.status_code, missing.json()["error"]) == (404, "no_clip")
    assert ask(front, "/api/v1/rounds/none/clip", role="auditor").json()["error"] == "no_such_round"
    index = ClipIndex(clips_folder(playing.config))
    row = index.get(ROUND)
    assert row is not None
    for state in (State.BEING_MADE, State.GONE):
        index.put(replace(row, round_id=BARE, state=state, why="its time as ordinary was over"))
        answers[state] = ask(front, f"/api/v1/rounds/{BARE}/clip", role="auditor")
    index.close()
    making, gone = answers[State.BEING_MADE], answers[State.GONE]
    assert (making.status_code, making.json(), making.headers["retry-after"]) == (
        202,
        {"state": "being_made"},
        "1",
    )
    assert (gone.status_code, gone.json()["error"]) == (410, "gone") and "its time" in gone.json()["message"]


def test_a_round_that_has_just_ended_has_a_clip_in_a_moment(front: str, playing: Playing) -> None:
    with closing(open_writer(playing.config.store.database)) as books:
        books.execute(
            "INSERT INTO rounds (round_id, table_id, game, rules_hash, currency, phase, opened_utc_ns, edge_boot, opened_mono_ns, deadline_mono_ns,"
            " ended_utc_ns) VALUES ('just-now', ?, 'roulette', '0', 'EUR', 'settled', ?, 'b', 0, 0, ?)",
            (TABLE, time.time_ns(), time.time_ns()),
        )
    assert ask(front, "/api/v1/rounds/just-now/clip", role="auditor").status_code == 202


def test_the_video_process_hands_a_clip_to_its_own_ticket_only(playing: Playing, front: str) -> None:
    def answer(
        scope: str,
        key: bytes = playing.room.key,
        lasts_s: int = 60,
        role: str = "player",
        name: str = "clip.mp4",
    ) -> int:
        ticket = Ticket(table=TABLE, scope=scope, role=role, player_no=1, until=int(time.time()) + lasts_s)  # type: ignore[arg-type]
        address = (
            f"http://127.0.0.1:{playing.video_port}/video/v1/clips/{ROUND}/{name}?ticket={issue(ticket, key)}"
        )
        return httpx.get(address, timeout=5).status_code

    assert answer(f"clip:{ROUND}") == 200
    assert answer(f"clip:{BARE}") == 403
    assert answer("live") == 403
    assert answer(f"clip:{ROUND}", key=bytes(32)) == 401
    assert answer(f"clip:{ROUND}", lasts_s=-1) == 401
    assert answer(f"clip:{ROUND}", name="evidence.mp4") == 403
    assert answer(f"clip:{ROUND}", name="evidence.json") == 403
    assert answer(f"clip:{ROUND}", name="clips.db") == 422


def test_an_evidence_copy_is_made_for_staff_once_and_says_in_every_frame_what_it_is(
    front: str, playing: Playing
) -> None:
    path = f"{CLIP}?file=evidence.mp4"
    assert ask(front, path, token="who bet").status_code == 403
    assert ask(front, path, role="auditor", follow=True).status_code == 202
    assert ask(front, path, role="pit_boss", follow=True).status_code == 202
    wait_until(lambda: ask(front, path, role="auditor", follow=True).status_code == 200, 30, "the copy")
    proof = f"{CLIP}?file=evidence.json"
    assert ask(front, proof, token="who bet").status_code == 403
    assert (
        ask(front, proof, role="auditor", follow=True).content
        == (playing.clip / "evidence.json").read_bytes()
    )
    made = (playing.clip / "evidence.mp4").stat().st_mtime_ns
    said = manifest(playing)
    with av.open(str(playing.clip / "evidence.mp4")) as copy:
        assert copy.metadata["comment"] == marked(said) and said.digest in marked(said)
        assert [stream.type for stream in copy.streams] == ["video", "audio"]
        frames = [(frame.pts, frame.to_ndarray(format="yuv420p")) for frame in copy.decode(video=0)]
    assert [pts for pts, _ in frames] == list(said.frames.pts)
    caption, happened = Caption(WIDTH, HEIGHT, marked(said)), Happened(said)
    for place in (0, 100, 359, 360, 449):
        planes = frames[place][1]
        assert number_in(planes) == 60 + place
        strip = caption.strip(*happened.at(place)).astype(int)
        burnt = planes[HEIGHT : HEIGHT + caption.height].astype(int)
        assert np.abs(burnt - strip).mean() < 12 and np.corrcoef(burnt.ravel(), strip.ravel())[0, 1] > 0.9
    assert happened.at(360)[1].startswith("result 17") and happened.at(0)[0].startswith(
        "2026-11-22 21:20:02.0"
    )
    assert (playing.clip / "evidence.mp4").stat().st_mtime_ns == made
    assert sorted(file.name for file in playing.clip.iterdir() if file.name.startswith(".")) == []


def test_a_copy_that_was_tampered_with_is_found(playing: Playing, front: str) -> None:
    wait_until(lambda: (playing.clip / "evidence.json").exists(), 30, "the copy of the test before")
    assert all(finding.holds for finding in check_clip(playing.clip, keys(playing)))
    for name in ("evidence.mp4", "evidence.json"):
        whole = (playing.clip / name).read_bytes()
        (playing.clip / name).write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
        assert not all(finding.holds for finding in check_clip(playing.clip, keys(playing)))
        (playing.clip / name).write_bytes(whole)
