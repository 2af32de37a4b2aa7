"""A list whose items are made when somebody looks at them."""

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class Looked(Sequence[T]):
    """Each is made when it is first looked at, of what does not change any more: of hundreds a
    screen shows a few. Equal to any sequence of equal items."""

    __slots__ = ("_found", "_makes")

    def __init__(self, makes: Sequence[Callable[[], T]]) -> None:
        self._makes = makes
        self._found: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self._makes)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        if isinstance(place, slice):
            return tuple(self._at(each) for each in range(*place.indices(len(self))))
        return self._at(range(len(self))[place])

    def _at(self, place: int) -> T:
        if place not in self._found:
            self._found[place] = self._makes[place]()
        return self._found[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))
