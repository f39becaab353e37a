"""Remembered results: made once, bounded, failures not remembered."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from analytics.ui.memory import Memory


def test_a_value_is_made_once_however_many_ask_at_a_time() -> None:
    memory, made, gate = Memory(8), [], threading.Event()

    def make() -> int:
        gate.wait(5)
        made.append(1)
        return len(made)

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(memory.recall, "key", make) for _ in range(8)]
        gate.set()
        assert {future.result() for future in asked} == {1}


def test_the_least_recently_used_value_leaves() -> None:
    memory = Memory(2)
    memory.recall("a", lambda: 1)
    memory.recall("b", lambda: 1)
    memory.recall("a", lambda: 2)
    memory.recall("c", lambda: 1)
    assert memory.recall("a", lambda: 2) == 1
    assert memory.recall("b", lambda: 2) == 2


def test_a_failure_reaches_the_caller_and_is_not_remembered() -> None:
    memory = Memory(2)

    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        memory.recall("key", fail)
    assert memory.recall("key", lambda: 3) == 3
