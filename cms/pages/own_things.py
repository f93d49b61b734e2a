from __future__ import annotations

from django.db.models import QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.permissions import page_permission_policy, policy_registry

from cms.networks.permissions import Person

PAGE, PICTURE, DOCUMENT = "page", "picture", "document"
USING = frozenset({"add", "change", "delete", "choose"})


def own_things(user: Person, kind: str) -> QuerySet:
    """The pages that a person may explore; the pictures and documents that they may use."""
    if kind == PAGE:
        return page_permission_policy.explorable_instances(user)
    model = get_image_model() if kind == PICTURE else get_document_model()
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, USING)
