"""Owners administer the books before the first start and while the edge runs, and every change is audited without its secrets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge_api.config import load
from edge_api.passwords import password_matches
from edge_api.routes.callers import secret_hash
from tests.edge_api.command import run
from tests.edge_api.reference import EDGE, TABLE, Board
from tests.edge_api.with_books import OpenBooks


class Cli:
    """`edge-api` on one configuration file and its books."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.books = OpenBooks(config)

    def admin(self, *words: str, stdin: str = "") -> tuple[int, str]:
        done = run("admin", "--config", str(self.config), *words, stdin=stdin)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(params=["before the first start", "while it runs"])
def cli(request: pytest.FixtureRequest, write_config: Callable[..., Path]) -> Iterator[Cli]:
    made = Cli(write_config())
    if request.param == "before the first start":
        yield made
        made.books.loop.close()
    else:
        with made.books.up():
            yield made


def test_boards_are_registered_and_revoked(cli: Cli) -> None:
    one, other = Board().public_key, Board().public_key
    assert cli.admin("boards", "add", TABLE, "--key", one) == (0, f"{TABLE}#1 is registered\n")
    assert cli.admin("boards", "add", TABLE, "--key", other) == (0, f"{TABLE}#2 is registered\n")
    code, text = cli.admin("boards", "add", TABLE, "--key", one)
    assert (code, "registered already" in text) == (1, True)
    assert cli.admin("boards", "revoke", f"{TABLE}#1")[0] == 0
    code, text = cli.admin("boards", "list")
    assert [line.split()[2:4] for line in text.splitlines()] == [["board", "revoked"], ["board", "in"]]
    actions = [row[0] for row in cli.books.rows("SELECT kind FROM audit WHERE kind LIKE 'boards.%'")]
    assert [action.split()[0] for action in actions] == ["boards.add", "boards.add", "boards.revoke"]


def test_a_public_key_may_begin_with_a_dash(cli: Cli) -> None:
    key = "-" + "A" * 42
    code, text = cli.admin("boards", "add", TABLE, "--key", key)
    assert (code, "is registered" in text) == (0, True), text
    assert key in cli.admin("boards", "list")[1]


def test_operator_keys_are_shown_once(cli: Cli) -> None:
    code, text = cli.admin("keys", "add", "house", "--scope", "wallet")
    secret = text.splitlines()[-1].removeprefix("secret (shown only now): ")
    stored = cli.books.one("SELECT key_hash FROM operator_keys")
    assert (code, stored) == (0, secret_hash(secret))
    assert cli.admin("keys", "revoke", stored[:12])[0] == 0
    assert "revoked" in cli.admin("keys", "list")[1]
    assert secret not in str(cli.books.rows("SELECT * FROM audit"))


def test_people_are_added_changed_and_disabled(cli: Cli) -> None:
    assert cli.admin("users", "add", "ana", "--role", "pit_boss", stdin="a long password\n")[0] == 0
    assert password_matches(cli.books.one("SELECT password FROM users"), "a long password")
    assert cli.admin("users", "password", "ana", stdin="another password\n")[0] == 0
    assert password_matches(cli.books.one("SELECT password FROM users"), "another password")
    assert cli.admin("users", "disable", "ana")[0] == 0
    assert cli.admin("users", "list") == (0, f"{'ana':<24} {'pit_boss':<12} disabled\n")
    assert "argon" not in str(cli.books.rows("SELECT * FROM audit"))


@pytest.fixture
def fresh(write_config: Callable[..., Path]) -> Iterator[Cli]:
    made = Cli(write_config())
    yield made
    made.books.loop.close()


@pytest.mark.parametrize(
    ("words", "stdin", "complaint"),
    [
        (("boards", "add", "roulette-99", "--key", "A" * 43), "", "no table 'roulette-99'"),
        (("boards", "add", TABLE, "--key", "AAAA"), "", "firmware-agent key"),
        (("boards", "revoke", "roulette-01#9"), "", "see boards list"),
        (("users", "add", "ana", "--role", "auditor"), "short\n", "at least 10 characters"),
        (("users", "disable", "bo"), "", "see users list"),
        (("keys", "revoke", "abc"), "", "8 or more"),
        (("epoch", "accept", "roulette-99"), "", "no table"),
        (("epoch", "accept", TABLE, "--epoch", "0"), "", "not an epoch"),
        (("users", "add", "", "--role", "auditor"), "a long password\n", "is not a name"),
        (("users", "add", "ana\n\x1b[2J", "--role", "auditor"), "a long password\n", "is not a name"),
        (("keys", "add", "a b", "--scope", "wallet"), "", "is not a name"),
    ],
)
def test_a_mistake_changes_nothing_and_says_what_to_do(
    fresh: Cli, words: tuple[str, ...], stdin: str, complaint: str
) -> None:
    code, text = fresh.admin(*words, stdin=stdin)
    assert (code, complaint in text) == (1, True), text


def test_the_edge_tells_its_own_key(fresh: Cli) -> None:
    code, text = fresh.admin("key")
    assert code == 0
    key_id, public_key, whose = text.split()
    assert (key_id, len(public_key), whose) == (f"{EDGE}#1", 43, "edge")
    assert fresh.admin("key")[1] == text
    for words in (("key", "--config", str(fresh.config)), ("key", f"--config={fresh.config}")):
        assert run("admin", *words).stdout == text
    assert run("admin", "users", "list", "--config", str(fresh.config)).returncode == 0


def test_fresh_books_verify_and_replay(fresh: Cli) -> None:
    assert fresh.admin("users", "list")[0] == 0
    verified = run("verify", "--config", str(fresh.config))
    assert (verified.returncode, verified.stdout.splitlines()[-1]) == (0, "the books are right"), (
        verified.stderr
    )
    replayed = run("replay", "--config", str(fresh.config))
    assert (replayed.returncode, replayed.stdout.splitlines()[-1]) == (0, "the books agree")


