"""What `doctor` finds on the machine: Python, the data folder, its disk, other processes."""

import os
import platform
import socket
import sys
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from app.backup import backup_folder
from app.health import Finding, fine, note, size_of, wrong
from app.machine import machine_health
from app.settings import Settings
from core.types import HOUR_NS
from storage.copies import copies_in
from storage.lock import holder_of

OLDEST_PYTHON = (3, 11)
LEAST_FREE = 500 * 2**20
OLD_COPY_NS = 26 * HOUR_NS
PAGE_S = 2.0
DEMO_TOKEN = "42:demo"


def python_finding() -> Finding:
    found = platform.python_version()
    if sys.version_info < OLDEST_PYTHON:
        return wrong("Python", found, "Install Python 3.11 or newer and run: make install")
    return fine("Python", found)


def folder_findings(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    if not folder.exists():
        parent = next(it for it in (folder.absolute(), *folder.absolute().parents) if it.exists())
        if not os.access(parent, os.W_OK | os.X_OK):
            yield _no_rights(folder, f"cannot be made: no right to write to {parent}")
            return
        yield note("Data folder", f"{folder} is not there yet; the first start makes it")
        folder = parent
    elif not folder.is_dir():
        yield wrong("Data folder", f"{folder} is no folder", "Set DATA_DIR to the path of one")
        return
    elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield _no_rights(folder, "no right to read and write it")
    elif folder.stat().st_mode & 0o007:
        yield note("Data folder", f"{folder} is open to everyone", f"Run: chmod o= {folder}")
    else:
        yield fine("Data folder", str(folder))
    yield _disk(folder)


def _no_rights(folder: Path, why: str) -> Finding:
    fix = f"Run as its owner, or: chown -R $USER {folder}, or set DATA_DIR to another folder"
    return wrong("Data folder", f"{folder}: {why}", fix)


def _disk(folder: Path) -> Finding:
    free = machine_health(folder).free_bytes
    found = f"{size_of(free)} free"
    if free < LEAST_FREE:
        fix = "Make room, or set DATA_DIR to a larger disk: a full one halts the desk"
        return wrong("Disk", found, fix)
    return fine("Disk", found)


def copies_finding(settings: Settings, now_ns: int) -> Finding:
    folder = backup_folder(settings)
    copies = copies_in(folder)
    if not copies:
        return note("Backup", "no copy yet", "Run: python main.py backup")
    newest = copies[-1]
    hours = (now_ns - newest.at_ns) // HOUR_NS
    found = f"{len(copies)}, the newest {newest.path.name}, {hours} h old"
    if now_ns - newest.at_ns > OLD_COPY_NS:
        return note("Backup", found, "Run: python main.py backup (a running desk does it hourly)")
    return fine("Backup", found)


def desk_finding(settings: Settings) -> Finding:
    holder = holder_of(settings.lock_path)
    if holder is None:
        return note("Desk", "not running", "Start it: make run")
    return fine("Desk", f"running, process {holder}")


def page_finding(settings: Settings, *, is_running: bool) -> Finding:
    """A killed demo leaves its chat page behind, so that the chat is not lost."""
    host, port = settings.demo_host, settings.demo_port
    if not port:
        return fine("Demo page", "none")
    if not _answers(host, port):
        return _port_finding(settings, host, port)
    if is_running:
        return fine("Demo page", f"on port {port}")
    process = _page_process(port)
    stop = f"kill {process}" if process is not None else f"end what listens on port {port}"
    fix = f"Go on with it: python main.py demo, or stop it: {stop}"
    return wrong("Demo page", f"left over by a killed demo on port {port}", fix)


def _port_finding(settings: Settings, host: str, port: int) -> Finding:
    """Where no page of ours answers; with a token nobody needs the port."""
    if settings.bot_token is not None or _is_free(host, port):
        return fine("Demo page", f"none on port {port}")
    fix = "Set DEMO_PORT to a free port, or to 0 for any"
    return wrong("Demo page", f"port {port} of {host} is taken by another program", fix)


def _is_free(host: str, port: int) -> bool:
    try:
        socket.create_server((host, port), family=_family(host)).close()
    except OSError:
        return False
    return True


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _answers(host: str, port: int) -> bool:
    shown = f"[{host}]" if ":" in host else host
    try:
        with urlopen(f"http://{shown}:{port}/bot{DEMO_TOKEN}/getMe", timeout=PAGE_S) as answer:
            return bool(answer.status == 200)
    except (OSError, HTTPException):
        return False


def _page_process(port: int) -> int | None:
    """The process of the chat on a port, where the system lists processes in /proc."""
    for listed in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = listed.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[1:3] == [b"-m", b"demo"] and str(port).encode() in words:
            return int(listed.parent.name)
    return None
