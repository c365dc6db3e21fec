"""A clip proves itself with two public keys; one changed byte anywhere, another board's segment or a frame that was left out is found."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge_api.__main__ import main
from edge_api.signing import Signer
from edge_api.video.clips.check import check_folder
from edge_api.video.clips.check_frames import check_clip
from edge_api.video.clips.check_gaps import may_leave_out
from edge_api.video.clips.cut import LEFT_OUT
from edge_api.video.clips.keys import ClipKeys
from edge_api.video.clips.manifest import COPY, COPY_SAID, MANIFEST, CopySaid, GapNamed, Manifest, sealed
from edge_api.video.clips.rewritten import rewritten
from edge_api.video.clips.shelf import file_digest
from schemas.video.nal import split
from schemas.video.record import framed, records
from schemas.video.segment import opened as opened_statement
from tests.edge_api.video.clips.reel import BOARD, EDGE, KEYS, T0, S, segments
from tests.edge_api.video.clips.studio import Filming

OPENED, ENDED = T0 + 5 * S, T0 + 14 * S


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """A clip with sound, and what its manifest says."""
    filming = Filming(tmp_path_factory.mktemp("proof"))
    filming.books.round("r-1", OPENED, ENDED)
    filming.books.fact("r-1", "round.opened", OPENED, betting_ms=5000)
    filming.books.bet("r-1", OPENED + S)
    filming.reel.record(segments(600, with_sound=True))
    filming.look(ENDED, ENDED + 6 * S)
    return filming.clip(), filming.manifest()


@pytest.fixture
def clip(made: tuple[Path, Manifest], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "clip"))


def wrong(folder: Path) -> list[str]:
    return [finding.text for finding in check_clip(folder, KEYS) if not finding.holds]


def keys_file(folder: Path, *signers: Signer) -> Path:
    file = folder / "keys.txt"
    file.write_text(
        "# public keys\n"
        + "".join(
            f"{each.key_id} {each.public_key} {'edge' if each.key_id == EDGE.key_id else 'board'}  in use\n"
            for each in signers
        )
    )
    return file


def sign_again(clip: Path, said: Manifest, signer: Signer = EDGE) -> None:
    """What an edge that lies would write."""
    (clip / MANIFEST).write_bytes(sealed(said, signer.key_id, signer.sign))


def test_an_untouched_clip_holds_and_the_round_itself_is_byte_for_byte_what_the_board_signed(
    clip: Path,
) -> None:
    findings = check_clip(clip, KEYS)
    assert [finding.text for finding in findings if not finding.holds] == []
    assert any("450 of 450 frames: byte for byte" in finding.text for finding in findings)


def test_the_command_says_what_holds_and_ends_with_zero(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = str(keys_file(tmp_path, EDGE, BOARD))
    assert main(["verify-clip", str(clip), "--keys", keys]) == 0
    assert main(["verify-clip", str(clip / "clip.mp4"), "--keys", keys]) == 0
    assert "the clip is what board and edge signed, and nothing of it is missing" in capsys.readouterr().out


def test_without_the_right_keys_nothing_is_believed(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify-clip", str(clip), "--keys", str(keys_file(tmp_path, EDGE))]) == 1
    assert "the key is not registered" in capsys.readouterr().err
    assert main(["verify-clip", str(clip), "--keys", str(keys_file(tmp_path, BOARD))]) == 1
    (tmp_path / "keys.txt").write_text("edge-1#1\n")
    assert main(["verify-clip", str(clip), "--keys", str(tmp_path / "keys.txt")]) == 78


def downloaded(clip: Path, folder: Path, name: str = "r-1") -> Path:
    """As the round's page has browsers keep the files."""
    folder.mkdir(exist_ok=True)
    for file in clip.iterdir():
        shutil.copy(file, folder / f"{name}-{file.name}")
    return folder


def test_a_clip_is_proved_under_the_names_that_downloads_get(clip: Path, tmp_path: Path) -> None:
    keys = ["--keys", str(keys_file(tmp_path, EDGE, BOARD))]
    folder = downloaded(clip, tmp_path / "saved")
    assert main(["verify-clip", str(folder), *keys]) == 0
    assert main(["verify-clip", str(folder / "r-1-clip.mp4"), *keys]) == 0
    whole = (folder / "r-1-ends.bin").read_bytes()
    (folder / "r-1-ends.bin").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert main(["verify-clip", str(folder), *keys]) == 1
    (folder / "r-1-ends.bin").unlink()
    assert main(["verify-clip", str(folder), *keys]) == 1


