"""What the bot waits to be typed."""

from aiogram.fsm.state import State, StatesGroup


class Typing(StatesGroup):
    symbol = State()
    """A name of an instrument, sought where the chat is."""
    agent = State()
    """A value of an agent, or of the new one (`agent` ''); the data's `field` names it."""
    draft = State()
    """A field of the draft; the data's `field` names it."""
    order = State()
    """A new value of an open order; the data's `order` and `field` name it."""
    position = State()
    """An exit of a position, or how much of it to close; `trade` and `field` name it."""
    alarm = State()
    """A new alarm, or the level of one; the data's `alarm` numbers it."""
    setting = State()
    """A preference; the data's `setting` names it."""
    parameter = State()
    """A parameter of the agent's strategy; `number`, `version` and `agent` say which."""
    offer = State()
    """Words that the marketplace is searched for."""
    risk = State()
    """A value of a risk setting; the data's `setting` names it."""
