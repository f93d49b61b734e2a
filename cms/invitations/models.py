from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cms.core.enums import JobState
from cms.core.models import JobQuerySet
from cms.core.scoping import scoped
from cms.invitations.enums import InvitationState
from cms.invitations.gifts import gifts
from cms.invitations.tokens import hash_of, new_seed, token_of
from cms.networks.models import Membership, Network
from cms.notices.models import MailJob
from cms.people.models import User

OPEN = Q(accepted_at__isnull=True, taken_back_at__isnull=True)


class InvitationQuerySet(models.QuerySet):
    def for_user(self, user: User) -> Self:
        """Those that `user` may send again and take back: of each gift, in the networks where they may give it."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        theirs = Q(pk__in=[])
        for gift in gifts().values():
            theirs |= Q(gift=gift.key, network__in=Network.objects.where(user, gift.giving_roles))
        return self.filter(theirs)

    def open(self) -> Self:
        """Neither used nor taken back, whether they have expired or not."""
        return self.filter(OPEN)

    def in_state(self, state: str, *, at: datetime) -> Self:
        return self.filter(
            {
                InvitationState.WAITING: OPEN & Q(expires_at__gt=at),
                InvitationState.EXPIRED: OPEN & Q(expires_at__lte=at),
                InvitationState.USED: Q(accepted_at__isnull=False),
                InvitationState.TAKEN_BACK: Q(taken_back_at__isnull=False),
            }[InvitationState(state)]
        )

    def undelivered(self) -> Self:
        """Open ones whose letter the mail server refused, or never took."""
        return self.open().filter(mailing__state=JobState.FAILED)

    def with_standing(self) -> Self:
        """Annotates `inviter_stands`: False where the gift needs an inviter who may still give it, and theirs may not."""
        stands = ~Q(gift__in=[gift.key for gift in gifts().values() if gift.needs_inviter])
        for gift in gifts().values():
            giving = Membership.objects.filter(
                user=OuterRef("invited_by"), network=OuterRef("network"), role__in=gift.giving_roles
            )
            may_give = Q(invited_by__is_superuser=True) | Q(Exists(giving))
            stands |= Q(gift=gift.key, invited_by__is_active=True) & may_give
        return self.annotate(
            inviter_stands=models.Case(
                models.When(stands, then=True), default=False, output_field=models.BooleanField()
            )
        )


class Invitation(models.Model):
    """What a network offers to whoever reads the mail of an address, to be used once.

    `gift` names a slice of `INVITATION_GIFTS`, `terms` is what that slice needs, and `subject`
    tells what is offered from other offers of the same gift. It is open until it is used or
    taken back; an open one that has expired can be sent again.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language of the letter"), max_length=8)
    gift = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    terms = models.JSONField(default=dict)
    takes_over_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    seed = models.CharField(max_length=40, default=new_seed, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True)

    objects = scoped(InvitationQuerySet)
    all_objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "email", "gift", "subject"],
                condition=OPEN,
                name="invitations_invitation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(taken_back_at__isnull=True),
                name="invitations_invitation_used_or_taken_back",
            ),
        ]
        indexes = [models.Index(fields=["email"])]

    def __str__(self) -> str:
        return f"{self.gift} {self.subject} in {self.network_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.token_hash = hash_of(self.token)
        super().save(*args, **kwargs)

    @property
    def token(self) -> str:
        return token_of(self.seed)

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.taken_back_at is None

    def state_at(self, now: datetime) -> InvitationState:
        if self.accepted_at is not None:
            return InvitationState.USED
        if self.taken_back_at is not None:
            return InvitationState.TAKEN_BACK
        return InvitationState.WAITING if now < self.expires_at else InvitationState.EXPIRED


class Mailing(MailJob):
    """The e-mail with the link, as a job; sending again is the same row, with another number."""

    called = _("Letters of invitation")
    subject_paths = ("invitation__network",)

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="mailing")
    number = models.PositiveSmallIntegerField(default=1, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta(MailJob.Meta):
        abstract = False

    @property
    def about(self) -> tuple[str, ...]:
        return self.invitation.email, self.invitation.network.name


class Vouching(models.Model):
    """That somebody answered for an address whose owner can't get our mail; who, when and why."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="vouchings")
    email = models.EmailField()
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="vouchings")
    reason = models.CharField(_("reason"), max_length=300)
    vouched_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    vouched_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="invitations_vouching_says_why")]

    def __str__(self) -> str:
        return f"{self.user_id} by {self.vouched_by_id}"
