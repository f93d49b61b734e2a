"""Which rows each visitor reads at an address, exactly. What stands in no line shows nobody any of them."""

from __future__ import annotations

from dataclasses import dataclass

# Central staff's lists of everything, whose order and length Wagtail decides.
OPEN_ENDED = ("wagtailadmin_reports:",)
ANYBODY = "stranger nobody trainee member author reviewer organiser facilitator secretariat manager central"
NETWORKS = "member author reviewer organiser facilitator secretariat manager central"


@dataclass(frozen=True)
class Rows:
    """`kinds` of things (see `world.marks`) for who has one of `roles`: of their own network, for central staff of both.

    With `of_one` it is the page of one thing of Alpha's; with `of_both` they see both networks' anyway.
    """

    kinds: str
    roles: str
    names: str
    of_one: bool = False
    of_both: bool = False

    def shown_to(self, visitor: str) -> set[str]:
        side, _, role = visitor.partition(".")
        if (role or side) not in self.roles.split():
            return set()
        if self.of_one:
            sides = set() if self.roles not in (ANYBODY, NETWORKS) and side == "bravo" else {"alpha"}
        else:
            sides = {"alpha", "bravo"} if self.of_both or side == "central" else {side}
        return {f"{side} {kind}" for side in sides for kind in self.kinds.split()}


