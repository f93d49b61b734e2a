from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.people.enums import ProfessionalRole, ZoneSource
from cms.world.enums import LegalSystem
from cms.world.models import Country
from cms.world.zones import validate_zone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **values: Any) -> User:
        user = self.model(email=self.normalize_email(email), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **values: Any) -> User:
        return self.create_user(email, password, is_superuser=True, **values)

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail address. Never deleted: erasure blanks the row in place."""

    email = models.EmailField(_("e-mail address"))
    display_name = models.CharField(_("name shown to others"), max_length=150, blank=True)
    certificate_name = models.CharField(
        _("name on certificates"),
        max_length=200,
        blank=True,
        help_text=_("As it should be printed, in any script."),
    )
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    zone_source = models.CharField(
        _("how the time zone is known"), max_length=8, choices=ZoneSource, blank=True, editable=False
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    role = models.CharField(_("professional role"), max_length=24, choices=ProfessionalRole, blank=True)
    legal_system = models.CharField(_("legal system"), max_length=16, choices=LegalSystem, blank=True)
    data_saver = models.BooleanField(
        _("save data"),
        default=False,
        help_text=_("Figures load when you ask for them."),
    )
    # The version of the privacy notice that they last read; the proof is a Consent.
    privacy_version = models.CharField(max_length=12, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    erased_at = models.DateTimeField(null=True, editable=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="people_user_email_unique")]

    def __str__(self) -> str:
        return self.get_full_name()

    @property
    def is_staff(self) -> bool:
        return self.is_superuser

    @property
    def has_read_privacy(self) -> bool:
        """In the version of today."""
        return self.privacy_version == settings.PRIVACY_VERSION

    def get_full_name(self) -> str:
        return str(_("Erased person")) if self.erased_at else self.display_name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()

    def clean(self) -> None:
        super().clean()
        self.email = type(self).objects.normalize_email(self.email)
