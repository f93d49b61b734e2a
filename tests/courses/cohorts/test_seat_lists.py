"""People invited from a file: what is read, what is said of each line, and the job that invites them."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.core.enums import JobState
from cms.core.errors import NotAllowed, Refusal
from cms.invitations.models import Invitation
from cms.notices.asking import tell_who_asked
from cms.notices.models import Notice
from cms.people.actions import erase_person
from courses.catalogue.models import CoursePage
from courses.cohorts.actions import cancel, enrol
from courses.cohorts.actions.seat_list import confirm_list, invite_lists, judged, upload_list
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.invitations import SeatGift
from courses.cohorts.models import Cohort, Enrolment, SeatList
from courses.cohorts.people_files import judge, read_people
from courses.cohorts.personal_data import SeatLists
from tests.cast import NOW, Cast, make_cohort, make_course, make_module

pytestmark = pytest.mark.django_db

HEAD = "e-mail,name,language,country,role"


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    course: CoursePage = make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))
    return make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN, languages=["fr", "en"])


def csv_of(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines)).encode()


def xlsx_of(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def listed(cohort: Cohort, cast: Cast, data: bytes) -> SeatList:
    return upload_list(cohort, data=data, file_name="people.csv", by=cast.organiser, now=NOW)


def work(start: int = 0) -> int:
    return sum(invite_lists(NOW + timedelta(minutes=start + minute)) for minute in range(12))


@pytest.mark.parametrize(
    "data",
    [
        csv_of("Awa@Example.org,Awa Sow,fr,SN,prosecutor"),
        b"\xef\xbb\xbf"
        + csv_of("awa@example.org;Awa Sow;French;Senegal;Prosecutor", head=HEAD.replace(",", ";")),
        "\n".join(("الاسم\tالبريد الإلكتروني", "Awa Sow\tawa@example.org")).encode("utf-16"),
        csv_of("", "Awa Sow,awa@example.org,français,Sénégal", head="Nom,Courriel,Langue,Pays"),
        xlsx_of(["Name", "E-mail", "Country"], [None, None, None], ["Awa Sow", "awa@example.org", "السنغال"]),
    ],
    ids=["csv", "semicolons", "utf-16", "french headings and an empty line", "xlsx"],
)
def test_what_spreadsheets_write_is_read(data: bytes) -> None:
    [one] = judge(read_people(data), default_language="fr")
    assert (one.email, one.name, one.language, one.problems) == ("awa@example.org", "Awa Sow", "fr", [])
    assert one.country in {"", "SN"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (csv_of(), "empty"),
        (csv_of("awa@example.org", head="address"), "no_email"),
        (b"\xff\xfe\x00", "unreadable"),
        ("é".encode("latin-1"), "unreadable"),
        (b"a\0b", "unreadable"),
        (b"PK\x03\x04 no zip", "unreadable"),
        (csv_of(*("x@example.org" for _ in range(501))), "too_many"),
        (b"x" * (1024 * 1024 + 1), "size"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_people(data)
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")


@given(st.binary(max_size=200))
def test_no_file_breaks_it(data: bytes) -> None:
    try:
        rows = read_people(data)
    except Refusal:
        return
    assert all(len(row) == 6 for row in rows)


def test_each_line_is_judged_by_itself() -> None:
    data = csv_of(
        "awa@example.org,Awa,fr,SN,judge",
        "none,,,,",
        "AWA@example.org,,,,",
        "awa+court@example.org,,,,",
        "b@example.org,,Klingon,,",
        "c@example.org,,,Atlantis,",
        "d@example.org,,,,Wizard",
    )
    lines = judge(read_people(data), default_language="fr")
    assert [(one.line, bool(one.problems), bool(one.remarks)) for one in lines] == [
        (2, False, False),
        (3, True, False),
        (4, True, False),
        (5, False, True),
        (6, True, False),
        (7, True, False),
        (8, True, False),
    ]
    assert lines[2].problems == ["The same address as in line 2."]


@pytest.mark.parametrize(
    "lines", [("awa+court@example.org", "awa@example.org"), ("awa@x.org", "awa+b@x.org")]
)
def test_likely_the_same_person_is_a_remark_in_either_order(lines: tuple[str, str]) -> None:
    found = judge(read_people(csv_of(*lines, lines[0])), default_language="fr")
    assert [one.problems for one in found] == [[], [], ["The same address as in line 2."]]
    assert found[1].remarks == ["Likely the same person as in line 2."]


def test_who_is_there_under_a_likely_other_address_is_remarked_on(cast: Cast, cohort: Cohort) -> None:
    enrol(cohort, user=cast.trainee, now=cohort.enrolment_opens_at)
    Enrolment.all_objects.create(
        cohort=cohort, user=cast.stranger, state=EnrolmentState.APPLIED, language="en", asked_at=NOW
    )
    plus = ["+course@".join(each.email.split("@")) for each in (cast.trainee, cast.stranger)]
    made = listed(cohort, cast, csv_of(*plus, cast.stranger.email, "awa@example.org"))
    remarks = [one.remarks for one in judged(made)]
    assert remarks[:2] == [
        [f"Likely the same person as {each.email}, who has a seat or asks for one."]
        for each in (cast.trainee, cast.stranger)
    ]
    assert remarks[2][-1].startswith("Has asked for a seat already.")
    assert remarks[3] == []


def test_the_queries_do_not_grow_with_the_lines_or_the_people(cast: Cast, cohort: Cohort) -> None:
    def cost(made: SeatList) -> int:
        with CaptureQueriesContext(connection) as queries:
            judged(made)
        return len(queries)

    one = cost(listed(cohort, cast, csv_of("awa@example.org")))
    enrol(cohort, user=cast.trainee, now=cohort.enrolment_opens_at)
    assert cost(listed(cohort, cast, csv_of(*(f"p{number}@example.org" for number in range(9))))) == one


def test_empty_lines_between_cut_nobody_off() -> None:
    people = [[f"p{number}@example.org"] for number in range(501)]
    spaced = [line for one in people for line in (one, [None])]
    rows = read_people(xlsx_of(["e-mail"], *spaced[:600]))
    assert (len(rows), rows[-1][:2]) == (300, (600, "p299@example.org"))
    with pytest.raises(Refusal) as refused:
        read_people(xlsx_of(["e-mail"], *spaced))
    assert refused.value.code == "too_many"


def test_nobody_is_written_to_before_it_is_confirmed(cast: Cast, cohort: Cohort) -> None:
    made = listed(cohort, cast, csv_of("awa@example.org"))
    assert work() == 0
    confirm_list(made, by=cast.organiser, now=NOW)
    work()
    assert Invitation.all_objects.get().email == "awa@example.org"


def test_three_hundred_with_five_bad_ones_go_out_in_batches_and_who_asked_is_told(
    cast: Cast, cohort: Cohort
) -> None:
    good = [f"person-{number}@example.org,Person {number},fr,SN,judge" for number in range(295)]
    made = listed(cohort, cast, csv_of(*good, *(f"bad {number}" for number in range(5))))
    assert sum(bool(one.problems) for one in judged(made)) == 5
    confirm_list(made, by=cast.organiser, now=NOW)
    assert invite_lists(NOW) == 1
    made.refresh_from_db()
    assert made.progress == (50, 295)
    work(1)
    made.refresh_from_db()
    assert (made.state, made.progress, made.rows) == (JobState.DONE, (295, 295), [])
    assert Invitation.all_objects.count() == 295
    tell_who_asked(NOW + timedelta(hours=1))
    assert Notice.objects.get(kind="work_ended").recipient == cast.organiser


def test_a_batch_done_twice_writes_to_nobody_twice(cast: Cast, cohort: Cohort) -> None:
    made = listed(cohort, cast, csv_of("awa@example.org", "ali@example.org"))
    confirm_list(made, by=cast.organiser, now=NOW)
    work()
    SeatList.objects.update(state=JobState.WAITING, handled=0, rows=made.rows)
    work(20)
    assert Invitation.all_objects.count() == 2


def test_who_has_a_seat_is_not_written_to(cast: Cast, cohort: Cohort) -> None:
    enrol(cohort, user=cast.trainee, now=cohort.enrolment_opens_at)
    made = listed(cohort, cast, csv_of(cast.trainee.email))
    assert judged(made)[0].remarks == ["Has a seat already, and is not written to."]
    confirm_list(made, by=cast.organiser, now=NOW)
    work()
    assert not Invitation.all_objects.exists()


def test_a_cancelled_cohort_ends_it_with_a_reason(cast: Cast, cohort: Cohort) -> None:
    made = listed(cohort, cast, csv_of("awa@example.org"))
    confirm_list(made, by=cast.organiser, now=NOW)
    cancel(cohort, by=cast.organiser, now=NOW)
    work()
    made.refresh_from_db()
    assert made.state == JobState.FAILED
    assert made.error.startswith("People can be invited")
    assert not Invitation.all_objects.exists()


def test_what_was_left_is_forgotten_after_a_day(cast: Cast, cohort: Cohort) -> None:
    listed(cohort, cast, csv_of("awa@example.org"))
    invite_lists(NOW + timedelta(hours=23))
    assert SeatList.objects.exists()
    invite_lists(NOW + timedelta(days=1))
    assert not SeatList.objects.exists()


def test_what_failed_is_forgotten_after_a_month_and_not_tried_again(cast: Cast, cohort: Cohort) -> None:
    made = listed(cohort, cast, csv_of("awa@example.org"))
    confirm_list(made, by=cast.organiser, now=NOW)
    cancel(cohort, by=cast.organiser, now=NOW)
    work()
    made.refresh_from_db()
    assert made.is_revivable
    assert SeatLists.forget(NOW + timedelta(days=29)) == 0
    assert SeatLists.forget(NOW + timedelta(days=31)) == 1
    made.refresh_from_db()
    assert (made.rows, made.is_revivable) == ([], False)


def test_who_is_erased_goes_from_lists_and_nobody_after_them_is_passed_over(
    cast: Cast, cohort: Cohort
) -> None:
    others = [f"p{number}@example.org" for number in range(60)]
    made = listed(cohort, cast, csv_of(cast.trainee.email.upper(), *others))
    confirm_list(made, by=cast.organiser, now=NOW)
    invite_lists(NOW)
    erase_person(cast.trainee, by=cast.trainee, now=NOW)
    made.refresh_from_db()
    assert cast.trainee.email not in str(made.rows).lower()
    work(1)
    made.refresh_from_db()
    assert made.state == JobState.DONE
    assert set(others) <= set(Invitation.all_objects.values_list("email", flat=True))


@pytest.mark.parametrize("person", ["casc_organiser", "secretariat", "trainee"])
def test_only_the_hosts_organisers_do_it(cast: Cast, cohort: Cohort, person: str) -> None:
    with pytest.raises(NotAllowed):
        upload_list(cohort, data=csv_of("a@example.org"), file_name="x", by=getattr(cast, person), now=NOW)
    made = listed(cohort, cast, csv_of("a@example.org"))
    with pytest.raises(NotAllowed):
        confirm_list(made, by=getattr(cast, person), now=NOW)


def test_who_accepts_finds_the_account_filled_in_and_nothing_of_their_own_changed(
    cast: Cast, cohort: Cohort
) -> None:
    cast.trainee.role = "judge"
    cast.trainee.save()
    made = listed(cohort, cast, csv_of(f"{cast.trainee.email},Another Name,fr,SN,prosecutor"))
    confirm_list(made, by=cast.organiser, now=NOW)
    work()
    at = cohort.enrolment_opens_at
    SeatGift().give(Invitation.all_objects.get(), user=cast.trainee, now=at)
    cast.trainee.refresh_from_db()
    found = (cast.trainee.display_name, cast.trainee.country_id, cast.trainee.role)
    assert found == ("Trainee", "SN", "judge")
    assert Enrolment.all_objects.get().user == cast.trainee


def test_from_the_file_to_the_invitations_in_the_admin(client: Client, cast: Cast, cohort: Cohort) -> None:
    with time_machine.travel(NOW, tick=False):
        client.force_login(cast.organiser)
        address = reverse("seat_list:upload", args=[cohort.pk])
        said = client.post(address, {"file": SimpleUploadedFile("people.csv", b"nothing")}).content.decode()
        assert "one must be called" in said
        file = SimpleUploadedFile("people.csv", csv_of("awa@example.org", "none"))
        answer = client.post(address, {"file": file})
        shown = client.get(answer["Location"]).content.decode()
        assert "1 of 2 lines is right" in shown
        assert "This is no e-mail address." in shown
        client.post(answer["Location"])
        invite_lists(NOW)
        assert Invitation.all_objects.get().email == "awa@example.org"
        assert "See the invitations" in client.get(answer["Location"]).content.decode()
