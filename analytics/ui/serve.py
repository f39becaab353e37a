"""Starts the dashboard for a store and ends it cleanly."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from analytics.errors import InsightsError
from analytics.ui.stores import APP, STORE_VARIABLE

HOST = "127.0.0.1"
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0


class ServeError(InsightsError):
    """The dashboard cannot be started."""


def serve(store: Path, port: int) -> int:
    """Serves the dashboard of a store on this machine until Ctrl-C or SIGTERM and prints its address. Returns the exit status, 0.

    Raises:
        ServeError: the port is taken, the project's app.py is missing, or the server ended by itself.
    """
    # A supervisor ends a service with SIGTERM; without this the server would outlive the command.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with running(store, port) as (address, process):
        if sys.stdout.isatty():
            webbrowser.open(address)
        print(f"Dashboard of {store}: {address}  (Ctrl-C ends it)", flush=True)  # noqa: T201 - the address is this command's result
        try:
            process.wait()
        except KeyboardInterrupt:
            return 0
    raise ServeError("The dashboard has ended by itself: its log above says why.")


@contextmanager
def running(store: Path, port: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The dashboard's address and process, which is ended when the block is left."""
    if not APP.is_file():
        raise ServeError(f"{APP} is missing: start the dashboard from a clone of the project.")
    if not _is_free(port):
        raise ServeError(f"Port {port} is in use: give another one, with --port or `make dashboard PORT=8600`.")
    process = subprocess.Popen(  # noqa: S603 - this interpreter, this package, a number
        [sys.executable, "-m", "analytics.ui.server", str(port)],
        cwd=APP.parent, env={**os.environ, STORE_VARIABLE: str(store.absolute())}, stdout=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        _wait_until_ready(process, port)
        yield f"http://{HOST}:{port}", process
    finally:
        _stop(process)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServeError("The dashboard could not be started: its log above says why.")
        try:
            with urlopen(f"http://{HOST}:{port}/_stcore/health", timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise ServeError(f"The dashboard did not answer within {_START_SECONDS:.0f} seconds.")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
