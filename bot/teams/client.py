"""Teams as a platform: what the chat shows, sent to one organisation's people and channels."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.chat.failures import where
from bot.parts import Dialog, Home, Line, Message, Prompts
from bot.platform import Acquaintance, Handle, NotDelivered, Place, Sent, Speaker
from bot.teams.book import AddressBook
from bot.teams.connector import Connector
from bot.teams.conversation import PLATFORM, Kind, Mark, TeamsConversation
from bot.teams.layout import ClauseUrl, activities, dialog_message, feedback_about
from bot.teams.waiting import WaitingRoom, Wish
from bot.teams.who import WhoIsWho

log = logging.getLogger(__name__)

SOON = 0.7
"""Seconds after which Teams shows that an answer is being written; most are there before."""


@dataclass(frozen=True, slots=True)
class TeamsPlatform:
    """What the chat needs of Teams, for one organisation. tenant: its id."""

    tenant: str
    connector: Connector
    book: AddressBook
    who_is_who: WhoIsWho
    waiting: WaitingRoom
    clause_url: ClauseUrl

    async def who(self, speaker: Speaker) -> Acquaintance:
        """Who that is, from the directory, Microsoft Graph and Teams."""
        return await self.who_is_who.met(speaker, self._member)

    async def send(self, place: Place, message: Message, key: str) -> Sent:
        """Posts in the place's thread; in private, as the reply to what was said there."""
        conversation = await self._known(place.channel)
        return await self._post(conversation, place.thread, message, key)

    async def answer(self, speaker: Speaker, place: Place, coming: Awaitable[Message], key: str) -> Sent:
        """Posts the answer; where it is long in coming, Teams shows that it is being written."""
        typing = asyncio.create_task(self._show_typing(place))
        try:
            message = await coming
        finally:
            typing.cancel()
        return await self.send(place, message, key)

    async def was_sent(self, place: Place, key: str) -> bool:
        """Whether Handrail has noted that it sent this: Teams cannot be asked."""
        return await self.book.sent(key) is not None

    async def whisper(self, speaker: Speaker, place: Place | None, message: Message, handle: Handle) -> None:
        """In the window that an invoke opens, else to this person alone where they are, else in private."""
        waiting = self.waiting.find(handle.trigger)
        at_home = place is not None and place.private and await self._is_personal(place)
        if waiting is not None and waiting.open and not (waiting.wish is Wish.MAY_CLOSE and at_home):
            only = message.parts[0] if len(message.parts) == 1 else None
            if isinstance(only, Line):
                waiting.say(only.text)
            else:
                waiting.show(Dialog("Handrail", message.parts))
        else:
            # Who was told that it takes longer looks for it in their own chat.
            late = waiting is None and bool(handle.trigger)
            await self._alone(speaker, None if late else place, message)

    async def open_up(self, place: Place | None, message: Message, handle: Handle, key: str) -> None:
        """Posts in the channel where somebody asked alone."""
        if place is None:
            raise NotDelivered("nowhere to share to", lasting=True)
        await self.send(place, message, key)

    async def write_to(self, user: str, message: Message, key: str, *, again: bool = False) -> Sent:
        """Opens the private chat with somebody, if there is none yet, and posts there."""
        if again:
            known = await self.book.sent(key)
            if known is not None:
                return known
        return await self._post(await self._private(user), "", message, key, alert=True)

    async def change(self, sent: Sent, message: Message) -> None:
        """Replaces a message."""
        conversation = await self._known(sent.channel)
        laid = activities(message, self.clause_url)[0]
        await self.connector.change(conversation, sent.message, self._to(conversation, laid))

    async def open_dialog(self, handle: Handle, dialog: Dialog) -> str:
        """Opens a window by the invoke that waits for it; where none does, shows it as a message."""
        waiting = self.waiting.find(handle.trigger)
        if waiting is None:
            # Too late for a window, or a client that opens none.
            return await self._instead(Mark.of(handle.reply), dialog)
        if waiting.wish is not Wish.NOTHING:
            waiting.show(dialog)
        return handle.dialog

    async def change_dialog(self, dialog_id: str, dialog: Dialog) -> None:
        """Replaces a window, or the message that stands for one."""
        mark = Mark.of(dialog_id)
        waiting = self.waiting.find(mark.trigger)
        if waiting is not None:
            waiting.show(dialog)
        elif not (mark.message and await self._changed(mark, dialog)):
            await self._instead(mark, dialog)

    async def show_home(self, speaker: Speaker, home: Home) -> None:
        """Posts the page in the private chat."""
        await self.write_to(speaker.user, Message(home.parts, "What I do, and which policies I have."), "")

    async def suggest(self, channel: str, questions: tuple[str, ...]) -> None:
        """Offers first questions in the private chat."""
        if questions:
            conversation = await self._known(channel)
            await self._post(conversation, "", Message((Prompts(questions),), questions[0]), "")

    async def _post(
        self, to: TeamsConversation, thread: str, message: Message, key: str, *, alert: bool = False
    ) -> Sent:
        laid = activities(message, self.clause_url)
        if alert:
            laid[-1]["channelData"] = {**laid[-1].get("channelData", {}), "notification": {"alert": True}}
        replied = {"replyToId": thread} if thread else {}
        for number, activity in enumerate(laid[:-1]):
            # What an earlier attempt got through is not sent again.
            page = f"{key}:{number}" if key else ""
            if await self.book.sent(page) is None:
                sent = await self.connector.send(to, to.thread(thread), {**self._to(to, activity), **replied})
                await self.book.note_sent(page, Sent(to.id, sent), None)
        sent = await self.connector.send(to, to.thread(thread), {**self._to(to, laid[-1]), **replied})
        posted = Sent(to.id, sent)
        await self.book.note_sent(key, posted, feedback_about(message))
        return posted

    async def _show_typing(self, place: Place) -> None:
        """Never fails: an answer does not wait for it."""
        await asyncio.sleep(SOON)
        try:
            conversation = await self._known(place.channel)
            await self.connector.show_typing(conversation, conversation.thread(place.thread))
        except Exception as error:  # noqa: BLE001  the answer itself says what there is to say
            log.info("it was not shown that an answer is being written: %s", where(error))

    async def _instead(self, mark: Mark, dialog: Dialog) -> str:
        """Shows a dialog as a message to one person alone; gives what to change it by.

        Where an invoke waited for it in vain, in their own chat, as they have been told by then.
        """
        to = await self.book.find(mark.channel)
        if to is not None and to.kind is not Kind.PERSONAL and not mark.trigger:
            account = self.book.account(Speaker(PLATFORM, self.tenant, mark.person))
            with contextlib.suppress(NotDelivered):
                if account:
                    whole = self._to(to, dialog_message(dialog, alone=True), account)
                    sent = await self.connector.send(to, to.address, whole, alone=True)
                    return str(replace(mark, message=sent, alone=True))
        if to is None or to.kind is not Kind.PERSONAL:
            to = await self._private(mark.person)
        sent = await self.connector.send(to, to.address, self._to(to, dialog_message(dialog)))
        return str(Mark("", to.id, mark.person, sent))

    async def _changed(self, mark: Mark, dialog: Dialog) -> bool:
        """Whether Teams has taken a dialog in place of the message that stood for one."""
        conversation = await self._known(mark.channel)
        laid = self._to(conversation, dialog_message(dialog, alone=mark.alone))
        try:
            await self.connector.change(conversation, mark.message, laid, alone=mark.alone)
        except NotDelivered as error:
            if not error.lasting:
                raise
            log.info("a message was not replaced, and is followed by another: %s", error)
            return False
        return True

    async def _alone(self, speaker: Speaker, place: Place | None, message: Message) -> None:
        conversation = await self.book.find(place.channel) if place else None
        if conversation is not None and place is not None:
            if conversation.kind is Kind.PERSONAL:
                await self._post(conversation, place.thread, message, "")
                return
            if await self._targeted(speaker, conversation, place.thread, message):
                return
        await self._post(await self._private(speaker.user), "", message, "")

    async def _targeted(self, speaker: Speaker, to: TeamsConversation, thread: str, message: Message) -> bool:
        """Shows it in the channel to this person alone; False where Teams does not."""
        account = self.book.account(speaker)
        if not account:
            return False
        try:
            for activity in activities(message, self.clause_url, native_feedback=False):
                await self.connector.send(to, to.thread(thread), self._to(to, activity, account), alone=True)
        except NotDelivered as error:
            log.info("something is shown in private instead: %s", error)
            return False
        return True

    async def _private(self, person: str) -> TeamsConversation:
        known = await self.book.private_with(self.tenant, person)
        if known is not None:
            return known
        beside = await self.book.any_in(self.tenant)
        if beside is None:
            raise NotDelivered("no conversation in that organisation is known yet", lasting=True)
        address = await self.connector.open_private(beside, person)
        opened = TeamsConversation(
            self.tenant, Kind.PERSONAL, address, beside.service, beside.bot, person, ""
        )
        await self.book.keep(opened)
        return opened

    async def _member(self, speaker: Speaker) -> Mapping[str, Any]:
        called = self.book.account(speaker) or speaker.user
        for conversation in await self.book.seen_in(speaker):
            try:
                return await self.connector.member(conversation, called)
            except NotDelivered as error:
                # A message extension is used where Handrail is no member and may ask nothing.
                log.info("Teams did not say there who somebody is: %s", error)
        return {}

    async def _is_personal(self, place: Place) -> bool:
        conversation = await self.book.find(place.channel)
        return conversation is not None and conversation.kind is Kind.PERSONAL

    async def _known(self, channel: str) -> TeamsConversation:
        conversation = await self.book.find(channel)
        if conversation is None:
            raise NotDelivered("that conversation is not known any more", lasting=True)
        return conversation

    def _to(
        self, conversation: TeamsConversation, activity: Mapping[str, Any], account: str = ""
    ) -> dict[str, Any]:
        """The activity addressed. account: whom it is meant for alone, or ""."""
        addressed = {"from": {"id": conversation.bot}, "conversation": {"id": conversation.address}}
        return {**activity, **addressed, **({"recipient": {"id": account}} if account else {})}
