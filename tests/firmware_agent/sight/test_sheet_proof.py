"""Which sheet counts at the board: its own, for the calibration that lies beside it. Every other is refused with a sentence, and the calibration is as good as unsigned."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError, load_config
from firmware_agent.finding import Finding, Warned
from firmware_agent.sight.offer import offered
from firmware_agent.sight.sheet import sealed_sheet, sheet_hash, sheet_path
from firmware_agent.sight.sheet_proof import NotBelieved, believed, paper_checks, sheet_of, signed, unsigned
from firmware_agent.signing import KEY_FILE, board_key, own_seals
from schemas.sight import SightKind, SightStep
from schemas.sight_sheet import SightFigures, SightSheet

TABLE, CALIBRATION, OLDER = "bac-1", "c" * 64, "d" * 64


@dataclass(frozen=True)
class Board:
    """A store with its key, a calibration, and the sheet that was signed for it."""

    folder: Path

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def calibration(self) -> Path:
        return self.folder / "site.json"

    def sign(self, calibration: str = CALIBRATION, table: str = TABLE, store: str = "store") -> bytes:
        """A sealed sheet."""
        sheet = SightSheet(
            table=table, sees=SightKind.CARDS, calibration=calibration, model="", pictures=2, figures=SightFigures(), by="tess",
            at_utc_ns="1",
        )  # fmt: skip
        return sealed_sheet(sheet, board_key(self.folder / store, TABLE)).wire

    def lay(self, sheet: bytes) -> None:
        sheet_path(self.calibration).write_bytes(sheet)

    def check(self, more: str = "") -> dict[str, Callable[[], str]]:
        """What `firmware-agent check` would try."""
        return dict(paper_checks(self.config(more)))

    def config(self, more: str = "") -> AgentConfig:
        config = self.folder / "agent.toml"
        config.write_text(
            f'[table]\nsite = "demo"\nid = "{TABLE}"\ngame = "baccarat"\ndecks = 8\n[edge]\npublic_keys = {{ "edge-1#1" = "AAAA" }}\n'
            f'[store]\nfolder = "{self.store}"\n[sight]\nsource = "pictures"\naddress = "x"\ncalibration = "{self.calibration}"\n{more}\n'
        )
        return load_config(config)


@pytest.fixture
def board(tmp_path: Path) -> Board:
    made = Board(tmp_path)
    made.calibration.write_text(json.dumps({"hash": CALIBRATION}))
    made.lay(made.sign())
    return made


def test_the_boards_own_sheet_counts_also_after_its_key_was_changed(board: Board) -> None:
    named = sheet_hash(board.calibration)
    assert signed(board.calibration, TABLE, board.store) == (CALIBRATION, named)
    assert sheet_of(board.calibration, CALIBRATION, TABLE, board.store) == named
    assert board.check()["sight sheet"]() == f"signed by tess for calibration {CALIBRATION[:12]}"
    (board.store / KEY_FILE).rename(board.store / "key-1.pem")
    board_key(board.store, TABLE)
    assert signed(board.calibration, TABLE, board.store) == (CALIBRATION, named)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda board: board.sign()[:-9] + b"A" * 7 + b'"}', "not sealed by this board"),
        (lambda board: board.sign(store="other"), "not sealed by this board"),
        (lambda board: board.sign(table="bac-2"), "the sheet of table bac-2, not of bac-1"),
        (lambda board: board.sign(calibration=OLDER), "signed for calibration dddddddddddd, but site.json is cccccccccccc"),
        (lambda board: b"nonsense", "not a sheet"),
        (lambda board: b" " * 70_000, "not a sheet"),
    ],
    ids=["changed", "another key", "another table", "older", "nonsense", "large"],
)  # fmt: skip
def test_a_sheet_that_does_not_count_is_none_and_the_check_says_why(
    board: Board, wrong: Callable[[Board], bytes], sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    board.lay(wrong(board))
    with pytest.raises(NotBelieved, match=sentence) as refused:
        board.check()["sight sheet"]()
    assert "\n" not in str(refused.value) and "sign anew" in str(refused.value)
    assert signed(board.calibration, TABLE, board.store) is None
    assert sentence in caplog.text and str(sheet_path(board.calibration)) in caplog.text


def test_a_calibration_of_which_nobody_knows_who_signed_it_was_not_signed(board: Board) -> None:
    board.calibration.write_text(json.dumps({"hash": OLDER}))
    with pytest.raises(NotBelieved, match="an older sheet, or a calibration that nobody signed"):
        believed(board.calibration, TABLE, own_seals(board.store, TABLE))
    sheet_path(board.calibration).unlink()
    with pytest.raises(
        Warned, match=r"site\.sheet\.json is not there: nobody has signed this calibration: sign"
    ):
        board.check()["sight sheet"]()


def test_a_camera_that_was_to_count_and_that_nobody_signed_for_is_told_as_in_shadow(board: Board) -> None:
    sheet_path(board.calibration).unlink()
    for needed in ("", "needed = 0"):
        with pytest.raises(Warned, match="no signed calibration: the camera stays in shadow: sign anew"):
            board.check(f'mode = "on"\n{needed}')["sight shadow"]()
    assert "stays in shadow" in unsigned("on", CALIBRATION, None)
    assert unsigned("on", CALIBRATION, "5" * 64) == unsigned("shadow", CALIBRATION, None) == ""


def test_the_check_warns_where_a_camera_counts_without_shadow(board: Board) -> None:
    assert board.check()["sight shadow"]() == "the camera decides nothing"
    assert board.check('mode = "on"')["sight shadow"]() == "the camera counts after its shadow"
    with pytest.raises(Warned, match=r"needed = 0: the camera counts at once, without shadow") as doubt:
        board.check('mode = "on"\nneeded = 0')["sight shadow"]()
    assert str(Finding("sight shadow", True, str(doubt.value), doubtful=True)).startswith(
        "WARN sight shadow: "
    )


def test_the_sheet_that_counts_is_offered_byte_for_byte_and_another_is_not(board: Board) -> None:
    paper = offered(board.config())
    assert paper is not None and (paper.step, paper.ok) == (SightStep.SIGN, True)
    assert json.loads(paper.told)["sealed"].encode() == sheet_path(board.calibration).read_bytes()
    board.lay(board.sign(calibration=OLDER))
    assert offered(board.config()) is None
    sheet_path(board.calibration).unlink()
    assert offered(board.config()) is None


def test_what_is_offered_are_the_bytes_that_were_believed(board: Board) -> None:
    answer = offered(board.config())
    assert answer is not None
    assert json.loads(answer.told)["sealed"].encode() == sheet_path(board.calibration).read_bytes()


@pytest.mark.parametrize("spoilt", ["[" * 200_000, "\ud800", ""])
def test_a_spoilt_calibration_or_sheet_offers_nothing_and_ends_nothing(board: Board, spoilt: str) -> None:
    data = spoilt.encode("utf-8", "surrogatepass")
    board.calibration.write_bytes(b'{"hash": ' + data)
    assert offered(board.config()) is None
    board.calibration.write_text(json.dumps({"hash": CALIBRATION}))
    assert offered(board.config()) is not None
    for sheet in (data, board.sign() + b" " * 61_000):
        board.lay(sheet)
        assert offered(board.config()) is None


@pytest.mark.parametrize("named", ["", ".", "/"])
def test_a_calibration_that_names_no_file_is_refused_where_it_stands(board: Board, named: str) -> None:
    config = board.folder / "agent.toml"
    board.config()
    config.write_text(config.read_text().replace(str(board.calibration), named))
    with pytest.raises(ConfigError, match="names no file"):
        load_config(config)
