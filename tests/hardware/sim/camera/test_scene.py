"""The scene: what happened becomes what lies, turns and burns; what makes no sense changes nothing; balls and wheels arrive where they must."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.sim.camera.hearing import Hearing
from hardware.sim.camera.motion import Flight, Spin, Turning, ball_place
from hardware.sim.camera.scene import Scene, after
from hardware.sim.camera.wheels import POCKETS, pocket_place, segment_angle, segment_order
from hardware.sim.reader.throws import WHEELS

S = 1_000_000_000


def scene_of(*happenings: tuple[float, dict[str, Any]]) -> Scene:
    scene = Scene()
    for at_s, happening in happenings:
        scene = after(scene, {"at_ns": round(at_s * S), **happening})
    return scene


def card(name: str, index: int, place: str = "player") -> dict[str, Any]:
    return {"what": "card", "card": name, "place": place, "index": index, "turn_s": 0.7}


def test_cards_lie_until_the_layout_is_cleared() -> None:
    dealt = scene_of(
        (1, {"what": "table", "game": "baccarat"}), (2, card("8S", 0)), (3, card("KH", 0, "banker"))
    )
    assert [(one.card, one.place, one.from_s, round(one.up_s, 3)) for one in dealt.cards] == [
        ("8S", "player", 2.0, 2.7),
        ("KH", "banker", 3.0, 3.7),
    ]
    assert after(dealt, {"what": "clear", "at_ns": 4 * S}).cards == ()


def test_a_scene_is_never_changed_in_place() -> None:
    before = scene_of((1, {"what": "table", "game": "sic_bo"}))
    kept = repr(before)
    after(before, {"what": "dice", "faces": "123", "at_ns": S})
    after(before, {"what": "pin", "pin": "GPIO5", "state": 1, "at_ns": S})
    assert repr(before) == kept


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "what",
                "at_ns",
                "card",
                "faces",
                "pocket",
                "speed_decirpm",
                "direction",
                "how",
                "pin",
                "segment",
            ]
        ),
        st.one_of(
            st.none(),
            st.integers(),
            st.text(max_size=4),
            st.sampled_from(["ball", "dice", "rotor", "spinning", "number"]),
        ),
    )
)
def test_what_makes_no_sense_changes_nothing_and_raises_nothing(happening: dict[str, Any]) -> None:
    assert isinstance(after(Scene(), happening), Scene)


def test_lamps_stay_when_the_table_is_told_anew() -> None:
    scene = scene_of(
        (1, {"what": "pin", "pin": "GPIO5", "state": 1}), (2, {"what": "table", "game": "roulette"})
    )
    assert scene.pins == {"GPIO5": True}


@given(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.floats(0, 30))
def test_a_rotor_changes_its_speed_without_a_jump(before: float, then: float, at_s: float) -> None:
    turning = Turning(0.0, 0.3, before, before)
    changed = turning.going_on_at(at_s, then)
    assert changed.angle_at(at_s) == pytest.approx(turning.angle_at(at_s))
    assert changed.speed_at(at_s) == pytest.approx(turning.speed_at(at_s))
    assert changed.speed_at(at_s + 5) == pytest.approx(then, abs=1e-6)


@given(
    st.sampled_from(POCKETS),
    st.floats(0.5, 30),
    st.sampled_from([1, -1]),
    st.floats(-0.3, 0.3),
    st.floats(0.1, 5),
)
def test_a_ball_lies_in_its_pocket_when_it_is_said_to(
    pocket: str, falls_s: float, way: int, speed: float, rim_s: float
) -> None:
    rotor = Turning(0.0, 0.1, speed, speed)
    known_s = 10 + rim_s
    flight = Flight(10.0, way, known_s, known_s + falls_s, pocket_place(pocket))
    for at_s in (known_s + falls_s, known_s + falls_s + 3):
        place = ball_place(flight, rotor, at_s)
        assert (place.angle - rotor.angle_at(at_s)) % 1.0 == pytest.approx(pocket_place(pocket))
        assert (place.out, place.height) == (0.0, 0.0)


@given(st.sampled_from(POCKETS), st.floats(1.0, 28), st.sampled_from([1, -1]), st.floats(0.3, 5))
def test_a_ball_never_jumps_along_its_way(pocket: str, falls_s: float, way: int, rim_s: float) -> None:
    rotor = Turning(0.0, 0.0, -0.28 * way, -0.28 * way)
    known_s = 10 + rim_s
    free = Flight(10.0, way)
    flight = Flight(10.0, way, known_s, known_s + falls_s, pocket_place(pocket))
    at_s, angle, out = known_s, ball_place(free, rotor, known_s).angle, 1.0
    while at_s < known_s + falls_s + 0.5:
        at_s += 1 / 60
        place = ball_place(flight, rotor, at_s)
        moved = (place.angle - angle + 0.5) % 1.0 - 0.5
        assert abs(moved) < 0.1
        assert out + 1e-9 >= place.out
        angle, out = place.angle, place.out


@given(st.sampled_from(sorted(WHEELS)), st.data(), st.floats(0, 1000), st.floats(0.2, 12))
def test_a_money_wheel_stops_with_its_segment_under_the_pointer(
    wheel: str, data: st.DataObject, since_s: float, runs_s: float
) -> None:
    order = segment_order(WHEELS[wheel])
    name = data.draw(st.sampled_from(sorted(WHEELS[wheel])))
    spin = Spin(since_s, 0.4, since_s + runs_s, segment_angle(order, name, since_s))
    under = order[int(-spin.angle_at(since_s + runs_s) % 1.0 * len(order))]
    assert under == name
    assert spin.angle_at(since_s) == pytest.approx(0.4)


def test_every_segment_is_on_the_wheel_as_often_as_it_must() -> None:
    for counts in WHEELS.values():
        order = segment_order(counts)
        assert {name: order.count(name) for name in counts} == dict(counts)


def test_what_was_heard_is_not_heard_again_but_a_device_that_began_anew_is() -> None:
    hearing = Hearing()

    def told(session: int, *seqs: int) -> bytes:
        happenings = [{"seq": seq, "at_ns": seq, "what": "clear"} for seq in seqs]
        return json.dumps({"from": "shoe", "session": session, "happenings": happenings}).encode()

    assert [one["seq"] for one in hearing.new_in(told(1, 1, 2))] == [1, 2]
    assert [one["seq"] for one in hearing.new_in(told(1, 1, 2, 3))] == [3]
    assert hearing.new_in(told(1, 3)) == []
    assert [one["seq"] for one in hearing.new_in(told(2, 1))] == [1]


@given(st.binary(max_size=60))
def test_garbage_on_the_scene_socket_is_passed_over(garbage: bytes) -> None:
    assert Hearing().new_in(garbage) == []


def test_half_readable_datagrams_are_passed_over() -> None:
    for text in (
        "[]",
        "{}",
        '{"from": 1, "session": 2, "happenings": 3}',
        '{"from": 1, "session": 2, "happenings": [4]}',
        "null",
    ):
        assert Hearing().new_in(text.encode()) == []


def test_a_card_of_no_deck_is_not_drawn() -> None:
    assert scene_of((1, card("XX", 0))).cards == ()


@pytest.mark.parametrize(
    "datagram", [b"[" * 100_000, b"[]", b'{"from": "x", "session": 1, "happenings": [7]}']
)
def test_a_datagram_that_says_nothing_is_passed_over(datagram: bytes) -> None:
    assert Hearing().new_in(datagram) == []


def test_a_happening_without_a_time_is_passed_over() -> None:
    told = [{"seq": 1, "at_ns": "soon", "what": "clear"}, {"seq": 2, "at_ns": 5, "what": "clear"}]
    heard = Hearing().new_in(json.dumps({"from": "x", "session": 1, "happenings": told}).encode())
    assert [each["seq"] for each in heard] == [2]
