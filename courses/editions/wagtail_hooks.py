from wagtail import hooks

from cms.pages.deletion import keep_pages
from courses.editions.file_deletion import before_wagtails_own, refuse_to_delete_several_files
from courses.editions.page_deletion import why_not_deleted

keep_pages(why_not_deleted)
hooks.register("before_bulk_action", refuse_to_delete_several_files)
hooks.register("register_admin_urls", before_wagtails_own, order=-100)
