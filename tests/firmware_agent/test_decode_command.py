"""``firmware-agent decode`` as a program: bytes on standard input, JSON lines out, the account on standard error."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from firmware_agent.__main__ import main
from firmware_agent.decode_command import decode
from hardware.catalog import BUILT_IN

SPIN = b"1\r\n*X;4;14*X;4;146; 9;0;158;0\r\n 4\r\n*X;5;146; 4;A;158;0\r\n*X;5"


class Trickle(io.BytesIO):
    """A stream that hands over a byte at a time."""

    def read1(self, size: int | None = -1, /) -> bytes:
        return super().read1(1)


@pytest.mark.parametrize("source", [io.BytesIO, Trickle])
def test_signals_do_not_depend_on_how_bytes_arrive(source: type[io.BytesIO]) -> None:
    out, err = io.StringIO(), io.StringIO()
    decode("cammegh-ss2", source(SPIN), out, err)
    signals = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [signal["signal"] for signal in signals] == ["wheel_status", "wheel_number", "wheel_status"]
    assert signals[2]["warning"] == ["ball_with_rotor", "failed_launch"]
    assert err.getvalue() == "dropped_bytes=12 dropped_runs=3 fed_bytes=60 frames=3 repeats=0\n"


def test_the_help_names_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["decode", "--help"])
    said = capsys.readouterr().out
    assert all(kind in said for kind in BUILT_IN)


def test_an_unknown_kind_is_refused_before_anything_is_read() -> None:
    source = io.BytesIO(SPIN)
    with pytest.raises(ValueError, match="angel-eye-2ex, cammegh-ss2"):
        decode("mercury-360", source, io.StringIO(), io.StringIO())
    assert source.tell() == 0


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("card-line", b"12\r\nD12\r\nD99\r\n", ["card_drawn", "read_failed"]),
        ("dice-line", b"SHAKE\nDICE 3 4 6\n", ["throw_begun", "dice_read"]),
        ("segment-line", b"SPIN\nVOID too few turns\n", ["throw_begun", "throw_void"]),
    ],
)
def test_line_readers_are_decoded_in_the_words_of_their_kind(kind: str, data: bytes, told: list[str]) -> None:
    out = io.StringIO()
    decode(kind, io.BytesIO(data), out, io.StringIO())
    assert [json.loads(line)["signal"] for line in out.getvalue().splitlines()] == told


def test_the_program_counts_what_it_dropped_on_standard_error() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "firmware_agent", "decode", "--kind", "cammegh-ss2"],
        input=SPIN,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert len(ran.stdout.splitlines()) == 3
    assert b"dropped_bytes=12 " in ran.stderr
