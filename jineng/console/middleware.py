"""What may a page of ours load, who may keep it, and in which language is it?"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def content_security(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Allow our own files only: no inline script or style, no other host."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        response["Referrer-Policy"] = "same-origin"
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response

    return answered


def chosen_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Speak the language that was chosen here, else Chinese, whatever the browser is set to."""

    def answered(request: HttpRequest) -> HttpResponse:
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        chosen = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(chosen):
            response = get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response

    return answered