def test_books_that_do_not_exist_are_a_clear_error(fresh: Cli) -> None:
    for command in ("verify", "replay"):
        done = run(command, "--config", str(fresh.config))
        assert (done.returncode, "start the edge once" in done.stderr) == (78, True), done.stderr


def test_a_file_that_is_no_database_is_named(fresh: Cli) -> None:
    assert fresh.admin("users", "list")[0] == 0
    database = load(fresh.config).store.database
    for content, complaint in ((b"", "start the edge once"), (b"no database" * 400, "not a database")):
        database.write_bytes(content)
        for command in ("verify", "replay"):
            done = run(command, "--config", str(fresh.config))
            assert (done.returncode, complaint in done.stderr) == (78, True), done.stderr
            assert str(database) in done.stderr and "Traceback" not in done.stderr


def test_a_damaged_database_is_a_finding(fresh: Cli) -> None:
    assert fresh.admin("users", "list")[0] == 0
    database = load(fresh.config).store.database
    whole = database.read_bytes()
    database.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    for command in ("verify", "replay"):
        done = run(command, "--config", str(fresh.config))
        assert (done.returncode, "the database is damaged" in done.stderr) == (1, True), done.stderr
        assert "Traceback" not in done.stderr


def test_a_wrong_configuration_ends_with_78(fresh: Cli) -> None:
    fresh.config.write_text(fresh.config.read_text().replace("[rounds]", "[rounds]\ncolour = 1"))
    done = run("serve", "--config", str(fresh.config))
    assert (done.returncode, "rounds.colour: there is no such key" in done.stderr) == (78, True)


def test_lines_are_settled_from_standard_input_and_from_a_file(fresh: Cli, tmp_path: Path) -> None:
    line = '{"id": 1, "game": "roulette", "outcome": {"pocket": "17"}, "bet": {"type": "straight", "sel": ["17"]}, "stake": 100}\n'
    command = [sys.executable, "-m", "edge_api", "settle"]
    piped = subprocess.run(command, input=line * 2, capture_output=True, text=True, timeout=30)
    (tmp_path / "lines").write_text(line)
    read = run("settle", str(tmp_path / "lines"))
    assert (piped.returncode, piped.stdout) == (0, read.stdout * 2)
    assert '"returned": 3600' in read.stdout
    assert run("settle", str(tmp_path / "none")).returncode == 78


def test_a_table_gets_a_wheel_and_a_ball_and_loses_them(cli: Cli) -> None:
    assert cli.admin("wheel") == (0, "no wheel is registered\n")
    code, text = cli.admin("wheel", "--table", TABLE, "--serial", "CW-1001", "--ball", "ivory-2")
    assert (code, text) == (0, f"{TABLE} spins wheel CW-1001 with ball ivory-2 from its next round on\n")
    assert cli.admin("wheel", "--table", TABLE, "--none")[0] == 0
    code, text = cli.admin("wheel")
    assert [line.split()[1] for line in text.splitlines()] == ["CW-1001", "no"]
    actions = [row[0] for row in cli.books.rows("SELECT kind FROM audit WHERE kind LIKE 'wheel.%'")]
    assert [action.split()[0] for action in actions] == ["wheel.set", "wheel.set"]


IMPOSSIBLE: list[tuple[tuple[str, ...], str]] = [
    (("--table", "nowhere", "--serial", "W1"), "no table"),
    (("--table", TABLE, "--serial", "../W1"), "1 to 40 letters"),
    (("--table", TABLE, "--serial", "W1", "--ball", ""), "1 to 40 letters"),
    (("--table", TABLE, "--none", "--ball", "b"), "without a wheel"),
    (("--table", TABLE), "give --table with --serial"),
    (("--serial", "W1"), "give --table with --serial"),
]


def test_wheels_that_can_not_be_are_refused(cli: Cli) -> None:
    for words, said in IMPOSSIBLE:
        code, text = cli.admin("wheel", *words)
        assert (code, said in text) == (1, True), (words, text)
        assert cli.admin("wheel") == (0, "no wheel is registered\n"), words


def test_a_floor_is_set_up_in_one_batch(cli: Cli) -> None:
    floor = f"""
        # boards
        boards add {TABLE} --key {Board().public_key}
        users add paula --role pit_boss
the horse is no battery
        wheel --table roulette-01 --serial 'CW-1001' --ball ivory-1   # since June
        keys add casino --scope wallet
    """
    code, said = cli.admin("batch", stdin=floor)
    assert (code, "secret (shown only now): " in said) == (0, True), said
    assert f"{TABLE}#1" in cli.admin("boards", "list")[1]
    assert "paula" in cli.admin("users", "list")[1]
    assert "CW-1001" in cli.admin("wheel")[1]


@pytest.mark.parametrize(
    ("line", "code", "word"),
    [
        ("boards revoke nobody#1", 1, "nobody#1"),
        ("boards ad x", 2, "invalid choice"),
        ("wheel --table 'open", 2, "No closing quotation"),
        ("batch", 2, "invalid choice"),
    ],
)
def test_a_batch_ends_at_what_can_not_be_done(cli: Cli, line: str, code: int, word: str) -> None:
    ended, said = cli.admin(
        "batch", stdin=f"keys add one --scope wallet\n{line}\nkeys add two --scope wallet\n"
    )
    assert ended == code
    assert word in said
    assert f"the batch ends at: {line}" in said
    assert [name in cli.admin("keys", "list")[1] for name in ("one", "two")] == [True, False]
