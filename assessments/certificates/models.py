from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.core.models import JobQuerySet, JobRow
from cms.core.scoping import scoped
from cms.networks.enums import COHORT_VIEWING_ROLES
from cms.networks.models import Network
from cms.people.models import User
from courses.cohorts.models import Enrolment

from .enums import STANDING_STATES, CertificateState
from .statement import Statement
from .storage import private_files


class CertificateQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Without those that another certificate has replaced."""
        return self.filter(state__in=STANDING_STATES)

    def expiring_before(self, end: datetime, *, now: datetime) -> Self:
        """Valid ones that end after `now` and by `end`, of which that has not been told."""
        return self.filter(
            state=CertificateState.VALID,
            expires_at__gt=now,
            expires_at__lte=end,
            expiry_told_at__isnull=True,
            statement__isnull=False,
        )

    def of(self, user: User) -> Self:
        """A person's own certificates."""
        return self.filter(enrolment__user=user) if user.is_authenticated else self.none()

    def for_user(self, user: User) -> Self:
        """A person's own, and those of the networks in which they may see cohorts."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        hosts = Network.objects.where(user, COHORT_VIEWING_ROLES)
        return self.filter(Q(enrolment__user=user) | Q(enrolment__cohort__network__in=hosts))


class Certificate(models.Model):
    """What was awarded, as it was stated on the day; `statement` is null once its holder was erased."""

    number = models.CharField(max_length=14, unique=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    award_key = models.UUIDField()
    state = models.CharField(max_length=12, choices=CertificateState, default=CertificateState.VALID)
    issued_at = models.DateTimeField()
    state_at = models.DateTimeField(help_text="since when it is in its state")
    expires_at = models.DateTimeField(null=True, help_text="exclusive; null for never")
    expiry_told_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=8)
    statement = models.JSONField(null=True)
    statement_hash = models.CharField(max_length=64)
    pdf = models.FileField(storage=private_files, upload_to="certificates", blank=True, max_length=120)
    pdf_hash = models.CharField(max_length=64, blank=True)
    built_to_standard = models.BooleanField(
        null=True, help_text="PDF/UA-1 and PDF/A-3a; null while there is no PDF"
    )

    objects = scoped(CertificateQuerySet, path="enrolment__cohort__network")
    all_objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "pk"]
        indexes = [models.Index(fields=["expires_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "award_key"],
                condition=~Q(state=CertificateState.SUPERSEDED),
                name="certificates_certificate_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CertificateState.values), name="certificates_certificate_state"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def has_expired_at(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    @property
    def stated(self) -> Statement | None:
        return None if self.statement is None else Statement.from_json(self.statement)

    @property
    def verify_path(self) -> str:
        return reverse("certificates:certificate", args=[self.number])

    @property
    def verify_url(self) -> str:
        """The address that stands on paper; never taken from a request."""
        return settings.SITE_URL.rstrip("/") + self.verify_path

    @property
    def is_drawn(self) -> bool:
        return bool(self.pdf)


class Rendering(JobRow):
    """The drawing of one certificate's PDF, once."""

    called = _("Certificates as PDF")
    network_path = "certificate__enrolment__cohort__network"
    subject_paths = ("certificate",)

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="rendering")

    objects = JobQuerySet.as_manager()

    class Meta(JobRow.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.state}"

    @property
    def about(self) -> tuple[str, ...]:
        return (self.certificate.number,)
