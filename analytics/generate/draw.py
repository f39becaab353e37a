"""Random draws that are the same on every machine and under every version of numpy."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import NormalDist
from typing import TypeVar

from numpy.random import PCG64, Generator, SeedSequence

T = TypeVar("T")

_BLOCK = 256
_NORMAL = NormalDist()


class Draw:
    """Draws from one stream, named by integers.

    Only uniform numbers come from numpy: it keeps its bit streams, but may change how it makes distributions of them.
    """

    def __init__(self, *stream: int) -> None:
        self._uniforms = _read_uniforms(stream)

    def uniform(self) -> float:
        """A number in [0, 1)."""
        return next(self._uniforms)

    def chance(self, probability: float) -> bool:
        return next(self._uniforms) < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(next(self._uniforms) * (high - low + 1))

    def pick(self, values: Sequence[T]) -> T:
        return values[int(next(self._uniforms) * len(values))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """A key, with the probability that its weight has among all weights."""
        left = next(self._uniforms) * sum(weights.values())
        for value, weight in weights.items():
            left -= weight
            if left < 0:
                return value
        return next(reversed(list(weights)))

    def some(self, values: Sequence[T], low: int, high: int) -> list[T]:
        """Between low and high different values (all of them, if there are fewer), in the order in which they stand."""
        count = min(self.between(low, high), len(values))
        places = list(range(len(values)))
        for i in range(count):
            j = self.between(i, len(places) - 1)
            places[i], places[j] = places[j], places[i]
        return [values[place] for place in sorted(places[:count])]

    def log_normal(self, median: float, sigma: float) -> float:
        """Sigma is the standard deviation of the natural logarithm."""
        return median * math.exp(sigma * _NORMAL.inv_cdf(max(next(self._uniforms), 1e-9)))

    def log_uniform(self, low: float, high: float) -> float:
        return low * math.exp(math.log(high / low) * next(self._uniforms))


def _read_uniforms(stream: tuple[int, ...]) -> Iterator[float]:
    bits = Generator(PCG64(SeedSequence(stream)))
    while True:
        yield from bits.random(_BLOCK).tolist()
