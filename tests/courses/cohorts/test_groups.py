"""Groups of a cohort by country or language: who is in which, who helps, the board and announcements of one."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape

import pytest
import time_machine
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.core.errors import NotAllowed, Refusal
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.people.models import User
from cms.world.models import Country
from courses.cohorts.actions.copy import copy_cohort
from courses.cohorts.actions.group import add_group, remove_group
from courses.cohorts.enums import CohortState
from courses.cohorts.grouping import group_of, in_groups, sizes
from courses.cohorts.models import Cohort, Enrolment, Group
from courses.cohorts.personal_data import GroupsHelped
from courses.learning.announcing import enrolments_for
from courses.learning.enums import Audience
from courses.learning.models import Announcement
from courses.learning.who_helps import help_context
from tests.cast import Cast, make_person
from tests.courses.taught import LONG_AGO, a_running_cohort, enrolled

NOW = datetime(2027, 3, 25, 9, tzinfo=UTC)


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    cache.clear()
    cohort = a_running_cohort(slug="hosts")
    cohort.network = cast.wacap
    cohort.save()
    return cohort


@pytest.fixture
def helper(cast: Cast) -> User:
    person = make_person("helper")
    grant_role(cast.wacap, user=person, role=Role.FACILITATOR, by=cast.central, now=LONG_AGO)
    return person


def somebody(cohort: Cohort, name: str, *, country: str | None, language: str) -> Enrolment:
    enrolment = enrolled(cohort, f"{name}@example.org", language=language, display_name=name.capitalize())
    User.objects.filter(pk=enrolment.user_id).update(country=country and Country.objects.get(pk=country))
    enrolment.user.refresh_from_db()
    return enrolment


def group(cast: Cast, cohort: Cohort, name: str, **values: object) -> Group:
    said = {"countries": [], "languages": [], "facilitator": None} | values
    return add_group(cohort, name=name, by=cast.organiser, **said)


@pytest.mark.django_db
def test_the_first_group_that_fits_takes_somebody(cast: Cast, cohort: Cohort) -> None:
    people = [
        somebody(cohort, "awa", country="SN", language="fr"),
        somebody(cohort, "musa", country="GM", language="en"),
        somebody(cohort, "ali", country="MR", language="ar"),
        somebody(cohort, "nobody", country=None, language="pt"),
    ]
    first = group(cast, cohort, "Senegal", countries=["SN"])
    second = group(cast, cohort, "French", languages=["fr", "ar"])
    third = group(cast, cohort, "Gambia in French", countries=["GM"], languages=["fr"])
    groups = [first, second, third]
    assert [group_of(each, groups) for each in people] == [first, None, second, None]
    assert sizes(cohort, groups) == {first.pk: 1, second.pk: 1, None: 2}
    everybody = Enrolment.all_objects.filter(cohort=cohort)
    assert list(in_groups(everybody, groups, {first.pk})) == [people[0]]
    assert set(in_groups(everybody, groups, {first.pk, second.pk})) == {people[0], people[2]}
    assert list(in_groups(everybody, groups, {third.pk})) == []
    # Whose group is taken away falls to the next that fits.
    remove_group(first, by=cast.organiser)
    assert group_of(people[0], [second, third]) == second


@settings(max_examples=60)
@given(
    rules=st.lists(
        st.tuples(
            st.sets(st.sampled_from(["SN", "ML", "GM"])), st.sets(st.sampled_from(["en", "fr", "ar"]))
        ).filter(any),
        max_size=4,
    ),
    country=st.sampled_from(["SN", "ML", "GM", "MR", None]),
    language=st.sampled_from(["en", "fr", "ar", "pt"]),
)
def test_nobody_is_in_two_groups(
    rules: list[tuple[set[str], set[str]]], country: str | None, language: str
) -> None:
    groups = [Group(pk=n, countries=list(c), languages=list(spoken)) for n, (c, spoken) in enumerate(rules)]
    fitting = [each.pk for each in groups if each.fits_who(country, language)]
    enrolment = Enrolment(user=User(country_id=country), language=language)
    found = group_of(enrolment, groups)
    assert (found.pk if found else None) == next(iter(fitting), None)


@pytest.mark.django_db
def test_what_is_no_group(cast: Cast, cohort: Cohort, helper: User) -> None:
    def code(**values: object) -> str:
        with pytest.raises(Refusal) as refused:
            group(cast, cohort, **({"name": "One", "languages": ["fr"]} | values))
        return refused.value.code

    assert code(languages=[]) == "nobody"
    assert code(facilitator=cast.stranger) == "no_facilitator"
    group(cast, cohort, "One", languages=["fr"], facilitator=helper)
    assert helper in cohort.facilitators.all()
    assert code() == "same_name"
    for number in range(19):
        group(cast, cohort, f"Group {number}", languages=["es"])
    assert code(name="More") == "many"
    with pytest.raises(NotAllowed):
        add_group(cohort, name="X", countries=[], languages=["fr"], facilitator=None, by=cast.secretariat)
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.all_objects.create(cohort=cohort, name="Everybody")
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.CLOSED)
    assert code(name="Late") == "ended"


@pytest.mark.django_db
def test_who_helps_the_group_stands_first_for_its_people(cast: Cast, cohort: Cohort, helper: User) -> None:
    other = make_person("anna")
    grant_role(cast.wacap, user=other, role=Role.FACILITATOR, by=cast.central, now=LONG_AGO)
    cohort.facilitators.add(other)
    ours, others = (
        somebody(cohort, name, country=None, language=language)
        for name, language in (("ali", "ar"), ("awa", "fr"))
    )
    group(cast, cohort, "Arabic", languages=["ar"], facilitator=helper)
    cache.clear()
    assert help_context(ours)["helpers"][0].name == "Helper"
    assert help_context(others)["helpers"][0].name == "Anna"
    with CaptureQueriesContext(connection) as captured:
        help_context(ours)
    assert len(captured) == 0


@pytest.mark.django_db
def test_the_board_and_announcements_know_groups(client: Client, cast: Cast, cohort: Cohort) -> None:
    somebody(cohort, "ali", country=None, language="ar")
    somebody(cohort, "awa", country=None, language="fr")
    arabic = group(cast, cohort, "Arabic speakers", languages=["ar"])
    with time_machine.travel(NOW, tick=False):
        client.force_login(cast.organiser)
        page = client.get(reverse("board:cohort", args=[cohort.pk]), {"group": arabic.pk})
        assert [row.enrolment.user.display_name for row, _way in page.context["lines"]] == ["Ali"]
        form = unescape(client.get(reverse("announcement:write", args=[cohort.pk])).text)
    assert "Those of some groups" in form and "Arabic speakers" in form
    announcement = Announcement(cohort=cohort, audience=Audience.GROUPS, chosen=[str(arabic.pk)])
    assert [each.user.display_name for each in enrolments_for(announcement, now=NOW)] == ["Ali"]
    remove_group(arabic, by=cast.organiser)
    assert not enrolments_for(announcement, now=NOW).exists()
    with time_machine.travel(NOW, tick=False):
        form = client.get(reverse("announcement:write", args=[cohort.pk])).text
    assert "Those of some groups" not in form


@pytest.mark.django_db
def test_by_hand(client: Client, cast: Cast, cohort: Cohort, helper: User) -> None:
    page = reverse("cohort:groups", args=[cohort.pk])
    with time_machine.travel(NOW, tick=False):
        client.force_login(cast.organiser)
        assert "Choose a country or a language" in client.post(page, {"name": "One"}).text
        said = {"name": "Arabic speakers", "languages": ["ar"], "facilitator": helper.pk}
        assert client.post(page, said).status_code == 302
        assert "There is a group of this name already." in client.post(page, said).text
        shown = client.get(page).text
        assert "Arabic speakers" in shown and "Helper" in shown
        one = Group.all_objects.get()
        assert client.post(page, {"remove": "x"}).status_code == 404
        assert client.post(page, {"remove": one.pk}).status_code == 302
        assert not Group.all_objects.exists()
        client.force_login(cast.secretariat)
        assert client.get(page).status_code in {302, 403}


@pytest.mark.django_db
def test_a_copy_has_its_groups_and_erasure_leaves_them_without_a_name(
    cast: Cast, cohort: Cohort, helper: User
) -> None:
    group(cast, cohort, "Arabic", languages=["ar"], countries=["MR"], facilitator=helper)
    made = copy_cohort(cohort, name="Again", starts=cohort.starts, by=cast.organiser)
    copied = Group.all_objects.get(cohort=made)
    assert (copied.name, copied.languages, copied.countries, copied.facilitator) == (
        "Arabic",
        ["ar"],
        ["MR"],
        helper,
    )
    GroupsHelped.erase(helper, now=NOW)
    assert set(Group.all_objects.values_list("facilitator", flat=True)) == {None}
