"""Which address leads where?"""

from django.urls import URLPattern, URLResolver, path

from jineng.console.accounts import views as accounts
from jineng.console.audit import recompute
from jineng.console.audit import views as audit
from jineng.console.claims import many
from jineng.console.claims import records as claim_records
from jineng.console.claims import views as claims
from jineng.console.claims.table import CLAIMS
from jineng.console.classes import views as classes
from jineng.console.classes.table import CLASSES
from jineng.console.components import views as components
from jineng.console.desk import views as desk
from jineng.console.entrance import look
from jineng.console.entrance import views as entrance
from jineng.console.figures import views as figures
from jineng.console.funds import views as funds
from jineng.console.institutions import views as institutions
from jineng.console.institutions.table import INSTITUTIONS
from jineng.console.intakes import views as intakes
from jineng.console.notices import calendar
from jineng.console.notices import views as postings
from jineng.console.own import views as own
from jineng.console.payments import answers
from jineng.console.payments import views as payments
from jineng.console.payments.table import PAYMENTS
from jineng.console.people import person
from jineng.console.people import views as people
from jineng.console.people.table import LEARNERS
from jineng.console.policy import proposals, whatif
from jineng.console.policy import views as policy
from jineng.console.search import views as search
from jineng.console.statements import views as statements
from jineng.console.statements.table import STATEMENTS
from jineng.console.tables import pages as tables
from jineng.console.targets import views as targets
from jineng.console.tasks import views as tasks
from jineng.portal.draws import views as draws
from jineng.portal.heads import views as heads
from jineng.portal.notices import views as notices

TABLES = (CLAIMS, CLASSES, INSTITUTIONS, LEARNERS, PAYMENTS, STATEMENTS)

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(f"{table.name}.<str:form>", tables.file_of(table)) for table in TABLES),
    *(path(f"{table.name}/view/", tables.view_of(table)) for table in TABLES),
    path("views/<int:pk>/drop/", tables.dropped),
    path("", entrance.home),
    path("look/", look.look),
    path("components/", components.components),
    path("enter/<str:username>/", entrance.enter),
    path("leave/", entrance.leave),
    path("notices/", notices.notices),
    path("notices/<str:number>/", notices.one),
    path("notices/<str:number>/<int:line>/object/", notices.objection),
    path("notices/<str:number>/<int:line>/said/<str:key>/", notices.said),
    path("public/draws/", draws.draws),
    path("public/heads/", heads.heads),
    path("public/heads/heads.txt", heads.text),
    path("own/", own.classes),
    path("own/apply/", own.apply),
    path("own/classes/<str:number>/", own.one),
    path("own/classes/<str:number>/roster/", own.roster),
    path("own/classes/<str:number>/claim/<str:kind>/", own.submit),
    path("own/claims/", own.own_claims),
    path("own/claims/<str:number>/", own.own_claim),
    path("own/money/", own.money),
    path("own/account/", accounts.own),
    path("own/statements/<int:pk>/", statements.own),
    path("desk/", desk.home),
    path("desk/screen/", desk.screen),
    path("desk/report/", desk.report),
    path("desk/report/paper/", desk.paper),
    path("figures/<str:name>/", figures.one),
    path("targets/", targets.targets),
    path("targets/issue/", targets.issue),
    path("targets/split/", targets.split),
    path("targets/adjust/", targets.adjust),
    path("targets/orders/<int:pk>/", targets.order),
    path("targets/orders/<int:pk>/<str:verb>/", targets.answer),
    path("tasks/", tasks.tasks),
    path("intakes/", intakes.intakes),
    path("intakes/<int:pk>/", intakes.one),
    path("classes/", classes.classes),
    path("classes/<str:number>/", classes.one),
    path("classes/<str:number>/answer/", classes.answer),
    path("claims/", claims.claims),
    path("claims/review/", many.review_many),
    path("claims/<str:number>/", claims.one),
    path("claims/<str:number>/check/", claims.check),
    path("claims/<str:number>/print/", claim_records.sheet),
    path("claims/<str:number>/history/", claim_records.history),
    path("claims/<str:number>/review/", claims.review),
    path("claims/<str:number>/decide/", claims.decide),
    path("claims/<str:number>/withdraw/", claims.withdraw),
    path("claims/<str:number>/people/<int:place>/", claims.person),
    path("claims/<str:number>/people/<int:place>/judge/", claims.judge),
    path("claims/<str:number>/people/<int:place>/propose/", claims.propose),
    path("claims/<str:number>/people/<int:place>/confirm/", claims.confirm),
    path("postings/", postings.postings),
    path("postings/new/<str:area>/", postings.new),
    path("postings/calendar/", calendar.calendar),
    path("postings/calendar/change/", calendar.change),
    path("postings/calendar/<int:pk>/confirm/", calendar.confirm),
    path("postings/calendar/probe/", calendar.probe),
    path("postings/objections/<int:pk>/", postings.objection),
    path("payments/", payments.payments),
    path("payments/order/", payments.order),
    path("payments/answers/<int:pk>/", answers.answer),
    path("payments/batches/<str:number>/", payments.batch),
    path("payments/batches/<str:number>/file/", payments.file),
    path("payments/batches/<str:number>/<str:verb>/", payments.step),
    path("accounts/", accounts.changes),
    path("accounts/redirections/<int:pk>/confirm/", accounts.agree),
    path("accounts/<int:pk>/<str:verb>/", accounts.step),
    path("statements/", statements.statements),
    path("statements/make/", statements.make),
    path("statements/<int:pk>/", statements.one),
    path("funds/", funds.funds),
    path("funds/appropriate/", funds.appropriate),
    path("funds/appropriations/<int:pk>/confirm/", funds.confirm),
    path("funds/periods/<int:pk>/check/", funds.check),
    path("funds/<int:pk>/", funds.one),
    path("funds/<int:pk>/move/", funds.move),
    path("funds/<int:pk>/close/", funds.close),
    path("people/", people.people),
    path("people/merge/", people.merge),
    path("people/merges/<int:pk>/confirm/", people.confirm),
    path("people/held/<int:pk>/lift/", people.release),
    path("learners/", person.learners),
    path("people/<str:word>/", person.person),
    path("people/<str:word>/reveal/", person.reveal),
    path("search/", search.search),
    path("institutions/", institutions.institutions),
    path("institutions/<str:number>/", institutions.one),
    path("policy/", policy.packs),
    path("policy/whatif/", whatif.whatif),
    path("policy/whatif/keep/", whatif.keep),
    path("policy/whatif/changes.<str:kind>", whatif.changes),
    path("policy/proposals/", proposals.proposals),
    path("policy/proposals/propose/", proposals.propose),
    path("policy/proposals/<int:pk>/", proposals.one),
    path("policy/proposals/<int:pk>/confirm/", proposals.confirm),
    path("policy/packs/<str:pack_id>/", policy.current),
    path("policy/packs/<str:pack_id>/<str:version>/", policy.one),
    path("audit/", audit.desk),
    path("audit/rules/<str:kind>/<str:rule>/", audit.rule),
    path("audit/decisions/<int:pk>/", audit.decision),
    path("audit/batches/<str:number>/", recompute.batch),
    path("audit/batches/<str:number>/announce/", recompute.announce),
    path("audit/draws/<int:pk>/draw/", recompute.draw),
]
