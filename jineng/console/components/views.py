"""Every part in every state, in light and dark: what is looked at when a style is changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jineng.console.icons import PATHS
from jineng.console.menu import THEMES
from jineng.console.templatetags.shown import TONES
from jineng.foundation.offices.doors import ANYBODY, door
from jineng.stages.claims.states import ClaimState, LineState
from jineng.stages.classes.states import State
from jineng.stages.institutions.states import ChangeState
from jineng.stages.payments.states import AttemptState, BatchState

LIVES = (State, ClaimState, LineState, BatchState, AttemptState, ChangeState)
SQUARES = ((100, ""), (80, ""), (50, ""), (0, "×"), (0, "?"))


@door("GET", may=ANYBODY)
def components(request: HttpRequest) -> HttpResponse:
    """Show the parts; no data of anybody's is on this page."""
    told = {
        "themes": THEMES,
        "icons": sorted(PATHS),
        "states": [choice for life in LIVES for choice in life.choices],
        "tones": sorted({tone for tone in TONES.values() if tone}),
        "squares": SQUARES,
    }
    return render(request, "components/components.html", told)
