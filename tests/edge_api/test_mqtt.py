"""The line to a broker comes back by itself, keeps nothing for later, and says what is wrong once."""

from __future__ import annotations

import gc
import logging
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest

from edge_api.config_error import ConfigError
from edge_api.config_parts import Address, Broker, Tls
from edge_api.mqtt import Line
from edge_api.mqtt_message import Down, Message, Report, Up
from hardware.sim.ports import free_port
from tests.edge_api.reference import wait_until
from tests.fixtures.broker import PrivateBroker
from tests.fixtures.client import PlainClient

pytestmark = pytest.mark.broker

WILL = Message("line/status", b"lost", retain=True)


class Watched:
    """A line and what it reported."""

    def __init__(self, broker: Broker, filters: tuple[str, ...] = ("line/#",)) -> None:
        self.reports: Queue[Report] = Queue()
        self.line = Line(broker, "line", filters, lambda: WILL, self.reports.put)

    @contextmanager
    def started(self) -> Iterator[Watched]:
        self.line.start()
        try:
            yield self
        finally:
            self.line.stop()

    def next(self) -> Report:
        return self.reports.get(timeout=10)


def at(broker: PrivateBroker, **settings: object) -> Broker:
    return Broker.model_validate({"host": broker.host, "port": broker.port, **settings})


def test_a_message_goes_out_and_comes_back(broker: PrivateBroker) -> None:
    with Watched(at(broker)).started() as watched:
        assert isinstance(watched.next(), Up)
        assert watched.line.publish(
            Message("line/a", b"x", expiry_s=5, response_topic="line/b", correlation=b"c")
        )
        assert watched.next() == Message("line/a", b"x", correlation=b"c")


def test_nothing_is_kept_for_later(broker: PrivateBroker) -> None:
    watched = Watched(at(broker))
    assert not watched.line.publish(Message("line/a", b"too early"))
    with watched.started():
        assert isinstance(watched.next(), Up)
        broker.kill()
        assert isinstance(watched.next(), Down)
        assert not watched.line.publish(Message("line/a", b"into the dark"))
        broker.start()
        assert isinstance(watched.next(), Up)
        watched.line.publish(Message("line/a", b"now"))
        assert watched.next() == Message("line/a", b"now")


def test_the_next_broker_is_tried(broker: PrivateBroker) -> None:
    addresses = Broker(
        host="127.0.0.1", port=free_port(), also=(Address(host=broker.host, port=broker.port),)
    )
    with Watched(addresses).started() as watched:
        assert isinstance(watched.next(), Up)


def test_a_dead_line_leaves_its_will(broker: PrivateBroker) -> None:
    with PlainClient(broker.port) as other:
        other.subscribe("line/status")
        with Watched(at(broker)).started() as watched:
            watched.next()
            with PlainClient(broker.port, "line"):  # the same name: the broker throws the first one out
                assert other.messages.get(timeout=5).payload == b"lost"
                assert isinstance(watched.next(), Down)


def test_an_orderly_end_leaves_no_will(broker: PrivateBroker) -> None:
    with PlainClient(broker.port) as other:
        other.subscribe("line/#")
        with Watched(at(broker)).started() as watched:
            watched.next()
        other.publish("line/end")
        assert other.messages.get(timeout=5).topic == "line/end"


def test_a_refusal_is_said_once_and_nothing_counts_as_connected(
    make_broker: Callable[..., PrivateBroker], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broker = make_broker(users={"edge": "right"})
    password = tmp_path / "password"
    password.write_text("wrong\n")
    watched = Watched(at(broker, username="edge", password_file=password))
    with caplog.at_level(logging.ERROR), watched.started():
        wait_until(lambda: broker.log().count("not authorised") >= 3, 10, "three attempts")
        assert not watched.line.accepted
        password.write_text("right\n")
        assert isinstance(watched.next(), Up)
    assert len([record for record in caplog.records if "refuses us" in record.message]) == 1


def test_a_password_that_can_not_be_read_stops_the_start(tmp_path: Path) -> None:
    watched = Watched(Broker(host="h", username="edge", password_file=tmp_path / "none"))
    with pytest.raises(ConfigError, match="password"):
        watched.line.start()


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # paho leaves a refused TLS socket to the collector
def test_a_line_may_be_encrypted_and_strangers_are_not_believed(
    make_broker: Callable[..., PrivateBroker], tmp_path: Path
) -> None:
    ca, stranger = authority(tmp_path / "ca"), authority(tmp_path / "stranger")
    cert, key = tmp_path / "ca" / "server.pem", tmp_path / "ca" / "server.key"
    port = free_port()
    make_broker(
        extra=f"listener {port} 127.0.0.1\ncafile {ca}\ncertfile {cert}\nkeyfile {key}\ntls_version tlsv1.3\n"
    )
    with Watched(Broker(host="127.0.0.1", port=port, tls=Tls(ca=ca))).started() as watched:
        assert isinstance(watched.next(), Up)
        watched.line.publish(Message("line/a", b"sealed"))
        assert watched.next() == Message("line/a", b"sealed")
    doubting = Watched(Broker(host="127.0.0.1", port=port, tls=Tls(ca=stranger)))
    with doubting.started():
        wait_until(lambda: doubting.line._said, 15, "a complaint")
        assert "certificate" in doubting.line._said.lower()
        assert doubting.reports.empty()
    gc.collect()


def authority(folder: Path) -> Path:
    """A certificate authority, and a server's certificate for 127.0.0.1 by it."""
    folder.mkdir()

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl(
        "req",
        "-x509",
        *curve,
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-days",
        "2",
        "-subj",
        "/CN=test authority",
    )
    openssl("req", *curve, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=127.0.0.1")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names")
    openssl("x509", "-req", "-in", "server.csr", "-out", "server.pem", *signing)
    return folder / "ca.pem"
