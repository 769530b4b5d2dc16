"""Sends the built page assets, those of a build made since the server was started too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class BuiltFiles(WhiteNoiseMiddleware):
    """WhiteNoise, which lists the files at its start, and looks once more for a built file it does not know.

    Pages take the names from the present manifest (`assets.py`): a rebuild must not leave them without style.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Send the file, or go on to the view."""
        path = request.path_info
        if path.startswith(f"{self.static_prefix}built/") and path not in self.files:
            found = self.find_file(path)
            if found is not None:
                self.files[path] = found
        response: HttpResponse = super().__call__(request)
        return response
