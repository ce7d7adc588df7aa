"""Scripts in all places of a notebook where a learner can write, each with a name of its own.

A script that runs says its name on the console; those in links and buttons wait for a click.
"""

import base64

# a picture of one pixel
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
IN_MARKDOWN = {
    "tag": "<script>{js}</script>",
    "onerror": '<img src="x" onerror="{js}">',
    "onload": '<svg onload="{js}"></svg>',
    "srcdoc": '<iframe srcdoc="<script>{js}</script>"></iframe>',
    "ontoggle": '<details open ontoggle="{js}"><summary>more</summary>text</details>',
    "heading": '# A heading <img src="x" onerror="{js}">',
    "mermaid": '```mermaid\n<img src="x" onerror="{js}">\n```',
    "math": '$a <img src="x" onerror="{js}"> b$',
    "fence": '```<img/src="x"onerror="{js}">\n```',
    "alt": "![\" onerror=\"{js}](x 'x')",
    "title": '![x](x "\\" onerror=\\"{js}")',
    "remark": '<!--><img src="x" onerror="{js}">-->',
    "style": '<style><!--</style><img src="x" onerror="{js}">--></style>',
    "link": "[click](javascript:{js})",
    "Link": "[click](JavaScript:{js})",
    "tabbed": "[click](java&Tab;script&colon;{js})",
    "referred": "[click][{name}]\n\n[{name}]: javascript:{js}",
    "autolink": "<javascript:{js}>",
    "anchor": '<a href="javascript:{js}">click</a>',
    "button": '<button onclick="{js}">click</button>',
    "form": '<form action="javascript:{js}"><button>click</button></form>',
    "svg-link": '<svg><a xlink:href="javascript:{js}"><text y="20">click</text></a></svg>',
}
# What code shows; `show` publishes a bundle of data and metadata. Its pictures begin as pictures
# do, and are broken, so that their events happen.
IN_OUTPUTS = {
    "html": 'show({{"text/html": {html!r}}})',
    "html-link": 'show({{"text/html": {link!r}}})',
    "isolated": 'show({{"text/html": {html!r}}}, {{"text/html": {{"isolated": True}}}})',
    "javascript": 'show({{"application/javascript": {js!r}}})',
    "svg": 'show({{"image/svg+xml": {svg!r}}})',
    "markdown": 'show({{"text/markdown": {html!r}}})',
    "markdown-link": 'show({{"text/markdown": {markdown_link!r}}})',
    "latex": 'show({{"text/latex": {html!r}}})',
    "mermaid": 'show({{"text/vnd.mermaid": {html!r}}})',
    "plain": 'show({{"text/plain": {html!r}}})',
    "png": 'show({{"image/png": {quoted!r}}})',
    "width": 'show({{"image/png": "iVBORw0KGgo="}}, {{"image/png": {{"width": {attribute!r}}}}})',
    "height": 'show({{"image/jpeg": "/9j/"}}, {{"image/jpeg": {{"height": {attribute!r}}}}})',
    "described": 'show({{"image/png": "iVBORw0KGgo="}}, {{"image/png": {{"alt": {quoted!r}}}}})',
    "widget": 'show({{"application/vnd.jupyter.widget-view+json": {{"model_id": {html!r}}}}})',
    "printed": "print({html!r})",
    "colours": "print('\\x1b[31m' + {html!r} + '\\x1b[38;5;{html}m')",
    "exception": "raise type({html!r}, (Exception,), {{}})({html!r})",
}
SAYS = "taken:"
SHOW = "from IPython.display import publish_display_data as show\n"
# What is pasted into a cell: the cell's text, the name and the kind of the picture, and its base64.
PASTED = {
    "kind": ("![x](attachment:x)", "x", 'image/png" onerror="{js}', DOT),
    "data": ("![x](attachment:x)", "x", "image/png", DOT + '" onerror="{js}'),
    "bracket": ('![x](attachment:x)<img src="x" onerror="{js}">)', "x", "image/png", DOT),
    "address": ("[click](attachment:javascript:{js})", "javascript:{js}", "image/png", DOT),
    "image": ("![x](attachment:x)<br>[click](javascript:{js})", "x", "image/png", DOT),
    "frame": ('![x](attachment:x)<iframe src="javascript:{js}"></iframe>', "x", "image/png", DOT),
    "page": ("![x](attachment:x)", "x", "text/html", "{page}"),
}


