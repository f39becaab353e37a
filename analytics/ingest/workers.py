"""Work spread over processes, its results in the order of the work."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from types import TracebackType
from typing import TypeVar

_Item = TypeVar("_Item")
_Batch = TypeVar("_Batch")
_Result = TypeVar("_Result")


class Workers:
    """So many processes, started when the first work needs them and kept for the next."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def map(self, work: Callable[[_Batch], _Result], batches: Iterable[_Batch], few: int = 1) -> Iterator[_Result]:
        """What `work` makes of each batch. So `few` of them are done here, unless processes run already: starting takes as long."""
        coming = iter(batches)
        first = list(islice(coming, 2 if self._pool else few + 1))
        if self.count == 1 or len(first) <= (1 if self._pool else few):
            return map(work, chain(first, coming))
        return self._spread(work, chain(first, coming))

    def _spread(self, work: Callable[[_Batch], _Result], batches: Iterable[_Batch]) -> Iterator[_Result]:
        # "spawn": a fork would copy the threads' locks of DuckDB and Arrow in whatever state they are.
        self._pool = self._pool or ProcessPoolExecutor(self.count, multiprocessing.get_context("spawn"))
        waiting: deque[Future[_Result]] = deque()
        for batch in batches:
            waiting.append(self._pool.submit(work, batch))
            if len(waiting) > 2 * self.count:  # bounds what is held in memory, whatever the size of the corpus
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def batched(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """The items in lists of so many; the last one may be shorter."""
    coming = iter(items)
    while batch := list(islice(coming, size)):
        yield batch
