"""What Wagtail's own views find by a number is answered as what is not there, unless it is one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file_svg
from wagtail.models import Page

from assessments.quizzes.models import QuizPage
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.networks.models import Network, RoleGroup
from courses.catalogue.models import LessonPage, ModulePage
from tests.cast import NOW, Cast, make_module, make_person, network_page

# A thumbnail's temporary file is left to the collector by Wagtail.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in.*SpooledTemporaryFile")

PEOPLE = ("author", "reviewer", "manager", "organiser", "secretariat", "two_roles")
ABSENT = 999_999


@dataclass(frozen=True)
class Things:
    page: Page
    draft: Page
    image: Image
    document: Document


def things_of(network: Network, word: str) -> Things:
    module = make_module(network, f"{word} module")
    draft = LessonPage(title=f"{word} draft", live=False, locale=module.locale)
    collected = {"collection": network.collection}
    return Things(
        page=module,
        draft=module.add_child(instance=draft),
        image=get_image_model().objects.create(
            title=f"{word} image", file=get_test_image_file_svg(filename=f"{word}.svg"), **collected
        ),
        document=get_document_model().objects.create(
            title=f"{word} document", file=ContentFile(b"x", name=f"{word}.txt"), **collected
        ),
    )


@pytest.fixture
def own(cast: Cast) -> Things:
    return things_of(cast.ejn, "Own")


@pytest.fixture
def secret(cast: Cast) -> Things:
    """CASC's; nobody of PEOPLE but `two_roles` has to do with CASC, and they write nothing there."""
    return things_of(cast.casc, "Zebra")


def addresses(page: int, image: int, document: int) -> Iterator[str]:
    """Every door that a number opens."""
    bulk = {
        "wagtailcore/page": ("publish", "unpublish", "delete", "move"),
        "wagtailimages/image": ("add_tags", "add_to_collection", "delete"),
        "wagtaildocs/document": ("add_tags", "add_to_collection", "delete"),
    }
    for (model, acts), pk in zip(bulk.items(), (page, image, document), strict=True):
        for act in acts:
            yield f"{reverse('wagtail_bulk_action', args=[*model.split('/'), act])}?id={pk}"
    for name in ("edit", "delete", "history", "usage", "unpublish", "move", "copy", "view_draft"):
        yield reverse(f"wagtailadmin_pages:{name}", args=[page])
    yield reverse("wagtailadmin_explore", args=[page])
    yield reverse("wagtailadmin_choose_page_child", args=[page])
    yield reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={page}"
    for kind, pk in (("pages", page), ("images", image), ("documents", document)):
        yield reverse(f"wagtailadmin_api:{kind}:detail", args=[pk])
        yield reverse(f"wagtailadmin_api:{kind}:find") + f"?id={pk}"
    for name in ("edit", "delete", "image_usage", "url_generator"):
        yield reverse(f"wagtailimages:{name}", args=[image])
    for name in ("edit", "delete", "document_usage"):
        yield reverse(f"wagtaildocs:{name}", args=[document])
    for kind, pk in (("wagtailimages_chooser", image), ("wagtaildocs_chooser", document)):
        yield reverse(f"{kind}:chosen", args=[pk])
        yield reverse(f"{kind}:chosen_multiple") + f"?id={pk}"
    yield reverse("wagtailimages_chooser:select_format", args=[image])


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_another_networks_answers_as_what_is_not_there(
    client: Client, cast: Cast, secret: Things, who: str
) -> None:
    client.force_login(getattr(cast, who))
    theirs = addresses(secret.draft.pk, secret.image.pk, secret.document.pk)
    for there, absent in zip(theirs, addresses(ABSENT, ABSENT, ABSENT), strict=True):
        answer = client.get(there)
        assert answer.status_code == client.get(absent).status_code == 404, there
        assert "Zebra" not in answer.text, there


def test_ones_own_stays_open(client: Client, cast: Cast, own: Things) -> None:
    client.force_login(cast.reviewer)
    for there in addresses(own.draft.pk, own.image.pk, own.document.pk):
        if any(way in there for way in ("unpublish", "/copy/", "generate_url")):
            continue
        answer = client.get(there, follow=True)
        assert answer.status_code == 200, there
        # A draft's history and usage name it by its own title, a redirect to the list doesn't.
        assert "Own" in answer.text, there


