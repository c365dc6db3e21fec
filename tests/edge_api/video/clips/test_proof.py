"""A clip proves itself with two public keys; one changed byte anywhere, another board's segment or a frame that was left out is found."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from edge_api.__main__ import main
from edge_api.signing import KeyRing, Signer
from edge_api.video.clips.check import check_folder
from edge_api.video.clips.check_frames import check_clip
from edge_api.video.clips.manifest import MANIFEST, Manifest, sealed
from edge_api.video.clips.shelf import file_digest
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
    return [finding.text for finding in check_clip(folder, KEYS.check) if not finding.holds]


def keys_file(folder: Path, *signers: Signer) -> Path:
    file = folder / "keys.txt"
    file.write_text(
        "# public keys\n" + "".join(f"{each.key_id} {each.public_key}  in use\n" for each in signers)
    )
    return file


def sign_again(clip: Path, said: Manifest, signer: Signer = EDGE) -> None:
    """What an edge that lies would write."""
    (clip / MANIFEST).write_bytes(sealed(said, signer.key_id, signer.sign))


def test_an_untouched_clip_holds_and_the_round_itself_is_byte_for_byte_what_the_board_signed(
    clip: Path,
) -> None:
    findings = check_clip(clip, KEYS.check)
    assert [finding.text for finding in findings if not finding.holds] == []
    assert any("420 of 450 frames: byte for byte" in finding.text for finding in findings)


def test_the_command_says_what_holds_and_ends_with_zero(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = str(keys_file(tmp_path, EDGE, BOARD))
    assert main(["verify-clip", str(clip), "--keys", keys]) == 0
    assert main(["verify-clip", str(clip / "clip.mp4"), "--keys", keys]) == 0
    assert "the clip is what board and edge signed" in capsys.readouterr().out


def test_without_the_right_keys_nothing_is_believed(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify-clip", str(clip), "--keys", str(keys_file(tmp_path, EDGE))]) == 1
    assert "the key is not registered" in capsys.readouterr().err
    assert main(["verify-clip", str(clip), "--keys", str(keys_file(tmp_path, BOARD))]) == 1
    (tmp_path / "keys.txt").write_text("edge-1#1\n")
    assert main(["verify-clip", str(clip), "--keys", str(tmp_path / "keys.txt")]) == 78
    assert main(["verify-clip", str(tmp_path), "--keys", str(keys_file(tmp_path, BOARD, EDGE))]) == 1


@pytest.mark.parametrize("name", ["clip.mp4", "manifest.json", "events.vtt"])
def test_a_changed_byte_anywhere_is_found(clip: Path, name: str) -> None:
    whole = (clip / name).read_bytes()
    dice = random.Random(name)
    places = {0, 1, len(whole) - 1, len(whole) - 2, *(dice.randrange(len(whole)) for _ in range(150))}
    for place in sorted(places):
        changed = bytearray(whole)
        changed[place] ^= 1 << dice.randrange(8)
        (clip / name).write_bytes(changed)
        assert not all(finding.holds for finding in check_folder(clip, KEYS.check)), (name, place)
    for cut in (whole[:-1], whole + b"\n", b"", whole[: len(whole) // 2]):
        (clip / name).write_bytes(cut)
        assert wrong(clip), len(cut)


@pytest.mark.parametrize("name", ["clip.mp4", "manifest.json", "events.vtt"])
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
    assert found >= 9  # the first and last segment are in the clip in part only


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
    keys = KeyRing.of({EDGE.key_id: EDGE.public_key, stranger.key_id: stranger.public_key})
    assert any("not by this table" in finding.text for finding in check_clip(filming.clip(), keys.check))
