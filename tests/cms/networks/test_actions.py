"""Founding a network and granting roles in it."""

from __future__ import annotations

import pytest
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from cms.core.errors import NotAllowed
from cms.networks.actions import Founding, found_network, grant_role
from cms.networks.enums import ADMIN_ROLES, NetworkKind, Role
from cms.networks.models import Membership, Network, RoleGroup
from cms.networks.permissions import may_grant_roles, may_publish_modules, may_run_cohorts, may_write_modules
from cms.pages.models import HomePage, NetworkIndexPage, NetworkPage
from cms.people.models import User
from tests.cast import NOW, Cast, make_person

FOUNDING = Founding(
    slug="atlas",
    kind=NetworkKind.ESTABLISHED,
    names={"en": "Atlas", "ar": "أطلس"},
    descriptions={"en": "What it does."},
    regions=("011",),
)
LANGUAGES = {"en", "fr", "es", "pt", "ar"}


@pytest.fixture
def atlas(cast: Cast) -> Network:
    return found_network(FOUNDING, by=cast.central, now=NOW)


def test_a_network_has_its_page_in_every_language(cast: Cast, atlas: Network) -> None:
    pages = {page.locale.language_code: page for page in NetworkPage.objects.filter(network=atlas)}
    assert set(pages) == LANGUAGES
    assert len({page.translation_key for page in pages.values()}) == 1
    assert all(page.live for page in pages.values())
    assert {code: page.title for code, page in pages.items()} == dict.fromkeys(LANGUAGES, "Atlas") | {
        "ar": "أطلس"
    }
    assert all(page.get_parent().locale == page.locale for page in pages.values())
    assert [region.code for region in atlas.regions.all()] == ["011"]


def test_there_is_one_home_and_one_index_in_each_language_however_many_are_founded(
    cast: Cast, atlas: Network
) -> None:
    for model in (HomePage, NetworkIndexPage):
        codes = sorted(model.objects.values_list("locale__language_code", flat=True))
        assert codes == sorted(LANGUAGES)


def test_each_role_has_its_group_and_only_those_of_the_admin_enter_it(cast: Cast, atlas: Network) -> None:
    groups = {Role(row.role): row.group for row in RoleGroup.objects.filter(network=atlas)}
    assert set(groups) == set(Role)
    entering = {
        role for role, group in groups.items() if group.permissions.filter(codename="access_admin").exists()
    }
    assert entering == ADMIN_ROLES
    rights = GroupCollectionPermission.objects.filter(collection=atlas.collection)
    assert {groups_role(row.group_id, groups) for row in rights} == {Role.AUTHOR, Role.REVIEWER}
    own = NetworkPage.objects.filter(network=atlas).values("pk")
    for group in groups.values():
        assert not GroupPagePermission.objects.filter(group=group).exclude(page__in=own).exists()


def groups_role(group_id: int, groups: dict[Role, object]) -> Role:
    return next(role for role, group in groups.items() if group.pk == group_id)


def test_founding_again_is_the_same_as_once(cast: Cast, atlas: Network) -> None:
    counts = [
        m._base_manager.count() for m in (Network, NetworkPage, RoleGroup, Collection, GroupPagePermission)
    ]
    again = found_network(
        Founding(slug="atlas", kind=NetworkKind.EMERGING, names={"en": "Other"}), by=cast.central, now=NOW
    )
    assert (again.pk, again.kind, again.name) == (atlas.pk, NetworkKind.ESTABLISHED, "Atlas")
    assert counts == [
        m._base_manager.count() for m in (Network, NetworkPage, RoleGroup, Collection, GroupPagePermission)
    ]


@pytest.mark.parametrize("who", ["manager", "organiser", "trainee"])
def test_only_central_staff_found_networks(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        found_network(FOUNDING, by=getattr(cast, who), now=NOW)
    assert not Network.objects.filter(slug="atlas").exists()


def test_a_founding_that_fails_leaves_nothing(cast: Cast) -> None:
    before = Collection.objects.count()
    with pytest.raises(KeyError):
        found_network(
            Founding(slug="atlas", kind=NetworkKind.EMERGING, names={"ar": "أطلس"}), by=cast.central, now=NOW
        )
    assert not Network.objects.filter(slug="atlas").exists()
    assert Collection.objects.count() == before


def test_a_role_is_granted_once_and_opens_what_it_should(cast: Cast) -> None:
    person = make_person("new")
    for _time in range(2):
        grant_role(cast.ejn, user=person, role=Role.REVIEWER, by=cast.manager, now=NOW)
    membership = Membership.objects.get(user=person)
    assert (membership.granted_by, membership.granted_at) == (cast.manager, NOW)
    assert [group.network_role.role for group in person.groups.all()] == [Role.REVIEWER]
    assert may_publish_modules(person, cast.ejn) and may_write_modules(person, cast.ejn)
    assert not may_write_modules(person, cast.wacap)
    assert not may_run_cohorts(person, cast.ejn)
    assert not may_grant_roles(person, cast.ejn)


@pytest.mark.parametrize("who", ["author", "reviewer", "organiser", "trainee"])
def test_only_its_managers_grant_roles_in_a_network(cast: Cast, who: str) -> None:
    by: User = getattr(cast, who)
    with pytest.raises(NotAllowed):
        grant_role(cast.ejn, user=by, role=Role.MANAGER, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        grant_role(cast.wacap, user=cast.trainee, role=Role.MEMBER, by=cast.manager, now=NOW)


def test_who_is_no_longer_active_has_no_right(cast: Cast) -> None:
    for person in (cast.manager, cast.central):
        person.is_active = False
        assert not may_grant_roles(person, cast.ejn)
