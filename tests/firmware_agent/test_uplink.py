"""The uplink against a real broker: nothing lost, nothing doubled, nothing believed that is not signed."""

from __future__ import annotations

import gc
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware_agent.post import Access
from firmware_agent.uplink import StartAgain
from hardware.signals import DeviceDown, DeviceUp
from hardware.sim.ports import free_port
from schemas.commands import Command, CommandName, TableState
from schemas.envelope import GENESIS
from schemas.phases import Game, Phase
from schemas.sight import Anchors, SightAnswer, SightStep
from schemas.stream import Verdict
from tests.firmware_agent import desk
from tests.firmware_agent.far_board import TOPICS, Board
from tests.firmware_agent.far_edge import FarEdge, soon
from tests.fixtures.broker import PrivateBroker
from tests.systemd.certificates import Authority

pytestmark = pytest.mark.broker


def expected(count: int) -> list[str]:
    return [f"call {number}" for number in range(count)]


def test_every_fact_arrives_once_and_in_order(board: Board, edge: FarEdge) -> None:
    for number in range(300):
        board.call(number)
    edge.until(lambda e: len(e.events) == 300)
    assert edge.reasons == expected(300)
    assert soon(lambda: board.box.backlog == 0)
    assert isinstance(board.signals[0], DeviceUp)


def test_a_broker_killed_in_mid_stream_costs_nothing(
    board: Board, edge: FarEdge, broker: PrivateBroker
) -> None:
    for number in range(400):
        board.call(number)
        if number in (100, 250):
            edge.until(lambda e: len(e.events) > 20)
            broker.kill()
            broker.start()
    edge.until(lambda e: len(e.events) == 400)
    assert edge.reasons == expected(400)
    downs = [signal for signal in board.signals if isinstance(signal, DeviceDown)]
    assert 1 <= len(downs) <= 4


def test_facts_made_while_the_broker_is_away_arrive_afterwards(
    board: Board, edge: FarEdge, broker: PrivateBroker
) -> None:
    board.call(0)
    edge.until(lambda e: len(e.events) == 1)
    broker.kill()
    assert soon(lambda: not board.uplink.connected)
    for number in range(1, 200):
        board.call(number)
    broker.start()
    edge.until(lambda e: len(e.events) == 200)
    assert edge.reasons == expected(200)


def test_lost_receipts_lead_to_repeats_that_the_edge_drops(board: Board, edge: FarEdge) -> None:
    edge.mute = True
    board.call(0, 5)
    edge.until(lambda e: e.verdicts.count(Verdict.DUPLICATE) >= 5)
    edge.mute = False
    edge.repeat_receipt()
    assert soon(lambda: board.box.backlog == 0)
    assert edge.reasons == expected(5)


def test_repeated_receipts_do_no_harm(board: Board, edge: FarEdge) -> None:
    for number in range(50):
        board.call(number)
        if edge.head is not None:
            edge.repeat_receipt()
    edge.until(lambda e: len(e.events) == 50)
    assert edge.reasons == expected(50)


def test_a_gap_is_filled_from_the_rewinding_receipt(board: Board, edge: FarEdge) -> None:
    board.call(0)
    edge.until(lambda e: len(e.events) == 1)
    edge.deaf = True
    board.call(1, 3)
    assert soon(lambda: board.uplink.connected)
    threading.Event().wait(0.2)
    edge.deaf = False
    board.call(4)
    edge.until(lambda e: len(e.events) == 5, patience_s=1.5)
    assert edge.reasons == expected(5)
    assert Verdict.GAP in edge.verdicts


def test_no_more_than_a_window_is_outstanding(board: Board, edge: FarEdge) -> None:
    edge.mute = True
    board.call(0, 200)
    edge.until(lambda e: len(e.events) >= 64)
    threading.Event().wait(0.3)
    assert len(edge.events) == 64
    edge.mute = False
    edge.repeat_receipt()
    edge.until(lambda e: len(e.events) == 200)
    assert edge.reasons == expected(200)


def test_a_restarted_board_goes_on_behind_the_receipt(
    broker: PrivateBroker, edge: FarEdge, tmp_path: Path
) -> None:
    for start in range(3):
        with Board(tmp_path / "board", [broker.port], edge.signer) as board:
            board.call(start * 10, 10)
            edge.until(lambda e, all_=start * 10 + 10: len(e.events) == all_)  # type: ignore[misc]
    assert edge.reasons == expected(30)
    assert Verdict.FORK not in edge.verdicts


