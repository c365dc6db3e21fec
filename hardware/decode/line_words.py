"""How the lines of a line reader are understood: one pattern whose named groups are words, and a table from codes to readings.
Both may be the operator's own. Refuses at the start a pattern or table that can't be right, and says where and why. Pure.

The groups of a pattern, of which exactly one takes part in a line: ``code`` a reading; ``cut`` the cut card; ``begun`` the throw is
on its way; ``void`` it does not count, with the reason; ``failed`` something could not be read, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

MAX_LINE = 96
"""No line is longer than this many characters; what is longer is noise."""


class Word(Enum):
    """What a line says; the value is the name of the group in the pattern."""

    CODE = "code"
    CUT = "cut"
    BEGUN = "begun"
    VOID = "void"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Wording:
    """The operator's own words for a reader; None keeps those of its kind. ``checked``: its lines carry a number and a checksum."""

    pattern: str | None = None
    codes: Mapping[str, str] | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """The words of one kind of reader.

    ``line`` is how it writes a code ("SEG {}"); ``codes`` None means that a code is the reading; ``reading`` gives the reading in
    our form and raises ValueError where there is no such thing.
    """

    pattern: str
    line: str
    words: frozenset[Word]
    codes: Mapping[str, str] | None
    reading: Callable[[str], str]


class UnknownCode(ValueError):
    """A well-formed line with a code that stands for nothing; says which."""


class LineWords:
    """One reader's words, ready for use.

    Raises:
        ValueError: the pattern or the table can't be right; begins with ``pattern`` or ``codes``.
    """

    def __init__(self, dialect: Dialect, own: Wording | None = None) -> None:
        own = own or Wording()
        self._dialect = dialect
        self._pattern = _compiled(own.pattern if own.pattern is not None else dialect.pattern, dialect)
        self._codes = dialect.codes if own.codes is None else dict(_checked(own.codes, dialect))
        if own.codes is not None and own.pattern is None:
            self._refuse_unreadable(own.codes)

    def read(self, line: str) -> tuple[Word, str] | None:
        """The word that ``line`` says and its text; None if the pattern does not fit the whole line, or two words do."""
        found = self._pattern.fullmatch(line)
        if found is None:
            return None
        said = [(Word(name), text) for name, text in found.groupdict().items() if text is not None]
        return said[0] if len(said) == 1 else None

    def reading(self, code: str) -> str:
        """What ``code`` stands for.

        Raises:
            UnknownCode: nothing.
        """
        if self._codes is not None and code not in self._codes:
            raise UnknownCode(f"code {code!r} is not in the table of codes")
        try:
            return self._dialect.reading(code if self._codes is None else self._codes[code])
        except ValueError as fault:
            raise UnknownCode(f"code {code!r}: {fault}") from fault

    def _refuse_unreadable(self, codes: Mapping[str, str]) -> None:
        for code in codes:
            if self.read(self._dialect.line.format(code)) != (Word.CODE, code):
                raise ValueError(
                    f"codes: {code!r} can never be read: the kind's own pattern does not fit it; give a pattern"
                )


def _compiled(text: str, dialect: Dialect) -> re.Pattern[str]:
    try:
        pattern = re.compile(text, re.ASCII)
    except (re.error, OverflowError, RecursionError) as fault:
        raise ValueError(f"pattern: {text!r:.200} is no regular expression: {fault}") from fault
    if complaint := _complaint(pattern, {word.value for word in dialect.words}):
        raise ValueError(f"pattern: {text!r:.200} {complaint}")
    return pattern


def _complaint(pattern: re.Pattern[str], allowed: set[str]) -> str | None:
    named = set(pattern.groupindex)
    if strange := sorted(named - allowed):
        return f"names a group {strange[0]!r}; this kind has {', '.join(sorted(allowed))}"
    if Word.CODE.value not in named:
        return "has no group (?P<code>...): mark what the reading is"
    return "fits an empty line, which says nothing" if pattern.fullmatch("") else None


def _checked(codes: Mapping[str, str], dialect: Dialect) -> Iterator[tuple[str, str]]:
    """The operator's table in our form."""
    if not codes:
        raise ValueError("codes: the table is empty: every reading would be unknown")
    for code, reading in codes.items():
        if not (code.isascii() and code.isprintable() and 1 <= len(code) <= MAX_LINE):
            raise ValueError(
                f"codes: {code!r:.40} can't come in a line: 1 to {MAX_LINE} printable characters"
            )
        if tail := next((code[cut:] for cut in range(1, len(code)) if code[cut:] in codes), None):
            raise ValueError(
                f"codes: {tail!r} is the end of {code!r}: of a line whose beginning was missed the wrong one would be read"
            )
        try:
            yield code, dialect.reading(reading)
        except ValueError as fault:
            raise ValueError(f"codes: {code!r}: {fault}") from fault