@pytest.mark.parametrize("who", PEOPLE)
def test_no_page_is_moved_below_anothers_nor_anothers_below_ones_own(
    client: Client, cast: Cast, own: Things, secret: Things, who: str
) -> None:
    client.force_login(getattr(cast, who))
    for moved, below in ((own.draft, secret.page), (secret.draft, own.page)):
        there = reverse("wagtailadmin_pages:move_confirm", args=[moved.pk, below.pk])
        for act in (client.get, client.post):
            answer = act(there)
            assert answer.status_code == 404
            assert "Zebra" not in answer.text
    for name in ("move", "copy"):
        there = reverse(f"wagtailadmin_pages:{name}", args=[own.draft.pk])
        assert client.post(there, {"new_parent_page": secret.page.pk}).status_code == 404
    several = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    answer = client.post(f"{several}?id={own.draft.pk}", {"chooser": secret.page.pk})
    assert answer.status_code == 404


def test_all_of_a_list_is_all_of_ones_own(client: Client, cast: Cast, own: Things, secret: Things) -> None:
    client.force_login(cast.reviewer)
    above = network_page(cast.ejn).get_parent()
    several = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    for query in ("?id=all", f"?id=all&childOf={above.pk}", f"?id=all&childOf={above.pk}&q=module"):
        answer = client.get(several + query)
        assert "CASC" not in answer.text
        assert "Zebra" not in answer.text
    assert client.get(f"{several}?id=all&childOf={secret.page.pk}").status_code == 404
    below = client.get(f"{several}?id=all&childOf={own.page.pk}")
    assert "Own draft" in below.text
    client.post(f"{several}?id=all&childOf={own.page.pk}")
    assert not LessonPage.objects.get(pk=secret.draft.pk).live


def test_the_api_lists_what_is_ones_own(client: Client, cast: Cast, own: Things, secret: Things) -> None:
    def listed(kind: str) -> list[int]:
        answer = client.get(reverse(f"wagtailadmin_api:{kind}:listing"))
        return [item["id"] for item in answer.json()["items"]]

    client.force_login(cast.reviewer)
    assert listed("images") == [own.image.pk]
    assert listed("documents") == [own.document.pk]
    assert own.draft.pk in listed("pages")
    assert secret.page.pk not in listed("pages")
    for person in (cast.manager, cast.organiser, cast.secretariat):
        client.force_login(person)
        assert listed("images") == listed("documents") == []
    client.force_login(cast.central)
    assert listed("images") == [own.image.pk, secret.image.pk]


def test_the_explorers_menu_is_read_from_the_api(client: Client, cast: Cast, own: Things) -> None:
    client.force_login(cast.reviewer)
    pages = reverse("wagtailadmin_api:pages:listing")
    below = client.get(f"{pages}?child_of={own.page.pk}&for_explorer=1").json()["items"]
    assert [item["title"] for item in below] == ["Own module, lesson 1", "Own draft"]


def test_the_api_changes_nothing(client: Client, cast: Cast, own: Things, secret: Things) -> None:
    for person, page, status in (
        (cast.central, own.page, 403),
        (cast.reviewer, own.draft, 403),
        (cast.reviewer, secret.draft, 404),
    ):
        client.force_login(person)
        for act in ("delete", "publish", "unpublish", "move", "copy"):
            answer = client.post(reverse("wagtailadmin_api:pages:action", args=[page.pk, act]))
            assert answer.status_code == status
            if status == 403:
                assert answer.json() == {"detail": "Pages are changed in the admin's own pages only."}
    assert Page.objects.filter(pk__in=[own.page.pk, own.draft.pk, secret.draft.pk]).count() == 3
    assert ModulePage.objects.get(pk=own.page.pk).live


