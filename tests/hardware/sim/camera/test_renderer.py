"""What the camera shows is what lies there: cards and dice by their faces, the ball in its pocket, the lamps as the pins; and it costs little."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from hardware.sim.camera import card_faces
from hardware.sim.camera.cards_view import card_place
from hardware.sim.camera.common import LED_X, LED_Y, Plate
from hardware.sim.camera.motion import BallPlace
from hardware.sim.camera.renderer import Renderer
from hardware.sim.camera.roulette_view import ball_middle, cell_middle
from hardware.sim.camera.scene import Scene, after
from hardware.sim.camera.wheels import POCKETS, pocket_place
from hardware.sim.reader.throws import WHEELS
from schemas.cards import DECK

WIDTH, HEIGHT = 1280, 720
PLATE = Plate("Table", {"green": "GPIO5", "led": "GPIO26"})
GAMES = ("roulette", "baccarat", "dragon_tiger", "andar_bahar", "blackjack", "sic_bo", "craps", "money_wheel")
Picture = NDArray[np.uint8]


def scene_of(game: str, *happenings: dict[str, Any]) -> Scene:
    scene = after(Scene(), {"at_ns": 0, "what": "table", "game": game, "segments": WHEELS["dream_catcher"]})
    for happening in happenings:
        scene = after(scene, {"at_ns": 1_000_000_000, **happening})
    return scene


def card(name: str, index: int, place: str = "laid", turn_s: float = 0.0) -> dict[str, Any]:
    return {"what": "card", "card": name, "place": place, "index": index, "turn_s": turn_s}


@cache
def camera(width: int, height: int) -> Renderer:
    """One for all tests of a size: they share what it has drawn, and no scene."""
    return Renderer(width, height, PLATE)


def shown(scene: Scene, at_s: float = 9.0, width: int = WIDTH, height: int = HEIGHT) -> Picture:
    return np.asarray(camera(width, height).picture(scene, at_s).to_ndarray(format="rgb24"), dtype=np.uint8)


def cut(picture: Picture, x: float, y: float, width: int, height: int) -> Picture:
    left, top = round(x - width / 2), round(y - height / 2)
    return picture[top : top + height, left : left + width]


def likeness(one: Picture, other: Picture) -> float:
    """Normalised correlation of two pictures of one size."""
    first, second = (grey.astype(float).mean(axis=2) for grey in (one, other))
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])


@cache
def faces(size: float) -> dict[str, Picture]:
    return {name: np.asarray(card_faces.face(name, size).convert("RGB"))[2:-2:2, 2:-2:2] for name in DECK}


def nearest_card(picture: Picture, x: float, y: float, size: float) -> str:
    height, width = (2 * side + 4 for side in faces(size)["QD"].shape[:2])
    seen = cut(picture, x, y, width, height)[2:-2:2, 2:-2:2]
    return max(DECK, key=lambda name: likeness(seen, faces(size)[name]))


def test_each_card_of_the_deck_is_the_one_that_is_seen() -> None:
    place = card_place("dragon_tiger", "laid", 1)
    for name, other in zip(DECK, reversed(DECK), strict=True):
        picture = shown(scene_of("dragon_tiger", card(other, 0), card(name, 1)))
        assert nearest_card(picture, place.x, place.y, place.size) == name


def test_every_place_of_a_coup_shows_its_card() -> None:
    coup = [("8S", 0, "player"), ("KH", 0, "banker"), ("TD", 1, "player"), ("3C", 1, "banker")]
    picture = shown(scene_of("baccarat", *(card(name, index, hand) for name, index, hand in coup)))
    for name, index, hand in coup:
        place = card_place("baccarat", hand, index)
        assert nearest_card(picture, place.x, place.y, place.size) == name


def test_a_card_is_seen_face_up_when_it_is_said_to_be_and_not_before() -> None:
    scene = scene_of("dragon_tiger", card("QD", 0, turn_s=0.7))
    place = card_place("dragon_tiger", "laid", 0)
    face = np.asarray(card_faces.face("QD", place.size).convert("RGB"))

    def like_it(at_s: float) -> float:
        return likeness(cut(shown(scene, at_s), place.x, place.y, face.shape[1], face.shape[0]), face)

    assert like_it(1.71) > 0.9
    assert max(like_it(at_s) for at_s in (1.0, 1.2, 1.4, 1.5)) < 0.6


@pytest.mark.parametrize("game", ["baccarat", "dragon_tiger", "andar_bahar", "blackjack"])
def test_no_card_lies_outside_of_the_picture(game: str) -> None:
    for index in range(5 if game == "baccarat" else 60):
        place = card_place(game, "laid", index)
        assert 40 < place.x < WIDTH - 30
        assert 60 < place.y < HEIGHT - 30


@pytest.mark.parametrize("pocket", POCKETS[::12])
def test_the_ball_lies_in_its_pocket_and_the_dolly_on_its_number(pocket: str) -> None:
    turning = {"what": "rotor", "speed_decirpm": 170, "direction": 1}
    falls = {"what": "ball", "how": "falls", "pocket": pocket, "rests_in_s": 2.0}
    scene = scene_of("roulette", turning, {"what": "ball", "how": "launched", "direction": 1}, falls)
    marked = after(scene, {"what": "number", "pocket": pocket, "at_ns": 4_000_000_000})
    x, y = ball_middle(BallPlace(scene.rotor.angle_at(9.0) + pocket_place(pocket), 0.0, 0.0))
    assert cut(shown(marked), x, y, 7, 7).mean() > 170
    x, y = cell_middle(pocket)
    assert np.abs(cut(shown(marked), x, y, 20, 20).astype(int) - cut(shown(scene), x, y, 20, 20)).mean() > 40


@pytest.mark.parametrize("size", [(1280, 720), (960, 540), (640, 360)])
def test_lamps_and_led_burn_as_the_pins_say(size: tuple[int, int]) -> None:
    scale = size[0] / WIDTH
    dark, lit = scene_of("sic_bo"), scene_of("sic_bo", {"what": "pin", "pin": "GPIO26", "state": 1})
    assert cut(shown(dark, 9, *size), LED_X * scale, LED_Y * scale, 6, 6).mean() < 60
    assert cut(shown(lit, 9, *size), LED_X * scale, LED_Y * scale, 6, 6).mean() > 230
    assert shown(dark, 9, *size).tobytes() == shown(dark, 10, *size).tobytes()


@pytest.mark.parametrize("face", "123456")
def test_a_die_shows_as_many_pips_as_were_thrown(face: str) -> None:
    many = [
        shown(scene_of("craps", {"what": "dice", "faces": pair}), 9).astype(int)
        for pair in (face * 2, "11" if face != "1" else "66")
    ]
    assert np.abs(many[0] - many[1]).sum() > 100_000


@pytest.mark.parametrize("game", GAMES)
def test_every_game_has_a_table_of_its_own(game: str) -> None:
    picture = shown(scene_of(game), 9, 320, 180)
    assert picture.std() > 8
    assert np.abs(picture.astype(int) - shown(Scene(), 9, 320, 180)).mean() > 1


def test_a_segments_colour_is_under_the_pointer() -> None:
    scene = scene_of("money_wheel", {"what": "spinning", "segment": "40", "rests_in_s": 2.0})
    red, green, blue = (int(value) for value in cut(shown(scene), 640, 388 - 222, 4, 4).mean(axis=(0, 1)))
    assert red > 150
    assert max(green, blue) < 90


def test_odd_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="even sides, not 641 x 360"):
        Renderer(641, 360, PLATE)


def test_other_shapes_show_the_whole_table_in_their_middle() -> None:
    wide, square = shown(scene_of("roulette"), 9, 1000, 400), shown(scene_of("roulette"), 9, 400, 400)
    assert wide.shape == (400, 1000, 3)
    assert square.shape == (400, 400, 3)


def test_pictures_do_not_share_their_memory() -> None:
    renderer = Renderer(320, 180, PLATE)
    first = renderer.picture(scene_of("roulette"), 1.0)
    before = first.to_ndarray().tobytes()
    renderer.picture(
        scene_of("roulette", {"what": "pin", "pin": "GPIO26", "state": 1}), 2.0, 1_753_000_000_000_000_000
    )
    assert first.to_ndarray().tobytes() == before


def test_a_running_wheel_in_720_lines_costs_less_than_ten_milliseconds_of_processor() -> None:
    scene = scene_of(
        "roulette",
        {"what": "rotor", "speed_decirpm": 170, "direction": 0},
        {"what": "ball", "how": "launched", "direction": 0},
    )
    renderer = Renderer(WIDTH, HEIGHT, PLATE)
    renderer.picture(scene, 1.0, 1_753_000_000_000_000_000)
    began_s = time.process_time()
    for number in range(60):
        renderer.picture(scene, 1 + number / 30, 1_753_000_000_000_000_000 + number)
    assert (time.process_time() - began_s) / 60 < 0.010
