"""The graph behind a tensor, drawn: what was computed from what, and how strongly it depends on it.

Inputs are on the left, the end is on the right. A box holds the value that came by forwards and
the gradient that came back; the number at an arrow is the slope of the box in that one parent.
"""

import itertools
import math
import os
from html import escape

import numpy as np

LIMIT = 200  # boxes; beyond it nobody can read a drawing
CHARACTER, LINE, PADDING = 8, 18, 10  # pixels; the text is 13 pixels high, of one width
GAP = 16  # between boxes of one column
ROAD = 22  # between arrows that arrive at one box, so that their numbers do not touch


def graph_layout(tensor):
    """Lay out the graph that ends in a tensor.

    Parameters
    ----------
    tensor : Tensor
        The end. Before its `backward` there are no gradients to show.

    Returns
    -------
    layout : dict
        Plain data, ready for JSON; positions are pixels from the top left corner.

        ``width``, ``height`` : the size of the drawing.

        ``nodes`` : list of dict, inputs first, each after its parents. ``id`` (its place in the
        list), ``label`` (name, operation or both), ``name``, ``op``, ``kind`` ("input",
        "operation" or "end"), ``text`` (the step in words: "#1 = x * x"), ``shape``, ``value``
        and ``grad`` (texts; ``grad`` is empty before `backward`), ``column`` (0 is the left
        one), ``x``, ``y``, ``width``, ``height`` of the box, and ``parents``: list of dict with
        ``id``, ``slope`` (float, or None where it is no single finite number) and ``slope_text``
        (empty where there is none).

        ``edges`` : list of dict, one for each parent of each node: ``from``, ``to`` (ids),
        ``parent`` (its place among the parents), ``slope``, ``slope_text``, and ``points``, a
        list of [x, y] from the right side of one box to the left side of the other: the first
        step is a bend, the next one straight, and so on in turns; the last one is straight.

    Raises
    ------
    ValueError
        `graph_layout expected at most 200 tensors, got 10001`.

    Notes
    -----
    An operation stands in the column after the last of its parents, an input in the column before
    its first use. Arrows that pass a column take a place in it as boxes do. Within the columns,
    the order is improved by barycentres and the one with the fewest crossings is kept.

    References
    ----------
    Sugiyama, Tagawa and Toda (1981), Methods for visual understanding of hierarchical system
    structures.
    """
    tensors = tensors_of(tensor)
    if len(tensors) > LIMIT:
        raise ValueError(f"graph_layout expected at most {LIMIT} tensors, got {len(tensors)}")
    nodes = _describe(tensors)
    edges = [
        {"from": parent["id"], "to": node["id"], "parent": i, **_slopes(parent)}
        for node in nodes
        for i, parent in enumerate(node["parents"])
    ]
    _set_columns(nodes)
    columns, roads = _ordered_columns(nodes, edges)
    height = _set_rows(nodes, columns, roads)
    width = _set_pixels(nodes, edges, columns, roads)
    return {"width": width, "height": height, "nodes": nodes, "edges": edges}


def tensors_of(end):
    """List the tensors of a graph, each after its parents, first parents first."""
    order, seen, waiting = [], set(), [(end, False)]
    while waiting:
        tensor, parents_done = waiting.pop()
        if parents_done:
            order.append(tensor)
        elif tensor not in seen:
            seen.add(tensor)
            waiting.append((tensor, True))
            waiting.extend((parent, False) for parent in reversed(tensor.parents))
    return order


# ---- words


def _describe(tensors):
    """Say what each tensor is, and make room for it."""
    ids = {tensor: i for i, tensor in enumerate(tensors)}
    handles = _handles(tensors)
    nodes = []
    for i, tensor in enumerate(tensors):
        with np.errstate(all="ignore"):  # an infinite slope is shown, that is enough
            roads = zip(tensor.parents, tensor.local_slopes(), strict=True)
        parents = [{"id": ids[p], **_slope(slope)} for p, slope in roads]
        step = _step(tensor.op, [handles[parent["id"]] for parent in parents])
        node = {
            "id": i,
            "label": _label(tensor),
            "name": tensor.name,
            "op": tensor.op,
            "kind": "end" if tensor is tensors[-1] else "operation" if parents else "input",
            "text": f"{handles[i]} = {step}" if parents else handles[i],
            "shape": list(tensor.data.shape),
            "value": _numbers(tensor.data),
            "grad": "" if tensor.grad is None else _numbers(tensor.grad),
            "parents": parents,
        }
        lines = _lines(node)
        node["width"] = CHARACTER * max(map(len, lines)) + 2 * PADDING
        node["height"] = max(LINE * len(lines) + PADDING, ROAD * len(parents) + PADDING)
        nodes.append(node)
    return nodes


