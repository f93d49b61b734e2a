"""What this room and the libraries below it hold of a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from cms.people.models import AddressChange, Consent, DataAccess, SignIn, User
from cms.people.records import PersonalRecords, records

ACCESS_IS_KEPT = timedelta(days=730)


class Account(PersonalRecords):
    model = User
    title = _("Your account")
    purpose = _("So that you can sign in, read in your language, and get certificates in your name.")
    kept = _("Until you erase it.")
    of_person = ("pk",)
    fields = (
        "email",
        "display_name",
        "certificate_name",
        "language",
        "time_zone",
        "zone_source",
        "country",
        "role",
        "legal_system",
        "data_saver",
        "date_joined",
        "last_login",
    )


class Addresses(PersonalRecords):
    model = EmailAddress
    title = _("E-mail addresses")
    purpose = _("So that we know an address is yours.")
    kept = _("Until you remove it or erase your account.")
    fields = ("email", "verified", "primary")
    deleted_on_erasure = True


class SecondFactors(PersonalRecords):
    """The secrets themselves are nobody's to read, and so not in the download."""

    model = Authenticator
    title = _("Second factor")
    purpose = _("So that nobody signs in with your password alone.")
    kept = _("Until you take it away or erase your account.")
    fields = ("type", "created_at", "last_used_at")
    deleted_on_erasure = True


class SignIns(PersonalRecords):
    model = SignIn
    title = _("Where you are signed in")
    purpose = _("So that you can see it and end it there.")
    kept = _("Until you sign out; two weeks at the most.")
    fields = ("browser", "system", "since", "seen_at")
    deleted_on_erasure = True

    @classmethod
    def forget(cls, now: datetime) -> int:
        return Session.objects.filter(expire_date__lt=now).delete()[1].get(Session._meta.label, 0)


class AddressChanges(PersonalRecords):
    model = AddressChange
    title = _("Changes of your e-mail address")
    purpose = _("So that both mailboxes agree, and a change can be stopped.")
    kept = _("Until you erase your account.")
    fields = ("old", "new", "state", "asked_at", "settled_at")
    deleted_on_erasure = True


class Consents(PersonalRecords):
    model = Consent
    title = _("What you have read and agreed to")
    purpose = _("So that it can be shown that you were told how your data is used.")
    kept = _("For good; without your name once your account is erased.")
    fields = ("document", "version", "language", "given_at")


class Accesses(PersonalRecords):
    """Who saw what stays for its time, though who did or whose it was is erased: it then names nobody."""

    model = DataAccess
    title = _("Who looked at your data")
    purpose = _("So that you can see which organisers and staff did, and when.")
    kept = _("Two years.")
    of_person = ("subject",)
    fields = ("kind", "actor", "at", "reason")

    @classmethod
    def rows(cls, user: User) -> QuerySet[DataAccess]:
        about = [one for each in records() for one in each.seen_about(user)]
        return DataAccess.objects.concerning(user, about=about).select_related("actor")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        """A reason is written about a person, and may name them."""
        DataAccess.objects.filter(subject=user).update(reason="")

    @classmethod
    def forget(cls, now: datetime) -> int:
        return DataAccess.objects.filter(at__lt=now - ACCESS_IS_KEPT).delete()[0]


class EditorSettings(PersonalRecords):
    model = UserProfile
    title = _("How the editor looks to you")
    purpose = _("So that it looks the same when you come back.")
    kept = _("Until you erase your account.")
    fields = ("preferred_language", "current_time_zone", "theme", "density")
    deleted_on_erasure = True

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        for profile in cls.rows(user):
            profile.avatar.delete(save=False)
        super().erase(user, now=now)


class Subscriptions(PersonalRecords):
    model = PageSubscription
    title = _("Pages whose comments you follow")
    purpose = _("So that you are told of new comments.")
    kept = _("Until you stop following or erase your account.")
    fields = ("page", "comment_notifications")
    deleted_on_erasure = True


class EditorComments(PersonalRecords):
    model = Comment
    title = _("Comments that you wrote in the editor")
    purpose = _("So that those who write a module with you can answer.")
    kept = _("As long as the page; without your name once your account is erased.")
    fields = ("page", "text", "created_at")


class EditorReplies(PersonalRecords):
    model = CommentReply
    title = _("Answers that you wrote in the editor")
    purpose = _("So that those who write a module with you can go on.")
    kept = _("As long as the page; without your name once your account is erased.")
    fields = ("text", "created_at")


class EditorWork(PersonalRecords):
    """Half-written forms and open windows of the editor."""

    model = FormState
    title = _("What you began in the editor and have not saved")
    purpose = _("So that nothing is lost when the connection is.")
    kept = _("Until you save it or erase your account.")
    deleted_on_erasure = True

    @classmethod
    def export(cls, user: User) -> Iterator[dict[str, Any]]:
        yield from ()


class EditorWindows(EditorWork):
    model = EditingSession
    title = _("Pages that you have open in the editor")


class EditorUploads(EditorWork):
    model = UploadedFile
    title = _("Files on their way into the editor")
    of_person = ("uploaded_by_user",)


class AccessTokens(EditorWork):
    model = APIToken
    title = _("Keys for programs")


def names_only(model: type[models.Model], title: object) -> type[PersonalRecords]:
    """A model whose rows say who did something for a network; they stay, and name nobody once erased."""
    return type(
        f"Named{model.__name__}",
        (PersonalRecords,),
        {
            "model": model,
            "title": title,
            "purpose": _("So that a network can see who did what in its name."),
            "kept": _("As long as what was done; without your name once your account is erased."),
            "of_person": (),
            "__module__": __name__,
        },
    )


PageWork = names_only(Page, _("Pages that you made"))
Revisions = names_only(Revision, _("Versions of pages that you saved"))
PageActs = names_only(PageLogEntry, _("What you did with pages"))
OtherActs = names_only(ModelLogEntry, _("What you did with other things"))
Workflows = names_only(WorkflowState, _("Reviews that you asked for"))
Tasks = names_only(TaskState, _("Reviews that you finished"))
Images = names_only(get_image_model(), _("Pictures that you uploaded"))
Documents = names_only(get_document_model(), _("Documents that you uploaded"))
