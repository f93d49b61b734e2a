"""The second factor from being asked for it to signing in with it, in a real Chromium, with axe on each page."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.browser import axe_violations
from tests.cast import make_cast
from tests.codes import code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


def press(page: Page) -> None:
    """The page's first button, and what it leads to has no barrier."""
    page.locator("main .button").first.click()
    assert axe_violations(page) == []


def test_an_organiser_sets_it_up_on_the_way_to_the_cohorts_and_signs_in_with_it(visit):
    cast = make_cast()
    page = visit("/admin/cohorts/")
    sign_in(page, cast.organiser.email)
    page.wait_for_url("**/accounts/2fa/")
    expect(page.locator("main .notice")).to_contain_text("open only to accounts with a second factor")
    press(page)
    page.fill("#id_password", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/totp/activate/")
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 100
    page.locator("summary", has_text="key to type").click()
    secret = page.locator(".reveal .number").inner_text().replace(" ", "")
    page.fill("#id_code", "12")
    page.locator("main form button").click()
    expect(page.locator(".error")).to_contain_text("This code is not right")
    page.fill("#id_code", code_of(secret))
    page.locator("main form button").click()
    page.wait_for_url("**/recovery-codes/")
    expect(page.locator(".codes li")).to_have_count(10)
    spare = page.locator(".codes li").first.inner_text()
    page.locator("main .door__else .button").click()
    page.wait_for_url("**/admin/cohorts/")

    page = visit("/accounts/login/?next=/verify/")
    sign_in(page, cast.organiser.email)
    page.wait_for_url(re.compile("/2fa/authenticate/"))
    assert axe_violations(page) == []
    page.fill("#id_code", spare)
    page.locator("main form button").first.click()
    page.wait_for_url("**/verify/")


def sign_in(page: Page, email: str) -> None:
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    page.locator("main form button").first.click()
