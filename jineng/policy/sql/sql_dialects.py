"""How do the databases we print for differ in what they call the same thing?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from jineng.policy.language.glossary import Kind

WHOLE = "BIGINT"


@dataclass(frozen=True)
class Dialect:
    """One database's words. Templates are filled by name; `fence` keeps a step from being undone.

    `wide` holds products of sums and shares without overflow; `over` divides such whole numbers,
    `quotient` plain ones; both drop the rest. `first` is the first day of a list that is later.
    """

    name: str
    mark: str
    escaped: Callable[[str], str]
    text: str
    days: str
    wide: str
    over: str
    quotient: str
    months_later: str
    days_later: str
    days_between: str
    first: str
    one_of: str = "({value} IN ({values}))"
    fence: str = ""

    def column(self, name: str) -> str:
        """Return the name of a column, whatever stands in it."""
        return f"{self.mark}{name.replace(self.mark, self.mark * 2)}{self.mark}"

    def literal(self, value: object) -> str:
        """Return a value of a pack as a literal."""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, int):
            return str(value)
        if isinstance(value, date):
            return f"DATE '{value.isoformat()}'"
        return f"'{self.escaped(str(value))}'"

    def type_of(self, kind: Kind) -> str:
        """Return the type of a column of a kind of facts."""
        match kind:
            case Kind.WORD | Kind.TEXT:
                return self.text
            case Kind.DAY | Kind.MONTH:
                return "DATE"
            case Kind.DAYS:
                return self.days
            case Kind.FLAG:
                return "BOOLEAN"
            case _:
                return WHOLE


def _doubled(text: str) -> str:
    return text.replace("'", "''")


def _backslashed(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


DUCKDB = Dialect(
    name="duckdb",
    mark='"',
    escaped=_doubled,
    text="VARCHAR",
    days="DATE[]",
    wide="HUGEINT",
    over="({top} // {bottom})",
    quotient="({top} // {bottom})",
    months_later="CAST({day} + INTERVAL ({by}) MONTH AS DATE)",
    days_later="({day} + ({by}))",
    days_between="({end} - {start})",
    first="list_min(list_filter({days}, lambda d: d {later} {bound}))",
)
POSTGRES = Dialect(
    name="postgres",
    mark='"',
    escaped=_doubled,
    text="TEXT",
    days="DATE[]",
    wide="NUMERIC",
    over="DIV({top}, {bottom})",
    quotient="({top} / {bottom})",
    months_later="CAST({day} + INTERVAL '{by} months' AS DATE)",
    days_later="({day} + ({by}))",
    days_between="({end} - {start})",
    first="(SELECT MIN(d) FROM UNNEST({days}) AS d WHERE d {later} {bound})",
    # Without it the planner folds the steps into one another and works parts out many times.
    fence=" OFFSET 0",
)
SPARK = Dialect(
    name="spark",
    mark="`",
    escaped=_backslashed,
    text="STRING",
    days="ARRAY<DATE>",
    wide="DECIMAL(38, 0)",
    over="({top} DIV {bottom})",
    quotient="({top} DIV {bottom})",
    months_later="ADD_MONTHS({day}, {by})",
    days_later="DATE_ADD({day}, {by})",
    days_between="DATEDIFF({end}, {start})",
    first="ARRAY_MIN(FILTER({days}, d -> d {later} {bound}))",
    # Some engines of this dialect take two lists without a word in common for no, null or not.
    one_of="CASE WHEN {value} IS NOT NULL THEN {value} IN ({values}) END",
)
DIALECTS = {each.name: each for each in (DUCKDB, POSTGRES, SPARK)}
