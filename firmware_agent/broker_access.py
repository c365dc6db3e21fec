"""From the configuration to the brokers' addresses and how this board introduces itself to them."""

from __future__ import annotations

import ssl
from pathlib import Path

from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.post import Access


def brokers(config: AgentConfig) -> tuple[tuple[str, int], ...]:
    """(host, port) in the order of preference."""
    broker = config.broker
    return (broker.host, broker.port), *((also.host, also.port) for also in broker.also)


def broker_access(config: AgentConfig) -> Access:
    """Client id, password and TLS. Raises ConfigError: a file of [broker] can't be used."""
    return Access(
        config.table.id, config.broker.username, _password(config.broker.password_file), _tls(config)
    )


def _password(file: Path | None) -> str | None:
    try:
        return None if file is None else file.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, IndexError) as fault:
        raise ConfigError(
            f"broker.password_file: {file}: {fault}: its first line must be the password"
        ) from fault


def _tls(config: AgentConfig) -> ssl.SSLContext | None:
    tls = config.broker.tls
    if tls is None:
        return None
    try:
        context = ssl.create_default_context(cafile=tls.ca)
        context.minimum_version = (
            ssl.TLSVersion.TLSv1_3 if tls.min_version == "1.3" else ssl.TLSVersion.TLSv1_2
        )
        if tls.cert is not None:
            context.load_cert_chain(tls.cert, tls.key)
    except (OSError, ssl.SSLError) as fault:
        raise ConfigError(
            f"broker.tls: {fault}: check ca {tls.ca}, cert {tls.cert} and key {tls.key}, and that they belong together"
        ) from fault
    return context
