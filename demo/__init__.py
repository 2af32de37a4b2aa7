"""Telegram on loopback: the Bot API and a chat page, so that the bot runs without a token."""
