"""Who does not want to be written to about something optional is not; what is essential reaches everybody."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import transaction

from cms.core.enums import JobState
from cms.notices.actions import write_notice, write_notices
from cms.notices.choices import choose_kinds, offered_kinds
from cms.notices.kinds import optional_kinds
from cms.notices.models import MutedKind, Notice
from cms.people.models import User
from tests.cast import NOW, Cast, make_person
from tests.cms.people.signing_in import sign_in
from tests.mailing import deliver_due

pytestmark = pytest.mark.django_db
CHOOSE = "/account/notices/choose/"
FACTS = dict.fromkeys(("enrolment", "cohort", "course", "module"), "Any") | {
    "enrolment": 7,
    "opens_at": NOW,
    "due_at": NOW,
}
CERTIFICATE = {"number": "ABCD-EFGH-JKLM", "course": "Any course", "network": "WACAP"}


@pytest.fixture
def amina() -> User:
    return make_person("amina")


def tell(person: User, kind: str = "module_released", **changes: object) -> Notice | None:
    facts = CERTIFICATE if kind == "certificate_ready" else FACTS
    values = {"kind": kind, "subject": "any", "facts": facts, "due": NOW, "now": NOW} | changes
    with transaction.atomic():
        return write_notice(person, **values)


def test_the_optional_kinds_are_those_of_work_that_also_stands_on_the_page() -> None:
    assert {"module_released", "due_tomorrow", "overdue", "gone_silent"} <= optional_kinds().keys()
    essential = {"seat_taken", "cohort_cancelled", "result_ready", "certificate_ready", "roles_given"}
    assert not essential & optional_kinds().keys()


def test_what_is_switched_off_stands_in_the_list_and_is_not_sent(amina: User) -> None:
    joao = make_person("joao")
    choose_kinds(amina, wanted={"due_tomorrow"})
    tell(amina)
    tell(joao)
    with transaction.atomic():
        told = write_notices(
            User.objects.all(),
            kind="module_released",
            subject="another",
            facts=lambda language: FACTS,
            due=NOW,
            now=NOW,
        )
    assert told == 2
    deliver_due(NOW)
    assert [message.to for message in mail.outbox] == [[joao.email]]
    assert list(Notice.objects.of(amina).values_list("state", flat=True)) == [JobState.CANCELLED] * 2
    assert Notice.objects.of(joao).filter(state=JobState.DONE).count() == 2


def test_what_is_essential_is_told_whatever_is_switched_off(amina: User) -> None:
    choose_kinds(amina, wanted=set())
    MutedKind.objects.create(user=amina, kind="certificate_ready")
    assert tell(amina, "certificate_ready") is not None
    with pytest.raises(TypeError, match="certificate_ready"):
        choose_kinds(amina, wanted={"certificate_ready"})


def test_what_is_switched_on_again_is_sent_from_then_on(amina: User) -> None:
    choose_kinds(amina, wanted=set())
    tell(amina)
    choose_kinds(amina, wanted=set(offered_kinds(amina)))
    tell(amina, subject="later")
    assert not MutedKind.objects.exists()
    deliver_due(NOW)
    assert Notice.objects.get(state=JobState.DONE).subject == "later"


def test_what_was_written_before_it_was_switched_off_is_not_sent(amina: User) -> None:
    notice, urgent = tell(amina), tell(amina, "due_tomorrow")
    choose_kinds(amina, wanted=set())
    deliver_due(NOW)
    notice.refresh_from_db()
    urgent.refresh_from_db()
    assert (notice.state, urgent.state, mail.outbox) == (JobState.CANCELLED, JobState.CANCELLED, [])


def test_the_account_page_shows_the_choice_and_takes_it(amina: User) -> None:
    client = sign_in(amina)

    def ticked() -> list[str]:
        return re.findall(r'name="wanted" value="(\w+)"[^>]*checked', client.get("/account/").text)

    assert ticked() == list(offered_kinds(amina))
    answer = client.post(CHOOSE, {"wanted": ["due_tomorrow"]}, follow=True)
    assert "We write to you as you have chosen." in answer.text
    assert ticked() == ["due_tomorrow"]
    client.post(CHOOSE, {})
    assert ticked() == []


def test_a_choice_that_is_not_offered_changes_nothing(amina: User) -> None:
    answer = sign_in(amina).post(CHOOSE, {"wanted": ["certificate_ready"]}, follow=True)
    assert "This choice is no longer offered." in answer.text
    assert not MutedKind.objects.exists()


def test_nobody_chooses_without_signing_in(client: object, amina: User) -> None:
    assert client.post(CHOOSE, {}).url.startswith("/accounts/login/")
    assert sign_in(amina).get(CHOOSE).status_code == 405


def test_who_holds_no_role_is_not_asked_about_work_for_a_network(cast: Cast) -> None:
    of_work = {"roles_granted", "invitation_used", "mistake_reported"}
    assert not of_work & offered_kinds(cast.trainee).keys()
    assert of_work & offered_kinds(cast.author).keys() == {"mistake_reported"}
    with pytest.raises(TypeError, match="roles_granted"):
        choose_kinds(cast.trainee, wanted={"roles_granted"})


def test_what_is_not_offered_stays_as_it_was(cast: Cast) -> None:
    MutedKind.objects.create(user=cast.trainee, kind="mistake_reported")
    choose_kinds(cast.trainee, wanted=set(offered_kinds(cast.trainee)))
    assert MutedKind.objects.get(user=cast.trainee).kind == "mistake_reported"
