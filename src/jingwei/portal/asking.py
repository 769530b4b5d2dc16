"""反映问题: a resident says what is wrong and where, and gets a number with a code to look later."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.scope import open_scope
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.matters.actions import AskOnline
from jingwei.matters.online import code_of, resident_scope
from jingwei.places.models import Place, Subdistrict
from jingwei.portal.gate import TooOften, count, for_residents, street_of

MOST, IN_ALL = 10, 500  # of one address, of a street; each an hour's pause, then twice as long
TITLE = "反映问题"


@for_residents
def choose(request: HttpRequest) -> HttpResponse:
    """The page of the one street; where there are several, which of them."""
    streets = list(Subdistrict.objects.order_by("code"))
    if len(streets) == 1:
        return redirect("portal:ask", code=streets[0].code)
    return render(request, "portal/choose.html", {"title": TITLE, "streets": streets})


@for_residents
@sensitive_post_parameters()
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """The form, and after it the number and the code."""
    street, action = street_of(code), AskOnline()
    problems, values, status, wait = [], {}, 200, ""
    key = request.POST.get("key", "")
    if request.method == "POST":
        values = posted_values(action.declared, request.POST)
        try:
            count(request, "ask", street.code, most=MOST, in_all=IN_ALL)
            # A field that no person sees: what fills it in is no person, and is told nothing else.
            if request.POST.get("website"):
                return _done(request, street, "—", "—")
            key = str(UUID(key))
            with open_scope(resident_scope(street.code)):
                done = perform(action, [values], key=f"online-{key}", context={"key": key})
            return _done(request, street, done.result["numbers"][0], code_of(key))
        except Invalid as error:
            problems, status = list(error.problems), error.status
        except TooOften as error:
            wait, status = error.message, error.status
        except (Conflict, ValueError):
            # The page was sent before with other words, or without its key: it is sent anew.
            wait, status, key = "这个页面已经提交过，内容有改动的请再点一次“提交”。", 409, ""
    with open_scope(resident_scope(street.code)):
        places = Place.objects.filter(level="community", scheme__gives_rights=True, valid_to__year=9999)
        options = [(str(pk), name) for pk, name in places.order_by("sort").values_list("pk", "name")]
    context = {
        "title": TITLE,
        "street": street,
        "fields": form_fields(action.declared, values, problems, options={"place": options}),
        "problems": form_problems(action.declared, problems),
        "wait": wait,
        "key": key or str(uuid4()),
    }
    return render(request, "portal/ask.html", context, status=status)


def _done(request: HttpRequest, street: Subdistrict, number: str, code: str) -> HttpResponse:
    context = {"title": "已收到", "street": street, "number": number, "code": code}
    return render(request, "portal/asked.html", context)
