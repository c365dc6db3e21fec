"""What the board says of itself, and what of it keeps rounds from opening."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware_agent.health import Devices, Health, clock_trouble
from firmware_agent.orders import OrderDesk
from firmware_agent.outbox import Outbox
from firmware_agent.post import Access
from firmware_agent.readiness import Readiness
from firmware_agent.receipts import ReceiptDesk
from firmware_agent.signing import EdgeKeys
from firmware_agent.uplink import Identity, Uplink
from hardware.catalog import new_decoder
from hardware.clock_quality import UNKNOWN, ClockQuality
from hardware.signals import DeviceDown, DeviceUp
from schemas.commands import BoardHealth
from schemas.topics import TableTopics
from tests.firmware_agent import desk

TRACKING = "C0A80001,ntp,2,1800000000.0,0.000010,0.0,0.0,1.0,0.0,0.01,0.000400,0.000100,16.0,Normal"
SOURCES = "^,*,ntp,2,6,377,12,0.0,0.0,0.0"
TOPICS = TableTopics(desk.SITE, desk.TABLE)


def chrony(command: object) -> str | None:
    words = list(command) if isinstance(command, list) else []
    return {"tracking": TRACKING, "sources": SOURCES}.get(words[-1]) if words[:1] == ["chronyc"] else None


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Outbox]:
    box = desk.outbox(tmp_path)
    yield box
    box.close()


def health(box: Outbox, folder: Path, devices: Devices) -> Health:
    return Health(folder, folder / "sys", chrony, box, devices, desk.BenchClock())


@pytest.mark.parametrize(
    ("quality", "trouble"),
    [
        (ClockQuality("chrony", 400, synchronised=True), None),
        (ClockQuality("chrony", 60_000, synchronised=False), "error 60 ms"),
        (ClockQuality("kernel", 16_000_000, synchronised=False), "not synchronised"),
        (UNKNOWN, "unknown"),
    ],
)
def test_a_clock_that_nobody_vouches_for_keeps_rounds_closed(
    quality: ClockQuality, trouble: str | None
) -> None:
    said = clock_trouble(quality)
    assert said is None if trouble is None else trouble in str(said)


def test_the_report_tells_of_clock_backlog_and_devices(box: Outbox, tmp_path: Path) -> None:
    clock = desk.BenchClock()
    decoder = new_decoder("cammegh-ss2", "wheel")
    devices = Devices({"wheel": decoder}, clock)
    box.append(desk.calls(1, 3), "m")
    devices.note(DeviceUp(clock.mono_ns, "wheel"))
    for sensed in decoder.feed(b"rubbish\r\n*X;2;002;31;0;146;1\r\n", clock.mono_ns):
        devices.note(sensed)
    clock.mono_ns += 70_000_000
    report = health(box, tmp_path, devices).report()
    assert BoardHealth.consume(report.model_dump_json()) == report
    assert (report.clock_source, report.clock_error_us, report.clock_synchronised) == ("chrony", 310, True)
    assert (report.head_seq, report.backlog) == ("3", 3)
    assert report.disk_free_bytes > 0
    [wheel] = report.devices
    assert (wheel.up, wheel.last_seen_ms) == (True, 70)
    assert wheel.dropped_bytes > 0
    devices.note(DeviceDown(clock.mono_ns, "wheel", "unplugged"))
    assert [device.up for device in devices.report()] == [False]


def test_the_first_report_comes_at_once(box: Outbox, tmp_path: Path) -> None:
    told: list[BoardHealth] = []
    stop = threading.Event()

    def tell(report: BoardHealth) -> None:
        told.append(report)
        stop.set()

    health(box, tmp_path, Devices({}, desk.BenchClock())).run(tell, stop)
    assert len(told) == 1


def test_every_reason_against_a_round_is_named_and_goes_away(box: Outbox, tmp_path: Path) -> None:
    clock, keys = desk.BenchClock(), EdgeKeys(desk.EdgeSigner().public)
    orders = OrderDesk(desk.TABLE, keys.check, box.first_sight, clock)
    who = Identity(TOPICS, "boot-1", "0", (("127.0.0.1", 1),), Access("t"))
    uplink = Uplink(who, box, desk.key(tmp_path), orders, ReceiptDesk(TOPICS, keys.check), clock)
    board = health(box, tmp_path, Devices({}, clock))
    box.append(desk.calls(1, 1), "m")
    ready = Readiness(box, uplink, board, lambda: 1, require_sync=True, reserve_mib=10**9)
    board.clock_quality = UNKNOWN
    uplink.fenced = "another board writes this table"
    assert [reason.split()[0:2] for reason in ready.reasons()] == [
        ["another", "board"],
        ["the", "edge"],
        ["the", "clock's"],
        ["the", "disk"],
    ]
    box.receipt(1)
    uplink.fenced = None
    board.clock_quality = ClockQuality("chrony", 400, synchronised=True)
    assert Readiness(box, uplink, board, lambda: 1, require_sync=True, reserve_mib=0).reasons() == []
    blind = Readiness(box, uplink, board, lambda: 1, True, 0, picture=lambda: "the picture is frozen")
    assert blind.reasons() == ["the picture is frozen"]
    uplink.close()
