"""Names as numbers, and names that cannot live together."""

from __future__ import annotations

import hashlib

import pytest

from engine.errors import InputError
from engine.random import entity, name_hash, refuse_collisions


def test_name_hash_is_the_start_of_sha256():
    digest = hashlib.sha256(b"email").digest()
    assert name_hash("email") == sum(byte << (8 * place) for place, byte in enumerate(digest[:8]))
    assert entity("email") == digest[0] | digest[1] << 8 | digest[2] << 16


def collision() -> tuple[str, str]:
    """Two names with one 24-bit hash, found by trying."""
    seen: dict[int, str] = {}
    for number in range(100_000):
        name = f"channel-{number}"
        if entity(name) in seen:
            return seen[entity(name)], name
        seen[entity(name)] = name
    raise AssertionError("no collision among 100,000 names")


def test_collisions_are_refused():
    first, second = collision()
    refuse_collisions(["email", first], "channel")
    with pytest.raises(InputError, match=f"'{first}' and '{second}'") as caught:
        refuse_collisions(["email", first, "shop", second], "channel")
    assert caught.value.place == f"channel.{second}"


def test_equal_names_are_refused():
    with pytest.raises(InputError, match="two of the same name: action 'welcome'"):
        refuse_collisions(["welcome", "news", "welcome"], "action")


def test_names_without_collision_pass():
    refuse_collisions([], "offer")
    refuse_collisions((name for name in ("email", "sms", "shop")), "channel")
