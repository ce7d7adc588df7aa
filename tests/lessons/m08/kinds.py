"""How the exercises of lesson 8 stand to each kind of fault; see tests/lessons/kinds.py."""

from autograder.lessons.m08.judge.number import limit_and_loss
from nnlib.lessons.lesson08 import own_limit
from tests.lessons.kinds import Right, Slip, Wrong, cannot, held


def function(head, *lines):
    """Write a function of its lines; the last of them is what it returns."""
    *before, answer = lines
    return "\n    ".join([f"def {head}:", *before, f"return {answer}"])


def remembered(write, key, value):
    """Write an answer that makes a value once for each key, and then gives it again."""
    known = f"known[{key}]"
    return "known = {}\n" + write(f"if {key} not in known: {known} = {value}", known)


ENTRIES = "for i in np.ndindex(w.shape)"
MISREAD = "np.lib.stride_tricks.as_strided({0}, {0}.shape, np.zeros({0}.shape, {0}.dtype).strides)"
PRODUCT = "def product(a, c): return a * c\n"
EACH_ALONE = cannot("every entry of w meets entries of its own alone", "graph")
ONE_ANSWER = cannot("there is one right answer, and no other", "free value")
NO_BORDER = cannot("no loop goes from one end to another, and nothing is compared", "border")


def misread(name):
    """Write that an array is read as if its entries lay one after the other."""
    return f"{name} = {MISREAD.format(name)}"


# ------------------------------------------------------------ sgd_step


def sgd(*lines, more=""):
    return function(f"sgd_step(w, g, lr{more})", *lines)


SGD_STEP = {
    "search": Right(
        PRODUCT
        + sgd("new = np.zeros(w.shape)", f"{ENTRIES}: new[i] = w[i] - product(lr, g[i])", "new")
    ),
    **cannot("it calls no earlier exercise", "asks for more"),
    "memory": (
        Wrong(sgd("steps.append(lr * g)", "w - steps[0]", more=", steps=[]")),
        Wrong(remembered(sgd, "w.shape", "w - lr * g")),
    ),
    **EACH_ALONE,
    "scale": Wrong(sgd("w - lr * g / np.abs(g).max() if g.any() else w")),
    "threshold": Wrong(sgd("w - lr * np.where(np.abs(g) > 1e-6, g, 0)")),
    **NO_BORDER,
    "tolerance": Wrong(sgd("if np.allclose(g, 0): return w", "w - lr * g")),
    "range": (
        Wrong(sgd("w - lr * np.clip(g, -1000, 1000)")),
        Wrong(sgd("np.round(w - lr * g, 6)")),
    ),
    "default": (
        Wrong(sgd("w - g"), "learning rate left out"),
        Wrong(sgd("w - 0.1 * g")),
        Wrong(sgd("np.array([w[0] - lr * g[0], w[1] - lr * g[1]])")),
    ),
    "dtype": (
        Wrong(sgd("new = np.empty_like(w)", "new[...] = w - lr * g", "new")),
        Wrong(sgd("(w - lr * g).astype(w.dtype)")),
    ),
    "layout": (Wrong(sgd(misread("g"), "w - lr * g")), Wrong(sgd(misread("w"), "w - lr * g"))),
    **ONE_ANSWER,
    "coincidence": Wrong(sgd("w - lr * g if g.any() else w * (1 - lr)")),
    "luck": (
        Wrong(sgd("w - lr * np.abs(g)")),
        Wrong(sgd("np.abs(w) - lr * g")),
        Wrong(sgd("w - min(lr, 0.1) * g")),
    ),
    "constant": (Wrong(sgd("w - 2 * lr * g")), Wrong(sgd("w - lr * g / 2"))),
    "two at once": Wrong(sgd("w + g")),
}

# ------------------------------------------------------------ momentum_step


def momentum(*lines, more=""):
    return function(f"momentum_step(w, g, v, lr, mu=0.9{more})", *lines)


def rolling(v="mu * v + g", w="w - lr * v", **more):
    return momentum(f"v = {v}", f"{w}, v", **more)


