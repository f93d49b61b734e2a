"""A new e-mail address takes both mailboxes; each way in which it can fail is a sentence."""

import re
import smtplib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cms.core.enums import JobState
from cms.core.errors import Refusal
from cms.notices.models import AccountLetter
from cms.notices.tasks import deliver_account_letter
from cms.people.actions.address import agree, ask_for_address, stop
from cms.people.enums import AddressChangeState, Mailbox
from cms.people.models import AddressChange, User
from cms.settings import base
from tests.cast import make_person
from tests.cms.people.signing_in import PASSWORD, confirm, sign_in, signed_in

pytestmark = pytest.mark.usefixtures("letters_at_once")

PAGE = "/account/address/"
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
NEW = "amina.diallo@example.net"


@pytest.fixture(autouse=True)
def nothing_counted_before():
    cache.clear()


@pytest.fixture
def person(db):
    return make_person("amina")


@pytest.fixture
def client(person):
    client = sign_in(person)
    confirm(client)
    return client


def ask(client, email=NEW, **options):
    return client.post(PAGE, {"email": email}, follow=True, **options)


def links(mailoutbox):
    """Mailbox → the path in the last letter to it."""
    found = {}
    for letter in mailoutbox:
        for link in re.findall(r"http://testserver(\S+)", letter.body):
            found[letter.to[0]] = link
    return found


def press(link, button="agree"):
    """As whoever reads the mailbox, signed in nowhere."""
    return Client().post(link, {button: "yes"}, follow=True)


def address_of(person):
    person.refresh_from_db()
    rows = EmailAddress.objects.filter(user=person).values_list("email", "verified", "primary")
    return person.email, list(rows)


# Both agree


@pytest.mark.parametrize("first", [Mailbox.OLD, Mailbox.NEW])
def test_it_takes_effect_when_both_mailboxes_have_agreed(client, person, mailoutbox, first):
    assert "We have written to both addresses." in ask(client).text
    old, new = links(mailoutbox)[person.email], links(mailoutbox)[NEW]
    one, other = (old, new) if first == Mailbox.OLD else (new, old)
    assert "as soon as the other mailbox agrees too" in press(one).text
    assert address_of(person)[0] == "amina@example.org"
    assert f"<bdi>{NEW}</bdi> now. Sign in with it from now on." in press(other).text
    assert address_of(person) == (NEW, [(NEW, True, True)])
    assert signed_in(sign_in(person))


