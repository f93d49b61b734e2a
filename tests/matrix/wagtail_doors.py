"""The doors of Wagtail's admin, of its API and of its choosers."""

from __future__ import annotations

from tests.matrix.doors import HOME, LOGIN, Door

WAGTAIL_DOORS = (
    Door.same(404, "wagtaildocs_serve wagtailcore_authenticate_with_password"),
    Door.same(LOGIN, "wagtailcore_login"),
    Door("""
        wagtail_bulk_action:people.user.assign_role wagtail_bulk_action:people.user.delete
        wagtail_bulk_action:people.user.set_active_state wagtailadmin_collections:index
        wagtailadmin_collections:add wagtailadmin_collections:set_privacy
        wagtailadmin_reports:locked_pages
        wagtailadmin_reports:locked_pages_results wagtailadmin_reports:workflow
        wagtailadmin_reports:workflow_results wagtailadmin_reports:workflow_tasks
        wagtailadmin_reports:workflow_tasks_results wagtailadmin_reports:site_history
        wagtailadmin_reports:site_history_results wagtailadmin_reports:aging_pages
        wagtailadmin_reports:aging_pages_results wagtailadmin_reports:page_types_usage
        wagtailadmin_reports:page_types_usage_results wagtailsites:index wagtailsites:index_results
        wagtailsites:add wagtailsites:edit wagtailsites:delete wagtailsites:history
        wagtailsites:history_results wagtailsites:usage wagtailsites:copy wagtailusers_users:index
        wagtailusers_users:index_results wagtailusers_users:edit wagtailusers_users:history
        wagtailusers_users:history_results wagtailusers_users:usage wagtailusers_groups:index
        wagtailusers_groups:index_results wagtailusers_groups:add wagtailusers_groups:edit
        wagtailusers_groups:history wagtailusers_groups:history_results wagtailusers_groups:usage
        wagtaillocales:index wagtaillocales:index_results wagtaillocales:edit wagtaillocales:delete
        wagtaillocales:history wagtaillocales:history_results wagtaillocales:usage
        """),
    Door(
        """
        wagtailadmin_home unnamed:admin/test404/ wagtailadmin_api:pages:listing
        wagtailadmin_api:documents:listing wagtailadmin_api:images:listing wagtailadmin_choose_page
        wagtailadmin_choose_page_search wagtailadmin_choose_page_chosen_multiple
        wagtailadmin_choose_page_external_link wagtailadmin_choose_page_email_link
        wagtailadmin_choose_page_phone_link wagtailadmin_choose_page_anchor_link
        wagtailadmin_tag_autocomplete unnamed:admin/tag-autocomplete/ wagtailadmin_account wagtailadmin_dismissibles
        wagtaildocs_chooser:choose wagtaildocs_chooser:choose_results wagtaildocs_chooser:chosen_multiple
        wagtailimages_chooser:choose wagtailimages_chooser:choose_results
        wagtailimages_chooser:chosen_multiple
        """,
        staff=200,
    ),
    Door(
        """
        wagtailadmin_api:pages:find wagtailadmin_api:documents:find wagtailadmin_api:images:find
        wagtailadmin_error_test wagtailadmin_pages:workflow_action
        wagtailadmin_pages:collect_workflow_action_data wagtailadmin_pages:revisions_revert
        wagtailadmin_tag_model_autocomplete wagtailadmin_collections:delete wagtailadmin_block_preview
        wagtailimages:url_generator wagtailimages:url_generator_output unnamed:admin/.*/
        """,
        staff=404,
        central=404,
    ),
    Door(
        """
        unnamed:admin/pages/<int:parent_page_id>/add_subpage/ wagtailadmin_pages:add
        wagtailadmin_pages:preview_on_add wagtailadmin_pages:usage wagtailadmin_pages:edit
        wagtailadmin_pages:preview_on_edit wagtailadmin_pages:view_draft wagtailadmin_pages:add_subpage
        wagtailadmin_pages:delete wagtailadmin_pages:revisions_compare wagtailadmin_pages:workflow_history
        wagtailadmin_pages:history wagtailadmin_pages:history_results
        """,
        staff=404,
        own={"author reviewer": 200, "organiser manager": HOME},
        of_one=True,
    ),
    Door(
        "wagtailadmin_pages:convert_alias",
        staff=404,
        own={"organiser": 200, "author reviewer manager": HOME},
        of_one=True,
    ),
    Door(
        """
        wagtailadmin_api:documents:detail wagtailadmin_api:images:detail wagtaildocs:edit
        wagtaildocs:delete wagtaildocs:document_usage wagtailimages:edit wagtailimages:delete
        wagtailimages:preview wagtailimages:image_usage wagtaildocs_chooser:chosen
        wagtailimages_chooser:chosen wagtailimages_chooser:select_format
        unnamed:admin/images/<int:image_id>/delete/ unnamed:admin/documents/delete/<int:document_id>/
        """,
        staff=404,
        own={"author reviewer": 200},
        of_one=True,
    ),
    Door(
        """
        wagtailadmin_logout wagtailadmin_editing_sessions:ping wagtailadmin_editing_sessions:release
        wagtaildocs:create_multiple_from_uploaded_document wagtaildocs:delete_upload_multiple
        wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete_upload_multiple
        """,
        staff=405,
        central=405,
    ),
    Door(
        """
        wagtaildocs:index wagtaildocs:index_results wagtaildocs:add wagtaildocs:add_multiple
        wagtailimages:index wagtailimages:index_results wagtailimages:add wagtailimages:add_multiple
        wagtaildocs_chooser:create wagtailimages_chooser:create
        """,
        own={"author reviewer": 200},
    ),
    Door(
        """
        wagtailadmin_api:pages:detail wagtailadmin_explore wagtailadmin_explore_results
        wagtailadmin_pages:move_confirm wagtailadmin_pages:confirm_workflow_cancellation
        wagtailadmin_choose_page_child
        """,
        staff=404,
        own={"author reviewer organiser manager": 200},
        of_one=True,
    ),
    Door(
        """
        wagtail_bulk_action:wagtailimages.image.add_tags
        wagtail_bulk_action:wagtailimages.image.add_to_collection
        wagtail_bulk_action:wagtailimages.image.delete wagtail_bulk_action:wagtaildocs.document.add_tags
        wagtail_bulk_action:wagtaildocs.document.add_to_collection
        wagtail_bulk_action:wagtaildocs.document.delete
        """,
        staff=404,
        own={"author reviewer": 200},
    ),
    Door(
        """
        wagtailadmin_explore_root wagtailadmin_pages:type_use wagtailadmin_pages:type_use_results
        wagtailadmin_pages:search wagtailadmin_pages:search_results
        """,
        staff=200,
        own={"facilitator secretariat": HOME},
    ),
    Door(
        """
        wagtailadmin_api:pages:action wagtailadmin_pages:set_page_position wagtailadmin_pages:lock
        wagtailadmin_pages:unlock
        """,
        staff=404,
        central=405,
        own={"author reviewer organiser manager": 405},
        of_one=True,
    ),
    Door(
        """
        wagtail_bulk_action:wagtailcore.page.delete wagtail_bulk_action:wagtailcore.page.move
        wagtail_bulk_action:wagtailcore.page.publish wagtail_bulk_action:wagtailcore.page.unpublish
        """,
        staff=200,
        own={"facilitator secretariat": 404},
    ),
    Door(
        """
        wagtailadmin_pages:unpublish wagtailadmin_pages:move wagtailadmin_pages:copy
        wagtailadmin_pages:workflow_preview
        """,
        staff=404,
        central=HOME,
        own={"author reviewer organiser manager": HOME},
        of_one=True,
    ),
    Door(
        """
        wagtailsnippets:index wagtailusers_users:add wagtailusers_users:delete wagtaillocales:add
        """,
        central=HOME,
    ),
    Door(
        """
        wagtaildocs:edit_multiple wagtaildocs:delete_multiple wagtailimages:edit_multiple
        wagtailimages:delete_multiple unnamed:admin/images/multiple/<int:image_id>/delete/
        unnamed:admin/documents/multiple/<int:doc_id>/delete/
        """,
        staff=404,
        central=405,
        own={"author reviewer": 405},
        of_one=True,
    ),
    Door(
        """
        wagtailadmin_password_reset wagtailadmin_password_reset_done wagtailadmin_password_reset_confirm
        wagtailadmin_password_reset_complete
        """,
        stranger=404,
        staff=404,
        central=404,
    ),
    Door("unnamed:admin/login/ wagtailadmin_login", staff=LOGIN, central=LOGIN),
    Door(
        """
        wagtailadmin_pages:revisions_view wagtailadmin_pages:workflow_history_detail
        """,
        staff=404,
        central=404,
        own={"organiser manager": HOME},
        of_one=True,
    ),
    Door("wagtailusers_groups:delete", central=302),
    Door("wagtailadmin_sprite wagtailadmin_javascript_catalog", stranger=200, staff=200),
    Door("wagtailadmin_pages:choose_parent", staff=302, own={"facilitator secretariat manager": 200}),
    Door(
        "wagtailadmin_pages:set_privacy",
        staff=404,
        own={"reviewer": 200, "author organiser manager": HOME},
        of_one=True,
    ),
    Door(
        "wagtailadmin_pages:revisions_index",
        staff=404,
        central=302,
        own={"author reviewer organiser manager": 302},
        of_one=True,
    ),
    Door(
        "wagtailadmin_pages:revisions_unschedule",
        staff=404,
        central=404,
        own={"author organiser manager": HOME},
        of_one=True,
    ),
    Door("wagtailadmin_collections:edit", central=404),
    # Switched off
    Door(
        """
        wagtailadmin_workflows:add wagtailadmin_workflows:add_task wagtailadmin_workflows:disable
        wagtailadmin_workflows:disable_task wagtailadmin_workflows:edit wagtailadmin_workflows:edit_task
        wagtailadmin_workflows:enable wagtailadmin_workflows:enable_task wagtailadmin_workflows:index
        wagtailadmin_workflows:index_results wagtailadmin_workflows:remove wagtailadmin_workflows:select_task_type
        wagtailadmin_workflows:task_chooser wagtailadmin_workflows:task_chooser_create wagtailadmin_workflows:task_chooser_results
        wagtailadmin_workflows:task_chosen wagtailadmin_workflows:task_index wagtailadmin_workflows:task_index_results
        wagtailadmin_workflows:usage wagtailadmin_workflows:usage_results
        """,
        staff=404,
        central=404,
    ),
)
