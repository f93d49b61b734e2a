from django.urls import path

from cms.invitations import views

app_name = "invitations"
urlpatterns = [
    path("", views.invitation, name="invitation"),
    path("accept/", views.accept, name="accept"),
    path("sign-up/", views.sign_up, name="sign_up"),
    path("switch/", views.switch, name="switch"),
    path("mine/<int:invitation_id>/", views.mine, name="mine"),
    path("<str:token>/", views.open_link, name="open"),
]
