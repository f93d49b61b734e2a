"""Modules that other networks may use, may ask for, or may not; what a course comes to; what one completes first."""

from __future__ import annotations

import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from cms.core.errors import NotAllowed, Refusal
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.notices.models import Notice
from courses.catalogue.actions.use import answer_use, ask_for_module
from courses.catalogue.composition import composition
from courses.catalogue.enums import Sharing, UseState
from courses.catalogue.models import CoursePage, LessonPage, ModulePage, ModuleUse
from courses.catalogue.sharing import not_allowed, standings
from courses.cohorts.actions import announce
from courses.cohorts.enums import CohortState
from courses.editions.actions import take_syllabus
from courses.editions.reading import taught_syllabus
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, network_page
from tests.courses.catalogue.many import make_many_modules

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    return make_module(cast.ejn, "Requests")


def share(module: ModulePage, sharing: Sharing) -> None:
    ModulePage.objects.filter(pk=module.pk).update(sharing=sharing)


def asked(cast: Cast, module: ModulePage) -> ModuleUse:
    share(module, Sharing.ASKED)
    return ask_for_module(module, network=cast.wacap, note="For May", by=cast.organiser, now=NOW)


def told(kind: str) -> list[str]:
    found = Notice.objects.filter(kind=kind).order_by("recipient__email")
    return list(found.values_list("recipient__email", flat=True))


# What the owner says × what the asking network was told → whether it may use the module.
@pytest.mark.parametrize(
    ("sharing", "state", "may"),
    [
        (Sharing.FREE, None, True),
        (Sharing.FREE, UseState.REFUSED, True),
        (Sharing.ASKED, None, False),
        (Sharing.ASKED, UseState.ASKED, False),
        (Sharing.ASKED, UseState.REFUSED, False),
        (Sharing.ASKED, UseState.ALLOWED, True),
        (Sharing.OWN, None, False),
        (Sharing.OWN, UseState.ALLOWED, False),
    ],
)
def test_who_may_use_a_module(
    cast: Cast, module: ModulePage, sharing: Sharing, state: UseState | None, may: bool
) -> None:
    share(module, sharing)
    if state:
        ModuleUse.all_objects.create(
            module_key=module.translation_key,
            owner=cast.ejn,
            network=cast.wacap,
            state=state,
            asked_by=cast.organiser,
            asked_at=NOW,
            answered_at=None if state == UseState.ASKED else NOW,
        )
    assert standings([module.translation_key], networks=[cast.wacap])[module.translation_key].may_use is may
    assert [each.module for each in not_allowed([module.translation_key], network=cast.wacap)] == (
        [] if may else [module]
    )
    # Its owner's own courses use it whatever it says.
    assert not_allowed([module.translation_key], network=cast.ejn) == []
    # What one network was told is nothing to another.
    assert bool(not_allowed([module.translation_key], network=cast.casc)) is (sharing != Sharing.FREE)


def test_asking_is_told_to_who_answers_and_the_answer_to_who_asked(cast: Cast, module: ModulePage) -> None:
    use = asked(cast, module)
    assert told("module_asked_for") == ["manager@example.org", "reviewer@example.org"]
    again = ask_for_module(module, network=cast.wacap, note="Again", by=cast.two_roles, now=NOW + HOUR)
    assert (again.pk, again.note) == (use.pk, "For May")
    with pytest.raises(Refusal, match="reason"):
        answer_use(use, allowed=False, answer=" ", by=cast.manager, now=NOW)
    answer_use(use, allowed=False, answer="Not yet", by=cast.manager, now=NOW)
    assert told("module_answered") == ["both@example.org", "organiser@example.org"]
    answer_use(use, allowed=False, answer="Not yet", by=cast.reviewer, now=NOW + HOUR)
    assert len(told("module_answered")) == 2
    ask_for_module(module, network=cast.wacap, note="Now?", by=cast.organiser, now=NOW + HOUR)
    allowed = answer_use(use, allowed=True, answer="", by=cast.reviewer, now=NOW + 2 * HOUR)
    assert (allowed.state, allowed.note) == (UseState.ALLOWED, "Now?")
    with pytest.raises(Refusal) as refused:
        ask_for_module(module, network=cast.wacap, note="", by=cast.organiser, now=NOW)
    assert refused.value.code == "not_needed"


