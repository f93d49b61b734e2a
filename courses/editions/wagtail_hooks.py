from wagtail import hooks

from courses.editions.page_deletion import refuse_to_delete, refuse_to_delete_several

hooks.register("before_delete_page", refuse_to_delete)
hooks.register("before_bulk_action", refuse_to_delete_several)
