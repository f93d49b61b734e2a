"""Whose rows the admin shows: by role, by network, and nothing of Wagtail's own that knows neither."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.core.scoping import scope_set
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.networks.scope import scope_of
from courses.cohorts.models import Cohort
from courses.editions.models import Edition
from tests.cast import NOW, Cast


def test_the_scope_goes_by_model_and_act(cast: Cast) -> None:
    scope = scope_of(cast.two_roles)
    assert scope.network_ids(Cohort, "view") == {cast.wacap.pk, cast.casc.pk}
    assert scope.network_ids(Cohort, "change") == {cast.wacap.pk}
    assert scope_of(cast.author).network_ids(Cohort, "view") == frozenset()
    assert scope_of(cast.author).network_ids(Edition, "view") == {cast.ejn.pk}
    assert scope_of(cast.central).network_ids(Cohort, "change") is None


def test_a_model_that_nobody_registered_is_closed(cast: Cast) -> None:
    assert scope_of(cast.organiser).network_ids(type(cast.wacap), "view") == frozenset()


def test_who_is_no_longer_active_sees_nothing(cast: Cast) -> None:
    cast.organiser.is_active = False
    cast.central.is_active = False
    assert scope_of(cast.organiser).network_ids(Cohort, "view") == frozenset()
    assert scope_of(cast.central).network_ids(Cohort, "view") == frozenset()


def test_memberships_are_read_once(cast: Cast, django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1), scope_set(scope_of(cast.two_roles)):
        str(Cohort.objects.all().query), str(Edition.objects.all().query)


@pytest.mark.parametrize(
    "name", ["site_history", "aging_pages", "locked_pages", "workflow", "page_types_usage"]
)
def test_wagtails_reports_are_for_central_staff(client: Client, cast: Cast, name: str) -> None:
    for person in (cast.organiser, cast.reviewer, cast.manager):
        client.force_login(person)
        for address in (f"wagtailadmin_reports:{name}", f"wagtailadmin_reports:{name}_results"):
            answer = client.get(reverse(address))
            assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))
    client.force_login(cast.central)
    assert client.get(reverse(f"wagtailadmin_reports:{name}")).status_code == 200


def test_the_menu_does_not_offer_them(client: Client, cast: Cast) -> None:
    client.force_login(cast.organiser)
    assert "site-history" not in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(cast.central)
    assert "site-history" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_people_without_a_role_stay_outside(client: Client, cast: Cast) -> None:
    grant_role(cast.wacap, user=cast.trainee, role=Role.MEMBER, by=cast.central, now=NOW)
    for person in (cast.trainee, cast.stranger):
        client.force_login(person)
        assert client.get(reverse("wagtailadmin_home")).status_code in (302, 403)


def test_the_admins_account_page_changes_neither_address_nor_password(client: Client, cast: Cast) -> None:
    client.force_login(cast.organiser)
    page = client.get(reverse("wagtailadmin_account"))
    assert page.status_code == 200
    assert 'name="name_email-email"' not in page.content.decode()
    assert 'name="password-new_password1"' not in page.content.decode()


def test_who_is_signed_in_without_a_role_is_told_so_and_not_sent_round_in_circles(
    client: Client, cast: Cast
) -> None:
    home = reverse("wagtailadmin_home")
    assert client.get(home).url.startswith(reverse("account_login"))
    client.force_login(cast.trainee)
    answer = client.get(home)
    assert answer.status_code == 403
    assert "Your account has no access to it." in answer.text
    client.force_login(cast.secretariat)
    assert client.get(home).status_code == 200
