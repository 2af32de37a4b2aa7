"""What the machine says of this process and its disk."""

import resource
import shutil
import sys
from pathlib import Path

from core.health import MachineHealth

_STATM = Path("/proc/self/statm")


def machine_health(folder: Path) -> MachineHealth:
    """`folder` stands on the disk that is asked for; 0 bytes free where it cannot be asked."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        free = 0
    return MachineHealth(memory_bytes=_resident(), free_bytes=free)


def _resident() -> int:
    """Memory in use now; where the system has no /proc, the most there ever was."""
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
