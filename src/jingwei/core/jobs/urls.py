"""Addresses of jobs."""

from django.urls import path

from jingwei.core.jobs import pages

app_name = "jobs"

urlpatterns = [
    path("", pages.listing, name="list"),
    path("<uuid:pk>/", pages.job_page, name="job"),
    path("<uuid:pk>/state/", pages.state_part, name="state"),
    path("<uuid:pk>/stop/", pages.stop, name="stop"),
    path("<uuid:pk>/again/", pages.again, name="again"),
    path("<uuid:pk>/file/", pages.file, name="file"),
]
