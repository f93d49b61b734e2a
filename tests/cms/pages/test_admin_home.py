"""The admin's home: what waits for whom, and what each role is told that it is for."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.enums import JobState
from cms.invitations.models import Invitation, Mailing
from cms.networks.actions import grant_role
from cms.networks.enums import ADMIN_ROLES, Role
from cms.networks.role_texts import WHAT_IT_MAY
from cms.people.models import User
from courses.catalogue.models import LessonPage, ModulePage
from tests.cast import NOW, Cast, make_course, make_module, make_person, network_page
from tests.cms.invitations.invited import DAY, invited

HOME = "/admin/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class Panel:
    def __init__(self, client: Client, person: User) -> None:
        client.force_login(person)
        self.text = client.get(HOME).text
        waits = self.text.split('aria-labelledby="h-waits"')[1].split("</section>")[0]
        self.waits = [line.split("</span>")[0].split("<span>")[1] for line in waits.split("<li>")[1:]]
        self.duties = self.text.split('aria-labelledby="h-duties"')[1] if "h-duties" in self.text else ""


@pytest.mark.parametrize("role", sorted(ADMIN_ROLES))
def test_every_role_is_told_what_it_is_for_and_where_to_begin(client: Client, cast: Cast, role: Role) -> None:
    person = make_person("somebody")
    grant_role(cast.casc, user=person, role=role, by=cast.central, now=NOW)
    panel = Panel(client, person)
    assert panel.waits == []
    assert "Nothing waits for you now." in panel.text
    assert (
        f"<b>{role.label.capitalize()} in CASC</b><br>{WHAT_IT_MAY[role]}".replace("'", "&#x27;")
        in panel.duties
    )
    doors = {
        Role.AUTHOR: reverse("wagtailadmin_explore", args=[network_page(cast.casc).pk]),
        Role.REVIEWER: reverse("wagtailadmin_explore", args=[network_page(cast.casc).pk]),
        Role.ORGANISER: reverse("cohort:index"),
        Role.SECRETARIAT: reverse("reports:completion_cohorts"),
        Role.MANAGER: reverse("network:people", args=[cast.casc.pk]),
    }
    if role == Role.FACILITATOR:
        assert "href" not in panel.duties
    else:
        assert f'href="{doors[role]}"' in panel.duties
        assert client.get(doors[role]).status_code == 200


def test_every_role_has_a_sentence() -> None:
    assert set(WHAT_IT_MAY) == set(Role)


def test_one_person_with_roles_in_two_networks_is_told_of_each(client: Client, cast: Cast) -> None:
    duties = Panel(client, cast.two_roles).duties
    assert duties.count("<li>") == 2
    assert duties.index("Secretariat in CASC") < duties.index("Organiser in WACAP")


def test_central_staff_see_networks_without_a_manager(client: Client, cast: Cast) -> None:
    assert Panel(client, cast.central).waits == ["CASC has no manager.", "WACAP has no manager."]
    grant_role(cast.casc, user=cast.author, role=Role.MANAGER, by=cast.central, now=NOW)
    panel = Panel(client, cast.central)
    assert panel.waits == ["WACAP has no manager."]
    assert reverse("network:found") in panel.text
    assert Panel(client, cast.manager).waits == []


def test_a_manager_sees_what_became_of_the_invitations(client: Client, cast: Cast) -> None:
    for number in range(2):
        invited(cast.ejn, by=cast.manager, email=f"{number}@example.org")
    invited(cast.ejn, by=cast.manager, email="late@example.org", now=NOW - 20 * DAY)
    invited(cast.ejn, by=cast.manager, email="refused@example.org")
    invited(cast.wacap, by=cast.central, email="elsewhere@example.org")
    Mailing.objects.filter(invitation__email="refused@example.org").update(state=JobState.FAILED)
    panel = Panel(client, cast.manager)
    assert panel.waits == [
        "1 invitation could not be delivered.",
        "1 invitation expired without an answer.",
        "2 invitations wait for an answer.",
    ]
    assert "/admin/invitations/?state=undelivered" in panel.text
    assert Panel(client, cast.organiser).waits == Panel(client, cast.author).waits == []
    Invitation.all_objects.update(taken_back_at=NOW)
    assert Panel(client, cast.manager).waits == []


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    return make_module(cast.ejn, "Requests", by=cast.author)


def test_drafts_wait_for_who_may_write_and_for_who_may_publish(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    assert Panel(client, cast.reviewer).waits == []
    lesson = LessonPage.objects.child_of(module).get()
    lesson.summary = "Changed"
    lesson.save_revision()
    module.add_child(instance=LessonPage(title="New", locale=module.locale, live=False))
    panel = Panel(client, cast.reviewer)
    assert panel.waits == [
        "“Requests, lesson 1” (English) has changes that are not published.",
        "“New” (English) has changes that are not published.",
    ]
    assert reverse("wagtailadmin_pages:edit", args=[lesson.pk]) in panel.text
    assert Panel(client, cast.author).waits == [
        "“Requests, lesson 1” (English) has changes that a reviewer has not published yet.",
        "“New” (English) has changes that a reviewer has not published yet.",
    ]
    for person in (cast.manager, cast.organiser, cast.two_roles, cast.secretariat):
        assert Panel(client, person).waits == []
    lesson.get_latest_revision().publish()
    assert len(Panel(client, cast.reviewer).waits) == 1


def test_what_was_taken_offline_waits_for_nobody(client: Client, cast: Cast, module: ModulePage) -> None:
    LessonPage.objects.child_of(module).get().unpublish()
    assert Panel(client, cast.reviewer).waits == []


def test_courses_wait_for_organisers_and_the_networks_page_for_managers(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    course = make_course(cast.wacap, "Course", module)
    course.summary = "Changed"
    course.save_revision()
    page = network_page(cast.ejn, "ar")
    page.description = "Changed"
    page.save_revision()
    assert Panel(client, cast.organiser).waits == ["“Course” (English) has changes that are not published."]
    assert Panel(client, cast.two_roles).waits == ["“Course” (English) has changes that are not published."]
    assert Panel(client, cast.manager).waits == ["“EJN” (Arabic) has changes that are not published."]
    assert Panel(client, cast.reviewer).waits == []


def test_many_drafts_are_counted_and_cost_no_more(client: Client, cast: Cast, module: ModulePage) -> None:
    def queries() -> int:
        client.force_login(cast.author)
        client.get(HOME)
        with CaptureQueriesContext(connection) as captured:
            client.get(HOME)
        return len(captured)

    def draft(number: int) -> None:
        page = LessonPage(title=f"Draft {number}", locale=module.locale, live=False)
        module.add_child(instance=page)

    draft(0)
    one = queries()
    for number in range(1, 3):
        draft(number)
    assert queries() == one
    for number in range(3, 11):
        draft(number)
    waits = Panel(client, cast.author).waits
    assert len(waits) == 9
    assert waits[-1] == "3 more pages have changes that are not published."
