"""What an owner is told of plugins."""


class News(str):
    """A sentence that also says what it is about, by a code that screens have words for: refused,
    quarantined, ahead, gone, kept, removed, market."""

    code: str

    def __new__(cls, code: str, sentence: str) -> "News":
        made = super().__new__(cls, sentence)
        made.code = code
        return made
