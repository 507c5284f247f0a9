"""How shall the pages look, and in which language? Kept in cookies, for whoever sits here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from jineng.console.menu import THEMES
from jineng.foundation.offices.doors import ANYBODY, door

A_YEAR = 365 * 24 * 3600


@door("POST", may=ANYBODY)
def look(request: HttpRequest) -> HttpResponse:
    """Keep the theme or the language that was chosen, and go back to where one was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = redirect(back)
    for name, cookie, known in (
        ("theme", "theme", THEMES),
        ("language", settings.LANGUAGE_COOKIE_NAME, dict(settings.LANGUAGES)),
    ):
        if (chosen := request.POST.get(name, "")) in known:
            response.set_cookie(cookie, chosen, max_age=A_YEAR, httponly=True, samesite="Lax")
    return response
