"""When a board's clock is believed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hardware.clock_quality import UNKNOWN, ClockQuality, Run, adjtimex, clock_quality

TRACKING = "C0A80001,192.168.0.1,3,1700000000.5,{offset},-0.00002,0.00003,-12.5,0.001,0.02,{delay},{dispersion},64.2,{leap}\n"
SOURCES = (
    "^,-,10.0.0.9,3,6,377,9,0.1,0.1,0.1\n^,{state},192.168.0.1,2,6,{reach},{last},0.00001,0.00002,0.0003\n"
)


def chrony(
    offset: str = "-0.000100",
    delay: str = "0.002",
    dispersion: str = "0.0005",
    leap: str = "Normal",
    state: str = "*",
    reach: str = "377",
    last: str = "22",
) -> Run:
    answers = {
        "tracking": TRACKING.format(offset=offset, delay=delay, dispersion=dispersion, leap=leap),
        "sources": SOURCES.format(state=state, reach=reach, last=last),
    }
    return lambda command: answers.get(command[-1])


def absent(_: Sequence[str]) -> str | None:
    return None


def test_the_bound_is_offset_and_half_the_delay_and_dispersion() -> None:
    assert clock_quality(chrony()) == ClockQuality("chrony", 1_600, synchronised=True)


@pytest.mark.parametrize(
    "run",
    [
        chrony(leap="Not synchronised"),
        chrony(leap="Insert second"),
        chrony(offset="0.050"),
        chrony(dispersion="0.05"),
        chrony(reach="0"),
        chrony(last="64"),
        chrony(last="4294967295"),
        chrony(state="?"),
        chrony(reach="x"),
    ],
)
def test_chronys_word_alone_is_not_taken(run: Run) -> None:
    told = clock_quality(run)
    assert (told.source, told.synchronised) == ("chrony", False)
    assert told.error_us is not None


@pytest.mark.parametrize(
    "tracking", ["", "506 Cannot talk to daemon\n", "a,b,c", TRACKING.replace("{offset}", "nan")]
)
def test_what_chrony_does_not_say_is_not_guessed(tracking: str) -> None:
    text = tracking.format(delay="0", dispersion="0", leap="Normal") if "{" in tracking else tracking
    assert clock_quality(lambda _: text) == ClockQuality("chrony", None, synchronised=False)


@pytest.mark.parametrize(
    ("told", "quality"),
    [
        ((0, 0x2001, 1_200), ClockQuality("kernel", 1_200, synchronised=True)),
        ((0, 0x2001, 50_000), ClockQuality("kernel", 50_000, synchronised=False)),
        ((5, 0x2001, 1_200), ClockQuality("kernel", 1_200, synchronised=False)),
        ((0, 0x2041, 1_200), ClockQuality("kernel", 1_200, synchronised=False)),
        ((-1, 0, 0), UNKNOWN),
    ],
)
def test_without_chrony_the_kernel_is_asked(told: tuple[int, int, int], quality: ClockQuality) -> None:
    assert clock_quality(absent, lambda: told) == quality


def test_this_machines_kernel_answers() -> None:
    state, _, error_us = adjtimex()
    assert -1 <= state <= 5
    assert error_us >= 0
