"""Whoever has never said a time zone gets that of their browser."""

import pytest
from playwright.sync_api import expect

from cms.people.models import User
from tests.cast import make_person
from tests.cms.operations.platform import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_browsers_zone_is_shown_on_the_account_page_and_kept(visit):
    make_person("amina")
    page = visit("/accounts/login/?next=/account/", timezone_id="Africa/Dakar")
    page.fill("#id_login", "amina@example.org")
    page.fill("#id_password", "correct horse battery")
    page.locator("main form button").first.click()
    page.wait_for_url("**/account/")
    expect(page.locator("#id_time_zone")).to_have_value("Africa/Dakar")
    assert eventually(lambda: User.objects.filter(time_zone="Africa/Dakar", zone_source="guessed").exists())
    page.reload()
    expect(page.locator("#id_time_zone_helptext")).to_contain_text("Guessed from your browser.")
    assert page.locator('meta[name="time-zone"]').count() == 0