def test_who_may_not_ask_or_answer(cast: Cast, module: ModulePage) -> None:
    use = asked(cast, module)
    for person in (cast.author, cast.organiser, cast.stranger):
        with pytest.raises(NotAllowed):
            answer_use(use, allowed=True, answer="", by=person, now=NOW)
    for person in (cast.secretariat, cast.casc_organiser, cast.manager):
        with pytest.raises(NotAllowed):
            ask_for_module(module, network=cast.wacap, note="", by=person, now=NOW)
    share(module, Sharing.OWN)
    with pytest.raises(Refusal) as refused:
        ask_for_module(module, network=cast.casc, note="", by=cast.casc_organiser, now=NOW)
    assert refused.value.code == "own_only"


def form_of(course: CoursePage, *modules: uuid.UUID, first: tuple[uuid.UUID, ...] = ()) -> dict[str, str]:
    lines = [
        {"module_key": str(key), "section_en": "Part one" if n == 0 else ""} for n, key in enumerate(modules)
    ]
    return nested_form_data(
        {
            "title": course.title,
            "slug": course.slug,
            "summary": "",
            "description": rich_text(""),
            "audience": "",
            "modules": inline_formset(lines),
            "prerequisites": inline_formset([{"course_key": str(key)} for key in first]),
            "awards": inline_formset([]),
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "action-publish": "1",
        }
    )


def test_no_course_comes_before_itself(client: Client, cast: Cast, module: ModulePage) -> None:
    first, second, third = (make_course(cast.wacap, title, module) for title in ("One", "Two", "Three"))
    client.force_login(cast.organiser)

    def save(course: CoursePage, *before: CoursePage) -> str:
        address = reverse("wagtailadmin_pages:edit", args=[course.pk])
        keys = tuple(each.translation_key for each in before)
        said = form_of(course, module.translation_key, first=keys) | {
            "modules-INITIAL_FORMS": "1",
            "modules-0-id": str(CoursePage.objects.get(pk=course.pk).modules.get().pk),
        }
        return unescape(client.post(address, said, follow=True).text)

    refusal = "This course asks to complete the one that you are editing first."
    assert refusal not in save(second, first)
    assert refusal not in save(third, second)
    assert refusal in save(first, third)
    assert not CoursePage.objects.get(pk=first.pk).prerequisites.exists()


