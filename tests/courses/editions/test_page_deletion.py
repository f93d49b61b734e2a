from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from courses.catalogue.models import LessonPage, ModulePage
from tests.cast import Cast, make_module, network_page


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    return make_module(cast.ejn, "Requests")


def test_a_page_that_an_edition_uses_stays_and_the_admin_says_why(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    lesson = LessonPage.objects.child_of(module).get()
    client.force_login(cast.central)
    for page in (lesson, module, network_page(cast.ejn)):
        answer = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
        assert "cohorts are taught from an edition that uses it" in answer.content.decode()
        assert Page.objects.filter(pk=page.pk).exists()


def test_none_of_several_is_deleted(client: Client, cast: Cast, module: ModulePage) -> None:
    free = module.add_child(instance=LessonPage(title="Free", live=False, locale=module.locale))
    used = LessonPage.objects.child_of(module).exclude(pk=free.pk).get()
    client.force_login(cast.central)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    answer = client.post(f"{address}?id={free.pk}&id={used.pk}", follow=True)
    assert "cohorts are taught from an edition that uses it" in answer.content.decode()
    assert Page.objects.filter(pk__in=[free.pk, used.pk]).count() == 2


def test_a_page_that_no_edition_uses_goes(client: Client, cast: Cast, module: ModulePage) -> None:
    free = module.add_child(
        instance=LessonPage(title="Free", live=False, locale=module.locale, owner=cast.author)
    )
    client.force_login(cast.author)
    client.post(reverse("wagtailadmin_pages:delete", args=[free.pk]))
    assert not Page.objects.filter(pk=free.pk).exists()