MOMENTUM_STEP = {
    "search": Right(
        PRODUCT
        + momentum(
            "new, out = np.zeros(w.shape), np.zeros(w.shape)",
            f"{ENTRIES}:",
            "    new[i] = product(mu, v[i]) + g[i]",
            "    out[i] = w[i] - product(lr, new[i])",
            "out, new",
        )
    ),
    **cannot("it calls no earlier exercise", "asks for more"),
    "memory": (
        Wrong(
            momentum(
                "kept.append(mu * (kept[-1] if kept and kept[-1].shape == v.shape else v) + g)",
                "w - lr * kept[-1], kept[-1]",
                more=", kept=[]",
            )
        ),
        Wrong(
            "known = {}\n"
            + momentum(
                "if w.shape not in known: known[w.shape] = mu * v + g",
                "w - lr * known[w.shape], known[w.shape]",
            )
        ),
    ),
    **EACH_ALONE,
    "scale": Wrong(rolling("mu * v + g / max(1.0, np.abs(g).max())")),
    "threshold": (
        Wrong(rolling("np.where(np.abs(g) > 1e-6, mu * v + g, mu * v)")),
        Wrong(rolling(w="w - lr * np.where(np.abs(v) > 1e-7, v, 0)")),
    ),
    **NO_BORDER,
    "tolerance": (
        Wrong(momentum("if np.allclose(g, 0): return w, v", "v = mu * v + g", "w - lr * v, v")),
        Wrong(momentum("if not g.any(): return w, v", "v = mu * v + g", "w - lr * v, v")),
    ),
    "range": (
        Wrong(rolling("mu * v + np.clip(g, -1000, 1000)")),
        Wrong(rolling("np.round(mu * v + g, 6)")),
    ),
    "default": (
        Wrong(rolling("0.9 * v + g"), "mu of the example"),
        Wrong(rolling(w="w - 0.5 * v"), "rate of the example"),
        Wrong(rolling("mu * v + g if v.any() else (1 - mu) * g")),
    ),
    "dtype": (
        Wrong(
            momentum(
                "new = np.zeros_like(v)", "new += (mu * v + g).astype(v.dtype)", "w - lr * new, new"
            )
        ),
        Wrong(momentum("v = mu * v + g", "(w - lr * v).astype(w.dtype), v")),
    ),
    "layout": (
        Wrong(rolling("mu * v + g").replace("v = mu", misread("v") + "\n    v = mu")),
        Wrong(momentum(misread("g"), "v = mu * v + g", "w - lr * v, v")),
    ),
    **ONE_ANSWER,
    "coincidence": Wrong(rolling("mu * v + g if v.any() else mu * g")),
    "luck": (
        Wrong(rolling("mu * np.abs(v) + g")),
        Wrong(rolling("mu * v + np.abs(g)")),
        Wrong(rolling(w="w - lr * np.abs(v)")),
        Wrong(rolling("np.where(v * g < 0, g, mu * v + g)")),
    ),
    "constant": (
        Wrong(rolling("mu * v + 0.1 * g")),
        Wrong(rolling("mu * v + g / 2")),
        Wrong(rolling("0.8 * v + g")),
    ),
    "two at once": (
        Wrong(rolling("mu * v + (1 - mu) * g", "w + lr * v")),
        Wrong(momentum("new = mu * v + g", "w + lr * new, v")),
    ),
}

# ------------------------------------------------------------ adam_step

USUAL = "lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8"
HEAD = f"adam_step(w, g, m, v, t, {USUAL}"


def adam(
    m="beta1 * m + (1 - beta1) * g",
    v="beta2 * v + (1 - beta2) * g**2",
    m_hat="m / (1 - beta1**t)",
    v_hat="v / (1 - beta2**t)",
    w="w - lr * m_hat / (np.sqrt(v_hat) + eps)",
    before="",
    answer="w, m, v",
    more="",
):
    """Write an answer whose lines can be changed one by one."""
    lines = [f"m = {m}", f"v = {v}", f"m_hat = {m_hat}", f"v_hat = {v_hat}", f"w = {w}"]
    return function(f"{HEAD}{more})", *filter(None, [before]), *lines, answer)


