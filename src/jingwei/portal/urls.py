"""Addresses of the residents' pages."""

from django.urls import URLPattern, path

from jingwei.portal import asking, looking

app_name = "portal"

urlpatterns: list[URLPattern] = [
    path("", asking.choose, name="choose"),
    path("<slug:code>/", asking.ask, name="ask"),
    path("<slug:code>/look/", looking.look, name="look"),
]