def test_birth_will_and_goodbye_share_topic_epoch_and_session(
    broker: PrivateBroker, edge: FarEdge, tmp_path: Path
) -> None:
    with Board(tmp_path / "board", [broker.port], edge.signer) as board:
        edge.until(lambda e: len(e.statuses) == 1)
        epoch = str(board.box.head.epoch)
    edge.until(lambda e: len(e.statuses) == 2)
    birth, bye = edge.statuses
    assert (birth["state"], bye["state"]) == ("online", "stopped")
    assert birth["session"] == bye["session"]
    assert birth["epoch"] == bye["epoch"] == epoch
    with Board(tmp_path / "board", [broker.port], edge.signer):
        edge.until(lambda e: len(e.statuses) == 3)
    assert int(edge.statuses[2]["session"]) > int(birth["session"])


def test_the_state_is_shown_when_it_changes_and_kept(board: Board, edge: FarEdge) -> None:
    assert soon(lambda: bool(board.signals))  # connected
    for phase in (Phase.IDLE, Phase.IDLE, Phase.HELD):
        board.uplink.show(TableState(game=Game.ROULETTE, phase=phase))
    edge.until(lambda e: len(e.states) == 2)
    assert [state["phase"] for state in edge.states] == ["idle", "held"]


def test_a_sheet_is_offered_with_the_connection_and_before_the_facts(
    broker: PrivateBroker, edge: FarEdge, tmp_path: Path
) -> None:
    paper = SightAnswer(command_id="offered", step=SightStep.SIGN, ok=True)
    with Board(tmp_path / "board", [broker.port], edge.signer, paper=paper) as board:
        board.call(0)
        edge.until(lambda e: len(e.events) == 1)
        assert edge.seen == [("sight", paper.model_dump_json().encode())]


