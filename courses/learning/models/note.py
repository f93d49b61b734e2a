from __future__ import annotations

import hashlib
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.core.scoping import scoped
from cms.people.models import User
from courses.cohorts.models import Enrolment
from courses.learning.models.passage import MOST_QUOTED

MOST_WRITTEN = 4000


class NoteQuerySet(models.QuerySet):
    def of(self, user: User | AnonymousUser) -> Self:
        """A person's own notes, whatever became of the enrolment."""
        return self.filter(enrolment__user=user) if user.is_authenticated else self.none()


class Note(models.Model):
    """What a trainee keeps at one block of a lesson: their own words, a bookmark, or both. Nobody else reads it.

    Keys are the same in every language and edition. `step_title`, `heading`, `quote` say in `language`
    what stood there when it was last saved, for the day on which the block is gone.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="notes")
    step_key = models.UUIDField()
    block_key = models.UUIDField()
    text = models.CharField(_("note"), max_length=MOST_WRITTEN, blank=True)
    bookmarked = models.BooleanField(_("bookmark"), default=False)
    language = models.CharField(max_length=8)
    step_title = models.CharField(_("lesson"), max_length=255)
    heading = models.CharField(_("heading"), max_length=255, blank=True)
    quote = models.CharField(_("passage"), max_length=MOST_QUOTED, blank=True)
    created_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"))

    objects = scoped(NoteQuerySet, path="enrolment__cohort__network")
    all_objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step_key", "block_key"], name="learning_note_once"),
            models.CheckConstraint(
                condition=~Q(text="") | Q(bookmarked=True), name="learning_note_holds_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.block_key}"

    @property
    def seen(self) -> str:
        return stamp_of(self.text)


def stamp_of(text: str) -> str:
    """Says which text a page has shown, so that a save can tell whether it has seen the stored one."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
