"""Publishing a module makes an edition; nothing else does, and none changes afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cms.core.errors import Refusal
from courses.catalogue.models import CourseAward, CoursePage, LessonPage, ModulePage
from courses.cohorts.actions import announce, start_cohorts
from courses.cohorts.enums import CohortState
from courses.editions.actions import publish_edition, take_syllabus, without_edition
from courses.editions.models import Edition, EditionStep, EditionText, EditionTitle, ImmutableError, Syllabus
from courses.editions.page_deletion import is_used_by_an_edition
from courses.editions.reading import taught_syllabus
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, network_page


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    return make_module(cast.ejn, "Requests", lessons=2, by=cast.reviewer)


def lessons_of(module: ModulePage) -> list[LessonPage]:
    return list(LessonPage.objects.child_of(module).order_by("path"))


def numbers(module: ModulePage) -> list[int]:
    editions = Edition.all_objects.filter(module_key=module.translation_key)
    return list(editions.order_by("number").values_list("number", flat=True))


def last(module: ModulePage) -> Edition:
    found = Edition.all_objects.last_of(module.translation_key)
    assert found is not None
    return found


def rewrite(lesson: LessonPage, title: str) -> None:
    lesson.title = title
    lesson.save_revision().publish()


def translate(cast: Cast, module: ModulePage, language: str = "ar") -> tuple[ModulePage, list[LessonPage]]:
    """Drafts of the module and its lessons in another language."""
    parent = network_page(cast.ejn, language)
    text = ModulePage(
        title=f"{module.title} {language}",
        locale=parent.locale,
        translation_key=module.translation_key,
        is_source=False,
        live=False,
    )
    parent.add_child(instance=text)
    lessons = []
    for lesson in lessons_of(module):
        child = LessonPage(
            title=f"{lesson.title} {language}",
            locale=parent.locale,
            translation_key=lesson.translation_key,
            is_source=False,
            live=False,
        )
        text.add_child(instance=child)
        lessons.append(child)
    return text, lessons


def publish(*pages: ModulePage | LessonPage) -> None:
    for page in pages:
        page.save_revision().publish()


def languages(edition: Edition) -> list[list[str]]:
    return [
        [text.language for text in step.texts.order_by("pk")] for step in edition.steps.order_by("position")
    ]


def test_an_edition_freezes_the_live_steps_in_order(cast: Cast, module: ModulePage) -> None:
    first, second = lessons_of(module)
    edition = last(module)
    assert (edition.number, edition.network, edition.published_by) == (1, cast.ejn, cast.reviewer)
    steps = list(edition.steps.order_by("position"))
    assert [(s.step_key, s.kind, s.position) for s in steps] == [
        (first.translation_key, "lesson", 1),
        (second.translation_key, "lesson", 2),
    ]
    texts = [step.texts.get() for step in steps]
    assert [(t.revision_id, t.title, t.language) for t in texts] == [
        (first.live_revision_id, first.title, "en"),
        (second.live_revision_id, second.title, "en"),
    ]


def test_publishing_again_without_a_change_makes_none(module: ModulePage) -> None:
    publish(module)
    publish(module)
    assert numbers(module) == [1]


def test_publishing_a_step_alone_makes_none_until_its_module_is_published(module: ModulePage) -> None:
    lesson, _other = lessons_of(module)
    rewrite(lesson, "Rewritten")
    assert numbers(module) == [1]
    assert EditionText.objects.filter(title="Rewritten").count() == 0
    publish(module)
    assert numbers(module) == [1, 2]
    assert EditionText.objects.get(step__edition=last(module), step__position=1).title == "Rewritten"


@pytest.mark.parametrize("change", [{"required": False}, {"minutes": 99}])
def test_a_change_of_structure_makes_one(module: ModulePage, change: dict[str, object]) -> None:
    lesson, _other = lessons_of(module)
    for name, value in change.items():
        setattr(lesson, name, value)
    publish(lesson, module)
    step = last(module).steps.get(position=1)
    assert numbers(module) == [1, 2]
    assert all(getattr(step, name) == value for name, value in change.items())


def test_a_step_that_is_a_draft_or_unpublished_is_left_out(module: ModulePage) -> None:
    first, second = lessons_of(module)
    module.add_child(instance=LessonPage(title="Draft", locale=module.locale, live=False))
    first.unpublish()
    publish(module)
    assert [step.step_key for step in last(module).steps.all()] == [second.translation_key]


def test_another_order_of_the_steps_makes_one(module: ModulePage) -> None:
    first, second = lessons_of(module)
    second.move(first, pos="left")
    publish(ModulePage.objects.get(pk=module.pk))
    assert [step.step_key for step in last(module).steps.order_by("position")] == [
        second.translation_key,
        first.translation_key,
    ]


def test_a_module_without_steps_has_no_edition(cast: Cast) -> None:
    empty = make_module(cast.ejn, "Empty", lessons=0)
    assert numbers(empty) == []
    assert publish_edition(empty, by=None, now=NOW) is None


def test_a_draft_of_the_module_makes_none(cast: Cast, module: ModulePage) -> None:
    rewrite(lessons_of(module)[0], "Rewritten")
    module.save_revision(user=cast.author)
    assert numbers(module) == [1]


# Translations


def test_a_later_translation_is_added_to_the_same_edition(cast: Cast, module: ModulePage) -> None:
    text, lessons = translate(cast, module)
    publish(*lessons)
    assert languages(last(module)) == [["en"], ["en"]]
    publish(text)
    assert numbers(module) == [1]
    assert languages(last(module)) == [["en", "ar"], ["en", "ar"]]
    titles = EditionTitle.objects.filter(edition=last(module)).order_by("pk")
    assert [(t.language, t.title) for t in titles] == [("en", "Requests"), ("ar", "Requests ar")]


def test_a_translation_that_comes_in_two_parts_is_added_in_two(cast: Cast, module: ModulePage) -> None:
    text, (one, two) = translate(cast, module)
    publish(one, text)
    assert languages(last(module)) == [["en", "ar"], ["en"]]
    publish(two, text)
    assert languages(last(module)) == [["en", "ar"], ["en", "ar"]]
    assert numbers(module) == [1]


def test_a_translation_of_a_text_that_has_moved_on_waits_for_the_next_edition(
    cast: Cast, module: ModulePage
) -> None:
    text, lessons = translate(cast, module)
    rewrite(lessons_of(module)[0], "Rewritten")
    publish(*lessons, text)
    assert languages(last(module)) == [["en"], ["en"]]
    publish(module)
    assert numbers(module) == [1, 2]
    assert languages(last(module)) == [["en", "ar"], ["en", "ar"]]


def test_an_alias_is_no_translation(cast: Cast, module: ModulePage) -> None:
    parent = network_page(cast.ejn, "fr")
    alias = module.create_alias(parent=parent, update_locale=parent.locale, reset_translation_key=False)
    assert alias.live
    publish(module)
    assert languages(last(module)) == [["en"], ["en"]]
    assert numbers(module) == [1]


# What is written once


@pytest.mark.parametrize("model", [Edition, EditionStep, EditionText, EditionTitle])
def test_nothing_of_an_edition_is_written_twice(module: ModulePage, model: type[Edition]) -> None:
    row = model._base_manager.first()
    with pytest.raises(ImmutableError):
        row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        model._base_manager.bulk_create([_copy(row)])


def _copy(row: Edition) -> Edition:
    row.pk = None
    row._state.adding = True
    return row


def test_a_page_that_an_edition_uses_can_be_unpublished_but_not_deleted(module: ModulePage) -> None:
    lesson, _other = lessons_of(module)
    assert is_used_by_an_edition(lesson)
    assert is_used_by_an_edition(module)
    with pytest.raises(ProtectedError), transaction.atomic():
        lesson.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        module.delete()
    lesson.unpublish()
    assert LessonPage.objects.filter(pk=lesson.pk, live=False).exists()


def test_a_page_that_no_edition_uses_may_go(module: ModulePage) -> None:
    draft = LessonPage(title="Draft", locale=module.locale, live=False)
    ModulePage.objects.get(pk=module.pk).add_child(instance=draft)
    assert not is_used_by_an_edition(draft)
    draft.delete()


# Syllabuses


@pytest.fixture
def course(cast: Cast, module: ModulePage) -> CoursePage:
    return make_course(cast.wacap, "Working together", make_module(cast.ejn, "Evidence"), module)


def test_a_syllabus_takes_the_last_edition_of_each_module_in_the_courses_order(
    cast: Cast, course: CoursePage, module: ModulePage
) -> None:
    rewrite(lessons_of(module)[0], "Rewritten")
    publish(module)
    CourseAward.objects.create(course=course, titles={"en": "Certificate"}, sort_order=0)
    syllabus = take_syllabus(course, now=NOW)
    lines = syllabus.lines.order_by("position")
    assert [line.edition.module_key for line in lines] == course.module_keys()
    assert [line.edition.number for line in lines] == [1, 2]
    assert (syllabus.network, syllabus.titles, syllabus.taken_at) == (
        cast.wacap,
        {"en": "Working together"},
        NOW,
    )
    assert [award["titles"] for award in syllabus.awards] == [{"en": "Certificate"}]
    with pytest.raises(ImmutableError):
        syllabus.save()


def test_a_running_cohort_stays_on_its_syllabus(cast: Cast, course: CoursePage, module: ModulePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    announce(cohort, by=cast.organiser, now=NOW)
    cohort.refresh_from_db()
    assert start_cohorts(cohort.starts_at) == 1
    cohort.refresh_from_db()
    assert cohort.state == CohortState.RUNNING
    before = taught_syllabus(cohort.syllabus_id, "en")

    module.law_stated_as_at = date(2027, 1, 1)
    rewrite(lessons_of(module)[0], "Rewritten")
    publish(module)
    course.modules.all().first().delete()

    cohort.refresh_from_db()
    assert numbers(module) == [1, 2]
    assert Syllabus.all_objects.count() == 1
    assert taught_syllabus(cohort.syllabus_id, "ar").steps == before.steps
    assert "Rewritten" not in [step.text.title for step in before.steps]


def test_a_course_whose_module_has_no_edition_is_refused(cast: Cast, module: ModulePage) -> None:
    empty = make_module(cast.ejn, "Empty", lessons=0)
    course = make_course(cast.wacap, "Working together", module, empty)
    assert without_edition(course.module_keys()) == {empty.translation_key}
    for unready in (course, make_course(cast.wacap, "Nothing in it")):
        with pytest.raises(Refusal) as refusal:
            take_syllabus(unready, now=NOW)
        assert refusal.value.code == "no_edition"
    assert not Syllabus.all_objects.exists()


# Reading


def test_a_reader_gets_their_language_or_the_source(
    cast: Cast, course: CoursePage, module: ModulePage
) -> None:
    text, (one, _two) = translate(cast, module)
    publish(one, text)
    syllabus = take_syllabus(course, now=NOW)
    taught = taught_syllabus(syllabus.pk, "ar").modules[1]
    assert (taught.title, taught.language) == ("Requests ar", "ar")
    assert [(step.text.language, step.languages) for step in taught.steps] == [
        ("ar", ("en", "ar")),
        ("en", ("en",)),
    ]
    assert taught_syllabus(syllabus.pk, "fr").modules[1].title == "Requests"
