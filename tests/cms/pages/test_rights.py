"""Which pages each role may add, change, publish and see in the admin."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.pages.models import HomePage, NetworkPage
from cms.pages.rights import grant_page_rights
from cms.people.models import User
from courses.catalogue.models import CoursePage, LessonPage, ModulePage
from tests.cast import NOW, Cast, make_course, make_module, network_page

ADD = "wagtailadmin_pages:add"


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    return make_module(cast.ejn, "Requests", by=cast.author)


def rights(page: Page) -> Callable[[object], set[str]]:
    def of(user: object) -> set[str]:
        tester = page.permissions_for_user(user)
        asked = {"edit": tester.can_edit, "publish": tester.can_publish, "add": tester.can_add_subpage}
        return {name for name, may in asked.items() if may()}

    return of


def test_a_module_is_its_authors(cast: Cast, module: ModulePage) -> None:
    of = rights(module)
    assert of(cast.author) == {"edit", "add"}
    assert of(cast.reviewer) == {"edit", "add", "publish"}
    assert of(cast.central) == {"edit", "add", "publish"}
    for person in (cast.manager, cast.organiser, cast.secretariat, cast.trainee):
        assert of(person) == set()


def test_organisers_may_not_touch_modules_of_their_own_network(cast: Cast) -> None:
    own = make_module(cast.wacap, "Own")
    lesson = LessonPage.objects.child_of(own).get()
    course = make_course(cast.wacap, "Course", own)
    assert rights(own)(cast.organiser) == rights(lesson)(cast.organiser) == set()
    assert rights(course)(cast.organiser) == {"edit", "publish"}


def test_authors_may_not_touch_courses_of_their_own_network(cast: Cast, module: ModulePage) -> None:
    course = make_course(cast.ejn, "Course", module)
    assert rights(course)(cast.author) == rights(course)(cast.reviewer) == set()


def test_a_networks_own_page_is_its_managers(cast: Cast) -> None:
    of = rights(network_page(cast.ejn))
    assert of(cast.manager) == {"edit", "publish"}
    assert of(cast.author) == of(cast.reviewer) == {"add"}
    assert of(cast.organiser) == set()


def test_rights_hold_on_plain_pages_too(cast: Cast, module: ModulePage) -> None:
    plain = Page.objects.get(pk=module.pk)
    assert rights(plain)(cast.manager) == set()
    assert rights(plain)(cast.author) == {"edit", "add"}


@pytest.mark.parametrize(
    ("person", "model", "allowed"),
    [
        ("author", "modulepage", True),
        ("author", "coursepage", False),
        ("organiser", "coursepage", True),
        ("organiser", "modulepage", False),
    ],
)
def test_each_role_adds_its_own_kind_of_page(
    client: Client, cast: Cast, person: str, model: str, allowed: bool
) -> None:
    network = cast.ejn if person == "author" else cast.wacap
    parent = network_page(network)
    client.force_login(getattr(cast, person))
    answer = client.get(reverse(ADD, args=["catalogue", model, parent.pk]))
    if allowed:
        assert answer.status_code == 200
    else:
        assert answer.url == reverse("wagtailadmin_explore", args=[parent.pk])


def test_who_organises_and_writes_does_not_publish_the_module(client: Client, cast: Cast) -> None:
    """Publishing below the network's page comes from the organiser's role, adding modules from the author's."""
    grant_role(cast.wacap, user=cast.organiser, role=Role.AUTHOR, by=cast.central, now=NOW)
    client.force_login(cast.organiser)
    address = reverse(ADD, args=["catalogue", "modulepage", network_page(cast.wacap).pk])
    values = {"title": "Mine", "slug": "mine", "summary": "", "law_stated_as_at": ""}
    client.post(address, values | {"action-publish": "1"})
    assert not ModulePage.objects.exists()
    client.post(address, values)
    assert not ModulePage.objects.get(slug="mine").live


