"""What was ever released must still be read, and what is published is what the models say."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from schemas.contract import PLAIN, message_schemas
from schemas.edge_events import EDGE_EVENT_BY_KIND
from schemas.envelope import BadEnvelope, pre_authentication, unseal
from schemas.facts import FACT_BY_KIND
from schemas.model import Message
from tests.contract.published import FOLDER, files

V1 = sorted((Path(__file__).parent / "v1").glob("*.json"))
MODELS: dict[str, type[Message]] = {**PLAIN, **FACT_BY_KIND, **EDGE_EVENT_BY_KIND}


def model_of(sample: Path) -> type[Message]:
    return MODELS[sample.stem.partition("~")[0]]


@pytest.mark.parametrize("sample", V1, ids=lambda path: path.stem)
def test_every_message_ever_released_is_read_with_nothing_lost(sample: Path) -> None:
    released = json.loads(sample.read_bytes())
    read = json.loads(model_of(sample).consume(sample.read_bytes()).model_dump_json())
    assert {key: read[key] for key in released} == released


@pytest.mark.parametrize("sample", V1, ids=lambda path: path.stem)
def test_a_newer_producer_may_add_fields_and_a_producer_of_today_may_not_invent_them(sample: Path) -> None:
    newer = json.dumps({**json.loads(sample.read_bytes()), "added_later": 1})
    model_of(sample).consume(newer)
    with pytest.raises(ValidationError):
        model_of(sample).model_validate_json(newer)


def test_every_kind_of_message_has_a_released_sample() -> None:
    assert {sample.stem.partition("~")[0] for sample in V1} == set(MODELS)


@pytest.mark.parametrize("sample", V1, ids=lambda path: path.stem)
def test_published_schemas_accept_the_samples_and_additions(sample: Path) -> None:
    schema = message_schemas()[sample.stem.partition("~")[0]]
    Draft202012Validator.check_schema(schema)
    body = json.loads(sample.read_bytes())
    Draft202012Validator(schema).validate(body)
    Draft202012Validator(schema).validate({**body, "added_later": 1})


def test_published_files_are_what_the_models_say() -> None:
    wanted = files()
    found = {
        str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.json")
    }
    differing = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    assert not differing, f"run `python -m tests.contract.published`: {differing}"


def test_signature_vectors_hold_and_a_changed_bit_does_not() -> None:
    vectors = json.loads((FOLDER / "signature-vectors.json").read_text(encoding="utf-8"))
    key = Ed25519PublicKey.from_public_bytes(_unb64(vectors["public_key"]))

    def check(_: str, signed: bytes, signature: bytes) -> bool:
        try:
            key.verify(signature, signed)
        except InvalidSignature:
            return False
        return True

    for case in vectors["cases"]:
        assert pre_authentication(case["type"], _unb64(case["payload"])) == _unb64(case["signed"])
        assert unseal(case["wrapper"].encode(), check, case["type"]).payload == _unb64(case["payload"])
        with pytest.raises(BadEnvelope, match="signature"):
            unseal(case["wrapper"].encode(), check, case["type"] + "x")


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
