"""What the demo's trainee has noted, reported and asked, and what an author has answered."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from cms.core.enums import JobState
from cms.notices.models import Notice
from cms.people.demo import demo_user
from courses.cohorts.demo import plan
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.models import EditionText
from courses.learning.actions import (
    answer_mistake,
    ask_for_help,
    confirm_announcement,
    keep_note,
    report_mistake,
    write_announcement,
)
from courses.learning.actions.announcement import Said
from courses.learning.announcing import send_announcements
from courses.learning.enums import Audience
from courses.learning.models import Announcement, Note, Passage
from courses.learning.notices import Announced
from courses.learning.passages import ensure_passages
from courses.learning.quotation import Quotation, shortened

NOTES = (
    (2, 3, "Our template has (c) after (d). Propose to change it.", True),
    (2, 6, "Ask the central authority which form of oath they accept.", False),
    (3, 3, "", True),
    (3, 5, "Compare with my draft of last week.", False),
)


def load(now: datetime) -> None:
    """Written once: who has notes already is left as they are."""
    enrolment = Enrolment.all_objects.select_related("cohort", "user").get(
        cohort=plan(now)["running"], user=demo_user("trainee")
    )
    if Note.all_objects.filter(enrolment=enrolment).exists():
        return
    for number, (lesson, place, text, bookmarked) in enumerate(NOTES):
        keep_note(
            enrolment,
            quotation=_quotation(_text(enrolment, lesson), place),
            text=text,
            bookmarked=bookmarked,
            seen="",
            now=now - timedelta(days=3, hours=-number),
        )
    _report(enrolment, now)
    ask_for_help(
        enrolment,
        text="Is there a list of the contact points of the region, with their languages?",
        now=now - timedelta(days=2),
    )
    _announce(now)


def _announce(now: datetime) -> None:
    """One to each running cohort, sent two days ago."""
    by, then = demo_user("organiser"), now - timedelta(days=2)
    for cohort in Cohort.all_objects.filter(state=CohortState.RUNNING).order_by("pk"):
        said = Said(
            audience=Audience.EVERYBODY,
            language="en",
            subject="Our first call on Thursday",
            text=(
                "Dear colleagues,\n\nOn Thursday at 10:00 we speak for an hour about your own requests. Bring one "
                "that was answered late, without names.\n\nWhoever can’t come finds the points on Friday, here."
            ),
            takes_answers=True,
        )
        written = write_announcement(cohort, said=said, key=uuid.uuid4(), by=by, now=then)
        confirm_announcement(written, seen=written.version, by=by, now=then)
    send_announcements(then)
    Announcement.objects.update(told_at=then)
    told = Notice.objects.filter(kind=Announced.key)
    told.update(state=JobState.DONE, created_at=then, done_at=then)


def _report(enrolment: Enrolment, now: datetime) -> None:
    first, second = _text(enrolment, 1), _text(enrolment, 2)
    answered = report_mistake(
        enrolment,
        quotation=_quotation(first, 3),
        edition=first.step.edition,
        text="The link in this paragraph leads to a page that is no longer there.",
        now=now - timedelta(days=6),
    )
    answer_mistake(
        answered,
        answer="Thank you. The page has moved; the next edition has the new address.",
        by=demo_user("author"),
        now=now - timedelta(days=5),
    )
    report_mistake(
        enrolment,
        quotation=_quotation(second, 7),
        edition=second.step.edition,
        text="Should it not say paragraph 19 here, instead of paragraph 17?",
        now=now - timedelta(days=1),
    )


def _text(enrolment: Enrolment, lesson: int) -> EditionText:
    """The text of a lesson, counted from 1, in the language in which it was enrolled."""
    texts = EditionText.objects.filter(
        step__edition__syllabuses=enrolment.syllabus_id, language=enrolment.language
    )
    return texts.select_related("step__edition").order_by("step__position")[lesson - 1]


def _quotation(text: EditionText, place: int) -> Quotation:
    ensure_passages([text.revision_id])
    passage = Passage.objects.get(revision=text.revision_id, position=place)
    return Quotation(
        text.step.step_key,
        passage.block_key,
        text.title,
        text.language,
        passage.heading,
        shortened(passage.text),
    )
