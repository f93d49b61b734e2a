"""The fixed cast: two established networks' people, an emerging one's, and those who have no role."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction

from cms.networks.actions import Founding, found_network, grant_role
from cms.networks.enums import NetworkKind, Role
from cms.networks.models import Network
from cms.pages.models import NetworkPage
from cms.people.actions import give_consent
from cms.people.models import User
from courses.catalogue.models import CourseModule, CoursePage, LessonPage, ModulePage
from courses.cohorts.models import Cohort, Release

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """EJN is established; WACAP and CASC are emerging. `two_roles` organises WACAP and is CASC's secretariat."""

    ejn: Network
    wacap: Network
    casc: Network
    central: User
    author: User
    reviewer: User
    manager: User
    organiser: User
    secretariat: User
    casc_organiser: User
    two_roles: User
    trainee: User
    stranger: User


def make_person(name: str, *, central: bool = False) -> User:
    """Somebody with a confirmed address, name@example.org, who has read the privacy notice and has no role."""
    make = User.objects.create_superuser if central else User.objects.create_user
    person = make(f"{name}@example.org", "correct horse battery", display_name=name.capitalize())
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    give_consent(person, language="en", now=NOW)
    return person


def make_network(slug: str, kind: NetworkKind, *, by: User) -> Network:
    return found_network(Founding(slug=slug, kind=kind, names={"en": slug.upper()}), by=by, now=NOW)


def make_cast() -> Cast:
    central = make_person("central", central=True)
    ejn = make_network("ejn", NetworkKind.ESTABLISHED, by=central)
    wacap = make_network("wacap", NetworkKind.EMERGING, by=central)
    casc = make_network("casc", NetworkKind.EMERGING, by=central)

    def with_roles(name: str, *roles: tuple[Network, Role]) -> User:
        person = make_person(name)
        for network, role in roles:
            grant_role(network, user=person, role=role, by=central, now=NOW)
        return person

    return Cast(
        ejn=ejn,
        wacap=wacap,
        casc=casc,
        central=central,
        author=with_roles("author", (ejn, Role.AUTHOR)),
        reviewer=with_roles("reviewer", (ejn, Role.REVIEWER)),
        manager=with_roles("manager", (ejn, Role.MANAGER)),
        organiser=with_roles("organiser", (wacap, Role.ORGANISER)),
        secretariat=with_roles("secretariat", (wacap, Role.SECRETARIAT)),
        casc_organiser=with_roles("casc", (casc, Role.ORGANISER)),
        two_roles=with_roles("both", (wacap, Role.ORGANISER), (casc, Role.SECRETARIAT)),
        trainee=make_person("trainee"),
        stranger=make_person("stranger"),
    )


def network_page(network: Network, language: str = "en") -> NetworkPage:
    return NetworkPage.objects.get(network=network, locale__language_code=language)


def make_module(network: Network, title: str, *, lessons: int = 1, by: User | None = None) -> ModulePage:
    """Published, so that it has an edition."""
    parent = network_page(network)
    module = parent.add_child(instance=ModulePage(title=title, locale=parent.locale, live=False, owner=by))
    for number in range(1, lessons + 1):
        lesson = LessonPage(title=f"{title}, lesson {number}", locale=parent.locale, live=False, owner=by)
        module.add_child(instance=lesson)
        lesson.save_revision(user=by).publish()
    module.save_revision(user=by).publish()
    return ModulePage.objects.get(pk=module.pk)


def make_course(network: Network, title: str, *modules: ModulePage) -> CoursePage:
    parent = network_page(network)
    course = CoursePage(title=title, locale=parent.locale, live=False)
    course.modules = [
        CourseModule(module_key=module.translation_key, sort_order=n) for n, module in enumerate(modules)
    ]
    parent.add_child(instance=course)
    course.save_revision().publish()
    return CoursePage.objects.get(pk=course.pk)


def make_cohort(network: Network, course: CoursePage, name: str, **values: object) -> Cohort:
    """A draft in Dakar's zone from 5 to 30 April 2027, enrolment in March, a release for each module."""
    said = {
        "languages": ["en"],
        "time_zone": "Africa/Dakar",
        "enrolment_opens_on": date(2027, 3, 1),
        "enrolment_closes_on": date(2027, 3, 31),
        "starts": date(2027, 4, 5),
        "ends": date(2027, 4, 30),
        "capacity": 30,
    } | values
    cohort = Cohort.all_objects.create(network=network, course_key=course.translation_key, name=name, **said)
    for place, key in enumerate(course.module_keys()):
        Release.objects.create(
            cohort=cohort, module_key=key, day_offset=7 * place, local_time=time(9), due_offset=7 * place + 6
        )
    return cohort


@pytest.fixture(scope="module")
def cast_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Founding three networks takes seconds: it is done once a module, in a transaction around its tests."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        made = make_cast()
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def cast(cast_of_module: Cast, db: None) -> Cast:
    """Not for transactional tests: those call `make_cast()`."""
    return copy.deepcopy(cast_of_module)
