from django import template
from django.templatetags.static import static

from cms.core import stylesheet

register = template.Library()


@register.simple_tag
def stylesheet_url() -> str:
    return static(stylesheet.NAME)
