"""Line readers in the board's configuration: the operator's words reach the decoder, and wrong ones stop the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_agent.config_file import ConfigError, load_config
from firmware_agent.devices import serial_readers
from hardware.clock import SystemClock
from hardware.decode.decoder import Decoder
from hardware.signals import CardDrawn, CutCardSeen, ReadFailed

CONFIG = """
[table]
site = "demo"
id = "table-01"
game = "roulette"
wheel = "european"
[[device]]
name = "reader"
kind = "{kind}"
port = "/dev/studio/reader"
{words}
[edge]
public_keys = {{ "edge-1#1" = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }}
[store]
folder = "/nonexistent"
"""


def decoder(folder: Path, words: str, kind: str = "card-line") -> Decoder:
    file = folder / "agent.toml"
    file.write_text(CONFIG.format(kind=kind, words=words), encoding="utf-8")
    return serial_readers(load_config(file).device, SystemClock())["reader"].decoder


def test_a_reader_without_words_speaks_its_kinds_own(tmp_path: Path) -> None:
    assert decoder(tmp_path, "").feed(b"D12\n", 1) == [CardDrawn(1, "reader", "QD")]


def test_a_table_of_tags_may_have_a_section_of_its_own(tmp_path: Path) -> None:
    words = """pattern = '(?P<code>[0-9A-F]{14})'
    [device.codes]
    04A1B2C3D4E5F6 = "QD"
    04000000000001 = "cut"
    """
    told = decoder(tmp_path, words).feed(b"04A1B2C3D4E5F6\n04000000000001\n04FFFFFFFFFFFF\n", 1)
    assert told[:2] == [CardDrawn(1, "reader", "QD"), CutCardSeen(1, "reader")]
    assert told[2] == ReadFailed(1, "reader", "code '04FFFFFFFFFFFF' is not in the table of codes")


def test_checked_lines_are_asked_for_in_the_configuration(tmp_path: Path) -> None:
    reader = decoder(tmp_path, "checked = true")
    assert [type(signal) for signal in reader.feed(b"\n7 D12*ACA0\nD12\n", 1)] == [CardDrawn, ReadFailed]


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("card-line", "pattern = '(?P<code>['", r"\[\[device\]\] reader: pattern: .* unterminated"),
        (
            "card-line",
            "codes = { D12 = 'DQ' }",
            r"\[\[device\]\] reader: codes: 'D12': 'DQ' is not a card: rank",
        ),
        ("cammegh-ss2", "checked = true", r"\[\[device\]\] reader: a cammegh-ss2 has its maker's own words"),
        ("card-line", "codes = { D12 = 7 }", r"device\.0\.codes\.D12: Input should be a valid string, not 7"),
        ("card-line", "patern = 'x'", r"device\.0\.patern: unknown key; did you mean pattern\?"),
    ],
)
def test_wrong_words_stop_the_start_with_place_and_reason(
    tmp_path: Path, kind: str, words: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        decoder(tmp_path, words, kind)
