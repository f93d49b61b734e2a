"""The pages of ours in the admin: see `page_table`."""

from __future__ import annotations

from tests.shown import Shown

ADMIN_PAGES = (
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
    Shown(
        "cohort-applications",
        "cohort:applications",
        "/admin/cohorts/applications/{applying}/",
        "organiser",
        admin=True,
    ),
    Shown(
        "cohort-queue",
        "cohort:applications",
        "/admin/cohorts/applications/{full}/",
        "organiser",
        admin=True,
        looked_at=False,
    ),
    Shown("cohort-copy", "cohort:copy", "/admin/cohorts/copy/{running}/", "organiser", admin=True),
    Shown(
        "seat-list-upload",
        "seat_list:upload",
        "/admin/seat-lists/cohort/{open}/new/",
        "organiser",
        admin=True,
    ),
    Shown("seat-list", "seat_list:one", "/admin/seat-lists/{seat_list}/", "organiser", admin=True),
    Shown("session-add", "session:add", "/admin/sessions/cohort/{running}/new/", "organiser", admin=True),
    Shown(
        "session-edit", "session:edit", "/admin/sessions/{session}/", "organiser", admin=True, looked_at=False
    ),
    Shown(
        "session-attendance",
        "session:attendance",
        "/admin/sessions/{session}/attendance/",
        "facilitator",
        admin=True,
    ),
    Shown("cohort-invite", "cohort:invite", "/admin/cohorts/invite/{open}/", "organiser", admin=True),
    Shown("machinery", "wagtailadmin_home", "/admin/", "central", admin=True),
    Shown("jobs", "machinery:jobs", "/admin/machinery/jobs/?state=done", "central", admin=True),
    Shown("notice-text-networks", "notice_text:index", "/admin/notice-texts/", "central", admin=True),
    Shown("notice-texts", "notice_text:list", "/admin/notice-texts/{wacap}/", "organiser", admin=True),
    Shown(
        "notice-text",
        "notice_text:one",
        "/admin/notice-texts/{wacap}/module_released/ar/",
        "organiser",
        admin=True,
    ),
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
        "cohort-calendar", "cohort:calendar", "/admin/cohorts/calendar/{running}/", "organiser", admin=True
    ),
    Shown("boards", "board:overview", "/admin/boards/", "organiser", admin=True),
    Shown("board", "board:cohort", "/admin/boards/{running}/", "organiser", admin=True),
    Shown(
        "board-of-some",
        "board:cohort",
        "/admin/boards/{running}/?where=behind",
        "organiser",
        admin=True,
        looked_at=False,
    ),
    Shown("board-timeline", "board:timeline", "/admin/boards/people/{reading}/", "organiser", admin=True),
    Shown(
        "board-transfer", "board:transfer", "/admin/boards/people/{reading}/move/", "organiser", admin=True
    ),
    Shown("cohort-groups", "cohort:groups", "/admin/cohorts/groups/{running}/", "organiser", admin=True),
    Shown("cohort-dates", "cohort:dates", "/admin/cohorts/dates/{reading}/", "organiser", admin=True),
    Shown(
        "questionnaires",
        "questionnaire:of_cohort",
        "/admin/questionnaires/cohort/{running}/",
        "organiser",
        admin=True,
    ),
    Shown(
        "questionnaire-plan", "questionnaire:plan", "/admin/questionnaires/{asking}/", "organiser", admin=True
    ),
    Shown(
        "questionnaire-results",
        "questionnaire:results",
        "/admin/questionnaires/{replied}/results/",
        "organiser",
        admin=True,
    ),
    Shown("cohort-move", "cohort:move", "/admin/cohorts/move/{running}/", "organiser", admin=True),
    Shown("closed-days", "closed_days", "/admin/closed-days/", "organiser", admin=True),
    Shown("uses", "module_use:index", "/admin/modules/use/", "reviewer", admin=True),
    Shown("uses-asked", "module_use:index", "/admin/modules/use/", "organiser", admin=True, looked_at=False),
    Shown("use-ask", "module_use:ask", "/admin/modules/use/ask/{kept_back}/", "organiser", admin=True),
    Shown("use-answer", "module_use:answer", "/admin/modules/use/{use}/", "reviewer", admin=True),
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