def test_taught_pages_are_neither_copied_nor_moved_away(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    course = make_course(cast.ejn, "Course", module)
    for page in (module, course, LessonPage.objects.child_of(module).get()):
        tester = page.permissions_for_user(cast.central)
        assert not tester.can_copy()
        assert not tester.can_move_to(network_page(cast.wacap))
    client.force_login(cast.central)
    assert client.get(reverse("wagtailadmin_pages:copy", args=[module.pk])).status_code == 302


def test_steps_are_put_in_order_by_who_publishes(client: Client, cast: Cast) -> None:
    module = make_module(cast.ejn, "Two", lessons=2)
    first, second = LessonPage.objects.child_of(module).order_by("path")
    address = reverse("wagtailadmin_pages:set_page_position", args=[second.pk])
    for person, order in ((cast.author, [first, second]), (cast.reviewer, [second, first])):
        client.force_login(person)
        client.post(f"{address}?position=0")
        assert list(LessonPage.objects.child_of(module).order_by("path")) == order


def test_another_networks_pages_are_closed(client: Client, cast: Cast) -> None:
    foreign = make_module(cast.casc, "Secret")
    draft = foreign.add_child(instance=LessonPage(title="Secret draft", live=False, locale=foreign.locale))
    client.force_login(cast.reviewer)
    for name in ("edit", "delete", "history", "usage", "unpublish", "move", "copy", "view_draft"):
        answer = client.get(reverse(f"wagtailadmin_pages:{name}", args=[draft.pk]), follow=True)
        assert "Secret" not in answer.content.decode(), name
    explored = client.get(reverse("wagtailadmin_explore", args=[foreign.pk]), follow=True)
    assert "Secret" not in explored.content.decode()
    found = client.get(reverse("wagtailadmin_pages:search") + "?q=Secret")
    assert [page.title for page in found.context["object_list"]] == []


def test_choosers_offer_own_pages_only(client: Client, cast: Cast) -> None:
    foreign = make_module(cast.casc, "Secret")
    client.force_login(cast.reviewer)
    for address in (
        reverse("wagtailadmin_choose_page_search") + "?q=Secret",
        reverse("wagtailadmin_choose_page_child", args=[foreign.pk]),
        reverse("wagtailadmin_choose_page_child", args=[network_page(cast.casc).pk]),
    ):
        answer = client.get(address, headers={"x-requested-with": "XMLHttpRequest"})
        assert "Secret" not in answer.content.decode()
    own = client.get(reverse("wagtailadmin_choose_page_child", args=[network_page(cast.ejn).pk]))
    assert own.status_code == 200


def test_granting_again_changes_nothing(cast: Cast) -> None:
    before = GroupPagePermission.objects.count()
    for page in NetworkPage.objects.filter(network=cast.ejn):
        grant_page_rights(page, cast.ejn)
    assert GroupPagePermission.objects.count() == before


def test_the_home_page_is_central_staffs(cast: Cast) -> None:
    of = rights(HomePage.objects.get(locale__language_code="en"))
    assert of(cast.manager) == of(cast.reviewer) == of(cast.organiser) == set()


def test_a_draft_lesson_is_previewed_by_its_authors_only(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    draft = module.add_child(
        instance=LessonPage(title="Draft", summary="Not yet", live=False, locale=module.locale)
    )
    draft.save_revision()
    address = reverse("wagtailadmin_pages:view_draft", args=[draft.pk])
    client.force_login(cast.author)
    assert "Not yet" in client.get(address).content.decode()
    for person in (cast.organiser, cast.manager, cast.secretariat):
        client.force_login(person)
        assert "Not yet" not in client.get(address, follow=True).content.decode()


def test_the_course_form_shows_modules_by_title(client: Client, cast: Cast, module: ModulePage) -> None:
    course = make_course(cast.wacap, "Course", module)
    client.force_login(cast.organiser)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    assert f'value="{module.translation_key}"' in page and "Requests" in page
    assert CoursePage.objects.source().get().module_keys() == [module.translation_key]


def test_the_choice_of_what_to_add_holds_what_the_roles_allow(client: Client, cast: Cast) -> None:
    def offered(person: User, parent: Page) -> list[str] | str:
        client.force_login(person)
        answer = client.get(reverse("wagtailadmin_pages:add_subpage", args=[parent.pk]))
        if answer.status_code == 302:
            return answer.url
        return [model for _name, _app, model, _said in answer.context["page_types"]]

    ejn, wacap = network_page(cast.ejn), network_page(cast.wacap)
    assert offered(cast.author, ejn) == reverse(ADD, args=["catalogue", "modulepage", ejn.pk])
    assert offered(cast.organiser, wacap) == reverse(ADD, args=["catalogue", "coursepage", wacap.pk])
    assert offered(cast.central, ejn) == ["coursepage", "modulepage"]
    grant_role(cast.wacap, user=cast.organiser, role=Role.AUTHOR, by=cast.central, now=NOW)
    assert offered(cast.organiser, wacap) == ["coursepage", "modulepage"]
    client.force_login(cast.author)
    assert client.get(reverse("wagtailadmin_pages:add_subpage", args=[wacap.pk])).status_code == 404
    client.logout()
    address = reverse("wagtailadmin_pages:add_subpage", args=[ejn.pk])
    assert client.get(address).url.startswith(reverse("account_login"))