def _handles(tensors):
    """Return what each tensor is called in a step: its name, a plain number, or its place."""
    names = [tensor.name for tensor in tensors]
    handles = []
    for i, tensor in enumerate(tensors):
        number = _numbers(tensor.data) if not tensor.parents and tensor.data.ndim == 0 else f"#{i}"
        handles.append(tensor.name if tensor.name and names.count(tensor.name) == 1 else number)
    return handles


def _label(tensor):
    name = tensor.name if len(tensor.name) <= 24 else tensor.name[:23] + "…"
    if name and tensor.op:
        return f"{name} ({tensor.op})"
    return name or tensor.op or ("array" if tensor.data.ndim else "number")


def _lines(node):
    """Return the lines of text in a box."""
    grad = [f"grad {node['grad']}"] if node["grad"] else []
    return [node["label"], f"value {node['value']}", *grad]


def _step(op, parents):
    if op in ("+", "-", "*", "/", "@"):
        return f" {op} ".join(parents)
    return f"{parents[0]}{op}" if op.startswith(("**", "[")) else f"{op}({', '.join(parents)})"


def _slope(slope):
    if slope is None:
        return {"slope": None, "slope_text": ""}
    # JSON knows no nan
    return {"slope": slope if math.isfinite(slope) else None, "slope_text": f"{slope:.4g}"}


def _slopes(parent):
    return {key: parent[key] for key in ("slope", "slope_text")}


def _numbers(array):
    """Write up to four numbers out, of more numbers the shape and the range."""
    if array.size <= 4:
        return _listed(array.tolist())
    shape = " × ".join(str(size) for size in array.shape)
    return f"{shape}, {array.min():.3g} to {array.max():.3g}"


def _listed(value):
    if isinstance(value, list):
        return f"[{', '.join(map(_listed, value))}]"
    return f"{value:.4g}"


# ---- places


def _set_columns(nodes):
    for node in nodes:
        node["column"] = 1 + max((nodes[p["id"]]["column"] for p in node["parents"]), default=-1)
    first_use = {}
    for node in nodes:
        for parent in node["parents"]:
            use = first_use.setdefault(parent["id"], node["column"])
            first_use[parent["id"]] = min(use, node["column"])
    for node in nodes:
        if node["kind"] == "input":
            node["column"] = first_use[node["id"]] - 1


def _ordered_columns(nodes, edges):
    """Order boxes and passing arrows within the columns, so that few arrows cross.

    Returns
    -------
    columns : list of list of place
        A place is ("node", id), or ("edge", number, column) where an arrow passes.
    roads : list of list of place
        For each edge the places that it goes through, from box to box.
    """
    columns = [[] for _ in range(1 + nodes[-1]["column"])]
    roads = []
    for node in nodes:
        columns[node["column"]].append(("node", node["id"]))
    for number, edge in enumerate(edges):
        passed = range(nodes[edge["from"]]["column"] + 1, nodes[edge["to"]]["column"])
        passing = [("edge", number, column) for column in passed]
        for place in passing:
            columns[place[2]].append(place)
        roads.append([("node", edge["from"]), *passing, ("node", edge["to"])])
    left, right = _neighbours(roads, edges)
    best, fewest = columns, _crossings(columns, right)
    for sweep in range(12):
        forwards = sweep % 2 == 0
        columns = [list(column) for column in columns]
        for column in columns if forwards else reversed(columns):
            _sort_by_barycentre(column, columns, left if forwards else right)
        crossings = _crossings(columns, right)
        if crossings < fewest:
            best, fewest = columns, crossings
    return best, roads


