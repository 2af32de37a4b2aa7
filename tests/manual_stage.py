"""The whole chat over manual trading in memory: real use cases, a scripted Telegram."""

import dataclasses

from bot.services import Services
from core.types import Access, UserId
from core.values import replace
from tests.chat_stage import Stage
from tests.fake_chat import ACCOUNT, ANN, owner
from tests.hand_services import HandServices, hand_services

VIC = UserId(9)


class ManualStage(Stage):
    """`hands` are the use cases and what they did; Vic may only look."""

    def __init__(self) -> None:
        super().__init__()
        self.gate.users[VIC] = replace(owner(VIC), access=Access.VIEWER, account=ACCOUNT)
        self.hands: HandServices = hand_services(self.gate, self.values, self.clock)

    def services(self) -> Services:
        return dataclasses.replace(
            super().services(),
            manual=self.hands.manual,
            orders=self.hands.orders,
            positions=self.hands.positions,
            confirming=self.hands.confirming,
        )

    def again(self) -> None:
        """The desk after a restart: what was in memory is gone."""
        before = self.hands.desk
        self.hands = hand_services(self.gate, self.values, self.clock)
        self.hands.desk.held, self.hands.desk.open = before.held, before.open

    def button(self, part: str, user: UserId = ANN) -> str:
        """The callback data of a button that holds `part`."""
        found = [data for data in self.live(user).buttons if part in data]
        assert len(found) == 1, (part, self.live(user).buttons)
        return found[0]
