"""The published contract, made from the models: a JSON Schema for every message and one AsyncAPI 3 document. Makes values, writes nothing.

Producers may add fields (their schema's minor version rises), so published schemas do not forbid unknown ones.
"""

from __future__ import annotations

from typing import Any

from schemas.bets import BetAccepted, Placement
from schemas.commands import (
    COMMAND_TYPE,
    RECEIPT_TYPE,
    REPLY_TYPE,
    BoardHealth,
    BoardStatus,
    Command,
    CommandReply,
    TableState,
)
from schemas.decisions import DecisionAccepted, PlayerDecision
from schemas.edge_events import EDGE_EVENTS
from schemas.envelope import PAYLOAD_TYPE, Event, Wrapper
from schemas.facts import FACTS
from schemas.model import Message
from schemas.sight import Anchors, SightAnswer
from schemas.sight_sheet import SightCheck, SightSheet
from schemas.stream import Receipt

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

PLAIN: dict[str, type[Message]] = {
    "wrapper": Wrapper,
    "event": Event,
    "receipt": Receipt,
    "command": Command,
    "command-reply": CommandReply,
    "board-status": BoardStatus,
    "table-state": TableState,
    "board-health": BoardHealth,
    "anchors": Anchors,
    "sight-answer": SightAnswer,
    "sight-sheet": SightSheet,
    "sight-check": SightCheck,
    "placement": Placement,
    "bet-accepted": BetAccepted,
    "decision": PlayerDecision,
    "decision-accepted": DecisionAccepted,
}
"""Messages that are not data of an event."""


def message_schemas() -> dict[str, Json]:
    """Name -> JSON Schema: of the wrapper, the event, and the ``data`` of every kind of fact and edge event."""
    named = dict(PLAIN)
    named |= {fact.kind: fact for fact in FACTS}
    named |= {event.kind: event for event in EDGE_EVENTS}
    return {name: schema_of(name, model) for name, model in sorted(named.items())}


def schema_of(name: str, model: type[Message]) -> Json:
    """One model as a schema that is open to additions."""
    version = getattr(model, "schema_version", "1.0")
    head = {"$schema": DIALECT, "$id": f"urn:studio-floor:schema:{name}:{version}"}
    made: Json = head | _opened(model.model_json_schema(mode="validation"))
    return made


def asyncapi() -> Json:
    """The MQTT side as AsyncAPI 3: every topic, who sends, and what the sealed events inside carry."""
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "Studio Floor on MQTT",
            "version": "1.0.0",
            "description": "MQTT 5 only. Signed messages are wrappers {p, k, s}: p is what was signed, byte for byte; "
            "s is Ed25519 over its DSSE v1 pre-authentication encoding. Delivery is by cumulative receipts, not by PUBACK.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {name: _channel(*row) for name, row in CHANNELS.items()},
        "operations": _operations(),
        "components": {"messages": _messages(), "schemas": _component_schemas()},
    }


TABLE, EDGE = "floor/v1/{site}/t/{table}", "floor/v1/{site}/edge/{edge}"

CHANNELS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "tableEvents": (f"{TABLE}/ev", "board", "The table's one ordered stream of facts. QoS 1.", tuple(f.kind for f in FACTS)),
    "tableReceipts": (f"{TABLE}/ev-receipt", "edge", "Cumulative receipt. QoS 1, retained.", ("receipt",)),
    "tableStatus": (f"{TABLE}/status", "board", "Birth and last will. QoS 1, retained.", ("board-status",)),
    "tableState": (f"{TABLE}/state", "board", "For people and dashboards; never money. QoS 1, retained.", ("table-state",)),
    "tableHealth": (f"{TABLE}/health", "board", "Every few seconds. QoS 0, expires in 30 s.", ("board-health",)),
    "tableStills": (f"{TABLE}/still", "board", "Pictures (JPEG) that a fact names by SHA-256. QoS 1.", ()),
    "tableAnchors": (f"{TABLE}/anchors", "board", "Where things lie in the picture; never money. QoS 0, retained.", ("anchors",)),
    "tableSight": (f"{TABLE}/sight", "board", "Answers to the technician's questions. QoS 1.", ("sight-answer",)),
    "tableCommands": (f"{TABLE}/cmd/{{name}}", "edge", "QoS 1, expires in 5 s or less, never retained.", ("command",)),
    "tableReplies": (f"{TABLE}/cmd-reply/{{name}}", "board", "The answer to a command. QoS 1.", ("command-reply",)),
    "edgeEvents": (f"{EDGE}/ev", "edge", "The edge's own ordered stream. QoS 1.", tuple(e.kind for e in EDGE_EVENTS)),
    "edgeReceipts": (f"{EDGE}/ev-receipt", "cloud", "Cumulative receipt. QoS 1, retained.", ("receipt",)),
    "edgeStatus": (f"{EDGE}/status", "edge", "Birth and last will. QoS 1, retained.", ("board-status",)),
    "edgeCheckpoint": (f"{EDGE}/checkpoint", "edge", "Head of the audit chain. QoS 1, retained.", ("edge.checkpoint",)),
}  # fmt: skip
"""Channel -> (address, who sends, what it is, kinds of message)."""