def _neighbours(roads, edges):
    """For each place, list its neighbours in the column on the left and on the right.

    Each comes with a small number: where among the box's arrows it arrives, top ones first.
    """
    left, right = {}, {}
    for road, edge in zip(roads, edges, strict=True):
        for a, b in itertools.pairwise(road):
            port = edge["parent"] / 100 if b[0] == "node" else 0
            left.setdefault(b, []).append((a, 0))
            right.setdefault(a, []).append((b, port))
    return left, right


def _sort_by_barycentre(column, columns, neighbours):
    position = {place: i for places in columns for i, place in enumerate(places)}

    def centre(place):
        around = [position[other] + port for other, port in neighbours.get(place, ())]
        return sum(around) / len(around) if around else position[place]

    column.sort(key=centre)  # a stable sort: the same graph gets the same drawing


def _crossings(columns, right):
    """Count the pairs of arrows between two columns that cross."""
    position = {place: i for places in columns for i, place in enumerate(places)}
    count = 0
    for column in columns:
        arrows = [
            (i, position[other] + port)
            for i, place in enumerate(column)
            for other, port in right.get(place, ())
        ]
        count += sum(
            (a[0] - b[0]) * (a[1] - b[1]) < 0 for k, a in enumerate(arrows) for b in arrows[:k]
        )
    return count


def _set_rows(nodes, columns, roads):
    """Move each place towards the middle of its neighbours; return the height of the drawing."""
    high = {("node", node["id"]): node["height"] for node in nodes}
    around = {}
    for road in roads:
        for a, b in itertools.pairwise(road):
            around.setdefault(a, []).append(b)
            around.setdefault(b, []).append(a)
    middle = {place: 0.0 for column in columns for place in column}
    for sweep in range(12):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wish = [_mean([middle[p] for p in around.get(place, [place])]) for place in column]
            free = -math.inf
            for place, y in zip(column, wish, strict=True):
                half = high.get(place, ROAD) / 2
                middle[place] = max(y, free + half)
                free = middle[place] + half + GAP
            too_low = _mean([middle[p] for p in column]) - _mean(wish)
            for place in column:
                middle[place] -= too_low
    top = min(y - high.get(place, ROAD) / 2 for place, y in middle.items()) - GAP
    bottom = max(y + high.get(place, ROAD) / 2 for place, y in middle.items()) + GAP
    for node in nodes:
        node["y"] = round(middle["node", node["id"]] - node["height"] / 2 - top, 1)
    for road in roads:
        road[1:-1] = [(place, middle[place] - top) for place in road[1:-1]]
    return round(bottom - top, 1)


def _mean(values):
    return sum(values) / len(values)


def _set_pixels(nodes, edges, columns, roads):
    """Give boxes their x and arrows their points; return the width of the drawing."""
    start, starts, widths = GAP, [], []
    for column in range(len(columns)):
        inside = [node for node in nodes if node["column"] == column]
        slopes = [len(parent["slope_text"]) for node in inside for parent in node["parents"]]
        start += (CHARACTER * (max(slopes, default=0) + 2) + 40) * (column > 0)
        starts.append(start)
        widths.append(max((node["width"] for node in inside), default=0))
        start += widths[-1]
    for node in nodes:
        node["x"] = starts[node["column"]] + (widths[node["column"]] - node["width"]) // 2
    for edge, road in zip(edges, roads, strict=True):
        source, target = nodes[edge["from"]], nodes[edge["to"]]
        spread = edge["parent"] - (len(target["parents"]) - 1) / 2
        points = [[source["x"] + source["width"], source["y"] + source["height"] / 2]]
        for (_, _, column), y in road[1:-1]:
            points += [[starts[column], y], [starts[column] + widths[column], y]]
        x, y = target["x"], target["y"] + target["height"] / 2 + ROAD * spread
        run = CHARACTER * (len(edge["slope_text"]) + 1) + 11  # straight below the number
        points += [[x - run, y], [x, y]]
        edge["points"] = [[round(x, 1), round(y, 1)] for x, y in points]
    return start + GAP


# ---- pictures


