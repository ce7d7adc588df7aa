"""Invented submissions for lesson 8."""

from autograder.lessons.sample import Sample, raise_on_top, twice, without

SGD = """
def sgd_step(w, g, lr):
    return w + (-lr) * g
"""
MOMENTUM = """
def momentum_step(w, g, v, lr, mu=0.9):
    faster = v * mu
    faster = faster + g
    return w - faster * lr, faster
"""
MOMENTUM_BY_ENTRIES = """
def momentum_step(weights, slopes, speed, rate, keep=0.9):
    ahead = np.zeros(weights.shape)
    for place in np.ndindex(weights.shape):
        ahead[place] = keep * speed[place] + slopes[place]
    return weights - rate * ahead, ahead
"""
MOMENTUM_AVERAGED = MOMENTUM.replace("faster + g", "faster + (1.0 - mu) * g")
MOMENTUM_LATE = """
def momentum_step(w, g, v, lr, mu=0.9):
    moved = w - v * lr
    v = v * mu + g
    return moved, v
"""
MOMENTUM_BOTH = MOMENTUM.replace("return w - faster * lr, faster", "return w + faster * lr, v")
ADAM = """
def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = m * beta1 + g * (1 - beta1)
    v = v * beta2 + g * g * (1 - beta2)
    first = m / (1 - pow(beta1, t))
    second = v / (1 - pow(beta2, t))
    size = np.sqrt(second)
    return w - lr * first / (size + eps), m, v
"""
ADAM_FOLDED = """
def adam_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = m - (1 - beta1) * (m - g)
    v = v - (1 - beta2) * (v - g**2)
    lr = lr * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
    return w - lr * m / (v**0.5 + eps), m, v
"""
ADAM_UNCORRECTED = ADAM.replace(" / (1 - pow(beta1, t))", "").replace(" / (1 - pow(beta2, t))", "")
ADAM_NO_ROOT = ADAM.replace("np.sqrt(second)", "second")
ADAM_KEEPS_CORRECTED = ADAM.replace("(size + eps), m, v", "(size + eps), first, second")
ADAM_EPS_INSIDE = ADAM.replace("np.sqrt(second)", "np.sqrt(second + eps)").replace(
    "(size + eps)", "size"
)
NOBODY_EXPECTED_THIS = ADAM.replace("size = np.sqrt(second)", "size = second ** 0.25")
ADAMW = """
def adamw_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    loss_of_weight = lr * weight_decay * w
    stepped, m, v = adam_step(w, g, m, v, t, lr, beta1, beta2, eps)
    return stepped - loss_of_weight, m, v
"""
ADAMW_BEFORE = """
def adamw_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    smaller = w * (1 - lr * weight_decay)
    return adam_step(smaller, g, m, v, t, lr, beta1, beta2, eps)
"""
ADAMW_L2 = """
def adamw_step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    slope = g + weight_decay * w
    return adam_step(w, slope, m, v, t, lr, beta1, beta2, eps)
"""
ADAMW_NO_RATE = ADAMW.replace("lr * weight_decay * w", "w * weight_decay")
RMSPROP = """
def rmsprop_step(w, g, s, lr, rho=0.99, eps=1e-8):
    average = s * rho + g * g * (1 - rho)
    return w - g * lr / (average**0.5 + eps), average
"""
RMSPROP_NO_ROOT = RMSPROP.replace("average**0.5 + eps", "average + eps")
CLIP = """
def clip_by_global_norm(grads, max_norm):
    total = 0.0
    for part in grads:
        total = total + float((part.astype(float) ** 2).sum())
    norm = total**0.5
    if norm > max_norm:
        grads = [part * (max_norm / norm) for part in grads]
    return [part * 1.0 for part in grads], norm
"""
COSINE = """
def cosine_rate(t, lr, steps, end=0.0):
    done = t / steps
    if done > 1:
        done = 1.0
    return end + (lr - end) * (0.5 + 0.5 * np.cos(done * np.pi))
"""
COSINE_ON_AND_ON = COSINE.replace("        done = 1.0", "        done = done + 0.0")
LIMIT = """
def my_limit():
    return 20711, 0.1886, 0.03569
"""

RIGHT = {
    "sgd_step": SGD,
    "momentum_step": MOMENTUM,
    "adam_step": ADAM,
    "adamw_step": ADAMW,
    "rmsprop_step": RMSPROP,
    "clip_by_global_norm": CLIP,
    "cosine_rate": COSINE,
    "my_limit": LIMIT,
}

SAMPLES = {
    "right": Sample(RIGHT),
    "right-other-style": Sample(
        {
            **RIGHT,
            "momentum_step": MOMENTUM_BY_ENTRIES,
            "adam_step": ADAM_FOLDED,
            "adamw_step": ADAMW_BEFORE,
        }
    ),
    "averaged": Sample({**RIGHT, "momentum_step": MOMENTUM_AVERAGED}),
    "one-step-late": Sample({**RIGHT, "momentum_step": MOMENTUM_LATE}),
    "two-mistakes": Sample({**RIGHT, "momentum_step": MOMENTUM_BOTH}),
    # their adamw_step calls their adam_step, which is not counted a second time
    "uncorrected": Sample({**RIGHT, "adam_step": ADAM_UNCORRECTED}),
    "no-root": Sample({**RIGHT, "adam_step": ADAM_NO_ROOT, "rmsprop_step": RMSPROP_NO_ROOT}),
    "keeps-corrected": Sample({**RIGHT, "adam_step": ADAM_KEEPS_CORRECTED}),
    "eps-inside": Sample({**RIGHT, "adam_step": ADAM_EPS_INSIDE}),
    "unheard-of": Sample({**RIGHT, "adam_step": NOBODY_EXPECTED_THIS}),
    "through-the-gradient": Sample({**RIGHT, "adamw_step": ADAMW_L2}),
    "decay-without-rate": Sample({**RIGHT, "adamw_step": ADAMW_NO_RATE}),
    "on-and-on": Sample({**RIGHT, "cosine_rate": COSINE_ON_AND_ON}),
    "blank": Sample(),
    "exception-on-top": Sample(RIGHT, raise_on_top),
    "test-deleted": Sample(RIGHT, without("hidden_momentum_step")),
    "cell-copied": Sample(RIGHT, twice("momentum_step"), alone=True),
}