def test_the_old_mailbox_is_told_when_it_is_done(person, mailoutbox, django_capture_on_commit_callbacks):
    change = ask_for_address(person, email=NEW, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        for mailbox in Mailbox:
            agree(change, mailbox=mailbox, now=NOW)
    assert [letter.to for letter in mailoutbox] == [["amina@example.org"]]
    assert "was changed from amina@example.org to amina.diallo@example.net." in mailoutbox[0].body


def test_each_letter_says_what_is_asked_in_the_persons_language(client, person, mailoutbox):
    ask(client)
    letters = {letter.to[0]: letter for letter in mailoutbox}
    assert f"from amina@example.org to {NEW}" in letters["amina@example.org"].body
    assert "wants to use this address for their account" in letters[NEW].body
    assert "amina@example.org" not in letters[NEW].body


def test_opening_a_link_changes_nothing(client, person, mailoutbox):
    ask(client)
    for link in links(mailoutbox).values():
        assert "Yes, change it" in Client().get(link).text
    assert address_of(person)[0] == "amina@example.org"
    assert not AddressChange.objects.exclude(old_agreed_at=None, new_agreed_at=None).exists()


# What may go wrong


def test_pressing_a_link_twice_is_pressing_it_once(client, person, mailoutbox):
    ask(client)
    old, new = links(mailoutbox)[person.email], links(mailoutbox)[NEW]
    assert press(old).text.count("as soon as the other mailbox agrees too") == 1
    assert "as soon as the other mailbox agrees too" in press(old).text
    press(new)
    assert "Sign in with it from now on." in press(new).text
    assert "Sign in with it from now on." in press(old).text
    assert address_of(person)[0] == NEW


@pytest.mark.parametrize("by", [Mailbox.OLD, Mailbox.NEW])
def test_either_mailbox_stops_it_for_good(client, person, mailoutbox, by):
    ask(client)
    old, new = links(mailoutbox)[person.email], links(mailoutbox)[NEW]
    press(new)
    stopped = press(old if by == Mailbox.OLD else new, "stop")
    assert "The change was stopped. Nothing was changed." in stopped.text
    assert ("/accounts/password/reset/" in stopped.text) == (by == Mailbox.OLD)
    assert "This change was stopped. Nothing was changed." in press(old).text
    assert address_of(person)[0] == "amina@example.org"


def test_what_is_done_can_not_be_stopped_any_more(client, person, mailoutbox):
    ask(client)
    old, new = links(mailoutbox)[person.email], links(mailoutbox)[NEW]
    press(new), press(old)
    assert "The address is changed already." in press(old, "stop").text
    assert address_of(person)[0] == NEW


def test_a_link_holds_for_three_days(client, person, mailoutbox):
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in(person)
        confirm(client)
        ask(client)
        old, new = links(mailoutbox)[person.email], links(mailoutbox)[NEW]
        clock.shift(timedelta(days=3, seconds=-1))
        press(new)
        clock.shift(timedelta(seconds=1))
        assert "This link is older than three days. Nothing was changed." in Client().get(old).text
        assert "Ask for the change once more." in press(old).text
    assert address_of(person)[0] == "amina@example.org"


def test_a_link_of_nobodys_making_is_not_there(db):
    for token in ("nothing", "nothing:signed", "WzEsICJvbGQiXQ:1abcde:xyz"):
        assert Client().get(f"{PAGE}{token}/").status_code == 404


@pytest.mark.parametrize("same", ["amina@example.org", "AMINA@Example.org", " amina@example.org "])
def test_capital_letters_are_no_new_address(client, person, mailoutbox, same):
    answer = ask(client, same)
    assert "This is your address already; small and capital letters make no difference." in answer.text
    assert not AddressChange.objects.exists() and not mailoutbox


def test_what_is_no_address_is_said_beside_the_field_and_kept(client, mailoutbox):
    answer = ask(client, "amina at home")
    assert "Enter a valid email address." in answer.text and 'value="amina at home"' in answer.text
    assert not mailoutbox


def test_whose_an_address_is_learns_that_mailbox_alone(client, person, mailoutbox):
    make_person("joao")
    taken, free = ask(client, "joao@example.org").text, None
    letter = next(letter for letter in mailoutbox if letter.to == ["joao@example.org"])
    assert "It belongs to an account already, so nothing changes." in letter.body
    assert "http" not in letter.body
    free = ask(client, "nobody@example.org").text
    assert re.sub('joao|nobody|value="[^"]+"', "", taken) == re.sub('joao|nobody|value="[^"]+"', "", free)


def test_an_address_that_another_took_meanwhile_is_said(client, person, mailoutbox):
    ask(client)
    old, new = links(mailoutbox)[person.email], links(mailoutbox)[NEW]
    press(old)
    User.objects.create_user(NEW.upper())
    assert f"Another account uses <bdi>{NEW}</bdi> by now." in Client().get(new).text
    assert "Another account uses this address by now. Choose another one." in press(new).text
    assert address_of(person)[0] == "amina@example.org"


def test_two_who_want_the_same_address_do_not_both_get_it(person):
    other = make_person("joao")
    changes = [ask_for_address(one, email=NEW, now=NOW) for one in (person, other)]
    for change in changes:
        agree(change, mailbox=Mailbox.OLD, now=NOW)
    agree(changes[0], mailbox=Mailbox.NEW, now=NOW)
    with pytest.raises(Refusal) as refusal:
        agree(changes[1], mailbox=Mailbox.NEW, now=NOW)
    assert refusal.value.code == "taken"
    assert address_of(other)[0] == "joao@example.org"


def test_a_second_wish_replaces_the_first(client, person, mailoutbox):
    ask(client, "first@example.net")
    first = links(mailoutbox)["first@example.net"]
    ask(client)
    assert "This change was stopped." in press(first).text
    states = AddressChange.objects.order_by("pk").values_list("new", "state")
    assert list(states) == [
        ("first@example.net", AddressChangeState.STOPPED),
        (NEW, AddressChangeState.WAITING),
    ]


def test_where_the_mail_server_is_away_the_letters_follow(client, person, mailoutbox, monkeypatch):
    from django.core.mail.backends.locmem import EmailBackend

    send = EmailBackend.send_messages

    def away(*_anything):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailBackend, "send_messages", away)
    assert "We have written to both addresses." in ask(client).text
    assert AccountLetter.objects.filter(state=JobState.WAITING).count() == 2
    monkeypatch.setattr(EmailBackend, "send_messages", send)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        for letter in AccountLetter.objects.all():
            deliver_account_letter(letter.pk)
    assert {letter.to[0] for letter in mailoutbox} == {"amina@example.org", NEW}
    assert AddressChange.objects.count() == 1


