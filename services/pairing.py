"""The code that makes the first owner."""

import secrets

from core.ports import Clock, PairingState
from core.types import MINUTE_NS, SECOND_NS

# No 0 O, 1 I L, 2 Z, 5 S, 8 B: it is read from one screen and typed on another.
ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
CODE_LENGTH = 10
TRIES = 5
VALID_NS = 10 * MINUTE_NS


class Pairing:
    """One code, five tries, ten minutes; it opens once and closes for good."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        self._tries_left = TRIES
        self._dies_ns = clock.monotonic_ns() + VALID_NS

    @property
    def code(self) -> str:
        """As it is shown: in two halves."""
        half = CODE_LENGTH // 2
        return f"{self._code[:half]}-{self._code[half:]}"

    @property
    def state(self) -> PairingState:
        left_ns = self._dies_ns - self._clock.monotonic_ns()
        if self._tries_left <= 0 or left_ns <= 0:
            return PairingState(is_open=False)
        return PairingState(
            is_open=True, tries_left=self._tries_left, left_s=-(-left_ns // SECOND_NS)
        )

    def accepts(self, typed: str) -> bool:
        """Takes a try; a right one closes the pairing. Spaces, dashes and case do not count."""
        if not self.state.is_open:
            return False
        bare = "".join(char for char in typed[:64].upper() if char.isalnum())
        is_right = secrets.compare_digest(bare.encode(errors="replace"), self._code.encode())
        self._tries_left = 0 if is_right else self._tries_left - 1
        return is_right
