"""How the board introduces itself: files of [broker] that can't be used are explained, and TLS reaches a real broker."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_agent.broker_access import broker_access, brokers
from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError, load_config
from tests.firmware_agent.test_config import GOOD, file


def config(folder: Path, broker: str) -> AgentConfig:
    return load_config(file(folder, GOOD.replace('host = "10.0.0.1"', broker)))


def test_brokers_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    assert brokers(config(tmp_path, 'host = "a"')) == (("a", 1883), ("10.0.0.2", 1884))


def test_the_password_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret\nnot this\n", encoding="utf-8")
    access = broker_access(config(tmp_path, f'username = "ann"\npassword_file = "{tmp_path / "password"}"'))
    assert (access.client_id, access.username, access.password, access.tls) == (
        "roulette-01",
        "ann",
        "secret",
        None,
    )


@pytest.mark.parametrize("content", [None, ""])
def test_a_missing_or_empty_password_file_is_explained(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "password").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"broker\.password_file: .*its first line must be the password"):
        broker_access(config(tmp_path, f'username = "ann"\npassword_file = "{tmp_path / "password"}"'))


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_certificate_that_can_not_be_used_is_explained(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "ca.pem").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"broker\.tls: .*check ca .*ca\.pem"):
        broker_access(config(tmp_path, f'tls = {{ ca = "{tmp_path / "ca.pem"}" }}'))
