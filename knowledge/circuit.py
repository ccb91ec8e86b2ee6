"""Whether to call a server that may be down: a plain value that counts failures and keeps a pause."""

import threading
from dataclasses import dataclass, field

FAILURES = 3
PAUSE = 60.0  # seconds


@dataclass(slots=True)
class Circuit:
    """Lets calls through until so many have failed in a row; then, after a pause, one at a time.

    Times are seconds of any clock that never goes back. Any thread may ask.
    """

    failures: int = FAILURES
    pause: float = PAUSE
    _in_a_row: int = 0
    _again_at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def lets_through(self, now: float) -> bool:
        """Whether to call now. After a pause one caller may try; the next only a pause later."""
        with self._lock:
            if self._in_a_row < self.failures:
                return True
            if now < self._again_at:
                return False
            self._again_at = now + self.pause
            return True

    def worked(self) -> None:
        """A call had a reply."""
        with self._lock:
            self._in_a_row = 0

    def failed(self, now: float) -> None:
        """A call had none."""
        with self._lock:
            self._in_a_row += 1
            self._again_at = now + self.pause