def test_where_no_clip_can_be_told_nothing_is_called_wrong(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = ["--keys", str(keys_file(tmp_path, EDGE, BOARD))]
    two = downloaded(clip, downloaded(clip, tmp_path / "two"), "r-2")
    (two / "r-3-clip.mp4").touch()
    for asked, said in (
        (tmp_path, "neither manifest.json nor a ROUND-manifest.json"),
        (two, "several clips are in it (r-1-manifest.json, r-2-manifest.json)"),
        (two / "r-3-clip.mp4", "there is no r-3-manifest.json beside it"),
        (tmp_path / "keys.txt", "it is no file of a clip"),
        (two / "none", "there is no such file or folder"),
    ):
        assert main(["verify-clip", str(asked), *keys]) == 78
        told = capsys.readouterr().err
        assert said in told and "WRONG" not in told
    assert main(["verify-clip", str(two / "r-2-manifest.json"), *keys]) == 0


@pytest.mark.parametrize("name", ["clip.mp4", "manifest.json", "events.vtt", "ends.bin"])
def test_a_changed_byte_anywhere_is_found(clip: Path, name: str) -> None:
    whole = (clip / name).read_bytes()
    dice = random.Random(name)
    places = {0, 1, len(whole) - 1, len(whole) - 2, *(dice.randrange(len(whole)) for _ in range(150))}
    for place in sorted(places):
        changed = bytearray(whole)
        changed[place] ^= 1 << dice.randrange(8)
        (clip / name).write_bytes(changed)
        assert not all(finding.holds for finding in check_folder(clip, KEYS)), (name, place)
    for cut in (whole[:-1], whole + b"\n", b"", whole[: len(whole) // 2]):
        (clip / name).write_bytes(cut)
        assert wrong(clip), len(cut)


@pytest.mark.parametrize("name", ["clip.mp4", "manifest.json", "events.vtt", "ends.bin"])
def test_a_file_that_lacks_is_found(clip: Path, name: str) -> None:
    (clip / name).unlink()
    assert wrong(clip)


def test_an_edge_that_alters_the_picture_and_signs_again_is_given_away_by_the_boards_signature(
    clip: Path, made: tuple[Path, Manifest]
) -> None:
    """Pictures lie in the middle of the file; whichever bytes of them change, the segment is not the one that the board signed."""
    whole, said = (clip / "clip.mp4").read_bytes(), made[1]
    start = whole.index(b"mdat")
    found = 0
    for place in range(start + 3000, len(whole) - 6000, max(1, len(whole) // 12)):
        changed = bytearray(whole)
        changed[place] ^= 0x55
        (clip / "clip.mp4").write_bytes(changed)
        sign_again(clip, said.model_copy(update={"digest": file_digest(clip / "clip.mp4")}))
        found += bool(wrong(clip))
    assert found >= 11, "whichever segment it is"


def test_an_edge_that_moves_a_frame_in_time_is_given_away_by_the_frames_own_stamp(
    clip: Path, made: tuple[Path, Manifest]
) -> None:
    said = made[1]
    moved = (*said.frames.offset_ns[:50], said.frames.offset_ns[50] + 10**9, *said.frames.offset_ns[51:])
    sign_again(clip, said.model_copy(update={"frames": said.frames.model_copy(update={"offset_ns": moved})}))
    assert any("frame 50" in text for text in wrong(clip))


def test_an_edge_that_leaves_out_a_segment_without_naming_the_gap_is_given_away_by_the_chain(
    clip: Path, made: tuple[Path, Manifest]
) -> None:
    said = made[1]
    sign_again(clip, said.model_copy(update={"segments": (*said.segments[:3], *said.segments[4:])}))
    assert any("no gap is named" in text for text in wrong(clip))
    sign_again(clip, said.model_copy(update={"segments": (said.segments[0], *said.segments[:0:-1])}))
    assert wrong(clip)


def test_another_tables_board_does_not_vouch_for_this_one(tmp_path: Path) -> None:
    filming = Filming(tmp_path)
    filming.books.round("r-1", OPENED, ENDED)
    stranger = replace(BOARD, key_id="baccarat-01#1")
    filming.reel.record(segments(600), stranger)
    filming.look(ENDED, ENDED + 6 * S)
    keys = ClipKeys.of({EDGE.key_id: EDGE.public_key}, {stranger.key_id: stranger.public_key})
    assert any("not by this table" in finding.text for finding in check_clip(filming.clip(), keys))


STRANGER = Signer("baccarat-01#1", Ed25519PrivateKey.from_private_bytes(b"s" * 32))


def test_a_board_does_not_sign_for_an_edge_nor_an_edge_for_a_board(
    clip: Path, made: tuple[Path, Manifest], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = keys_file(tmp_path, EDGE, BOARD, STRANGER)
    assert main(["verify-clip", str(clip), "--keys", str(keys)]) == 0
    for signer in (STRANGER, BOARD):
        sign_again(clip, made[1], signer)
        assert main(["verify-clip", str(clip), "--keys", str(keys)]) == 1
    assert "the key is not registered" in capsys.readouterr().err
    keys.write_text(f"{EDGE.key_id} {EDGE.public_key} edge\n{BOARD.key_id} {EDGE.public_key} board\n")
    assert main(["verify-clip", str(clip), "--keys", str(keys)]) == 78
    keys.write_text(f"{EDGE.key_id} {EDGE.public_key}\n")
    assert main(["verify-clip", str(clip), "--keys", str(keys)]) == 78


def test_a_copy_that_a_board_signed_is_none(clip: Path, made: tuple[Path, Manifest]) -> None:
    (clip / COPY).write_bytes(b"picture")
    copy = CopySaid(
        round_id="r-1", digest=file_digest(clip / COPY), original=made[1].digest, made_utc_ns="0", release="1"
    )
    (clip / COPY_SAID).write_bytes(sealed(copy, EDGE.key_id, EDGE.sign))
    assert not wrong(clip)
    (clip / COPY_SAID).write_bytes(sealed(copy, BOARD.key_id, BOARD.sign))
    assert wrong(clip)


def test_a_clip_without_statements_proves_nothing_and_so_holds_nothing(
    clip: Path, made: tuple[Path, Manifest]
) -> None:
    sign_again(clip, made[1].model_copy(update={"segments": ()}))
    for findings in (check_clip(clip, KEYS), check_folder(clip, KEYS)):
        assert any("no statement of the board's" in finding.text for finding in findings if not finding.holds)
    assert any("0 of 450 frames" in text for text in wrong(clip))


@pytest.mark.parametrize("place", [0, 3, -1])
def test_every_segment_has_its_statement_the_first_and_the_last_too(
    clip: Path, made: tuple[Path, Manifest], place: int
) -> None:
    segments = list(made[1].segments)
    del segments[place]
    sign_again(clip, made[1].model_copy(update={"segments": tuple(segments)}))
    assert any("no statement of the board's" in text for text in wrong(clip))


def test_a_genuine_record_beside_the_clip_is_no_excuse_for_another_picture_in_it(
    clip: Path, made: tuple[Path, Manifest]
) -> None:
    """An edge that lies exchanges a picture, and lays what the board signed into the file beside it."""
    said, used = made[1], made[1].segments[2]
    number = int(opened_statement(used.wrapper.encode(), KEYS.boards.check)[0].number)
    (segment,) = [each for each in rewritten(clip, said, {number: used.order}) if each.number == number]
    ends = records((clip / "ends.bin").read_bytes())
    beside = sorted((*ends, *records(segment.content)), key=lambda record: record.segment)
    (clip / "ends.bin").write_bytes(b"".join(framed(record.encode()) for record in beside))
    hidden = used.model_copy(update={"order": "x" * len(used.order)})
    lied = said.model_copy(
        update={
            "segments": (*said.segments[:2], hidden, *said.segments[3:]),
            "ends_digest": file_digest(clip / "ends.bin"),
        }
    )
    sign_again(clip, lied)
    assert not wrong(clip), "so far nothing of it is untrue"
    whole = bytearray((clip / "clip.mp4").read_bytes())
    stamp = split(segment.pictures[5].payload)[0]
    whole[whole.index(stamp) + len(stamp) + 50] ^= 0x55
    (clip / "clip.mp4").write_bytes(whole)
    sign_again(clip, lied.model_copy(update={"digest": file_digest(clip / "clip.mp4")}))
    assert wrong(clip) == [
        f"segment {number}: the clip's frames are not those that the board signed",
        "390 of 450 frames: byte for byte what the board signed",
    ]


@pytest.fixture
def gappy(tmp_path: Path) -> tuple[Path, Manifest]:
    """A clip of which two segments were lost."""
    filming = Filming(tmp_path)
    filming.books.round("r-1", OPENED, ENDED)
    filming.reel.record(segments(600))
    filming.reel.forget(104, 105)
    filming.look(ENDED, ENDED + 24 * S)
    return filming.clip(), filming.manifest()


def test_a_gap_is_told_with_its_times_and_the_command_does_not_end_as_if_nothing_were_missing(
    gappy: tuple[Path, Manifest], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = keys_file(tmp_path, EDGE, BOARD)
    assert main(["verify-clip", str(gappy[0]), "--keys", str(keys)]) == 3
    said = capsys.readouterr().out
    assert (
        "gap    2026-11-22 21:20:07.966 to 2026-11-22 21:20:12.000 UTC (4.0 s): no picture: never received; segments 104, 105"
        in said
    )
    assert "what is there is what board and edge signed; 4.0 s of the time are missing" in said


def test_a_cut_that_is_called_left_out_on_purpose_is_found(gappy: tuple[Path, Manifest]) -> None:
    folder, said = gappy
    gaps = tuple(gap.model_copy(update={"why": LEFT_OUT, "segments": ()}) for gap in said.gaps)
    sign_again(folder, said.model_copy(update={"gaps": gaps}))
    assert any("it must be shown" in text for text in wrong(folder))
    assert any("no gap is named" in text for text in wrong(folder))


def test_gaps_must_lie_where_the_picture_lacks(gappy: tuple[Path, Manifest]) -> None:
    folder, said = gappy
    (gap,) = said.gaps
    for changed in (
        {"from_utc_ns": str(int(gap.from_utc_ns) + S)},
        {"to_utc_ns": str(int(gap.to_utc_ns) - S)},
    ):
        sign_again(folder, said.model_copy(update={"gaps": (gap.model_copy(update=changed),)}))
        assert any("(1.0 s): no picture, and no gap is named" in text for text in wrong(folder))
    sign_again(folder, said.model_copy(update={"gaps": ()}))
    assert any("(4.0 s): no picture, and no gap is named" in text for text in wrong(folder))


@pytest.mark.parametrize("end", ["from_utc_ns", "to_utc_ns"])
def test_a_clip_that_begins_too_late_or_ends_too_early_is_found(
    clip: Path, made: tuple[Path, Manifest], end: str
) -> None:
    asked_ns = int(getattr(made[1], end)) + (-2 if end == "from_utc_ns" else 2) * S
    sign_again(clip, made[1].model_copy(update={end: str(asked_ns)}))
    assert any("no gap is named" in text for text in wrong(clip))


MINUTE = 60 * S


@pytest.mark.parametrize(
    ("lasts", "start", "end", "may"),
    [
        (30, 15, 25, True),
        (30, 16, 24, True),
        (30, 14, 25, False),
        (30, 15, 26, False),
        (20, 15, 15, False),
        (30, 25, 15, False),
    ],
)
def test_only_the_middle_of_a_round_that_lasted_long_may_be_left_out(
    made: tuple[Path, Manifest], lasts: int, start: int, end: int, may: bool
) -> None:
    said = made[1].model_copy(update={"from_utc_ns": str(T0), "to_utc_ns": str(T0 + lasts * MINUTE)})
    gap = GapNamed(
        from_utc_ns=str(T0 + start * MINUTE),
        to_utc_ns=str(T0 + end * MINUTE),
        frame=1,
        segments=(),
        why=LEFT_OUT,
    )
    assert may_leave_out(said, gap) is may
