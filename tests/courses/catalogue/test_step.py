"""A step's own address never shows its content: every kind of step, by every door that a stranger could try."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.documents import get_document_model
from wagtail.models import Page, get_page_models

from assessments.questions.actions import ensure_bank, write_question
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.people.models import User
from courses.catalogue.models import ModulePage, Step
from courses.cohorts.actions import start_cohorts
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.actions import publish_edition
from tests.assessments.questions.parts import SINGLE, SINGLE_AR, read
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, make_person, network_page

KINDS = sorted(Step.kinds())
SECRET = "Only the enrolled may read this"
NOWHERE = {302, 403, 404, 405}
# Doors that answer everybody, and what with.
SAYS_NOTHING = {"wagtailadmin_pages:confirm_workflow_cancellation": "that no workflow is under way"}


def lesson_says(cast: Cast) -> dict[str, Any]:
    return {
        "summary": SECRET,
        "body": [{"type": "text", "value": f"<p>{SECRET}</p>", "id": str(uuid.uuid4())}],
    }


def quiz_says(cast: Cast) -> dict[str, Any]:
    body = read({**SINGLE, "text": SECRET}, SINGLE_AR)
    bank = ensure_bank(cast.ejn, slug="modules", name="Questions of modules")
    question = write_question(bank, key=uuid.uuid4(), body=body, now=NOW).question
    return {"introduction": SECRET, "questions": [{"key": str(question.key), "points": 1}]}


CONTENT = {"lesson": lesson_says, "quiz": quiz_says}


def write(kind: str, cast: Cast, module: ModulePage) -> Step:
    """A live step of the kind, in whose content the secret stands."""
    page_class = Step.of_kind(kind)
    common = {"title": f"A {kind}", "slug": kind, "seo_title": SECRET, "search_description": SECRET}
    page = page_class(locale=module.locale, live=False, **common, **CONTENT[kind](cast))
    module.add_child(instance=page)
    page.save_revision().publish()
    return page_class.objects.get(pk=page.pk)


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    return make_module(cast.ejn, "Requests", lessons=0)


@pytest.fixture(params=KINDS)
def step(request: pytest.FixtureRequest, cast: Cast, module: ModulePage) -> Step:
    return write(request.param, cast, module)


@pytest.fixture(params=["anonymous", "stranger", "author elsewhere"])
def visitor(request: pytest.FixtureRequest, client: Client, cast: Cast) -> Client:
    people: dict[str, User | None] = {"anonymous": None, "stranger": cast.stranger}
    if request.param == "author elsewhere":
        people[request.param] = author = make_person("elsewhere")
        grant_role(cast.casc, user=author, role=Role.AUTHOR, by=cast.central, now=NOW)
    if person := people[request.param]:
        client.force_login(person)
    return client


def test_every_type_of_step_is_tried() -> None:
    types = {model for model in get_page_models() if issubclass(model, Step)}
    assert types == set(Step.kinds().values())
    assert set(KINDS) == set(CONTENT), "a new kind of step needs content here"


def test_at_its_own_address_there_is_nothing(visitor: Client, step: Step) -> None:
    assert step.url is not None
    for act in (visitor.get, visitor.post, visitor.head):
        answer = act(step.url)
        assert answer.status_code == 404
        assert SECRET not in answer.text
    for language in ("fr", "ar"):
        assert visitor.get(step.url.replace("/en/", f"/{language}/", 1)).status_code == 404


def test_an_alias_in_another_language_shows_nothing_either(
    visitor: Client, cast: Cast, module: ModulePage, step: Step
) -> None:
    parent = network_page(cast.ejn, "fr")
    alias = module.create_alias(
        parent=parent, update_locale=parent.locale, reset_translation_key=False, recursive=True
    )
    assert visitor.get(alias.url).status_code == 200
    assert visitor.get(alias.get_children().get().url).status_code == 404


def test_it_is_not_in_the_sitemap(visitor: Client, step: Step, module: ModulePage) -> None:
    answer = visitor.get(reverse("sitemap"))
    assert answer.status_code == 200
    assert module.full_url in answer.text
    assert step.full_url not in answer.text


def test_the_pages_that_name_it_say_nothing_of_what_is_in_it(
    visitor: Client, cast: Cast, step: Step, module: ModulePage
) -> None:
    course = make_course(cast.wacap, "Working together", module)
    home = network_page(cast.ejn).get_parent().get_parent()
    for page in (home, *home.get_descendants().live().exclude(pk=step.pk)):
        answer = visitor.get(page.url)
        assert answer.status_code == 200
        assert SECRET not in answer.text
        assert step.url not in answer.text
    assert step.title in visitor.get(module.url).text
    assert course.url


def test_no_search_shows_it_and_there_is_no_api_that_could(visitor: Client, step: Step) -> None:
    public = [address for address in addresses(get_resolver()) if not address.startswith("admin/")]
    assert [address for address in public if "api" in address.split("/")] == []
    assert [address for address in public if "search" in address] == [
        "learn/search/",
        "learn/<int:enrolment_id>/search/",
        "en/search/",
    ]
    for typed in (SECRET, step.title):
        assert step.url not in visitor.get("/en/search/", {"q": typed}).text
    assert visitor.get("/learn/search/", {"q": SECRET}).status_code in {200, 302}


def addresses(resolver: URLResolver, head: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = head + str(pattern.pattern)
        yield from addresses(pattern, address) if isinstance(pattern, URLResolver) else [address]


def admin_doors() -> list[tuple[str, tuple[str, ...]]]:
    """(name, arguments) of every address of the admin that is about one page or one revision of it."""

    def named(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from named(pattern, inner)
            elif isinstance(pattern, URLPattern) and space.startswith("wagtailadmin_pages"):
                yield f"{space}{pattern.name}", tuple(pattern.pattern.converters)

    known = {"page_id", "revision_id", "revision_id_a", "revision_id_b", "parent_page_id", "pk"}
    return sorted(
        {(name, wanted) for name, wanted in named(get_resolver()) if wanted and set(wanted) <= known}
    )


def test_the_doors_of_the_admin_are_found() -> None:
    names = {name for name, _wanted in admin_doors()}
    assert {
        f"wagtailadmin_pages:{name}"
        for name in ("edit", "preview_on_edit", "view_draft", "revisions_view", "history", "copy")
    } <= names


def test_by_no_door_of_the_admin_and_in_no_preview(visitor: Client, step: Step) -> None:
    numbers = {
        "revision_id": step.live_revision_id,
        "revision_id_a": "earliest",
        "revision_id_b": step.live_revision_id,
    }
    for name, wanted in admin_doors():
        kwargs = {argument: numbers.get(argument, step.pk) for argument in wanted}
        address = reverse(name, kwargs=kwargs)
        for act in (visitor.get, visitor.post):
            answer = act(address)
            assert answer.status_code in NOWHERE or name in SAYS_NOTHING, f"{name}: {answer.status_code}"
            assert SECRET not in answer.text, name
            if answer.status_code == 302:
                after = visitor.get(address, follow=True)
                assert SECRET not in after.text, name


def test_its_documents_are_not_served(visitor: Client, cast: Cast, step: Step) -> None:
    model = get_document_model()
    document = model.objects.create(
        title="Sheet", file=ContentFile(SECRET.encode(), "sheet.txt"), collection=cast.ejn.collection
    )
    answer = visitor.get(document.url)
    assert answer.status_code == 404
    for address in (f"/media/{document.file.name}", f"/media/images/../{document.file.name}"):
        assert visitor.get(address).status_code == 404
    document.file.delete(save=False)


# Who may


def enrolled(cast: Cast, module: ModulePage, *, state: CohortState = CohortState.OPEN) -> Enrolment:
    publish_edition(module, by=None, now=NOW)
    cohort = make_cohort(
        cast.wacap, make_course(cast.wacap, "Working together", module), "Spring", state=state
    )
    enrolment = Enrolment.all_objects.create(cohort=cohort, user=cast.trainee, language="en", enrolled_at=NOW)
    start_cohorts(cohort.starts_at)
    return enrolment


def test_who_is_enrolled_is_sent_to_the_step(
    client: Client, cast: Cast, step: Step, module: ModulePage
) -> None:
    enrolment = enrolled(cast, module)
    client.force_login(cast.trainee)
    assert client.get(step.url).url == reverse("learning:step", args=[enrolment.pk, step.translation_key])
    Cohort.all_objects.update(state=CohortState.CLOSED)
    assert client.get(step.url).status_code == 302
    Enrolment.all_objects.update(state=EnrolmentState.WITHDRAWN)
    assert client.get(step.url).status_code == 404


def test_who_is_enrolled_but_not_taught_yet_is_not(
    client: Client, cast: Cast, step: Step, module: ModulePage
) -> None:
    enrolled(cast, module, state=CohortState.ANNOUNCED)
    Cohort.all_objects.update(state=CohortState.OPEN)
    client.force_login(cast.trainee)
    assert client.get(step.url).status_code == 404


def test_only_who_writes_it_sees_its_preview(client: Client, cast: Cast, module: ModulePage) -> None:
    lesson = write("lesson", cast, module)
    client.force_login(cast.author)
    draft = reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])
    assert SECRET in client.get(draft).text
    assert Page.objects.filter(pk=lesson.pk).exists()
