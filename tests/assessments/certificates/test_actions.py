import datetime as dt
import hashlib
import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from assessments.certificates import rendering
from assessments.certificates.actions import award_due, issue
from assessments.certificates.awards import awards_of
from assessments.certificates.enums import CertificateState
from assessments.certificates.models import Certificate, Rendering
from assessments.certificates.statement import canonical
from assessments.certificates.tasks import draw_certificate
from cms.core.enums import JobState
from cms.core.errors import Refusal
from cms.notices.models import Notice
from courses.cohorts.enums import ENROLLED_STATES, CohortState, EnrolmentState
from courses.cohorts.models import Enrolment
from courses.learning.models import Progress
from tests.assessments.taught import NOW, cohort, did, enrol, network, person, steps_of, syllabus

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment() -> Enrolment:
    host = network("wacap")
    holder = person("aicha@example.org", display_name="Aïcha", certificate_name="Aïcha Diallo", language="ar")
    return enrol(holder, cohort(host, syllabus(host)))


def certificates() -> list[Certificate]:
    return list(Certificate.all_objects.all())


def paper_of(certificate: Certificate) -> bytes:
    with certificate.pdf.open("rb") as file:
        return file.read()


def test_who_did_everything_gets_one_certificate_and_is_told_once(enrolment: Enrolment) -> None:
    did(enrolment)
    assert award_due(NOW) == 1
    assert award_due(NOW + dt.timedelta(minutes=1)) == 0
    (certificate,) = certificates()
    assert (certificate.enrolment_id, certificate.state, certificate.issued_at) == (
        enrolment.pk,
        CertificateState.VALID,
        NOW,
    )
    assert [(notice.recipient_id, notice.kind) for notice in Notice.objects.all()] == [
        (enrolment.user_id, "certificate_ready")
    ]
    assert Rendering.objects.get().certificate_id == certificate.pk


def test_it_copies_what_it_states(enrolment: Enrolment) -> None:
    did(enrolment)
    award_due(NOW)
    (certificate,) = certificates()
    stated = certificate.stated
    assert stated.holder.name == "Aïcha Diallo"
    assert stated.course.title == {"en": "Working with a central authority", "ar": "العمل مع سلطة مركزية"}
    assert [(module.title["en"], module.edition, module.network.slug) for module in stated.modules] == [
        ("Who may ask, and whom", 3, "ejn")
    ]
    assert (stated.host.slug, stated.issuer, stated.cohort) == ("wacap", "wacap", "Autumn 2026")
    assert (stated.score, stated.minutes, stated.language) == ("82.5", 60, "en")
    assert (stated.completed_at, stated.issued_at) == ("2026-11-12T09:00:00Z", "2026-11-12T09:00:00Z")
    assert set(stated.criteria) == {"en", "fr", "es", "pt", "ar"}
    assert certificate.statement_hash == hashlib.sha256(canonical(certificate.statement)).hexdigest()
    assert "aicha@example.org" not in json.dumps(certificate.statement)


def test_what_changes_later_changes_no_certificate(enrolment: Enrolment) -> None:
    did(enrolment)
    award_due(NOW)
    before = certificates()[0].statement
    enrolment.user.certificate_name = "Somebody else"
    enrolment.user.save()
    enrolment.cohort.name = "Another"
    enrolment.cohort.save()
    award_due(NOW + dt.timedelta(days=1))
    assert [certificate.statement for certificate in certificates()] == [before]


def test_nothing_for_who_lacks_a_step(enrolment: Enrolment) -> None:
    did(enrolment, most=2)
    assert award_due(NOW) == 0
    assert certificates() == []


def test_nothing_for_who_did_not_pass(enrolment: Enrolment) -> None:
    did(enrolment, passed=False, score="0.6999")
    assert award_due(NOW) == 0


def test_steps_of_other_courses_count_for_nothing(enrolment: Enrolment) -> None:
    did(enrolment, most=2)
    other = enrol(person("other@example.org"), cohort(network("casc"), syllabus(network("casc"))))
    for step in steps_of(other.syllabus):
        Progress.all_objects.create(
            enrolment=enrolment, step_key=step.step_key, opened_at=NOW, completed_at=NOW
        )
    assert award_due(NOW) == 0


