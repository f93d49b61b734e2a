"""What central staff do with accounts in the admin: look up, change, close; never add or delete."""

import pytest

from cms.people.models import User
from tests.cms.people.signing_in import sign_in, signed_in

USERS = "/admin/users/"


@pytest.fixture
def central(cast):
    return sign_in(cast.central)


def edit(client, person, **said):
    form = {"email": person.email, "display_name": person.display_name, "is_active": "on"}
    return client.post(f"{USERS}edit/{person.pk}/", form | said)


def test_a_name_is_changed_and_nothing_else_is(cast, central):
    assert edit(central, cast.trainee, display_name="Amina Diallo").status_code == 302
    cast.trainee.refresh_from_db()
    assert (cast.trainee.display_name, cast.trainee.email) == ("Amina Diallo", "trainee@example.org")
    assert signed_in(sign_in(cast.trainee))


def test_who_is_closed_can_not_sign_in(cast, central):
    edit(central, cast.trainee, is_active="")
    assert not signed_in(sign_in(cast.trainee))


@pytest.mark.parametrize("address", ["stranger@example.org", "STRANGER@example.org"])
def test_the_address_of_another_is_refused_beside_the_field(cast, central, address):
    answer = edit(central, cast.trainee, email=address)
    assert "Another account uses this address." in answer.text
    cast.trainee.refresh_from_db()
    assert cast.trainee.email == "trainee@example.org"


def test_nobody_closes_their_own_account_or_steps_down_by_mistake(cast, central):
    edit(central, cast.central, is_active="", is_superuser="")
    cast.central.refresh_from_db()
    assert cast.central.is_active and cast.central.is_superuser


def test_accounts_are_neither_added_nor_deleted(cast, central):
    before = set(User.objects.values_list("email", flat=True))
    page = central.get(USERS).text
    assert f"{USERS}new/" not in page and f"{USERS}delete/" not in page
    central.post(f"{USERS}new/", {"email": "new@example.org", "display_name": "New"})
    central.post(f"{USERS}delete/{cast.stranger.pk}/")
    answer = central.post(f"/admin/bulk/people/user/delete/?id={cast.stranger.pk}", follow=True)
    assert "Accounts are never deleted" in answer.text
    assert set(User.objects.values_list("email", flat=True)) == before


def test_roles_are_not_given_here(cast, central):
    group = cast.organiser.groups.get()
    answer = central.post(
        f"/admin/bulk/people/user/assign_role/?id={cast.stranger.pk}", {"role": group.pk}, follow=True
    )
    assert "Roles are granted in a network, by its managers." in answer.text
    assert not cast.stranger.groups.exists()


@pytest.mark.parametrize("who", ["manager", "organiser"])
def test_nobody_else_sees_accounts_there(cast, who):
    client = sign_in(getattr(cast, who))
    for address in (USERS, f"{USERS}edit/{cast.trainee.pk}/"):
        answer = client.get(address)
        assert answer.status_code in {302, 403} and "trainee@example.org" not in answer.text
    edit(client, cast.trainee, display_name="Changed")
    cast.trainee.refresh_from_db()
    assert cast.trainee.display_name == "Trainee"
