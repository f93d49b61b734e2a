"""The doors of our own addresses, and of those of sign-in."""

from __future__ import annotations

from tests.matrix.doors import HOME, Door

OWN_DOORS = (
    Door.same(
        200,
        """
        operations:healthz operations:metrics operations:outbox about terms accessibility privacy account_inactive
        account_email_verification_sent account_reset_password account_confirm_email
        account_reset_password_from_key_done account_reset_password_from_key account_reset_password_done
        cohorts:cohort certificates:verify certificates:certificate sitemap search page:HomePage
        page:NetworkIndexPage page:NetworkPage page:ModulePage page:CoursePage
        """,
    ),
    Door.same(
        404,
        """
        operations:mail people:address_link notices:off invitations:invitation networks:theme catalogue:file media
        page:LessonPage page:QuizPage learning:feed
        """,
    ),
    Door.same(302, "front unnamed:accounts/email/ account_email invitations:open"),
    Door.same(
        405,
        """
        people:switch_language invitations:sign_up invitations:switch quizzes:save
        """,
    ),
    Door.same(503, "operations:readyz"),
    Door.of_accounts(
        200,
        """
        people:account notices:mine people:consent people:consent_declined people:my_data people:sign_ins
        account_reauthenticate account_change_password mfa_index learning:learn learning:search_all
        learning:all_notes learning:all_notes_file learning:reports learning:calendar
        """,
    ),
    Door.of_accounts(
        405,
        """
        notices:choose notices:read_all notices:revive
        people:time_zone people:end_sign_in people:end_other_sign_ins invitations:accept
        learning:done learning:position cohorts:withdraw cohorts:apply cohorts:attend quizzes:start quizzes:hand_in
        learning:stop_viewing learning:new_calendar_link learning:stop_calendar_link
        """,
    ),
    Door.of_accounts(
        302,
        """
        people:address people:download_data people:erase account_set_password account_confirm_login_code
        mfa_authenticate mfa_reauthenticate mfa_activate_totp mfa_generate_recovery_codes
        """,
    ),
    Door.of_accounts(
        404,
        """
        mfa_deactivate_totp mfa_view_recovery_codes mfa_download_recovery_codes invitations:mine
        """,
    ),
    Door.of_accounts(302, "account_login account_signup", stranger=200),
    Door.of_accounts(200, "account_logout", stranger=302),
    Door("notices:go_on", account=404, staff=404, central=404, own={"trainee": 302}, of_one=True),
    Door("mistake:inspect", staff=404, own={"author reviewer": 200}, of_one=True),
    Door(
        """
        learning:announcements learning:outline learning:search learning:notes learning:notes_file learning:help learning:step
        learning:print learning:file learning:mistake learning:note quizzes:sitting quizzes:review
        learning:course_calendar questionnaires:questionnaire
        """,
        account=404,
        staff=404,
        central=404,
        own={"trainee": 200},
        of_one=True,
    ),
    Door(
        """
        announcement:confirm announcement:call_off
        invitation:resend invitation:take_back machinery:try_again machinery:try_one_again
        machinery:cancel notice_text:switch assessment:decide_late cohort:announce session:cancel
        """,
        staff=405,
        central=405,
    ),
    Door(
        "cohorts:nominations",
        account=404,
        staff=404,
        central=404,
        own={"member": 200},
        of_one=True,
    ),
    Door("mistake:index mistake:index_results", own={"author reviewer": 200}),
    Door("board:overview", own={"organiser secretariat facilitator": 200}),
    Door(
        "board:cohort board:timeline questionnaire:of_cohort questionnaire:results",
        staff=404,
        own={"organiser secretariat facilitator": 200},
        of_one=True,
    ),
    Door(
        "board:transfer board:seat board:alike questionnaire:plan",
        staff=404,
        own={"organiser": 200, "secretariat facilitator": HOME},
        of_one=True,
    ),
    Door("closed_days", own={"organiser": 200}),
    Door("module_use:index", own={"organiser reviewer manager": 200}),
    Door("module_use:ask", own={"organiser": 200}),
    Door("module_use:answer", staff=404, own={"reviewer manager": 200}, of_one=True),
    Door("module_chooser:choose module_chooser:choose_results", staff=200),
    Door("module_chooser:chosen", staff=404, own={"organiser": 200}),
    Door(
        """
        network:people network:change network:withdraw invitation:give_role invitation:hand_over
        invitation:vouch
        """,
        staff=404,
        own={"manager": 200},
        of_one=True,
    ),
    Door(
        """
        cohort:edit cohort:delete cohort:history cohort:history_results cohort:invite cohort:cancel cohort:copy cohort:move
        cohort:groups cohort:nominations cohort:dates
        """,
        staff=404,
        own={"organiser": 200, "secretariat": HOME},
        of_one=True,
    ),
    Door(
        "seat_list:upload seat_list:one", staff=404, own={"organiser": 200, "secretariat": HOME}, of_one=True
    ),
    Door("session:add", staff=404, own={"organiser": 200, "secretariat": HOME}, of_one=True),
    Door(
        "session:edit",
        staff=404,
        own={"organiser": 200, "facilitator secretariat": HOME},
        of_one=True,
    ),
    Door("session:attendance", staff=404, own={"organiser facilitator secretariat": 200}, of_one=True),
    Door("directory:people directory:entry directory:write", account=404, staff=200, own={"member": 200}),
    Door(
        "reports:completion reports:completion_csv cohort:inspect cohort:applications cohort:calendar",
        staff=404,
        own={"organiser secretariat": 200},
        of_one=True,
    ),
    Door("people_admin:second_factor network:found", staff=404),
    Door("cohort:index cohort:index_results", own={"organiser secretariat": 200}),
    Door(
        "catalogue:original", stranger=404, account=404, staff=404, own={"author reviewer": 200}, of_one=True
    ),
    Door("quizzes:result", account=404, staff=404, central=404, own={"trainee": 302}, of_one=True),
    Door(
        "certificates:pdf",
        account=404,
        staff=404,
        central=202,
        own={"organiser secretariat": 202},
        of_one=True,
    ),
    Door("network:index", staff=404, own={"manager": 302}),
    Door("notice_text:index", staff=404, own={"organiser manager": 302}),
    Door("notice_text:list notice_text:one", staff=404, own={"organiser manager": 200}, of_one=True),
    Door("machinery:jobs", staff=404, own={"organiser": 200}),
    Door("invitation:index", staff=404, own={"organiser manager": 200}),
    Door("assessment:attempts", own={"organiser facilitator secretariat": 200}),
    Door("assessment:attempt", staff=404, own={"organiser facilitator secretariat": 200}, of_one=True),
    Door(
        "announcement:list announcement:one announcement:letter",
        staff=404,
        own={"organiser facilitator secretariat": 200},
        of_one=True,
    ),
    Door(
        "announcement:write",
        staff=404,
        own={"organiser facilitator": 200, "secretariat": HOME},
        of_one=True,
    ),
    Door(
        "announcement:change",
        staff=404,
        central=HOME,
        own={"organiser": 200, "facilitator secretariat": HOME},
        of_one=True,
    ),
    Door("viewing:begin", staff=404, own={"organiser facilitator": 200}, of_one=True),
    Door("reports:completion_cohorts", staff=404, own={"organiser secretariat": 200}),
    Door("cohort:add", own={"organiser": 200}),
)
