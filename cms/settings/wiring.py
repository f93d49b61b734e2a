"""Everything that a lower room takes from a higher one, in order, as dotted names.

`cms.core.wiring.load(name)` resolves a list.
"""

SWEEP_STEPS: list[str] = [
    "courses.cohorts.actions.open_enrolment",
    "courses.cohorts.actions.start_cohorts",
    "courses.cohorts.actions.release_due",
    "assessments.quizzes.actions.close_expired",
    "courses.learning.reminders.remind",
    "courses.cohorts.actions.close_cohorts",
    "assessments.certificates.actions.award_due",
    "courses.catalogue.tasks.scale_pictures",
    "cms.notices.tasks.hurry_notices",
    "assessments.certificates.tasks.hurry_drawings",
]
NETWORK_FOUNDERS: list[str] = ["cms.pages.actions.make_network_pages"]
STEP_DOORS: list[str] = ["courses.learning.queries.address_of_step"]
TEXT_DOORS: list[str] = ["courses.learning.queries.may_read_text"]
NOTICE_KINDS: list[str] = [
    "courses.cohorts.notices.ModuleReleased",
    "courses.learning.notices.DueTomorrow",
    "assessments.certificates.notices.CertificateReady",
]
HOME_PANELS: list[str] = ["courses.cohorts.offers.home_panel"]
NETWORK_PANELS: list[str] = ["courses.catalogue.listing.taught_by"]
COURSE_PANELS: list[str] = ["courses.cohorts.offers.course_panel"]
SEARCH_SOURCES: list[str] = [
    "courses.catalogue.search.courses",
    "courses.catalogue.search.modules",
    "cms.pages.search.networks",
]
LEARN_PANELS: list[str] = ["assessments.certificates.panels.my_certificates"]
BOARD_PANELS: list[str] = ["assessments.reports.panels.completion_panel"]
DEMO_LOADERS: list[str] = [
    "cms.people.demo.load",
    "cms.networks.demo.load",
    "courses.catalogue.demo.load",
    "assessments.certificates.demo.load",
]
LOAD_STEPS: list[str] = ["courses.learning.load.load"]
PERSONAL_DATA: list[str] = []
CLOSING_ENDS: list[str] = ["courses.learning.actions.settle_enrolments"]
CLOSING_WAITS: list[str] = ["assessments.quizzes.queries.has_attempts_under_way"]
