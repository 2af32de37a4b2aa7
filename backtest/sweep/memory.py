"""Memory for tests that follow one another."""

from ctypes import CDLL

# Of mallopt, as GNU's C library numbers them.
TRIM_THRESHOLD, MOST_MAPPED = -1, -4
NEVER = (1 << 31) - 1


def keep_freed() -> None:
    """What one test frees, the next one takes again. The C library gives large arrays back to the
    system, and to fetch them anew, page by page, takes as long as the test itself."""
    mallopt = getattr(CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(TRIM_THRESHOLD, NEVER)
        mallopt(MOST_MAPPED, 0)
