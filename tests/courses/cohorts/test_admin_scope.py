"""Another network's cohort in the admin: nothing, by no address, not by name."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort
from courses.cohorts.viewsets import CohortViewSet
from tests.cast import Cast, make_cohort, make_course, make_module

SECRET = "Hidden cohort"


@pytest.fixture
def cohorts(cast: Cast) -> tuple[Cohort, Cohort]:
    """WACAP's and CASC's, of the same course."""
    course = make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))
    return make_cohort(cast.wacap, course, "Own cohort"), make_cohort(cast.casc, course, SECRET)


def addresses(cohort: Cohort) -> list[str]:
    """Every address of the viewset that names a cohort, computed from its patterns."""
    names = [pattern.name for pattern in CohortViewSet().get_urlpatterns() if "pk" in str(pattern.pattern)]
    return [reverse(f"cohort:{name}", args=[cohort.pk]) for name in names]


def test_the_addresses_are_those_that_we_know(cohorts: tuple[Cohort, Cohort]) -> None:
    names = {address.split("/")[3] for address in addresses(cohorts[0])}
    assert names == {
        "edit",
        "delete",
        "history",
        "history-results",
        "inspect",
        "announce",
        "cancel",
        "invite",
        "applications",
        "calendar",
        "copy",
        "move",
        "groups",
        "nominations",
    }


@pytest.mark.parametrize(
    "person", ["organiser", "secretariat", "author", "reviewer", "manager", "trainee", "stranger"]
)
def test_another_networks_cohort_is_not_there(
    client: Client, cast: Cast, cohorts: tuple[Cohort, Cohort], person: str
) -> None:
    client.force_login(getattr(cast, person))
    for address in addresses(cohorts[1]):
        for answer in (client.get(address), client.post(address, {"name": "Taken over", "capacity": "1"})):
            assert answer.status_code in (302, 403, 404, 405), address
            assert SECRET not in answer.content.decode()
    cohorts[1].refresh_from_db()
    assert (cohorts[1].name, cohorts[1].state) == (SECRET, CohortState.DRAFT)


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("organiser", ["Own cohort"]),
        ("secretariat", ["Own cohort"]),
        ("casc_organiser", [SECRET]),
        ("two_roles", ["Own cohort", SECRET]),
        ("central", ["Own cohort", SECRET]),
    ],
)
def test_each_sees_the_cohorts_of_their_networks(
    client: Client, cast: Cast, cohorts: tuple[Cohort, Cohort], person: str, seen: list[str]
) -> None:
    client.force_login(getattr(cast, person))
    for address in (reverse("cohort:index"), reverse("cohort:index_results") + "?q=cohort"):
        page = client.get(address)
        assert sorted(cohort.name for cohort in page.context["object_list"]) == sorted(seen)


@pytest.mark.parametrize("person", ["author", "reviewer", "manager"])
def test_who_runs_no_cohorts_has_no_such_menu(
    client: Client, cast: Cast, cohorts: tuple[Cohort, Cohort], person: str
) -> None:
    client.force_login(getattr(cast, person))
    assert client.get(reverse("cohort:index")).status_code == 302
    assert reverse("cohort:index") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_one_person_with_different_roles_in_two_networks(
    client: Client, cast: Cast, cohorts: tuple[Cohort, Cohort]
) -> None:
    """Organiser of WACAP, secretariat of CASC: reads both, changes only the first."""
    own, read_only = cohorts
    client.force_login(cast.two_roles)
    assert client.get(reverse("cohort:edit", args=[own.pk])).status_code == 200
    page = client.get(reverse("cohort:inspect", args=[read_only.pk]))
    assert page.status_code == 200
    assert not page.context["acts"].change
    for name in ("edit", "delete", "announce", "cancel"):
        client.post(reverse(f"cohort:{name}", args=[read_only.pk]), {"name": "Taken over", "capacity": "1"})
    read_only.refresh_from_db()
    assert (read_only.name, read_only.state) == (SECRET, CohortState.DRAFT)


def test_the_secretariat_only_reads(client: Client, cast: Cast, cohorts: tuple[Cohort, Cohort]) -> None:
    own = cohorts[0]
    client.force_login(cast.secretariat)
    page = client.get(reverse("cohort:inspect", args=[own.pk]))
    assert "Own cohort" in page.content.decode()
    assert reverse("cohort:announce", args=[own.pk]) not in page.content.decode()
    assert client.get(reverse("cohort:add")).status_code == 302
    for name in ("edit", "delete", "announce", "cancel"):
        client.post(reverse(f"cohort:{name}", args=[own.pk]), {"name": "Taken over", "capacity": "1"})
    own.refresh_from_db()
    assert (own.name, own.state) == ("Own cohort", CohortState.DRAFT)


def test_the_chooser_for_links_and_references_knows_no_cohort(client: Client, cast: Cast) -> None:
    """No snippet, chooser or usage view names cohorts: there is no other door than the viewset's."""
    client.force_login(cast.organiser)
    for address in ("/admin/snippets/cohorts/cohort/", "/admin/cohorts/usage/1/", "/admin/cohorts/chooser/"):
        assert client.get(address).status_code == 404
