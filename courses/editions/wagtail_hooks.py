from wagtail import hooks

from courses.editions.file_deletion import before_wagtails_own, refuse_to_delete_several_files
from courses.editions.page_deletion import refuse_to_delete, refuse_to_delete_several

hooks.register("before_delete_page", refuse_to_delete)
hooks.register("before_bulk_action", refuse_to_delete_several)
hooks.register("before_bulk_action", refuse_to_delete_several_files)
hooks.register("register_admin_urls", before_wagtails_own, order=-100)
