"""A small reader of media playlists, written from RFC 8216bis and not from our writer; it refuses a playlist that breaks the rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^,]*)')


@dataclass
class ReadPart:
    duration: Fraction
    uri: str
    is_independent: bool


@dataclass
class ReadSegment:
    """``uri`` is empty for the one that is not whole yet."""

    number: int
    break_no: int
    init: str
    date: datetime | None = None
    duration: Fraction = Fraction(0)
    uri: str = ""
    parts: list[ReadPart] = field(default_factory=list)


@dataclass
class ReadPlaylist:
    target_s: int = 0
    part_target: Fraction = Fraction(0)
    control: dict[str, str] = field(default_factory=dict)
    segments: list[ReadSegment] = field(default_factory=list)
    growing: ReadSegment | None = None
    hint: str = ""


def read(text: str) -> ReadPlaylist:
    """The playlist, after a look at what must hold of it alone."""
    lines = text.splitlines()
    assert lines[0] == "#EXTM3U" and text.endswith("\n")
    reader = _Reader()
    for line in lines[1:]:
        reader.take(line)
    _check(reader.found)
    return reader.found


class _Reader:
    """Line by line; a tag that it does not know is an error."""

    def __init__(self) -> None:
        self.found = ReadPlaylist()
        self._number = self._break_no = 0
        self._init = ""

    def take(self, line: str) -> None:
        name, _, value = line.partition(":")
        if not line.startswith("#"):
            self._whole(line)
        elif name in ("#EXT-X-PROGRAM-DATE-TIME", "#EXT-X-PART", "#EXTINF"):
            self._of_segment(name, value)
        else:
            self._of_playlist(name, value)

    def _whole(self, uri: str) -> None:
        segment = self._segment()
        segment.uri = uri
        self.found.segments.append(segment)
        self.found.growing = None
        self._number += 1

    def _segment(self) -> ReadSegment:
        if self.found.growing is None:
            self.found.growing = ReadSegment(self._number, self._break_no, self._init)
        return self.found.growing

    def _of_segment(self, name: str, value: str) -> None:
        segment = self._segment()
        if name == "#EXTINF":
            segment.duration = Fraction(value.rstrip(","))
        elif name == "#EXT-X-PART":
            said = _attributes(value)
            part = ReadPart(Fraction(said["DURATION"]), said["URI"], said.get("INDEPENDENT") == "YES")
            segment.parts.append(part)
        else:
            segment.date = datetime.fromisoformat(value)

    def _of_playlist(self, name: str, value: str) -> None:
        said, found = _attributes(value), self.found
        match name:
            case "#EXT-X-TARGETDURATION":
                found.target_s = int(value)
            case "#EXT-X-SERVER-CONTROL":
                found.control = said
            case "#EXT-X-PART-INF":
                found.part_target = Fraction(said["PART-TARGET"])
            case "#EXT-X-PRELOAD-HINT":
                found.hint = said["URI"]
            case _:
                self._of_numbering(name, value)

    def _of_numbering(self, name: str, value: str) -> None:
        match name:
            case "#EXT-X-MEDIA-SEQUENCE":
                self._number = int(value)
            case "#EXT-X-DISCONTINUITY-SEQUENCE":
                self._break_no = int(value)
            case "#EXT-X-DISCONTINUITY":
                self._break_no += 1
            case "#EXT-X-MAP":
                self._init = _attributes(value)["URI"]
            case _:
                assert name in ("#EXT-X-VERSION", "#EXT-X-INDEPENDENT-SEGMENTS"), name


def _attributes(value: str) -> dict[str, str]:
    return {name: said.strip('"') for name, said in _ATTRIBUTE.findall(value)}


def _check(found: ReadPlaylist) -> None:
    """RFC 8216bis, 4.4.3.1, 4.4.3.7, 4.4.3.8, 4.4.4.9."""
    for segment in found.segments:
        assert int(segment.duration + Fraction(1, 2)) <= found.target_s
        assert segment.init and segment.date is not None and segment.duration > 0
        if segment.parts:
            assert sum(part.duration for part in segment.parts) == segment.duration
    everything = [*found.segments, *([found.growing] if found.growing else [])]
    parts = [part for segment in everything for part in segment.parts]
    assert all(0 < part.duration <= found.part_target for part in parts)
    assert Fraction(found.control["HOLD-BACK"]) >= 3 * found.target_s
    if found.part_target:
        assert Fraction(found.control["PART-HOLD-BACK"]) >= 2 * found.part_target
    names = [*(one.uri for one in found.segments), *(one.uri for one in parts), found.hint]
    assert len(set(names)) == len(names)
