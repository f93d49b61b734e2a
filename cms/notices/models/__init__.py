from cms.notices.models.asked import AskedFor, AskedForQuerySet
from cms.notices.models.letter import AccountLetter
from cms.notices.models.mail import DeadAddress, MailJob, MailRoute
from cms.notices.models.muted_kind import MutedKind
from cms.notices.models.notice import Digest, Notice, NoticeQuerySet
from cms.notices.models.text import NoticeText

__all__ = [
    "AccountLetter",
    "AskedFor",
    "AskedForQuerySet",
    "DeadAddress",
    "Digest",
    "MailJob",
    "MailRoute",
    "MutedKind",
    "Notice",
    "NoticeQuerySet",
    "NoticeText",
]