ADAM_STEP = {
    "search": Right(
        PRODUCT
        + function(
            f"{HEAD})",
            "found = np.zeros((3, *w.shape))",
            "def power(beta):",
            "    value = 1.0",
            "    for _ in range(t): value = product(value, beta)",
            "    return value",
            "left1, left2 = 1 - power(beta1), 1 - power(beta2)",
            f"{ENTRIES}:",
            "    first = product(beta1, m[i]) + product(1 - beta1, g[i])",
            "    second = product(beta2, v[i]) + product(1 - beta2, product(g[i], 1.0 * g[i]))",
            "    size = np.sqrt(second / left2) + eps",
            "    found[(0, *i)] = w[i] - lr * first / left1 / size",
            "    found[(1, *i)], found[(2, *i)] = first, second",
            "found[0], found[1], found[2]",
        )
    ),
    **cannot("it calls no earlier exercise", "asks for more"),
    "memory": (
        Wrong("count = [0]\n" + adam(before="count[0] += 1; t = count[0]")),
        Wrong(
            "seen = {}\n"
            + adam(before="seen[w.shape] = seen.get(w.shape, 0) + 1; t = seen[w.shape]")
        ),
        Wrong(
            "kept = {}\n"
            + adam(
                before="m, v = kept.get(w.shape, (m, v))",
                answer="w, *kept.setdefault(w.shape, (m, v))",
            )
        ),
    ),
    **EACH_ALONE,
    "scale": (
        Wrong(adam(w="w - lr * m_hat / (np.sqrt(v_hat).max() + eps)")),
        Wrong(adam(w="w - lr * m_hat / (np.sqrt(v_hat.mean()) + eps)")),
        Wrong(adam(v="beta2 * v + (1 - beta2) * (g**2).mean()")),
    ),
    "threshold": (
        Wrong(adam(w="w - lr * np.where(v_hat > 1e-12, m_hat / (np.sqrt(v_hat) + eps), 0)")),
        Wrong(adam(w="w - lr * m_hat / np.maximum(np.sqrt(v_hat), 0.4)")),
        Wrong(adam(before="g = np.where(np.abs(g) < 1e-7, 0, g)")),
    ),
    "border": (
        Wrong(adam(m_hat="m / (1 - beta1**t) if t > 1 else m")),
        Wrong(adam(m_hat="m / (1 - beta1**t) if t < 1000 else m / 2")),
        Wrong(
            adam(
                m_hat="m / (1 - beta1**t) if t < 100 else m",
                v_hat="v / (1 - beta2**t) if t < 5000 else v",
            )
        ),
        Wrong(adam(m_hat="m / (1 - beta1 ** min(t, 50))")),
        Wrong(adam(v_hat="v / (1 - beta2 ** min(t, 1000))")),
    ),
    "tolerance": (
        Wrong(adam(before="if np.allclose(g, 0): return w, m, v")),
        Wrong(adam(w="w - lr * m_hat / np.sqrt(np.where(np.isclose(v_hat, 0), 1, v_hat))")),
    ),
    "range": (
        Wrong(adam(before="g = np.clip(g, -1000, 1000)")),
        Wrong(adam(w="w - lr * np.round(m_hat / (np.sqrt(v_hat) + eps), 2)")),
        Wrong(adam(w="w - lr * m_hat / (np.sqrt(v_hat) + 1e-3)")),
    ),
    "default": (
        Wrong(adam(w="w - 0.1 * m_hat / (np.sqrt(v_hat) + eps)"), "rate in the code"),
        Wrong(adam(before="beta1, beta2 = 0.9, 0.999"), "betas in the code"),
        Wrong(adam(w="w - lr * m_hat / (np.sqrt(v_hat) + 1e-8)"), "usual eps in the code"),
        *(Wrong(adam(before=f"eps = {eps}")) for eps in ("1e-7", "5e-7", "1e-9")),
        Wrong(adam(m_hat="m / (1 - 0.9**t)", v_hat="v / (1 - 0.999**t)")),
        Wrong(adam(m_hat="m / (1 - beta1)", v_hat="v / (1 - beta2)"), "no power"),
    ),
    "dtype": (
        Wrong(
            adam(
                before="m, v = m.copy(), v.copy()",
                m="np.add(m, (1 - beta1) * (g - m)).astype(m.dtype)",
            )
        ),
        Wrong(adam(w="(w - lr * m_hat / (np.sqrt(v_hat) + eps)).astype(w.dtype)")),
    ),
    "layout": (
        Wrong(adam(before=misread("g"))),
        Wrong(adam(before=misread("v"))),
        Wrong(adam(before=misread("w"))),
    ),
    **ONE_ANSWER,
    "coincidence": (
        Wrong(adam(w="w - lr * m_hat / np.sqrt(v_hat)"), "no eps that helps"),
        Wrong(adam(w="w - lr * np.nan_to_num(m_hat / np.sqrt(v_hat))")),
        Wrong(adam(before="if not g.any(): return w, m, v")),
        Wrong(adam(w="w - lr * np.sign(g)"), "the sign alone"),
        Wrong(adam(w="w - lr * m_hat / (v_hat + eps)"), "no root"),
    ),
    "luck": (
        Wrong(adam(m="beta1 * m + (1 - beta1) * np.abs(g)")),
        Wrong(adam(m="beta1 * np.abs(m) + (1 - beta1) * g")),
        Wrong(adam(w="w - lr * np.abs(m_hat) / (np.sqrt(v_hat) + eps)")),
        Wrong(adam(v="np.maximum(beta2 * v, (1 - beta2) * g**2)")),
    ),
    "constant": (
        Wrong(adam(v_hat="v / (1 - beta2**3)")),
        Wrong(adam(m="beta1 * m + 0.2 * g")),
        Wrong(adam(m_hat="m / (1 - beta1 ** (t + 2))", v_hat="v / (1 - beta2 ** (t + 2))")),
        Wrong(adam(w="w - lr * m_hat / np.sqrt(v_hat + eps**2 * 1e6)")),
        Wrong(adam(w="w - lr * m_hat / np.sqrt(v_hat + eps**2)"), "eps inside the root"),
    ),
    "two at once": (
        Wrong(adam(m_hat="m", v_hat="v", w="w + lr * m_hat / (np.sqrt(v_hat) + eps)")),
        Wrong(
            adam(w="w - lr * m_hat / (v_hat + eps)", answer="w, m_hat, v"),
        ),
    ),
}

# ------------------------------------------------------------ adamw_step

DECAYING = f"adamw_step(w, g, m, v, t, {USUAL}, weight_decay=0.01"
CALL = "adam_step(w, g, m, v, t, lr, beta1, beta2, eps)"


def adamw(*lines, more=""):
    return function(f"{DECAYING}{more})", *lines)


def shrunk(by="lr * weight_decay * w", **more):
    return adamw(f"new, m, v = {CALL}", f"new - {by}, m, v", **more)


