"""What a page may show of a submission: text and pictures, and nothing that acts.

nbgrader makes two kinds of pages of graded notebooks, the feedback and Formgrader's view. Both
render Markdown with all the HTML in it, and neither asks where a link leads: a script of the
learner's would run in the browser of the teacher, who may change every mark. A course's
configuration puts :class:`Harmless` and :func:`markdown` into both.
"""

import html
import re
from urllib.parse import unquote

import nh3
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import from_dict

from autograder.core import border
from autograder.course.pictures import BEGINNINGS, plain_picture
from autograder.course.settings import refuse_without

TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt"),
    *("em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre"),
    *("s", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead"),
    *("tr", "u", "ul"),
}
# What a tag may say. Of these, `_may_stay` looks at the values of class, href and src.
ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "details": {"open"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start"},
}
# The beginning of any other tag. Comments are not among them: they are left out.
OTHER_TAG = re.compile(rf"<(?!!--|/?(?:{'|'.join(sorted(TAGS))})[\s/>])", re.IGNORECASE)
# Colours of code and nothing else: with a class of Formgrader's, text becomes one of its buttons.
CLASSES = re.compile(r"highlight|language-[\w-]{1,20}|[a-z][a-z0-9]{0,2}")
# Nothing leads away: Formgrader shows a page from beside the notebook as one of its own, and some
# of its own pages run what an address holds.
LINK = re.compile(r"#[\w-]*")
# Embedded, or beside the notebook; what lies elsewhere would learn who looks at it, and when.
PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*|[\w. %-]+(/[\w. %-]+)*")
# Templates escape them; an SVG becomes a picture, in which no script runs.
AS_THEY_ARE = ("text/plain", "text/latex", "image/svg+xml")
GRADE_ID, CELL_ID = re.compile(r"[\w.-]+"), re.compile(r"[a-zA-Z0-9_-]{1,64}")


def tame(text):
    """Keep of HTML what formats text; all else is shown as it was written.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    text = border.writable(text)  # nh3 takes no half characters
    # nh3 would leave other tags out: of "if x <y and z> 2" a reader would see "if x 2"
    text = OTHER_TAG.sub("&lt;", text)
    return nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_may_stay,
        url_schemes={"data"},
        link_rel=None,
    )


def _may_stay(tag, name, value):
    """Return the value of an attribute, or None to leave the attribute out."""
    form = {"class": CLASSES, "href": LINK, "src": PICTURE}.get(name)
    return value if form is None or form.fullmatch(value) else None


@pass_context
def markdown(context, source):
    """Turn Markdown into HTML, in place of nbconvert's filter of the name ``markdown2html``."""
    pictures = _Attachments(context.get("cell", {}).get("attachments", {}))
    renderer = _Renderer(escape=False, attachments=pictures, exclude_anchor_links=True)
    return tame(MarkdownWithMath(renderer=renderer).render(source))


class _Renderer(IPythonRenderer):
    """Writes where a link leads beside its text, for somebody to read who thinks about it."""

    def link(self, text, url, title=None):
        """Write a link."""
        if LINK.fullmatch(url):
            return super().link(text, url, title)
        bare = html.unescape(text) == html.unescape(url)
        return text if bare else f"{text} (<code>{html.escape(url)}</code>)"


class _Attachments(dict):
    """The pictures pasted into a cell; one that is missing must not cost the whole page."""

    def __init__(self, found):
        super().__init__({name: _pictures(bundle) for name, bundle in found.items()})

    def __contains__(self, name):
        return True

    def __getitem__(self, name):
        # an address in Markdown cannot hold a space, so JupyterLab's users write %20
        return self.get(name) or self.get(unquote(name)) or {"image/png": ""}


class Harmless(Preprocessor):
    """Keep of a notebook what is text or picture, in the form that templates rely on.

    Templates write some fields into a page as they stand, a picture's width for one, and a kernel
    that runs a learner's code may say anything there.
    """

    @border.entrance("a graded notebook that becomes a page")
    def preprocess(self, nb, resources):
        """Bring a notebook into that form, and the name of the folder that it lay in."""
        refuse_without()
        for key in ("student", "last_name", "first_name", "notebook_path"):
            if resources.get(key):
                resources[key] = html.escape(str(resources[key]))
        nb.metadata = from_dict({"language_info": {"name": "python"}})
        nb.cells = [from_dict(_cell(cell)) for cell in nb.cells]
        return nb, resources


def _cell(cell):
    marks = cell.get("metadata", {}).get("nbgrader", {})
    known = GRADE_ID.fullmatch(str(marks.get("grade_id", "")))
    made = {
        "cell_type": cell["cell_type"],
        "metadata": {"nbgrader": dict(marks)} if known else {},
        "source": border.writable(str(cell["source"])),
    }
    if CELL_ID.fullmatch(str(cell.get("id", ""))):
        made["id"] = cell["id"]
    if made["cell_type"] == "code":
        count = cell.get("execution_count")
        made["execution_count"] = count if type(count) is int and border.fits(count) else None
        made["outputs"] = [_output(output) for output in cell.get("outputs", [])]
    elif made["cell_type"] == "markdown":
        made["attachments"] = dict(cell.get("attachments", {}))
    else:
        made |= {"cell_type": "markdown", "source": f"<pre>{html.escape(made['source'])}</pre>"}
    return made


def _output(output):
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {
            "output_type": kind,
            "name": name,
            "text": border.writable(str(output.get("text", ""))),
        }
    if kind == "error":
        made = {key: border.writable(str(output.get(key, ""))) for key in ("ename", "evalue")}
        lines = [border.writable(str(line)) for line in output.get("traceback", ())]
        return {"output_type": kind, **made, "traceback": lines}
    data, metadata = output.get("data", {}), {}
    kept = {kind: border.writable(str(data[kind])) for kind in AS_THEY_ARE if kind in data}
    if "text/html" in data:
        kept["text/html"] = tame(str(data["text/html"]))
    kept |= _pictures(data)
    for picture in BEGINNINGS.keys() & kept.keys():
        said = output.get("metadata", {}).get(picture, {})
        metadata[picture] = {"alt": str(said["alt"])} if "alt" in said else {}
    made = {"output_type": "display_data", "data": kept, "metadata": metadata}
    if kind == "execute_result":
        made |= {"output_type": kind, "execution_count": None}
    return made


def _pictures(bundle):
    return {kind: bundle[kind] for kind in BEGINNINGS if plain_picture(kind, bundle.get(kind))}
