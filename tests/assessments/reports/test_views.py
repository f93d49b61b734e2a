from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assessments.certificates.actions import award_due
from cms.networks.actions import grant_role
from cms.networks.enums import ADMIN_ROLES, REPORT_ROLES, Role
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort
from tests.assessments.taught import NOW, cohort, did, enrol, person, syllabus
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ADDRESSES = ["completion", "completion_csv"]


class Table(HTMLParser):
    """The cells of the table `completion`, as text, without the ways from it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = self.cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.inside |= tag == "table" and ("id", "completion") in attrs
        if self.inside and tag == "tr":
            self.rows.append([])
        if self.inside and tag in {"td", "th"} and ("class", "way") not in attrs:
            self.cell = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "table"
        self.cell &= tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self.cell:
            self.rows[-1][-1] += data


@pytest.fixture
def run(cast: Cast) -> Cohort:
    return cohort(cast.wacap, syllabus(cast.wacap))


def file_rows(client: Client, run: Cohort) -> list[list[str]]:
    answer = client.get(reverse("reports:completion_csv", args=[run.pk]))
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def screen_rows(client: Client, run: Cohort, page: int = 1) -> list[list[str]]:
    answer = client.get(reverse("reports:completion", args=[run.pk]), {"p": page})
    assert answer.status_code == 200
    return Table(answer.content.decode()).rows


def test_the_file_equals_the_screen(client: Client, cast: Cast, run: Cohort) -> None:
    for number in range(4):
        did(
            enrol(person(f"{number}@example.org", display_name=f"Péra & <{number}>", country_id="SN"), run),
            most=number,
        )
    award_due(NOW)
    client.force_login(cast.organiser)
    screen = screen_rows(client, run)
    assert len(screen) == 5
    assert file_rows(client, run) == screen


def test_the_file_equals_all_pages_of_the_screen(
    client: Client, cast: Cast, run: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessments.reports.views.PAGE_SIZE", 2)
    for number in range(5):
        did(enrol(person(f"{number}@example.org"), run), most=number)
    client.force_login(cast.secretariat)
    pages = [screen_rows(client, run, page) for page in (1, 2, 3)]
    assert [len(page) - 1 for page in pages] == [2, 2, 1]
    assert file_rows(client, run)[1:] == [row for page in pages for row in page[1:]]


def test_a_name_that_is_a_formula_opens_as_text(client: Client, cast: Cast, run: Cohort) -> None:
    enrol(person("a@example.org", display_name="=HYPERLINK(1)"), run)
    client.force_login(cast.organiser)
    assert file_rows(client, run)[1][1] == "'=HYPERLINK(1)"
    assert screen_rows(client, run)[1][1] == "=HYPERLINK(1)"


def test_the_screen_without_anybody_says_what_will_come(client: Client, cast: Cast, run: Cohort) -> None:
    client.force_login(cast.organiser)
    answer = client.get(reverse("reports:completion", args=[run.pk]))
    assert "Nobody has enrolled yet" in answer.content.decode()


@pytest.mark.parametrize("role", sorted(ADMIN_ROLES - REPORT_ROLES))
def test_other_roles_of_the_host_get_no_hint_of_it(
    client: Client, cast: Cast, run: Cohort, role: Role
) -> None:
    grant_role(cast.wacap, user=cast.stranger, role=role, by=cast.central, now=NOW)
    client.force_login(cast.stranger)
    for address in ADDRESSES:
        assert client.get(reverse(f"reports:{address}", args=[run.pk])).status_code == 404


@pytest.mark.parametrize("who", ["casc_organiser", "author", "reviewer", "manager"])
def test_other_networks_get_no_hint_of_it(client: Client, cast: Cast, run: Cohort, who: str) -> None:
    client.force_login(getattr(cast, who))
    for address in ADDRESSES:
        assert client.get(reverse(f"reports:{address}", args=[run.pk])).status_code == 404
        assert client.get(reverse(f"reports:{address}", args=[run.pk + 1])).status_code == 404


def test_who_has_roles_in_two_networks_sees_the_reports_of_both(
    client: Client, cast: Cast, run: Cohort
) -> None:
    others = [run, cohort(cast.casc, syllabus(cast.casc)), cohort(cast.ejn, syllabus(cast.ejn))]
    client.force_login(cast.two_roles)
    assert [client.get(reverse("reports:completion", args=[made.pk])).status_code for made in others] == [
        200,
        200,
        404,
    ]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_trainee_does_not_enter_the_admin(client: Client, cast: Cast, run: Cohort, address: str) -> None:
    someone = person("b@example.org")
    enrol(someone, run)
    enrol(person("a@example.org"), run)
    for user, status in ((someone, 403), (None, 302)):
        client.logout()
        if user:
            client.force_login(user)
        answer = client.get(reverse(f"reports:{address}", args=[run.pk]))
        assert (answer.status_code, "a@example.org" in answer.content.decode()) == (status, False)


def test_the_list_names_one_s_own_cohorts_without_drafts(client: Client, cast: Cast, run: Cohort) -> None:
    other = cohort(cast.ejn, syllabus(cast.ejn))
    draft = cohort(cast.wacap, None, state=CohortState.DRAFT)
    client.force_login(cast.organiser)
    shown = client.get(reverse("reports:completion_cohorts")).content.decode()
    linked = [
        made.pk for made in (run, other, draft) if reverse("reports:completion", args=[made.pk]) in shown
    ]
    assert linked == [run.pk]
    assert reverse("reports:completion_cohorts") in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_menu_shows_it_only_to_whom_it_serves(client: Client, cast: Cast, run: Cohort) -> None:
    client.force_login(cast.author)
    assert (
        reverse("reports:completion_cohorts") not in client.get(reverse("wagtailadmin_home")).content.decode()
    )


def test_the_cohort_s_page_leads_to_it(client: Client, cast: Cast, run: Cohort) -> None:
    client.force_login(cast.organiser)
    shown = client.get(reverse("cohort:inspect", args=[run.pk])).content.decode()
    assert reverse("reports:completion", args=[run.pk]) in shown


def test_the_command_writes_the_same_file(
    client: Client, cast: Cast, run: Cohort, tmp_path: Path, capsys
) -> None:
    did(enrol(person("a@example.org"), run))
    client.force_login(cast.organiser)
    out = tmp_path / "report.csv"
    call_command("completion_report", str(out), "--cohort", str(run.pk), "--json")
    assert json.loads(capsys.readouterr().out) == {"rows": 1, "file": str(out)}
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == file_rows(client, run)
    assert [path.name for path in tmp_path.iterdir()] == ["report.csv"]


def test_the_command_says_what_is_wrong(run: Cohort, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no cohort"):
        call_command("completion_report", str(tmp_path / "a.csv"), "--cohort", str(run.pk + 1))
    with pytest.raises(CommandError, match="can't be written"):
        call_command("completion_report", str(tmp_path / "missing" / "a.csv"), "--cohort", str(run.pk))


def test_the_list_is_there_for_who_may_see_a_report_only(client: Client, cast: Cast) -> None:
    address = reverse("reports:completion_cohorts")
    for somebody, status in (
        (cast.organiser, 200),
        (cast.secretariat, 200),
        (cast.central, 200),
        (cast.author, 404),
        (cast.reviewer, 404),
        (cast.manager, 404),
    ):
        client.force_login(somebody)
        assert client.get(address).status_code == status
