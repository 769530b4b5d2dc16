"""Addresses of the pages; mounted at /tokens/."""

from django.urls import URLPattern, path

from jingwei.api.pages import tokens

app_name = "tokens"

urlpatterns: list[URLPattern] = [
    path("", tokens.tokens, name="list"),
    path("new/", tokens.choose, name="choose"),
    path("new/<uuid:pk>/", tokens.make, name="make"),
    path("<uuid:pk>/withdraw/", tokens.withdraw, name="withdraw"),
]
