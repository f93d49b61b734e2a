"""What protects an account is told by e-mail when it changes, in case it was somebody else."""

import pytest

from tests.cast import make_person
from tests.cms.people.signing_in import PASSWORD, set_up, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("letters_at_once")]
SITE = "at Judicial Cooperation Training"


@pytest.fixture
def client_of_amina():
    return sign_in(make_person("amina"))


def test_a_second_factor_that_comes_and_goes(client_of_amina, mailoutbox):
    set_up(client_of_amina)
    client_of_amina.post("/accounts/2fa/recovery-codes/generate/")
    client_of_amina.post("/accounts/2fa/totp/deactivate/")
    assert [letter.subject for letter in mailoutbox] == [
        f"Second factor switched on {SITE}",
        f"New recovery codes {SITE}",
        f"Second factor switched off {SITE}",
    ]
    assert {address for letter in mailoutbox for address in letter.to} == {"amina@example.org"}


def test_a_new_password(client_of_amina, mailoutbox):
    new = "another horse 5 battery"
    client_of_amina.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert [letter.subject for letter in mailoutbox] == [f"Your password {SITE} was changed"]
