"""What must come out of the captures beside this file, and out of nights of a wheel that nobody has seen."""

from __future__ import annotations

import io
import json
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import pytest

from firmware_agent.decode_command import decode
from tests.captures import make
from tests.captures.tables import baccarat, roulette, rounds
from tests.captures.wheel_night import Trouble, Wheel, capture_lines, chunked, disturb

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    """A capture's lines."""
    return (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()


def decoded(name: str, kind: str) -> tuple[Counter[str], str]:
    """How many signals of each kind come out of a capture's bytes, and the account."""
    raw = bytes.fromhex((HERE / f"{name}.hex").read_text(encoding="utf-8"))
    out, err = io.StringIO(), io.StringIO()
    decode(kind, io.BytesIO(raw), out, err)
    return Counter(json.loads(line)["signal"] for line in out.getvalue().splitlines()), err.getvalue()


def test_the_files_are_what_their_maker_writes(tmp_path: Path) -> None:
    make.main(tmp_path)
    for made in tmp_path.iterdir():
        assert made.read_bytes() == (HERE / made.name).read_bytes(), f"{made.name}: run tests.captures.make"


def test_the_frames_of_the_shoe_are_those_of_its_makers_table() -> None:
    shoe = make.Shoe()
    known = {
        b"D\x81\xb8": "053144 81B8 033446",
        b"D\x91\xa5": "053244 91A5 033431",
        b"C": "053343033733",
        b"E\xc1": "053445C1034233",
        b"e\x81": "05356581034432",
    }
    assert {body: shoe.frame(body) for body in known} == {
        body: bytes.fromhex(frame) for body, frame in known.items()
    }


def test_the_manuals_spin_gives_its_number_once() -> None:
    told = rounds(roulette(betting_s=15.0), lines("wheel_manual_spin"))
    assert [this.end for this in told.values()] == ["28", None]
    assert [this.closed_ns for this in told.values()] == [7_400_000_000, None]
    assert decoded("wheel_manual_spin", "cammegh-ss2") == (
        Counter(wheel_status=9, wheel_reply=1, wheel_number=1),
        "dropped_bytes=0 dropped_runs=0 fed_bytes=200 frames=11 repeats=0\n",
    )


def test_every_trap_of_the_wheel_is_told_right_or_not_at_all() -> None:
    told = rounds(roulette(), lines("wheel_traps"))
    assert [(this.end, this.held) for this in told.values()] == [
        ("28", []),
        ("4", []),
        ("0", []),
        ("21", []),
        ("void: pit_boss", ["device_lost_mid_round", "result_missing"]),
        ("void: ball_with_rotor", []),
        ("void: pit_boss", ["sources_disagree"]),
        ("36", []),
    ]
    signals, account = decoded("wheel_traps", "cammegh-ss2")
    assert signals == Counter(wheel_status=41, wheel_number=5, wheel_reply=1)
    assert account.startswith("dropped_bytes=28 ")


@pytest.mark.parametrize("open_by", ["dealer", "auto"])
def test_every_coup_of_the_shoe_is_told_right_or_not_at_all(open_by: str) -> None:
    told = rounds(baccarat(open_by=open_by), lines("shoe_coups"))
    assert [(this.end, this.held) for this in told.values()] == [
        ("player", []),
        ("player", []),
        ("banker", []),
        ("tie", []),
        ("banker", []),
        ("player", []),
        ("void: pit_boss", ["missed_events"]),
        ("void: pit_boss", ["shoe_error"]),
        ("player", []),
    ]


def test_the_shoes_copies_and_bad_frames_are_counted() -> None:
    signals, account = decoded("shoe_coups", "angel-eye-2ex")
    assert signals["frames_missed"] == 1 and signals["shoe_error"] == 2
    assert "dropped_bytes=21 " in account


def test_the_night_in_the_file_tells_every_game() -> None:
    told = [this.end for this in rounds(roulette(), lines("wheel_night")).values()]
    random = Random(1977)
    truth = Wheel(random, make.NIGHT, spin=240).play(40).games
    assert told[:-1] == [game.pocket for game in truth]


CLEAN = Trouble(failed_launch=0.2, no_number=0.2, block=0.2, flicker=0.1)
"""Nothing that a careful reader could not make good."""

ROUGH = Trouble(
    failed_launch=0.2, no_number=0.3, noise=0.03, block=0.2, flicker=0.2, lost_bytes=0.004, gap=0.2
)
"""Stretches without a byte, and lines with holes."""


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("betting_s", [5.0, 15.0, 60.0])
def test_every_game_of_a_night_is_told_once_and_right(seed: int, betting_s: float) -> None:
    random = Random(seed)
    night = Wheel(random, CLEAN, spin=random.randint(1, 256)).play(30)
    heard = capture_lines(chunked(disturb(night, random, CLEAN), random))
    told = [this.end for this in rounds(roulette(betting_s=betting_s), heard).values()]
    assert told == [*(game.pocket for game in night.games), None]


@pytest.mark.parametrize("seed", range(12))
def test_a_night_with_holes_tells_nothing_wrong_and_nothing_twice(seed: int) -> None:
    random = Random(100 + seed)
    night = Wheel(random, ROUGH, spin=random.randint(1, 256)).play(40)
    reads = chunked(disturb(night, random, ROUGH), random)
    games_at: defaultdict[int, set[int]] = defaultdict(set)
    for read in reads:
        games_at[read.at_ns].add(read.game)
    told = list(rounds(roulette(), capture_lines(reads)).values())
    numbers = [this for this in told if this.end is not None and not this.end.startswith("void")]
    for this in numbers:
        assert this.end in {night.games[game].showed for game in games_at[this.opened_ns]}
    assert len(numbers) >= 5
    assert all(this.end is not None for this in told[:-1])


@pytest.mark.parametrize("seed", range(4))
def test_no_spin_is_never_told_as_a_result(seed: int) -> None:
    trouble = Trouble(no_spin=0.3, failed_launch=0.1)
    random = Random(200 + seed)
    night = Wheel(random, trouble).play(30)
    told = rounds(roulette(), capture_lines(chunked(disturb(night, random, trouble), random)))
    ends = [this.end for this in told.values()][:-1]
    assert ends == [game.pocket or "void: ball_with_rotor" for game in night.games]