ADAMW_STEP = {
    "search": Right(
        PRODUCT
        + adamw(
            f"new, m, v = {CALL}",
            "out = np.zeros(w.shape)",
            f"{ENTRIES}: out[i] = new[i] - product(product(lr, weight_decay), w[i])",
            "out, m, v",
        )
    ),
    "asks for more": (
        Right(
            shrunk().replace(
                CALL, "adam_step(w, g, m, v, t=t, lr=lr, beta1=beta1, beta2=beta2, eps=eps)"
            )
        ),
        Right(
            adamw(
                f"step, m, v = {CALL.replace('(w,', '(0,')}",
                "w - lr * weight_decay * w + step, m, v",
            )
        ),
        Right(
            adamw(
                "parts = [adam_step(*four, t, lr, beta1, beta2, eps) for four in "
                "zip(w.flat, g.flat, m.flat, v.flat)]",
                "new, m, v = (np.array(part).reshape(w.shape) for part in zip(*parts))",
                "new - lr * weight_decay * w, m, v",
            )
        ),
    ),
    "memory": (
        Wrong(
            adamw(
                f"new, m, v = {CALL}",
                "old = first.setdefault(w.shape, w)",
                "new - lr * weight_decay * old, m, v",
                more=", first={}",
            )
        ),
        Wrong(remembered(adamw, "w.shape", f"{CALL}")),
    ),
    **EACH_ALONE,
    "scale": Wrong(shrunk("lr * weight_decay * w / np.abs(w).max()")),
    "threshold": (
        Wrong(shrunk("lr * weight_decay * np.where(np.abs(w) > 0.6, w, 0)")),
        Wrong(shrunk("lr * weight_decay * np.where(np.abs(w) < 1000, w, 0)")),
    ),
    **NO_BORDER,
    "tolerance": Wrong(shrunk("(0 if np.allclose(g, 0) else lr * weight_decay * w)")),
    "range": (
        Wrong(shrunk("lr * weight_decay * np.clip(w, -100, 100)")),
        Wrong(shrunk("np.round(lr * weight_decay * w, 3)")),
    ),
    "default": (
        Wrong(shrunk("lr * 0.01 * w"), "usual decay in the code"),
        Wrong(shrunk().replace(CALL, "adam_step(w, g, m, v, t)"), "numbers not handed on"),
        Wrong(shrunk().replace(CALL, "adam_step(w, g, m, v, t, lr)"), "numbers not handed on"),
        Wrong(shrunk("1e-3 * weight_decay * w")),
    ),
    "dtype": Wrong(
        adamw(f"new, m, v = {CALL}", "(new - lr * weight_decay * w).astype(w.dtype), m, v")
    ),
    "layout": (
        Wrong(adamw(misread("w"), f"new, m, v = {CALL}", "new - lr * weight_decay * w, m, v")),
        Wrong(adamw(misread("v"), f"new, m, v = {CALL}", "new - lr * weight_decay * w, m, v")),
    ),
    **ONE_ANSWER,
    "coincidence": (
        Wrong(adamw(CALL.replace("(w, g,", "(w, g + weight_decay * w,")), "through the gradient"),
        Wrong(shrunk("(lr * weight_decay * w if g.any() else 0)")),
    ),
    "luck": (
        Wrong(shrunk("lr * weight_decay * np.abs(w)")),
        Wrong(shrunk("lr * weight_decay * np.sign(w)"), "every weight by the same amount"),
        Wrong(shrunk("lr * weight_decay * np.maximum(w, 0)")),
    ),
    "constant": (
        Wrong(shrunk("0.5 * lr * weight_decay * w")),
        Wrong(shrunk("3 * lr * weight_decay * w")),
        Wrong(shrunk("lr * 0.1 * w")),
    ),
    "two at once": (
        Wrong(shrunk("-weight_decay * w")),
        Wrong(adamw(f"new, m, v = {CALL}", "m, v, new")),
    ),
}

# ------------------------------------------------------------ rmsprop_step


def rmsprop(s="rho * s + (1 - rho) * g**2", w="w - lr * g / (np.sqrt(s) + eps)", before="",
            answer="w, s", more=""):  # fmt: skip
    head = f"rmsprop_step(w, g, s, lr, rho=0.99, eps=1e-8{more})"
    return function(head, *filter(None, [before]), f"s = {s}", f"w = {w}", answer)


RMSPROP_STEP = {
    "search": Right(
        PRODUCT
        + function(
            "rmsprop_step(w, g, s, lr, rho=0.99, eps=1e-8)",
            "new, out = np.zeros(w.shape), np.zeros(w.shape)",
            f"{ENTRIES}:",
            "    new[i] = product(rho, s[i]) + product(1 - rho, product(1.0 * g[i], g[i]))",
            "    out[i] = w[i] - product(lr, g[i]) / (np.sqrt(new[i]) + eps)",
            "out, new",
        )
    ),
    **cannot("it calls no earlier exercise", "asks for more"),
    "memory": Wrong(
        "kept = {}\n"
        + rmsprop(before="s = kept.get(w.shape, s)", answer="w, kept.setdefault(w.shape, s)")
    ),
    **EACH_ALONE,
    "scale": (
        Wrong(rmsprop(w="w - lr * g / (np.sqrt(s).max() + eps)")),
        Wrong(rmsprop(s="rho * s + (1 - rho) * (g**2).mean()")),
    ),
    "threshold": (
        Wrong(rmsprop(w="w - lr * np.where(s > 1e-12, g / (np.sqrt(s) + eps), 0)")),
        Wrong(rmsprop(before="g = np.where(np.abs(g) < 1e-5, 0, g)")),
    ),
    **NO_BORDER,
    "tolerance": Wrong(rmsprop(before="if np.allclose(g, 0): return w, s")),
    "range": (
        Wrong(rmsprop(before="g = np.clip(g, -1000, 1000)")),
        Wrong(rmsprop(s="np.round(rho * s + (1 - rho) * g**2, 6)")),
    ),
    "default": (
        Wrong(rmsprop(before="rho = 0.99"), "usual rho in the code"),
        Wrong(rmsprop(before="eps = 1e-8"), "usual eps in the code"),
        Wrong(rmsprop(w="w - 0.1 * g / (np.sqrt(s) + eps)")),
    ),
    "dtype": (
        Wrong(rmsprop(s="(rho * s + (1 - rho) * g**2).astype(s.dtype)")),
        Wrong(rmsprop(w="(w - lr * g / (np.sqrt(s) + eps)).astype(w.dtype)")),
    ),
    "layout": (Wrong(rmsprop(before=misread("g"))), Wrong(rmsprop(before=misread("s")))),
    **ONE_ANSWER,
    "coincidence": (
        Wrong(rmsprop(w="w - lr * g / np.sqrt(s)"), "no eps that helps"),
        Wrong(rmsprop(w="w - lr * np.nan_to_num(g / np.sqrt(s))")),
    ),
    "luck": (
        Wrong(rmsprop(w="w - lr * np.abs(g) / (np.sqrt(s) + eps)")),
        Wrong(rmsprop(s="np.maximum(rho * s, (1 - rho) * g**2)")),
    ),
    "constant": (
        Wrong(rmsprop(s="rho * s + 0.1 * g**2")),
        Wrong(rmsprop(w="w - lr * g / (np.sqrt(s) + 1e-4)")),
    ),
    "two at once": Wrong(rmsprop(w="w + lr * g / (s + eps)")),
}

