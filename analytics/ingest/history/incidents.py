"""Which incident of one version of the corpus is which of the next: across new names of files and moves between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from analytics.ingest.history.versions import Version
from analytics.ingest.read import Promised, incident_key

Arrived = tuple[str, Promised]
"""An incident of the new version with the path of its document."""


def pair_incidents(old: Sequence[Version], new: Sequence[Arrived], renamed: Mapping[str, str]) -> dict[int, int]:
    """Position in the new version -> in the old one, for the incidents that were there before. `renamed`: new path -> old path.

    The same id in the same document, the same id elsewhere, the same place in the document, the same place in the document of the
    old name: the first that fits both sides alone is taken.
    """
    rules: tuple[tuple[Callable[[Version], object], Callable[[Arrived], object]], ...] = (
        (lambda v: v.incident_id and (v.path, v.incident_id), lambda a: a[1].incident_id and (a[0], a[1].incident_id)),
        (lambda v: v.incident_id, lambda a: a[1].incident_id),
        (lambda v: v.incident_key, lambda a: a[1].incident_key),
        (lambda v: v.incident_key, lambda a: a[0] in renamed and incident_key(renamed[a[0]], a[1].place)),
    )
    pairs: dict[int, int] = {}
    for of_old, of_new in rules:
        taken = set(pairs.values())
        olds = _unique({i: of_old(version) for i, version in enumerate(old) if i not in taken})
        news = _unique({j: of_new(arrived) for j, arrived in enumerate(new) if j not in pairs})
        pairs |= {j: olds[name] for name, j in news.items() if name in olds}
    return pairs


def _unique(names: Mapping[int, object]) -> dict[object, int]:
    counts = Counter(names.values())
    return {name: place for place, name in names.items() if name and counts[name] == 1}


def pair_versions(old: Sequence[Version], new: Sequence[Version]) -> dict[int, int]:
    """The same of incidents that are known on both sides."""
    arrived = [(version.path, Promised(version.incident_key, "", version.incident_id, None, [])) for version in new]
    return pair_incidents(old, arrived, {})