def test_a_sheet_is_offered_again_to_an_edge_that_may_have_come_later(
    broker: PrivateBroker, edge: FarEdge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware_agent.uplink.OFFER_EVERY_NS", 100_000_000)
    paper = SightAnswer(command_id="offered", step=SightStep.SIGN, ok=True)
    with Board(tmp_path / "board", [broker.port], edge.signer, paper=paper):
        edge.until(lambda e: len(e.seen) >= 3)
        assert set(edge.seen) == {("sight", paper.model_dump_json().encode())}


def test_forged_receipts_are_counted_and_ignored(board: Board, edge: FarEdge) -> None:
    edge.mute = True
    board.call(0, 3)
    edge.until(lambda e: len(e.events) >= 3)
    head = edge.head
    assert head is not None
    edge.receipt(head.epoch, 3, head.chain_hash, signer=desk.EdgeSigner())
    edge.receipt(head.epoch, 3, head.chain_hash, signer=desk.EdgeSigner("edge-9#1"))
    edge.receipt(head.epoch + 5, 3, head.chain_hash, signer=desk.EdgeSigner())
    edge.raw(TOPICS.receipt, b"{not json", retain=True)
    assert soon(lambda: board.receipts.forged == 4)
    assert board.box.backlog == 3
    assert board.uplink.fenced is None


def test_a_receipt_of_an_older_epoch_changes_nothing(board: Board, edge: FarEdge) -> None:
    edge.receipt(board.box.head.epoch - 1, 50, "a" * 64)
    board.call(0, 3)
    edge.until(lambda e: len(e.events) == 3)
    assert board.fault is None


def test_a_newer_epoch_at_the_edge_fences_the_board(board: Board, edge: FarEdge) -> None:
    board.call(0)
    edge.until(lambda e: len(e.events) == 1)
    edge.mute = True
    edge.receipt(board.box.head.epoch + 1, 9, "a" * 64)
    assert soon(lambda: board.uplink.fenced is not None)
    assert "copied card" in str(board.uplink.fenced)
    board.call(1, 5)
    threading.Event().wait(0.3)
    assert len(edge.events) == 1
    assert board.uplink.connected


@pytest.mark.parametrize(
    ("upto", "chain_hash"), [(9, "a" * 64), (2, "b" * 64)], ids=["beyond our head", "another chain"]
)
def test_a_rolled_back_disk_starts_a_new_epoch(
    broker: PrivateBroker, edge: FarEdge, tmp_path: Path, upto: int, chain_hash: str
) -> None:
    with Board(tmp_path / "board", [broker.port], edge.signer) as board:
        edge.deaf = True
        board.call(0, 3)
        old = board.box.head.epoch
        edge.receipt(old, upto, chain_hash)
        assert soon(lambda: isinstance(board.fault, StartAgain))
    edge.deaf = False
    with Board(tmp_path / "board", [broker.port], edge.signer) as board:
        assert board.box.rolled_back_from == f"{old}:{upto}"
        edge.until(lambda e: len(e.events) == 3)
    assert edge.reasons == expected(3)
    assert [event.reissue for event in edge.events] == [f"{old}:1", f"{old}:2", f"{old}:3"]
    assert edge.head is not None
    assert edge.head.epoch > old
    assert edge.events[0].prevhash == GENESIS


def test_the_next_broker_is_tried_when_the_first_is_away(
    broker: PrivateBroker, edge: FarEdge, tmp_path: Path
) -> None:
    with Board(tmp_path / "board", [free_port(), broker.port], edge.signer) as board:
        board.call(0, 3)
        edge.until(lambda e: len(e.events) == 3)
        assert sum(isinstance(signal, DeviceDown) for signal in board.signals) == 1


def test_a_refused_board_says_why(
    make_broker: Callable[..., PrivateBroker], edge: FarEdge, tmp_path: Path
) -> None:
    strict = make_broker(users={"somebody": "secret"})
    with Board(tmp_path / "board", [strict.port], edge.signer) as board:
        assert soon(lambda: bool(board.signals))
    [down] = [signal for signal in board.signals if isinstance(signal, DeviceDown)]
    assert "Not authorized" in down.why


def test_a_denied_publish_is_noticed(
    make_broker: Callable[..., PrivateBroker], edge: FarEdge, tmp_path: Path
) -> None:
    deaf = make_broker(acl="topic read floor/#\n")
    with Board(tmp_path / "board", [deaf.port], edge.signer) as board:
        assert soon(lambda: bool(board.signals))
        threading.Event().wait(1.0)
    [down] = board.signals
    assert isinstance(down, DeviceDown)
    assert "refuses a publish" in down.why


def test_tls_with_a_certificate_carries_the_stream(
    make_broker: Callable[..., PrivateBroker], tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    certificate, secret = authority.issue("broker")
    port = free_port()
    listener = f"listener {port} 127.0.0.1\ncafile {authority.ca}\ncertfile {certificate}\nkeyfile {secret}\n"
    plain = make_broker(extra=listener + "require_certificate true\ntls_version tlsv1.3\n")
    context = ssl.create_default_context(cafile=str(authority.ca))
    context.load_cert_chain(*authority.issue(desk.TABLE))
    with FarEdge(plain.port, TOPICS, desk.board_check(tmp_path / "board")) as edge:
        access = Access(desk.TABLE, tls=context)
        with Board(tmp_path / "board", [port], edge.signer, access) as board:
            for number in range(200):
                board.call(number)
            edge.until(lambda e: len(e.events) == 200)
            assert soon(lambda: board.box.backlog == 0)
    assert edge.reasons == expected(200)


@pytest.mark.filterwarnings(
    "ignore:unclosed <ssl.SSLSocket:ResourceWarning"
)  # paho drops it after a failed handshake
def test_a_broker_with_an_unknown_certificate_is_refused(
    make_broker: Callable[..., PrivateBroker], tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("ours", "theirs")]
    for folder in folders:
        folder.mkdir()
    ours, theirs = (Authority(folder) for folder in folders)
    certificate, secret = theirs.issue("broker")
    port = free_port()
    make_broker(extra=f"listener {port} 127.0.0.1\ncertfile {certificate}\nkeyfile {secret}\n")
    access = Access(desk.TABLE, tls=ssl.create_default_context(cafile=str(ours.ca)))
    with Board(tmp_path / "board", [port], desk.EdgeSigner(), access) as board:
        assert soon(lambda: bool(board.signals))
    assert isinstance(board.signals[0], DeviceDown)
    assert "certificate verify failed" in board.signals[0].why
    gc.collect()


def test_a_camera_s_pictures_places_and_answers_reach_the_edge(board: Board, edge: FarEdge) -> None:
    assert soon(lambda: board.uplink.connected)
    pictures = [bytes([number]) * 300_000 for number in range(10)]
    for picture in pictures:
        board.uplink.send_still(picture)
    board.call(0, 20)
    board.uplink.point(Anchors(utc_ns="7"))
    board.uplink.answer(SightAnswer(command_id="c", step=SightStep.LOOK, ok=True))
    edge.until(lambda e: len(e.events) == 20 and len(e.seen) == 12)
    assert [payload for leaf, payload in edge.seen if leaf == "still"] == pictures
    assert {leaf for leaf, _ in edge.seen} == {"still", "anchors", "sight"}


def test_a_question_to_the_camera_is_no_order_for_the_table(board: Board, edge: FarEdge) -> None:
    assert soon(lambda: board.uplink.connected)
    later = str(board.clock.utc_ns() + 10_000_000_000)
    for number, name in enumerate((CommandName.SIGHT, CommandName.STILLS)):
        command = Command(
            command_id=f"{number}" * 36,
            table=desk.TABLE,
            name=name,
            by="tess",
            not_after_utc_ns=later,
            stills=("0" * 64,),
        )
        edge.command(command)
    edge.until(lambda e: len(e.replies) == 2)
    assert board.orders() == []
    assert {reply.code for reply, _ in edge.replies} == {"malformed", "wrong_phase"}
