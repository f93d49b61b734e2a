"""The demo's accounts: named by their role, one for each, and all with the same password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress

from cms.people.actions import give_consent
from cms.people.enums import ProfessionalRole, ZoneSource
from cms.people.models import User
from cms.world.enums import LegalSystem

PASSWORD = "demo-2010-salvador"  # noqa: S105 -- printed at the start of every demo


@dataclass(frozen=True)
class DemoAccount:
    address: str
    name: str
    does: str
    language: str = "en"
    time_zone: str = "UTC"
    country: str | None = None
    role: str = ""
    legal_system: str = ""
    central: bool = False

    @property
    def email(self) -> str:
        return f"{self.address}@example.org"


ACCOUNTS = (
    DemoAccount("central", "Central staff (demo)", "founds networks, sees everything", central=True),
    DemoAccount(
        "author", "Author (demo)", "writes EJN's modules", time_zone="Europe/Amsterdam", country="NL"
    ),
    DemoAccount(
        "reviewer",
        "Reviewer (demo)",
        "publishes the modules of four networks",
        time_zone="Europe/Amsterdam",
        country="NL",
    ),
    DemoAccount(
        "organiser",
        "Organiser (demo)",
        "runs the cohorts of WACAP, CASC and SEAJust",
        time_zone="Africa/Dakar",
        country="SN",
    ),
    DemoAccount(
        "facilitator", "Facilitator (demo)", "helps WACAP's trainees", time_zone="Africa/Dakar", country="SN"
    ),
    DemoAccount(
        "secretariat",
        "Secretariat (demo)",
        "reads WACAP's cohorts and reports",
        time_zone="Africa/Dakar",
        country="SN",
    ),
    DemoAccount("manager", "Manager (demo)", "grants roles in WACAP", time_zone="Africa/Dakar", country="SN"),
    DemoAccount(
        "member",
        "Member (demo)",
        "is a contact point of WACAP",
        time_zone="Africa/Accra",
        country="GH",
        role=ProfessionalRole.CONTACT_POINT,
    ),
    DemoAccount(
        "trainee",
        "Trainee (demo)",
        "is half-way through a course",
        time_zone="Africa/Dakar",
        country="SN",
        role=ProfessionalRole.PROSECUTOR,
        legal_system=LegalSystem.CIVIL_LAW,
    ),
    DemoAccount(
        "trainee-ar",
        "متدربة (تجريبية)",
        "is half-way through a course, in Arabic",
        language="ar",
        time_zone="Africa/Nouakchott",
        country="MR",
        role=ProfessionalRole.JUDGE,
        legal_system=LegalSystem.MIXED,
    ),
    DemoAccount(
        "graduate",
        "Graduate (demo)",
        "holds a certificate",
        time_zone="Asia/Tbilisi",
        country="GE",
        role=ProfessionalRole.CENTRAL_AUTHORITY,
        legal_system=LegalSystem.CIVIL_LAW,
    ),
    DemoAccount(
        "latecomer",
        "Latecomer (demo)",
        "did not finish a course",
        time_zone="Asia/Almaty",
        country="KZ",
        role=ProfessionalRole.INVESTIGATOR,
        legal_system=LegalSystem.CIVIL_LAW,
    ),
    DemoAccount(
        "newcomer",
        "Newcomer (demo)",
        "is not enrolled yet",
        time_zone="Africa/Lagos",
        country="NG",
        role=ProfessionalRole.PROSECUTOR,
        legal_system=LegalSystem.COMMON_LAW,
    ),
)


# Those whose progress fills the cohorts; nobody signs in as one of them, though one could.
COUNTRIES = (
    ("SN", "Africa/Dakar", "fr"),
    ("GH", "Africa/Accra", "en"),
    ("CI", "Africa/Abidjan", "fr"),
    ("GE", "Asia/Tbilisi", "en"),
    ("KZ", "Asia/Almaty", "en"),
    ("TH", "Asia/Bangkok", "en"),
    ("VN", "Asia/Ho_Chi_Minh", "en"),
    ("CV", "Atlantic/Cape_Verde", "pt"),
)
TRAINEES = tuple(
    DemoAccount(
        f"trainee-{number:02}",
        f"Trainee {number:02} (demo)",
        "takes part",
        language=language,
        time_zone=zone,
        country=country,
        role=ProfessionalRole.values[number % len(ProfessionalRole.values)],
        legal_system=(LegalSystem.CIVIL_LAW, LegalSystem.COMMON_LAW, LegalSystem.MIXED)[number % 3],
    )
    for number, (country, zone, language) in enumerate(COUNTRIES * 3, start=1)
)


def load(now: datetime) -> None:
    for account in (*ACCOUNTS, *TRAINEES):
        _make(account, now=now)


def demo_user(address: str) -> User:
    return User.objects.get(email=f"{address}@example.org")


def _make(account: DemoAccount, *, now: datetime) -> None:
    if User.objects.filter(email=account.email).exists():
        return
    create = User.objects.create_superuser if account.central else User.objects.create_user
    user = create(
        account.email,
        PASSWORD,
        display_name=account.name,
        certificate_name=account.name,
        language=account.language,
        time_zone=account.time_zone,
        zone_source=ZoneSource.SAID,
        country_id=account.country,
        role=account.role,
        legal_system=account.legal_system,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    give_consent(user, language=user.language, now=now)
