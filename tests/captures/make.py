"""Writes the captures beside this file from the frames that the makers document. Run ``python -m tests.captures.make`` after a change.

``*.hex`` are raw bytes for ``firmware-agent decode`` (hexadecimal, so that a difference can be read), ``*.jsonl`` captures for
``firmware-agent replay``. What must come out of them stands in test_captures.py, by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import islice
from operator import xor
from pathlib import Path
from random import Random

from tests.captures.wheel_night import Sent, Trouble, Wheel, capture_lines, chunked, disturb, status

HERE = Path(__file__).parent
MS = 1_000_000
SECOND = 1_000 * MS
SUITS, RANKS = {"D": 1, "C": 2, "S": 3, "H": 4}, "A23456789TJQK"

NIGHT = Trouble(failed_launch=0.05, no_number=0.05, lost_bytes=0.0002, block=0.05, flicker=0.02)

# The spin of the Cammegh SS2 manual's integration notes, line by line, with seconds since the host's *u 1.
MANUAL_SPIN: tuple[tuple[float, bytes], ...] = (
    (0.0, b"*X;2;002;31;0;146;1\r\n"),
    (0.022, b"*u OK\r\n"),
    (0.5, b"*X;2;002;31;0;070;1\r\n"),
    (2.0, b"*X;2;002;31;0;000;1\r\n"),
    (3.0, b"*X;2;002;31;0;035;0\r\n"),
    (5.5, b"*X;2;002;31;0;169;0\r\n"),
    (6.4, b"*X;3;002;31;0;170;0\r\n"),
    (10.4, b"*X;4;002;31;0;170;0\r\n"),
    (36.63, b"28\r\n"),
    (36.9, b"*X;5;002;28;0;172;0\r\n"),
    (42.4, b"*X;2;003;28;0;171;0\r\n"),
)


def wheel_reads() -> Iterator[tuple[float, bytes]]:
    """Nine games, most with a trap; see the comments."""
    yield 0.0, b"1\r\n*X;6;001;  ;4;000;0\r\n*X;6;001;  ;0;000;0\r\n"  # the tail of a line, a fault, idle
    yield from ((10 + at, data) for at, data in MANUAL_SPIN)  # game 2: 28
    base = 52.4  # game 3: a padded number glued to its state 5, cut in the middle
    yield base + 8, line(3, 3, "28")
    yield base + 12, line(4, 3, "28")
    yield base + 38, b" "
    yield base + 38.1, b"4\r\n*X;5;003; 4;0;1"
    yield base + 38.4, b"72;0\r\n"
    base = 100.0  # game 4: a failed launch, and the number never came
    yield base, line(2, 4, "4")
    yield base + 8, line(2, 4, "4", 8)
    yield base + 9, line(3, 4, "4", 8)
    yield base + 11, line(2, 4, "4", 8)
    yield base + 16, line(3, 4, "4")
    yield base + 20, line(4, 4, "4")
    yield base + 46, line(5, 4, "0")
    yield base + 52, line(2, 5, "0")  # game 5: bytes lost; everything but the next game's lines is gone
    yield base + 60, line(3, 5, "0")
    yield base + 64, b"*X;4;005; 0;0;14*X;4;005; 0;0;158;0\r\n"
    yield base + 92, b"2\r\n*X;5;005;2\r\n"
    yield base + 98, line(2, 6, "21") + line(2, 6, "21")
    yield base + 106, line(3, 6, "21")  # game 6: two games pass unseen; its result can't be known
    yield base + 110, line(4, 6, "21")
    yield base + 200, line(2, 8, "9") + line(2, 8, "9")
    yield base + 208, line(3, 8, "9", 2)  # game 8: the ball runs with the rotor
    yield base + 212, line(4, 8, "9")
    yield base + 230, b"17\r\n" + line(5, 8, "17")
    yield base + 236, line(2, 9, "17")  # game 9: number and status differ
    yield base + 244, line(3, 9, "17")
    yield base + 248, line(4, 9, "17")
    yield base + 274, b"36\r\n" + line(5, 9, "35")
    yield base + 280, line(2, 10, "35")  # game 10: good again, line feeds only
    yield base + 288, line(3, 10, "35", end=b"\n")
    yield base + 292, line(4, 10, "35", end=b"\n")
    yield base + 318, b"36\n" + line(5, 10, "36", end=b"\n")


def line(state: int, spin: int, last: str | None, warn: int = 0, end: bytes = b"\r\n") -> bytes:
    """A status line with its end."""
    return status(state, spin, last, warn) + end


class Shoe:
    """Frames of an Angel Eye II-EX with rising numbers."""

    def __init__(self) -> None:
        self._seq = 0

    def frame(self, body: bytes) -> bytes:
        """The next event."""
        self._seq = self._seq % 9 + 1
        covered = b"%d" % self._seq + body + b"\x03"
        return b"\x05" + covered + b"%02X" % reduce(xor, covered)

    def card(self, text: str) -> bytes:
        """``"P1 8S"``."""
        target = {"P": 0, "B": 1, "X": 2, "F": 4}[text[0]]
        suit, rank = SUITS[text[4]], RANKS.index(text[3]) + 1
        return self.frame(bytes((0x44, 0x80 | target << 4 | int(text[1]), 0x80 | suit << 4 | rank)))

    def result(self, winner: str, pairs: int = 0) -> bytes:
        """``winner`` is P, B or T."""
        return self.frame(bytes((0x47, 0x80 | {"P": 1, "T": 2, "B": 4}[winner] << 4 | pairs)))

    def skip(self) -> None:
        """An event that nobody will ever see."""
        self._seq = self._seq % 9 + 1


def shoe_reads() -> Iterator[tuple[float, bytes]]:
    """Nine coups from two shoes, every event three times 50 ms apart; see the comments."""
    for at, frame in shoe_events():
        for copy in range(3):
            yield at + copy * 0.05, frame


def shoe_events() -> Iterator[tuple[float, bytes]]:
    shoe = Shoe()
    yield 1, shoe.frame(b"S")
    yield 2, shoe.card("F1 9D")
    yield from coup(shoe, 30, "P1 8S B1 5C P2 KH B2 2D", "P")  # a natural
    yield from coup(shoe, 60, "P1 2S B1 3C P2 2H B2 2D P3 5S B3 TC", "P", 1)  # three cards each, player pair
    yield from coup(shoe, 90, "P1 7S B1 2C P2 KH B2 3D B3 4H", "B")  # the banker draws alone
    yield from coup(shoe, 120, "P1 9S B1 9S P2 KH B2 KH", "T")  # identical cards in a row
    yield from coup(
        shoe, 150, "P1 5S B1 6C P2 JH B2 KD P3 6D B3 AS", "B"
    )  # banker 6 draws to a six, and wins with 7
    yield 180, shoe.frame(b"C")  # the cut card comes instead of the next coup's first card
    yield 181, b"\x05\x34E\xc1\x03B4"  # an error frame whose checksum is wrong
    yield from coup(shoe, 190, "P1 8D B1 7C P2 KS B2 QD", "P")
    yield from islice(coup(shoe, 220, "P1 4D B1 7D P2 2S", "B"), 3)
    shoe.skip()  # the Banker's second card is never seen
    yield 226, shoe.card("P3 9H")
    yield 228, shoe.result("B")
    yield 260, shoe.frame(b"L\x81")  # a new shoe
    yield 262, shoe.frame(b"L\x80")
    yield from islice(coup(shoe, 300, "P1 4D B1 7D", "B"), 2)
    yield 304, shoe.frame(b"E\x81")  # error 1 set and cleared in mid-coup
    yield 306, shoe.frame(b"e\x81")
    yield 320, shoe.result("B")
    yield from coup(shoe, 340, "P1 8H B1 7H P2 KD B2 QH", "P")


def coup(shoe: Shoe, at: float, cards: str, winner: str, pairs: int = 0) -> Iterator[tuple[float, bytes]]:
    """A card every second, then the announcement."""
    dealt = [cards[n : n + 5] for n in range(0, len(cards), 6)]
    for n, text in enumerate(dealt):
        yield at + n, shoe.card(text)
    yield at + len(dealt) + 1, shoe.result(winner, pairs)


def long_night() -> list[Sent]:
    """Forty games of a free-running wheel over the counter's wrap, with lost bytes, failed launches and missing numbers."""
    random = Random(1977)
    night = Wheel(random, NIGHT, spin=240).play(40)
    return chunked(disturb(night, random, NIGHT), random)


def main(folder: Path = HERE) -> None:
    """Write every file into ``folder``."""
    for name, device, reads in (
        ("wheel_traps", "wheel", list(wheel_reads())),
        ("shoe_coups", "shoe", list(shoe_reads())),
    ):
        sent = [Sent(5 * SECOND + round(at * SECOND), data, 0) for at, data in reads]
        write(folder / name, device, sent)
    manual = [Sent(SECOND + round(at * SECOND), data, 0) for at, data in MANUAL_SPIN]
    write(folder / "wheel_manual_spin", "wheel", manual)
    write(folder / "wheel_night", "wheel", long_night())


def write(path: Path, device: str, sent: list[Sent]) -> None:
    """One capture in both forms."""
    path.with_suffix(".jsonl").write_text("\n".join(capture_lines(sent, device)) + "\n", encoding="utf-8")
    path.with_suffix(".hex").write_text("\n".join(read.data.hex() for read in sent) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
