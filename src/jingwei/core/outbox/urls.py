"""Addresses of messages."""

from django.urls import URLPattern, path

from jingwei.core.outbox import pages

app_name = "notices"

urlpatterns: list[URLPattern] = [
    path("", pages.listing, name="list"),
    path("read/", pages.read, name="read"),
]
