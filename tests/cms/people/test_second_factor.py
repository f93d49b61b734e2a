"""A second factor: set up, asked for, recovered, taken away; required in the admin where the setting says so."""

import json
import re
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from cms.core.errors import NotAllowed
from cms.people.actions import renew_seals, take_away_second_factor
from cms.people.sealing import SealBroken, seal, unseal
from cms.settings import base
from tests.cast import make_person
from tests.cms.people.signing_in import PASSWORD, recovery_codes, set_up, sign_in, signed_in
from tests.codes import code_of

ACTIVATE = "/accounts/2fa/totp/activate/"
CODES = "/accounts/2fa/recovery-codes/"
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def nothing_counted_before():
    cache.clear()


@pytest.fixture
def person(db):
    return make_person("amina")


# Signing in


def test_who_set_it_up_is_asked_for_a_code_and_gets_to_where_they_were(person):
    secret = set_up(sign_in(person))
    client = sign_in(person, next="/verify/")
    assert not signed_in(client)
    page = client.get("/accounts/2fa/authenticate/")
    assert "The password is right. Now the code from your app." in page.text
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert answer.url == "/verify/" and signed_in(client)


def test_a_wrong_code_or_one_used_before_opens_nothing(person):
    secret = set_up(sign_in(person))
    client, again = sign_in(person), sign_in(person)
    wrong = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret, ahead=50)})
    assert "This code is not right, or it is too old." in wrong.text and not signed_in(client)
    code = code_of(secret)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    again.post("/accounts/2fa/authenticate/", {"code": code})
    assert signed_in(client) and not signed_in(again)


def test_a_code_that_still_lives_is_not_taken_twice(person):
    secret = set_up(sign_in(person))
    with time_machine.travel("2027-03-01T09:00:10+00:00") as clock:
        client, again = sign_in(person), sign_in(person)
        code = code_of(secret)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        clock.shift(35)
        again.post("/accounts/2fa/authenticate/", {"code": code})
    assert signed_in(client) and not signed_in(again)


def test_codes_can_not_be_guessed_one_after_the_other(person, settings):
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    secret = set_up(sign_in(person))
    client = sign_in(person)
    for _again in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert "Too many failed attempts." in answer.text and not signed_in(client)


def test_a_recovery_code_signs_in_once(person):
    client = sign_in(person)
    set_up(client)
    first, *others = recovery_codes(client)
    lost, again = sign_in(person), sign_in(person)
    lost.post("/accounts/2fa/authenticate/", {"code": first})
    again.post("/accounts/2fa/authenticate/", {"code": first})
    assert signed_in(lost) and not signed_in(again)
    assert recovery_codes(client) == others and len(others) == 9


def test_new_recovery_codes_put_the_old_ones_out_of_use(person):
    client = sign_in(person)
    set_up(client)
    old = recovery_codes(client)
    assert "The 10 codes that you have stop working." in client.get(f"{CODES}generate/").text
    client.post(f"{CODES}generate/")
    assert not set(recovery_codes(client)) & set(old)