class Drawing:
    """A drawn graph: inline SVG where HTML is shown, lines of text elsewhere.

    Parameters
    ----------
    layout : dict
        From `graph_layout`.

    Notes
    -----
    Text and lines take the colour of the page (`currentColor`), so the drawing follows light and
    dark themes. It is never scaled down: what is too wide is scrolled.
    """

    def __init__(self, layout):
        self.layout = layout

    @property
    def alt(self):
        """The drawing in words: every value, gradient and slope."""
        nodes = self.layout["nodes"]
        inputs = sum(node["kind"] == "input" for node in nodes)
        head = f"Graph of {len(nodes)} tensors, {inputs} of them inputs"
        return ". ".join([head, *(f"{step}: {numbers}" for step, numbers in self._steps())]) + "."

    def _steps(self):
        """For each node return its step and its numbers, as two texts."""
        for node in self.layout["nodes"]:
            known = [parent["slope_text"] for parent in node["parents"] if parent["slope_text"]]
            slopes = f"slope{'s' * (len(known) > 1)} {', '.join(known)}" if known else ""
            yield node["text"], "; ".join(filter(None, [*_lines(node)[1:], slopes]))

    def __repr__(self):
        steps = list(self._steps())
        width = max(len(step) for step, _ in steps)
        return "\n".join(f"{step:<{width}}   {numbers}" for step, numbers in steps)

    def _repr_html_(self):
        if os.environ.get("NNF_GRADING"):  # sanitized feedback would print the SVG's texts in a row
            return None
        width, height = self.layout["width"], self.layout["height"]
        parts = [_svg_edge(edge) for edge in self.layout["edges"]]
        parts += [_svg_node(node) for node in self.layout["nodes"]]
        return (
            '<div style="overflow-x:auto" tabindex="0" role="group" aria-label="computation graph">'
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(self.alt)}" '
            f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" fill="none" '
            'stroke="none" style="max-width:none;color:var(--jp-content-font-color1,currentColor);'
            'font:13px var(--jp-code-font-family,monospace)">' + "".join(parts) + "</svg></div>"
        )

    def _repr_mimebundle_(self, include=None, exclude=None):
        html = self._repr_html_()
        return ({"text/html": html} if html else {}) | {"text/plain": repr(self)}


def draw(tensor):
    """Draw the graph that ends in a tensor.

    Parameters
    ----------
    tensor : Tensor

    Returns
    -------
    drawing : Drawing
        Shown by a notebook; `print(drawing)` gives the text form.

    Raises
    ------
    ValueError
        If there are more than 200 tensors.
    """
    return Drawing(graph_layout(tensor))


def _svg_edge(edge):
    points = edge["points"]
    path = f"M{points[0][0]},{points[0][1]}"
    for k, ((x0, y0), (x1, y1)) in enumerate(itertools.pairwise(points)):
        half = (x0 + x1) / 2  # bends and straight steps take turns
        path += f"H{x1}" if k % 2 else f"C{half},{y0} {half},{y1} {x1},{y1}"
    x, y = points[-1]
    head = f'<path d="M{x - 8},{y - 4}L{x},{y}L{x - 8},{y + 4}z" fill="currentColor"/>'
    line = f'<path d="{path}" stroke="currentColor" stroke-opacity="0.6" stroke-width="1.5"/>'
    return line + head + _svg_text(x - 11, y - 5, edge["slope_text"] and f"×{edge['slope_text']}")


def _svg_node(node):
    x, y, width, height = (node[key] for key in ("x", "y", "width", "height"))
    # told apart by their shape: inputs are round, operations square, the end has a thick border
    radius = 14 if node["kind"] == "input" else 3
    border = 3 if node["kind"] == "end" else 1.5
    box = (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}" '
        f'fill="currentColor" fill-opacity="{0 if node["kind"] == "input" else 0.07}" '
        f'stroke="currentColor" stroke-width="{border}"/>'
    )
    lines = _lines(node)
    middle, top = x + width / 2, y + (height - LINE * len(lines)) / 2 + 13
    texts = [
        _svg_text(middle, top + LINE * k, line, "middle", bold=k == 0)
        for k, line in enumerate(lines)
    ]
    return f"<g><title>{escape(node['text'])}</title>{box}{''.join(texts)}</g>"


def _svg_text(x, y, text, anchor="end", *, bold=False):
    if not text:
        return ""
    weight = ' font-weight="bold"' * bold
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="currentColor"{weight}>'
        f"{escape(text)}</text>"
    )
