from django.urls import path

from cms.people.views.account import account
from cms.people.views.language import switch_language

app_name = "people"
urlpatterns = [
    path("", account, name="account"),
    path("language/", switch_language, name="switch_language"),
]