PARAMETERS = {
    "site": "Name of the studio.",
    "table": "Name of the table.",
    "edge": "Name of the edge node.",
    "name": "Name of the command.",
}


def _channel(address: str, sender: str, text: str, kinds: tuple[str, ...]) -> Json:
    names = [name for name in PARAMETERS if f"{{{name}}}" in address]
    return {
        "address": address,
        "description": f"Sent by the {sender}. {text}",
        "parameters": {name: {"description": PARAMETERS[name]} for name in names},
        "messages": {_id(kind): {"$ref": f"#/components/messages/{_id(kind)}"} for kind in kinds},
    }


def _operations() -> Json:
    return {
        f"{sender}Sends{channel[0].upper()}{channel[1:]}": {
            "action": "send",
            "channel": {"$ref": f"#/channels/{channel}"},
            "summary": text,
        }
        for channel, (_, sender, text, _) in CHANNELS.items()
    }


SEALED = {"receipt": RECEIPT_TYPE, "command": COMMAND_TYPE, "command-reply": REPLY_TYPE}
UNSEALED = frozenset({"board-status", "table-state", "board-health", "anchors", "sight-answer"})


def _messages() -> Json:
    kinds = sorted({kind for _, _, _, kinds in CHANNELS.values() for kind in kinds})
    return {_id(kind): _message(kind) for kind in kinds}


def _message(kind: str) -> Json:
    own = {"$ref": f"#/components/schemas/{_id(kind)}"}
    if kind in UNSEALED:
        return {"name": kind, "contentType": "application/json", "payload": own}
    message: Json = {
        "name": kind,
        "contentType": "application/json",
        "payload": {"$ref": "#/components/schemas/wrapper"},
    }
    if kind in SEALED:
        return message | {"x-sealed": {"type": SEALED[kind], "body": own}}
    sealed = {"type": PAYLOAD_TYPE, "body": {"$ref": "#/components/schemas/event"}, "data": own}
    return message | {"summary": f"CloudEvents type floor.{kind}.v1", "x-sealed": sealed}


def _component_schemas() -> Json:
    return {_id(name): _inlined(schema, _id(name)) for name, schema in message_schemas().items()}


def _inlined(schema: Json, name: str) -> Json:
    """Definitions are found from the document's root."""
    kept = {key: value for key, value in schema.items() if key not in ("$schema", "$id")}
    moved: Json = _pointed(kept, f"#/components/schemas/{name}/$defs/")
    return moved


def _pointed(value: Any, prefix: str) -> Any:
    if isinstance(value, dict):
        return {key: _reference(key, entry, prefix) for key, entry in value.items()}
    return [_pointed(entry, prefix) for entry in value] if isinstance(value, list) else value


def _reference(key: str, value: Any, prefix: str) -> Any:
    if key == "$ref" and isinstance(value, str):
        return value.replace("#/$defs/", prefix)
    return _pointed(value, prefix)


def _opened(schema: Any) -> Any:
    """The schema without ``additionalProperties: false``."""
    if isinstance(schema, dict):
        return {
            key: _opened(value)
            for key, value in schema.items()
            if (key, value) != ("additionalProperties", False)
        }
    return [_opened(entry) for entry in schema] if isinstance(schema, list) else schema


def _id(kind: str) -> str:
    return kind.replace(".", "_").replace("-", "_")
