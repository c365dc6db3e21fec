"""What a manifest tells of bets: nothing to who has no salt, and proof to who has one."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from edge_api.__main__ import main
from edge_api.betting.digest import placement_digest
from edge_api.reader import Reader
from edge_api.video.clips.check import check_bets
from edge_api.video.clips.promise import BetsOpened, Placed, Salts, promised
from edge_api.video.clips.rounds import bets_placed
from tests.edge_api.video.clips.reel import BOARD, EDGE, T0, TABLE, S, segments
from tests.edge_api.video.clips.studio import Filming

ROUND = "r-1"
STAKE = ("red", "null", 500)
DIGEST = placement_digest(TABLE, ROUND, [STAKE]).hex()
PLACED = Placed(17, "my-bet", DIGEST, T0)


@pytest.fixture(scope="module")
def filming(tmp_path_factory: pytest.TempPathFactory) -> Filming:
    """A round with a bet of one player and two of another."""
    made = Filming(tmp_path_factory.mktemp("promise"))
    made.books.round(ROUND, T0 + 3 * S, T0 + 6 * S)
    for player_no, at_s in ((1, 3), (2, 4), (2, 5)):
        made.books.bet(ROUND, T0 + at_s * S, player_no)
    made.books.conn.execute("UPDATE placements SET digest = ?", (bytes.fromhex(DIGEST),))
    made.reel.record(segments(300))
    made.look(T0 + 6 * S, T0 + 12 * S)
    return made


def likely(table: str, round_id: str) -> Iterator[bytes]:
    """The content of most bets that are ever placed, by their digests."""
    bets = [
        *product(("red", "black", "odd", "even"), ["null"]),
        *(("straight", f'["{n}"]') for n in range(37)),
    ]
    for (kind, sel), stake in product(bets, range(50, 2050, 50)):
        yield placement_digest(table, round_id, [(kind, sel, stake)])


def test_a_dictionary_of_bets_finds_none_in_the_manifest(filming: Filming) -> None:
    said = filming.manifest()
    tried = list(likely(TABLE, ROUND))
    assert bytes.fromhex(DIGEST) in tried, "the dictionary would find an unsalted digest"
    guesses = {
        hashlib.sha256(json.dumps([*salt, number, bet_id, digest.hex()], separators=(",", ":")).encode()).hexdigest()
        for digest in tried
        for number, bet_id in enumerate(("bet-1", "bet-2", "bet-3"), start=1)
        for salt in ([], [""])
    }  # fmt: skip
    assert not {*said.bets.promise} & ({digest.hex() for digest in tried} | guesses)
    assert len({*said.bets.promise}) == 3, "equal bets don't look alike"


def test_neither_an_id_nor_a_digest_nor_a_stake_of_a_bet_is_in_any_file_of_a_clip(filming: Filming) -> None:
    text = filming.manifest().model_dump_json() + (filming.clip() / "events.vtt").read_text()
    for secret in ("bet-1", "bet-2", DIGEST, "p-1"):
        assert secret not in text


def test_a_salt_opens_its_own_bet_and_no_other() -> None:
    salts = Salts(ROUND, EDGE.sign)
    others = {salts.of(number) for number in range(100) if number != PLACED.number}
    opened = salts.open(PLACED)
    assert opened.salt not in others
    assert salts.promise(PLACED) == promised(opened)
    assert Salts("r-2", EDGE.sign).promise(PLACED) != promised(opened)
    assert Salts(ROUND, BOARD.sign).promise(PLACED) != promised(opened)
    for change in ({"number": 18}, {"bet_id": "yours"}, {"digest": "0" * 64}, {"salt": "0" * 64}):
        assert promised(opened.model_copy(update=change)) != salts.promise(PLACED)


def test_a_players_own_bets_are_proved_and_an_altered_one_is_found(
    filming: Filming, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def own() -> list[Placed]:
        reader = Reader(filming.books.path)
        try:
            return await reader.read(lambda db: bets_placed(db, ROUND, 2))
        finally:
            reader.close()

    placed = asyncio.run(own())
    assert [bet.bet_id for bet in placed] == ["bet-2", "bet-3"]
    salts = Salts(ROUND, EDGE.sign)
    opened = BetsOpened(round_id=ROUND, bets=tuple(map(salts.open, placed)))
    assert [finding.holds for finding in check_bets(filming.manifest(), opened)] == [True, True]
    keys, bets = tmp_path / "keys.txt", tmp_path / "bets.json"
    keys.write_text(f"{EDGE.key_id} {EDGE.public_key} edge\n{BOARD.key_id} {BOARD.public_key} board\n")
    command = ["verify-clip", str(filming.clip()), "--keys", str(keys), "--bets", str(bets)]
    bets.write_text(opened.model_dump_json())
    assert main(command) == 0 and "bet 3: the one that the manifest promises" in capsys.readouterr().out
    bets.write_text(opened.model_dump_json().replace(DIGEST, "1" * 64))
    assert main(command) == 1 and "bet 2: not the one" in capsys.readouterr().err
    bets.write_text("[]")
    assert main(command) == 78