def test_the_file_holds_the_codes_and_says_whose_they_are(person):
    client = sign_in(person)
    set_up(client)
    answer = client.get(f"{CODES}download/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert re.findall(r"^\d{8}$", answer.text, re.M) == recovery_codes(client)
    assert answer.text.startswith("Recovery codes of amina@example.org at Judicial Cooperation Training\n")


# Setting up and taking away


def test_setting_up_asks_for_the_password_first(person):
    client = sign_in(person)
    for address in (ACTIVATE, CODES + "generate/"):
        assert client.get(address).url.startswith("/accounts/reauthenticate/")


def test_what_is_taken_away_is_asked_for_no_more(person):
    client = sign_in(person)
    set_up(client)
    assert (
        "Your password alone will then open your account" in client.get("/accounts/2fa/totp/deactivate/").text
    )
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert signed_in(sign_in(person))


# At rest


def test_nothing_that_opens_an_account_is_readable_in_the_database(person):
    client = sign_in(person)
    secret = set_up(client)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert Authenticator.objects.count() == 2
    assert secret not in kept and not any(code in kept for code in recovery_codes(client))


def test_a_new_key_of_the_site_needs_the_old_one_until_the_seals_are_renewed(person, settings):
    secret = set_up(sign_in(person))
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [old]
    assert renew_seals() == (2, 0)
    settings.SECRET_KEY_FALLBACKS = []
    client = sign_in(person)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert signed_in(client)


def test_who_can_not_be_read_any_more_is_told_whom_to_write_to_and_not_let_in(person, settings):
    client = sign_in(person)
    secret = set_up(client)
    settings.SECRET_KEY = "another"
    client = sign_in(person)
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert answer.status_code == 503 and not signed_in(client)
    assert "privacy@localhost" in answer.text and 'class="masthead"' in answer.text


def test_a_seal_is_never_the_same_twice_and_breaks_when_touched():
    assert seal("a secret") != seal("a secret")
    assert unseal(seal("a secret")) == "a secret"
    for broken in (seal("a secret")[:-2] + "xx", "", "a secret"):
        with pytest.raises(SealBroken):
            unseal(broken)


# Required


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.parametrize(
    "who", ["central", "author", "reviewer", "manager", "organiser", "secretariat", "two_roles"]
)
def test_each_role_is_led_to_setting_it_up_and_back_to_where_it_was(cast, required, who):
    client = sign_in(getattr(cast, who))
    answer = client.get("/admin/?from=mail")
    assert answer.url == "/accounts/2fa/"
    page = client.get("/accounts/2fa/")
    assert "they open only to accounts with a second factor" in page.text
    set_up(client)
    assert 'href="/admin/?from=mail"' in client.get(CODES).text
    assert client.get("/admin/?from=mail").status_code == 200
    assert 'href="/admin/' not in client.get("/accounts/2fa/").text


@pytest.mark.parametrize("act", ["get", "post"])
@pytest.mark.parametrize(
    "address", ["/admin/cohorts/", "/admin/pages/", "/admin/reports/completion/", "/admin/users/"]
)
def test_no_page_of_the_admin_opens_without(cast, required, address, act):
    client = sign_in(cast.central)
    assert getattr(client, act)(address).url == "/accounts/2fa/"


def test_a_script_of_the_admin_is_no_page_to_come_back_to(cast, required):
    client = sign_in(cast.organiser)
    client.get("/admin/cohorts/", headers={"sec-fetch-mode": "cors"})
    set_up(client)
    assert 'href="/admin/"' in client.get(CODES).text


def test_who_has_no_role_is_asked_for_nothing_and_enters_nothing(cast, required):
    client = sign_in(cast.trainee)
    assert client.get("/learn/").status_code == 200
    assert client.get("/admin/").status_code == 403


def test_it_is_not_required_where_the_setting_is_off(cast):
    assert sign_in(cast.organiser).get("/admin/").status_code == 200


def test_wagtails_own_door_leads_to_ours(person):
    answer = Client().post("/admin/login/", {"username": person.email, "password": PASSWORD})
    assert answer.url == LOGIN


# Lost for good


@pytest.mark.usefixtures("letters_at_once")
def test_central_staff_take_away_what_is_lost_and_the_person_is_told(
    cast, mailoutbox, django_capture_on_commit_callbacks
):
    set_up(sign_in(cast.organiser))
    client = sign_in(cast.central)
    address = f"/admin/people/{cast.organiser.pk}/second-factor/"
    assert address in client.get("/admin/users/").text
    assert "call them back on a number that you know" in client.get(address).text
    assert Authenticator.objects.count() == 2
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
    assert signed_in(sign_in(cast.organiser))
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [
        (["organiser@example.org"], "Second factor switched off at Judicial Cooperation Training")
    ]


def test_nobody_else_takes_away_a_second_factor(cast):
    set_up(sign_in(cast.organiser))
    address = f"/admin/people/{cast.organiser.pk}/second-factor/"
    client = sign_in(cast.manager)
    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    for by in (cast.manager, cast.organiser):
        with pytest.raises(NotAllowed):
            take_away_second_factor(cast.organiser, by=by)
    assert Authenticator.objects.count() == 2


def test_central_staff_do_not_take_away_their_own_like_that(cast):
    with pytest.raises(NotAllowed):
        take_away_second_factor(cast.central, by=cast.central)


def test_the_operator_takes_it_away_at_the_machine(person):
    set_up(sign_in(person))
    call_command("reset_second_factor", "AMINA@example.org", stdout=StringIO())
    assert signed_in(sign_in(person))
    with pytest.raises(CommandError, match="no second factor"):
        call_command("reset_second_factor", person.email)
    with pytest.raises(CommandError, match="No account"):
        call_command("reset_second_factor", "nobody@example.org")


def test_seals_that_no_key_opens_are_counted_and_left(person, settings):
    set_up(sign_in(person))
    settings.SECRET_KEY = "another"
    said = StringIO()
    with pytest.raises(CommandError, match="2 can be read with no key"):
        call_command("renew_seals", stdout=said)
    assert said.getvalue() == "renewed: 0\n"
    assert Authenticator.objects.count() == 2
