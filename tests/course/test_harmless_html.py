"""What pages show of a submission; that no script runs in them is tested in a browser."""

import base64
from html.parser import HTMLParser

import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from traitlets.config import Config

from autograder.core.border import STRANGE
from autograder.course.harmless_html import ATTRIBUTES, TAGS, Harmless, tame
from autograder.course.stock import Excluded

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


@pytest.fixture
def page():
    """A function that makes a page of cells, with what a course sets and nbconvert's own off."""
    config = Config()
    config.HTMLExporter.preprocessors = ["autograder.pages.Harmless"]
    config.HTMLExporter.filters = {"markdown2html": "autograder.pages.markdown"}
    exporter = HTMLExporter(config=config, template_name="classic")

    def page(*cells):
        text, _ = exporter.from_notebook_node(new_notebook(cells=list(cells)))
        return text.partition("<body>")[2]

    return page


@pytest.fixture(autouse=True)
def _settings(monkeypatch):
    """The settings of a course were read; without them no page is made."""
    monkeypatch.setenv("NNF_COURSE", "/a/course")


def test_what_lessons_use_stays_as_it_is(page):
    source = (
        "## Slopes\n\n<details><summary>Hint</summary>\n\nUse **both**, $a < b$ and `c`.\n\n"
        "</details>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\ndef f(): pass\n```"
    )
    text = page(new_markdown_cell(source))
    for part in (
        *("Slopes</h2>", "<details><summary>Hint</summary>", "<strong>both</strong>"),
        *("$a &lt; b$", "<code>c</code>", "<td>1</td>", '<span class="k">def</span>'),
    ):
        assert part in text


def test_a_link_leads_nowhere_and_can_be_read(page):
    text = page(new_markdown_cell("[here](https://a.org/?q=1&r=2) and [up](#top)"))
    assert "here (<code>https://a.org/?q=1&amp;r=2</code>)" in text
    assert '<a href="#top">up</a>' in text
    assert "https://b.org" in page(new_markdown_cell("See <https://b.org>."))
    assert 'href="http' not in page(new_markdown_cell('<a href="http://c.org">c</a> http://d.org'))
    assert "href" not in tame('<a href="page.html">page</a>')


def test_nothing_can_be_taken_for_a_part_of_formgrader():
    button = '<span class="btn full-credit" id="hidden_relu_backward" style="top: 0">x</span>'
    assert tame(button) == "<span>x</span>"


READ_AS_WRITTEN = {
    "if x <y and z> 2": "if x &lt;y and z&gt; 2",
    "List<int> a": "List&lt;int&gt; a",
    "<script>x()</script>": "&lt;script&gt;x()&lt;/script&gt;",
    "<style>p {}</style>": "&lt;style&gt;p {}&lt;/style&gt;",
    "<svg><desc>x</desc></svg>": "&lt;svg&gt;&lt;desc&gt;x&lt;/desc&gt;&lt;/svg&gt;",
    "<math><mi>x</mi></math>": "&lt;math&gt;&lt;mi&gt;x&lt;/mi&gt;&lt;/math&gt;",
    "<![CDATA[x]]>": "&lt;![CDATA[x]]&gt;",
    "<?php x ?>": "&lt;?php x ?&gt;",
    "<bold>x</bold>": "&lt;bold&gt;x&lt;/bold&gt;",
    "</ b>": "&lt;/ b&gt;",
    "a < b & c": "a &lt; b &amp; c",
    "<b": "&lt;b",
}


@pytest.mark.parametrize("text", READ_AS_WRITTEN)
def test_what_formats_nothing_is_shown_as_it_was_written(text):
    assert tame(text) == READ_AS_WRITTEN[text]


def test_what_is_no_text_is_left_out():
    assert tame("<!-- a remark -->x<!-->y") == "xy"
    assert tame("half \ud800 a character") == "half � a character"
    assert tame("\x00<b>\x00x</b>") == "<b>x</b>"


def test_what_folds_may_be_open():
    assert tame("<details open><summary>a</summary></details>").startswith('<details open="">')
    assert tame("<details ontoggle=x open></details>") == '<details open=""></details>'


