"""Addresses of the page of parts when it stands alone."""

from django.urls import path

from jingwei.desk.look import look
from jingwei.desk.tests.look_site import broken

urlpatterns = [path("look/", look), path("broken/", broken)]
