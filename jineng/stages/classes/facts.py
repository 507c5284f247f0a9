"""What the rules ask about a class that wants to open."""

from jineng.stages.classes.models import TrainingClass
from jineng.stages.institutions.models import Listing


def opening_facts(training: TrainingClass, listing: Listing | None) -> dict[str, object]:
    """Return the facts of the question `class_opening` for one application."""
    return {
        "institution_listed_on": listing.listed_on if listing else None,
        "occupation_in_scope": listing is not None
        and (listing.teaches_all or training.occupation in listing.scope),
        "in_catalogue": training.standard_id is not None,
        "fund_named": training.fund_name != "",
        "class_starts_on": training.starts_on,
        "class_ends_on": training.ends_on,
    }
