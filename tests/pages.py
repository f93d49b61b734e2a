"""Every page of ours and how to come to it: for pictures, for axe, for geometry, for the content policy."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, Response

from tests.codes import SECRET, code_of

# As cms.people.demo has it; pages are opened without Django too.
PASSWORD = "demo-2010-salvador"


# Pages that no address shows by itself; tests/rare_urls.py gives them one.
RARE = {"400", "403", "403_csrf", "404", "429", "500", "503"}
# Wagtail's own, with panels of ours.
WAGTAILS = {"wagtailadmin_home", "sitemap"}

# Names of URLs that show no page of their own, and why.
NO_PAGE = {
    "announcement:letter": "an e-mail, in a frame of announcement:one",
    "announcement:confirm": "takes POST only",
    "announcement:call_off": "takes POST only",
    "front": "leads on to the first page",
    "operations:healthz": "plain text",
    "operations:readyz": "JSON",
    "operations:metrics": "for a monitor",
    "operations:mail": "the test of the thread reads one",
    "people:switch_language": "takes POST only",
    "networks:theme": "a stylesheet",
    "invitations:open": "leads on to invitations:invitation",
    "invitations:mine": "leads on to invitations:invitation",
    "invitations:accept": "takes POST only",
    "invitations:sign_up": "takes POST only",
    "invitations:switch": "takes POST only",
    "invitation:resend": "takes POST only",
    "invitation:take_back": "takes POST only",
    "people:download_data": "a file",
    "people:time_zone": "takes POST only",
    "notices:choose": "takes POST only",
    "notices:read_all": "takes POST only",
    "notices:revive": "takes POST only",
    "notices:go_on": "leads on to what a notice speaks of",
    "people:end_sign_in": "takes POST only",
    "people:end_other_sign_ins": "takes POST only",
    "learning:done": "takes POST only",
    "learning:stop_viewing": "takes POST only",
    "learning:position": "takes POST only",
    "learning:new_calendar_link": "takes POST only",
    "learning:stop_calendar_link": "takes POST only",
    "learning:feed": "a file",
    "learning:course_calendar": "a file",
    "learning:file": "a file",
    "learning:notes_file": "a file",
    "learning:all_notes_file": "a file",
    "mistake:index_results": "a part of mistake:index",
    "module_chooser:choose": "a part of the editor, opened over it",
    "module_chooser:choose_results": "a part of module_chooser:choose",
    "module_chooser:chosen": "what the editor is told",
    "cohorts:withdraw": "takes POST only",
    "cohorts:apply": "takes POST only",
    "cohorts:attend": "takes POST only",
    "session:cancel": "takes POST only",
    "quizzes:start": "takes POST only",
    "quizzes:save": "takes POST only",
    "quizzes:hand_in": "takes POST only",
    "assessment:decide_late": "takes POST only",
    "reports:completion_csv": "a file",
    "machinery:try_again": "takes POST only",
    "machinery:try_one_again": "takes POST only",
    "machinery:cancel": "takes POST only",
    "notice_text:switch": "takes POST only",
    "cohort:announce": "takes POST only",
    "cohort:index_results": "a part of cohort:index",
    "cohort:history_results": "a part of cohort:history",
    "account_email": "leads on to people:address",
    "mfa_authenticate": "half-way through signing in: tests/cms/people/test_second_factor_in_browser.py",
    "mfa_download_recovery_codes": "a file",
    "account_confirm_login_code": "codes are switched off",
    "account_set_password": "every account has a password, so it leads on to change-password",
    "wagtaildocs_serve": "a file",
    "wagtail_serve": "the page types stand for it",
    "media": "a file",
    "catalogue:file": "a file",
    "catalogue:original": "a picture",
    "sitemap": "XML",
}


def sign_in(page: Page, who: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_login", who if "@" in who else f"{who}@example.org")
    page.fill("#id_password", password)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)
    if "/2fa/authenticate/" in page.url:
        page.fill("#id_code", code_of(SECRET))
        page.locator("main form button").first.click()
        page.wait_for_url(lambda address: "/2fa/authenticate/" not in address)


def arrive(page: Page, address: str) -> Response:
    """Opens an address; where the password is asked for once more, it is given."""
    answer = page.goto(address)
    if "/reauthenticate/" in page.url and "/reauthenticate/" not in address:
        page.fill("#id_password", PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(lambda there: "/reauthenticate/" not in there)
        answer = page.goto(address)
    assert answer is not None
    return answer


def speak(context: BrowserContext, base: str, language: str) -> None:
    """As the switcher does it: the account's language, or a cookie for who has none."""
    cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    if "sessionid" in cookies:
        answer = context.request.post(
            f"{base}/account/language/",
            form={
                "language": language,
                "next": "/healthz",
                "csrfmiddlewaretoken": cookies.get("csrftoken", ""),
            },
        )
        assert answer.ok, answer.status
    else:
        context.add_cookies([{"name": "django_language", "value": language, "url": base}])
