"""What a new installation shows before anybody has founded a network."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from cms.operations import preparation
from cms.pages.models import HomePage


@pytest.mark.django_db
def test_a_new_site_has_a_home_page_in_every_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "is_prepared", lambda: False)
    monkeypatch.setattr(settings, "EMBEDDED", False)
    monkeypatch.setattr(settings, "COLLECTED", True)
    for _again in range(2):
        call_command("prepare", verbosity=0)

    assert HomePage.objects.count() == len(settings.LANGUAGES)
    for language, _name in settings.LANGUAGES:
        for page in (f"/{language}/", f"/{language}/networks/"):
            answer = Client().get(page)
            assert answer.status_code == 200 and "<h1" in answer.text
