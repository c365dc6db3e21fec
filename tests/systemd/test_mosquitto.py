"""The shipped broker configuration, started for real: a table can't speak as another, a node does its own job only."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.sim.ports import free_port
from tests.arch.source import ROOT
from tests.fixtures.broker import BrokerFailed, PrivateBroker
from tests.fixtures.client import PlainClient
from tests.systemd.certificates import Authority

pytestmark = pytest.mark.broker

SHIPPED = ROOT / "systemd" / "mosquitto"
INSTALLED = "/etc/mosquitto/studio-floor"
NOBODY_LISTENS, NOT_AUTHORISED = 16, 135
T = "floor/v1/demo/t"
E = "floor/v1/demo/edge"

Connect = Callable[[str], PlainClient]


class ShippedBroker(PrivateBroker):
    """Runs systemd/mosquitto/studio-floor.conf; only its folder, port and (as root) user differ from the installed one."""

    def _configuration(self, port: int) -> str:
        text = (SHIPPED / "studio-floor.conf").read_text(encoding="utf-8")
        text = text.replace(INSTALLED, str(self.folder)).replace(
            "listener 8883", f"listener {port} 127.0.0.1"
        )
        return text + self.extra + ("\nuser root\n" if os.geteuid() == 0 else "")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    authority = Authority(tmp_path)
    certificate, key = authority.issue("broker")
    shutil.copy(certificate, tmp_path / "cert.pem")
    shutil.copy(key, tmp_path / "key.pem")
    shutil.copy(SHIPPED / "acl", tmp_path / "acl")
    return authority


@pytest.fixture
def shipped(authority: Authority) -> Iterator[PrivateBroker]:
    with ShippedBroker(authority.folder) as broker:
        yield broker


@pytest.fixture
def connect(authority: Authority, shipped: PrivateBroker) -> Connect:
    def client(name: str) -> PlainClient:
        certificate, key = authority.issue(name)
        settings = {"ca": str(authority.ca), "cert": str(certificate), "key": str(key)}
        return PlainClient(shipped.port, name, settings)

    return client


@pytest.mark.parametrize("leaf", ["ev", "status", "state", "health", "cmd-reply/open"])
def test_a_table_publishes_in_its_own_name_only(connect: Connect, leaf: str) -> None:
    with connect("roulette-01") as board:
        assert board.publish(f"{T}/roulette-01/{leaf}") == NOBODY_LISTENS
        assert board.publish(f"{T}/roulette-02/{leaf}") == NOT_AUTHORISED


@pytest.mark.parametrize(
    "topic", [f"{T}/roulette-01/ev-receipt", f"{T}/roulette-01/cmd/void", f"{E}/edge-1/ev", "x", "$SYS/x"]
)
def test_a_table_can_neither_receipt_nor_command(connect: Connect, topic: str) -> None:
    with connect("roulette-01") as board:
        assert board.publish(topic) == NOT_AUTHORISED


def test_the_edge_hears_every_table_and_answers(connect: Connect) -> None:
    with connect("edge-1") as edge, connect("roulette-01") as board:
        edge.subscribe(f"{T}/+/ev")
        board.subscribe(f"{T}/roulette-01/ev-receipt")
        board.subscribe(f"{T}/roulette-01/cmd/+")
        assert board.publish(f"{T}/roulette-01/ev", b"fact") == 0
        assert edge.messages.get(timeout=5).payload == b"fact"
        assert edge.publish(f"{T}/roulette-01/ev-receipt", b"receipt") == 0
        assert edge.publish(f"{T}/roulette-01/cmd/void", b"command") == 0
        assert [board.messages.get(timeout=5).payload for _ in range(2)] == [b"receipt", b"command"]


def test_the_edge_cannot_speak_as_a_table(connect: Connect) -> None:
    with connect("edge-1") as edge:
        assert edge.publish(f"{T}/roulette-01/ev") == NOT_AUTHORISED
        assert edge.publish(f"{E}/edge-2/ev") == NOT_AUTHORISED


def test_a_table_that_listens_to_everything_hears_nothing_of_others(connect: Connect) -> None:
    with connect("roulette-02") as curious, connect("roulette-01") as board, connect("edge-1") as edge:
        curious.subscribe("#")
        board.publish(f"{T}/roulette-01/ev", b"not for you")
        edge.publish(f"{T}/roulette-01/cmd/void", b"not for you")
        edge.publish(f"{T}/roulette-02/cmd/open", b"for you")
        assert curious.messages.get(timeout=5).payload == b"for you"
        assert curious.messages.empty()


@pytest.mark.parametrize("relay", ["edge-1", "edge-1-relay"])
def test_the_cloud_reads_the_edge_and_no_table(connect: Connect, relay: str) -> None:
    with connect("cloud") as cloud, connect(relay) as edge, connect("roulette-01") as board:
        cloud.subscribe("floor/#")
        edge.subscribe(f"{E}/edge-1/ev-receipt")
        board.publish(f"{T}/roulette-01/ev", b"not for you")
        assert edge.publish(f"{E}/edge-1/ev", b"settled") == 0
        assert cloud.messages.get(timeout=5).payload == b"settled"
        assert cloud.publish(f"{E}/edge-1/ev-receipt", b"receipt") == 0
        assert edge.messages.get(timeout=5).payload == b"receipt"
        assert cloud.publish(f"{T}/roulette-01/cmd/void") == NOT_AUTHORISED


def test_a_client_without_a_certificate_is_refused(authority: Authority, shipped: PrivateBroker) -> None:
    assert refused_by_tls(shipped.port, ssl.create_default_context(cafile=str(authority.ca)))


def test_a_stranger_s_certificate_is_refused(
    authority: Authority, shipped: PrivateBroker, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    certificate, key = Authority(tmp_path / "other", "Another studio").issue("roulette-01")
    context = ssl.create_default_context(cafile=str(authority.ca))
    context.load_cert_chain(certificate, key)
    assert refused_by_tls(shipped.port, context)


def test_tls_before_1_3_is_refused(authority: Authority, shipped: PrivateBroker) -> None:
    context = ssl.create_default_context(cafile=str(authority.ca))
    context.load_cert_chain(*authority.issue("roulette-01"))
    assert not refused_by_tls(shipped.port, context)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert refused_by_tls(shipped.port, context)


def refused_by_tls(port: int, context: ssl.SSLContext) -> bool:
    """Whether the broker ends the connection instead of answering CONNECT (MQTT 5.0, section 3.1)."""
    connect_packet = bytes.fromhex("10 0f 0004 4d515454 05 02 000a 00 0002 7678")
    try:
        plain = socket.create_connection(("127.0.0.1", port), timeout=5)
        with plain, context.wrap_socket(plain, server_hostname="127.0.0.1") as line:
            line.sendall(connect_packet)
            return line.recv(1) == b""
    except (ssl.SSLError, ConnectionError):
        return True


def test_it_fits_beside_the_distribution_s_own_configuration(authority: Authority) -> None:
    distribution = f"\npersistence true\npersistence_location {authority.folder}/\nlog_dest stderr\n"
    with ShippedBroker(authority.folder, extra=distribution) as broker:
        assert broker.running


def test_a_missing_acl_stops_the_broker(authority: Authority) -> None:
    (authority.folder / "acl").unlink()
    with pytest.raises(BrokerFailed, match="acl"):
        ShippedBroker(authority.folder, port=free_port()).start()


def test_the_single_box_listener_works_when_uncommented(tmp_path: Path) -> None:
    text = (SHIPPED / "studio-floor.conf").read_text(encoding="utf-8")
    assert "#listener 1883 127.0.0.1\n#password_file" in text
    acl = (SHIPPED / "acl").read_text(encoding="utf-8")
    with PrivateBroker(tmp_path / "box", users={"roulette-01": "a secret"}, acl=acl) as broker:
        signed_in = {"username": "roulette-01", "password": "a secret"}
        with PlainClient(broker.port, settings=signed_in) as board:
            assert board.publish(f"{T}/roulette-01/ev") == NOBODY_LISTENS
            assert board.publish(f"{T}/roulette-02/ev") == NOT_AUTHORISED


def test_per_listener_settings_stay_off() -> None:
    lines = (SHIPPED / "studio-floor.conf").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line.startswith("per_listener_settings")]
