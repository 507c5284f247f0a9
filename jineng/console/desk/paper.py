"""The same report as a Word document, to be sent on as it is."""

from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from jineng.console.desk.report import Report, Table

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT, HEAD_FONT = "仿宋", "黑体"


def docx(report: Report) -> bytes:
    """Return the report as the bytes of a .docx file."""
    paper = Document()
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(title, report.title, HEAD_FONT, 20)
    period = paper.add_paragraph(report.period)
    period.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for head, lines in report.parts:
        _run(paper.add_paragraph(), head, HEAD_FONT, 15)
        for line in lines:
            paper.add_paragraph(line).paragraph_format.first_line_indent = Pt(28)
    for table in report.tables:
        _table(paper, table)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _table(paper: Paper, table: Table) -> None:
    _run(paper.add_paragraph(), table.title, HEAD_FONT, 12)
    grid = paper.add_table(rows=1, cols=len(table.heads), style="Table Grid")
    for cell, head in zip(grid.rows[0].cells, table.heads, strict=True):
        _run(cell.paragraphs[0], head, HEAD_FONT, 10)
    for row in table.rows:
        cells = grid.add_row().cells
        for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
            _run(cell.paragraphs[0], text, FONT, 10)
            if place:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _run(paragraph: Paragraph, text: str, font: str, points: int) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(points)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
