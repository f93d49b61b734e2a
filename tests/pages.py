"""Every page of ours and how to come to it: for pictures, for axe, for geometry, for the content policy."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from playwright.sync_api import BrowserContext, Page

from tests.scene import Scene

UNKNOWN = "ZZZZ-ZZZZ-ZZZZ"
# As cms.people.demo has it; pages are opened without Django too.
PASSWORD = "demo-2010-salvador"


@dataclass(frozen=True)
class Shown:
    """`covers` names a URL or a type of page; `who` signs in (nobody where empty); `address` is filled from the scene."""

    name: str
    covers: str
    address: str
    who: str = ""
    admin: bool = False
    status: int = 200
    looked_at: bool = True

    def path(self, scene: Scene, language: str) -> str:
        values = asdict(scene)
        once = self.address.format(**values, language=language, UNKNOWN=UNKNOWN)
        return once.format(language=language)


PAGES = (
    Shown("home", "HomePage", "{home}"),
    Shown("networks", "NetworkIndexPage", "{networks}"),
    Shown("network", "NetworkPage", "{network}"),
    Shown("course", "CoursePage", "{course}"),
    Shown("module", "ModulePage", "{module}"),
    Shown("search", "search", "/{language}/search/?q=ejn"),
    Shown("search-empty", "search", "/{language}/search/"),
    Shown(
        "search-signed-in",
        "search",
        "/{language}/search/?q=cooperation+coop%C3%A9ration",
        "trainee",
        looked_at=False,
    ),
    Shown("search-nothing", "search", "/{language}/search/?q=zzzz", looked_at=False),
    Shown("search-too-long", "search", "/{language}/search/?q=" + "cooperation" * 12, looked_at=False),
    Shown("lesson-as-a-stranger", "LessonPage", "{lesson_page}", status=404, looked_at=False),
    Shown("quiz-as-a-stranger", "QuizPage", "{quiz_page}", status=404, looked_at=False),
    Shown("cohort-open", "cohorts:cohort", "/cohorts/{open}/"),
    Shown("cohort-open-signed-in", "cohorts:cohort", "/cohorts/{open}/", "graduate", looked_at=False),
    Shown("cohort-closed", "cohorts:cohort", "/cohorts/{running}/"),
    Shown("sign-in", "account_login", "/accounts/login/"),
    Shown("sign-up", "account_signup", "/accounts/signup/"),
    Shown("sign-out", "account_logout", "/accounts/logout/", "trainee", looked_at=False),
    Shown("inactive", "account_inactive", "/accounts/inactive/", looked_at=False),
    Shown(
        "reauthenticate", "account_reauthenticate", "/accounts/reauthenticate/", "trainee", looked_at=False
    ),
    Shown("addresses", "account_email", "/accounts/email/", "trainee", looked_at=False),
    Shown(
        "confirmation-sent", "account_email_verification_sent", "/accounts/confirm-email/", looked_at=False
    ),
    Shown("confirm-address", "account_confirm_email", "/accounts/confirm-email/gone/", looked_at=False),
    Shown(
        "change-password", "account_change_password", "/accounts/password/change/", "trainee", looked_at=False
    ),
    Shown("forgotten-password", "account_reset_password", "/accounts/password/reset/", looked_at=False),
    Shown("reset-sent", "account_reset_password_done", "/accounts/password/reset/done/", looked_at=False),
    Shown(
        "reset-from-key",
        "account_reset_password_from_key",
        "/accounts/password/reset/key/1-gone/",
        looked_at=False,
    ),
    Shown(
        "reset-done",
        "account_reset_password_from_key_done",
        "/accounts/password/reset/key/done/",
        looked_at=False,
    ),
    Shown("account", "people:account", "/account/", "trainee"),
    Shown("learn", "learning:learn", "/learn/", "trainee"),
    Shown("learn-with-certificate", "learning:learn", "/learn/", "graduate", looked_at=False),
    Shown("learn-newcomer", "learning:learn", "/learn/", "newcomer", looked_at=False),
    Shown("outline", "learning:outline", "/learn/{reading}/", "trainee"),
    Shown("lesson", "learning:step", "/learn/{reading}/{lesson}/", "trainee"),
    Shown("not-yet-open", "learning:step", "/learn/{later}/{lesson}/", "graduate", status=403),
    Shown("quiz-start", "learning:step", "/learn/{starting}/{quiz}/", "trainee-ar"),
    Shown("quiz-sitting", "quizzes:sitting", "/quiz/{sitting}/", "trainee"),
    Shown("quiz-review", "quizzes:review", "/quiz/{sitting}/review/", "trainee"),
    Shown("result", "quizzes:result", "/quiz/{result}/result/", "graduate"),
    Shown("quiz-every-kind", "quizzes:sitting", "/quiz/{kinds_sitting}/", "kinds"),
    Shown("review-every-kind", "quizzes:review", "/quiz/{kinds_sitting}/review/", "kinds", looked_at=False),
    Shown("result-every-kind", "quizzes:result", "/quiz/{kinds_result}/result/", "kinds"),
    Shown("verify", "certificates:verify", "/verify/"),
    Shown("certificate", "certificates:certificate", "/verify/{certificate}/"),
    Shown("certificate-unknown", "certificates:certificate", "/verify/{UNKNOWN}/", status=404),
    Shown("not-found", "404", "/learn/0/", "trainee", status=404),
    Shown("outbox", "operations:outbox", "/outbox/"),
    Shown("cohorts", "cohort:index", "/admin/cohorts/", "organiser", admin=True),
    Shown(
        "cohort-history",
        "cohort:history",
        "/admin/cohorts/history/{draft}/",
        "organiser",
        admin=True,
        looked_at=False,
    ),
    Shown("cohort-course", "cohort:add", "/admin/cohorts/new/", "organiser", admin=True, looked_at=False),
    Shown("cohort-form", "cohort:edit", "/admin/cohorts/edit/{draft}/", "organiser", admin=True),
    Shown(
        "cohort-form-announced",
        "cohort:edit",
        "/admin/cohorts/edit/{open}/",
        "organiser",
        admin=True,
        looked_at=False,
    ),
    Shown(
        "cohort-delete",
        "cohort:delete",
        "/admin/cohorts/delete/{draft}/",
        "organiser",
        admin=True,
        looked_at=False,
    ),
    Shown("cohort-page", "cohort:inspect", "/admin/cohorts/inspect/{running}/", "organiser", admin=True),
    Shown(
        "cohort-cancel",
        "cohort:cancel",
        "/admin/cohorts/cancel/{open}/",
        "organiser",
        admin=True,
        looked_at=False,
    ),
    Shown(
        "completion-cohorts",
        "reports:completion_cohorts",
        "/admin/reports/completion/",
        "organiser",
        admin=True,
    ),
    Shown(
        "completion", "reports:completion", "/admin/reports/completion/{finished}/", "organiser", admin=True
    ),
    Shown("attempts", "assessment:attempts", "/admin/assessment/attempts/", "organiser", admin=True),
    Shown("attempt", "assessment:attempt", "/admin/assessment/attempts/{result}/", "organiser", admin=True),
)

# Names of URLs that show no page of their own, and why.
NO_PAGE = {
    "front": "leads on to the first page",
    "operations:healthz": "plain text",
    "operations:readyz": "JSON",
    "operations:mail": "the test of the thread reads one",
    "people:switch_language": "takes POST only",
    "learning:done": "takes POST only",
    "learning:position": "takes POST only",
    "cohorts:withdraw": "takes POST only",
    "quizzes:start": "takes POST only",
    "quizzes:save": "takes POST only",
    "quizzes:hand_in": "takes POST only",
    "assessment:decide_late": "takes POST only",
    "certificates:pdf": "a file",
    "reports:completion_csv": "a file",
    "cohort:announce": "takes POST only",
    "cohort:index_results": "a part of cohort:index",
    "cohort:history_results": "a part of cohort:history",
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


def speak(context: BrowserContext, base: str, language: str) -> None:
    """As the switcher does it: the account's language, or a cookie for who has none."""
    cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    if "sessionid" in cookies:
        answer = context.request.post(
            f"{base}/account/language/",
            form={"language": language, "next": "/healthz", "csrfmiddlewaretoken": cookies["csrftoken"]},
        )
        assert answer.ok, answer.status
    else:
        context.add_cookies([{"name": "django_language", "value": language, "url": base}])
