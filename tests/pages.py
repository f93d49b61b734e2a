"""Every page of ours and how to come to it: for pictures, for axe, for geometry, for the content policy."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from playwright.sync_api import BrowserContext, Page, Response

from tests.codes import SECRET, code_of
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
    Shown("network-as-a-member", "NetworkPage", "{wacap_page}", "member", looked_at=False),
    Shown("networks-as-a-member", "NetworkIndexPage", "{networks}", "member", looked_at=False),
    Shown("networks-none", "NetworkIndexPage", "{networks}?name=nothing", looked_at=False),
    Shown("people", "directory:people", "/networks/people/", "member"),
    Shown("people-none", "directory:people", "/networks/people/?name=nobody", "member", looked_at=False),
    Shown("people-entry", "directory:entry", "/networks/people/me/", "member"),
    Shown("people-write", "directory:write", "/networks/people/{listing}/write/", "member"),
    Shown("invitation", "invitations:invitation", "/invitations/mine/{invitation}/", "newcomer"),
    Shown("invitation-as-a-stranger", "invitations:invitation", "/invitations/{token}/"),
    Shown("invitation-of-another", "invitations:invitation", "/invitations/{token}/", "trainee"),
    Shown(
        "invitation-unknown",
        "invitations:invitation",
        "/invitations/nothing/",
        "trainee",
        status=404,
        looked_at=False,
    ),
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
    Shown("about", "about", "/about/"),
    Shown("terms", "terms", "/terms/"),
    Shown("accessibility", "accessibility", "/accessibility/"),
    Shown("privacy", "privacy", "/privacy/"),
    Shown("consent", "people:consent", "/account/privacy/?next=/learn/", "guarded"),
    Shown("consent-given", "people:consent", "/account/privacy/?next=/learn/", "trainee", looked_at=False),
    Shown("consent-declined", "people:consent_declined", "/account/privacy/declined/", "trainee"),
    Shown("sign-in", "account_login", "/accounts/login/"),
    Shown("sign-up", "account_signup", "/accounts/signup/"),
    Shown("sign-out", "account_logout", "/accounts/logout/", "trainee", looked_at=False),
    Shown("inactive", "account_inactive", "/accounts/inactive/", looked_at=False),
    Shown(
        "reauthenticate", "account_reauthenticate", "/accounts/reauthenticate/", "trainee", looked_at=False
    ),
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
    Shown("second-factor", "mfa_index", "/accounts/2fa/", "guarded"),
    Shown("second-factor-none", "mfa_index", "/accounts/2fa/", "trainee", looked_at=False),
    Shown("second-factor-set-up", "mfa_activate_totp", "/accounts/2fa/totp/activate/", "trainee"),
    Shown(
        "second-factor-away",
        "mfa_deactivate_totp",
        "/accounts/2fa/totp/deactivate/",
        "guarded",
        looked_at=False,
    ),
    Shown("recovery-codes", "mfa_view_recovery_codes", "/accounts/2fa/recovery-codes/", "guarded"),
    Shown(
        "recovery-codes-new",
        "mfa_generate_recovery_codes",
        "/accounts/2fa/recovery-codes/generate/",
        "guarded",
        looked_at=False,
    ),
    Shown(
        "reauthenticate-by-code",
        "mfa_reauthenticate",
        "/accounts/2fa/reauthenticate/",
        "guarded",
        looked_at=False,
    ),
    Shown(
        "second-factor-of-another",
        "people_admin:second_factor",
        "/admin/people/{guarded}/second-factor/",
        "central",
        admin=True,
    ),
    Shown("address", "people:address", "/account/address/", "trainee"),
    Shown("address-waiting", "people:address", "/account/address/", "guarded"),
    Shown("address-link", "people:address_link", "{address_link}"),
    Shown("my-data", "people:my_data", "/account/data/", "trainee"),
    Shown("erase", "people:erase", "/account/data/erase/", "trainee"),
    Shown("sign-ins", "people:sign_ins", "/account/sign-ins/", "trainee"),
    Shown("account", "people:account", "/account/", "trainee"),
    Shown("notices", "notices:mine", "/account/notices/", "trainee"),
    Shown("notices-none", "notices:mine", "/account/notices/", "newcomer", looked_at=False),
    Shown("stop-emails", "notices:off", "{stop}"),
    Shown("stop-emails-unknown", "notices:off", "/account/notices/off/x/", status=404, looked_at=False),
    Shown("learn", "learning:learn", "/learn/", "trainee"),
    Shown("learn-with-certificate", "learning:learn", "/learn/", "graduate", looked_at=False),
    Shown("learn-newcomer", "learning:learn", "/learn/", "newcomer", looked_at=False),
    Shown("calendar", "learning:calendar", "/learn/calendar/", "trainee"),
    Shown("calendar-with-link", "learning:calendar", "/learn/calendar/", "graduate", looked_at=False),
    Shown("calendar-newcomer", "learning:calendar", "/learn/calendar/", "newcomer", looked_at=False),
    Shown("outline", "learning:outline", "/learn/{reading}/", "trainee"),
    Shown("lesson", "learning:step", "/learn/{reading}/{lesson}/", "trainee"),
    Shown("note", "learning:note", "/learn/{reading}/{lesson}/{block}/", "trainee"),
    Shown("notes", "learning:notes", "/learn/{reading}/notes/", "trainee"),
    Shown("notes-of-all", "learning:all_notes", "/learn/notes/", "trainee", looked_at=False),
    Shown("notes-of-none", "learning:all_notes", "/learn/notes/", "newcomer", looked_at=False),
    Shown("print", "learning:print", "/learn/{reading}/{lesson}/print/", "trainee"),
    Shown("search", "learning:search", "/learn/{reading}/search/?q=request", "trainee"),
    Shown(
        "search-found-nothing",
        "learning:search",
        "/learn/{reading}/search/?q=zebra",
        "trainee",
        looked_at=False,
    ),
    Shown("search-in-all", "learning:search_all", "/learn/search/", "trainee", looked_at=False),
    Shown("search-in-none", "learning:search_all", "/learn/search/?q=request", "newcomer", looked_at=False),
    Shown(
        "report-a-mistake", "learning:mistake", "/learn/{reading}/{lesson}/mistake/?block={block}", "trainee"
    ),
    Shown("my-reports", "learning:reports", "/learn/reports/", "trainee"),
    Shown("my-reports-none", "learning:reports", "/learn/reports/", "newcomer", looked_at=False),
    Shown("who-helps", "learning:help", "/learn/{reading}/help/", "trainee"),
    Shown("announcements", "learning:announcements", "/learn/{reading}/announcements/", "trainee"),
    Shown(
        "announcements-none",
        "learning:announcements",
        "/learn/{plain}/announcements/",
        "latecomer",
        looked_at=False,
    ),
    Shown(
        "announcement-list",
        "announcement:list",
        "/admin/announcements/cohort/{running}/",
        "organiser",
        admin=True,
    ),
    Shown(
        "announcement-list-none",
        "announcement:list",
        "/admin/announcements/cohort/{open}/",
        "organiser",
        admin=True,
        looked_at=False,
    ),
    Shown(
        "announcement-form",
        "announcement:write",
        "/admin/announcements/cohort/{running}/new/",
        "organiser",
        admin=True,
    ),
    Shown(
        "announcement",
        "announcement:one",
        "/admin/announcements/{announcement_draft}/",
        "organiser",
        admin=True,
    ),
    Shown(
        "announcement-sent",
        "announcement:one",
        "/admin/announcements/{announcement}/",
        "secretariat",
        admin=True,
        looked_at=False,
    ),
    Shown(
        "announcement-change",
        "announcement:change",
        "/admin/announcements/{announcement_draft}/change/",
        "organiser",
        admin=True,
        looked_at=False,
    ),
    Shown("view-as", "viewing:begin", "/admin/view-as/{reading}/", "organiser", admin=True),
    Shown("lesson-every-block", "learning:step", "/learn/{blocks}/{blocks_lesson}/", "kinds"),
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
    Shown("request-damaged", "400", "/rare/400/", status=400, looked_at=False),
    Shown("forbidden", "403", "/rare/403/", status=403, looked_at=False),
    Shown("form-not-sent", "403_csrf", "/rare/403_csrf/", status=403, looked_at=False),
    Shown("server-error", "500", "/rare/500/", status=500),
    Shown("unavailable", "503", "/rare/503/", status=503),
    Shown("maintenance", "503", "/rare/maintenance/", status=503, looked_at=False),
    Shown("certificate-in-drawing", "certificates:pdf", "/rare/drawing/", status=202, looked_at=False),
    Shown("certificate-not-drawn", "certificates:pdf", "/rare/drawing-failed/", status=202, looked_at=False),
    Shown("too-many-numbers", "429", "/rare/slow-down/", status=429, looked_at=False),
    Shown("outbox", "operations:outbox", "/outbox/"),
    Shown("admin-home", "wagtailadmin_home", "/admin/", "manager", admin=True),
    Shown("admin-home-of-an-author", "wagtailadmin_home", "/admin/", "author", admin=True, looked_at=False),
    Shown("admin-networks", "network:index", "/admin/networks/", "central", admin=True),
    Shown("admin-found", "network:found", "/admin/networks/new/", "central", admin=True),
    Shown("admin-people", "network:people", "/admin/networks/{wacap}/", "manager", admin=True),
    Shown("admin-network", "network:change", "/admin/networks/{wacap}/change/", "manager", admin=True),
    Shown(
        "admin-withdraw",
        "network:withdraw",
        "/admin/networks/{wacap}/withdraw/{membership}/",
        "manager",
        admin=True,
        looked_at=False,
    ),
    Shown("admin-invitations", "invitation:index", "/admin/invitations/", "manager", admin=True),
    Shown(
        "admin-give-role", "invitation:give_role", "/admin/invitations/role/{wacap}/", "manager", admin=True
    ),
    Shown(
        "admin-hand-over",
        "invitation:hand_over",
        "/admin/invitations/hand-over/{wacap}/{organiser}/",
        "manager",
        admin=True,
        looked_at=False,
    ),
    Shown(
        "admin-vouch",
        "invitation:vouch",
        "/admin/invitations/{role_invitation}/vouch/",
        "manager",
        admin=True,
    ),
    Shown("cohort-invite", "cohort:invite", "/admin/cohorts/invite/{open}/", "organiser", admin=True),
    Shown("machinery", "wagtailadmin_home", "/admin/", "central", admin=True),
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
    Shown("mistakes", "mistake:index", "/admin/mistakes/", "author", admin=True),
    Shown("mistake", "mistake:inspect", "/admin/mistakes/inspect/{mistake}/", "author", admin=True),
    Shown(
        "mistake-answered",
        "mistake:inspect",
        "/admin/mistakes/inspect/{mistake_answered}/",
        "author",
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
    "cohorts:withdraw": "takes POST only",
    "quizzes:start": "takes POST only",
    "quizzes:save": "takes POST only",
    "quizzes:hand_in": "takes POST only",
    "assessment:decide_late": "takes POST only",
    "reports:completion_csv": "a file",
    "machinery:try_again": "takes POST only",
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
