from django.urls import path

from cms.networks import admin_views

app_name = "network"
urlpatterns = [
    path("", admin_views.NetworksView.as_view(), name="index"),
    path("new/", admin_views.FoundView.as_view(), name="found"),
    path("<int:network_id>/", admin_views.PeopleView.as_view(), name="people"),
    path("<int:network_id>/change/", admin_views.ChangeView.as_view(), name="change"),
    path(
        "<int:network_id>/withdraw/<int:membership_id>/", admin_views.WithdrawView.as_view(), name="withdraw"
    ),
]