@pytest.mark.parametrize("who", ["reviewer", "central"])
@pytest.mark.parametrize("number", ["x", "-1", "", "²", "9" * 30, "1%00"])
def test_a_number_that_is_none_is_not_there(client: Client, cast: Cast, number: str, who: str) -> None:
    client.force_login(getattr(cast, who))
    several = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert client.get(f"{several}?id={number}").status_code == 404
    chosen = client.get(reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={number}")
    assert chosen.status_code == 404


def test_a_form_without_what_it_needs_is_refused(client: Client, cast: Cast, own: Things) -> None:
    client.force_login(cast.reviewer)
    external = reverse("wagtailadmin_choose_page_external_link")
    assert client.post(external).status_code == 400
    assert client.post(external, {"external-link-chooser-url": "https://example.org"}).status_code == 200
    lesson = reverse("wagtailadmin_pages:edit", args=[own.draft.pk])
    for broken in (
        {"body-count": "1"},
        {"body-count": "x"},
        {"body-count": "9999999999"},
        {"body-count": "1", "body-0-order": "x", "body-0-type": "text", "body-0-deleted": ""},
    ):
        answer = client.post(lesson, {"title": "Own draft", "slug": "own", **broken})
        assert answer.status_code == 400, broken
        assert "can’t be read" in answer.text


def test_what_wagtail_would_break_at_is_refused(client: Client, cast: Cast, own: Things) -> None:
    client.force_login(cast.reviewer)
    lesson = reverse("wagtailadmin_pages:edit", args=[own.draft.pk])
    block = {"body-0-type": "text", "body-0-order": "0", "body-0-deleted": "", "body-0-id": ""}
    posted = {"title": "Own draft", "slug": "own", "body-count": "1", **block, "body-0-value": "no json"}
    assert client.post(lesson, posted).status_code == 400
    assert client.get(lesson + "?next=%00").status_code == 400
    pictures = reverse("wagtailimages_chooser:choose")
    assert client.get(pictures + "?q=x&tag=y").status_code == 400
    assert (
        client.get(reverse("wagtailadmin_choose_page_external_link") + "?parent_page_id=x").status_code == 404
    )
    client.force_login(cast.central)
    people = reverse("wagtail_bulk_action", args=["people", "user", "delete"])
    assert client.get(people + "?id=x").status_code == 400


def test_pages_that_can_not_be_published_together_say_why(client: Client, cast: Cast, own: Things) -> None:
    quiz = QuizPage(title="Own quiz", live=False, locale=own.page.locale)
    own.page.add_child(instance=quiz)
    client.force_login(cast.central)
    several = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = client.post(f"{several}?id={quiz.pk}&id={own.draft.pk}", follow=True)
    assert "This quiz has no question yet." in answer.text
    assert not LessonPage.objects.get(pk=own.draft.pk).live


def test_the_group_of_a_role_stays(client: Client, cast: Cast) -> None:
    group = RoleGroup.objects.get(network=cast.wacap, role=Role.AUTHOR).group
    client.force_login(cast.central)
    for act in (client.get, client.post):
        answer = act(reverse("wagtailusers_groups:delete", args=[group.pk]), follow=True)
        assert "stands for a role in a network" in answer.text
    assert grant_role(cast.wacap, user=make_person("new"), role=Role.AUTHOR, by=cast.central, now=NOW)


def test_a_group_of_no_role_goes(client: Client, cast: Cast) -> None:
    free = Group.objects.create(name="Free")
    client.force_login(cast.central)
    client.post(reverse("wagtailusers_groups:delete", args=[free.pk]))
    assert not Group.objects.filter(pk=free.pk).exists()


@pytest.mark.parametrize(
    ("name", "found"), [("author", ["zoo"]), ("two_roles", []), ("central", ["zebra", "zoo"])]
)
def test_tags_are_offered_of_own_files_only(
    cast: Cast, own: Things, secret: Things, name: str, found: list[str]
) -> None:
    own.image.tags.add("zoo")
    secret.document.tags.add("zebra")
    client = Client()
    client.force_login(getattr(cast, name), backend="django.contrib.auth.backends.ModelBackend")
    for term, expected in (("z", found), ("", []), ("x", []), ("\0", [])):
        answer = client.get("/admin/tag-autocomplete/", {"term": term})
        assert (answer.status_code, answer.json()) == (200, expected)