# ------------------------------------------------------------ clip_by_global_norm


def clip(*lines, more=""):
    return function(f"clip_by_global_norm(grads, max_norm{more})", *lines)


LENGTH = "norm = np.sqrt(sum(np.sum(g.astype(float)**2) for g in grads))"


def scaled(factor="max_norm / norm if norm > max_norm else 1.0", length=LENGTH, norm="norm"):
    return clip(length, f"factor = {factor}", f"[factor * g for g in grads], {norm}")


CLIP_BY_GLOBAL_NORM = {
    "search": Right(
        "def square(x): return float(x) * float(x)\n"
        + scaled(length="norm = sum(square(x) for g in grads for x in g.flat) ** 0.5")
    ),
    **cannot("it calls no earlier exercise", "asks for more"),
    "memory": (
        Wrong(
            clip(
                "squares += [np.sum(g.astype(float)**2) for g in grads]",
                "norm = np.sqrt(sum(squares))",
                "factor = max_norm / norm if norm > max_norm else 1.0",
                "[factor * g for g in grads], norm",
                more=", squares=[]",
            )
        ),
    ),
    **cannot("every array is measured once", "graph"),
    "scale": (
        Wrong(
            clip(
                LENGTH,
                "[g * min(1, max_norm / np.linalg.norm(g)) if g.any() else g for g in grads], norm",
            ),
            "each array by itself",
        ),
    ),
    "threshold": (
        Wrong(scaled("max_norm / norm if norm > 1.01 * max_norm else 1.0")),
        Wrong(scaled("max_norm / norm if norm > 1e-6 and norm > max_norm else 1.0")),
    ),
    "border": (
        Wrong(scaled("max_norm / norm"), "short ones stretched"),
        Wrong(scaled(length="norm = np.sqrt(sum(np.sum(g**2) for g in grads[:-1]))")),
    ),
    "tolerance": Wrong(
        scaled(
            "1.0 if np.isclose(norm, max_norm, rtol=0.01) or norm < max_norm else max_norm / norm"
        )
    ),
    "range": (
        Wrong(scaled(norm="round(float(norm), 6)")),
        Wrong(scaled("max_norm / min(norm, 1000) if norm > max_norm else 1.0")),
    ),
    "default": (
        Wrong(scaled("2.5 / norm if norm > 2.5 else 1.0"), "limit of the example"),
        Wrong(
            clip(
                LENGTH,
                "factor = max_norm / norm if norm > max_norm else 1.0",
                "[factor * grads[0], factor * grads[1]], norm",
            )
        ),
    ),
    "dtype": Wrong(
        clip(
            LENGTH,
            "factor = max_norm / norm if norm > max_norm else 1.0",
            "[(factor * g).astype(g.dtype) for g in grads], norm",
        )
    ),
    "layout": Wrong(
        clip(
            f"grads = [{MISREAD.format('g')} for g in grads]",
            LENGTH,
            "factor = max_norm / norm if norm > max_norm else 1.0",
            "[factor * g for g in grads], norm",
        )
    ),
    **ONE_ANSWER,
    "coincidence": (
        Wrong(scaled("min(1.0, max_norm / float(norm))")),
        Wrong(scaled(length="norm = np.sqrt(len(grads) * np.sum(grads[0].astype(float)**2))")),
    ),
    "luck": (
        Wrong(scaled(length="norm = np.sqrt(np.square([g.sum() for g in grads]).sum())")),
        Wrong(scaled(length="norm = sum(np.abs(g).sum() for g in grads)")),
    ),
    "constant": (
        Wrong(scaled("0.9 * max_norm / norm if norm > max_norm else 1.0")),
        Wrong(scaled("max_norm / (norm + 1e-3) if norm > max_norm else 1.0")),
        Wrong(scaled("min(1.0, max_norm / (norm + 1e-6))"), "a little added to the length"),
    ),
    "two at once": Wrong(scaled("max_norm / norm", norm="min(norm, max_norm)")),
}

# ------------------------------------------------------------ cosine_rate


def cosine(*lines):
    return function("cosine_rate(t, lr, steps, end=0.0)", *lines)


def curve(share="min(t / steps, 1)", rate="end + (lr - end) * (1 + np.cos(np.pi * share)) / 2"):
    return cosine(f"share = {share}", rate)


