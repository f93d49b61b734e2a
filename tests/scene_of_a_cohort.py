"""What belongs to cohorts of the scene and is set by actions of several rooms. Imports wait for Django to be set up."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from courses.cohorts.models import Cohort, Enrolment, SendingAuthority
    from courses.learning.models import Announcement


def alike(running: Cohort, now: datetime) -> Enrolment:
    """A second account of the trainee's, in the same cohort."""
    from cms.people.models import User
    from courses.cohorts.enums import EnrolmentState
    from courses.cohorts.models import Enrolment

    twin, _new = User.objects.get_or_create(
        email="trainee+phone@example.org", defaults={"display_name": "Trainee (demo), by phone"}
    )
    values = {"language": "en", "enrolled_at": now, "state": EnrolmentState.ACTIVE}
    return Enrolment.all_objects.get_or_create(
        cohort=running, user=twin, defaults=values | {"syllabus": running.syllabus}
    )[0]


def authority(cohort: Cohort, now: datetime) -> SendingAuthority:
    """Asked by the organiser, taken up by the graduate, with two people proposed and one answered."""
    from cms.people.demo import demo_user
    from courses.cohorts.actions.nomination import ask_to_nominate, decline, propose
    from courses.cohorts.models import SendingAuthority

    by, clerk = demo_user("organiser"), demo_user("graduate")
    there = SendingAuthority.all_objects.filter(cohort=cohort).first()
    if there is not None:
        return there
    made = ask_to_nominate(
        cohort,
        name="Ministry of Justice",
        email="ministry@example.org",
        language="en",
        most=4,
        closes_on=cohort.enrolment_closes_on - timedelta(days=1),
        by=by,
        now=now,
    )
    made.nominator = clerk
    made.save()
    people = [
        propose(
            made,
            email=f"nominee-{name}@example.org",
            name=name.capitalize(),
            country="SN",
            role="prosecutor",
            note="Sends a dozen requests a year.",
            by=clerk,
            now=now,
        )
        for name in ("mariama", "ousmane", "aminata")
    ]
    decline(people[-1], reason="Two from each ministry this time.", by=by, now=now)
    return made


def questionnaires(running: Cohort, now: datetime) -> dict[str, Any]:
    """One that is open, one that is planned, and one that people have answered."""
    from assessments.questionnaires.actions import make_questionnaire, open_questionnaire
    from assessments.questionnaires.enums import Moment
    from assessments.questionnaires.models import Questionnaire
    from cms.people.demo import demo_user

    by = demo_user("organiser")
    asked, planned = (make_questionnaire(running, moment=moment, standard=True, by=by) for moment in Moment)
    if asked.opened_at is None:
        open_questionnaire(asked, anonymous=True, by=by, now=now)
    replied = Questionnaire.all_objects.filter(cohort__network__slug="wacap", replies__isnull=False)
    return {
        "asked": asked.pk,
        "asking": planned.pk,
        "replied": replied.filter(moment=Moment.END).distinct().get().pk,
    }


def draft_announcement(cohort: Cohort, now: datetime) -> Announcement:
    """In Arabic, so that it runs the other way on an English page."""
    from cms.people.demo import demo_user
    from courses.learning.actions import write_announcement
    from courses.learning.actions.announcement import Said

    said = Said(
        audience="languages",
        chosen=("ar", "en"),
        language="ar",
        subject="لقاؤنا الأول يوم الخميس",
        text="الزملاء الأعزاء،\n\nنلتقي يوم الخميس في الساعة 10:00.",
        takes_answers=True,
        scheduled_at=now + timedelta(days=2),
    )
    key = uuid.UUID(int=5)
    return write_announcement(cohort, said=said, key=key, by=demo_user("organiser"), now=now)