def script(name):
    """JavaScript that leaves its name; without spaces and double quotes, which would end it."""
    return f"console.log('{SAYS}{name}')"


def cells():
    """Return cells of a learner's own: Markdown, raw, and code that shows things."""
    made = []
    for name, text in IN_MARKDOWN.items():
        made.append(_cell("markdown", text.format(js=script(f"text-{name}"), name=name)))
        made.append(_cell("raw", text.format(js=script(f"raw-{name}"), name=name)))
    for name, code in IN_OUTPUTS.items():
        js = script(f"shown-{name}")
        texts = {
            "js": js,
            "html": f'<img src="x" onerror="{js}">',
            "link": f'<a href="javascript:{js}">click</a>',
            "svg": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{js}"></svg>',
            "markdown_link": f"[click](javascript:{js})",
            "quoted": f'x" onerror="{js}',
            "attribute": f"1 onerror={js}".replace("'", "`"),
        }
        made.append(_cell("code", SHOW + code.format(**texts)))
    made.append(_cell("code", f"# <script>{script('source')}</script>"))
    return made


def _cell(kind, source, **more):
    cell = {"cell_type": kind, "metadata": {}, "source": source, **more}
    if kind == "raw":
        cell["metadata"] = {"raw_mimetype": "text/html", "format": "text/html"}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell


def with_pictures(notebook):
    """Paste a drawing and a photograph into a lesson, as a learner drags them into a cell."""
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{script('attached')}\"/>"
    for kind, data in {"svg+xml": base64.b64encode(drawing.encode()).decode(), "png": DOT}.items():
        name = kind.replace("+", "-")
        attached = {f"{name}.x": {f"image/{kind}": data}}
        cell = _cell("markdown", f"![my {name}](attachment:{name}.x)", attachments=attached)
        notebook["cells"].append({**cell, "id": name})
    return notebook


def with_bad_pictures(notebook):
    """Paste what only says that it is a picture, or has a script beside it."""
    for name, parts in PASTED.items():
        js = script(f"pasted-{name}")
        page = base64.b64encode(f"<script>{js}</script>".encode()).decode()
        text, file, kind, data = (part.format(js=js, page=page) for part in parts)
        cell = _cell("markdown", text, attachments={file: {kind: data}})
        notebook["cells"].append({**cell, "id": f"pasted-{name}"})
    return notebook


def hostile(notebook):
    """Put all of them into a lesson, and two into the comment on an answer."""
    for number, cell in enumerate(cells()):
        cell["id"] = f"own-{number}"
        notebook["cells"].insert(2 + number, cell)
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("grade_id") == "relu_backward":
            # what the exception says becomes the comment on the answer
            tag, link = f'<img src="x" onerror="{script("comment")}">', script("comment-link")
            text = f"{tag} [click](javascript:{link})"
            cell["source"] = f"def relu_backward(dA, Z):\n    raise ValueError({text!r})"
    notebook["metadata"]["title"] = f"<script>{script('notebook')}</script>"
    return notebook


CLICK_ALL = """() => {
  const found = [...document.querySelectorAll('#notebook a, #notebook button')];
  for (const e of found.filter(e => /click|javascript/i.test(e.textContent))) {
    const href = String(e.href?.baseVal ?? e.href ?? '');
    if (href && !/^javascript:/i.test(href)) continue;  // it would leave the page
    e.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
  }
}"""


def taken(browser, address, shows="#notebook"):
    """Open a page, click what can be clicked, and return the names of the scripts that ran."""
    context = browser.new_context()
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address, wait_until="domcontentloaded")
    page.locator(shows).first.wait_for()  # otherwise it is a page of an error
    page.wait_for_timeout(1500)
    page.evaluate(CLICK_ALL)
    page.wait_for_timeout(500)
    context.close()
    return sorted({text.removeprefix(SAYS) for text in said if text.startswith(SAYS)})
