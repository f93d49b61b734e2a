"""Importing a package: what becomes of the pages, once, twice and when it changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from django.core.files.storage import default_storage
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Revision

from cms.core.errors import NotAllowed, Refusal
from cms.networks.actions import Founding, found_network, grant_role
from cms.networks.enums import NetworkKind, Role
from cms.networks.models import Network
from cms.people.models import User
from courses.catalogue.actions import import_package
from courses.catalogue.models import LessonPage, ModulePage, Step
from courses.catalogue.packages.package import PackageRefused, read_package
from courses.catalogue.packages.report import ImportReport, Outcome
from courses.editions.models import Edition
from tests.courses.catalogue.packages.samples import MODULE_ID, SVG, write_folder

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)
FIRST_KEY = uuid5(UUID(MODULE_ID), "first")


@pytest.fixture
def central() -> User:
    return User.objects.create_superuser("central@example.org", "central-staff-1")


def found(slug: str, by: User) -> Network:
    founding = Founding(slug, NetworkKind.ESTABLISHED, {"en": slug.upper()}, languages=("en", "ar"))
    return found_network(founding, by=by, now=NOW)


@pytest.fixture
def ejn(central: User) -> Network:
    return found("ejn", central)


class Importer:
    """Writes the files to a new folder and imports that."""

    def __init__(self, folder: Path, network: Network, by: User) -> None:
        self.folder = folder
        self.network = network
        self.by = by
        self.count = 0

    def __call__(
        self,
        files: dict[str, str],
        *,
        by: User | None = None,
        network: Network | None = None,
        dry_run: bool = False,
    ) -> ImportReport:
        self.count += 1
        package = read_package(write_folder(self.folder / str(self.count), files), kinds=Step.kinds())
        return import_package(
            network or self.network, package=package, by=by or self.by, now=NOW, dry_run=dry_run
        )


@pytest.fixture
def imported(tmp_path: Path, ejn: Network, central: User) -> Importer:
    return Importer(tmp_path, ejn, central)


def outcomes(report: ImportReport) -> dict[tuple[str, str], str]:
    return {(line.step, line.language): line.outcome.value for line in report.lines}


def stored_files() -> set[str]:
    return (
        set(default_storage.listdir("original_images")[1])
        if default_storage.exists("original_images")
        else set()
    )


def rows() -> dict[str, int]:
    models = (Page, Revision, Edition, get_image_model())
    return {model.__name__: model._base_manager.count() for model in models}


def module(language: str = "en") -> ModulePage:
    return ModulePage.objects.get(translation_key=MODULE_ID, locale__language_code=language)


def lesson(language: str = "en", step: str = "first") -> LessonPage:
    return LessonPage.objects.get(
        translation_key=uuid5(UUID(MODULE_ID), step), locale__language_code=language
    )


def test_a_first_import_makes_and_publishes_everything(imported: Importer, files: dict[str, str]) -> None:
    report = imported(files)
    assert set(outcomes(report).values()) == {"created"}
    assert len(report.lines) == 6
    for language, title in (("en", "A request"), ("ar", "طلب")):
        page = module(language)
        assert (page.live, page.title, page.is_source) == (True, title, language == "en")
        assert [step.translation_key for step in page.steps()] == [
            FIRST_KEY,
            uuid5(UUID(MODULE_ID), "second"),
        ]
    assert lesson().minutes == 20
    [edition] = Edition.all_objects.all()
    assert edition.network == imported.network
    assert [step.texts.count() for step in edition.steps.all()] == [2, 2]
    assert sorted(title.title for title in edition.titles.all()) == ["A request", "طلب"]


def test_blocks_have_the_keys_of_the_package_in_each_language(
    imported: Importer, files: dict[str, str]
) -> None:
    imported(files)
    expected = ["who-asks", "intro", "law-15", "who-signs", "remember", "way", "comes-back"]
    for language in ("en", "ar"):
        page = lesson(language).get_latest_revision_as_object()
        assert [block.id for block in page.body] == [str(uuid5(FIRST_KEY, name)) for name in expected]
        law, compare, image = page.body[2].value, page.body[3].value, page.body[5].value
        assert page.body[6].value["title"] == "A request comes back"
        assert (law["article"], law["wording"]) == ("18(15)", "official")
        assert [note["system"] for note in compare["notes"]] == ["civil_law", "common_law"]
        assert all(note["type"] == "item" and note["id"] for note in page.body.raw_data[3]["value"]["notes"])
        assert image["alt"] == "Two boxes"
        assert image["image"].collection == imported.network.collection


def test_importing_again_changes_nothing(imported: Importer, files: dict[str, str]) -> None:
    imported(files)
    before, stored = rows(), stored_files()
    report = imported(files)
    assert set(outcomes(report).values()) == {"unchanged"}
    assert not report.changed_anything
    assert (rows(), stored_files()) == (before, stored)


def test_a_changed_text_changes_that_page_and_makes_one_edition(
    imported: Importer, files: dict[str, str]
) -> None:
    imported(files)
    before = lesson().pk
    files["en/1-first.md"] = files["en/1-first.md"].replace("Ask early.", "Ask in time.")
    report = imported(files)
    changed = {place for place, outcome in outcomes(report).items() if outcome != "unchanged"}
    assert changed == {("first", "en")}
    assert lesson().pk == before
    assert lesson().body.raw_data[4]["value"] == "<p>Ask in time.</p>"
    assert sorted(Edition.all_objects.values_list("number", flat=True)) == [1, 2]


def test_a_changed_title_of_the_module_stands_in_its_edition(
    imported: Importer, files: dict[str, str]
) -> None:
    imported(files)
    files["module.yaml"] = files["module.yaml"].replace("A request", "Two requests")
    files["en/2-second.md"] = files["en/2-second.md"].replace("More", "Much more")
    files["ar/2-second.md"] = files["ar/2-second.md"].replace("مزيد", "المزيد")
    imported(files)
    last = Edition.all_objects.last_of(UUID(MODULE_ID))
    assert last is not None
    assert last.number == 2
    assert last.titles.get(language="en").title == "Two requests"


def test_renamed_files_change_nothing(imported: Importer, files: dict[str, str]) -> None:
    imported(files)
    before = rows()
    files["en/z.md"] = files.pop("en/1-first.md")
    files["ar/another.md"] = files.pop("ar/1-first.md")
    assert not imported(files).changed_anything
    assert rows() == before


def test_a_step_that_is_gone_is_unpublished_and_comes_back(imported: Importer, files: dict[str, str]) -> None:
    imported(files)
    without = {name: text for name, text in files.items() if "2-second" not in name}
    without["module.yaml"] = "".join(
        line for line in files["module.yaml"].splitlines(keepends=True) if "id: second" not in line
    )
    report = imported(without)
    assert [line for line in report.lines if line.outcome == Outcome.UNPUBLISHED]
    assert outcomes(report)["second", "en"] == outcomes(report)["second", "ar"] == "unpublished"
    assert not lesson("en", "second").live
    assert not lesson("ar", "second").live
    assert [s.translation_key for s in module().steps()] == [FIRST_KEY]
    kept = lesson("en", "second").pk
    report = imported(files)
    assert outcomes(report)["second", "en"] == "changed"
    assert (lesson("en", "second").pk, lesson("en", "second").live) == (kept, True)


def test_another_order_moves_the_steps(imported: Importer, files: dict[str, str]) -> None:
    imported(files)
    head, first, second, _end = files["module.yaml"].rsplit("\n", 3)
    files["module.yaml"] = f"{head}\n{second}\n{first}\n"
    report = imported(files)
    assert report.reordered
    for language in ("en", "ar"):
        assert [s.translation_key for s in module(language).steps()] == [
            uuid5(UUID(MODULE_ID), "second"),
            FIRST_KEY,
        ]
    last = Edition.all_objects.last_of(UUID(MODULE_ID))
    assert last is not None
    assert [s.step_key for s in last.steps.all()][1] == FIRST_KEY
    assert not imported(files).changed_anything


def test_a_language_that_comes_later_joins_the_same_edition(
    imported: Importer, files: dict[str, str]
) -> None:
    english = {name: text for name, text in files.items() if not name.startswith("ar/")}
    english["module.yaml"] = english["module.yaml"].replace(", ar: طلب", "").replace(", ar: كيف تطلب.", "")
    imported(english)
    report = imported(files)
    assert {language for (_step, language), outcome in outcomes(report).items() if outcome == "created"} == {
        "ar"
    }
    [edition] = Edition.all_objects.all()
    assert {text.language for step in edition.steps.all() for text in step.texts.all()} == {"en", "ar"}
    assert {title.language for title in edition.titles.all()} == {"en", "ar"}


def test_a_dry_run_reports_everything_and_writes_nothing(imported: Importer, files: dict[str, str]) -> None:
    before, stored = rows(), stored_files()
    report = imported(files, dry_run=True)
    assert set(outcomes(report).values()) == {"created"}
    assert (rows(), stored_files()) == (before, stored)
    imported(files)
    before, stored = rows(), stored_files()
    files["images/way.svg"] = SVG.replace("80", "90")
    report = imported(files, dry_run=True)
    assert outcomes(report)["first", "en"] == "changed"
    assert (rows(), stored_files()) == (before, stored)


def test_a_failure_half_way_leaves_nothing(
    imported: Importer, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, stored = rows(), stored_files()
    write = LessonPage.write_part.__func__

    def fails_late(cls: type, page: LessonPage, content: object, writing: object) -> None:
        write(cls, page, content, writing)
        if page.title == "ثانيا":
            raise RuntimeError("the power went")

    monkeypatch.setattr(LessonPage, "write_part", classmethod(fails_late))
    with pytest.raises(RuntimeError, match="the power went"):
        imported(files)
    assert (rows(), stored_files()) == (before, stored)


def test_a_module_of_another_network_is_refused(
    imported: Importer, files: dict[str, str], central: User
) -> None:
    imported(files)
    before = rows()
    casc = found("casc", central)
    before = rows()
    with pytest.raises(Refusal, match="another network") as refused:
        imported(files, network=casc)
    assert refused.value.code == "other_network"
    assert rows() == before


def test_a_step_that_becomes_another_kind_is_refused(imported: Importer, files: dict[str, str]) -> None:
    imported(files)
    files["module.yaml"] = files["module.yaml"].replace(
        "{id: second, kind: lesson", "{id: second, kind: quiz"
    )
    for language in ("en", "ar"):
        del files[f"{language}/2-second.md"]
    question = "questions:\n  - id: one\n    {kind}text: Six?\n    cites: Article 1\n    {answer}explanation: Because.\n"
    files["en/q.yaml"] = "id: second\ntitle: Q\n" + question.format(
        kind="kind: numeric\n    ", answer="answer: 6\n    "
    )
    files["ar/q.yaml"] = "id: second\ntitle: س\n" + question.format(kind="", answer="")
    with pytest.raises(PackageRefused) as refused:
        imported(files)
    [problem] = refused.value.problems
    assert (problem.file, problem.line) == ("module.yaml", 9)
    assert "another kind" in problem.sentence


def test_a_step_that_was_moved_away_is_refused(imported: Importer, files: dict[str, str]) -> None:
    imported(files)
    other = ModulePage(title="Other", slug="other")
    module().get_parent().add_child(instance=other)
    lesson().move(other, pos="last-child")
    with pytest.raises(PackageRefused, match="moved out of this module"):
        imported(files)


def test_an_alias_becomes_the_translation(imported: Importer, files: dict[str, str]) -> None:
    english = {name: text for name, text in files.items() if not name.startswith("ar/")}
    english["module.yaml"] = english["module.yaml"].replace(", ar: طلب", "").replace(", ar: كيف تطلب.", "")
    imported(english)
    arabic = Locale.objects.get(language_code="ar")
    for page in (module(), lesson(), lesson(step="second")):
        page.copy_for_translation(arabic, alias=True)
    assert lesson("ar").alias_of_id
    imported(files)
    for page, title in ((module("ar"), "طلب"), (lesson("ar"), "أولا")):
        assert (page.title, page.alias_of_id, page.is_source, page.live) == (title, None, False, True)
    assert not imported(files).changed_anything


def test_who_may_import(imported: Importer, files: dict[str, str], ejn: Network, central: User) -> None:
    stranger = User.objects.create_user("stranger@example.org")
    organiser = User.objects.create_user("organiser@example.org")
    grant_role(ejn, user=organiser, role=Role.ORGANISER, by=central, now=NOW)
    before = rows()
    for person in (stranger, organiser):
        with pytest.raises(NotAllowed):
            imported(files, by=person)
    assert rows() == before
    reviewer = User.objects.create_user("reviewer@example.org")
    grant_role(ejn, user=reviewer, role=Role.REVIEWER, by=central, now=NOW)
    assert imported(files, by=reviewer).published
    assert lesson().live


def test_an_author_leaves_drafts_and_a_reviewer_publishes_them(
    imported: Importer, files: dict[str, str], ejn: Network, central: User
) -> None:
    author = User.objects.create_user("author@example.org")
    grant_role(ejn, user=author, role=Role.AUTHOR, by=central, now=NOW)
    assert not imported(files, by=author).published
    assert not Page.objects.filter(translation_key__in=[MODULE_ID, FIRST_KEY], live=True).exists()
    assert not Edition.all_objects.exists()
    assert not imported(files, by=author).changed_anything
    assert imported(files).changed_anything
    assert module().live
    assert lesson("ar").live
    assert Edition.all_objects.count() == 1


def test_pictures_have_names_that_cannot_be_guessed(imported: Importer, files: dict[str, str]) -> None:
    imported(files)
    [image] = get_image_model().objects.all()
    assert "way" not in image.file.name
    assert image.is_svg()
    with image.file.open() as stored:
        assert stored.read().startswith(b"<svg")
