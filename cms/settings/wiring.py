"""Everything that a lower room takes from a higher one, in order, as dotted names.

`cms.core.wiring.load(name)` resolves a list.
"""

SWEEP_STEPS: list[str] = [
    "courses.cohorts.actions.open_enrolment",
    "courses.cohorts.actions.lapse_offers",
    "courses.cohorts.actions.end_queues",
    "courses.cohorts.actions.offer_places",
    "courses.cohorts.actions.seat_list.invite_lists",
    "courses.cohorts.actions.start_cohorts",
    "courses.cohorts.actions.release_due",
    "courses.cohorts.actions.release_own",
    "assessments.quizzes.actions.close_expired",
    "courses.cohorts.actions.remind_of_sessions",
    "courses.learning.reminders.remind",
    "courses.learning.reminders.remind_own",
    "courses.learning.silence.call_silent",
    "courses.learning.weekly.tell_of_the_week",
    "courses.learning.editions_told.tell_of_new_editions",
    "courses.catalogue.review.tell_of_reviews",
    "cms.pages.work_waiting.tell_of_drafts",
    "courses.cohorts.actions.close_cohorts",
    "assessments.certificates.actions.award_due",
    "assessments.certificates.expiry.warn_of_expiry",
    "courses.catalogue.tasks.scale_pictures",
    "cms.invitations.actions.forget_unanswered",
    "courses.learning.passages.index_passages",
    "courses.learning.announcing.send_announcements",
    "cms.notices.asking.tell_who_asked",
    "cms.notices.digests.gather_digests",
    "cms.notices.tasks.hurry_account_letters",
    "cms.notices.tasks.hurry_notices",
    "cms.notices.tasks.hurry_digests",
    "cms.invitations.tasks.hurry_letters",
    "assessments.certificates.tasks.hurry_drawings",
    "cms.people.retention.forget_old",
]
NETWORK_FOUNDERS: list[str] = ["cms.pages.actions.make_network_pages"]
NETWORK_CHANGERS: list[str] = ["cms.pages.actions.follow_network"]
STEP_DOORS: list[str] = ["courses.learning.queries.address_of_step"]
TEXT_DOORS: list[str] = ["courses.learning.views.may_read_text"]
INVITATION_GIFTS: list[str] = [
    "cms.invitations.role_gift.RoleGift",
    "courses.cohorts.invitations.SeatGift",
]
ADMIN_HOME_LINES: list[str] = [
    "cms.networks.home_lines.networks_without_manager",
    "cms.invitations.home_lines.open_invitations",
    "cms.pages.drafts.waiting_drafts",
    "courses.catalogue.home_lines.requests_to_answer",
    "courses.cohorts.admin_home.applications",
    "courses.cohorts.admin_home.sessions_today",
    "courses.cohorts.admin_home.facilitated",
    "courses.learning.home_lines.reported_mistakes",
    "courses.learning.home_lines.cohorts_to_write_to",
    "cms.operations.home_lines.given_up",
]
NOTICE_KINDS: list[str] = [
    "cms.notices.asking.WorkEnded",
    "cms.invitations.notices.RolesGiven",
    "cms.invitations.notices.AddressVouchedFor",
    "cms.invitations.manager_notices.RolesGranted",
    "cms.invitations.manager_notices.InvitationUsed",
    "cms.pages.directory.notices.DirectoryMessage",
    "cms.pages.work_waiting.WorkWaiting",
    "courses.catalogue.review.ReviewDue",
    "courses.catalogue.use_notices.ModuleAskedFor",
    "courses.catalogue.use_notices.ModuleAnswered",
    "courses.cohorts.cohort_notices.SeatTaken",
    "courses.cohorts.asking_notices.ApplicationReceived",
    "courses.cohorts.asking_notices.PlaceInQueue",
    "courses.cohorts.asking_notices.PlaceFree",
    "courses.cohorts.asking_notices.NotAdmitted",
    "courses.cohorts.cohort_notices.CohortStarted",
    "courses.cohorts.cohort_notices.CohortCancelled",
    "courses.cohorts.cohort_notices.LastDayMoved",
    "courses.cohorts.moved_notices.DatesMoved",
    "courses.cohorts.session_notices.SessionTomorrow",
    "courses.cohorts.session_notices.SessionSoon",
    "courses.cohorts.session_notices.SessionMoved",
    "courses.cohorts.session_notices.SessionCancelled",
    "courses.cohorts.notices.ModuleReleased",
    "courses.learning.notices.DueInAWeek",
    "courses.learning.notices.DueInThreeDays",
    "courses.learning.notices.DueTomorrow",
    "courses.learning.notices.Overdue",
    "courses.learning.notices.GoneSilent",
    "courses.learning.notices.HelpAsked",
    "courses.learning.notices.WeekInCohort",
    "courses.learning.notices.ModuleChanged",
    "courses.learning.notices.MistakeReported",
    "courses.learning.notices.MistakeAnswered",
    "courses.learning.notices.Announced",
    "courses.learning.notices.WrittenToOne",
    "assessments.quizzes.notices.ResultReady",
    "assessments.quizzes.notices.LateDecided",
    "assessments.certificates.notices.CertificateReady",
    "assessments.certificates.notices.CertificateExpiring",
]
ACCOUNT_PANELS: list[str] = [
    "cms.notices.panels.account_panel",
    "courses.learning.panels.account_panel",
    "cms.pages.directory.panels.account_panel",
]
BANNERS: list[str] = ["courses.learning.viewing.banner"]
HOME_PANELS: list[str] = ["courses.cohorts.offers.home_panel"]
NETWORK_PANELS: list[str] = ["courses.catalogue.listing.taught_by"]
COURSE_PANELS: list[str] = ["courses.cohorts.offers.course_panel"]
LEARN_PANELS: list[str] = [
    "cms.invitations.panels.invitations_of_mine",
    "courses.cohorts.panels.asked_for",
    "courses.cohorts.session_panels.sessions_of_mine",
    "assessments.questionnaires.panels.asked_panel",
    "assessments.certificates.panels.my_certificates",
]
OUTLINE_PANELS: list[str] = ["assessments.certificates.panels.awards_ahead"]
CALENDAR_SOURCES: list[str] = ["courses.cohorts.calendar.dates_of_cohorts"]
SEARCH_SOURCES: list[str] = [
    "courses.catalogue.search.courses",
    "courses.catalogue.search.modules",
    "cms.pages.search.networks",
    "courses.learning.site_search.own_lessons",
]
BOARD_PANELS: list[str] = [
    "courses.learning.announcement_panels.standing_panel",
    "courses.cohorts.session_panels.cohort_panel",
    "courses.learning.announcement_panels.cohort_panel",
    "assessments.questionnaires.panels.cohort_panel",
    "assessments.reports.panels.completion_panel",
]
COHORT_COPIERS: list[str] = ["assessments.questionnaires.actions.copy_questionnaires"]
BOARD_LINES: list[str] = [
    "courses.cohorts.admin_home.applications_to",
    "courses.cohorts.admin_home.sessions_of",
    "courses.learning.board_lines.failed_mail",
    "assessments.quizzes.panels.answers_to_decide",
]
DEMO_LOADERS: list[str] = [
    "cms.people.demo.load",
    "cms.networks.demo.load",
    "cms.invitations.demo.load",
    "cms.pages.directory.demo.load",
    "courses.catalogue.demo.load",
    "assessments.certificates.demo.load",
    "courses.learning.demo.load",
    "assessments.questionnaires.demo.load",
    "cms.notices.demo.load",
]
LOAD_STEPS: list[str] = ["courses.learning.load.load"]
# In the order in which the download shows them and erasure takes them.
PERSONAL_DATA: list[str] = [
    "cms.people.personal_data.Account",
    "cms.people.personal_data.Addresses",
    "cms.people.personal_data.SecondFactors",
    "cms.people.personal_data.SignIns",
    "cms.people.personal_data.AddressChanges",
    "cms.people.personal_data.Consents",
    "cms.invitations.personal_data.Invitations",
    "cms.invitations.personal_data.Vouchings",
    "cms.pages.personal_data.Listings",
    "cms.networks.personal_data.Memberships",
    "courses.catalogue.personal_data.ModuleUses",
    "courses.cohorts.personal_data.Enrolments",
    "courses.cohorts.personal_data.Attendances",
    "assessments.questionnaires.personal_data.QuestionnairesAnswered",
    "assessments.questionnaires.personal_data.NamedReplies",
    "courses.cohorts.personal_data.Leaves",
    "courses.cohorts.personal_data.Extensions",
    "courses.cohorts.personal_data.SeatLists",
    "courses.cohorts.personal_data.Facilitating",
    "courses.cohorts.personal_data.GroupsHelped",
    "courses.learning.personal_data.ProgressRecords",
    "courses.learning.personal_data.Notes",
    "courses.learning.personal_data.MistakeReports",
    "courses.learning.personal_data.HelpRequests",
    "courses.learning.personal_data.Announcements",
    "courses.learning.personal_data.CalendarLinks",
    "assessments.quizzes.personal_data.Attempts",
    "assessments.quizzes.personal_data.Answers",
    "assessments.quizzes.personal_data.LateAnswers",
    "assessments.quizzes.personal_data.TimeGiven",
    "assessments.quizzes.personal_data.Decisions",
    "assessments.certificates.personal_data.Certificates",
    "cms.notices.personal_data.Notices",
    "cms.notices.personal_data.Digests",
    "cms.notices.personal_data.AccountLetters",
    "cms.notices.personal_data.DeadAddresses",
    "cms.notices.personal_data.MutedKinds",
    "cms.people.personal_data.Accesses",
    "courses.editions.personal_data.Editions",
    "cms.people.personal_data.EditorSettings",
    "cms.people.personal_data.Subscriptions",
    "cms.people.personal_data.EditorComments",
    "cms.people.personal_data.EditorReplies",
    "cms.people.personal_data.EditorWork",
    "cms.people.personal_data.EditorWindows",
    "cms.people.personal_data.EditorUploads",
    "cms.people.personal_data.AccessTokens",
    "cms.people.personal_data.PageWork",
    "cms.people.personal_data.Revisions",
    "cms.people.personal_data.PageActs",
    "cms.people.personal_data.OtherActs",
    "cms.people.personal_data.Workflows",
    "cms.people.personal_data.Tasks",
    "cms.people.personal_data.Images",
    "cms.people.personal_data.Documents",
]
CLOSING_ENDS: list[str] = ["courses.learning.actions.settle_enrolments"]
CLOSING_WAITS: list[str] = ["assessments.quizzes.queries.has_attempts_under_way"]
