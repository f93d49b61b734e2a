from cms.pages.deletion import keep_pages
from courses.editions.page_deletion import why_not_deleted

keep_pages(why_not_deleted)