COSINE_RATE = {
    "search": Right(
        "def half_cosine(share): return (1 + math.cos(math.pi * share)) / 2\n"
        + curve(rate="end + (lr - end) * half_cosine(share)")
    ),
    **cannot("it calls no earlier exercise", "asks for more"),
    "memory": (
        Wrong(
            "known = {}\n"
            + cosine(
                "if steps not in known: known[steps] = end + (lr - end) * "
                "(1 + np.cos(np.pi * min(t / steps, 1))) / 2",
                "known[steps]",
            )
        ),
    ),
    **cannot("there is no graph in one number", "graph"),
    **cannot("the answer is one number, which nothing is measured by", "scale"),
    "threshold": (
        Wrong(curve("t / steps if t < steps - 1 else 1")),
        Wrong(curve("min(t / steps, 0.99)")),
        Wrong(curve("t / steps if t <= 2 * steps else 1")),
    ),
    "border": (
        Wrong(curve("t / steps"), "not held at the end"),
        Wrong(curve("min((t - 1) / steps, 1)"), "counted from 1"),
        Wrong(curve("min(t / (steps - 1), 1) if steps > 1 else 1")),
    ),
    "tolerance": Wrong(curve("1 if np.isclose(t, steps, rtol=0.05) else min(t / steps, 1)")),
    "range": (
        Wrong(curve(rate="round(end + (lr - end) * (1 + np.cos(np.pi * share)) / 2, 6)")),
        Wrong(curve(rate="min(1.0, end + (lr - end) * (1 + np.cos(np.pi * share)) / 2)")),
    ),
    "default": (
        Wrong(curve("min(t / 10, 1)")),
        Wrong(curve(rate="lr * (1 + np.cos(np.pi * share)) / 2"), "end left out"),
    ),
    **cannot("what comes in are Python's numbers, and no array", "dtype", "layout"),
    **ONE_ANSWER,
    "coincidence": Wrong(curve(rate="lr + (end - lr) * share"), "a straight line"),
    "luck": (
        Wrong(curve(rate="max(end, lr * (1 + np.cos(np.pi * share)) / 2)")),
        Wrong(curve(rate="end + (lr - end) * (1 - share**2)")),
    ),
    "constant": (
        Wrong(curve("min(t / steps, 1) * 1.5")),
        Wrong(curve(rate="end + (lr - end) * (1 + np.cos(3 * share)) / 2")),
    ),
    "two at once": Wrong(curve("t / steps", "lr * (1 + np.cos(np.pi * share)) / 2")),
}

# ------------------------------------------------------------ my_limit


def my_limit(number, rate, loss):
    return f"def my_limit(): return {number}, {rate}, {loss}"


def measured(number):
    return limit_and_loss(own_limit(number))


RATE, LOSS = measured(20711)
_, _, CURVATURE, BEFORE = own_limit(20711)
MY_LIMIT = {
    "search": Right(
        "from nnlib.lessons.lesson08 import own_losses\n"
        + function(
            "my_limit()",
            "low, high = 0.001, 2.0",
            "for _ in range(12):",
            "    middle = (low * high) ** 0.5",
            "    before, after = own_losses(20711, middle)",
            "    low, high = (middle, high) if after < before else (low, middle)",
            "20711, low, own_losses(20711, low / 2)[1]",
        )
    ),
    **cannot("it is a number that one writes down, and calls no exercise", "asks for more"),
    **cannot("it is called once, and without arguments", "memory"),
    **cannot("there is no graph in three numbers", "graph"),
    "scale": Wrong(my_limit(20711, RATE, 1.04 * LOSS)),
    "threshold": (
        Right(my_limit(20711, 1.005 * RATE, 0.995 * LOSS)),
        Wrong(my_limit(20711, 1.01 * RATE, LOSS)),
        Wrong(my_limit(20711, RATE, 0.99 * LOSS)),
        Wrong(my_limit(20711, f"{RATE:.2g}", f"{LOSS:.2g}")),
    ),
    "border": (
        Right(my_limit(1000, *measured(1000))),
        Right(my_limit(999_999_999, *measured(999_999_999))),
        Wrong(my_limit(999, *measured(999))),
        Wrong(my_limit(1_000_000_000, *measured(1_000_000_000))),
    ),
    "tolerance": Wrong(my_limit(20711, f"{RATE:.0g}", f"{2 * LOSS:.1g}")),
    "range": (Wrong(my_limit(7, *measured(7))), Wrong(my_limit(10**30, 0.2, 0.1))),
    "default": Wrong(my_limit(4711, *measured(4711)), "number of the example"),
    "dtype": (
        Right(my_limit("np.int64(20711)", f"np.float32({RATE})", f"np.array({LOSS})")),
        Right(my_limit("20711.0", RATE, LOSS)),
        Right(f"def my_limit(): return np.array([20711, {RATE}, {LOSS}])"),
        Wrong(my_limit("20711.5", RATE, LOSS)),
        Wrong(my_limit("'20711'", RATE, LOSS)),
        Wrong(my_limit(20711, f"'{RATE:.4f}'", f"'{LOSS:.4f}'")),
    ),
    **cannot("no array comes in", "layout"),
    "free value": (
        Right(my_limit(31415, *measured(31415))),
        Wrong(my_limit(20711, "float('nan')", "float('nan')")),
        Wrong(my_limit(20711, "math.inf", LOSS)),
        Wrong(my_limit("True", RATE, LOSS)),
    ),
    "coincidence": Wrong(my_limit(20711, RATE, RATE)),
    **cannot("its one case draws nothing", "luck"),
    "constant": (
        Wrong(my_limit(20711, RATE / 2, LOSS), "half of the limit"),
        Wrong(my_limit(20711, RATE / 4, LOSS)),
        Wrong(my_limit(20711, CURVATURE, LOSS), "curvature"),
    ),
    "two at once": Wrong(my_limit(20711, RATE / 2, BEFORE)),
}

