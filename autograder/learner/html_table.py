"""Tables that a lesson shows: readable in JupyterLab's light and dark theme, and named."""

from html import escape

# JupyterLab aligns every cell to the right, by rules that a plain class does not beat.
STYLE = """<style>
table.nnf-table{border-collapse:collapse;margin:.4em 0;font-variant-numeric:tabular-nums}
.nnf-table th,.nnf-table td{text-align:left!important;vertical-align:top!important;
 padding:.35em .7em;max-width:26em!important;white-space:normal!important;
 border-bottom:1px solid var(--jp-border-color2,#ccc)}
.nnf-table .nnf-number{text-align:right!important;white-space:nowrap!important}
.nnf-table .nnf-strong td{font-weight:600}
.nnf-table .nnf-short{white-space:nowrap!important}
</style>"""


def table(label, head, rows, numbers=(), short=(), strong=()):
    """Lay a table out as HTML.

    Parameters
    ----------
    label : str
        What a screen reader calls it.
    head : sequence of str
        Titles of the columns; empty for a table without.
    rows : list of sequences of str
        HTML: escape what comes from elsewhere.
    numbers, short : sequence of int
        Columns that are aligned to the right, and columns that are not broken into lines.
    strong : sequence of int
        Rows that are set in bold.

    Returns
    -------
    str
    """

    def kind(k):
        names = "nnf-number" * (k in numbers) or "nnf-short" * (k in short)
        return f" class='{names}'" if names else ""

    titles = "".join(f"<th scope='col'{kind(k)}>{escape(name)}</th>" for k, name in enumerate(head))
    body = "".join(
        f"<tr{' class=nnf-strong' if number in strong else ''}>"
        + "".join(f"<td{kind(k)}>{cell}</td>" for k, cell in enumerate(row))
        + "</tr>"
        for number, row in enumerate(rows)
    )
    top = f"<thead><tr>{titles}</tr></thead>" if titles else ""
    return (
        f"{STYLE}<table class='nnf-table' aria-label='{escape(label, quote=True)}'>"
        f"{top}<tbody>{body}</tbody></table>"
    )
