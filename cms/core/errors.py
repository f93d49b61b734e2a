"""What an action says when it can't do what it was asked."""

from __future__ import annotations

from django.utils.functional import Promise


class Refusal(Exception):
    """An action refused for a reason that the person can understand.

    `sentence` is translated text that says what to do next; `code` is stable and is
    what callers and tests compare.
    """

    def __init__(self, sentence: str | Promise, *, code: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refusal):
    """The person has no right to this act; views answer 404 and give no hint of the object."""
