"""What the bot waits to be typed."""

from aiogram.fsm.state import State, StatesGroup


class Typing(StatesGroup):
    risk = State()
    """A value of a risk setting; the data's `setting` names it."""
