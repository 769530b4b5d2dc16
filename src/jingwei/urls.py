"""Addresses: each surface brings its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("jingwei.api.urls")),
    path("tokens/", include("jingwei.api.pages.urls")),
    path("", include("jingwei.people.urls")),
    path("", include("jingwei.desk.urls")),
    path("ask/", include("jingwei.portal.urls")),
    path("notices/", include("jingwei.core.outbox.urls")),
    path("jobs/", include("jingwei.core.jobs.urls")),
    path("imports/", include("jingwei.core.imports.urls")),
    path("places/", include("jingwei.desk.places_urls")),
    path("registers/", include("jingwei.registers.urls")),
    path("matters/", include("jingwei.matters.urls")),
    path("indicators/", include("jingwei.indicators.urls")),
    path("reports/", include("jingwei.reports.urls")),
]
