from django.urls import path

from cms.pages.directory import views

app_name = "directory"
urlpatterns = [
    path("", views.people, name="people"),
    path("me/", views.entry, name="entry"),
    path("<int:listing_id>/write/", views.write, name="write"),
]