def test_a_course_takes_in_no_module_that_it_may_not_use(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    course = make_course(cast.wacap, "Course")
    client.force_login(cast.organiser)
    address = reverse("wagtailadmin_pages:edit", args=[course.pk])
    share(module, Sharing.ASKED)
    refused = client.post(address, form_of(course, module.translation_key))
    assert "EJN wants to be asked before you use “Requests”." in unescape(refused.text)
    assert reverse("module_use:ask", args=[module.translation_key]) in refused.text
    unknown = client.post(address, form_of(course, uuid.UUID(int=7)))
    assert "There is no such module." in unknown.text
    assert module.translation_key not in CoursePage.objects.get(pk=course.pk).module_keys()
    use = asked(cast, module)
    answer_use(use, allowed=True, answer="", by=cast.manager, now=NOW)
    assert client.post(address, form_of(course, module.translation_key)).status_code == 302
    course = CoursePage.objects.get(pk=course.pk)
    assert course.module_keys() == [module.translation_key]
    assert course.modules.get().section == {"en": "Part one"}
    # What stands in it already stays, whatever its owner says later; new cohorts are refused then.
    share(module, Sharing.OWN)
    stays = form_of(course, module.translation_key) | {
        "modules-INITIAL_FORMS": "1",
        "modules-0-id": str(course.modules.get().pk),
    }
    assert client.post(address, stays).status_code == 302
    cohort = make_cohort(cast.wacap, course, "Spring")
    with pytest.raises(Refusal, match="is for courses of EJN only") as kept_back:
        announce(cohort, by=cast.organiser, now=NOW)
    assert kept_back.value.code == "not_shared"


def test_a_course_takes_in_no_module_that_is_not_published(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    course = make_course(cast.wacap, "Course")
    parent = network_page(cast.ejn)
    draft = parent.add_child(instance=ModulePage(title="Secret plans", locale=parent.locale, live=False))
    empty = make_module(cast.ejn, "Nothing in it", lessons=0)
    kept = make_module(cast.ejn, "For us", lessons=1)
    share(kept, Sharing.OWN)
    client.force_login(cast.organiser)
    address = reverse("wagtailadmin_pages:edit", args=[course.pk])
    for page in (draft, kept):
        assert client.get(reverse("module_chooser:chosen", args=[page.pk])).status_code == 404
    refused = client.post(address, form_of(course, draft.translation_key))
    assert "This module is not published." in refused.text and "Secret plans" not in refused.text
    module.unpublish()
    assert (
        "This module is not published." in client.post(address, form_of(course, module.translation_key)).text
    )
    refused = client.post(address, form_of(course, empty.translation_key))
    assert "there is nothing to teach" in refused.text
    assert CoursePage.objects.get(pk=course.pk).module_keys() == []
    for person in (cast.author, cast.secretariat):
        client.force_login(person)
        assert client.get(reverse("module_chooser:chosen", args=[draft.pk])).status_code == 404


def test_what_was_published_once_can_be_announced(cast: Cast, module: ModulePage) -> None:
    """Its edition is kept, and is what the cohort is taught."""
    course = make_course(cast.wacap, "Course", module)
    module.unpublish()
    assert announce(make_cohort(cast.wacap, course, "Spring"), by=cast.organiser, now=NOW)
    course = make_course(cast.wacap, "Other", make_module(cast.ejn, "Nothing in it", lessons=0))
    with pytest.raises(Refusal, match="Of 1 module of the course nothing was ever published"):
        announce(make_cohort(cast.wacap, course, "Summer"), by=cast.organiser, now=NOW)


@pytest.mark.parametrize(
    ("sharing", "sentence"),
    [
        (Sharing.OWN, "EJN does not let WACAP teach “Requests”."),
        (Sharing.ASKED, "EJN wants to be asked before WACAP teaches “Requests”."),
    ],
)
def test_the_owners_word_holds_for_hosts_of_its_own_course(
    cast: Cast, module: ModulePage, sharing: Sharing, sentence: str
) -> None:
    cohort = make_cohort(cast.wacap, make_course(cast.ejn, "Course", module), "Spring")
    share(module, sharing)
    with pytest.raises(Refusal, match=sentence) as kept_back:
        announce(cohort, by=cast.organiser, now=NOW)
    assert kept_back.value.code == "not_shared"
    if sharing == Sharing.ASKED:
        answer_use(asked(cast, module), allowed=True, answer="", by=cast.manager, now=NOW)
        assert announce(cohort, by=cast.organiser, now=NOW).state == CohortState.ANNOUNCED


def test_sections_are_frozen_with_the_syllabus(client: Client, cast: Cast, module: ModulePage) -> None:
    course = make_course(cast.wacap, "Course", module)
    line = course.modules.get()
    line.section = {"en": "How others work", "fr": "Comment font les autres"}
    line.save()
    course.save_revision().publish()
    assert "How others work" in client.get(course.url).text
    syllabus = take_syllabus(CoursePage.objects.get(pk=course.pk), now=NOW)
    assert [each.section for each in taught_syllabus(syllabus.pk, "fr").modules] == [
        "Comment font les autres"
    ]


def test_what_a_course_comes_to(cast: Cast, module: ModulePage) -> None:
    """Its length, the languages in which all of it can be read, and what is missing in the others."""
    second = make_module(cast.casc, "Evidence", lessons=2)
    lesson = LessonPage.objects.child_of(second).first()
    parent = network_page(cast.casc, "ar")
    text = ModulePage(
        title="أدلة", slug="ar", locale=parent.locale, translation_key=second.translation_key, is_source=False
    )
    parent.add_child(instance=text)
    text.save_revision().publish()
    translated = LessonPage(
        title="درس", slug="one", locale=parent.locale, translation_key=lesson.translation_key, is_source=False
    )
    text.add_child(instance=translated)
    translated.save_revision().publish()
    course = composition([module.translation_key, second.translation_key], language="en")
    assert (len(course.modules), course.steps, course.minutes) == (2, 3, 45)
    assert course.languages == ["en"]
    [arabic] = course.lacking
    assert (arabic.language, arabic.absent, arabic.incomplete) == ("ar", ("Requests",), (("Evidence", 1),))
    module.unpublish()
    course = composition([module.translation_key, second.translation_key], language="en")
    assert course.unpublished == ["Requests"]
    assert composition([], language="en").lacking == []


def test_the_list_of_modules_says_whose_how_long_and_for_whom(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    share(make_module(cast.casc, "Evidence"), Sharing.OWN)
    wanted = make_module(cast.ejn, "Seizure")
    share(wanted, Sharing.ASKED)
    client.force_login(cast.organiser)
    address = reverse("module_chooser:choose_results")
    page = unescape(client.get(address).text)
    assert "Free to use" in page and "Only for CASC" in page and "On request" in page
    assert page.count("data-chooser-modal-choice") == 1
    assert reverse("module_use:ask", args=[wanted.translation_key]) in page
    found = client.get(address, {"q": "seiz", "network": cast.ejn.pk}).text
    assert "Seizure" in found and "Requests" not in found
    assert "Seizure" not in client.get(address, {"network": cast.casc.pk}).text
    chosen = client.get(reverse("module_chooser:chosen", args=[module.pk])).json()
    assert (chosen["result"]["id"], chosen["result"]["title"]) == (str(module.translation_key), "Requests")


def test_a_page_of_the_list_costs_the_same_however_many_modules_there_are(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    client.force_login(cast.organiser)
    address = reverse("module_chooser:choose_results")

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    one = queries()
    make_many_modules([cast.ejn, cast.casc], 500)
    # The second page of the list brings the count of pages with it, and nothing else.
    assert queries() <= one


def test_asking_and_answering_by_hand(client: Client, cast: Cast, module: ModulePage) -> None:
    share(module, Sharing.ASKED)
    ask = reverse("module_use:ask", args=[module.translation_key])
    client.force_login(cast.organiser)
    assert "The module belongs to EJN" in client.get(ask).text
    assert client.post(ask, {"network": cast.casc.pk, "note": "x"}).status_code == 200
    assert ModuleUse.all_objects.count() == 0
    client.post(ask, {"network": cast.wacap.pk, "note": "For May"})
    use = ModuleUse.all_objects.get()
    index = reverse("module_use:index")
    assert "waits for an answer" in client.get(index).text
    assert "has not answered yet" in client.get(ask).text
    answer = reverse("module_use:answer", args=[use.pk])
    assert client.get(answer).status_code == 404
    client.force_login(cast.manager)
    assert "asks to use a module of yours" in client.get(reverse("wagtailadmin_home")).text
    assert answer in client.get(index).text
    refused = client.post(answer, {"refuse": "1", "answer": ""})
    assert "Write a reason" in refused.text
    client.post(answer, {"allow": "1", "answer": "With pleasure"})
    use.refresh_from_db()
    assert (use.state, use.answer, use.answered_by) == (UseState.ALLOWED, "With pleasure", cast.manager)
    client.force_login(cast.organiser)
    assert "With pleasure" in client.get(index).text
    for person in (cast.author, cast.secretariat):
        client.force_login(person)
        assert client.get(index).status_code in {302, 403}


def test_managers_who_are_reviewers_too_are_told_once(cast: Cast, module: ModulePage) -> None:
    grant_role(cast.ejn, user=cast.manager, role=Role.REVIEWER, by=cast.central, now=NOW)
    asked(cast, module)
    assert told("module_asked_for") == ["manager@example.org", "reviewer@example.org"]


def test_who_composes_for_two_networks_asks_for_the_one_that_has_to(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    grant_role(cast.casc, user=cast.organiser, role=Role.ORGANISER, by=cast.central, now=NOW)
    use = asked(cast, module)
    answer_use(use, allowed=True, answer="", by=cast.manager, now=NOW)
    client.force_login(cast.organiser)
    ask = reverse("module_use:ask", args=[module.translation_key])
    form = client.get(ask).context["form"]
    assert list(form.fields["network"].queryset) == [cast.casc]
    client.post(ask, {"network": cast.casc.pk, "note": "For June"})
    assert "has not answered yet" not in client.get(ask).text
    assert "may use this module already" in client.get(ask).text
    share(module, Sharing.OWN)
    assert "is for courses of EJN only" in unescape(client.get(ask).text)


def test_long_lists_come_by_pages(client: Client, cast: Cast, module: ModulePage) -> None:
    ModuleUse.all_objects.bulk_create(
        ModuleUse(
            module_key=uuid.uuid4(), owner=cast.ejn, network=cast.wacap, asked_by=cast.organiser, asked_at=NOW
        )
        for _number in range(35)
    )
    index = reverse("module_use:index")
    for person in (cast.manager, cast.organiser):
        client.force_login(person)
        assert len(client.get(index).context["uses"]) == 30
        assert len(client.get(index, {"p": 2}).context["uses"]) == 5
    grant_role(cast.ejn, user=cast.organiser, role=Role.REVIEWER, by=cast.central, now=NOW)
    assert "Asked of your networks" in client.get(index).text
    assert not client.get(index).context["own"] and client.get(index, {"own": 1}).context["own"]
