from django.urls import path

from cms.people import views

app_name = "people"
urlpatterns = [
    path("", views.account, name="account"),
    path("language/", views.switch_language, name="switch_language"),
]
