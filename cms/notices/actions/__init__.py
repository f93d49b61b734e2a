from cms.notices.actions.notice import (
    WrittenOutsideTransaction,
    mark_read,
    untold,
    write_account_letter,
    write_notice,
    write_notices,
)
from cms.notices.actions.text import keep_text, switch_text

__all__ = [
    "WrittenOutsideTransaction",
    "keep_text",
    "mark_read",
    "switch_text",
    "untold",
    "write_account_letter",
    "write_notice",
    "write_notices",
]