class _Tags(HTMLParser):
    """Lists the tags of a text with their attributes, as a browser might read it."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_comment(self, data):
        self.found.append(("a comment", {}))


# Each is read in one way inside of a tag, and in another way without it.
FOLDED = [
    '<noscript><p title="</noscript><img src=x onerror=a()>">',
    "<svg><style><img src=x onerror=a()></style></svg>",
    "<svg></p><style><a id='</style><img src=x onerror=a()>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=a()>'>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=a()></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=a()>",
    "<textarea><img src=x onerror=a()></textarea>",
    "<title><img src=x onerror=a()></title>",
    "<xmp><img src=x onerror=a()></xmp>",
    "<plaintext><img src=x onerror=a()>",
    "<template><img src=x onerror=a()></template>",
    "<select><option><img src=x onerror=a()></select>",
    "<!--><img src=x onerror=a()>-->",
    "<!-- --!><img src=x onerror=a()> -->",
    "<table><td><svg><p><img src=x onerror=a()>",
    "<a\x0chref='javascript:a()'>x</a>",
    "<a href='&#1;javascript:a()'>x</a>",
    "<a href='java\nscript:a()' class='btn'>x</a>",
    "<p/onclick=a()>x",
    "<img/src='data:text/html,<script>a()</script>'>",
    "<img src='vbscript:a()' srcset='//a.org/x' style='x' background='//a.org/x'>",
]


@pytest.mark.parametrize("text", FOLDED)
@pytest.mark.parametrize("around", ["{}", "<b>{}", "<pre>{}</pre>", "<details open>{}", "<td>{}"])
def test_nothing_acts_in_whichever_way_it_is_read(text, around):
    once = tame(around.format(text))
    for written in (once, tame(once)):
        for tag, attributes in _Tags(written).found:
            assert tag in TAGS, written
            assert attributes.keys() <= {*ATTRIBUTES["*"], *ATTRIBUTES.get(tag, ())}, written
            assert attributes.get("src", "x") == "x", written
            assert "href" not in attributes, written


def test_pictures_are_embedded_or_lie_beside_the_notebook():
    assert tame('<img src="https://a.org/seen.png">') == "<img>"
    assert tame('<img src="//a.org/seen.png">') == "<img>"
    assert tame('<img src="data:image/svg+xml;base64,AAAA">') == "<img>"
    assert 'src="my%20picture.png"' in tame('<img src="my%20picture.png">')
    assert PNG in tame(f'<img src="data:image/png;base64,{PNG}">')


def test_outputs_keep_their_text_and_pictures(page):
    picture = {"image/png": PNG, "text/html": "<b>ignored</b>"}
    described = {"image/png": {"alt": 'a "curve"', "width": "1 onerror=x"}}
    cell = new_code_cell("1")
    cell.outputs = [
        new_output("stream", text="printed <b>"),
        new_output("error", ename="Oh", evalue="no", traceback=["line <i>"]),
        new_output("display_data", {"image/png": PNG}, metadata=described),
        new_output("display_data", {"application/javascript": "x()", "text/plain": "plain"}),
        new_output("execute_result", picture, execution_count=1),
    ]
    text = page(cell)
    for part in ("printed &lt;b&gt;", "line &lt;i&gt;", "plain", PNG, "a &quot;curve&quot;"):
        assert part in text or part.replace("&quot;", '"') in text
    assert "onerror" not in text
    assert "x()" not in text


def test_raw_cells_are_shown_as_they_were_written(page):
    assert "&lt;b onclick=x&gt; &amp;amp;" in page(new_raw_cell("<b onclick=x> &amp;"))


@pytest.mark.parametrize("count", ["<b>", 1.5, [], True])
def test_a_count_is_a_number(count):
    notebook = new_notebook(cells=[new_code_cell("1")])
    notebook.cells[0].execution_count = count
    harmless, _ = Harmless().preprocess(notebook, {})
    assert harmless.cells[0].execution_count is None


def test_a_name_is_written_as_text():
    _, resources = Harmless().preprocess(new_notebook(), {"student": "<b>", "index": 3})
    assert resources == {"student": "&lt;b&gt;", "index": 3}


def test_names_that_act_stay_out_and_others_do_not(tmp_path):
    for name in ("o'brien, ada", "Zoë", "a+b@c.org", "<b>, c", 'x"y'):
        (tmp_path / "submitted" / name).mkdir(parents=True)
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "seed").write_text("a" * 20)
    assert Excluded.of(tmp_path).split(",") == ["<b>, c", 'x"y']


def test_a_course_whose_seed_cannot_be_read_is_not_worked_in(tmp_path):
    with pytest.raises(SystemExit, match="nothing was done: cannot read the course's seed"):
        Excluded.of(tmp_path / "nowhere")
    assert all(STRANGE.search(character) for character in '<>"&\\\n')