def test_what_nobody_must_read_is_not_waited_for() -> None:
    host = network("wacap")
    enrolment = enrol(person("a@example.org"), cohort(host, syllabus(host, optional=2)))
    did(enrolment)
    assert award_due(NOW) == 1


def test_a_course_without_required_steps_awards_nothing() -> None:
    host = network("wacap")
    enrol(person("a@example.org"), cohort(host, syllabus(host, lessons=0, quizzes=0, optional=1)))
    assert award_due(NOW) == 0


@pytest.mark.parametrize("state", CohortState)
def test_awards_fall_due_while_the_cohort_is_taught_and_after_it_closed(state: CohortState) -> None:
    host = network("wacap")
    did(enrol(person("a@example.org"), cohort(host, syllabus(host), state=state)))
    assert award_due(NOW) == (1 if state in {CohortState.RUNNING, CohortState.CLOSED} else 0)


@pytest.mark.parametrize("state", EnrolmentState)
def test_who_has_no_seat_gets_none(state: EnrolmentState) -> None:
    host = network("wacap")
    enrolment = enrol(person("a@example.org"), cohort(host, syllabus(host)))
    did(enrolment)
    Enrolment.all_objects.filter(pk=enrolment.pk).update(state=state, answer_by=NOW)
    assert award_due(NOW) == (state in ENROLLED_STATES)


def test_who_was_revoked_is_not_awarded_again(enrolment: Enrolment) -> None:
    did(enrolment)
    award_due(NOW)
    Certificate.all_objects.update(state=CertificateState.REVOKED)
    assert award_due(NOW) == 0


def test_the_database_holds_one_certificate_for_an_enrolment_and_award(enrolment: Enrolment) -> None:
    did(enrolment)
    award_due(NOW)
    (first,) = certificates()
    copy = Certificate.all_objects.get(pk=first.pk)
    copy.pk, copy.number = None, "2222-2222-2222"
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
    Certificate.all_objects.filter(pk=first.pk).update(state=CertificateState.SUPERSEDED)
    copy.save()


def test_issuing_twice_gives_the_same_certificate(enrolment: Enrolment) -> None:
    did(enrolment)
    (award,) = awards_of(enrolment.syllabus)
    first = issue(enrolment, award=award, now=NOW)
    assert issue(enrolment, award=award, now=NOW + dt.timedelta(days=1)) == first


def test_issuing_too_early_is_refused(enrolment: Enrolment) -> None:
    (award,) = awards_of(enrolment.syllabus)
    with pytest.raises(Refusal) as refused:
        issue(enrolment, award=award, now=NOW)
    assert refused.value.code == "not_due"


def test_one_that_can_not_be_awarded_does_not_keep_the_others_waiting(
    enrolment: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    did(enrolment)
    other = enrol(person("b@example.org", display_name="b"), enrolment.cohort)
    did(other)
    Progress.all_objects.filter(enrolment=enrolment, score__isnull=False).update(score=Decimal("0.9"))
    from assessments.certificates import actions

    real = actions.state

    def breaks_for_one(who: Enrolment, **rest):
        if who.pk == enrolment.pk:
            raise ZeroDivisionError
        return real(who, **rest)

    monkeypatch.setattr(actions, "state", breaks_for_one)
    with pytest.raises(ZeroDivisionError):
        award_due(NOW)
    assert [certificate.enrolment_id for certificate in certificates()] == [other.pk]


def test_the_paper_is_drawn_once_and_kept_with_its_hash(enrolment: Enrolment) -> None:
    did(enrolment)
    award_due(NOW)
    job = Rendering.objects.get()
    Rendering.objects.update(due_at=NOW)
    draw_certificate(job.pk)
    (certificate,) = certificates()
    content = paper_of(certificate)
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == certificate.pdf_hash
    assert certificate.built_to_standard
    job.refresh_from_db()
    assert job.state == JobState.DONE
    name = certificate.pdf.name
    with override("ar"):
        rendering.render(job)
    (certificate,) = certificates()
    assert (certificate.pdf.name, paper_of(certificate)) == (name, content)


def test_a_worker_that_died_over_the_file_leaves_no_second_one(enrolment: Enrolment) -> None:
    did(enrolment)
    award_due(NOW)
    job = Rendering.objects.get()
    rendering.render(job)
    name = certificates()[0].pdf.name
    Certificate.all_objects.update(pdf="", pdf_hash="")
    rendering.render(job)
    assert certificates()[0].pdf.name == name