ROWS = (
    Rows("listed", NETWORKS, "directory:people", of_both=True),
    Rows("listed", NETWORKS, "directory:write", of_one=True),
    Rows("listed", "manager central", "network:people", of_one=True),
    Rows(
        "learner listed",
        "central",
        """
        wagtail_bulk_action:people.user.assign_role wagtail_bulk_action:people.user.delete
        wagtail_bulk_action:people.user.set_active_state wagtailusers_users:index wagtailusers_users:index_results
        """,
    ),
    # Learning
    Rows("running met", "trainee", "learning:learn learning:calendar"),
    Rows("running met", "trainee", "learning:outline learning:course_calendar", of_one=True),
    Rows(
        "running",
        "trainee",
        "learning:announcements learning:help",
        of_one=True,
    ),
    Rows("note", "trainee", "learning:all_notes learning:all_notes_file"),
    Rows("note", "trainee", "learning:notes learning:notes_file learning:note", of_one=True),
    Rows("mistake", "trainee", "learning:reports"),
    Rows("told", "trainee", "notices:mine"),
    Rows("running", ANYBODY, "cohorts:cohort", of_one=True),
    Rows("running learner", ANYBODY, "certificates:certificate", of_one=True),
    # Cohorts, what people do in them, and reports
    Rows("draft", "author reviewer", "wagtailadmin_home"),
    Rows(
        "running announced",
        "organiser facilitator secretariat central",
        "announcement:list announcement:one",
        of_one=True,
    ),
    Rows("running", "organiser facilitator central", "announcement:write", of_one=True),
    Rows("running announced", "organiser", "announcement:change", of_one=True),
    Rows(
        "running announced", "organiser facilitator secretariat central", "announcement:letter", of_one=True
    ),
    Rows("planned running", "organiser secretariat central", "wagtailadmin_home assessment:attempts"),
    Rows("running", "facilitator", "wagtailadmin_home assessment:attempts"),
    Rows("running", "organiser facilitator secretariat central", "assessment:attempt", of_one=True),
    Rows("running", "organiser facilitator central", "viewing:begin", of_one=True),
    Rows("planned running", "organiser secretariat central", "cohort:index cohort:index_results"),
    Rows(
        "planned",
        "organiser central",
        """
        cohort:edit cohort:delete cohort:history cohort:invite cohort:cancel cohort:copy cohort:move cohort:groups
        """,
        of_one=True,
    ),
    Rows(
        "planned",
        "organiser secretariat central",
        "cohort:inspect cohort:applications cohort:calendar",
        of_one=True,
    ),
    Rows("running", "organiser secretariat central", "reports:completion_cohorts"),
    Rows("running", "organiser central", "session:add seat_list:upload", of_one=True),
    Rows("running guests", "organiser central", "seat_list:one", of_one=True),
    Rows("running met", "organiser central", "session:edit", of_one=True),
    Rows("running met learner", "organiser secretariat central", "session:attendance", of_one=True),
    Rows("met learner", "facilitator", "session:attendance", of_one=True),
    Rows("running learner", "organiser secretariat central", "reports:completion", of_one=True),
    Rows("learner", "organiser secretariat central", "reports:completion_csv", of_one=True),
    Rows("unsent", "organiser central", "machinery:jobs"),
    Rows("guest", "manager central", "invitation:index"),
    Rows("guest", "manager central", "invitation:vouch", of_one=True),
    Rows("mistake", "author reviewer central", "mistake:index mistake:index_results"),
    Rows("mistake", "author reviewer central", "mistake:inspect", of_one=True),
    Rows("planned running", "organiser secretariat central", "board:overview"),
    Rows("running", "facilitator", "board:overview"),
    Rows("running learner", "organiser secretariat facilitator central", "board:cohort", of_one=True),
    Rows("running", "organiser secretariat central", "board:timeline", of_one=True),
    Rows("running", "organiser central", "board:transfer board:seat board:alike cohort:dates", of_one=True),
    Rows("planned proposed", "organiser central", "cohort:nominations", of_one=True),
    Rows("planned proposed", "member", "cohorts:nominations", of_one=True),
    Rows("planned", "member", "learning:learn"),
    Rows("running asked", "organiser central", "questionnaire:plan", of_one=True),
    Rows(
        "running",
        "organiser secretariat facilitator central",
        "questionnaire:of_cohort questionnaire:results",
        of_one=True,
    ),
    Rows("running asked", "trainee", "questionnaires:questionnaire", of_one=True),
    Rows("closed", "organiser central", "closed_days"),
    Rows("wanted", "reviewer manager central", "module_use:answer", of_one=True),
    # Pages
    Rows(
        "draft",
        "author reviewer organiser manager central",
        """
        wagtailadmin_api:pages:listing wagtail_bulk_action:wagtailcore.page.delete
        wagtail_bulk_action:wagtailcore.page.move wagtail_bulk_action:wagtailcore.page.publish
        wagtail_bulk_action:wagtailcore.page.unpublish wagtailadmin_pages:type_use
        wagtailadmin_pages:type_use_results wagtailadmin_pages:search wagtailadmin_pages:search_results
        """,
    ),
    Rows(
        "draft",
        "author reviewer organiser manager central",
        """
        wagtailadmin_api:pages:detail wagtailadmin_explore wagtailadmin_explore_results
        wagtailadmin_pages:move_confirm wagtailadmin_choose_page_child
        """,
        of_one=True,
    ),
    Rows(
        "draft",
        "author reviewer central",
        """
        wagtailadmin_pages:usage wagtailadmin_pages:edit wagtailadmin_pages:view_draft
        wagtailadmin_pages:delete wagtailadmin_pages:revisions_compare wagtailadmin_pages:workflow_history
        wagtailadmin_pages:history
        """,
        of_one=True,
    ),
    # Documents and pictures
    Rows(
        "file",
        "author reviewer central",
        """
        wagtailadmin_api:documents:listing wagtail_bulk_action:wagtaildocs.document.add_tags
        wagtail_bulk_action:wagtaildocs.document.add_to_collection
        wagtail_bulk_action:wagtaildocs.document.delete wagtaildocs:index wagtaildocs:index_results
        wagtaildocs_chooser:choose wagtaildocs_chooser:choose_results
        """,
    ),
    Rows(
        "file",
        "author reviewer central",
        """
        wagtailadmin_api:documents:detail wagtaildocs:edit wagtaildocs:delete wagtaildocs:document_usage
        wagtaildocs_chooser:chosen unnamed:admin/documents/delete/<int:document_id>/
        """,
        of_one=True,
    ),
    Rows(
        "picture",
        "author reviewer central",
        """
        wagtailadmin_api:images:listing wagtail_bulk_action:wagtailimages.image.add_tags
        wagtail_bulk_action:wagtailimages.image.add_to_collection
        wagtail_bulk_action:wagtailimages.image.delete wagtailimages:index wagtailimages:index_results
        wagtailimages_chooser:choose wagtailimages_chooser:choose_results
        """,
    ),
    Rows(
        "picture",
        "author reviewer central",
        """
        wagtailadmin_api:images:detail wagtailimages:edit wagtailimages:delete wagtailimages:image_usage
        wagtailimages_chooser:chosen wagtailimages_chooser:select_format
        unnamed:admin/images/<int:image_id>/delete/
        """,
        of_one=True,
    ),
)


def rows_of(name: str, visitor: str) -> set[str]:
    return {row for rows in ROWS if name in rows.names.split() for row in rows.shown_to(visitor)}
