"""A page as an HTML parser sees it: every element with its attributes, and what a strict content policy or a screen reader would mind."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "br", "img", "use", "hr"})


@dataclass(slots=True)
class Element:
    """A start tag; ``text`` is everything inside it, hidden words for screen readers too."""

    tag: str
    attributes: dict[str, str]
    text: str = ""

    @property
    def name(self) -> str:
        """What assistive technology would call it, labels apart."""
        return (self.attributes.get("aria-label") or self.text).strip()


@dataclass(slots=True)
class Page:
    """A parsed page."""

    elements: list[Element] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def buttons(self) -> set[str]:
        """Names of the buttons."""
        return {button.name for button in self.all("button")}

    def faults(self) -> list[str]:
        """Inline script or style, anything from outside, nameless controls, ids that are given twice."""
        return [
            *self._policy(),
            *self._names(),
            *self._ids(),
            *(f"<{tag}> is not closed" for tag in self.unclosed),
        ]

    def _policy(self) -> list[str]:
        found = []
        for each in self.elements:
            found += [
                f"<{each.tag} {name}>" for name in each.attributes if name == "style" or name.startswith("on")
            ]
            if each.tag == "style" or (each.tag == "script" and "src" not in each.attributes):
                found.append(f"inline <{each.tag}>")
            for name in ("src", "href", "action"):
                value = each.attributes.get(name, "")
                if (value and not value.startswith(("/", "#"))) or value.startswith("//"):
                    found.append(f"{name}={value} leads outside")
        return found

    def _names(self) -> list[str]:
        labels = {label.attributes.get("for") for label in self.all("label")}
        nameless = [
            f"<{each.tag}> without a name"
            for tag in ("button", "a")
            for each in self.all(tag)
            if not each.name and not each.attributes.get("id", "").startswith("ask")
        ]
        unlabelled = [
            f"input {each.attributes}"
            for each in self.all("input")
            if each.attributes.get("id") not in labels
        ]
        return (
            nameless
            + unlabelled
            + [
                f"<img> without alt: {each.attributes}"
                for each in self.all("img")
                if "alt" not in each.attributes
            ]
        )

    def _ids(self) -> list[str]:
        ids = [each.attributes["id"] for each in self.elements if "id" in each.attributes]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        pointed = [
            value for each in self.elements for value in each.attributes.get("aria-labelledby", "").split()
        ]
        return [f"id {name} twice" for name in twice] + [
            f"no element {name}" for name in pointed if name not in ids
        ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.page.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            closed = self._open.pop()
            if closed.tag == tag:
                return
            self.page.unclosed.append(closed.tag)

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data


def read(html: str) -> Page:
    """Parse a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page
