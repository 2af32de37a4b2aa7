"""Users: owners invite, change roles and end access."""

from bot.callbacks import Press
from bot.place import USERS, Place
from bot.render.users import render_invite
from core.types import Access, UserId
from handlers.turn import Turn


async def show(turn: Turn, press: Press) -> None:
    await turn.open(Place("users", press.arg))


async def invite(turn: Turn, press: Press) -> None:
    """The code is on this screen and nowhere else; it goes with the next press."""
    view = await turn.services.people.invite(turn.user.id, Access(press.arg))
    link = f"https://t.me/{await turn.bot_name()}?start=inv_{view.code.replace('-', '')}"
    screen = render_invite(view, link, turn.text)
    await turn.hub.show(
        turn.chat, turn.user.id, screen, back=USERS, until_ns=view.until_ns, is_fresh=turn.is_fresh
    )


async def revoke(turn: Turn, press: Press) -> None:
    await turn.open(USERS, turn.say(await turn.services.people.revoke(turn.user.id, press.arg)))


async def role(turn: Turn, press: Press) -> None:
    """Another owner is asked for first: there is no taking back what an owner may do."""
    who, access = press.assignment
    if access == Access.OWNER:
        await turn.ask("promote", back=USERS, version=who)
        return
    said = await turn.services.people.change_role(turn.user.id, UserId(int(who)), Access(access))
    await turn.open(Place("users", who), turn.say(said))


async def remove(turn: Turn, press: Press) -> None:
    await turn.ask("remove", back=USERS, version=press.arg)


async def log(turn: Turn, press: Press) -> None:
    await turn.open(Place("audit", press.arg))
