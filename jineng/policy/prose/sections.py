"""How does a paper of sections, tables and lists look as Markdown and as a page of its own?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

# The colours and sizes of the console's tokens, for a page that stands alone and prints.
STYLE = """
:root{--ink:#18222f;--line:#dfe5ec;--brand:#1d4f93;--tint:#e9f0f9;--warn:#8a5a00;--warning:#fff4da}
*{box-sizing:border-box}
body{margin:0 auto;max-width:54rem;padding:1.5rem 1.25rem 4rem;color:var(--ink);background:#fff;
font:16px/1.75 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif}
h1{font-size:1.7rem;line-height:1.35;margin:.5rem 0 1rem}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-bottom:.3rem;border-bottom:2px solid var(--brand)}
p{margin:.5rem 0}ul,ol{margin:.4rem 0;padding-left:1.5rem}li{margin:.2rem 0}
.scroll{overflow-x:auto;margin:.7rem 0}
table{border-collapse:collapse;width:100%;font-size:.95rem;line-height:1.6}
th,td{border:1px solid var(--line);padding:.45rem .65rem;text-align:left;vertical-align:top}
th{background:var(--tint);font-weight:600;white-space:nowrap}
td:last-child{min-width:5.5em}
.warn{border-left:4px solid var(--warn);background:var(--warning);color:var(--warn)}
.warn{padding:.6rem .9rem}
@media (max-width:40rem){thead{position:absolute;left:-999rem}table,tbody,tr,td{display:block}
tr{border:1px solid var(--line);border-radius:6px;margin:.6rem 0;padding:.3rem .6rem}
td{border:0;padding:.15rem 0;min-width:0!important}
td::before{content:attr(data-of);display:block;font-size:.8rem;color:var(--brand)}
td:empty{display:none}}
@media print{body{padding:0;max-width:none;font-size:11pt}
h2{break-after:avoid}tr{break-inside:avoid}.scroll{overflow:visible}}
"""


@dataclass(frozen=True)
class Says:
    """A paragraph; `warns` where the reader must not overlook it."""

    text: str
    warns: bool = False


@dataclass(frozen=True)
class Listed:
    """A list of points, numbered where their order matters."""

    points: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Tabled:
    """A table: its headings and its rows."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Part = Says | Listed | Tabled


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Paper:
    """A whole paper: its title and its sections."""

    title: str
    sections: tuple[Section, ...]


def as_markdown(paper: Paper) -> str:
    """Return the paper as Markdown."""
    lines = [f"# {paper.title}"]
    for section in paper.sections:
        lines += ["", f"## {section.heading}"] if section.heading else []
        for part in section.parts:
            lines += ["", *_markdown(part)]
    return "\n".join(lines) + "\n"


def as_html(paper: Paper) -> str:
    """Return the paper as one page that needs nothing else."""
    body = [f"<h1>{escape(paper.title)}</h1>"]
    for section in paper.sections:
        heading = [f"<h2>{escape(section.heading)}</h2>"] if section.heading else []
        inside = [line for part in section.parts for line in _html(part)]
        body += ["<section>", *heading, *inside, "</section>"]
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="zh-CN"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>{escape(paper.title)}</title><style>{STYLE}</style></head><body>",
            *body,
            "</body></html>",
            "",
        ]
    )


def _markdown(part: Part) -> Iterator[str]:
    match part:
        case Says(text, warns):
            yield f"> **{text}**" if warns else text
        case Listed(points, numbered):
            for number, point in enumerate(points, start=1):
                yield f"{f'{number}.' if numbered else '-'} {point}"
        case Tabled(headings, rows):
            yield _row(headings)
            yield "|" + "---|" * len(headings)
            yield from (_row(row) for row in rows)


def _row(cells: Sequence[str]) -> str:
    shown = [cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells]
    return f"| {' | '.join(shown)} |"


def _html(part: Part) -> Iterator[str]:
    match part:
        case Says(text, warns):
            yield f'<p class="warn">{_lines(text)}</p>' if warns else f"<p>{_lines(text)}</p>"
        case Listed(points, numbered):
            tag = "ol" if numbered else "ul"
            yield f"<{tag}>"
            yield from (f"<li>{_lines(point)}</li>" for point in points)
            yield f"</{tag}>"
        case Tabled(headings, rows):
            yield '<div class="scroll"><table><thead><tr>'
            yield "".join(f'<th scope="col">{escape(each)}</th>' for each in headings)
            yield "</tr></thead><tbody>"
            yield from (_html_row(headings, row) for row in rows)
            yield "</tbody></table></div>"


def _html_row(headings: Sequence[str], row: Sequence[str]) -> str:
    """On a phone each cell stands on a line of its own, under its heading."""
    cells = (
        f'<td data-of="{escape(of)}">{_lines(cell)}</td>'
        for of, cell in zip(headings, row, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
