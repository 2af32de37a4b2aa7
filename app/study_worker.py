"""One study in a process of its own: `python -m app.study_worker`, spoken to in lines of JSON.

The first line that comes says what to do; while it runs, shares of it leave, and at last the study
(or, of a download, how many rows came) or why there is none. When its input ends, so does the
process: it never outlives its desk.
"""

import json
import logging
import os
import sys
from threading import Thread
from typing import TextIO

from app.study_job import Job
from core.codec import decode, encode
from core.errors import DzentraError, InputError

log = logging.getLogger(__name__)

NICE = 10
LEFT_ALONE = 3
FINEST = 0.01


def main(commands: TextIO, answers: TextIO) -> None:
    """The border of a study: whatever a strategy does is told as a sentence."""
    os.nice(NICE)
    job = decode(Job, commands.readline())
    Thread(target=_leash, args=(commands,), daemon=True).start()

    try:
        _do(job, answers)
    except InputError as error:
        _say(answers, failed=error.code, words=str(error), values=dict(error.values))
    except DzentraError as error:
        _say(answers, failed="study_failed", words=str(error), values={"why": str(error)[:120]})
    except Exception as error:
        log.exception("a study failed")
        why = f"{type(error).__name__}: {error}"[:120]
        _say(answers, failed="study_failed", words=why, values={"why": why})


def _do(job: Job, answers: TextIO) -> None:
    told = Shares(answers).tell
    if not job.is_load:
        from app.study_tests import study

        _say(answers, study=encode(study(job.wish, job.source, told)))
        return
    from app.study_load import load

    if (rows := load(job.wish, job.source, told)) is not None:
        _say(answers, rows=rows)


class Shares:
    """Tells how much is done, in steps that can be seen."""

    def __init__(self, answers: TextIO) -> None:
        self._answers = answers
        self._last = 0.0

    def tell(self, share: float) -> None:
        if share - self._last >= FINEST:
            self._last = share
            _say(self._answers, done=round(share, 4))


def _say(answers: TextIO, **told: object) -> None:
    answers.write(json.dumps(told) + "\n")
    answers.flush()


def _leash(commands: TextIO) -> None:
    commands.read()
    os._exit(LEFT_ALONE)


if __name__ == "__main__":
    # What a strategy prints must not be taken for an answer.
    spoken, sys.stdout = sys.stdout, sys.stderr
    main(sys.stdin, spoken)