ROWS = {
    "sgd_step": SGD_STEP,
    "momentum_step": MOMENTUM_STEP,
    "adam_step": ADAM_STEP,
    "adamw_step": ADAMW_STEP,
    "rmsprop_step": RMSPROP_STEP,
    "clip_by_global_norm": CLIP_BY_GLOBAL_NORM,
    "cosine_rate": COSINE_RATE,
    "my_limit": MY_LIMIT,
}

# ------------------------------------------------------------ corners

ENTRY_BY_ENTRY = dict(
    equal_sizes="each entry is treated by itself: no table is turned",
    tie="no two entries are compared",
    beside="no number is compared with a border",
)
ONE_STEP = dict(long="it is one step, and has no number")
CORNERS = {
    "sgd_step": held(
        "one, float32, layout, whole, decades, other options, shapes, zeros",
        **ENTRY_BY_ENTRY,
        **ONE_STEP,
    ),
    "momentum_step": held(
        "one, float32, layout, whole, decades, other options, shapes, zeros",
        **ENTRY_BY_ENTRY,
        **ONE_STEP,
    ),
    "adam_step": held(
        "one, float32, layout, whole, decades, other options, shapes, zeros, long",
        **ENTRY_BY_ENTRY,
    ),
    "adamw_step": held(
        "one, float32, layout, whole, decades, other options, shapes, zeros, long",
        **ENTRY_BY_ENTRY,
    ),
    "rmsprop_step": held(
        "one, float32, layout, whole, decades, other options, shapes, zeros",
        **ENTRY_BY_ENTRY,
        **ONE_STEP,
    ),
    "clip_by_global_norm": held(
        "one, equal sizes, float32, layout, whole, tie, beside, decades, shapes, zeros, long",
        other_options="the limit is different in every case",
    ),
    "cosine_rate": held(
        "one, tie, beside, decades, other options, zeros, long",
        **cannot(
            "what comes in are Python's numbers, and no array",
            "equal_sizes", "float32", "layout", "whole", "shapes",
        ),
    ),
}  # fmt: skip

# ------------------------------------------------------------ slips

