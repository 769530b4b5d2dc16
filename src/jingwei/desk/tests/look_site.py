"""The page of parts as a site of its own, without a database: `python -m jingwei.desk.tests.look_site`.

Prints its port on the first line and serves until its input ends. `/broken/?code=` shows the pages for 403, 404, 500.
"""

import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings


def sample_shell(_request: object) -> dict[str, object]:
    """The frame around the page of parts, without anybody signed in."""
    from jingwei.desk.look.basics import SHELL

    return {"shell": SHELL}


def broken(request):
    """One of the pages Django shows by itself."""
    from django.shortcuts import render

    code = request.GET["code"]
    return render(request, f"{code}.html", status=int(code))


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def main() -> None:
    """Serve on a free port."""
    static = Path(__file__).parents[2] / "static"
    here = "jingwei.desk.tests.look_site"
    processors = ["django.template.context_processors.request", f"{here}.sample_shell"]
    settings.configure(
        SECRET_KEY="for this page only",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="jingwei.desk.tests.look_urls",
        MIDDLEWARE=["jingwei.core.ui.security.ContentSecurityPolicy", "django.middleware.common.CommonMiddleware"],
        INSTALLED_APPS=["jingwei.core.ui", "jingwei.desk"],
        STATIC_URL="/static/",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": processors, "builtins": ["jingwei.core.ui.templatetags.ui"]},
            }
        ],
        LANGUAGE_CODE="zh-hans",
        TIME_ZONE="Asia/Shanghai",
    )
    django.setup()
    from django.core.handlers.wsgi import WSGIHandler
    from whitenoise import WhiteNoise

    server = make_server("127.0.0.1", 0, WhiteNoise(WSGIHandler(), root=static, prefix="/static/"), handler_class=Quiet)
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
