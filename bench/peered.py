"""Where the programs are that we are measured against."""

import os


def peer_python(own: str = "") -> str:
    """The Python that holds a peer: one for those that agree on what they need, and one for each of
    the others. Raises KeyError where `make` did not say where they are."""
    return os.environ["DZENTRA_PEERS"] + (f"-{own}" if own else "") + "/bin/python"
