"""What is wrong with a value, in words for whoever wrote it: the errors that models report, and those of JSON. Shows no text that was given, but for a wrong choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

LONGEST_SHOWN = 40
_EXPECTED = {
    "int_type": "a whole number", "int_parsing": "a whole number", "int_from_float": "a whole number", "int_parsing_size": "a whole number of usual size",
    "float_type": "a number", "float_parsing": "a number", "finite_number": "a finite number",
    "bool_type": "true or false", "bool_parsing": "true or false", "string_type": "text in quotes", "string_sub_type": "text in quotes",
    "tuple_type": "a list", "list_type": "a list", "set_type": "a list", "frozen_set_type": "a list",
    "dict_type": "an object of names and values", "mapping_type": "an object of names and values",
    "model_type": "an object of names and values", "model_attributes_type": "an object of names and values",
    "none_required": "null",
}  # fmt: skip
_BOUNDS = {
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("at most", "le"),
}
_COUNTED = {
    "too_short": ("at least", "min_length", "entries"),
    "too_long": ("at most", "max_length", "entries"),
    "string_too_short": ("at least", "min_length", "characters"),
    "string_too_long": ("at most", "max_length", "characters"),
}
_JSON = {
    "Expecting value": "a value is expected",
    "Extra data": "nothing more is expected after the value",
    "Expecting property name enclosed in double quotes": "a field's name in double quotes is expected",
    "Illegal trailing comma before end of object": "no comma is expected after the last field",
    "Illegal trailing comma before end of array": "no comma is expected after the last entry",
    "Expecting ',' delimiter": "a comma or the closing bracket is expected",
    "Expecting ':' delimiter": "a colon is expected after a field's name",
    "Unterminated string starting at": "the text that begins here has no closing quote",
    "Invalid control character at": "a control character is written as an escape, as in \\n",
}


def what_is_wrong(error: Mapping[str, Any]) -> str:
    """What a model complains of and what would be right, without the place: one of ``ValidationError.errors()``, context included."""
    kind, context, given = error["type"], error.get("ctx", {}), error.get("input")
    if kind == "missing":
        return "is missing: it must be given"
    if kind == "extra_forbidden":
        return "there is no such field"
    if kind in _EXPECTED:
        return f"must be {_EXPECTED[kind]}{_not(given)}"
    if kind in _BOUNDS:
        word, name = _BOUNDS[kind]
        return f"must be {word} {context[name]}{_not(given)}"
    if kind in _COUNTED:
        return _counted(kind, context)
    if kind in ("enum", "literal_error"):
        return f"must be {context['expected']}, not {shown(given)}"
    return str(error["msg"]).removeprefix("Value error, ")


def _counted(kind: str, context: Mapping[str, Any]) -> str:
    word, name, what = _COUNTED[kind]
    many = context[name]
    there = f", not {context['actual_length']}" if "actual_length" in context else ""
    return f"must have {word} {many} {_singular(what) if many == 1 else what}{there}"


def _singular(what: str) -> str:
    return {"entries": "entry", "characters": "character"}[what]


def _not(given: object) -> str:
    """What was given, where that is no text: text may be a secret in the wrong place."""
    if given is None or isinstance(given, bool | int | float):
        return f", not {shown(given)}"
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (str, "text"), ((list, tuple), "a list"), (Mapping, "an object"),
    )  # fmt: skip
    return next((f", not {word}" for kind, word in kinds if isinstance(given, kind)), "")


def shown(value: object) -> str:
    """A value as it is written in JSON (true, not True), cut where it is long."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = repr(value)
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")  # half a pair of surrogates is no text
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def not_json(wrong: ValueError | RecursionError) -> str:
    """Why a text is not JSON and where (lines and columns from 1): from what ``schemas.strict_json.parse`` or ``json.loads`` raised."""
    if isinstance(wrong, RecursionError):
        return "it is nested too deep"
    if not isinstance(wrong, json.JSONDecodeError):
        return str(wrong)[:200]
    if not wrong.doc.strip():
        return "it is empty"
    place = f"line {wrong.lineno}, column {wrong.colno}" if wrong.lineno > 1 else f"column {wrong.colno}"
    told = _JSON.get(wrong.msg, wrong.msg)
    return f"{place}: {told}{_found(wrong.doc[wrong.pos :]) if 'expected' in told else ''}"


def _found(rest: str) -> str:
    word = rest.split(maxsplit=1)[0][:LONGEST_SHOWN] if rest.strip() else ""
    return f", not {word}" if word else ", but the text ends"
