"""Write a case as the code that a learner would type: a call that can be copied and run."""

import numpy as np

from autograder.core.plain_data import Family, Layout, Ref

# Longer code is nothing that anybody would read or paste.
LONGEST = 8000


def call_of(name, case, families=None):
    """Write the call of a case.

    Parameters
    ----------
    name : str
        The function, as the notebook calls it.
    case : Case
    families : dict, optional
        Name -> function that makes a member of the family; it is imported under its own name.

    Returns
    -------
    str
        One or several lines, the call last; ``""`` if it would be too long, or if an input cannot
        be written.
    """
    try:
        if case.script:
            code = "\n".join(steps_of(name, case.script))
        else:
            arguments = ", ".join(map(value_as_code, case.inputs.values()))
            code = f"{name}({arguments})"
    except TypeError:
        return ""
    imports = [
        f"from {make.__module__} import {make.__name__}"
        for family, make in (families or {}).items()
        if any(family == used.name for used in _families_in([*case.inputs.values()]))
    ]
    code = "\n".join([*imports, code])
    return code if len(code) <= LONGEST else ""


def value_as_code(value):
    """Write a value as an expression that gives it back, to the last bit.

    Raises
    ------
    TypeError
        If there is no such expression.
    """
    kind = type(value)
    if kind is Ref:
        return value.name
    if kind is Family:
        inside = ", ".join(f"{k}={value_as_code(v)}" for k, v in value.coefficients.items())
        return f"{value.name}({inside})"
    if kind is Layout:
        return _laid_out(value.kind, value.array)
    if kind is np.ndarray:
        return _array(value)
    if kind is list:
        return f"[{', '.join(map(value_as_code, value))}]"
    if kind is tuple:
        return f"({', '.join(map(value_as_code, value))}{',' * (len(value) == 1)})"
    if kind is dict:
        return "{" + ", ".join(f"{k!r}: {value_as_code(v)}" for k, v in value.items()) + "}"
    if kind is float:
        return _number(value)
    if value is None or kind in (bool, int, str, complex):
        return repr(value)
    raise TypeError(f"expected plain data, got {kind.__name__}")


def _number(value):
    if np.isnan(value):
        return "np.nan"
    if np.isinf(value):
        return "np.inf" if value > 0 else "-np.inf"
    return repr(value)


def _array(array):
    if not array.size:
        return f"np.zeros({array.shape}{_dtype(array)})"
    code = f"np.array({_nested(array)}{_dtype(array, shown=_nested(array))})"
    fortran = array.ndim > 1 and array.flags.f_contiguous and not array.flags.c_contiguous
    return f"np.asfortranarray({code})" if fortran else code


def _dtype(array, shown=""):
    """Write the dtype, unless numpy gives it to what is shown anyway."""
    default = {"b": np.bool_, "i": np.int64, "f": np.float64, "c": np.complex128}
    if array.dtype == default.get(array.dtype.kind) and (shown or array.dtype.kind == "f"):
        return ""
    return f", dtype=np.{array.dtype.name}"


def _nested(array):
    if array.ndim:
        return f"[{', '.join(map(_nested, array))}]"
    # the shortest text that gives the same number in its own dtype
    value = array.item() if array.dtype.itemsize >= 8 else _short(array)
    return _number(value) if type(value) is float else repr(value)


def _short(number):
    value = number.item()
    return float(str(number)) if type(value) is float and np.isfinite(value) else value


def _laid_out(kind, array):
    plain = _array(np.ascontiguousarray(array))
    if kind == "fortran":
        return f"np.asfortranarray({plain})"
    return f"np.repeat({plain}, 2, axis=-1)[..., ::2]"


def _families_in(values):
    for value in values:
        if type(value) is Family:
            yield value
        elif type(value) in (list, tuple):
            yield from _families_in(value)


def steps_of(make, script):
    """Write the steps of a script as the lines of code that they stand for.

    Parameters
    ----------
    make : str
        The learner's class or function, as the notebook calls it.
    script : tuple
        See ``autograder.core.driver.run_script``.
    """
    lines = []
    for i, (verb, name, *args) in enumerate(script):
        kept = f"{name} = " if _is_used(name, script[i + 1 :]) else ""
        if verb == "array":
            lines.append(f"{name} = {value_as_code(args[0])}")
        elif verb == "generator":
            lines.append(f"{name} = np.random.default_rng({args[0]})")
        elif verb == "walk":
            lines.append(f"list({name})")
        elif verb == "make":
            lines.append(f"{kept}{make}({', '.join(map(value_as_code, args))})")
        elif verb in ("call", "lent"):
            owner, method, *rest = args
            note = "  # the engine's" if verb == "lent" else ""
            lines.append(f"{kept}{owner}.{method}({', '.join(map(value_as_code, rest))}){note}")
        elif verb == "operate":
            symbol, one, other = args
            lines.append(f"{kept}{value_as_code(one)} {symbol} {value_as_code(other)}")
        elif verb == "change":
            index, value = args
            lines.append(f"{name}[{index!r}] = {value_as_code(value)}")
    return lines


def _is_used(name, later):
    """Tell whether later steps need what a step stores: else the line stores nothing."""
    for verb, own, *args in later:
        if verb in ("read", "show", "names", "walk", "change") and own == name:
            return True
        if Ref(name) in [arg for arg in args if isinstance(arg, Ref)]:
            return True
        if verb in ("call", "lent") and args[0] == name:
            return True
    return False
