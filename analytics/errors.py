"""Requests that cannot be served: one base, one subclass a cause, each message one sentence that says what to do."""

from __future__ import annotations

from pathlib import Path


class InsightsError(Exception):
    """Base of all errors that a user can mend. `str()` of it is the sentence to show."""

    exit_status = 2


class SettingsError(InsightsError):
    """A key of postmortems.toml that is unknown or of the wrong type."""

    def __init__(self, file: Path, line: int, key: str, problem: str) -> None:
        super().__init__(f"{file}:{line}: {key}: {problem}.")


class DialectError(InsightsError):
    """A dialect names something that there is not, or a regular expression in it is none."""

    def __init__(self, dialect: str, key: str, problem: str) -> None:
        super().__init__(f"Dialect {dialect!r}: {key}: {problem}.")


class StoreMissingError(InsightsError):
    """There is no snapshot to read."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"There is no store in {directory}: run `postmortems ingest FOLDER --store {directory}` first.")


class StoreDamagedError(InsightsError):
    """The snapshot that CURRENT names cannot be opened."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"The snapshot {path} cannot be opened ({problem}): run `postmortems ingest` again to publish a new one."
        )


class StoreBusyError(InsightsError):
    """Another ingest is publishing into the same store."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"Another ingest is writing to {directory}: wait until it has finished, then run this one again.")


class StoreUnwritableError(InsightsError):
    """The store's directory cannot be made or written."""

    def __init__(self, directory: Path, problem: str) -> None:
        super().__init__(f"The store {directory} cannot be written ({problem}): check its permissions, or give another --store.")


class SourceMissingError(InsightsError):
    """A path given to ingest or lint does not exist."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} does not exist: give a folder or a file with postmortems.")


class NothingFoundError(InsightsError):
    """The sources hold no document, and publishing that would empty a store that holds some."""

    def __init__(self, source: str, kept: int) -> None:
        super().__init__(
            f"There is no document in {source}, so the store keeps the {kept:,} it holds: check the folder and [ingest] include, "
            "or give a new --store."
        )


class BaselineError(InsightsError):
    """A file is no earlier report that this one can be compared with."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name} {problem}.")


class UsageError(InsightsError):
    """An option or argument that cannot be served as given."""