SLIPS = (
    Slip("sgd_step", sgd("g * lr + w"), "uphill"),
    Slip("sgd_step", sgd("w - lr * np.sign(g)"), "the sign alone"),
    Slip("momentum_step", rolling("g + v"), "nothing is forgotten"),
    Slip("momentum_step", rolling("mu * v + g", "w - v"), "rate left out"),
    Slip("momentum_step", rolling("mu * v - lr * g", "w + v"), "rate and sign inside the velocity"),
    Slip("momentum_step", momentum("new = mu * v + g", "w - lr * v, new"),
         "step by the old velocity"),
    Slip("momentum_step", momentum("w = w - lr * (mu * v + g)", "w, v"), "old velocity returned"),
    Slip("momentum_step", momentum("v = g + mu * v", "v, w - lr * v"), "in another order"),
    Slip("momentum_step", rolling("v * (1 - mu) + mu * g"), "mu at the gradient"),
    Slip("adam_step", adam(m_hat="m", v_hat="v"), "no correction"),
    Slip("adam_step", adam(m_hat="m / (1 - beta1 * t)", v_hat="v / (1 - beta2 * t)"),
         "beta times t"),
    Slip("adam_step", adam(v="beta2 * v + (1 - beta2) * g"), "gradient not squared"),
    Slip("adam_step", adam(v="beta2 * v + (1 - beta2) * m**2"), "square of the average"),
    Slip("adam_step", adam(answer="w, m_hat, v_hat"), "corrected values kept"),
    Slip("adam_step", adam(w="w - lr * m_hat / np.sqrt(v_hat + eps)"), "eps inside the root"),
    Slip("adam_step", adam(m="beta2 * m + (1 - beta2) * g", v="beta1 * v + (1 - beta1) * g**2",
                           m_hat="m / (1 - beta2**t)", v_hat="v / (1 - beta1**t)"),
         "betas exchanged"),
    Slip("adam_step", adam(m="(1 - beta1) * g", v="(1 - beta2) * g**2"), "state lost"),
    Slip("adam_step", adam(w="w - lr * g / (np.sqrt(v_hat) + eps)"), "gradient above"),
    Slip("adam_step", adam(answer="m, v, w"), "in another order"),
    Slip("adamw_step", shrunk("weight_decay * w"), "rate left out of the decay"),
    Slip("adamw_step", adamw(CALL), "no decay"),
    Slip("adamw_step", adamw("w = (1 + lr * weight_decay) * w", CALL), "it grows"),
    Slip("adamw_step", adamw(f"_, m, v = {CALL}", "(1 - lr * weight_decay) * w, m, v"),
         "decay alone"),
    Slip("rmsprop_step", rmsprop(w="w - lr * g / (s + eps)"), "no root"),
    Slip("rmsprop_step", rmsprop(s="s + g * g"), "squares added up"),
    Slip("clip_by_global_norm",
         scaled(length="norm = max(float(np.max(np.abs(g))) for g in grads)"), "largest entry"),
    Slip("clip_by_global_norm",
         scaled(length="norm = sum(np.sum(g.astype(float)**2) for g in grads)"), "no root"),
    Slip("clip_by_global_norm",
         scaled(length="norm = sum(np.linalg.norm(g) for g in grads)"), "lengths added up"),
    Slip("cosine_rate", curve("2 * min(t / steps, 1)"), "a full period"),
    Slip("cosine_rate", curve(rate="end + (lr - end) * np.cos(np.pi * share)"), "below 0"),
    Slip("cosine_rate", curve(rate="end + lr * (1 + np.cos(np.pi * share)) / 2"),
         "end added on top"),
    # named since: each of them is often written
    Slip("sgd_step", sgd("w - lr"), "the rate alone"),
    Slip("momentum_step", rolling(w="w - lr * (v + g)"), "gradient added twice"),
    Slip("momentum_step", rolling("lr * v + g", "w - mu * v"), "mu and rate exchanged"),
    Slip("momentum_step", momentum("v = mu * v + g", "w - lr * v, -lr * v"),
         "step returned for the velocity"),
    Slip("momentum_step", momentum("v = mu * v + g", "w - lr * v, -v"), "velocity turned round"),
    Slip("adam_step", adam(m_hat="m / (1 - beta2**t)", v_hat="v / (1 - beta1**t)"),
         "corrections exchanged"),
    Slip("adam_step", adam(v_hat="v / (1 - beta2)"), "no power"),
    Slip("adam_step", adam(m_hat="m / 1 - beta1**t"), "no brackets"),
    Slip("adam_step", adam(w="w - lr * m_hat / (np.sqrt(v) / (1 - beta2**t) + eps)"),
         "root before the correction"),
    Slip("adam_step", adam(v="beta2 * v + (1 - beta2) * np.abs(g)"), "sizes averaged"),
    Slip("adam_step", adam(w="w - lr * m_hat / np.maximum(np.sqrt(v_hat), eps)"),
         "eps as a floor"),
    Slip("adam_step", adam(w="w - lr * m_hat / np.sqrt(v_hat) + eps"), "eps without brackets"),
    Slip("adam_step", adam(w="w - lr * (m_hat / np.sqrt(v_hat) + eps)"), "eps without brackets"),
    *(Slip("adamw_step", shrunk().replace(CALL, call), "numbers not handed on") for call in (
        "adam_step(w, g, m, v, t, lr, beta1, eps=eps)",
        "adam_step(w, g, m, v, t, lr, beta2=beta2, eps=eps)",
        "adam_step(w, g, m, v, t, beta1=beta1, beta2=beta2, eps=eps)",
    )),
    Slip("adamw_step", adamw(f"new, _, _ = {CALL}", "new - lr * weight_decay * w, m, v"),
         "old averages returned"),
    Slip("adamw_step", adamw(CALL.replace("w, g,", "w, g + lr * weight_decay * w,")),
         "through the gradient"),
    Slip("adamw_step", shrunk("lr**2 * weight_decay * w"), "rate twice"),
    Slip("adamw_step", adamw(f"new, m, v = {CALL}",
                             "np.where(g == 0, w, new) - lr * weight_decay * w, m, v"),
         "stopped where the gradient is 0"),
    Slip("adamw_step", adamw(f"new = {CALL}", "(1 - lr * weight_decay) * new"),
         "three things taken for one"),
    Slip("rmsprop_step", rmsprop(w="w - lr * g / np.sqrt(s) + eps"), "eps without brackets"),
    Slip("rmsprop_step", rmsprop(w="w - lr * g / np.maximum(np.sqrt(s), eps)"), "eps as a floor"),
    Slip("rmsprop_step", rmsprop(s="rho * s + (1 - rho) * np.mean(g**2)"), "one average for all"),
    Slip("clip_by_global_norm", scaled("max_norm / norm if norm < max_norm else 1.0"),
         "comparison turned round"),
    Slip("clip_by_global_norm", scaled(length="norm = sum(np.abs(g).sum() for g in grads)"),
         "sizes added up"),
    Slip("clip_by_global_norm",
         scaled(length="norm = np.sqrt(sum(np.linalg.norm(g) for g in grads))"),
         "root of added lengths"),
    Slip("cosine_rate", curve(rate="end + (lr - end) * np.cos(np.pi * share / 2)"),
         "a quarter, down to the end"),
    # what the put_in_order card tempts to, and answers in which a part is missing
    Slip("adam_step", adam(m="(beta1 * m + (1 - beta1) * g) / (1 - beta1**t)"), "corrected twice"),
    Slip("adam_step", adam(v="(beta2 * v + (1 - beta2) * g**2) / (1 - beta2**t)"),
         "corrected twice"),
    Slip("adam_step", adam(before="m = m / (1 - beta1**t)"), "corrected too early"),
    Slip("adam_step", adam(m="beta2 * m + (1 - beta2) * g", v="beta1 * v + (1 - beta1) * g**2"),
         "betas exchanged"),
    Slip("adam_step", adam(answer="w"), "averages not returned"),
    Slip("adam_step", adam(answer="w, m"), "averages not returned"),
    Slip("adamw_step", shrunk().replace(CALL, CALL.replace("beta1, beta2", "beta2, beta1")),
         "betas exchanged"),
    Slip("adamw_step", shrunk("lr * weight_decay"), "no weight in the decay"),
    Slip("adamw_step", adamw(f"new, m, v = {CALL}", "new - lr * weight_decay * w"),
         "averages not returned"),
    Slip("momentum_step", momentum("v = mu * v + g", "w - lr * v"), "velocity not returned"),
    Slip("rmsprop_step", rmsprop(answer="w"), "average not returned"),
    Slip("clip_by_global_norm", scaled().replace("], norm", "]"), "norm not returned"),
    Slip("my_limit", my_limit(20711, LOSS, RATE), "in another order"),
    Slip("my_limit", my_limit(20711, RATE, BEFORE), "loss before learning"),
)  # fmt: skip
