"""Draws the scene as it is at one moment into a frame. What lies still is laid once and kept; only what moves is drawn each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import av
from PIL import Image

from hardware.sim.camera import barcode, paint
from hardware.sim.camera.canvas import Canvas, Stamp, fill, new_frame, to_planes
from hardware.sim.camera.cards_view import CardsView
from hardware.sim.camera.common import CommonThings, Plate
from hardware.sim.camera.dice_view import DiceView
from hardware.sim.camera.roulette_view import RouletteView
from hardware.sim.camera.scene import Scene
from hardware.sim.camera.segments_view import SegmentsView
from hardware.sim.camera.view import Frame, Thing, View

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DICE, _WHEELS = frozenset({"sic_bo", "craps"}), frozenset({"money_wheel"})


class Renderer:
    """One camera's pictures of ``width`` x ``height``, both even."""

    def __init__(self, width: int, height: int, plate: Plate) -> None:
        if width % 2 or height % 2:
            raise ValueError(f"a picture has even sides, not {width} x {height}")
        self._frame = Frame(width, height)
        self._common = CommonThings(self._frame, plate)
        self._laid: tuple[str, tuple[Thing, ...]] | None = None
        self._view: View | None = None
        self._shown: tuple[object, ...] = ()
        self._ground: Canvas | None = None
        self._base: Canvas | None = None
        self._digit = cache(self._drawn_digit)

    def picture(self, scene: Scene, at_s: float, burn_ns: int | None = None) -> av.VideoFrame:
        """A new frame. ``burn_ns``: UTC in ns to burn in."""
        base = self._with_what_lies(scene, at_s)
        frame, canvas = new_frame(self._frame.width, self._frame.height)
        fill(canvas, base)
        if self._view is not None:
            self._view.moving(scene, at_s, canvas)
        if burn_ns is not None:
            self._burn(canvas, burn_ns)
        return frame

    def _with_what_lies(self, scene: Scene, at_s: float) -> Canvas:
        kind = scene.game, scene.segments
        if self._ground is None or kind != self._shown:
            self._shown, self._laid = kind, None
            self._view = self._new_view(scene)
            self._ground = Canvas(to_planes(self._new_ground()))
        things = (*self._common.lying(scene), *(self._view.lying(scene, at_s) if self._view else ()))
        if self._base is None or self._laid != (scene.game, things):
            self._laid, self._base = (scene.game, things), self._ground.copy()
            for thing in things:
                self._base.lay_centred(thing.stamp, thing.x, thing.y)
        return self._base

    def _new_view(self, scene: Scene) -> View | None:
        if scene.game == "roulette":
            return RouletteView(self._frame)
        if scene.game in _WHEELS:
            return SegmentsView(self._frame, scene.segments)
        if scene.game in _DICE:
            return DiceView(self._frame, scene.game)
        return CardsView(self._frame, scene.game) if scene.game else None

    def _new_ground(self) -> Image.Image:
        frame = self._frame
        light, dark = (paint.FELT, paint.DARK_FELT)
        if self._shown and self._shown[0] in ("baccarat", "sic_bo", "andar_bahar"):
            light, dark = paint.BLUE_FELT, paint.DARK_BLUE_FELT
        image = paint.cloth(frame.width, frame.height, light, dark)
        place = round(frame.left), round(frame.top)
        if self._view is not None:
            image.alpha_composite(self._view.ground(), place)
        sheet = frame.table_sheet()
        self._common.draw_ground(sheet)
        image.alpha_composite(sheet.image().crop((0, 0, frame.width, frame.height)), place)
        return image

    def _burn(self, canvas: Canvas, ns: int) -> None:
        y, u, v = canvas.planes
        barcode.burn(y, (u, v), ns)
        moment = _EPOCH + timedelta(microseconds=ns // 1000)
        words = f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03d}"
        step = round(15 * self._frame.scale)
        left = canvas.width - step * (len(words) + 1)
        top = canvas.height - barcode.strip_height(canvas.height) - round(30 * self._frame.scale)
        for place, letter in enumerate(words):
            canvas.lay(self._digit(letter), left + place * step, top)

    def _drawn_digit(self, letter: str) -> Stamp:
        sheet = self._frame.sheet(15, 26)
        sheet.box(0, 0, 15, 26, (0, 0, 0))
        sheet.text(7.5, 13, letter, 23, paint.WHITE)
        return Stamp(sheet.image())
