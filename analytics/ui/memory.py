"""What page runs remember: results by (snapshot, filters, choices), bounded, each made once however many runs ask for it at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future


class Memory:
    """The most recently used values. `st.cache_data` would copy each on every hit, `st.cache_resource` hash each key by its parts."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, Future[object]] = OrderedDict()

    def recall(self, key: Hashable, make: Callable[[], object]) -> object:
        """The value of a key; made by the first who asks, awaited by the others. A failure is raised to all and not remembered."""
        with self._lock:
            value = self._values.get(key)
            is_first = value is None
            if value is None:
                value = self._values[key] = Future()
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        if is_first:
            self._fill(key, value, make)
        return value.result()

    def _fill(self, key: Hashable, value: Future[object], make: Callable[[], object]) -> None:
        try:
            value.set_result(make())
        except BaseException as error:
            with self._lock:
                if self._values.get(key) is value:
                    del self._values[key]
            value.set_exception(error)
