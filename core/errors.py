"""Every error Dzentra raises on purpose, as one tree.

DzentraError
  ExchangeError          a venue did not do what was asked
    RateLimited          asked too often; `retry_after_s` says when to come back
    Unreachable          no answer: unknown, not failed
    Rejected             a definite no, with the venue's reason
  StorageError           the journal could not be read or written
    JournalUnwritable    nothing can be made durable (disk full, read-only)
    DatabaseTooNew       written by a newer program
    DeskLocked           another desk holds this database
    CorruptJournal       the hash chain does not hold
  PluginError            a plugin cannot be used, or did not do what a plugin must
  WorkersLost            the processes or machines that a long job was shared among are gone
  InputError             what a person typed or set, with the sentence that says what would be right

An expected refusal (margin limit, no stop-loss) is a value, `core.trading.Refusal`, not an error.
"""


class DzentraError(Exception):
    """Root of the tree; its text is fit for a screen and never holds a secret."""


class ExchangeError(DzentraError):
    """A venue did not do what was asked."""


class RateLimited(ExchangeError):
    """Asked too often."""

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unreachable(ExchangeError):
    """No answer came; whether the venue acted is unknown."""


class Rejected(ExchangeError):
    """The venue refused, definitely."""


class StorageError(DzentraError):
    """The journal could not be read or written."""


class JournalUnwritable(StorageError):
    """Nothing can be made durable: the disk is full or read-only."""


class DatabaseTooNew(StorageError):
    """The database was written by a newer program."""


class DeskLocked(StorageError):
    """Another desk holds this database."""


class CorruptJournal(StorageError):
    """The hash chain does not hold."""


class PluginError(DzentraError):
    """A plugin cannot be used, or did not do what a plugin must; the text says why."""


class WorkersLost(DzentraError):
    """The processes or machines that a long job was shared among are gone."""


class InputError(DzentraError):
    """A person's input cannot be used; the text says what would be right.

    `code` names the sentence in the screens' languages, `values` fill its placeholders.
    """

    def __init__(self, message: str, *, code: str = "input", **values: str) -> None:
        super().__init__(message)
        self.code = code
        self.values = values