# Whose


def test_the_page_asks_for_the_password_and_shows_how_far_it_is(person, mailoutbox):
    client = sign_in(person)
    assert client.get(PAGE).url.startswith("/accounts/reauthenticate/")
    confirm(client)
    ask(client)
    press(links(mailoutbox)[NEW])
    page = client.get(PAGE).text
    assert (
        page.index("amina@example.org") < page.index("Waiting<") < page.index(NEW) < page.index("Has agreed<")
    )
    assert "You can’t open your old mailbox any more?" in page and "privacy@localhost" in page


def test_the_person_stops_it_on_their_page(client, person, mailoutbox):
    ask(client)
    assert (
        "The change is stopped. Your address stays as it is."
        in client.post(PAGE, {"stop": "yes"}, follow=True).text
    )
    assert "This change was stopped." in press(links(mailoutbox)[NEW]).text


def test_nobody_changes_an_address_without_signing_in(db):
    assert Client().get(PAGE).url.startswith("/accounts/login/")
    assert Client().post(PAGE, {"email": NEW}).url.startswith("/accounts/login/")


def test_allauths_own_page_leads_to_ours_and_takes_no_second_address(client, person):
    assert client.get("/accounts/email/").url == PAGE
    client.post("/accounts/email/", {"action_add": "", "email": NEW})
    assert address_of(person)[1] == [("amina@example.org", True, True)]


def test_it_is_asked_for_ten_times_an_hour_at_most(client, settings, mailoutbox):
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    answers = [ask(client, f"{number}@example.net").status_code for number in range(11)]
    assert answers == [200] * 10 + [429]
    assert len(mailoutbox) == 20


def test_the_database_knows_one_wish_at_a_time_and_no_change_without_both(person):
    change = ask_for_address(person, email=NEW, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AddressChange.objects.create(user=person, old=person.email, new="x@example.net", asked_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AddressChange.objects.filter(pk=change.pk).update(state=AddressChangeState.DONE, old_agreed_at=NOW)


def test_stopping_twice_is_stopping_once(person):
    change = ask_for_address(person, email=NEW, now=NOW)
    stop(change, now=NOW)
    assert stop(change, now=NOW + timedelta(hours=1)).settled_at == NOW


# The mailbox is gone


def test_central_staff_write_the_new_address_and_it_is_confirmed_at_the_next_sign_in(
    cast, mailoutbox, django_capture_on_commit_callbacks
):
    trainee = cast.trainee
    central = sign_in(cast.central)
    form = {"email": NEW, "display_name": "Trainee", "is_active": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        central.post(f"/admin/users/edit/{trainee.pk}/", form)
    assert address_of(trainee) == (NEW, [(NEW, False, True)])
    assert [letter.to for letter in mailoutbox] == [["trainee@example.org"]]
    mailoutbox.clear()

    assert not signed_in(sign_in(trainee))
    link = re.search(r"http://testserver(\S+)", mailoutbox[-1].body).group(1)
    assert mailoutbox[-1].to == [NEW]
    Client().post(link)
    assert address_of(trainee) == (NEW, [(NEW, True, True)])
    assert signed_in(sign_in(trainee))
    client = Client()
    client.post("/accounts/login/", {"login": "trainee@example.org", "password": PASSWORD})
    assert not signed_in(client)


def test_who_is_signed_in_with_an_unconfirmed_address_sends_the_link_again(person, mailoutbox):
    client = sign_in(person)
    confirm(client)
    EmailAddress.objects.filter(user=person).update(verified=False)
    assert "is not confirmed yet" in client.get(PAGE).text
    client.post(PAGE, {"confirm": "again"})
    link = re.search(r"http://testserver(\S+)", mailoutbox[-1].body).group(1)
    client.post(link)
    assert address_of(person)[1] == [("amina@example.org", True, True)]
    assert "is not confirmed yet" not in client.get(PAGE).text
